from __future__ import annotations

import json
from urllib.parse import urlencode

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.api.exchange import Asked
from graph_service.http.graphql.parameters import from_address, from_body
from graph_service.http.graphql.refused import Refused

QUERY = "query Q($n: Int) { platforms(first: $n) { totalCount } }"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VARIABLES = st.dictionaries(TEXTS, st.none() | st.booleans() | st.integers(-9, 9) | TEXTS)


@given(TEXTS, VARIABLES, TEXTS | st.none())
def test_a_body_and_an_address_say_the_same(query, variables, operation):
    body = {"query": query, "variables": variables, "operationName": operation}
    address = {"query": query, "variables": json.dumps(variables)}
    if operation:
        address["operationName"] = operation

    assert from_body(json.dumps(body).encode()) == Asked(query, variables, operation)
    assert from_address(urlencode(address).encode()) == Asked(query, variables, operation or None)


def test_what_is_null_or_not_known_is_as_if_it_were_not_said():
    body = {"query": QUERY, "variables": None, "operationName": None, "extensions": None, "x": [1]}

    assert from_body(json.dumps(body).encode()) == Asked(QUERY, {}, None)


def test_what_is_empty_in_an_address_is_as_if_it_were_not_said():
    said = {"query": QUERY, "variables": "", "operationName": "", "extensions": "", "x": "1"}

    assert from_address(urlencode(said).encode()) == Asked(QUERY, {}, None)


def test_of_two_keys_that_are_one_the_last_holds():
    assert from_body(b'{"query": "{ a }", "query": "{ b }"}').query == "{ b }"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"query":',
        b'{"query": "{ a }"} {}',
        b'{"query": "{ a }", "variables": {"n": NaN}}',
        b'{"query": "{ a }", "variables": {"n": Infinity}}',
        b"{'query': '{ a }'}",
        b'{"query": "\xff"}',
        b'{"query": "\\ud800"}',
        b'\xef\xbb\xbf{"query": "{ a }"}',
        b'{"query": "{ a }", "variables": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    ],
    ids=lambda body: repr(body[:30]),
)
def test_what_is_not_json_is_a_bad_request(body):
    with pytest.raises(Refused, match="not JSON") as refused:
        from_body(body)

    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (None, "JSON object"),
        (7, "JSON object"),
        ("{ a }", "JSON object"),
        ([], "one by one"),
        ([{"query": "{ a }"}], "one by one"),
        ({}, "`query`"),
        ({"qeury": "{ a }"}, "`query`"),
        ({"query": None}, "`query`"),
        ({"query": 7}, "`query`"),
        ({"query": ["{ a }"]}, "`query`"),
        ({"query": "{ a }", "variables": [7]}, "variables"),
        ({"query": "{ a }", "variables": "{}"}, "variables"),
        ({"query": "{ a }", "variables": False}, "variables"),
        ({"query": "{ a }", "operationName": 7}, "operationName"),
        ({"query": "{ a }", "operationName": {}}, "operationName"),
        ({"query": "{ a }", "extensions": "x"}, "extensions"),
        ({"query": "{ a }", "extensions": 0}, "extensions"),
    ],
    ids=str,
)
def test_json_that_is_no_request_cannot_be_processed(body, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        from_body(json.dumps(body).encode())

    assert refused.value.status == 422


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (b"", "`query`"),
        (b"variables={}", "`query`"),
        (b"query={a}&query={b}", "query twice"),
        (b"query={a}&variables={}&variables={}", "variables twice"),
        (b"query={a}&variables={", "variables in the address is not JSON"),
        (b"query={a}&variables=[7]", "variables"),
        (b"query={a}&extensions=7", "extensions"),
        (b"query=%ff", "UTF-8"),
        (b"query=\xc3\xa4", "UTF-8"),
        (b"query={a}" + b"&x=1" * 100, "more than 100"),
    ],
    ids=lambda said: repr(said[:30]),
)
def test_an_address_that_is_no_request_cannot_be_processed(address, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        from_address(address)

    assert refused.value.status == 422


def test_the_digest_of_a_registered_document_stands_for_it():
    digest = "ab" * 32
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": digest}}
    body = orjson.dumps({"extensions": extensions, "variables": {"n": 1}})
    assert from_body(body) == Asked("", {"n": 1}, None, digest)
    address = urlencode({"extensions": orjson.dumps(extensions)}).encode()
    assert from_address(address) == Asked("", {}, None, digest)
    # A document that is sent is the one that is meant.
    body = orjson.dumps({"query": "{ a }", "extensions": extensions})
    assert from_body(body) == Asked("{ a }", {})
    for other in ({}, {"persistedQuery": 1}, {"persistedQuery": {"sha256Hash": 1}}):
        with pytest.raises(Refused):
            from_body(orjson.dumps({"extensions": other}))

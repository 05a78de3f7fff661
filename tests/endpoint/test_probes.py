"""The twelve probes of graphql-cop, which look for what public GraphQL servers often leave open.

Each asks once and looks at the answer. What a probe finds is a fault here, but for one thing:
the data are public, so is the schema.
"""

from __future__ import annotations

import json

import pytest


def refused(answer) -> str:
    """The sentence of the only error of an answer without data."""
    body = answer.json()
    assert "data" not in body
    (error,) = body["errors"]
    return error["message"]


def test_1_aliases_cannot_repeat_a_field_without_end(http):
    query = "{ " + " ".join(f"alias{i}: __typename" for i in range(201)) + " }"

    answer = http.post("/graphql", json={"query": query})

    assert answer.status_code == 422
    assert "201" in refused(answer)
    assert answer.json()["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"


@pytest.mark.parametrize("many", [10, 100, 1_000])
def test_2_directives_cannot_be_heaped_up(http, many):
    answer = http.post("/graphql", json={"query": "{ __typename " + "@aa" * many + " }"})

    assert answer.status_code == 422
    assert "data" not in answer.json()
    # The probe's own document is refused by few errors, not by one for each.
    assert len(answer.content) < 20_000


def test_3_fields_cannot_be_repeated_without_end(http):
    answer = http.post("/graphql", json={"query": "{ " + "__typename " * 5_000 + "}"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"


def test_4_fragments_that_need_each_other_are_refused(http):
    query = """
        { ...A }
        fragment A on Query { __typename ...B }
        fragment B on Query { ...A }
    """

    answer = http.post("/graphql", json={"query": query})

    assert answer.status_code == 422
    assert "within itself" in answer.text


def test_5_the_schema_is_public_but_not_without_end(http):
    """Introspection is on: the data are open. One question in another is bounded."""
    known = http.post("/graphql", json={"query": "{ __schema { queryType { name } } }"})
    fields, query = 6, "name"
    for _ in range(fields):
        query = f"name fields {{ type {{ {query} }} }}"
    circular = http.post("/graphql", json={"query": f"{{ __schema {{ types {{ {query} }} }} }}"})

    assert known.json()["data"] == {"__schema": {"queryType": {"name": "Query"}}}
    assert circular.status_code == 422


def test_6_several_requests_in_one_are_refused(http):
    answer = http.post("/graphql", json=[{"query": "{ __typename }"}] * 10)

    assert answer.status_code == 422
    assert refused(answer) == "Several requests in one are not taken; send them one by one."


def test_7_nothing_is_changed_by_get(http):
    answer = http.get("/graphql", params={"query": "mutation { __typename }"})

    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert "POST" in refused(answer)


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "text/plain"},
        {},
    ],
    ids=str,
)
def test_8_no_form_of_another_page_can_ask_by_post(http, headers):
    """Browsers send these without asking first; JSON they do not."""
    for content in (b"query=%7B__typename%7D", json.dumps({"query": "{ __typename }"}).encode()):
        answer = http.post("/graphql", content=content, headers=headers)

        assert answer.status_code == 415
        assert "application/json" in refused(answer)


def test_9_what_is_not_public_is_not_suggested(http):
    """Names are suggested from the public schema alone, so nothing more is told than by it."""
    answer = http.post("/graphql", json={"query": "{ platfrms { totalCount } }"})
    schema = http.post("/graphql", json={"query": "{ __schema { queryType { fields { name } } } }"})

    names = {f["name"] for f in schema.json()["data"]["__schema"]["queryType"]["fields"]}
    message = refused(answer)
    assert answer.status_code == 422
    suggested = message.partition("Did you mean")[2].split("'")[1::2]
    assert set(suggested) <= names


def test_10_no_times_of_resolvers_are_told(http):
    for headers in ({}, {"apollo-federation-include-trace": "ftv1"}, {"x-apollo-tracing": "1"}):
        answer = http.post("/graphql", json={"query": "{ __typename }"}, headers=headers)

        assert set(answer.json()["extensions"]) == {"asOf", "graphVersion", "cost"}


def test_11_the_query_editor_is_for_browsers_and_can_be_switched_off(http, other):
    """It is on by default, as the data are open; `graphiql` switches it off."""
    answer = other.get("/graphql", headers={"accept": "text/html"})
    shown = http.get("/graphql", headers={"accept": "text/html, */*;q=0.1"})

    assert answer.status_code == 406
    assert "GraphiQL" in shown.text
    assert "GraphiQL" not in http.get("/graphql", headers={"accept": "*/*"}).text


def test_12_documents_that_are_too_long_are_refused_before_they_are_parsed(http):
    long = http.post("/graphql", json={"query": "{ __typename }" + " " * 250_000})
    many = http.post("/graphql", json={"query": "{ " + "a " * 100_000 + "}"})

    assert long.status_code == 413
    assert many.status_code == 422
    assert many.json()["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"

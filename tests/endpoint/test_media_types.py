"""Which media type an answer has. The expectations are written out from RFC 9110, 12.5.1."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.http.graphql.media_types import is_json_in_utf8, response_type, wants_page

GRAPHQL, JSON = "application/graphql-response+json", "application/json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{GRAPHQL};q=0.9, {JSON}", JSON),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL}, */*", GRAPHQL),
        (f"{JSON}, */*", JSON),
        (f"{GRAPHQL};q=0.1, */*;q=0.9", JSON),
        (f"{JSON};q=0, */*", GRAPHQL),
        (f"{JSON};q=0, {GRAPHQL};q=0", None),
        ("*/*;q=0", None),
        ("text/html", None),
        ("application/xml, text/*", None),
        (f"{GRAPHQL}; charset=UTF-8", GRAPHQL),
        (f'{JSON}; charset="utf-8"', JSON),
        (f"{JSON}; charset=utf-16", None),
        (f"{JSON}; charset=utf-16, */*;q=0.1", JSON),
        (f"{GRAPHQL.upper()} ; Q=1.0", GRAPHQL),
        (f"{GRAPHQL};q=much, {JSON};q=0.2", JSON),
        (BROWSER, JSON),
        (",;,=;", None),
    ],
)
def test_an_answer_has_the_type_that_weighs_most(accept, expected):
    assert response_type(accept) == expected


@given(st.lists(st.sampled_from([GRAPHQL, JSON, "text/html", "*/*"]), max_size=5), st.randoms())
def test_the_order_of_choices_does_not_matter(choices, chance):
    weighted = [f"{choice};q=0.{chance.randint(0, 9)}" for choice in dict.fromkeys(choices)]
    accept = ", ".join(weighted)
    chance.shuffle(weighted)

    assert response_type(", ".join(weighted)) == response_type(accept)


@given(st.text(max_size=60))
def test_any_text_is_understood_or_not_acceptable(accept):
    assert response_type(accept) in {GRAPHQL, JSON, None}


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("*/*", False),
        ("text/*", False),
        (f"{JSON}, text/html", True),
        (f"{JSON}, text/html;q=0.5", False),
        ("text/html;q=0", False),
        ("", False),
    ],
)
def test_a_page_is_for_those_who_name_it_and_want_nothing_more(accept, page):
    assert wants_page(accept) is page


@pytest.mark.parametrize(
    ("content_type", "read"),
    [
        ("application/json", True),
        ("Application/JSON; Charset=UTF-8", True),
        ('application/json;charset="utf8"', True),
        ("application/json; charset=latin-1", False),
        ("application/json; charset=utf-8; charset=utf-16", False),
        ("application/jsonp", False),
        (GRAPHQL, False),
        ("text/plain", False),
        ("application/x-www-form-urlencoded", False),
        ("multipart/form-data; boundary=x", False),
        ("", False),
    ],
)
def test_bodies_are_json_in_utf_8(content_type, read):
    assert is_json_in_utf8(content_type) is read

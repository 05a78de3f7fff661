"""What is kept of answers, without a graph."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from graph_service.api.answers import Answers, Asking, canonical
from schema.declarations import Access

ASKING = Asking("v.1", "digest", "", b"{}", Access.PUBLIC, "2023-12-31", "3303")
TEXT = st.text(max_size=4)
ASKINGS = st.builds(
    Asking, TEXT, TEXT, TEXT, st.binary(max_size=4), st.sampled_from(Access), TEXT, TEXT
)


def test_an_answer_that_is_kept_is_the_bytes_that_were_sent():
    answers = Answers(10_000, "edition")
    kept = answers.keep(ASKING, b'{"data":1}')
    assert kept.body == b'{"data":1}'
    assert answers.get(ASKING) is kept
    assert answers.get(ASKING._replace(clearance=Access.PERSONAL)) is None


def test_the_answer_that_was_asked_for_longest_ago_goes_first():
    # Each takes 2 x 500 + 1,000 = 2,000 bytes: four fit into 8,000.
    answers = Answers(8_000, "edition")
    several = [ASKING._replace(operation=str(i)) for i in range(5)]
    for asking in several[:4]:
        answers.keep(asking, bytes(500))
    answers.get(several[0])
    answers.keep(several[4], bytes(500))
    assert [answers.get(asking) is not None for asking in several] == [
        True,
        False,
        True,
        True,
        True,
    ]


def test_an_answer_longer_than_a_fourth_of_the_room_is_named_and_not_kept():
    # 2 x 501 + 1,000 is more than a fourth of 8,000.
    answers = Answers(8_000, "edition")
    assert answers.keep(ASKING, bytes(501)).etag == answers.etag(ASKING)
    assert answers.get(ASKING) is None
    assert answers.size == 0


def test_nothing_is_kept_where_there_is_no_room():
    answers = Answers(0, "edition")
    answers.keep(ASKING, b"")
    assert len(answers) == 0


@given(st.lists(st.tuples(ASKINGS, st.integers(0, 900)), max_size=40))
def test_what_is_taken_is_the_sum_of_what_is_kept_and_never_more_than_there_is(made):
    answers = Answers(9_000, "edition")
    for asking, length in made:
        answers.keep(asking, bytes(length))
        assert answers.size <= 9_000
    there = [length for asking, length in dict(made).items() if answers.get(asking) is not None]
    assert answers.size == sum(2 * length + 1_000 for length in there)


@given(st.lists(ASKINGS, min_size=2, max_size=8))
def test_answers_have_one_name_if_and_only_if_all_they_depend_on_is_the_same(askings):
    answers = Answers(0, "edition")
    for one, other in pairwise(askings):
        assert (answers.etag(one) == answers.etag(other)) == (one == other)


def test_another_edition_of_the_service_names_its_answers_differently():
    assert Answers(0, "1").etag(ASKING) != Answers(0, "2").etag(ASKING)


def test_equal_variables_are_one_text_in_whatever_order_they_are_sent():
    assert canonical({"a": 1, "b": [{"x": 1, "y": None}]}) == canonical(
        {"b": [{"y": None, "x": 1}], "a": 1}
    )
    assert canonical({"a": [1, 2]}) != canonical({"a": [2, 1]})
    assert canonical(None) == canonical({})
    assert canonical({"a": object()}) is None

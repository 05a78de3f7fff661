"""Statuses of answers, row by row from the specification's section on them."""

from __future__ import annotations

import pytest

from graph_service.api.errors import ApiError
from graph_service.api.exchange import Answer, Outcome
from graph_service.http.graphql.call import Call
from graph_service.http.graphql.statuses import status_of

EXPECTED = {
    Outcome.SYNTAX: 400,
    Outcome.LIMIT: 422,
    Outcome.INVALID: 422,
    Outcome.NOT_ALLOWED: 403,
    Outcome.OPERATION: 422,
    Outcome.VARIABLES: 422,
    Outcome.WRITES: 405,
    Outcome.SUBSCRIBES: 406,
}
AFTERWARDS = {Outcome.ANSWERED, Outcome.BROKEN}
"""What is executed; a stream that breaks has had its status long before."""


@pytest.mark.parametrize("outcome", [each for each in Outcome if each not in AFTERWARDS])
def test_what_is_not_executed_is_the_clients_fault(outcome):
    assert status_of(Answer(outcome, errors=[ApiError("No.")])) == EXPECTED[outcome]


def test_what_is_executed_succeeds_in_part_at_least():
    assert status_of(Answer(Outcome.ANSWERED, {"a": 1})) == 200
    assert status_of(Answer(Outcome.ANSWERED, {"a": None}, [ApiError("No.")])) == 294
    assert status_of(Answer(Outcome.ANSWERED, None, [ApiError("No.")])) == 294


def test_a_header_that_is_sent_twice_is_one_with_two_values():
    sent = [(b"accept", b"text/html"), (b"x", b"1"), (b"accept", b"*/*;q=0.1")]

    call = Call.of({"method": "GET", "headers": sent})

    assert call.header(b"accept") == "text/html, */*;q=0.1"
    assert call.header(b"x") == "1"
    assert call.header(b"y") is None

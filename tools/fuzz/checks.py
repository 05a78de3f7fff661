"""What schemathesis draws, and what it takes for a fault.

By itself it draws mostly what is refused at once (no list is -1 long), and takes every refusal for
a fault. Here the lengths of lists are possible ones, and refusals are right answers.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import schemathesis
from graphql import (
    ArgumentNode,
    DocumentNode,
    IntValueNode,
    ObjectValueNode,
    StringValueNode,
    Visitor,
    visit,
)
from graphql.language.visitor import REMOVE
from hypothesis import strategies as st

FAULTS = {"INTERNAL", "UNAVAILABLE", "TIMEOUT"}
SMALL = 21

days = st.dates().map(str)
periods = days | days.map(lambda day: day[:7]) | days.map(lambda day: day[:4])
schemathesis.graphql.scalar(
    "PartialDate", periods.map(lambda period: StringValueNode(value=period))
)


class _Possible(Visitor):
    """Makes numbers small ones, reads lists from their beginning, and orders by one key at a time."""

    _orders = 0

    def enter_argument(self, node: ArgumentNode, *_: Any) -> Any:
        self._orders += node.name.value == "orderBy"
        return REMOVE if node.name.value in {"after", "before", "last"} else None

    def leave_argument(self, node: ArgumentNode, *_: Any) -> Any:
        self._orders -= node.name.value == "orderBy"
        if isinstance(node.value, IntValueNode):
            small = abs(int(node.value.value)) % SMALL
            return ArgumentNode(name=node.name, value=IntValueNode(value=str(small)))
        return None

    def enter_object_value(self, node: ObjectValueNode, *_: Any) -> Any:
        return ObjectValueNode(fields=node.fields[:1]) if self._orders else None


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:  # noqa: ARG001 - schemathesis calls it so
    """Return what is asked instead of what was drawn."""
    return visit(body, _Possible()) if isinstance(body, DocumentNode) else body


@schemathesis.check
def no_fault_of_the_service(ctx: Any, response: Any, case: Any) -> None:  # noqa: ARG001 - as above
    """No answer is of status 500 or has an error that is the service's own."""
    assert response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, response.text
    errors = response.json().get("errors", [])
    faults = [error for error in errors if error["extensions"]["code"] in FAULTS]
    assert not faults, faults

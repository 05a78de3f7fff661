"""Whether a whole selection can be compiled."""

from __future__ import annotations

import enum
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING

from graphql import (
    GraphQLAbstractType,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    is_abstract_type,
)
from graphql.execution.collect_fields import FieldDetailsList

from graph_service.api.executor.reading import TYPE_KEY, Batch
from graph_service.api.executor.ways import way_of

if TYPE_CHECKING:
    from graph_service.api.executor.program import Program

__all__ = ["Verdict", "Verdicts"]


class Verdict(enum.IntEnum):
    """How much of a selection can be compiled."""

    OPAQUE = 0
    """Not all of it."""
    HOLES = 1
    """All of it, perhaps with places to be filled for many sources at once."""
    WHOLE = 2
    """All of it."""


class Verdicts:
    """The verdicts on the selections of one program, each made once.

    Parameters
    ----------
    program : Program
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._known: dict[tuple[GraphQLObjectType, int], Verdict] = {}
        self._closed: set[int] = set()

    def close(self, details: FieldDetailsList) -> None:
        """Leave a field of an abstract type to graphql-core: one of its types cannot be compiled."""
        self._closed.add(id(details))
        self._known.clear()

    def of_field(self, parent: GraphQLObjectType, details: FieldDetailsList) -> Verdict:
        """Return the verdict on a field and all below it."""
        field = self._program.field(parent, details)
        if field is None:
            return Verdict.WHOLE if details[0].node.name.value == "__typename" else Verdict.OPAQUE
        way = way_of(field)
        if way is None:
            return Verdict.OPAQUE
        below = self.of_value(field.type, details)
        return min(below, Verdict.HOLES) if isinstance(way, Batch) else below

    def of_value(self, type_: GraphQLOutputType, details: FieldDetailsList) -> Verdict:
        """Return the verdict on values of a type."""
        named = get_named_type(type_)
        if is_abstract_type(named):
            # Its concrete types are met one by one.
            closed = id(details) in self._closed or self._awaits_types(named)
            return Verdict.OPAQUE if closed else Verdict.HOLES
        if not isinstance(named, GraphQLObjectType):
            return Verdict.WHOLE
        if iscoroutinefunction(named.is_type_of):
            return Verdict.OPAQUE
        return self.of_object(named, details)

    def _awaits_types(self, type_: GraphQLAbstractType) -> bool:
        if TYPE_KEY in type_.extensions:
            return False
        possible = self._program.schema.get_possible_types(type_)
        return iscoroutinefunction(type_.resolve_type) or any(
            iscoroutinefunction(one.is_type_of) for one in possible
        )

    def of_object(self, type_: GraphQLObjectType, details: FieldDetailsList) -> Verdict:
        """Return the verdict on objects of a type.

        However deep the selection, no deeper on Python's stack: what is below is judged first.
        """
        known, program = self._known, self._program
        stack = [(type_, details)]
        while stack:
            at, selected = stack[-1]
            key = (at, id(selected))
            if key in known:
                stack.pop()
                continue
            fields = program.collected(at, selected).grouped_field_set
            below = [
                (named, sub)
                for sub in fields.values()
                if (field := program.field(at, sub)) is not None
                and way_of(field) is not None
                and isinstance(named := get_named_type(field.type), GraphQLObjectType)
                and (named, id(sub)) not in known
            ]
            if below:
                stack.extend(below)
                continue
            stack.pop()
            known[key] = min(
                (self.of_field(at, sub) for sub in fields.values()), default=Verdict.WHOLE
            )
        return known[type_, id(details)]

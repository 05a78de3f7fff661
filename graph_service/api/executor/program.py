"""A program: an operation with the values of its switches, and what was compiled of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from graphql import GraphQLField, GraphQLList, GraphQLObjectType, GraphQLSchema
from graphql.execution.collect_fields import (
    CollectedFields,
    FieldDetailsList,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues
from graphql.language import OperationDefinitionNode

from graph_service.api.executor.checks import Classes
from graph_service.api.executor.compiler import compile_fields, compile_list
from graph_service.api.executor.units import Unit
from graph_service.api.executor.verdicts import Verdict, Verdicts

__all__ = ["Allowance", "Program", "Step", "Steps"]


@dataclass(frozen=True, slots=True)
class Step:
    """Some fields of an object, one after another.

    Attributes
    ----------
    fields : mapping of str to list of FieldDetails
    unit : Unit or None
        What completes them all; None if graphql-core does, one by one.
    """

    fields: GroupedFieldSet
    unit: Unit | None


Steps: TypeAlias = Unit | Sequence[Step] | None
"""How an object is executed: as one, in steps, or by graphql-core alone."""


@dataclass(slots=True)
class Allowance:
    """How many more fields of a document may be compiled; each costs some 50 microseconds."""

    fields: int

    @property
    def spent(self) -> bool:
        """Whether nothing more may be compiled."""
        return self.fields <= 0


class Program:
    """Selections of one operation as its switches choose them, each compiled when it is needed.

    What is kept is known by the identity of lists of fields, which it keeps too: no two are one.

    Parameters
    ----------
    schema : GraphQLSchema
    operation : OperationDefinitionNode
    root : GraphQLObjectType
    fragments : mapping of str to FragmentDetails
    switches : VariableValues
        The variables that say what is included or skipped, and no others.
    allowance : Allowance
        Of the document; when it is spent, graphql-core does what is not compiled yet.
    strict : bool
        Whether a fault of the compiler is raised; else graphql-core does what it could not.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        root: GraphQLObjectType,
        fragments: dict[str, FragmentDetails],
        switches: VariableValues,
        *,
        allowance: Allowance,
        strict: bool,
    ) -> None:
        self.schema = schema
        self.root = root
        self.allowance = allowance
        self.classes = Classes()
        self._operation = operation
        self._fragments = fragments
        self._switches = switches
        self._strict = strict
        self._collected: dict[
            tuple[GraphQLObjectType, int], tuple[FieldDetailsList, CollectedFields]
        ] = {}
        self._steps: dict[int, tuple[GroupedFieldSet, Steps]] = {}
        self._lists: dict[tuple[GraphQLList[Any], int], tuple[FieldDetailsList, Unit | None]] = {}
        self._verdicts = Verdicts(self)
        self._root_fields: CollectedFields | None = None

    @property
    def root_fields(self) -> CollectedFields:
        """The fields of the root."""
        found = self._root_fields
        if found is None:
            found = self._root_fields = collect_fields(
                self.schema, self._fragments, self._switches, self.root, self._operation
            )
        return found

    @property
    def units(self) -> list[Unit]:
        """All units made so far."""
        steps = [kept for _, kept in self._steps.values() if kept is not None]
        return [
            *(s for s in steps if isinstance(s, Unit)),
            *(s.unit for many in steps if not isinstance(many, Unit) for s in many if s.unit),
            *(unit for _, unit in self._lists.values() if unit is not None),
        ]

    def field(self, parent: GraphQLObjectType, details: FieldDetailsList) -> GraphQLField | None:
        """Return the definition of a field; None for ``__typename``, and for one there is not."""
        name = details[0].node.name.value
        return None if name == "__typename" else self.schema.get_field(parent, name)

    def collected(self, type_: GraphQLObjectType, details: FieldDetailsList) -> CollectedFields:
        """Return what is selected of objects of a type, where this is selected."""
        key = (type_, id(details))
        kept = self._collected.get(key)
        if kept is None or kept[0] is not details:
            found = collect_subfields(
                self.schema, self._fragments, self._switches, self._operation, type_, details
            )
            kept = self._collected[key] = (details, found)
        return kept[1]

    def compiles(self, type_: GraphQLObjectType, details: FieldDetailsList) -> bool:
        """Whether all that is selected of a type can be compiled; if not, it will not be tried again.

        That concerns values of an abstract type, whose concrete types are met one by one.
        """
        if (
            not self.allowance.spent
            and self._verdicts.of_object(type_, details) is not Verdict.OPAQUE
        ):
            return True
        self._verdicts.close(details)
        return False

    def steps(self, type_: GraphQLObjectType, fields: GroupedFieldSet) -> Steps:
        """Return how an object with these fields is executed."""
        kept = self._steps.get(id(fields))
        if kept is None or kept[0] is not fields:
            kept = self._steps[id(fields)] = (fields, self._made(self._split, type_, fields))
        return kept[1]

    def list_unit(self, type_: GraphQLList[Any], details: FieldDetailsList) -> Unit | None:
        """Return what completes a list; None if graphql-core does."""
        key = (type_, id(details))
        kept = self._lists.get(key)
        if kept is None or kept[0] is not details:
            kept = self._lists[key] = (details, self._made(self._list, type_, details))
        return kept[1]

    def forget_broken(self) -> None:
        """Forget units that met a type that cannot be compiled: they are made anew without it."""
        for key, (_, steps) in list(self._steps.items()):
            units = [steps] if isinstance(steps, Unit) else [s.unit for s in steps or ()]
            if any(unit is not None and unit.broken for unit in units):
                del self._steps[key]
        for listed, (_, unit) in list(self._lists.items()):
            if unit is not None and unit.broken:
                del self._lists[listed]

    def _made(self, make: Any, *arguments: Any) -> Any:
        if self.allowance.spent:
            return None
        try:
            return make(*arguments)
        except Exception:
            if self._strict:
                raise
            return None

    def _list(self, type_: GraphQLList[Any], details: FieldDetailsList) -> Unit | None:
        verdict = self._verdicts.of_value(type_, details)
        if verdict is Verdict.OPAQUE:
            return None
        unit = compile_list(self, type_, details)
        unit.whole = verdict is Verdict.WHOLE
        return unit

    def _split(self, type_: GraphQLObjectType, fields: GroupedFieldSet) -> Steps:
        verdicts = {key: self._verdicts.of_field(type_, sub) for key, sub in fields.items()}
        if Verdict.OPAQUE not in verdicts.values():
            return compile_fields(self, type_, fields)
        if Verdict.WHOLE not in verdicts.values():
            return None
        steps: list[Step] = []
        group: GroupedFieldSet = {}
        for key, details in fields.items():
            if verdicts[key] is Verdict.WHOLE:
                group[key] = details
                continue
            if group:
                steps.append(Step(group, compile_fields(self, type_, group)))
                group = {}
            steps.append(Step({key: details}, None))
        if group:
            steps.append(Step(group, compile_fields(self, type_, group)))
        return steps

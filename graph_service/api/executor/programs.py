"""What was compiled of one document."""

from __future__ import annotations

from typing import Any, Final

from graphql import GraphQLSchema
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues
from graphql.language import (
    DocumentNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    OperationType,
)
from graphql.pyutils import Undefined

from graph_service.api.executor.document import Switches, switches_of
from graph_service.api.executor.program import Program

__all__ = ["Programs"]

MOST: Final = 16
"""So many combinations of switches are compiled for one operation."""


class Programs:
    """The compiled selections of one document, for the executions of it that follow.

    They belong to the first document and schema with which they are used, and are of no use to
    others. One value of the switches (the variables of ``@include`` and ``@skip``) makes one
    program; when there are too many, graphql-core executes what is new.

    Parameters
    ----------
    most : int
        How many programs to keep for each operation.
    strict : bool
        Whether faults of the compiler are raised, for tests.
    """

    def __init__(self, *, most: int = MOST, strict: bool = False) -> None:
        self._most = most
        self._strict = strict
        self._schema: GraphQLSchema | None = None
        self._document: DocumentNode | None = None
        self._switches: Switches | None = None
        self._fragments: dict[str, FragmentDetails] = {}
        self._operations: dict[int, tuple[OperationDefinitionNode, dict[Any, Program]]] = {}

    @property
    def programs(self) -> list[Program]:
        """All programs made so far."""
        return [program for _, made in self._operations.values() for program in made.values()]

    def bind(self, schema: GraphQLSchema, document: DocumentNode) -> bool:
        """Say whether they are of this document; the first that asks is the one.

        Parameters
        ----------
        schema : GraphQLSchema
        document : DocumentNode
            It must not change from then on.
        """
        if self._document is None:
            self._schema, self._document = schema, document
            self._switches = switches_of(document)
            self._fragments = {
                node.name.value: FragmentDetails(node)
                for node in document.definitions
                if isinstance(node, FragmentDefinitionNode)
            }
        return self._document is document and self._schema is schema

    def program(
        self, operation: OperationDefinitionNode, variables: VariableValues
    ) -> Program | None:
        """Return the program of an operation; None if it cannot be compiled.

        Parameters
        ----------
        operation : OperationDefinitionNode
            One of the document's.
        variables : VariableValues
        """
        schema, switches = self._schema, self._switches
        if schema is None or switches is None or operation.operation is OperationType.SUBSCRIPTION:
            return None
        values = tuple(variables.coerced.get(name, Undefined) for name in switches.variables)
        if not all(value is True or value is False for value in values):
            return None
        kept = self._operations.get(id(operation))
        if kept is None or kept[0] is not operation:
            kept = self._operations[id(operation)] = (operation, {})
        made = kept[1]
        program = made.get(values)
        root = schema.get_root_type(operation.operation)
        if program is None and root is not None and len(made) < self._most:
            chosen = VariableValues(
                {name: variables.sources[name] for name in switches.variables},
                dict(zip(switches.variables, values, strict=True)),
            )
            program = made[values] = Program(
                schema, operation, root, self._fragments, chosen, strict=self._strict
            )
        return program

"""What was compiled of one document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

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
from graph_service.api.executor.operations import Operation, operations_of
from graph_service.api.executor.program import Allowance, Program

__all__ = ["Programs"]

MOST: Final = 16
"""So many combinations of switches are compiled for one operation."""
MOST_FIELDS: Final = 2_000
"""So many fields are compiled for one document; one counts for each type that has it."""


class Programs:
    """The compiled selections of one document, for the executions of it that follow.

    They belong to the first document and schema with which they are used, and are of no use to
    others. One value of the switches (the variables of ``@include`` and ``@skip``) makes one
    program; when there are too many, graphql-core executes what is new.

    Parameters
    ----------
    most : int
        How many programs to keep for each operation.
    most_fields : int
        How many fields to compile.
    strict : bool
        Whether faults of the compiler are raised, for tests.

    Attributes
    ----------
    fragments : dict
        The document's fragments by name.
    definitions : dict
        Their nodes by name.
    """

    def __init__(
        self, *, most: int = MOST, most_fields: int = MOST_FIELDS, strict: bool = False
    ) -> None:
        self.fragments: dict[str, FragmentDetails] = {}
        self.definitions: dict[str, FragmentDefinitionNode] = {}
        self._most = most
        self._allowance = Allowance(most_fields)
        self._strict = strict
        self._schema: GraphQLSchema | None = None
        self._document: DocumentNode | None = None
        self._switches: Switches | None = None
        self._operations: Mapping[str | None, Operation] = {}

    @property
    def made(self) -> list[Program]:
        """All programs made so far."""
        operations = {id(found): found for found in self._operations.values()}
        return [program for found in operations.values() for program in found.programs.values()]

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
            if self._switches is not None:
                self._operations = operations_of(schema, document)
            for node in document.definitions:
                if isinstance(node, FragmentDefinitionNode):
                    self.definitions[node.name.value] = node
                    self.fragments[node.name.value] = FragmentDetails(node)
        return self._document is document and self._schema is schema

    def operation(self, name: str | None) -> Operation | None:
        """Return an operation; None if it cannot be compiled, or graphql-core has to refuse it."""
        return self._operations.get(name)

    def program(self, node: OperationDefinitionNode, variables: VariableValues) -> Program | None:
        """Return the program of an operation; None if it cannot be compiled.

        Parameters
        ----------
        node : OperationDefinitionNode
            One of the document's.
        variables : VariableValues
        """
        switches, schema = self._switches, self._schema
        operation = self._operations.get(node.name.value if node.name else None)
        if switches is None or schema is None or operation is None or operation.node is not node:
            return None
        values = tuple([variables.coerced.get(name, Undefined) for name in switches.variables])
        program = operation.programs.get(values)
        if program is not None:
            return program
        root = schema.get_root_type(node.operation)
        if (
            root is None
            or node.operation is OperationType.SUBSCRIPTION
            or len(operation.programs) >= self._most
            or not all(value is True or value is False for value in values)
        ):
            return None
        chosen = VariableValues(
            {name: variables.sources[name] for name in switches.variables},
            dict(zip(switches.variables, values, strict=True)),
        )
        program = operation.programs[values] = Program(
            schema,
            node,
            root,
            self.fragments,
            chosen,
            allowance=self._allowance,
            strict=self._strict,
        )
        return program

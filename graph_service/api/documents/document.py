"""A document as it is kept: what it says, or why it is refused."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, OperationType

from graph_service.api.documents.cost import Cost, evaluate
from graph_service.api.documents.lengths import length_of, written_length
from graph_service.api.documents.limits import Size
from graph_service.api.errors import ApiError

__all__ = ["Document", "Fault", "FaultKind", "Operation", "UnknownOperation"]


_MOST_KNOWN = 20
"""Of how many values of its variables an operation knows its cost."""


class FaultKind(enum.Enum):
    """Why a document is refused."""

    SYNTAX = "syntax"
    LIMIT = "limit"
    INVALID = "invalid"
    NOT_ALLOWED = "not allowed"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a document.

    Attributes
    ----------
    kind : FaultKind
    errors : tuple of GraphQLError
        At least one.
    """

    kind: FaultKind
    errors: tuple[GraphQLError, ...]


class UnknownOperation(ApiError):
    """It cannot be told which operation of a document is meant."""


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of a document.

    Attributes
    ----------
    node : OperationDefinitionNode
    size : Size
    asked : Cost
        What it can cost, for any variables.
    """

    node: OperationDefinitionNode
    size: Size
    asked: Cost
    _known: dict[tuple[tuple[str, int | None], ...], int] = field(
        default_factory=dict, init=False, repr=False
    )

    @property
    def kind(self) -> OperationType:
        """Whether it reads or writes."""
        return self.node.operation

    def cost(self, variables: Mapping[str, Any]) -> int:
        """Say what the operation can cost, at most.

        Parameters
        ----------
        variables : mapping
            Values by the names of variables, as they were sent.
        """
        asked = self.asked
        if isinstance(asked, int):
            return asked
        lengths = self._lengths(variables, asked.needs)
        key = tuple(lengths.items())
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[key] = evaluate(asked, lengths)
        return known

    def _lengths(
        self, variables: Mapping[str, Any], needs: frozenset[str]
    ) -> dict[str, int | None]:
        """Find the lengths that variables say; one without a value and a default is left out."""
        lengths = {}
        for defined in self.node.variable_definitions or ():
            name = defined.variable.name.value
            if f"${name}" not in needs:
                continue
            if name in variables:
                lengths[name] = length_of(variables[name])
            elif defined.default_value is not None:
                lengths[name] = written_length(defined.default_value)
        return lengths


@dataclass(slots=True, eq=False)
class Document:
    """A document.

    Attributes
    ----------
    text : str
    digest : str
        The SHA-256 of the text, hexadecimal.
    ast : DocumentNode or None
        None if it could not be read.
    fault : Fault or None
        Why it is refused; None if it can be executed.
    operations : tuple of Operation
    hot : bool
        Whether it came at least twice: then it is worth compiling.
    programs : Any
        What an executor keeps of it.
    memo : dict
        What others keep of it; they bound it.
    """

    text: str
    digest: str
    ast: DocumentNode | None = None
    fault: Fault | None = None
    operations: tuple[Operation, ...] = ()
    hot: bool = False
    programs: Any = None
    memo: dict[Any, Any] = field(default_factory=dict)

    def operation(self, name: str | None) -> Operation:
        """Choose an operation.

        Parameters
        ----------
        name : str or None
            None if the document has only one.

        Raises
        ------
        UnknownOperation
        """
        if name is None:
            if len(self.operations) == 1:
                return self.operations[0]
            number = len(self.operations) or "no"
            raise UnknownOperation(
                f"The document has {number} operations; say which: operationName."
            )
        for operation in self.operations:
            if operation.node.name and operation.node.name.value == name:
                return operation
        raise UnknownOperation(f"The document has no operation of the name {name!r}.")

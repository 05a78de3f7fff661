"""Strawberry's schema with this service's limits, errors and extensions of the answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import strawberry
from graphql import GraphQLError, GraphQLSchema
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.graphql import OperationType

from graph_service.api.context import Context
from graph_service.api.errors import explained
from graph_service.api.limits import DocumentLimits, Limits

__all__ = ["ApiSchema", "answer_extensions"]

_ATTEMPTS = 3


class ApiSchema(strawberry.Schema):
    """A schema whose every answer says what it speaks of and whose errors have codes.

    Parameters
    ----------
    limits : Limits or None
        How large a document may be.
    **arguments
        As for `strawberry.Schema`.
    """

    def __init__(self, *, limits: Limits | None = None, **arguments: Any) -> None:
        bounds = limits or Limits()
        super().__init__(
            extensions=[lambda: DocumentLimits(bounds), ParserCache, ValidationCache],
            **arguments,
        )

    @property
    def graphql(self) -> GraphQLSchema:
        """The executable schema below."""
        return self._schema

    async def execute(  # noqa: PLR0917 - strawberry's signature
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any = None,
        root_value: Any = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """Answer one operation; the context is a `Context`.

        One that writes is executed once. If the graph changes while another is answered it is answered
        anew, so that all of its fields speak of one version; where that fails three times the
        answer says so.
        """
        context: Context = context_value
        for _ in range(_ATTEMPTS):
            context.stale = False
            result = await super().execute(
                query,
                variable_values,
                context,
                root_value,
                operation_name,
                allowed_operation_types,
                operation_extensions,
            )
            if await context.settled() or context.late:
                break
        if result.errors:
            result.errors = explained(result.errors, context.request_id)
        result.extensions = answer_extensions(context)
        return result

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Leave errors to `execute`: strawberry would log those of clients as ours."""


def answer_extensions(context: Context) -> dict[str, Any]:
    """What every answer says beside its data."""
    extensions: dict[str, Any] = {
        "asOf": context.as_of,
        "graphVersion": context.graph_version,
        "requestId": context.request_id,
    }
    if not context.consistent:
        extensions["consistent"] = False
    if context.stale:
        extensions["stale"] = True
    return extensions

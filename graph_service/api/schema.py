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
        """Answer one operation; the context is a `Context`."""
        result = await super().execute(
            query,
            variable_values,
            context_value,
            root_value,
            operation_name,
            allowed_operation_types,
            operation_extensions,
        )
        context: Context = context_value
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
    return {
        "asOf": context.as_of,
        "graphVersion": context.graph_version,
        "requestId": context.request_id,
    }

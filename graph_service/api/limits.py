"""Limits on documents, as an extension of strawberry's executor."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import OperationDefinitionNode
from strawberry.extensions import SchemaExtension

from graph_service.api.documents.limits import Limits, check_size
from graph_service.api.documents.measuring import Measure
from graph_service.api.errors import ApiError

__all__ = ["DocumentLimits", "Limits"]


class DocumentLimits(SchemaExtension):
    """Refuses large documents before they are validated.

    Parameters
    ----------
    limits : Limits
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def on_operation(self) -> Iterator[None]:
        """Bound the parser."""
        self.execution_context.parse_options["max_tokens"] = self._limits.tokens
        yield

    def on_parse(self) -> Iterator[None]:
        """Bound what comes after the parser."""
        yield
        document = self.execution_context.graphql_document
        if not document:
            return
        nodes = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
        chosen = self.execution_context._provided_operation_name  # noqa: SLF001 - strawberry answers the first one
        if len(nodes) > 1 and chosen is None:
            raise ApiError(f"The document has {len(nodes)} operations; say which: operationName.")
        schema = self.execution_context.schema._schema  # noqa: SLF001 - strawberry keeps it so
        for _, measured in Measure(schema).operations(document):
            check_size(measured.size, self._limits)

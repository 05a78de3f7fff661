"""What is asked of the API and what it answers, whatever carries them."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
from graphql import GraphQLError

from graph_service.api.answers import Kept
from graph_service.api.documents.document import Operation

__all__ = ["Answer", "Asked", "Outcome"]


class Outcome(enum.Enum):
    """What became of a request."""

    ANSWERED = "it was executed"
    SYNTAX = "the document is not GraphQL"
    LIMIT = "it is larger or dearer than allowed"
    INVALID = "the document does not fit the schema"
    NOT_ALLOWED = "the document is not one of those allowed"
    OPERATION = "which operation is meant cannot be told"
    VARIABLES = "the variables are not what the operation declares"
    WRITES = "it writes where only reading is possible"
    SUBSCRIBES = "it subscribes where one answer is given"
    BROKEN = "a stream of answers ended by a fault"


@dataclass(frozen=True, slots=True)
class Asked:
    """A GraphQL request.

    Attributes
    ----------
    query : str
        The document.
    variables : mapping or None
    operation_name : str or None
        Which operation, if the document has several.
    digest : str or None
        The SHA-256 of a registered document, which is meant instead of `query`.
    """

    query: str
    variables: Mapping[str, Any] | None = None
    operation_name: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered.

    Attributes
    ----------
    outcome : Outcome
    data : object
        What can be written as JSON; of no meaning unless `outcome` is ANSWERED.
    errors : sequence of GraphQLError
    extensions : mapping
    operation : Operation or None
        The one that was chosen.
    digest : str
        Of the document.
    kept : Kept or None
        The whole body, where it depends on nothing but the graph and the request.
    """

    outcome: Outcome
    data: Any = None
    errors: Sequence[GraphQLError] = ()
    extensions: Mapping[str, Any] = field(default_factory=dict)
    operation: Operation | None = None
    digest: str = ""
    kept: Kept | None = None

    def shown(self) -> dict[str, Any]:
        """The JSON object of the response; without ``data`` if execution did not begin."""
        # Parts of the data may be texts already.
        return cast("dict[str, Any]", orjson.loads(self.body()))

    def body(self) -> bytes:
        """The response as JSON text."""
        if self.kept:
            return self.kept.body
        told: dict[str, Any] = {}
        if self.errors:
            told["errors"] = [error.formatted for error in self.errors]
        if self.outcome is Outcome.ANSWERED:
            told["data"] = self.data
        told["extensions"] = self.extensions
        return orjson.dumps(told)

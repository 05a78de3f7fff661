"""Documents that came before."""

from __future__ import annotations

from collections import OrderedDict

from graphql import GraphQLSchema

from graph_service.api.documents.document import Document
from graph_service.api.documents.limits import Limits
from graph_service.api.documents.measuring import Measure
from graph_service.api.documents.reading import read_document

__all__ = ["Documents"]

_OF_TEXT = 200


class Documents:
    """The documents of one schema, each read once while it is asked for.

    Parameters
    ----------
    schema : GraphQLSchema
    limits : Limits
    most : int
        How many are kept.
    max_bytes : int
        How much those that are kept may hold together, estimated.
    allowed : frozenset of str or None
        The digests of the only documents that are answered; all are if None.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: Limits,
        *,
        most: int = 1_000,
        max_bytes: int = 64 * 2**20,
        allowed: frozenset[str] | None = None,
    ) -> None:
        self._schema = schema
        self._measure = Measure(schema)
        self._limits = limits
        self._most = most
        self._max_bytes = max_bytes
        self._allowed = allowed
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._bytes = 0

    def get(self, text: str) -> Document:
        """Return what a text says, or why it is refused."""
        document = self._kept.get(text)
        if document is not None:
            document.hot = True
            self._kept.move_to_end(text)
            return document
        document = read_document(text, self._schema, self._measure, self._limits, self._allowed)
        self._kept[text] = document
        self._bytes += _weight(text)
        while len(self._kept) > self._most or self._bytes > self._max_bytes:
            gone, _ = self._kept.popitem(last=False)
            self._bytes -= _weight(gone)
        return document


def _weight(text: str) -> int:
    return 1_000 + _OF_TEXT * len(text)

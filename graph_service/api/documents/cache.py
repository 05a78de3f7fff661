"""The documents that clients send, each read once while it is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

from graphql import GraphQLSchema

from graph_service.api.documents.document import Document
from graph_service.api.documents.keeping import Kept
from graph_service.api.documents.limits import Limits
from graph_service.api.documents.reading import Reader, not_registered

__all__ = ["Documents"]

_SHORT = 1_000


class Documents:
    """The documents of one schema.

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
    registered : mapping of str to str
        Texts of which a client can send the digest alone, by their digests.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: Limits,
        *,
        most: int = 1_000,
        max_bytes: int = 64 * 2**20,
        allowed: frozenset[str] | None = None,
        registered: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._reader = Reader(schema, limits, allowed)
        self._registered = registered
        self._kept = Kept(most, max_bytes)
        self._reading = asyncio.Lock()

    def get(self, text: str) -> Document:
        """Return what a text says, or why it is refused."""
        document = self._kept.get(text)
        if document is None:
            document = self._reader.read(text)
            self._kept.add(document)
        return document

    async def registered(self, digest: str) -> Document:
        """Return the registered document of a digest; one that is refused if there is none."""
        text = self._registered.get(digest.lower())
        return await self.find(text) if text is not None else not_registered(digest)

    async def find(self, text: str) -> Document:
        """Return the same, without making others wait while a long document is read.

        A thread reads it, one document at a time.
        """
        document = self._kept.get(text)
        if document is not None or len(text) <= _SHORT:
            return document or self.get(text)
        async with self._reading:
            document = self._kept.get(text)
            if document is None:
                document = await asyncio.to_thread(self._reader.read, text)
                self._kept.add(document)
        return document

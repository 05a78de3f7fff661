"""What a store holds, in pieces that can be written one after the other.

The ledger comes before the graph: who reads beside a writer must not take over the report of an
import whose statements came too late to be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

import orjson

from graph_service.store.half_copied import COPY
from graph_service.store.ledger import Kept, Ledger
from graph_service.store.port import Contents, Store
from schema.statements import NodeStatement

__all__ = ["Blob", "Piece", "Shown", "Source", "StoreSource", "Tally"]

_DOCUMENTS: Final = 500
_BLOBS: Final = 100
_BLOB_BYTES: Final = 4_000_000
"""Blobs of together about so many bytes make a piece."""
_SUBJECTS: Final = 2_000
"""Records or links make a piece."""
_DOCUMENT, _BLOB, _GRAPH = "document", "blob", "graph"


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes under a name."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of what a store holds.

    Attributes
    ----------
    place : str
        Where its source goes on after it; only the source can read it.
    documents : tuple of Kept
    blobs : tuple of Blob
    graph : Contents
    """

    place: str
    documents: tuple[Kept, ...] = ()
    blobs: tuple[Blob, ...] = ()
    graph: Contents = field(default_factory=Contents)


class Source(Protocol):
    """From where pieces come.

    Attributes
    ----------
    name : str
        What to call it in messages.
    """

    name: str

    async def identity(self) -> str:
        """Say what it holds now: it holds something else when this is another text."""
        ...

    def pieces(self, after: str = "") -> AsyncIterator[Piece]:
        """Hand out all pieces after a place."""
        ...


@dataclass(slots=True)
class Tally:
    """How much was moved.

    Attributes
    ----------
    counts : Counter of str
        ``documents``, ``blobs``, ``runs``, ``decisions``, ``nodes`` and ``links``; the last two
        are statements about records and links.
    """

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, piece: Piece) -> None:
        """Count a piece."""
        nodes = sum(isinstance(one.statement, NodeStatement) for one in piece.graph.said)
        self.counts.update(
            documents=len(piece.documents),
            blobs=len(piece.blobs),
            runs=len(piece.graph.runs),
            decisions=len(piece.graph.decisions),
            nodes=nodes,
            links=len(piece.graph.said) - nodes,
        )

    def __str__(self) -> str:
        counts = self.counts
        return (
            f"{counts['nodes']:,} statements about records, {counts['links']:,} about links,"
            f" {counts['runs']:,} imports, {counts['decisions']:,} decisions,"
            f" {counts['documents']:,} documents, {counts['blobs']:,} blobs"
        )


Shown: TypeAlias = Callable[[Tally], object]
"""Is called with the tally after every piece."""


class StoreSource:
    """An open store as a source.

    Parameters
    ----------
    store : Store
    name : str
        Its url.
    """

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self.name = name

    async def identity(self) -> str:
        """Return the graph version."""
        return await self._store.version()

    async def pieces(self, after: str = "") -> AsyncIterator[Piece]:
        """Hand out the ledger, then the graph.

        Raises
        ------
        StoreError
            If the graph is changed meanwhile.
        """
        kind, *place = orjson.loads(after) if after else (_DOCUMENT, "", "")
        ledger = self._store.ledger
        if kind == _DOCUMENT:
            async for piece in _documents(ledger, (place[0], place[1])):
                yield piece
            kind, place = _BLOB, [""]
        if kind == _BLOB:
            async for piece in _blobs(ledger, *place):
                yield piece
            place = [""]
        async for part in self._store.contents(*place, limit=_SUBJECTS):
            yield Piece(_text(_GRAPH, part.after), graph=part)


async def _documents(ledger: Ledger, after: tuple[str, str]) -> AsyncIterator[Piece]:
    while kept := await ledger.kept(after=after, limit=_DOCUMENTS):
        after = kept[-1].kind, kept[-1].key
        yield Piece(_text(_DOCUMENT, *after), tuple(k for k in kept if k.kind != COPY))


async def _blobs(ledger: Ledger, after: str) -> AsyncIterator[Piece]:
    while names := await ledger.blob_names(after=after, limit=_BLOBS):
        blobs: list[Blob] = []
        for name in names:
            content = await ledger.get_blob(name)
            # Whoever takes an import back deletes its blobs.
            if content is not None:
                blobs.append(Blob(name, content))
            if sum(len(blob.content) for blob in blobs) >= _BLOB_BYTES:
                yield Piece(_text(_BLOB, name), blobs=tuple(blobs))
                blobs = []
        after = names[-1]
        yield Piece(_text(_BLOB, after), blobs=tuple(blobs))


def _text(*place: str) -> str:
    return orjson.dumps(place).decode()

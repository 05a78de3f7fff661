"""The ledger of a Neo4j store: documents and blobs as nodes that no query of the graph sees."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import orjson

from graph_service.store.ledger import Document, Entry, Kept, Note
from graph_service.store.ledger_keys import key_after
from graph_service.store.neo4j.connection import Connection, Parameters, Row, Transaction
from graph_service.store.neo4j.layout import BLOB, DOCUMENT
from graph_service.store.port import Overtaken, StoreError

__all__ = ["Neo4jLedger", "write_notes"]

_GET: Final = (
    f"CYPHER 5 MATCH (d:`{DOCUMENT}` {{place: $place}}) WHERE d.document IS NOT NULL"
    " RETURN d.key, d.revision, d.document"
)
_GET_MANY: Final = (
    f"CYPHER 5 UNWIND $places AS place MATCH (d:`{DOCUMENT}` {{place: place}})"
    " WHERE d.document IS NOT NULL RETURN d.key, d.revision, d.document"
)
_LIST: Final = (
    f"CYPHER 5 MATCH (d:`{DOCUMENT}`) WHERE d.place > $after AND d.place < $end"
    " AND d.document IS NOT NULL"
    " RETURN d.key, d.revision, d.document ORDER BY d.place LIMIT $limit"
)
_LAST: Final = (
    f"CYPHER 5 MATCH (d:`{DOCUMENT}`) WHERE d.place >= $first AND d.place < $end"
    " RETURN d.key ORDER BY d.place DESC LIMIT 1"
)
_MINE: Final = (
    f"CYPHER 5 MATCH (d:`{DOCUMENT}` {{place: $place}}) WHERE d.author = $author RETURN d.key"
)
_ADD: Final = (
    f"CYPHER 5 MERGE (d:`{DOCUMENT}` {{place: $place}}) ON CREATE SET d.kind = $kind,"
    " d.key = $key, d.revision = 1, d.document = $document, d.author = $author"
    " RETURN d.author = $author"
)
# To set a property locks the node: what is read after that is what the transaction decides on.
_LOCK: Final = (
    f"CYPHER 5 MATCH (d:`{DOCUMENT}` {{place: $place}}) SET d.kind = $kind"
    " WITH d RETURN d.revision, d.document IS NOT NULL, d.author"
)
_LOCK_OR_MAKE: Final = (
    f"CYPHER 5 MERGE (d:`{DOCUMENT}` {{place: $place}}) ON CREATE SET d.key = $key, d.revision = 0"
    " SET d.kind = $kind WITH d RETURN d.revision, d.document IS NOT NULL, d.author"
)
_WRITE: Final = (
    f"CYPHER 5 MATCH (d:`{DOCUMENT}` {{place: $place}})"
    " SET d.revision = $revision, d.document = $document, d.author = $author"
)
_PUT_MANY: Final = (
    f"CYPHER 5 UNWIND $rows AS row MERGE (d:`{DOCUMENT}` {{place: row.place}})"
    " ON CREATE SET d.kind = $kind, d.key = row.key, d.revision = 0"
    " WITH d, row WHERE coalesce(d.author, '') <> $author"
    " SET d.revision = d.revision + 1, d.document = row.document, d.author = $author"
)
_DELETE_MANY: Final = (
    f"CYPHER 5 UNWIND $places AS place MATCH (d:`{DOCUMENT}` {{place: place}})"
    " WHERE d.document IS NOT NULL"
    " SET d.revision = d.revision + 1, d.document = null, d.author = $author"
)
_ERASE: Final = f"CYPHER 5 UNWIND $places AS place MATCH (d:`{DOCUMENT}` {{place: place}}) DELETE d"
_PUT_BLOB: Final = f"CYPHER 5 MERGE (b:`{BLOB}` {{name: $name}}) SET b.content = $content"
_GET_BLOB: Final = f"CYPHER 5 MATCH (b:`{BLOB}` {{name: $name}}) RETURN b.content"
_DELETE_BLOBS: Final = (
    f"CYPHER 5 MATCH (b:`{BLOB}`) WHERE b.name STARTS WITH $prefix DELETE b RETURN count(*)"
)
_BLOB_NAMES: Final = (
    f"CYPHER 5 MATCH (b:`{BLOB}`) WHERE b.name > $after RETURN b.name ORDER BY b.name LIMIT $limit"
)
_KEPT: Final = (
    f"CYPHER 5 MATCH (d:`{DOCUMENT}`) WHERE d.place > $after"
    " RETURN d.kind, d.key, d.revision, d.document ORDER BY d.place LIMIT $limit"
)
_TAKE_OVER: Final = (
    f"CYPHER 5 UNWIND $rows AS row MERGE (d:`{DOCUMENT}` {{place: row.place}}) SET d = row"
)


class Neo4jLedger:
    """The ledger port over Neo4j.

    A deleted document leaves its key and revision, so that neither is used again. Every write
    may be run twice: the driver repeats a transaction whose end it did not hear of.

    Parameters
    ----------
    connection : Connection
    read_only : bool
        Whether writes are refused.
    closed : callable
        Tells whether the store was closed.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        read_only: bool = False,
        closed: Callable[[], bool] = lambda: False,
    ) -> None:
        self._connection = connection
        self._read_only = read_only
        self._closed = closed

    async def append(self, kind: str, document: Document) -> str:
        """Add a document under a new last key."""
        self._refuse_to_write()
        content = orjson.dumps(document).decode()
        author = uuid.uuid4().hex
        tried = ""

        async def unit(tx: Transaction) -> str:
            """Add it, unless an earlier try has."""
            nonlocal tried
            if tried and await tx.fetch(_MINE, {"place": _place(kind, tried), "author": author}):
                return tried
            while True:
                last = await tx.fetch(_LAST, {"first": _place(kind, ""), "end": _end(kind)})
                tried = key_after(last[0][0] if last else "")
                ((added,),) = await tx.fetch(
                    _ADD,
                    {
                        "place": _place(kind, tried),
                        "kind": kind,
                        "key": tried,
                        "document": content,
                        "author": author,
                    },
                )
                if added:
                    return tried

        return await self._connection.write(unit)

    async def get(self, kind: str, key: str) -> Entry | None:
        """Return a document, or None."""
        self._refuse_if_closed()
        rows = await self._connection.fetch(_GET, {"place": _place(kind, key)})
        return _entry(kind, *rows[0]) if rows else None

    async def get_many(self, kind: str, keys: Sequence[str]) -> Mapping[str, Entry]:
        """Return documents of a kind by key."""
        self._refuse_if_closed()
        places = [_place(kind, key) for key in dict.fromkeys(keys)]
        rows = await self._connection.fetch(_GET_MANY, {"places": places})
        entries = [_entry(kind, *row) for row in rows]
        return {entry.key: entry for entry in entries}

    async def list(self, kind: str, *, after: str = "", limit: int = 100) -> tuple[Entry, ...]:
        """Return documents of a kind in order of key."""
        self._refuse_if_closed()
        rows = await self._connection.fetch(
            _LIST, {"after": _place(kind, after), "end": _end(kind), "limit": limit}
        )
        return tuple(_entry(kind, *row) for row in rows)

    async def compare_and_set(
        self, kind: str, key: str, document: Document | None, *, expected: int
    ) -> bool:
        """Write or delete a document if its revision is the expected one."""
        self._refuse_to_write()
        content = None if document is None else orjson.dumps(document).decode()
        author = uuid.uuid4().hex
        return await self._connection.write(
            lambda tx: _replace(tx, kind, key, content, expected=expected, author=author)
        )

    async def put_many(self, kind: str, documents: Mapping[str, Document | None]) -> None:
        """Write or delete documents of a kind, over what was there."""
        self._refuse_to_write()
        rows = [
            {"place": _place(kind, key), "key": key, "document": orjson.dumps(document).decode()}
            for key, document in documents.items()
            if document is not None
        ]
        places = [_place(kind, key) for key, document in documents.items() if document is None]
        author = uuid.uuid4().hex

        async def unit(tx: Transaction) -> None:
            """Write them, unless an earlier try has."""
            if rows:
                await tx.run(_PUT_MANY, {"rows": rows, "kind": kind, "author": author})
            if places:
                await tx.run(_DELETE_MANY, {"places": places, "author": author})

        await self._connection.write(unit)

    async def erase(self, places: Sequence[tuple[str, str]]) -> None:
        """Erase documents with their keys."""
        self._refuse_to_write()
        await self._write(_ERASE, {"places": [_place(*place) for place in places]})

    async def put_blob(self, name: str, content: bytes) -> None:
        """Keep bytes under a name."""
        self._refuse_to_write()
        await self._write(_PUT_BLOB, {"name": name, "content": content})

    async def get_blob(self, name: str) -> bytes | None:
        """Return the bytes under a name, or None."""
        self._refuse_if_closed()
        rows = await self._connection.fetch(_GET_BLOB, {"name": name})
        return bytes(rows[0][0]) if rows else None

    async def delete_blobs(self, prefix: str) -> int:
        """Delete the blobs whose names begin with `prefix`."""
        self._refuse_to_write()
        ((deleted,),) = await self._write(_DELETE_BLOBS, {"prefix": prefix})
        return int(deleted)

    async def blob_names(self, *, after: str = "", limit: int = 1_000) -> tuple[str, ...]:
        """Return names of blobs in order."""
        self._refuse_if_closed()
        rows = await self._connection.fetch(_BLOB_NAMES, {"after": after, "limit": limit})
        return tuple(name for (name,) in rows)

    async def kept(
        self, *, after: tuple[str, str] = ("", ""), limit: int = 100
    ) -> tuple[Kept, ...]:
        """Return all places, deleted ones included."""
        self._refuse_if_closed()
        rows = await self._connection.fetch(_KEPT, {"after": _place(*after), "limit": limit})
        return tuple(
            Kept(kind, key, revision, None if document is None else orjson.loads(document))
            for kind, key, revision, document in rows
        )

    async def take_over(self, kept: Sequence[Kept]) -> None:
        """Write places of another ledger as they are."""
        self._refuse_to_write()
        rows = [
            {
                "place": _place(k.kind, k.key),
                "kind": k.kind,
                "key": k.key,
                "revision": k.revision,
                "document": None if k.document is None else orjson.dumps(k.document).decode(),
            }
            for k in kept
        ]
        await self._write(_TAKE_OVER, {"rows": rows})

    async def _write(self, text: str, parameters: Parameters) -> Sequence[Row]:
        return await self._connection.write(lambda tx: tx.fetch(text, parameters))

    def _refuse_if_closed(self) -> None:
        if self._closed():
            raise StoreError("The store is closed.")

    def _refuse_to_write(self) -> None:
        self._refuse_if_closed()
        if self._read_only:
            raise StoreError("The store was opened read-only; open it for writing to change it.")


async def write_notes(tx: Transaction, notes: Sequence[Note], author: str) -> None:
    """Write documents within a transaction.

    Parameters
    ----------
    tx : Transaction
    notes : sequence of Note
    author : str
        Names this writing, by whichever try it is made.

    Raises
    ------
    Overtaken
        If one is not of the revision that is expected.
    """
    for note in notes:
        content = orjson.dumps(note.document).decode()
        if not await _replace(
            tx, note.kind, note.key, content, expected=note.expected, author=author
        ):
            raise Overtaken("It was written meanwhile by somebody else. Look again.")


async def _replace(
    tx: Transaction, kind: str, key: str, content: str | None, *, expected: int, author: str
) -> bool:
    """Write or delete a document of the expected revision, unless an earlier try has."""
    place = {"place": _place(kind, key), "kind": kind, "key": key}
    makes = content is not None and expected == 0
    rows = await tx.fetch(_LOCK_OR_MAKE if makes else _LOCK, place)
    revision, there, last_author = rows[0] if rows else (0, False, None)
    if last_author == author:
        return True
    if expected != (revision if there else 0):
        return False
    if content is not None or there:
        written = {"revision": revision + 1, "document": content, "author": author}
        await tx.run(_WRITE, {**place, **written})
    return True


def _place(kind: str, key: str) -> str:
    """Return where a document stands: one text, so that one index holds all kinds in order."""
    return f"{kind}\x00{key}"


def _end(kind: str) -> str:
    return f"{kind}\x01"


def _entry(kind: str, key: str, revision: int, document: str) -> Entry:
    return Entry(kind, key, revision, orjson.loads(document))

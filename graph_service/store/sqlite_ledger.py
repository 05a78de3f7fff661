"""The ledger of an embedded store: documents and blobs in the SQLite file of the graph."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol, TypeVar
from zlib import crc32

import orjson

from graph_service.store.ledger import Document, Entry, Kept, Note
from graph_service.store.ledger_keys import key_after
from graph_service.store.port import Overtaken, StoreError
from graph_service.store.sqlite_file import transaction

__all__ = ["SqliteLedger", "write_notes"]

T = TypeVar("T")


class Runner(Protocol):
    """Runs work on the store's connection, one piece after the other."""

    def __call__(self, work: Callable[[sqlite3.Connection], T], *, writes: bool) -> Awaitable[T]:
        """Run it; refuse it if it writes and the store is read-only."""
        ...


class SqliteLedger:
    """The ledger port over SQLite.

    A deleted document leaves its key and revision, so that neither is used again.

    Parameters
    ----------
    run : Runner
    """

    def __init__(self, run: Runner) -> None:
        self._run = run

    async def append(self, kind: str, document: Document) -> str:
        """Add a document under a new last key."""
        content = orjson.dumps(document)
        return await self._run(lambda c: _append(c, kind, content), writes=True)

    async def get(self, kind: str, key: str) -> Entry | None:
        """Return a document, or None."""
        return await self._run(lambda c: _get(c, kind, key), writes=False)

    async def get_many(self, kind: str, keys: Sequence[str]) -> Mapping[str, Entry]:
        """Return documents of a kind by key."""
        return await self._run(lambda c: _get_many(c, kind, keys), writes=False)

    async def list(self, kind: str, *, after: str = "", limit: int = 100) -> tuple[Entry, ...]:
        """Return documents of a kind in order of key."""
        return await self._run(lambda c: _list(c, kind, after, limit), writes=False)

    async def compare_and_set(
        self, kind: str, key: str, document: Document | None, *, expected: int
    ) -> bool:
        """Write or delete a document if its revision is the expected one."""
        content = None if document is None else orjson.dumps(document)
        return await self._run(
            lambda c: _compare_and_set(c, kind, key, content, expected), writes=True
        )

    async def put_many(self, kind: str, documents: Mapping[str, Document | None]) -> None:
        """Write or delete documents of a kind, over what was there."""
        written = [(kind, k, orjson.dumps(d)) for k, d in documents.items() if d is not None]
        deleted = [(kind, key) for key, document in documents.items() if document is None]
        await self._run(lambda c: _put_many(c, written, deleted), writes=True)

    async def erase(self, places: Sequence[tuple[str, str]]) -> None:
        """Erase documents with their keys."""
        await self._run(lambda c: _erase(c, places), writes=True)

    async def put_blob(self, name: str, content: bytes) -> None:
        """Keep bytes under a name."""
        await self._run(lambda c: _put_blob(c, name, content), writes=True)

    async def get_blob(self, name: str) -> bytes | None:
        """Return the bytes under a name, or None."""
        return await self._run(lambda c: _get_blob(c, name), writes=False)

    async def delete_blobs(self, prefix: str) -> int:
        """Delete the blobs whose names begin with `prefix`."""
        return await self._run(lambda c: _delete_blobs(c, prefix), writes=True)

    async def blob_names(self, *, after: str = "", limit: int = 1_000) -> tuple[str, ...]:
        """Return names of blobs in order."""
        return await self._run(lambda c: _blob_names(c, after, limit), writes=False)

    async def kept(
        self, *, after: tuple[str, str] = ("", ""), limit: int = 100
    ) -> tuple[Kept, ...]:
        """Return all places, deleted ones included."""
        return await self._run(lambda c: _kept(c, after, limit), writes=False)

    async def take_over(self, kept: Sequence[Kept]) -> None:
        """Write places of another ledger as they are."""
        rows = [
            (k.kind, k.key, k.revision, None if k.document is None else orjson.dumps(k.document))
            for k in kept
        ]
        await self._run(lambda c: _take_over(c, rows), writes=True)


def write_notes(connection: sqlite3.Connection, notes: Sequence[Note]) -> None:
    """Write documents within a transaction.

    Raises
    ------
    Overtaken
        If one is not of the revision that is expected.
    """
    for note in notes:
        content = orjson.dumps(note.document)
        if not _replace(connection, note.kind, note.key, content, note.expected):
            raise Overtaken("It was written meanwhile by somebody else. Look again.")


def _append(connection: sqlite3.Connection, kind: str, content: bytes) -> str:
    with transaction(connection):
        (last,) = connection.execute(
            "SELECT max(key) FROM documents WHERE kind = ?", (kind,)
        ).fetchone()
        key = key_after(last or "")
        connection.execute("INSERT INTO documents VALUES (?, ?, 1, ?)", (kind, key, content))
    return key


def _get(connection: sqlite3.Connection, kind: str, key: str) -> Entry | None:
    row = connection.execute(
        "SELECT revision, document FROM documents"
        " WHERE kind = ? AND key = ? AND document IS NOT NULL",
        (kind, key),
    ).fetchone()
    return Entry(kind, key, row[0], orjson.loads(row[1])) if row else None


def _get_many(connection: sqlite3.Connection, kind: str, keys: Sequence[str]) -> dict[str, Entry]:
    rows = connection.execute(
        "SELECT key, revision, document FROM documents"
        " WHERE kind = ? AND document IS NOT NULL AND key IN (SELECT value FROM json_each(?))",
        (kind, orjson.dumps(list(keys)).decode()),
    )
    return {key: Entry(kind, key, revision, orjson.loads(text)) for key, revision, text in rows}


def _list(connection: sqlite3.Connection, kind: str, after: str, limit: int) -> tuple[Entry, ...]:
    rows = connection.execute(
        "SELECT key, revision, document FROM documents"
        " WHERE kind = ? AND key > ? AND document IS NOT NULL ORDER BY key LIMIT ?",
        (kind, after, limit),
    )
    return tuple(Entry(kind, key, revision, orjson.loads(text)) for key, revision, text in rows)


def _compare_and_set(
    connection: sqlite3.Connection, kind: str, key: str, content: bytes | None, expected: int
) -> bool:
    with transaction(connection):
        return _replace(connection, kind, key, content, expected)


def _replace(
    connection: sqlite3.Connection, kind: str, key: str, content: bytes | None, expected: int
) -> bool:
    row = connection.execute(
        "SELECT revision, document IS NOT NULL FROM documents WHERE kind = ? AND key = ?",
        (kind, key),
    ).fetchone()
    revision, there = row or (0, 0)
    if expected != (revision if there else 0):
        return False
    if content is not None or there:
        connection.execute(
            "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?)",
            (kind, key, revision + 1, content),
        )
    return True


def _put_many(
    connection: sqlite3.Connection,
    written: Sequence[tuple[str, str, bytes]],
    deleted: Sequence[tuple[str, str]],
) -> None:
    with transaction(connection):
        connection.executemany(
            "INSERT INTO documents VALUES (?, ?, 1, ?) ON CONFLICT (kind, key)"
            " DO UPDATE SET revision = revision + 1, document = excluded.document",
            written,
        )
        connection.executemany(
            "UPDATE documents SET revision = revision + 1, document = NULL"
            " WHERE kind = ? AND key = ? AND document IS NOT NULL",
            deleted,
        )


def _erase(connection: sqlite3.Connection, places: Sequence[tuple[str, str]]) -> None:
    with transaction(connection):
        connection.executemany("DELETE FROM documents WHERE kind = ? AND key = ?", places)


def _put_blob(connection: sqlite3.Connection, name: str, content: bytes) -> None:
    with transaction(connection):
        connection.execute(
            "INSERT OR REPLACE INTO blobs VALUES (?, ?, ?)", (name, content, crc32(content))
        )


def _get_blob(connection: sqlite3.Connection, name: str) -> bytes | None:
    row = connection.execute(
        "SELECT content, checksum FROM blobs WHERE name = ?", (name,)
    ).fetchone()
    if row is None:
        return None
    if crc32(row[0]) != row[1]:
        raise StoreError(f"The file kept as {name} is damaged in the store.")
    return bytes(row[0])


def _delete_blobs(connection: sqlite3.Connection, prefix: str) -> int:
    with transaction(connection):
        return connection.execute(
            "DELETE FROM blobs WHERE name >= ?1 AND substr(name, 1, length(?1)) = ?1", (prefix,)
        ).rowcount


def _blob_names(connection: sqlite3.Connection, after: str, limit: int) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT name FROM blobs WHERE name > ? ORDER BY name LIMIT ?", (after, limit)
    )
    return tuple(name for (name,) in rows)


def _kept(connection: sqlite3.Connection, after: tuple[str, str], limit: int) -> tuple[Kept, ...]:
    rows = connection.execute(
        "SELECT kind, key, revision, document FROM documents WHERE (kind, key) > (?, ?)"
        " ORDER BY kind, key LIMIT ?",
        (*after, limit),
    )
    return tuple(
        Kept(kind, key, revision, None if text is None else orjson.loads(text))
        for kind, key, revision, text in rows
    )


def _take_over(
    connection: sqlite3.Connection, rows: Sequence[tuple[str, str, int, bytes | None]]
) -> None:
    with transaction(connection):
        connection.executemany("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?)", rows)

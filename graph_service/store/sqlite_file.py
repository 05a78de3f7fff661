"""The SQLite file of an embedded store: told from other files, created, opened, read.

A file that is not a store of this version is refused before anything could change it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from graph_service.store.port import StoreError

__all__ = [
    "Database",
    "ReadOnlyFile",
    "WritableDatabase",
    "create",
    "in_memory",
    "in_memory_beside",
    "transaction",
]

APPLICATION_ID: Final = int.from_bytes(b"IGst", "big")
LAYOUT: Final = 1

_TABLES: Final = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE runs (
    sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL,
    period TEXT NOT NULL, priority INTEGER NOT NULL, rows INTEGER NOT NULL);
CREATE TABLE node_units (
    number INTEGER PRIMARY KEY, run INTEGER NOT NULL, record TEXT NOT NULL, type TEXT NOT NULL,
    said BLOB NOT NULL, keys BLOB NOT NULL, row INTEGER NOT NULL, checksum INTEGER NOT NULL);
CREATE TABLE node_repeats (
    unit INTEGER PRIMARY KEY, last_row INTEGER NOT NULL, count INTEGER NOT NULL);
CREATE TABLE link_units (
    number INTEGER PRIMARY KEY, run INTEGER NOT NULL, type TEXT NOT NULL, source TEXT NOT NULL,
    target TEXT NOT NULL, key TEXT NOT NULL, said BLOB NOT NULL, row INTEGER NOT NULL,
    checksum INTEGER NOT NULL);
CREATE TABLE link_repeats (
    unit INTEGER PRIMARY KEY, last_row INTEGER NOT NULL, count INTEGER NOT NULL);
CREATE TABLE decisions (
    lower TEXT NOT NULL, upper TEXT NOT NULL, verdict TEXT NOT NULL,
    PRIMARY KEY (lower, upper)) WITHOUT ROWID;
CREATE TABLE documents (
    kind TEXT NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL, document BLOB,
    PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE blobs (
    name TEXT PRIMARY KEY, content BLOB NOT NULL, checksum INTEGER NOT NULL);
"""
_MAGIC: Final = b"SQLite format 3\x00"

T = TypeVar("T")


class Database(Protocol):
    """Where the log and the ledger are kept.

    Attributes
    ----------
    name : str
        What to call it in messages.
    """

    name: str

    def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some work on a connection."""
        ...

    def close(self) -> None:
        """Give up the connection."""
        ...


class WritableDatabase:
    """One connection, open for writing.

    Parameters
    ----------
    connection : Connection
        In autocommit mode.
    name : str
        What to call it in messages.
    """

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._connection = connection
        self.name = name

    @classmethod
    def at(cls, path: Path) -> WritableDatabase:
        """Open the store at a path that `ReadOnlyFile` found sound."""
        with _sentences(str(path)):
            connection = sqlite3.connect(path, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA wal_autocheckpoint = 4000")
        return cls(connection, str(path))

    def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some work on the connection."""
        with _sentences(self.name):
            return work(self._connection)

    def close(self) -> None:
        """Close the connection."""
        with _sentences(self.name):
            self._connection.close()


class ReadOnlyFile:
    """A store's file, opened anew for each reading and never changed.

    Parameters
    ----------
    path : Path

    Raises
    ------
    StoreError
        If there is no such file, or it is not a store of this version.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = str(path)
        self._check_header()

    def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some work within one state of the file; again if a writer came in between."""
        with _sentences(self.name):
            while True:
                before = self._stamp()
                immutable = before[-1] == 0
                try:
                    found = self._read(work, immutable=immutable)
                except sqlite3.DatabaseError:
                    if not immutable or self._stamp() == before:
                        raise
                    continue
                if not immutable or self._stamp() == before:
                    return found

    def check(self) -> None:
        """Refuse a damaged file.

        Raises
        ------
        StoreError
        """
        verdict = self.run(lambda c: c.execute("PRAGMA quick_check(1)").fetchone()[0])
        if verdict != "ok":
            raise StoreError(_damaged(self.name, verdict))

    def close(self) -> None:
        """Nothing is kept open."""

    def _read(self, work: Callable[[sqlite3.Connection], T], *, immutable: bool) -> T:
        # A store at rest has no write-ahead log; SQLite would make one to read beside a writer
        # that is not there. Taken as immutable, nothing is made.
        address = f"{self._path.as_uri()}?mode=ro{'&immutable=1' if immutable else ''}"
        connection = sqlite3.connect(address, uri=True, isolation_level=None)
        with contextlib.closing(connection):
            connection.execute("BEGIN")
            return work(connection)

    def _stamp(self) -> tuple[int, int, int]:
        """Time and size of the file, and size of its write-ahead log."""
        stat = self._path.stat()
        try:
            log = self._path.with_name(self._path.name + "-wal").stat().st_size
        except FileNotFoundError:
            log = 0
        return stat.st_mtime_ns, stat.st_size, log

    def _check_header(self) -> None:
        try:
            with self._path.open("rb") as file:
                header = file.read(100)
        except FileNotFoundError:
            raise StoreError(
                f"There is no store at {self._path}; import something to make one."
            ) from None
        except OSError as error:
            raise StoreError(f"{self._path} cannot be read: {error.strerror}.") from error
        if not header.startswith(_MAGIC) or len(header) < 100:  # noqa: PLR2004 - SQLite's header
            raise StoreError(
                f"{self._path} is not a store: it is no SQLite file. It was left as it was."
            )
        application, layout = (int.from_bytes(header[at : at + 4], "big") for at in (68, 60))
        if application != APPLICATION_ID:
            raise StoreError(
                f"{self._path} is not a store: it is an SQLite file of another program. It was left as it was."
            )
        if layout != LAYOUT:
            raise StoreError(
                f"{self._path} has layout {layout} and this version reads layout {LAYOUT}: it was"
                " written by a newer version. Use that version, or another path. It was left as it"
                " was."
            )


def create(path: Path) -> None:
    """Make an empty store at a path where there is none; it is there whole or not at all.

    To be called by the holder of its lock only.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    unfinished = path.with_name(f"{path.name}.new")
    try:
        unfinished.unlink(missing_ok=True)
        with _sentences(str(path)):
            connection = sqlite3.connect(unfinished, isolation_level=None)
            with contextlib.closing(connection):
                _fill(connection)
                connection.execute("PRAGMA journal_mode = WAL")
        unfinished.replace(path)
        _make_durable(path.parent)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def in_memory() -> WritableDatabase:
    """Make an empty store that is gone when it is closed."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _fill(connection)
    return WritableDatabase(connection, "The store in memory")


def in_memory_beside(path: Path, kinds: Sequence[str]) -> WritableDatabase:
    """Make one that goes on from a store's file without changing it.

    Parameters
    ----------
    path : Path
    kinds : sequence of str
        Documents of these kinds are taken along; what was said is not: it is loaded already.
    """

    def read(connection: sqlite3.Connection) -> tuple[list[Any], list[Any]]:
        marks = ", ".join("?" for _ in kinds)
        return (
            connection.execute("SELECT value, name FROM meta").fetchall(),
            connection.execute(
                f"SELECT * FROM documents WHERE kind IN ({marks})",  # noqa: S608 - marks only
                kinds,
            ).fetchall(),
        )

    meta, documents = ReadOnlyFile(path).run(read)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _fill(connection)
    with transaction(connection):
        connection.executemany("UPDATE meta SET value = ? WHERE name = ?", meta)
        connection.executemany("INSERT INTO documents VALUES (?, ?, ?, ?)", documents)
    return WritableDatabase(connection, str(path))


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all of a block or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _fill(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {LAYOUT}")
    with transaction(connection):
        for statement in _TABLES.split(";\n")[:-1]:
            connection.execute(statement)
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)", [("store", str(uuid.uuid4())), ("changes", 0)]
        )


def _make_durable(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _sentences(name: str) -> Iterator[None]:
    """Turn what SQLite raises into sentences."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.OperationalError as error:
        raise StoreError(f"{name} could not be read or written: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(_damaged(name, str(error))) from error
    except OSError as error:
        raise StoreError(f"{name} cannot be read or written: {error.strerror}.") from error


def _damaged(name: str, what: str) -> str:
    return (
        f"{name} is damaged ({what}). It was left as it was: restore it from a copy, or import"
        " again into another path."
    )

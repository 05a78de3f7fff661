"""The SQLite file of an embedded store: told from other files, opened, read.

A file that is not a store of this version is refused before anything could change it.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol, TypeVar

from graph_service.store.port import StoreError

__all__ = [
    "APPLICATION_ID",
    "LAYOUT",
    "Database",
    "ReadOnlyFile",
    "WritableDatabase",
    "sentences",
    "transaction",
    "write_anew",
]

APPLICATION_ID: Final = int.from_bytes(b"IGst", "big")
LAYOUT: Final = 1

_MAGIC: Final = b"SQLite format 3\x00"

_PATIENCE: Final = 60.0
"""Seconds to wait for those who read the file."""

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
        with sentences(str(path)):
            connection = sqlite3.connect(path, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA wal_autocheckpoint = 4000")
        return cls(connection, str(path))

    def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some work on the connection."""
        with sentences(self.name):
            return work(self._connection)

    def close(self) -> None:
        """Close the connection."""
        with sentences(self.name):
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
        with sentences(self.name):
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


def write_anew(connection: sqlite3.Connection) -> None:
    """Write all that is kept anew, so that nothing is left of what was deleted or overwritten.

    SQLite leaves that in free pages, in the gaps of others and in the write-ahead log.

    Raises
    ------
    StoreError
        If a reader holds on to the old state.
    """
    connection.execute("VACUUM")
    deadline = time.monotonic() + _PATIENCE
    while connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        if time.monotonic() >= deadline:
            raise StoreError(
                "What was erased is still in the write-ahead log: another process reads the store."
                " Run it again when that is done."
            )


@contextmanager
def sentences(name: str) -> Iterator[None]:
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

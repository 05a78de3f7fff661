"""An empty embedded store: its tables, in a new file or in memory."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from graph_service.store.port import StoreError
from graph_service.store.sqlite_file import (
    APPLICATION_ID,
    LAYOUT,
    ReadOnlyFile,
    WritableDatabase,
    sentences,
    transaction,
)

__all__ = ["create", "in_memory", "in_memory_beside"]

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
        with sentences(str(path)):
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

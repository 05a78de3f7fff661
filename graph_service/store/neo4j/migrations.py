"""Making a store on a server, and bringing an older one up to date.

What every store needs comes in numbered steps, each applied once, in order. The indexes of a
catalogue's types have no number: what is lacking is created whenever a store is opened for writing.
Whoever changes the schema holds the lock of `_Meta`, so that of two processes one waits.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from uuid import uuid4

from graph_service.store.neo4j.connection import Connection, Transaction
from graph_service.store.neo4j.indexes import PATIENCE, ensure, lacking
from graph_service.store.neo4j.layout import (
    BLOB,
    DECISION,
    DOCUMENT,
    GATE,
    KEY,
    META,
    NODE,
    RETIRED,
    RUN,
    SEARCH,
    TOUCHED,
    WAITING,
)
from graph_service.store.neo4j.schema_of import Index, indexes_of
from graph_service.store.neo4j.search_filling import let_be_found
from graph_service.store.port import NoStore, StoreError
from schema.catalogue import Catalogue

__all__ = ["MIGRATIONS", "Migration", "migrate", "prepare"]

_FIRST: Final = (Index("UNIQUE", META, "id"), Index("UNIQUE", GATE, "id"))
"""What must be there before two processes may try to make the same store."""

_FOUND: Final = f"CYPHER 5 OPTIONAL MATCH (m:`{META}` {{id: 0}}) RETURN m IS NOT NULL, m.schema"
_HELD: Final = "CYPHER 5 MATCH (n) RETURN count(n)"
_MAKE: Final = (
    f"CYPHER 5 MERGE (m:`{META}` {{id: 0}})"
    " ON CREATE SET m.store = $store, m.schema = 0, m.changes = 0, m.judged = 0"
    f" MERGE (g:`{GATE}` {{id: 0}}) ON CREATE SET g.begun = 0, g.done = 0"
)
_LOCK: Final = f"CYPHER 5 MATCH (m:`{META}` {{id: 0}}) SET m.locked = true RETURN m.schema"
_NOTE: Final = f"CYPHER 5 MATCH (m:`{META}` {{id: 0}}) SET m.schema = $schema"


@dataclass(frozen=True, slots=True)
class Migration:
    """One step from a schema to the next.

    Attributes
    ----------
    number : int
        The schema after it.
    sentence : str
        What it does.
    apply : callable
        Does it, in the transaction that holds the lock or beside it, and does no harm if it was
        already done in part.
    """

    number: int
    sentence: str
    apply: Callable[[Connection, Transaction, Catalogue], Awaitable[None]]


async def _uniqueness(connection: Connection, _: Transaction, _catalogue: Catalogue) -> None:
    await ensure(
        connection,
        (
            Index("UNIQUE", NODE, "id"),
            Index("UNIQUE", RUN, "id"),
            Index("UNIQUE", RUN, "sequence"),
            Index("UNIQUE", RETIRED, "id"),
            Index("UNIQUE", DECISION, "pair"),
            Index("UNIQUE", WAITING, "identity"),
            Index("UNIQUE", DOCUMENT, "place"),
            Index("UNIQUE", BLOB, "name"),
            Index("RANGE", KEY, "key"),
            Index("RANGE", WAITING, "source"),
            Index("RANGE", WAITING, "target"),
            Index("RANGE", TOUCHED, "run"),
            Index("FULLTEXT", NODE, SEARCH),
        ),
    )


MIGRATIONS: Final = (
    Migration(1, "make ids unique, and prepare the search", _uniqueness),
    Migration(2, "let the search find the records that are there", let_be_found),
)
"""All steps, in order; a new one is added at the end and never changed afterwards."""


async def prepare(
    connection: Connection,
    catalogue: Catalogue,
    *,
    read_only: bool,
    steps: Sequence[Migration] = MIGRATIONS,
) -> None:
    """Make the store on an empty database, or see that the one there can be used.

    Parameters
    ----------
    connection : Connection
    catalogue : Catalogue
        What its types need and the server lacks is created, unless the store is read only.
    read_only : bool
    steps : sequence of Migration
        All there are; the schema after the last is the one that is read and written.

    Raises
    ------
    StoreError
        If the database holds other data, nothing that could be read, or a store of another schema.
    """
    latest = steps[-1].number
    schema = await _schema(connection, latest, read_only=read_only)
    if schema is not None and 0 < schema < latest:
        raise StoreError(
            f"{connection.url} holds a store of schema {schema}; this version needs {latest}."
            " Run graph-service migrate while nobody uses it."
        )
    if read_only:
        if not schema:
            raise NoStore(f"There is no store at {connection.url}; import something to make one.")
        return
    if schema is None:
        await _make(connection)
    if schema != latest or await lacking(connection, indexes_of(catalogue)):
        await _complete(connection, catalogue, steps)


async def migrate(
    connection: Connection,
    catalogue: Catalogue,
    *,
    dry_run: bool = False,
    steps: Sequence[Migration] = MIGRATIONS,
) -> tuple[str, ...]:
    """Bring a store up to date, or make it.

    Parameters
    ----------
    connection : Connection
    catalogue : Catalogue
    dry_run : bool
        Whether only to say what would be done.
    steps : sequence of Migration
        As for `prepare`.

    Returns
    -------
    tuple of str
        What was done or would be, in order; nothing if all is up to date.

    Raises
    ------
    StoreError
        If the database holds other data, or a store of a later version.
    """
    schema = await _schema(connection, steps[-1].number, read_only=dry_run)
    made = ("make a store",) if schema is None else ()
    if dry_run:
        due = [step for step in steps if step.number > (schema or 0)]
        return (*made, *_told(due, await lacking(connection, indexes_of(catalogue))))
    if schema is None:
        await _make(connection)
    return (*made, *await _complete(connection, catalogue, steps))


async def _schema(connection: Connection, latest: int, *, read_only: bool) -> int | None:
    """The schema of the store on the server, 0 while it is being made; None if there is nothing."""
    ask = connection.fetch if read_only else connection.run
    # Counted first: what is counted here cannot come from a process that makes the store meanwhile.
    ((held,),) = await ask(_HELD)
    ((there, schema),) = await ask(_FOUND)
    if not there:
        if held:
            raise StoreError(
                f"{connection.url} holds {held:,} nodes of something else. Use an empty database."
            )
        return None
    if schema > latest:
        raise StoreError(
            f"{connection.url} holds a store of schema {schema}, made by a later version of this"
            f" program; this one knows schemas up to {latest}. Use the later version."
        )
    return int(schema)


async def _make(connection: Connection) -> None:
    await ensure(connection, _FIRST)
    store = str(uuid4())
    await connection.write(lambda tx: tx.run(_MAKE, {"store": store}))


async def _complete(
    connection: Connection, catalogue: Catalogue, steps: Sequence[Migration]
) -> tuple[str, ...]:
    """Apply what is lacking, alone."""

    async def unit(tx: Transaction) -> tuple[str, ...]:
        ((schema,),) = await tx.fetch(_LOCK)
        due = [step for step in steps if step.number > schema]
        for step in due:
            await step.apply(connection, tx, catalogue)
            await tx.run(_NOTE, {"schema": step.number})
        return _told(due, await ensure(connection, indexes_of(catalogue)))

    return await connection.write(unit, seconds=PATIENCE)


def _told(due: Iterable[Migration], made: Iterable[Index]) -> tuple[str, ...]:
    labels = groupby(made, key=lambda index: index.label)
    return (
        *(f"schema {step.number}: {step.sentence}" for step in due),
        *(f"index {label} by {', '.join(i.column for i in of)}" for label, of in labels),
    )

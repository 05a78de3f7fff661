"""Which indexes a server has, and the making of those that it lacks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from graph_service.store.neo4j.connection import Connection, Transaction
from graph_service.store.neo4j.schema_of import Index
from graph_service.store.port import DeadlineExceeded, StoreError

__all__ = ["PATIENCE", "ensure", "lacking"]

PATIENCE: Final = 3600.0
"""Seconds for which indexes of a big graph may be filled."""

_POLL: Final = 0.05
_SHOW: Final = (
    "CYPHER 5 SHOW INDEXES YIELD name, type, entityType, labelsOrTypes, properties,"
    " owningConstraint, state, failureMessage"
    " WHERE entityType = 'NODE' AND size(labelsOrTypes) = 1 AND size(properties) = 1"
    " RETURN collect([type, labelsOrTypes[0], properties[0], owningConstraint IS NOT NULL,"
    " name, state, failureMessage])"
)


@dataclass(frozen=True, slots=True)
class _Shown:
    """An index as the server shows it."""

    name: str
    state: str
    failure: str


async def lacking(connection: Connection, wanted: Iterable[Index]) -> tuple[Index, ...]:
    """Return the indexes that are not there, or not filled, whatever their names."""
    there = await _shown(connection)
    return tuple(i for i in wanted if i not in there or there[i].state != "ONLINE")


async def ensure(connection: Connection, wanted: Iterable[Index]) -> tuple[Index, ...]:
    """Create the indexes that are lacking, wait until they are filled, and return them.

    One that could not be filled is made anew: what was in its way may be gone.

    Raises
    ------
    StoreError
        If one cannot be filled.
    """
    missed = await lacking(connection, wanted)
    if not missed:
        return missed
    there = await _shown(connection)
    failed = [there[i].name for i in missed if i in there and there[i].state == "FAILED"]

    async def unit(tx: Transaction) -> None:
        """Change the schema at once."""
        for name in failed:
            await tx.run(f"CYPHER 5 DROP INDEX `{name.replace('`', '``')}` IF EXISTS")
        for index in missed:
            await tx.run(index.statement)

    await connection.write(unit, seconds=PATIENCE)
    await _filled(connection, missed)
    return missed


async def _filled(connection: Connection, indexes: Iterable[Index]) -> None:
    until = time.monotonic() + PATIENCE
    while waiting := await lacking(connection, indexes):
        there = await _shown(connection)
        for index in waiting:
            if index in there and there[index].state == "FAILED":
                why = there[index].failure.strip().splitlines() or ["the server does not say why"]
                raise StoreError(
                    f"{connection.url} could not index {index.label} by {index.column}: {why[0]}"
                )
        if time.monotonic() > until:
            raise DeadlineExceeded(f"{connection.url} has not filled its indexes in time.")
        await asyncio.sleep(_POLL)


async def _shown(connection: Connection) -> dict[Index, _Shown]:
    ((rows,),) = await connection.fetch(_SHOW)
    return {
        Index("UNIQUE" if unique and type_ == "RANGE" else type_, label, column): _Shown(*state)
        for type_, label, column, unique, *state in rows
    }

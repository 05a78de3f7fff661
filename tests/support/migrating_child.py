"""Processes that make or migrate a store at the same moment as others.

Prints ``ready``, waits for a line, and prints the store's uuid.
"""

from __future__ import annotations

import asyncio
import sys

import neo4j_server

from graph_service.store.neo4j.connection import Connection, Transaction, connect
from graph_service.store.neo4j.migrations import MIGRATIONS, Migration, migrate, prepare
from schema.catalogue import Catalogue


async def _next(_: Connection, tx: Transaction, _catalogue: Catalogue) -> None:
    await tx.run("CREATE (:_Step {number: 2})")


NEXT = Migration(MIGRATIONS[-1].number + 1, "leave a mark", _next)
"""A step that a later version could have."""
STEPS = (*MIGRATIONS, NEXT)


async def _run(url: str, what: str) -> None:
    connection = connect(url, neo4j_server.access())
    await connection.run("RETURN 1")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    if what == "migrate":
        await migrate(connection, Catalogue(()), steps=STEPS)
    else:
        await prepare(connection, Catalogue(()), read_only=False, steps=STEPS)
    ((store,),) = await connection.run("MATCH (m:_Meta) RETURN m.store")
    await connection.close()
    sys.stdout.write(f"{store}\n")


if __name__ == "__main__":
    asyncio.run(_run(*sys.argv[1:]))

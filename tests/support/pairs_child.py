"""Writes pairs of a firm and a project to a store, batch after batch, until it is killed.

Arguments: the store's URL and the pairs of a batch. It prints the version of each batch.
"""

from __future__ import annotations

import asyncio
import os
import sys
from itertools import count

import neo4j_server

from graph_service.store import open_store
from schema.catalogue import load_catalogue
from schema.statements import LinkStatement, NodeStatement, Run


async def write(url: str, pairs: int) -> None:
    store = await open_store(url, load_catalogue(), access=neo4j_server.access())
    run = Run(f"pairs {os.getpid()}", "pairs")
    for batch in count():
        said = []
        for row in range(batch * pairs + 1, (batch + 1) * pairs + 1):
            firm, project = f"firm {row}", f"project {row}"
            said += [
                NodeStatement(row, firm, "Enterprise", {"name": firm}),
                NodeStatement(row, project, "Project", {"name": project}),
                LinkStatement(row, "PARTICIPATES_IN", firm, project, "", {"role": "LEAD"}),
            ]
        print((await store.apply(said, run)).version, flush=True)  # noqa: T201 - the parent reads it


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], int(sys.argv[2])))

"""Decides one pair in a process of its own, as soon as a file is there; prints what came of it.

Arguments: the store's URL, who decides, the verdict, and the file.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import neo4j_server

from graph_service.review.decisions import DecidedOtherwise, decide
from graph_service.store import open_store
from schema.catalogue import load_catalogue
from schema.statements import Verdict


async def work(url: str, by: str, verdict: str, start: Path) -> None:
    catalogue = load_catalogue()
    store = await open_store(url, catalogue, access=neo4j_server.access())
    print("ready", flush=True)  # noqa: T201 - the parent reads it
    until = time.monotonic() + 60
    while not start.exists() and time.monotonic() < until:  # noqa: ASYNC110, ASYNC240 - alone here
        await asyncio.sleep(0)
    try:
        decided = await decide(
            store, catalogue, "a", "b", Verdict[verdict], by=by, reason="same address"
        )
        print(f"won {decided.judgement.number}")  # noqa: T201
    except DecidedOtherwise as error:
        print(f"lost {error}")  # noqa: T201
    finally:
        await store.close()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4])))

"""Copies a store in small pieces and tells of each; to be killed. As a script."""

from __future__ import annotations

import asyncio
import sys

from graph_service.moving import StoreSource, copy_into, pieces
from graph_service.store import open_store
from schema.catalogue import load_catalogue


async def main(source: str, target: str) -> None:
    pieces._DOCUMENTS = pieces._BLOBS = pieces._SUBJECTS = 2
    catalogue = load_catalogue()
    old = await open_store(f"file:{source}", catalogue, read_only=True)
    new = await open_store(f"file:{target}", catalogue, half_copied=True)
    await copy_into(
        new,
        StoreSource(old, "old"),
        name="new",
        shown=lambda _: print("piece", flush=True),  # noqa: T201 - what the parent waits for
    )
    await new.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

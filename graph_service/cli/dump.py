"""``graph-service dump``: all that a store holds into a file."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.session import session_of

if TYPE_CHECKING:
    from graph_service.moving import Tally
    from graph_service.settings import Settings

__all__ = ["HELP", "dump"]

HELP = """Write all that the store holds into one compressed file, for restore.

The store is only read, also while it is being served; if it is changed meanwhile the command says
so and leaves no file. The file has a checksum and does not depend on where the store is kept:
docs/dump-format.md describes it. It holds everything, personal data too.

\b
Examples:
  graph-service dump city.dump.gz
  graph-service --store bolt://localhost:7687 dump /backup/monday.gz --force
"""


def dump(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
) -> None:
    """Write a dump."""
    settings = session_of(context).settings()
    tally = asyncio.run(_dump(settings, file, force=force))
    print(f"Wrote {file}: {tally}.")


async def _dump(settings: Settings, file: Path, *, force: bool) -> Tally:
    from graph_service.cli.long_work import long_work
    from graph_service.cli.moved import shown_tally
    from graph_service.clock import utc_now
    from graph_service.moving import StoreSource, write_dump
    from graph_service.store import open_store
    from schema.catalogue import load_catalogue

    store = await open_store(
        settings.store_url, load_catalogue(), read_only=True, access=settings.access()
    )
    try:
        with shown_tally() as shown, long_work():
            source = StoreSource(store, settings.store_url)
            return await write_dump(file, source, made=utc_now(), force=force, shown=shown)
    finally:
        await store.close()

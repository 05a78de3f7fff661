"""``graph-service restore``: a dump into an empty store."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.copy import refuse_memory
from graph_service.cli.session import session_of

if TYPE_CHECKING:
    from graph_service.moving import Tally
    from graph_service.settings import Settings

__all__ = ["HELP", "restore"]

HELP = """Restore a dump into an empty store.

The whole file is checked first: a file that is cut or was altered leaves the store as it was. A
restoring that was interrupted goes on when the same command runs again; until it is finished the
store cannot be used. The restored store has a name of its own, so that no answer kept of the
former one is taken for its.

\b
Examples:
  graph-service --store file:var/graph.db restore city.dump.gz
  graph-service --store bolt://localhost:7687 restore city.dump.gz
"""


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file that dump wrote.")],
    *,
    anew: Annotated[
        bool, typer.Option("--anew", help="Empty an unfinished copy and begin again.")
    ] = False,
) -> None:
    """Restore a dump."""
    settings = session_of(context).settings()
    refuse_memory(settings.store_url)
    tally, version = asyncio.run(_restore(settings, file, anew=anew))
    print(f"Restored {tally}. {settings.store_url} is version {version}.")


async def _restore(settings: Settings, file: Path, *, anew: bool) -> tuple[Tally, str]:
    from graph_service.cli.long_work import long_work
    from graph_service.cli.moved import shown_tally
    from graph_service.moving import DumpFile, copy_into
    from graph_service.store import open_store
    from graph_service.store_folder import make_room
    from schema.catalogue import load_catalogue

    catalogue = load_catalogue()
    with DumpFile(file, catalogue) as source:
        make_room(settings.store_url)
        store = await open_store(
            settings.store_url, catalogue, access=settings.access(), half_copied=True
        )
        try:
            with shown_tally() as shown, long_work():
                tally = await copy_into(
                    store, source, name=settings.store_url, anew=anew, shown=shown
                )
            return tally, await store.version()
        finally:
            await store.close()

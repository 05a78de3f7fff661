"""``graph-service copy``: all that a store holds into another store."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.failures import ExitCode, Failure
from graph_service.cli.session import session_of

if TYPE_CHECKING:
    from graph_service.moving import Tally
    from graph_service.settings import Settings

__all__ = ["HELP", "copy", "refuse_memory"]

HELP = """Copy all that a store holds into another, empty one.

Statements, decisions, and what imports left beside them (reports, rows as they were read) are
copied as they are; the store that is copied is only read, also while it is being served. If it is
changed meanwhile the command says so. A copy that was interrupted goes on when the same command
runs again; until it is finished the new store cannot be used.

The user, password and database of the settings hold for both ends; between two servers with
others use dump and restore.

\b
Examples:
  graph-service copy --from file:var/graph.db --to bolt://localhost:7687
  graph-service copy --from bolt://localhost:7687 --to file:city.db
  graph-service copy --from file:a.db --to file:b.db --anew     after a.db was changed
"""


def copy(
    context: typer.Context,
    *,
    to: Annotated[str, typer.Option("--to", help="The store to copy into.", metavar="URL")],
    from_: Annotated[
        str | None,
        typer.Option("--from", help="The store to copy. [that of --store]", metavar="URL"),
    ] = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="Empty an unfinished copy and begin again.")
    ] = False,
) -> None:
    """Copy a store into another."""
    session = session_of(context)
    source = session.settings(**({"store_url": from_} if from_ else {}))
    target = session.settings(store_url=to)
    refuse_memory(to)
    tally, version = asyncio.run(_copy(source, target, anew=anew))
    print(f"Copied {tally}. {to} is version {version}.")


def refuse_memory(url: str) -> None:
    """Refuse to move anything into a store that is gone when the command ends."""
    if url == ":memory:":
        raise Failure(
            ExitCode.USAGE,
            "A store in memory is gone when this ends: use file:PATH or bolt://HOST.",
        )


async def _copy(source: Settings, target: Settings, *, anew: bool) -> tuple[Tally, str]:
    from graph_service.cli.long_work import long_work
    from graph_service.cli.moved import shown_tally
    from graph_service.moving import StoreSource, copy_into
    from graph_service.store import open_store
    from graph_service.store_folder import make_room
    from schema.catalogue import load_catalogue

    catalogue = load_catalogue()
    old = await open_store(source.store_url, catalogue, read_only=True, access=source.access())
    try:
        make_room(target.store_url)
        new = await open_store(
            target.store_url, catalogue, access=target.access(), half_copied=True
        )
        try:
            with shown_tally() as shown, long_work():
                tally = await copy_into(
                    new,
                    StoreSource(old, source.store_url),
                    name=target.store_url,
                    anew=anew,
                    shown=shown,
                )
            return tally, await new.version()
        finally:
            await new.close()
    finally:
        await old.close()

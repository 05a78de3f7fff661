"""``graph-service migrate``: a store on a server brought up to date."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.session import session_of

if TYPE_CHECKING:
    from graph_service.settings import Settings

__all__ = ["HELP", "migrate"]

HELP = """Bring a store on a Neo4j server up to this version of the program.

Steps that were applied are never applied again. Stop services and imports of older versions
first; of two that migrate at once, one waits. A store in a file needs none.

\b
Examples:
  graph-service --store bolt://localhost:7687 migrate --dry-run
  graph-service --store bolt://localhost:7687 migrate
"""


def migrate(
    context: typer.Context,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done.")
    ] = False,
) -> None:
    """Bring a store on a server up to date."""
    from graph_service.store.access import on_server

    settings = session_of(context).settings()
    if not on_server(settings.store_url):
        print(f"Nothing to migrate: {settings.store_url} is on no server.")
        return
    lines = asyncio.run(_migrate(settings, dry_run=dry_run))
    for line in lines:
        print(f"{'would' if dry_run else 'done'}: {line}")
    if not lines:
        print(f"Nothing to migrate: {settings.store_url} is up to date.")


async def _migrate(settings: Settings, *, dry_run: bool) -> tuple[str, ...]:
    from graph_service.store.neo4j.connection import connect
    from graph_service.store.neo4j.migrations import migrate as bring_up_to_date
    from schema.catalogue import load_catalogue

    connection = connect(settings.store_url, settings.access())
    try:
        return await bring_up_to_date(connection, load_catalogue(), dry_run=dry_run)
    finally:
        await connection.close()

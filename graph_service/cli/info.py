"""``graph-service info``: what is in the graph."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.session import session_of

if TYPE_CHECKING:
    from graph_service.settings import Settings

__all__ = ["HELP", "info"]

HELP = """Say what is in the graph: records and links by type, imports, version.

\b
Examples:
  graph-service info
  graph-service --store file:city.db info --json
"""


def info(
    context: typer.Context,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print what is in the graph."""
    from graph_service.cli.console import print_info, print_json

    found = asyncio.run(_read(session_of(context).settings()))
    (print_json if json else print_info)(found)


async def _read(settings: Settings) -> dict[str, Any]:
    from graph_service.store import open_store
    from graph_service.store.half_copied import copy_under_way
    from schema.catalogue import load_catalogue

    catalogue = load_catalogue()
    store = await open_store(
        settings.store_url,
        catalogue,
        read_only=True,
        access=settings.access(),
        half_copied=True,
    )
    try:
        counted, runs = await store.info(), await store.runs()
        unfinished = await copy_under_way(store.ledger)
    finally:
        await store.close()
    return {
        "store": settings.store_url,
        "version": counted.version,
        "unfinished": unfinished,
        "nodes": [
            {"type": t.name, "label": t.label, "count": counted.nodes.get(t.name, 0)}
            for t in catalogue.concrete
        ],
        "links": [
            {"type": name, "label": link.label, "count": counted.links.get(name, 0)}
            for name, link in catalogue.links.items()
        ],
        "imports": [
            {
                "run": state.run.id,
                "source": state.run.source,
                "period": state.run.period,
                "rows": state.rows,
            }
            for state in runs
        ],
    }

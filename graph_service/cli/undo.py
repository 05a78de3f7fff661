"""``graph-service undo``: an import taken back."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.audited import noted
from graph_service.cli.failures import ExitCode, Failure
from graph_service.cli.options import Wait, say_waiting
from graph_service.cli.session import session_of

if TYPE_CHECKING:
    from graph_service.settings import Settings
    from graph_service.undo import Undone

__all__ = ["HELP", "undo"]

HELP = """Take an import back, as if it had never been made.

What other imports say stays, and their values show again where this one's were chosen. An earlier
issue that it took the place of is not brought back: import that file again. `graph-service info`
lists the imports with their ids, of which the first signs are enough.

\b
Examples:
  graph-service info
  graph-service undo 3f0a9c
"""


def undo(
    context: typer.Context,
    run: Annotated[str, typer.Argument(help="The import's id, or its beginning.", metavar="RUN")],
    *,
    wait: Wait = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Take an import back and say what went with it."""
    from graph_service.cli.console import print_json
    from graph_service.undo import NoSuchRun

    try:
        undone = asyncio.run(_undo(session_of(context).settings(), run, wait))
    except NoSuchRun as error:
        raise Failure(ExitCode.USAGE, str(error)) from error
    if json:
        print_json(asdict(undone))
        return
    period = f", period {undone.run.period}" if undone.run.period else ""
    print(
        f"Taken back: {undone.run.source}{period}, {undone.rows:,} rows; import {undone.run.id}.\n"
        f"{undone.nodes:,} records and {undone.links:,} links went with it; what others say stays."
    )


async def _undo(settings: Settings, run: str, wait: float | None) -> Undone:
    from graph_service.ingest_turn import PATIENCE
    from graph_service.store import open_store
    from graph_service.undo import undo_run
    from schema.catalogue import load_catalogue

    store = await open_store(
        settings.store_url, load_catalogue(), access=settings.access(), must_exist=True
    )
    try:
        patience = PATIENCE if wait is None else wait
        undone = await undo_run(store, run, patience=patience, waiting=say_waiting)
        await noted(store, "undo", runs=[undone.run.id])
        return undone
    finally:
        await store.close()

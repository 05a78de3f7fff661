"""``graph-service audit``: who wrote and decided what."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.session import session_of

if TYPE_CHECKING:
    from graph_service.identity.audit import AuditEntry
    from graph_service.settings import Settings

__all__ = ["HELP", "audit"]

HELP = """List who wrote and decided what, and who was not let, the newest first.

Imports, corrections, decisions, what was taken back or forgotten, keys: over HTTP with the key's
name and id, by a command with the name of the login. Entries name runs and ids, never values.

\b
Examples:
  graph-service audit
  graph-service audit --limit 100 --json
  graph-service audit --before 250
"""


def audit(
    context: typer.Context,
    *,
    limit: Annotated[
        int, typer.Option(help="How many are listed.", metavar="N", min=1, max=1000)
    ] = 20,
    before: Annotated[
        int, typer.Option(help="Only those older than this number. [all]", metavar="N", min=0)
    ] = 0,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print a page of the audit log."""
    from graph_service.cli.console import new_console, new_table, print_json

    entries = asyncio.run(_page(session_of(context).settings(), limit, before))
    if json:
        print_json({"entries": [asdict(entry) for entry in entries]})
        return
    table = new_table(
        "Audit log", "when", "who", "key", "role", "what", "outcome", "runs", numbers=("n",)
    )
    for entry in entries:
        runs = ", ".join(run[:8] for run in entry.runs) or entry.subject or "-"
        who = (entry.at, entry.name or "-", entry.key or "-", entry.role)
        table.add_row(*who, entry.act, entry.outcome, runs, str(entry.number))
    new_console().print(table)


async def _page(settings: Settings, limit: int, before: int) -> tuple[AuditEntry, ...]:
    from graph_service.identity.audit import AuditLog
    from graph_service.store import open_store
    from schema.catalogue import load_catalogue

    store = await open_store(
        settings.store_url,
        load_catalogue(),
        read_only=True,
        access=settings.access(),
        must_exist=True,
    )
    try:
        return await AuditLog(store.ledger).page(before=before, limit=limit)
    finally:
        await store.close()

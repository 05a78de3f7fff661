"""``graph-service forget``: a record or one value of it, erased and refused from then on."""

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
    from graph_service.forgetting.forget import Forgotten
    from graph_service.settings import Settings

__all__ = ["HELP", "forget"]

HELP = """Erase a record, or one property of it, for good.

Everything that any import said of it goes: values, links, search words, kept rows, what reports
and reviews tell of it, and the files that were sent to be imported. A later import of it is refused.
That it happened is kept: who, when and why. Records that were decided to be one go together. It
cannot be undone.

Dumps and copies made earlier still have it: delete them. A Neo4j server's own logs and backups
keep it until they are replaced: see the README.

\b
Examples:
  graph-service forget Talent:5f0c --by 李明 --reason 本人申请
  graph-service forget Talent:5f0c --property orcid --by 李明 --reason 本人申请 --yes
"""


def forget(
    context: typer.Context,
    id_: Annotated[str, typer.Argument(help="The record's id.", metavar="ID")],
    *,
    property_: Annotated[
        str,
        typer.Option(
            "--property", help="The only property to forget; all of it otherwise.", metavar="NAME"
        ),
    ] = "",
    by: Annotated[str, typer.Option(help="Who forgets it; kept.", metavar="NAME")],
    reason: Annotated[
        str, typer.Option(help="Why, without what is forgotten; kept.", metavar="TEXT")
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    wait: Wait = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Forget it and say what went."""
    from graph_service.cli.console import print_json
    from graph_service.forgetting.forget import NothingToForget

    what = f"{property_} of {id_}" if property_ else f"all of {id_}"
    if not yes:
        typer.confirm(
            f"Erase {what} for good? Files that wait to be imported are deleted, too.",
            abort=True,
            err=True,
        )
    settings = session_of(context).settings()
    try:
        forgotten = asyncio.run(_forget(settings, id_, property_, by=by, reason=reason, wait=wait))
    except NothingToForget as error:
        raise Failure(ExitCode.USAGE, str(error)) from error
    if json:
        print_json(asdict(forgotten))
        return
    one = "1 record" if forgotten.records == 1 else f"{forgotten.records:,} records that were one"
    print(
        f"Forgotten: {forgotten.property or 'all'} of {one} ({forgotten.type}):"
        f" {forgotten.statements:,} statements, {forgotten.links:,} links,"
        f" cells of {forgotten.rows:,} kept rows.\n"
        "Delete dumps and copies that were made earlier: they still have it."
    )


async def _forget(
    settings: Settings, id_: str, property_: str, *, by: str, reason: str, wait: float | None
) -> Forgotten:
    from graph_service.clock import utc_now
    from graph_service.forgetting.forget import forget as erase
    from graph_service.ingest_turn import PATIENCE
    from graph_service.jobs.folder import UploadFolder, folder_for
    from graph_service.jobs.keeping import forget_jobs
    from graph_service.store import open_store
    from schema.catalogue import load_catalogue

    catalogue = load_catalogue()
    store = await open_store(
        settings.store_url, catalogue, access=settings.access(), must_exist=True
    )
    folder = UploadFolder(folder_for(settings.store_url, settings.uploads))
    try:
        forgotten = await erase(
            store,
            catalogue,
            id_,
            property_=property_,
            by=by,
            reason=reason,
            patience=PATIENCE if wait is None else wait,
            waiting=say_waiting,
            drop_uploads=lambda: forget_jobs(store.ledger, folder, utc_now()),
        )
        await noted(store, "forget")
        return forgotten
    finally:
        await store.close()

"""``graph-service review``: people say which records are one."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.audited import noted
from graph_service.cli.failures import ExitCode, Failure
from graph_service.cli.session import session_of

if TYPE_CHECKING:
    from graph_service.review.decision_file import Imported
    from graph_service.review.decision_log import Judgement
    from graph_service.review.questions import Questions
    from graph_service.settings import Settings
    from graph_service.store.port import Store

__all__ = ["HELP", "review"]

HELP = """Decide which records are one, pair by pair: same, different, or nobody can tell.

Each pair is shown with what speaks for and against it and what uniting it would change. Who
decided, when and why is kept; what is decided is not asked again and can be taken back. Ctrl-C
ends it and keeps what was decided. Imports never unite what is only alike: such pairs wait here.

\b
Examples:
  graph-service review
  graph-service review --list
  graph-service review --export decisions.jsonl
  graph-service review --import decisions.jsonl
"""


def review(
    context: typer.Context,
    *,
    by: Annotated[
        str | None,
        typer.Option(help="Who decides. [the name you are logged in by]", metavar="NAME"),
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="Print the pairs to be decided, and ask nothing.")
    ] = False,
    history: Annotated[
        bool, typer.Option("--history", help="Print what was decided, the newest first.")
    ] = False,
    limit: Annotated[
        int, typer.Option(help="How many --list and --history print.", metavar="N", min=1, max=1000)
    ] = 20,
    export: Annotated[
        Path | None,
        typer.Option(help="Write the decisions in force into a file.", metavar="FILE"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --export.")] = False,
    import_: Annotated[
        Path | None,
        typer.Option("--import", help="Put the decisions of such a file in force.", metavar="FILE"),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print JSON; with --list, --history or --import.")
    ] = False,
) -> None:
    """Ask about pairs, or list, export or import."""
    from graph_service.cli import review_shown

    if sum(map(bool, (list_, history, export, import_))) > 1:
        raise Failure(
            ExitCode.USAGE, "Give one of --list, --history, --export and --import at a time."
        )
    if json and not (list_ or history or import_):
        raise Failure(ExitCode.USAGE, "--json goes with --list, --history or --import.")
    settings = session_of(context).settings()
    if list_:
        review_shown.print_queue(*asyncio.run(_listed(settings, limit)), json=json)
    elif history:
        review_shown.print_history(asyncio.run(_history(settings, limit)), json=json)
    elif export:
        if export.exists() and not force:
            raise Failure(ExitCode.INPUT, f"{export} exists. Name another file, or add --force.")
        lines = asyncio.run(_exported(settings))
        part = export.with_name(f"{export.name}.part")
        part.write_bytes(b"".join(lines))
        part.replace(export)
        print(f"Wrote {export}: {len(lines) - 1:,} decisions.")
    elif import_:
        imported = asyncio.run(_import(settings, import_))
        review_shown.print_imported(imported, import_.name, json=json)
        if imported.refused:
            raise Failure(
                ExitCode.REJECTED,
                f"{imported.refused:,} of {imported.read:,} decisions were not taken; the others"
                " are in force.",
            )
    else:
        _ask(settings, _name(by))


def _ask(settings: Settings, by: str) -> None:
    from graph_service.cli.review_dialogue import Dialogue
    from schema.catalogue import load_catalogue

    # The dialogue waits for people outside the loop, so that Ctrl-C reaches it and nothing else.
    with asyncio.Runner() as runner:
        store = runner.run(_opened(settings, read_only=False))
        try:
            Dialogue(runner, store, load_catalogue(), _reading(settings), by).hold()
        finally:
            runner.run(store.close())


async def _listed(settings: Settings, limit: int) -> tuple[Questions, int]:
    from graph_service.review.open_pairs import count_open_pairs
    from graph_service.review.questions import questions
    from schema.catalogue import load_catalogue

    store = await _opened(settings)
    try:
        found = await questions(store, load_catalogue(), _reading(settings), limit=limit)
        return found, await count_open_pairs(store)
    finally:
        await store.close()


async def _history(settings: Settings, limit: int) -> tuple[Judgement, ...]:
    from graph_service.review.decision_log import DecisionLog

    store = await _opened(settings)
    try:
        return await DecisionLog(store.ledger).page(limit=limit)
    finally:
        await store.close()


async def _exported(settings: Settings) -> list[bytes]:
    from graph_service.review.decision_file import exported
    from schema.catalogue import load_catalogue

    store = await _opened(settings)
    try:
        return [line async for line in exported(store, load_catalogue())]
    finally:
        await store.close()


async def _import(settings: Settings, file: Path) -> Imported:
    from graph_service.review.decision_file import NoDecisions, import_decisions
    from schema.catalogue import load_catalogue

    with file.open("rb") as lines:
        store = await _opened(settings, read_only=False)
        try:
            imported = await import_decisions(store, load_catalogue(), lines)
        except NoDecisions as error:
            raise Failure(ExitCode.INPUT, f"{file}: {error}") from error
        else:
            if imported.decided:
                await noted(store, "review --import")
            return imported
        finally:
            await store.close()


async def _opened(settings: Settings, *, read_only: bool = True) -> Store:
    from graph_service.store import open_store
    from schema.catalogue import load_catalogue

    return await open_store(
        settings.store_url,
        load_catalogue(),
        read_only=read_only,
        access=settings.access(),
        must_exist=True,
    )


def _reading(settings: Settings) -> Any:
    from graph_service.clock import utc_now
    from graph_service.store.port import ReadContext

    return ReadContext(as_of=(settings.today or utc_now().date()).isoformat())


def _name(by: str | None) -> str:
    import getpass

    if by is not None and by.strip():
        return by.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise Failure(ExitCode.USAGE, "Say who decides: --by NAME.") from None

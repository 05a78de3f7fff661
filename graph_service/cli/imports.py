"""``graph-service import``: files into the graph."""

from __future__ import annotations

import asyncio
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.audited import noted
from graph_service.cli.failures import ExitCode, Failure
from graph_service.cli.session import session_of

if TYPE_CHECKING:
    from graph_service.ingest_turn import Holder
    from graph_service.preview import Preview
    from graph_service.settings import Settings
    from loaders.report import ImportReport
    from schema.catalogue import Catalogue

__all__ = ["HELP", "import_"]

HELP = """Import CSV, XLSX, JSON and JSONL files, in the order given.

Columns are found by their names, Chinese or English, in any order. A bad cell never loses its
row, a bad row never loses its file: the report says what was wrong, where, and what to do.
Importing the same file again changes nothing; another issue of the same source and period takes
the place of the earlier one.

\b
Examples:
  graph-service import 企业名录.xlsx 创新平台.csv
  graph-service import list.csv --as 企业          if the file does not say what its rows are
  graph-service import list.csv --source 科技局 --period 2023-06
  graph-service import --mapping cordis-participations participations.csv.gz
  graph-service import list.csv --dry-run          what would happen; nothing is written
  graph-service import list.csv --json > report.json
  graph-service import 企业名录.xlsx --annotate 企业名录-问题.xlsx    comes back with marks
"""


def import_(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(help="CSV, XLSX, JSON or JSONL files; text also as .gz.")
    ],
    *,
    mapping: Annotated[
        str | None, typer.Option(help="A known layout, or a TOML file.", metavar="NAME")
    ] = None,
    as_type: Annotated[
        str | None,
        typer.Option("--as", help="What the rows are: Enterprise, 企业, ...", metavar="TYPE"),
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="Who says it. [the file's or layout's name]", metavar="NAME")
    ] = None,
    period: Annotated[
        str, typer.Option(help="When it speaks of: 2023, 2023-06, 2023-06-30.", metavar="DATE")
    ] = "",
    pack: Annotated[
        str | None, typer.Option(help="Lists of a region, as before the command's name.")
    ] = None,
    wait: Annotated[
        float | None,
        typer.Option(
            help="How long to wait for another import into the store. [600]",
            metavar="SECONDS",
            min=0,
        ),
    ] = None,
    close_missing: Annotated[
        bool,
        typer.Option(
            "--close-missing",
            help="Links that an earlier issue of the source said and this one does not end with it.",
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Say what would happen, value by value; write nothing."),
    ] = False,
    limit: Annotated[
        int,
        typer.Option(help="Records and links that a dry run lists.", metavar="N", min=0),
    ] = 20,
    annotate: Annotated[
        Path | None,
        typer.Option(
            help="Where a copy goes with the bad cells marked: a file, or a folder for several.",
            metavar="OUT",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Import files and print the report."""
    from graph_service.cli.annotating import (
        annotated_if_unread,
        annotated_paths,
        write_annotated,
    )
    from graph_service.cli.console import print_json, print_report
    from graph_service.cli.preview import print_preview
    from loaders.annotation import Findings
    from schema.catalogue import load_catalogue

    for file in files:
        _check(file)
    paths = annotated_paths(files, annotate) if annotate else {}
    findings = Findings() if annotate else None
    catalogue = load_catalogue()
    settings = session_of(context).settings(**({"pack": pack} if pack else {}))
    # What openpyxl cannot carry over when it writes a workbook concerns nobody who only reads it.
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    asked = {
        "mapping": mapping,
        "as_type": as_type,
        "source": source,
        "period": period,
        "close_missing": close_missing,
        "found": findings.note if findings else None,
    }
    with annotated_if_unread(paths, findings):
        if dry_run:
            preview = asyncio.run(_try(settings, catalogue, files, limit=limit, **asked))
            report, document = preview.report, preview.to_json
        else:
            report = asyncio.run(_import(settings, catalogue, files, wait=wait, **asked))
            document = report.to_json
    if json:
        print_json(document())
    elif dry_run:
        print_preview(preview)
    else:
        print_report(report)
    if findings is not None:
        for sentence in write_annotated(paths, findings):
            typer.echo(sentence, err=json)
    rejected = report.total("rejected")
    if rejected:
        counted = f"{rejected:,} of {report.total('read'):,} rows"
        raise Failure(
            ExitCode.REJECTED,
            f"{counted} would be rejected; nothing was written."
            if dry_run
            else f"{counted} were rejected; the others are imported.",
        )


async def _import(
    settings: Settings,
    catalogue: Catalogue,
    files: list[Path],
    *,
    wait: float | None,
    **asked: Any,
) -> ImportReport:
    from graph_service.cli.long_work import long_work
    from graph_service.cli.progress import shown_progress
    from graph_service.ingest import import_files
    from graph_service.ingest_turn import PATIENCE
    from graph_service.store import open_store
    from graph_service.store_folder import make_room
    from schema.packs import load_pack

    pack = load_pack(settings.pack)
    make_room(settings.store_url)
    store = await open_store(settings.store_url, catalogue, access=settings.access())
    with long_work():
        try:
            with shown_progress() as progress:
                report = await import_files(
                    store,
                    catalogue,
                    pack,
                    files,
                    progress=progress,
                    patience=PATIENCE if wait is None else wait,
                    waiting=_say_waiting,
                    **asked,
                )
            await noted(store, "import", runs=[run.run for run in report.runs])
            return report
        finally:
            await store.close()


async def _try(
    settings: Settings, catalogue: Catalogue, files: list[Path], *, limit: int, **asked: Any
) -> Preview:
    from graph_service.cli.long_work import long_work
    from graph_service.cli.progress import shown_progress
    from graph_service.preview import preview_import
    from schema.packs import load_pack

    with shown_progress() as progress, long_work():
        return await preview_import(
            settings.store_url,
            catalogue,
            load_pack(settings.pack),
            files,
            limit=limit,
            access=settings.access(),
            progress=progress,
            **asked,
        )


def _say_waiting(holder: Holder) -> None:
    typer.echo(f"Another import ({holder}) is running; waiting ...", err=True)


def _check(file: Path) -> None:
    if file.is_dir():
        raise Failure(ExitCode.INPUT, f"{file} is a folder: name the files in it.")
    if not file.exists():
        raise Failure(ExitCode.INPUT, f"{file} does not exist.")

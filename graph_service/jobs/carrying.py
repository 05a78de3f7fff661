"""Carrying a job out: the very import, or dry run, of the command, with what it leaves behind."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from graph_service.ingest import import_files
from graph_service.ingest_run import Progress
from graph_service.jobs.folder import JobFiles
from graph_service.jobs.job import Job, MarkedFile, SentFile
from graph_service.jobs.sharing import collect_young, sharing
from graph_service.preview import preview_import
from graph_service.settings import Settings
from graph_service.store.access import on_server
from graph_service.store.port import Store
from loaders.annotation import Findings, annotate
from loaders.annotation.annotate import is_workbook
from loaders.layout import LayoutError
from loaders.report import ImportReport
from loaders.rows import UnreadableFile
from schema.catalogue import Catalogue
from schema.packs import load_pack

__all__ = ["Outcome", "Unread", "Watching", "annotated_name", "carry_out"]

_BATCH: Final = 200
"""Rows that are applied between two looks at requests: with the records beside, fewer than 500."""
_BATCH_ON_SERVER: Final = 2_000
_COUNTS: Final = ("read", "created", "updated", "unchanged", "rejected", "skipped")
_PATIENCE: Final = 3_600.0
"""Seconds that a job waits for imports of other processes."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job came to.

    Attributes
    ----------
    report : dict
        As the command prints it with ``--json``.
    text : str
        As the command prints it.
    files : tuple of SentFile
        With what comes back of each.
    counts : dict
        Rows, as `Job.counts`.
    """

    report: dict[str, Any]
    text: str
    files: tuple[SentFile, ...]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Watching:
    """Who wants to know how far a job is.

    Attributes
    ----------
    planned : callable
        Called with the ids of the runs when it is known how files are read.
    begins : callable
        Called before the first row is read.
    progress : callable
        Called after each batch.
    """

    planned: Callable[[Sequence[str]], Awaitable[object]]
    begins: Callable[[], Awaitable[object]]
    progress: Callable[[Progress], None]


class Unread(Exception):
    """A file cannot be read; the message is a sentence for its sender.

    Parameters
    ----------
    sentence : str
    files : tuple of SentFile
        With what comes back of those in which something was found.
    """

    def __init__(self, sentence: str, files: tuple[SentFile, ...]) -> None:
        super().__init__(sentence)
        self.files = files


async def carry_out(
    job: Job,
    files: JobFiles,
    *,
    store: Store,
    settings: Settings,
    catalogue: Catalogue,
    watching: Watching,
) -> Outcome:
    """Import what was sent, or try it, and mark what is wrong in copies of the files.

    It may be cancelled at any time: what is being written then stands or falls whole.

    Raises
    ------
    Unread
        If a file cannot be read or understood.
    StoreError
        As the import.
    """
    findings = Findings()
    paths = [files.sent(n, file.name) for n, file in enumerate(job.files, start=1)]
    pack = load_pack(settings.pack)
    asked: dict[str, Any] = {
        "mapping": (files.mapping(job.mapping) if job.own_mapping else job.mapping) or None,
        "as_type": job.as_type or None,
        "source": job.source or None,
        "period": job.period,
        "close_missing": job.close_missing,
        "patience": _PATIENCE,
        "found": findings.note,
        "planned": watching.planned,
        "progress": _between_batches(watching.progress),
        "gently": not on_server(settings.store_url),
        "batch_rows": _BATCH_ON_SERVER if on_server(settings.store_url) else _BATCH,
    }
    with sharing():
        try:
            if job.dry_run:
                preview = await preview_import(
                    settings.store_url,
                    catalogue,
                    pack,
                    paths,
                    limit=job.limit,
                    access=settings.access(),
                    **asked,
                )
                report, document = preview.report, preview.to_json()
                text = await asyncio.to_thread(_told, report, preview)
            else:
                report = await import_files(
                    store, catalogue, pack, paths, begins=watching.begins, **asked
                )
                document, text = report.to_json(), await asyncio.to_thread(_told, report)
        except (UnreadableFile, LayoutError) as error:
            seen = [path for path in paths if findings.of(path)]
            marked = await asyncio.to_thread(_marked, job, files, paths, findings, seen)
            raise Unread(str(error), marked) from error
        marked = await asyncio.to_thread(_marked, job, files, paths, findings, paths)
        counts = {name: report.total(name) for name in _COUNTS}
        return Outcome(document, text, marked, counts)


def annotated_name(name: str) -> str:
    """The name of a file as it comes back: its own if it is a workbook, else with another ending.

    Examples
    --------
    >>> annotated_name("企业名录.xlsx"), annotated_name("企业名录.csv")
    ('企业名录.xlsx', '企业名录.csv.xlsx')
    """
    return name if is_workbook(Path(name)) else f"{name}.xlsx"


def _between_batches(progress: Callable[[Progress], None]) -> Callable[[Progress], None]:
    def told(how_far: Progress) -> None:
        progress(how_far)
        collect_young()

    return told


def _told(report: ImportReport, preview: Any = None) -> str:
    from graph_service.cli.console import new_console, print_report
    from graph_service.cli.preview import print_preview

    text = io.StringIO()
    if preview is None:
        print_report(report, new_console(text))
    else:
        print_preview(preview, new_console(text))
    return text.getvalue()


def _marked(
    job: Job, files: JobFiles, paths: Sequence[Path], findings: Findings, wanted: Sequence[Path]
) -> tuple[SentFile, ...]:
    marked = list(job.files)
    for number, (sent, path) in enumerate(zip(job.files, paths, strict=True), start=1):
        if path not in wanted:
            continue
        target = files.annotated(number, annotated_name(sent.name))
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A copy from before a restart has the same marks; it is written again with all of them.
        for left in target.parent.iterdir():
            left.unlink()
        done = annotate(path, findings.of(path), findings.more(path), target)
        back = MarkedFile(done.path.name, done.marked, done.listed + done.more, done.reason)
        marked[number - 1] = replace(sent, annotated=back)
    return tuple(marked)

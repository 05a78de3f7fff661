"""Files to statements to store, with a report that adds up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from hashlib import blake2b
from pathlib import Path

from graph_service.ingest_batches import OpenedTable
from graph_service.ingest_run import Progress, RunImport
from graph_service.ingest_turn import PATIENCE, Holder, import_turn
from graph_service.store.intake import Intake
from loaders.layout import LayoutError
from loaders.mapping_file import MappingFile, load_mapping
from loaders.plan import FilePlan, Planner
from loaders.report import ImportReport, Issue
from loaders.rows import UnreadableFile
from loaders.unread import unread_file
from schema.catalogue import Catalogue
from schema.packs import Pack
from schema.statements import Run
from schema.time import PartialDate

__all__ = ["Progress", "import_files"]

_LOADERS = 5
"""Raised when the loaders read the same file differently: runs made before count as others."""


async def import_files(
    store: Intake,
    catalogue: Catalogue,
    pack: Pack,
    paths: Sequence[str | Path],
    *,
    mapping: str | Path | None = None,
    as_type: str | None = None,
    source: str | None = None,
    period: str = "",
    batch_rows: int = 5000,
    progress: Callable[[Progress], None] | None = None,
    patience: float = PATIENCE,
    waiting: Callable[[Holder], object] | None = None,
    found: Callable[[Path, Issue], object] | None = None,
    opened: Callable[[OpenedTable], None] | None = None,
    planned: Callable[[Sequence[str]], Awaitable[object]] | None = None,
    begins: Callable[[], Awaitable[object]] | None = None,
    close_missing: bool = False,
    gently: bool = False,
) -> ImportReport:
    """Import tables: each row says something, the store keeps it, the report counts it.

    Files of one source and period are one run. A run that is complete is not read again; one that
    was cut short goes on where it stopped; one that replaces another of the same source and
    period takes back what only that one said. Imports into one store take turns.

    Parameters
    ----------
    store : Intake
    catalogue : Catalogue
    pack : Pack
        The region's terms, districts, currency and source priorities.
    paths : sequence of str or Path
        Table files.
    mapping : str or Path, optional
        A layout for tables that are not ours: a shipped one's name, or a TOML file.
    as_type : str, optional
        What the rows are: a type by name, label or synonym; guessed where it is not given.
    source : str, optional
        Who says it; else the mapping's name, or each file's.
    period : str
        The partial date that the files speak of.
    batch_rows : int
        Rows that become visible together.
    progress : callable, optional
        Called after each batch.
    patience : float
        Seconds to wait for another import into the same store.
    waiting : callable, optional
        Called with each import that is waited for.
    found : callable, optional
        Called with every issue and the path of its file, while the report keeps the first ones.
    opened : callable, optional
        Called with each table that is read.
    planned : callable, optional
        Called with the ids of all runs when it is known how the files are read, before anything is.
    begins : callable, optional
        Called when no other import is waited for any more.
    close_missing : bool
        Whether links that an earlier issue of the source said, and this one does not, end with the
        period of the last issue that said them. It concerns the link types that the files state
        and that have an end; nothing else is touched.
    gently : bool
        Whether to leave the interpreter to others in between: for a service that answers meanwhile.

    Returns
    -------
    ImportReport

    Raises
    ------
    UnreadableFile
        If a file cannot be read; nothing of its run is kept.
    LayoutError
        If headers are not known or fit several types; nothing is written then.
    StoreError
        If the store refuses or another import does not end; what was applied stays, and the
        import can be repeated to go on.
    """
    if period:
        try:
            PartialDate(period)
        except ValueError as error:
            raise LayoutError(f"The period: {error}") from error
    elif close_missing:
        raise LayoutError(
            "What an issue no longer says can be closed only if it is known when it speaks of:"
            " give its period."
        )
    layout = load_mapping(mapping, catalogue) if mapping else None
    planner = Planner(catalogue, layout, as_type)
    plans: dict[str, list[FilePlan]] = {}
    for path in paths:
        try:
            plan = await asyncio.to_thread(planner.plan, Path(path))
        except (UnreadableFile, LayoutError) as error:
            if found is not None:
                found(Path(path), unread_file(Path(path).name, error))
            raise
        named = source or (layout.name if layout else plan.stem)
        plans.setdefault(named, []).append(plan)
    runs = [
        Run(
            id=_run_id(name, period, files, layout, pack, closing=close_missing),
            source=name,
            period=period,
            priority=pack.priority(name),
        )
        for name, files in plans.items()
    ]
    if planned is not None:
        await planned([run.id for run in runs])
    report = ImportReport()
    async with import_turn(store.ledger, patience=patience, waiting=waiting) as turn:
        if begins is not None:
            await begins()
        for run, files in zip(runs, plans.values(), strict=True):
            work = RunImport(
                store,
                planner,
                pack,
                run,
                files,
                turn=turn,
                batch_rows=batch_rows,
                progress=progress,
                found=found,
                opened=opened,
                close_missing=close_missing,
                gently=gently,
            )
            report.runs.append(await work.carry_out())
    return report


def _run_id(
    source: str,
    period: str,
    files: Sequence[FilePlan],
    mapping: MappingFile | None,
    pack: Pack,
    *,
    closing: bool,
) -> str:
    said = [str(_LOADERS), source, period, mapping.digest if mapping else "", repr(pack)]
    if closing:
        # The same file says more when what it leaves out counts.
        said.append("closing")
    for plan in files:
        said.append(plan.digest)
        said.extend(s.layout.digest_text for s in plan.sheets if s.layout is not None)
    return blake2b("\0".join(said).encode(), digest_size=16).hexdigest()

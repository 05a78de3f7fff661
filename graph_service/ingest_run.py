"""One run: batches of rows read, matched, applied and counted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from graph_service.apart.reader import read_batches
from graph_service.forgetting.screening import Screen
from graph_service.ingest_batches import Batch, OpenedTable, Reading
from graph_service.ingest_contradictions import contradictions
from graph_service.ingest_ledger import RunLedger
from graph_service.ingest_likeness import compared_families
from graph_service.ingest_notes import Notes
from graph_service.ingest_review import RunReview
from graph_service.ingest_statements import statements_of
from graph_service.ingest_turn import ImportTurn, TurnLost
from graph_service.store.collector import paused
from graph_service.store.intake import Intake
from graph_service.store.port import Applied, Outcome
from loaders.drafts import DraftNode
from loaders.matching import Session
from loaders.plan import FilePlan, Planner
from loaders.records import Candidate, Record
from loaders.report import CandidateNote, ConflictNote, Issue, RunReport
from loaders.rows import Cell, UnreadableFile
from schema.packs import Pack
from schema.statements import Run, Statement

__all__ = ["Progress", "RunImport"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is.

    Attributes
    ----------
    file, sheet : str
        What is being read.
    rows : int
        Rows read so far, over all files of the run.
    file_number, files : int
        Which file of how many, from 1.
    run : str
        The run's id.
    counts : mapping of str to int
        What became of the rows: how many were ``created``, ``updated``, ``unchanged``,
        ``rejected`` and ``skipped``, which together are all that were read.
    """

    file: str
    sheet: str
    rows: int
    file_number: int
    files: int
    run: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)


class _Matched(NamedTuple):
    """A batch with what it says, and the records that people should compare."""

    batch: Batch
    statements: list[Statement]
    candidates: list[Candidate]


class RunImport:
    """One run on its way into the store.

    Parameters
    ----------
    store : Intake
    planner : Planner
        Who planned the files.
    pack : Pack
    run : Run
    files : sequence of FilePlan
    turn : ImportTurn
        Asked for before every batch.
    batch_rows : int
        Rows that become visible together.
    progress : callable or None
        Called after each batch.
    found : callable or None
        Called with every issue and the file it is in.
    opened : callable or None
        Called with each table that is read.
    close_missing : bool
        Whether links that earlier issues of the source said last end with those.
    gently : bool
        Whether others have the interpreter too.
    """

    def __init__(
        self,
        store: Intake,
        planner: Planner,
        pack: Pack,
        run: Run,
        files: Sequence[FilePlan],
        *,
        turn: ImportTurn,
        batch_rows: int,
        progress: Callable[[Progress], None] | None,
        found: Callable[[Path, Issue], object] | None = None,
        opened: Callable[[OpenedTable], None] | None = None,
        close_missing: bool = False,
        gently: bool = False,
    ) -> None:
        self._store = store
        self._catalogue = planner.catalogue
        self._run = run
        self._files = files
        self._turn = turn
        self._progress = progress
        self._found = found
        self._gently = gently
        self._session = Session(self._catalogue, compared=compared_families(self._catalogue))
        self._screen: Screen | None = None
        self._ledger = RunLedger(store, run)
        self._review = RunReview(store, self._catalogue, pack, run, turn)
        self._report = RunReport(run.id, run.source, run.period)
        reading = Reading(planner, pack, run, files, batch_rows)
        self._reader = partial(read_batches, reading, opened=opened)
        self._notes = Notes(self._report, files, found)
        self._ending = {link.type for link in self._catalogue.links.values() if link.validity}
        self._closing: set[str] | None = set() if close_missing else None
        self._counts = dict.fromkeys(("created", "updated", "unchanged", "rejected", "skipped"), 0)

    async def carry_out(self) -> RunReport:
        """Read the files into the store, unless that was done before.

        Raises
        ------
        UnreadableFile
            If a file cannot be read to its end; all that the run said was taken back.
        TurnLost
            If another import went on in its place.
        StoreError
            If the store refuses.
        """
        begun = time.perf_counter()
        known = await self._ledger.complete_report()
        if known is not None:
            if self._found is not None and known.issue_counts:
                await self._find_again(known, self._found)
            return known.as_repeated()
        self._session.resumed = await self._ledger.is_begun()
        self._screen = await Screen.of(self._store.ledger, self._catalogue)
        try:
            await self._carry()
        except UnreadableFile as error:
            await self._ledger.take_back(self._run.id)
            raise UnreadableFile(f"{error} Nothing of this import was kept.") from error
        await self._ledger.keep_rows(last=True)
        await self._turn.confirm()
        self._report.replaced = await self._ledger.replace_earlier()
        if self._closing:
            applied = await self._store.close_missing(self._run.id, sorted(self._closing))
            self._report.closed = applied.closed
        newcomers: Mapping[Record, int] = self._session.newcomers
        if self._screen is not None:
            newcomers = self._screen.newcomers(newcomers)
        for note in await self._review.compare_names(newcomers):
            self._report.note_candidate(note)
        self._report.seconds = time.perf_counter() - begun
        await self._ledger.complete(self._report)
        return self._report

    async def _find_again(self, known: RunReport, found: Callable[[Path, Issue], object]) -> None:
        """Read the files once more for their issues, of which the report keeps only the first.

        Those that no row has by itself, such as a name of several records, are the report's.
        """
        seen: set[Issue] = set()

        def find(path: Path, issue: Issue) -> None:
            seen.add(issue)
            found(path, issue)

        report = RunReport(known.run, known.source, known.period)
        again = self._reader(report, Notes(report, self._files, find))
        try:
            while await asyncio.to_thread(again.next):
                pass
        finally:
            again.close()
        paths = {plan.name: plan.path for plan in reversed(self._files)}
        for issue in known.issues:
            # What stands before the stroke is the archive that holds the file.
            file = issue.file.partition("/")[0]
            if issue not in seen and file in paths:
                found(paths[file], issue)

    async def _carry(self) -> None:
        """Take batch after batch: while one is put into the store, others are matched and read.

        Matching need not wait for the batch before: the session knows what that one brings. Gently
        one thing is done at a time, so that who else computes has to share with one thread only.
        """
        putting: asyncio.Future[None] = asyncio.ensure_future(asyncio.sleep(0))
        rows = self._reader(self._report, self._notes)
        following = asyncio.ensure_future(asyncio.to_thread(rows.next))
        try:
            while batch := await following:
                with paused():
                    if not self._gently:
                        following = asyncio.ensure_future(asyncio.to_thread(rows.next))
                    matched = await self._match(batch)
                    await putting
                    putting = asyncio.ensure_future(self._put(matched))
                    if self._gently:
                        await putting
                        following = asyncio.ensure_future(asyncio.to_thread(rows.next))
                # Whoever else waits for the event loop comes in here.
                await asyncio.sleep(0)
            await putting
        finally:
            rows.close()
            # What reads in a thread cannot be stopped; what is being written stands or falls whole.
            await asyncio.gather(putting, following, return_exceptions=True)

    async def _match(self, batch: Batch) -> _Matched:
        """Find the records that the rows of a batch speak of, and keep the rows as they were read."""
        unsettled: dict[int, tuple[int, DraftNode]] = {}
        for row in batch.taken:
            for node in row.draft.nodes:
                if not node.settled:
                    unsettled.setdefault(id(node), (row.ordinal, node))
        await self._settle(list(unsettled.values()))
        candidates = self._session.take_candidates()
        cells: Mapping[int, list[Cell]] = {}
        if self._screen is not None:
            batch, cells = self._screen.screen(batch, self._report, self._notes.note)
            candidates = self._screen.candidates(candidates)
        first = batch.last - len(batch.rows) + 1
        self._ledger.add_rows(
            (
                p.report.file,
                p.report.sheet,
                line.row._replace(cells=cells[at]) if at in cells else line.row,
            )
            for at, (p, line) in enumerate(batch.rows, start=first)
        )
        await self._ledger.keep_rows()
        statements = statements_of(batch.taken, self._catalogue, self._notes.note)
        if self._closing is not None:
            self._closing.update(self._ending.intersection(said.type for said in statements))
        return _Matched(batch, statements, candidates)

    async def _put(self, matched: _Matched) -> None:
        """Put what a batch says into the store, and count what that did."""
        batch = matched.batch
        # Before what is said is there: who goes on with an import that was cut short finds the
        # records made, and does not doubt them again.
        await self._review.queue_up(matched.candidates)
        applied = await self._apply(matched.statements)
        self._count(matched, applied)
        if self._progress is not None:
            place = batch.rows[-1][0]
            self._progress(
                Progress(
                    place.report.file,
                    place.report.sheet,
                    batch.last,
                    place.file_number,
                    len(self._files),
                    self._run.id,
                    dict(self._counts),
                )
            )

    async def _settle(self, pending: list[tuple[int, DraftNode]]) -> None:
        session = self._session
        while pending:
            wanted = session.wanted(draft for _, draft in pending)
            if wanted:
                found = await self._store.lookup(wanted)
                session.learn(wanted, found)
                if self._screen is not None:
                    self._screen.learn(one.id for hits in found.values() for one in hits)
            left = session.settle(pending)
            stuck = len(left) == len(pending) and not session.wanted(draft for _, draft in left)
            pending = session.settle(left, last=True) if stuck else left
            # Ids are final before anybody is looked for beside their owners.
            while fresh := session.fresh():
                described = await self._store.describe(fresh)
                session.rename({i for i, d in zip(fresh, described, strict=True) if d is not None})

    async def _apply(self, statements: list[Statement]) -> Applied:
        await self._turn.confirm()
        applied = await self._store.apply(statements, self._run)
        if self._turn.overdue:
            # Another import may have looked for these records before they were there.
            try:
                await self._turn.confirm()
            except TurnLost as error:
                await self._ledger.take_back(self._run.id)
                raise TurnLost(f"{error} What this one said was taken back.") from error
        return applied

    def _count(self, matched: _Matched, applied: Applied) -> None:
        report, taken, counts = self._report, matched.batch.taken, self._counts
        outcomes = applied.rows
        for row in taken:
            outcome = outcomes.get(row.ordinal, Outcome.UNCHANGED)
            if outcome is Outcome.CREATED:
                row.place.report.created += 1
                counts["created"] += 1
            elif outcome is Outcome.UPDATED:
                row.place.report.updated += 1
                counts["updated"] += 1
            else:
                row.place.report.unchanged += 1
                counts["unchanged"] += 1
        # The reports may be ahead: the next batch is read meanwhile.
        skipped = sum(bool(line.skipped) for _, line in matched.batch.rows)
        counts["skipped"] += skipped
        counts["rejected"] += len(matched.batch.rows) - skipped - len(taken)
        report.nodes_created += applied.nodes_created
        report.nodes_updated += applied.nodes_updated
        report.links_created += applied.links_created
        report.links_updated += applied.links_updated
        report.classified += applied.classified
        if not (applied.conflicts or matched.candidates):
            return
        places = {row.ordinal: (row.place.report.file, row.number) for row in taken}
        for c in applied.conflicts:
            file, number = places.get(c.row, ("", 0))
            report.note_conflict(
                ConflictNote(c.subject, c.property, str(c.kept), str(c.offered), file, number)
            )
        found = contradictions(matched.batch, applied.conflicts, self._session.catalogue)
        for place, number, flaw in found:
            self._notes.note(place, number, [flaw])
        for candidate in matched.candidates:
            file, number = places.get(candidate.row, ("", 0))
            others = tuple(record.id for record in candidate.others)
            report.note_candidate(
                CandidateNote(candidate.record.id, others, candidate.reason, file, number)
            )

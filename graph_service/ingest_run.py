"""One run: batches of rows read, matched, applied and counted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from graph_service.ingest_ledger import RunLedger
from graph_service.ingest_turn import ImportTurn, TurnLost
from graph_service.store.collector import paused
from graph_service.store.intake import Intake
from graph_service.store.port import Applied, Outcome
from loaders.drafts import CellFlaw, DraftNode, DraftRow
from loaders.footers import FOOTER
from loaders.formats import read_file
from loaders.layout import Layout
from loaders.left_out import damaged_row, superfluous, unknown_column, unlinked
from loaders.matching import Session
from loaders.plan import FilePlan, Planner
from loaders.reading import RowReader
from loaders.records import Candidate, Record
from loaders.report import (
    ONCE_A_COLUMN,
    CandidateNote,
    ConflictNote,
    FileReport,
    Issue,
    RunReport,
)
from loaders.rows import SeenFlaw, UnreadableFile, cell_text
from loaders.table import Line, find_table
from loaders.totals import Totals
from schema.columns import Value
from schema.packs import Pack
from schema.statements import LinkStatement, NodeStatement, Run, Statement
from schema.time import PartialDate

__all__ = ["OpenedTable", "Progress", "RunImport"]


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
    """

    file: str
    sheet: str
    rows: int
    file_number: int
    files: int


@dataclass(frozen=True, slots=True)
class OpenedTable:
    """A table that an import reads.

    Attributes
    ----------
    run : str
    report : FileReport
        Counts its rows; those of a run are numbered through all its tables, in their order.
    layout : Layout
    headers : tuple of str
    """

    run: str
    report: FileReport
    layout: Layout
    headers: tuple[str, ...]


class _Place(NamedTuple):
    """The table that a row stands in."""

    report: FileReport
    reader: RowReader
    totals: Totals
    header_row: int
    columns: Mapping[str, int]
    file_number: int


class _Taken(NamedTuple):
    """A row that says something."""

    ordinal: int
    place: _Place
    number: int
    draft: DraftRow


class _Batch(NamedTuple):
    """Rows that become visible together, those of them that say something, the last one's number."""

    rows: list[tuple[_Place, Line]]
    taken: list[_Taken]
    last: int


class _Matched(NamedTuple):
    """A batch with what it says, and the records that people should compare."""

    batch: _Batch
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
    ) -> None:
        self._store = store
        self._pack = pack
        self._planner = planner
        self._run = run
        self._files = files
        self._turn = turn
        self._batch_rows = batch_rows
        self._progress = progress
        self._found = found
        self._opened = opened
        self._session = Session(planner.catalogue)
        self._ledger = RunLedger(store, run)
        self._report = RunReport(run.id, run.source, run.period)
        self._read = 0
        self._reading: _Place | None = None

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
        lines = self._lines()
        try:
            await self._carry(lines)
        except UnreadableFile as error:
            await self._ledger.take_back(self._run.id)
            raise UnreadableFile(f"{error} Nothing of this import was kept.") from error
        await self._ledger.keep_rows(last=True)
        await self._turn.confirm()
        self._report.replaced = await self._ledger.replace_earlier()
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

        self._found = find
        lines = self._lines()
        while await asyncio.to_thread(self._next, lines):
            pass
        paths = {plan.name: plan.path for plan in reversed(self._files)}
        for issue in known.issues:
            # What stands before the stroke is the archive that holds the file.
            file = issue.file.partition("/")[0]
            if issue not in seen and file in paths:
                found(paths[file], issue)

    def _lines(self) -> Iterator[tuple[_Place, Line]]:
        for number, plan in enumerate(self._files, start=1):
            for sheet, planned in zip(read_file(plan.path).sheets, plan.sheets, strict=False):
                file = f"{plan.name}/{sheet.file}" if sheet.file else plan.name
                encoding = sheet.encoding or plan.encoding
                report = FileReport(file, sheet.name, encoding, left_out=planned.left_out)
                self._report.files.append(report)
                if planned.layout is None:
                    continue
                report.type = planned.layout.name
                report.unknown_columns = planned.layout.unknown
                table = find_table(sheet.rows, self._planner.known)
                reader = RowReader(
                    self._planner.catalogue,
                    self._pack,
                    planned.layout,
                    table.headers,
                    period=PartialDate(self._run.period) if self._run.period else None,
                )
                place = _Place(
                    report,
                    reader,
                    Totals(reader.columns),
                    table.header_row,
                    _columns(table.headers),
                    number,
                )
                self._note_columns(place, table.headers, sheet.flaws)
                if self._opened is not None:
                    self._opened(OpenedTable(self._run.id, report, planned.layout, table.headers))
                yield from ((place, line) for line in table.lines)
            plan.check_unchanged()

    async def _carry(self, lines: Iterator[tuple[_Place, Line]]) -> None:
        """Take batch after batch: while one is put into the store, others are matched and read.

        Matching need not wait for the batch before: the session knows what that one brings.
        """
        putting: asyncio.Future[None] = asyncio.ensure_future(asyncio.sleep(0))
        following = asyncio.ensure_future(asyncio.to_thread(self._next, lines))
        try:
            while batch := await following:
                with paused():
                    following = asyncio.ensure_future(asyncio.to_thread(self._next, lines))
                    matched = await self._match(batch)
                    await putting
                    putting = asyncio.ensure_future(self._put(matched))
                # Whoever else waits for the event loop comes in here.
                await asyncio.sleep(0)
            await putting
        finally:
            # What reads in a thread cannot be stopped; what is being written stands or falls whole.
            await asyncio.gather(putting, following, return_exceptions=True)

    def _next(self, lines: Iterator[tuple[_Place, Line]]) -> _Batch | None:
        """Read the next rows; None if there are none."""
        rows = list(islice(lines, self._batch_rows))
        if not rows:
            self._leave_table()
            return None
        taken: list[_Taken] = []
        first = self._read + 1
        for ordinal, (place, line) in enumerate(rows, start=first):
            if place is not self._reading:
                self._leave_table()
                self._reading = place
            place.report.read += 1
            row = line.row
            if line.skipped:
                place.report.skipped[line.skipped] += 1
                if line.skipped == FOOTER:
                    self._note(place, row.number, place.totals.check(row.number, row.cells))
                continue
            if row.damage:
                self._note(place, row.number, [damaged_row(row.damage)])
                place.report.rejected += 1
                continue
            draft = place.reader.read(row)
            place.totals.add(row.number, row.cells)
            if draft.flaws:
                self._note(place, row.number, draft.flaws)
            if not draft.nodes:
                place.report.rejected += 1
                continue
            taken.append(_Taken(ordinal, place, row.number, draft))
        self._read += len(rows)
        return _Batch(rows, taken, self._read)

    def _leave_table(self) -> None:
        """Say what shows only when a table was read to its end."""
        if self._reading is not None:
            for number, flaw in self._reading.totals.finish():
                self._note(self._reading, number, [flaw])
        self._reading = None

    async def _match(self, batch: _Batch) -> _Matched:
        """Find the records that the rows of a batch speak of, and keep the rows as they were read."""
        unsettled: dict[int, tuple[int, DraftNode]] = {}
        for row in batch.taken:
            for node in row.draft.nodes:
                if not node.settled:
                    unsettled.setdefault(id(node), (row.ordinal, node))
        self._ledger.add_rows((p.report.file, p.report.sheet, line.row) for p, line in batch.rows)
        await self._ledger.keep_rows()
        await self._settle(list(unsettled.values()))
        statements = self._statements(batch.taken)
        return _Matched(batch, statements, self._session.take_candidates())

    async def _put(self, matched: _Matched) -> None:
        """Put what a batch says into the store, and count what that did."""
        batch = matched.batch
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
                )
            )

    async def _settle(self, pending: list[tuple[int, DraftNode]]) -> None:
        session = self._session
        while pending:
            wanted = session.wanted(draft for _, draft in pending)
            if wanted:
                session.learn(wanted, await self._store.lookup(wanted))
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

    def _statements(self, taken: Sequence[_Taken]) -> list[Statement]:
        statements: list[Statement] = []
        add = statements.append
        for row in taken:
            ordinal = row.ordinal
            for node in row.draft.nodes:
                record = node.record
                if record is None:
                    continue
                values = node.values
                if node.mention:
                    values = self._mentioned(record, node.type, values)
                else:
                    record.stated = True
                add(NodeStatement(ordinal, record.id, node.type, values, node.keys))
            seen = set()
            for link in row.draft.links:
                source, target = link.source.record, link.target.record
                if source is None or target is None:
                    self._note(row.place, row.number, [unlinked(link)])
                    continue
                ends = (link.type, source.id, target.id, link.key)
                if ends in seen or source is target:
                    self._note(row.place, row.number, [superfluous(link, itself=source is target)])
                    continue
                seen.add(ends)
                add(LinkStatement(ordinal, link.type, source.id, target.id, link.key, link.values))
        return statements

    def _mentioned(
        self, record: Record, type_: str, values: Mapping[str, Value]
    ) -> Mapping[str, Value]:
        """What counts of the values by which a row only names a record: it renames nobody.

        What is said of a type that nobody states yields to others by itself (`resolve`).
        """
        if record.stated:
            return {}
        if (
            record.name == values.get("name", "")
            or self._planner.catalogue.by_name[type_].standing == "unclassified"
        ):
            return values
        return {column: value for column, value in values.items() if column != "name"}

    def _count(self, matched: _Matched, applied: Applied) -> None:
        report, taken = self._report, matched.batch.taken
        outcomes = applied.rows
        for row in taken:
            outcome = outcomes.get(row.ordinal, Outcome.UNCHANGED)
            if outcome is Outcome.CREATED:
                row.place.report.created += 1
            elif outcome is Outcome.UPDATED:
                row.place.report.updated += 1
            else:
                row.place.report.unchanged += 1
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
        for candidate in matched.candidates:
            file, number = places.get(candidate.row, ("", 0))
            others = tuple(record.id for record in candidate.others)
            report.note_candidate(
                CandidateNote(candidate.record.id, others, candidate.reason, file, number)
            )

    def _note(self, place: _Place, number: int, flaws: Sequence[CellFlaw]) -> None:
        for column, value, flaw in flaws:
            issue = Issue(
                place.report.file,
                place.report.sheet,
                place.header_row if flaw.code in ONCE_A_COLUMN else number,
                column,
                "" if value is None else cell_text(value),
                *flaw,
                position=place.columns.get(column, 0),
            )
            if self._report.note(issue) and self._found is not None:
                self._found(self._files[place.file_number - 1].path, issue)

    def _note_columns(
        self, place: _Place, headers: Sequence[str], seen: Sequence[SeenFlaw]
    ) -> None:
        """Note what is wrong with whole columns, at the header."""
        # Of columns with one name it is the last that was left out.
        last = {header: at for at, header in enumerate(headers, start=1)}
        for column in place.report.unknown_columns:
            unknown = unknown_column(column, place.report.type)
            self._note(place._replace(columns=last), place.header_row, [unknown])
        for at, value, flaw in seen:
            if at is not None and at < len(headers) and headers[at]:
                self._note(place, place.header_row, [CellFlaw(headers[at], value, flaw)])


def _columns(headers: Sequence[str]) -> Mapping[str, int]:
    """Where each column stands, from 1; of several with one name the first, which is read."""
    return {header: at for at, header in reversed([*enumerate(headers, start=1)]) if header}

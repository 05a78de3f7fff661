"""The rows of a run's files, batch after batch, with what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from loaders.continuing import continued
from loaders.drafts import CellFlaw, DraftRow
from loaders.drags import Drags
from loaders.footers import FOOTER
from loaders.formats import read_file
from loaders.hidden_rows import HiddenRows
from loaders.layout import Layout
from loaders.left_out import damaged_row, unknown_column
from loaders.plan import FilePlan, Planner
from loaders.reading import RowReader
from loaders.report import ONCE_A_COLUMN, FileReport, Issue, RunReport
from loaders.reporter import reporter_of
from loaders.rows import SeenFlaw, UnreadableFile, cell_text
from loaders.shifts import Shifts
from loaders.skipping import unmeant
from loaders.table import BLANK, Line, find_table
from loaders.totals import Totals
from loaders.unread import unread_file
from schema.packs import Pack
from schema.statements import Run
from schema.time import PartialDate

__all__ = ["Batch", "BatchReader", "OpenedTable", "Place", "Taken"]


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


class Place(NamedTuple):
    """The table that a row stands in."""

    report: FileReport
    reader: RowReader
    totals: Totals
    hidden: HiddenRows
    shifts: Shifts
    drags: Drags
    header_row: int
    columns: Mapping[str, int]
    file_number: int


class Taken(NamedTuple):
    """A row that says something."""

    ordinal: int
    place: Place
    number: int
    draft: DraftRow


class Batch(NamedTuple):
    """Rows that become visible together, those of them that say something, the last one's number."""

    rows: list[tuple[Place, Line]]
    taken: list[Taken]
    last: int


class BatchReader:
    """Reads the files of a run.

    Parameters
    ----------
    planner : Planner
        Who planned the files.
    pack : Pack
    run : Run
    files : sequence of FilePlan
    report : RunReport
        Gets a report of each table, and what is wrong with its cells.
    batch_rows : int
        Rows of a batch, at most.
    found : callable or None
        Called with every issue and the file it is in.
    opened : callable or None
        Called with each table that is read.
    """

    def __init__(
        self,
        planner: Planner,
        pack: Pack,
        run: Run,
        files: Sequence[FilePlan],
        report: RunReport,
        *,
        batch_rows: int,
        found: Callable[[Path, Issue], object] | None = None,
        opened: Callable[[OpenedTable], None] | None = None,
    ) -> None:
        self._planner = planner
        self._pack = pack
        self._files = files
        self._report = report
        self._run = run.id
        self._period = PartialDate(run.period) if run.period else None
        self._batch_rows = batch_rows
        self._found = found
        self._opened = opened
        self._lines = self._all_lines()
        self._read = 0
        self._reading: Place | None = None

    def next(self) -> Batch | None:
        """Read the next rows; None if there are none.

        Raises
        ------
        UnreadableFile
            If a file cannot be read on, or was changed meanwhile.
        """
        rows = list(islice(self._lines, self._batch_rows))
        if not rows:
            self._leave_table()
            return None
        taken: list[Taken] = []
        first = self._read + 1
        for ordinal, (place, line) in enumerate(rows, start=first):
            if place is not self._reading:
                self._leave_table()
                self._reading = place
            place.report.read += 1
            row = line.row
            if line.skipped != BLANK:
                for since, flaw in place.hidden.see(row.number, hidden=row.hidden):
                    self.note(place, since, [flaw])
            if line.skipped:
                self._skip(place, line)
                continue
            if row.damage:
                self.note(place, row.number, [damaged_row(row.damage)])
                place.report.rejected += 1
                continue
            draft = place.reader.read(line.meant or row)
            place.totals.add(row.number, row.cells)
            if draft.flaws:
                self.note(place, row.number, draft.flaws)
                self._note_slips(place, row.number, draft.flaws)
            if not draft.nodes:
                place.report.rejected += 1
                continue
            taken.append(Taken(ordinal, place, row.number, draft))
        self._read += len(rows)
        return Batch(rows, taken, self._read)

    def _skip(self, place: Place, line: Line) -> None:
        """Count a row that is no data, and say what it tells about others."""
        row = line.row
        place.report.skipped[line.skipped] += 1
        if line.skipped == FOOTER:
            place.report.reporter = place.report.reporter or reporter_of(row.cells)
            self.note(place, row.number, place.totals.check(row.number, row.cells))
        elif line.skipped == BLANK and row.flaws:
            self.note(place, row.number, [CellFlaw("", f.value, f.flaw) for f in row.flaws])

    def _leave_table(self) -> None:
        """Say what shows only when a table was read to its end."""
        if self._reading is not None:
            place = self._reading
            ended = (place.hidden.finish(), place.totals.finish(), place.drags.finish())
            for number, flaw in chain.from_iterable(ended):
                self.note(place, number, [flaw])
        self._reading = None

    def _note_slips(self, place: Place, number: int, flaws: Sequence[CellFlaw]) -> None:
        """Say what the flaws of a row show together, or with those of the rows above it."""
        shifted = place.shifts.look(flaws)
        if shifted is not None:
            self.note(place, number, [shifted])
        for first, dragged in place.drags.look(number, flaws):
            self.note(place, first, [dragged])

    def note(self, place: Place, number: int, flaws: Sequence[CellFlaw]) -> None:
        """Note what is wrong with cells of a row, in the report and where all issues go."""
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

    def _note_columns(self, place: Place, headers: Sequence[str], seen: Sequence[SeenFlaw]) -> None:
        """Note what is wrong with whole columns, at the header."""
        # Of columns with one name it is the last that was left out.
        last = {header: at for at, header in enumerate(headers, start=1)}
        for column in place.report.unknown_columns:
            unknown = unknown_column(column, place.report.type)
            self.note(place._replace(columns=last), place.header_row, [unknown])
        for at, value, flaw in seen:
            if at is not None and at < len(headers) and headers[at]:
                self.note(place, place.header_row, [CellFlaw(headers[at], value, flaw)])

    def _all_lines(self) -> Iterator[tuple[Place, Line]]:
        for number, plan in enumerate(self._files, start=1):
            try:
                yield from self._lines_of(number, plan)
            except UnreadableFile as error:
                if self._found is not None:
                    self._found(plan.path, unread_file(plan.name, error))
                raise

    def _lines_of(self, number: int, plan: FilePlan) -> Iterator[tuple[Place, Line]]:
        for sheet, planned in zip(read_file(plan.path).sheets, plan.sheets, strict=False):
            file = f"{plan.name}/{sheet.file}" if sheet.file else plan.name
            encoding = sheet.encoding or plan.encoding
            report = FileReport(file, sheet.name, encoding, left_out=planned.left_out)
            report.digest = plan.digest
            self._report.files.append(report)
            if planned.layout is None:
                continue
            report.type = planned.layout.name
            report.unknown_columns = planned.layout.unknown
            table = find_table(sheet.rows, self._planner.known, planned.layout.header_row)
            report.headers = table.headers
            report.reporter = reporter_of(table.titles)
            reader = RowReader(
                self._planner.catalogue,
                self._pack,
                planned.layout,
                table.headers,
                period=self._period,
            )
            place = Place(
                report,
                reader,
                Totals(reader.columns),
                HiddenRows(),
                Shifts(table.headers, reader.picky),
                Drags({column.field.header: column.takes for column in reader.columns}),
                table.header_row,
                _columns(table.headers),
                number,
            )
            self._note_columns(place, table.headers, sheet.flaws)
            if self._opened is not None:
                self._opened(OpenedTable(self._run, report, planned.layout, table.headers))
            lines = unmeant(
                continued(table.lines, planned.layout, table.headers),
                planned.layout,
                table.headers,
            )
            yield from ((place, line) for line in lines)
        plan.check_unchanged()


def _columns(headers: Sequence[str]) -> Mapping[str, int]:
    """Where each column stands, from 1; of several with one name the first, which is read."""
    return {header: at for at, header in reversed([*enumerate(headers, start=1)]) if header}

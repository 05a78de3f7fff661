"""The rows of a run's files, batch after batch, with what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple, Protocol

from graph_service.ingest_batches import Batch, OpenedTable, Place, Reading, Taken
from loaders.continuing import continued
from loaders.drafts import CellFlaw
from loaders.drags import Drags
from loaders.footers import FOOTER
from loaders.formats import read_file
from loaders.hidden_rows import HiddenRows
from loaders.left_out import damaged_row, unknown_column
from loaders.plan import FilePlan
from loaders.reading import RowReader
from loaders.report import FileReport, RunReport
from loaders.reporter import reporter_of
from loaders.rows import SeenFlaw, UnreadableFile
from loaders.shifts import Shifts
from loaders.skipping import unmeant
from loaders.table import BLANK, Line, find_table
from loaders.totals import Totals
from schema.time import PartialDate

__all__ = ["BatchReader", "Noting"]


class Noting(Protocol):
    """Gets what is wrong with rows and files."""

    def note(self, place: Place, number: int, flaws: Sequence[CellFlaw]) -> None:
        """Take what is wrong with cells of a row."""

    def unread(self, plan: FilePlan, error: UnreadableFile) -> None:
        """Take that a file cannot be read to its end."""


class _Table(NamedTuple):
    """A table that is being read, and what its rows tell together."""

    place: Place
    reader: RowReader
    totals: Totals
    hidden: HiddenRows
    shifts: Shifts
    drags: Drags


class BatchReader:
    """Reads the files of a run.

    Parameters
    ----------
    reading : Reading
    report : RunReport
        Gets a report of each table.
    notes : Noting
        Gets what is wrong with rows.
    opened : callable or None
        Called with each table that is read.
    """

    def __init__(
        self,
        reading: Reading,
        report: RunReport,
        notes: Noting,
        *,
        opened: Callable[[OpenedTable], None] | None = None,
    ) -> None:
        self._asked = reading
        self._report = report
        self._period = PartialDate(reading.run.period) if reading.run.period else None
        self._notes = notes
        self._opened = opened
        self._lines = self._all_lines()
        self._read = 0
        self._reading: _Table | None = None

    def next(self) -> Batch | None:
        """Read the next rows; None if there are none.

        Raises
        ------
        UnreadableFile
            If a file cannot be read on, or was changed meanwhile.
        """
        rows = list(islice(self._lines, self._asked.batch_rows))
        if not rows:
            self._leave_table()
            return None
        taken: list[Taken] = []
        first = self._read + 1
        for ordinal, (table, line) in enumerate(rows, start=first):
            if table is not self._reading:
                self._leave_table()
                self._reading = table
            place = table.place
            place.report.read += 1
            row = line.row
            if line.skipped != BLANK:
                for since, flaw in table.hidden.see(row.number, hidden=row.hidden):
                    self._notes.note(place, since, [flaw])
            if line.skipped:
                self._skip(table, line)
                continue
            if row.damage:
                self._notes.note(place, row.number, [damaged_row(row.damage)])
                place.report.rejected += 1
                continue
            draft = table.reader.read(line.meant or row)
            table.totals.add(row.number, row.cells)
            if draft.flaws:
                self._notes.note(place, row.number, draft.flaws)
                self._note_slips(table, row.number, draft.flaws)
            if not draft.nodes:
                place.report.rejected += 1
                continue
            taken.append(Taken(ordinal, place, row.number, draft))
        self._read += len(rows)
        return Batch([(table.place, line) for table, line in rows], taken, self._read)

    def close(self) -> None:
        """Give up: nothing is read any more."""
        self._lines = iter(())

    def _skip(self, table: _Table, line: Line) -> None:
        """Count a row that is no data, and say what it tells about others."""
        row, place = line.row, table.place
        place.report.skipped[line.skipped] += 1
        if line.skipped == FOOTER:
            place.report.reporter = place.report.reporter or reporter_of(row.cells)
            self._notes.note(place, row.number, table.totals.check(row.number, row.cells))
        elif line.skipped == BLANK and row.flaws:
            flaws = [CellFlaw("", f.value, f.flaw) for f in row.flaws]
            self._notes.note(place, row.number, flaws)

    def _leave_table(self) -> None:
        """Say what shows only when a table was read to its end."""
        if self._reading is not None:
            table = self._reading
            ended = (table.hidden.finish(), table.totals.finish(), table.drags.finish())
            for number, flaw in chain.from_iterable(ended):
                self._notes.note(table.place, number, [flaw])
        self._reading = None

    def _note_slips(self, table: _Table, number: int, flaws: Sequence[CellFlaw]) -> None:
        """Say what the flaws of a row show together, or with those of the rows above it."""
        shifted = table.shifts.look(flaws)
        if shifted is not None:
            self._notes.note(table.place, number, [shifted])
        for first, dragged in table.drags.look(number, flaws):
            self._notes.note(table.place, first, [dragged])

    def _note_columns(self, place: Place, headers: Sequence[str], seen: Sequence[SeenFlaw]) -> None:
        """Note what is wrong with whole columns, at the header."""
        # Of columns with one name it is the last that was left out.
        last = {header: at for at, header in enumerate(headers, start=1)}
        for column in place.report.unknown_columns:
            unknown = unknown_column(column, place.report.type)
            self._notes.note(place._replace(columns=last), place.header_row, [unknown])
        for at, value, flaw in seen:
            if at is not None and at < len(headers) and headers[at]:
                self._notes.note(place, place.header_row, [CellFlaw(headers[at], value, flaw)])

    def _all_lines(self) -> Iterator[tuple[_Table, Line]]:
        for number, plan in enumerate(self._asked.files, start=1):
            try:
                yield from self._lines_of(number, plan)
            except UnreadableFile as error:
                self._notes.unread(plan, error)
                raise

    def _lines_of(self, number: int, plan: FilePlan) -> Iterator[tuple[_Table, Line]]:
        sheets = zip(read_file(plan.path).sheets, plan.sheets, strict=False)
        for sheet_number, (sheet, planned) in enumerate(sheets, start=1):
            file = f"{plan.name}/{sheet.file}" if sheet.file else plan.name
            encoding = sheet.encoding or plan.encoding
            report = FileReport(file, sheet.name, encoding, left_out=planned.left_out)
            report.digest = plan.digest
            self._report.files.append(report)
            if planned.layout is None:
                continue
            report.type = planned.layout.name
            report.unknown_columns = planned.layout.unknown
            table = find_table(sheet.rows, self._asked.planner.known, planned.layout.header_row)
            report.headers = table.headers
            report.reporter = reporter_of(table.titles)
            reader = RowReader(
                self._asked.planner.catalogue,
                self._asked.pack,
                planned.layout,
                table.headers,
                period=self._period,
            )
            place = Place.of(
                report,
                planned.layout,
                file_number=number,
                sheet_number=sheet_number,
                header_row=table.header_row,
            )
            self._note_columns(place, table.headers, sheet.flaws)
            if self._opened is not None:
                self._opened(OpenedTable(self._asked.run.id, place, planned.layout))
            lines = unmeant(
                continued(table.lines, planned.layout, table.headers),
                planned.layout,
                table.headers,
            )
            read = _Table(
                place,
                reader,
                Totals(reader.columns),
                HiddenRows(),
                Shifts(table.headers, reader.picky),
                Drags({column.field.header: column.takes for column in reader.columns}),
            )
            yield from ((read, line) for line in lines)
        plan.check_unchanged()

"""The process that reads: it takes from its input what, and sends parcels to its output."""

from __future__ import annotations

import gc
import os
import pickle
import sys
import traceback
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from graph_service.apart.parcels import Counts, Failed, Note, Parcel, Sender, Table, Unread
from graph_service.ingest_batches import Batch, OpenedTable, Place, Reading
from graph_service.ingest_reading import BatchReader
from graph_service.store.collector import paused
from loaders.drafts import CellFlaw
from loaders.plan import FilePlan
from loaders.report import FileReport, RunReport
from loaders.rows import UnreadableFile


def main() -> None:
    """Read until nobody takes what is read."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as stream:
        # Whatever is printed must not come between.
        sys.stdout = sys.stderr
        with suppress(BrokenPipeError):
            sender = Sender(stream)
            try:
                # What was read is gone once it is sent; the little that is left goes with the process.
                with paused():
                    _read(pickle.load(sys.stdin.buffer), sender)  # noqa: S301 - of the parent
            except BrokenPipeError:
                raise
            except Exception:  # noqa: BLE001 - told where it is seen
                sender.send(Failed(traceback.format_exc()))


def _read(reading: Reading, sender: Sender) -> None:
    report = RunReport(reading.run.id, reading.run.source, reading.run.period)
    seen = _Seen(reading.files, report)
    reader = BatchReader(reading, report, seen, opened=seen.opened)
    while True:
        batch: Batch | None = None
        unread: Unread | None = None
        try:
            batch = reader.next()
        except UnreadableFile as error:
            unread = Unread(seen.unread_file, str(error))
        parcel, ended = seen.parcel(batch, unread), batch is None
        sender.send(parcel)
        if ended:
            return
        del batch, parcel
        # Only what came since, most of which is gone: the rest need not be gone through.
        gc.collect(0)


class _Seen:
    """What a batch brings beside its rows, by the places of tables in the report."""

    def __init__(self, files: Sequence[FilePlan], report: RunReport) -> None:
        self._files = files
        self._report = report
        self._sent: list[FileReport] = []
        self._places: dict[int, Place] = {}
        self._notes: list[tuple[Place, int, Sequence[CellFlaw]]] = []
        self.unread_file = 0

    def opened(self, table: OpenedTable) -> None:
        """Take a table that is begun."""
        self._places[id(table.report)] = table.place

    def note(self, place: Place, number: int, flaws: Sequence[CellFlaw]) -> None:
        """Take what is wrong with cells of a row."""
        self._notes.append((place, number, flaws))

    def unread(self, plan: FilePlan, error: UnreadableFile) -> None:
        """Take that a file cannot be read to its end."""
        del error
        self.unread_file = 1 + next(i for i, file in enumerate(self._files) if file is plan)

    def parcel(self, batch: Batch | None, unread: Unread | None) -> Parcel:
        """Put together what came since the last one."""
        rows, taken, last = batch or Batch([], [], 0)
        reports = self._report.files
        at = {id(report): number for number, report in enumerate(reports)}
        tables = [self._table(report) for report in reports[len(self._sent) :]]
        self._sent += [replace(table.report, skipped=Counter()) for table in tables]
        notes = []
        for place, number, flaws in self._notes:
            own = self._places[id(place.report)]
            columns = None if place.columns is own.columns else place.columns
            notes.append(Note(at[id(place.report)], number, flaws, columns))
        self._notes = []
        return Parcel(
            tables,
            self._counts(),
            notes,
            [(at[id(place.report)], line) for place, line in rows],
            [(t.ordinal, at[id(t.place.report)], t.number, t.draft) for t in taken],
            last,
            unread,
        )

    def _table(self, report: FileReport) -> Table:
        bare = replace(report, read=0, rejected=0, skipped=Counter(), reporter="")
        place = self._places.get(id(report))
        if place is None:
            return Table(bare)
        return Table(bare, place.file_number, place.sheet_number, place.header_row)

    def _counts(self) -> list[Counts]:
        """What was counted since the last parcel; afterwards it counts as sent."""
        found = []
        for number, (report, sent) in enumerate(zip(self._report.files, self._sent, strict=True)):
            skipped = report.skipped - sent.skipped
            counts = Counts(
                number,
                report.read - sent.read,
                report.rejected - sent.rejected,
                skipped,
                report.reporter,
            )
            if counts.read or counts.rejected or skipped or report.reporter != sent.reporter:
                found.append(counts)
                sent.read, sent.rejected = report.read, report.rejected
                sent.skipped, sent.reporter = Counter(report.skipped), report.reporter
        return found


if __name__ == "__main__":
    main()

"""Batches of rows: small files are read here, large ones by a process of their own."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Lock
from typing import Final

from graph_service.apart.parcels import Failed, Parcel, Receiver, Table
from graph_service.ingest_batches import Batch, Batches, OpenedTable, Place, Reading, Taken
from graph_service.ingest_reading import BatchReader, Noting
from graph_service.store.collector import paused
from loaders.plan import FilePlan
from loaders.report import RunReport
from loaders.rows import UnreadableFile

__all__ = ["ApartReader", "read_batches"]

LARGE: Final = 500_000
"""Bytes from which on a process of its own, which takes half a second to start, pays off."""


def read_batches(
    reading: Reading,
    report: RunReport,
    notes: Noting,
    *,
    opened: Callable[[OpenedTable], None] | None = None,
) -> Batches:
    """Read the files of a run, in this process or beside it.

    Parameters
    ----------
    reading : Reading
    report : RunReport
        Gets a report of each table.
    notes : Noting
        Gets what is wrong with rows.
    opened : callable or None
        Called with each table that is read.

    Returns
    -------
    Batches
        To be closed.
    """
    if _size(reading.files) >= LARGE:
        with suppress(OSError):
            return ApartReader(reading, report, notes, opened=opened)
    return BatchReader(reading, report, notes, opened=opened)


def _size(files: Sequence[FilePlan]) -> int:
    with suppress(OSError):
        return sum(plan.path.stat().st_size for plan in files)
    return 0


class ApartReader:
    """Reads the files of a run in a process of its own, a batch ahead.

    The process ends with this one, however it ends: it has nobody to write to any more.

    Parameters
    ----------
    reading : Reading
    report : RunReport
        Gets a report of each table.
    notes : Noting
        Gets what is wrong with rows.
    opened : callable or None
        Called with each table that is read.

    Raises
    ------
    OSError
        If no process can be started.
    """

    def __init__(
        self,
        reading: Reading,
        report: RunReport,
        notes: Noting,
        *,
        opened: Callable[[OpenedTable], None] | None = None,
    ) -> None:
        self._reading = reading
        self._report = report
        self._notes = notes
        self._opened = opened
        self._places: list[Place | None] = []
        self._one = Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "graph_service.apart"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert self._process.stdin is not None  # noqa: S101 - a pipe
        assert self._process.stdout is not None  # noqa: S101 - a pipe
        self._stream = self._process.stdout
        self._parcels = Receiver(self._stream)
        with suppress(BrokenPipeError), self._process.stdin as stdin:
            pickle.dump(reading, stdin, pickle.HIGHEST_PROTOCOL)

    def next(self) -> Batch | None:
        """Take the next rows; None if there are none.

        Raises
        ------
        UnreadableFile
            If a file cannot be read on, was changed meanwhile, or the process that reads was
            stopped.
        RuntimeError
            If that has a fault.
        """
        with self._one:
            if self._stream.closed:
                return None
            try:
                with paused():
                    received = self._parcels.receive()
            except EOFError:
                names = ", ".join(plan.name for plan in self._reading.files)
                raise UnreadableFile(
                    f"The process that read {names} was stopped; perhaps memory ran out."
                ) from None
        if isinstance(received, Failed):
            raise RuntimeError(  # noqa: TRY004 - not of this value
                f"A fault where files are read:\n{received.traceback}"
            )
        with paused():
            batch = self._unpacked(received)
        if received.unread is not None:
            error = UnreadableFile(received.unread.message)
            self._notes.unread(self._reading.files[received.unread.file_number - 1], error)
            raise error
        return batch if batch.rows else None

    def close(self) -> None:
        """Stop the process; nothing is read any more."""
        self._process.kill()
        self._process.wait()
        with self._one:
            self._stream.close()

    def _unpacked(self, parcel: Parcel) -> Batch:
        self._places += map(self._place, parcel.tables)
        for counts in parcel.counts:
            report = self._report.files[counts.table]
            report.read += counts.read
            report.rejected += counts.rejected
            report.skipped.update(counts.skipped)
            report.reporter = counts.reporter
        places = self._places
        for note in parcel.notes:
            place = _there(places, note.table)
            if note.columns is not None:
                place = place._replace(columns=note.columns)
            self._notes.note(place, note.number, note.flaws)
        return Batch(
            [(_there(places, table), line) for table, line in parcel.rows],
            [
                Taken(ordinal, _there(places, table), number, draft)
                for ordinal, table, number, draft in parcel.taken
            ],
            parcel.last,
        )

    def _place(self, table: Table) -> Place | None:
        """The place of a table that was begun; None if it is left out."""
        report = table.report
        self._report.files.append(report)
        if not table.file_number:
            return None
        layout = self._reading.files[table.file_number - 1].sheets[table.sheet_number - 1].layout
        assert layout is not None  # noqa: S101 - it is read
        place = Place.of(
            report,
            layout,
            file_number=table.file_number,
            sheet_number=table.sheet_number,
            header_row=table.header_row,
        )
        if self._opened is not None:
            self._opened(OpenedTable(self._reading.run.id, place, layout))
        return place


def _there(places: Sequence[Place | None], table: int) -> Place:
    place = places[table]
    assert place is not None  # noqa: S101 - rows stand in tables that are read
    return place

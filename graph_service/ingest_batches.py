"""Rows of a run that become visible together, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from loaders.drafts import DraftRow
from loaders.layout import Layout
from loaders.plan import FilePlan, Planner
from loaders.report import FileReport
from loaders.stating import Stating
from loaders.table import Line
from schema.packs import Pack
from schema.statements import Run

__all__ = ["Batch", "Batches", "OpenedTable", "Place", "Reading", "Taken"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What is to be read.

    Attributes
    ----------
    planner : Planner
        Who planned the files.
    pack : Pack
    run : Run
    files : sequence of FilePlan
    batch_rows : int
        Rows of a batch, at most.
    """

    planner: Planner
    pack: Pack
    run: Run
    files: Sequence[FilePlan]
    batch_rows: int


class Place(NamedTuple):
    """The table that a row stands in.

    Attributes
    ----------
    report : FileReport
    file_number, sheet_number : int
        Which file of the run and which of its sheets, from 1.
    header_row : int
    columns : mapping of str to int
        Where each column stands, from 1; of several with one name the first, which is read.
    stating : Stating
    """

    report: FileReport
    file_number: int
    sheet_number: int
    header_row: int
    columns: Mapping[str, int]
    stating: Stating

    @classmethod
    def of(
        cls,
        report: FileReport,
        layout: Layout,
        *,
        file_number: int,
        sheet_number: int,
        header_row: int,
    ) -> Place:
        """Say where a table stands whose headers are in its report.

        Parameters
        ----------
        report : FileReport
        layout : Layout
        file_number, sheet_number, header_row : int
        """
        at = reversed([*enumerate(report.headers, start=1)])
        columns = {header: number for number, header in at if header}
        stating = Stating.of(layout, report.headers)
        return cls(report, file_number, sheet_number, header_row, columns, stating)


@dataclass(frozen=True, slots=True)
class OpenedTable:
    """A table that an import reads.

    Attributes
    ----------
    run : str
    place : Place
        Its report counts its rows; those of a run are numbered through all its tables, in order.
    layout : Layout
    """

    run: str
    place: Place
    layout: Layout

    @property
    def report(self) -> FileReport:
        """What becomes of its rows."""
        return self.place.report

    @property
    def headers(self) -> tuple[str, ...]:
        """Its header row."""
        return self.report.headers


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


class Batches(Protocol):
    """The rows of a run's files, batch after batch."""

    def next(self) -> Batch | None:
        """Read the next rows; None if there are none.

        Raises
        ------
        UnreadableFile
            If a file cannot be read on, or was changed meanwhile.
        """

    def close(self) -> None:
        """Give up what reads; nothing is read any more."""

"""Rows of a run that become visible together, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from loaders.drafts import DraftRow
from loaders.layout import Layout
from loaders.report import FileReport
from loaders.stating import Stating
from loaders.table import Line

__all__ = ["Batch", "Batches", "OpenedTable", "Place", "Taken", "columns_of"]


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


def columns_of(headers: Sequence[str]) -> Mapping[str, int]:
    """Where each column stands, from 1; of several with one name the first, which is read."""
    return {header: at for at, header in reversed([*enumerate(headers, start=1)]) if header}

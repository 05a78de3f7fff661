"""What a format hands over: sheets of raw rows, and the sentence when it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from loaders.flaws import Flaw
from schema.time import PartialDate

__all__ = [
    "Cell",
    "RawRow",
    "SeenFlaw",
    "Sheet",
    "SourceFile",
    "UnreadableFile",
    "cell_text",
    "scalars",
]

Cell: TypeAlias = str | int | float | PartialDate | tuple["Cell", ...] | None
"""What a cell holds. Formats that know dates hand over dates, those that know lists hand over
tuples; text formats hand over text."""


class UnreadableFile(Exception):
    """A file cannot be read; the message is a sentence that says which, why and what to do."""


class SeenFlaw(NamedTuple):
    """A flaw that only the format can see: later the cell is empty like others.

    Attributes
    ----------
    at : int or None
        Column, from 0; None if the whole row is meant.
    value : Cell
        What the file shows in place of a value.
    flaw : Flaw
    """

    at: int | None
    value: Cell
    flaw: Flaw


class RawRow(NamedTuple):
    """A row as it stands in the file.

    Attributes
    ----------
    number : int
        Position in its sheet, from 1; a record with line breaks inside counts once. A header that
        does not stand in the file itself is row 0.
    cells : list of Cell
    damage : str
        Why its cells could not be read although those of other rows can; empty if they were.
    flaws : tuple of SeenFlaw
    hidden : bool
        Whether it is not shown to who opens the file.
    spans : tuple of (int, int)
        First and last columns of cells that are merged with their neighbours in this row. Formats
        know them for the first rows, where headers are.
    """

    number: int
    cells: list[Cell]
    damage: str = ""
    flaws: tuple[SeenFlaw, ...] = ()
    hidden: bool = False
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a file; a text file is one sheet.

    Attributes
    ----------
    name : str
        Empty for files that have no sheets.
    rows : iterator of RawRow
        Read from the file as it is iterated; it can be iterated once.
    left_out : str
        Why the sheet is not to be read; empty if it is.
    flaws : tuple of SeenFlaw
        Of whole columns.
    file : str
        Its file within an archive; empty if it stands in the file itself.
    encoding : str
        How the text of that file is encoded.
    """

    name: str
    rows: Iterator[RawRow]
    left_out: str = ""
    flaws: tuple[SeenFlaw, ...] = ()
    file: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """An opened file.

    Attributes
    ----------
    name : str
        File name without folders.
    encoding : str
        How its text is encoded; empty where the format decides.
    sheets : iterator of Sheet
        To be read one after the other.
    """

    name: str
    encoding: str
    sheets: Iterator[Sheet]


def scalars(cell: Cell) -> tuple[Cell, ...]:
    """The values in a cell, those of lists within lists in one row, without the missing ones.

    Examples
    --------
    >>> scalars((("a", None), "b")), scalars("c"), scalars(None)
    (('a', 'b'), ('c',), ())
    """
    if isinstance(cell, tuple):
        return tuple(value for part in cell for value in scalars(part))
    return () if cell is None else (cell,)


def cell_text(cell: Cell) -> str:
    """What a cell holds, as it is shown to people."""
    return "；".join(map(str, scalars(cell))) if isinstance(cell, tuple) else str(cell)

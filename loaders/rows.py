"""What a format hands over: sheets of raw rows, and the sentence when it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from schema.time import PartialDate

__all__ = ["Cell", "RawRow", "Sheet", "SourceFile", "UnreadableFile"]

Cell: TypeAlias = str | int | float | PartialDate | None
"""What a cell holds. Formats that know dates hand over dates; text formats hand over text."""


class UnreadableFile(Exception):
    """A file cannot be read; the message is a sentence that says which, why and what to do."""


class RawRow(NamedTuple):
    """A row as it stands in the file.

    Attributes
    ----------
    number : int
        Position in its sheet, from 1; a record with line breaks inside counts once.
    cells : list of Cell
    """

    number: int
    cells: list[Cell]


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
    """

    name: str
    rows: Iterator[RawRow]
    left_out: str = ""


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

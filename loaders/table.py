"""Tables in sheets: where the header is, which rows are data, and why the others are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

from loaders.column_names import ROW_NUMBERS, column_key
from loaders.footers import FOOTER, is_footer, may_end_table
from loaders.headers import Header, find_header, header_texts
from loaders.names import fold
from loaders.rows import Cell, RawRow

__all__ = ["BLANK", "NOTES_SHEETS", "HeaderNotFound", "Line", "Table", "find_table"]

NOTES_SHEETS = (
    *("说明", "填表说明", "填报说明", "notes", "readme"),
    *("问题", "问题(数据核对)"),
)
"""Names of sheets, folded, that explain a table and hold none."""

BLANK = "blank"
"""Why a row without anything is skipped."""

_SEARCHED = 50
_RUNNING = re.compile(r"\d+(?:\.\d+)*\.?")


class HeaderNotFound(Exception):
    """None of the first rows of a sheet is a header that anybody knows.

    Attributes
    ----------
    headers : tuple of str
        The row that looks most like one; empty if the sheet is.
    """

    def __init__(self, headers: tuple[str, ...]) -> None:
        super().__init__(f"No known header among {', '.join(headers)}.")
        self.headers = headers


class Line(NamedTuple):
    """A row of a table, or one that is none.

    Attributes
    ----------
    row : RawRow
    skipped : str
        Why it is no data; empty if it is.
    meant : RawRow or None
        The row as it is to be read, where that is not as it stands.
    """

    row: RawRow
    skipped: str
    meant: RawRow | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a sheet.

    Attributes
    ----------
    headers : tuple of str
        Texts of the header, one a column; empty where a column has none.
    header_row : int
        Number of the header's last row.
    titles : tuple of str
        Texts above the header.
    lines : iterator of Line
        All rows but the header, in order.
    """

    headers: tuple[str, ...]
    header_row: int
    titles: tuple[str, ...]
    lines: Iterator[Line]


def find_table(
    rows: Iterator[RawRow], known: Callable[[tuple[str, ...]], int], header_row: int = 0
) -> Table:
    """Find the table of a sheet by its header among the first rows.

    Parameters
    ----------
    rows : iterator of RawRow
    known : callable
        Counts the headers it knows; the row with most of them is the header.
    header_row : int
        Number of the header's first row, if it is known.

    Returns
    -------
    Table

    Raises
    ------
    HeaderNotFound
        If none of the first rows has a known header.
    """
    first = list(islice(rows, max(_SEARCHED, header_row)))
    header = find_header(first, known, header_row)
    if header is None:
        texts = [header_texts(row.cells) for row in first]
        likely = max(texts, key=lambda row: sum(map(bool, row)), default=())
        raise HeaderNotFound(tuple(text for text in likely if text))
    titles = [header_texts(row.cells) for row in first[: header.first]]
    above = (
        Line(row, "above the header" if any(texts) else BLANK)
        for row, texts in zip(first, titles, strict=False)
    )
    below = _data(chain(first[header.last + 1 :], rows), header)
    return Table(
        header.texts,
        first[header.last].number,
        tuple(text for row in titles for text in row if text),
        chain(above, below),
    )


def _data(rows: Iterator[RawRow], header: Header) -> Iterator[Line]:
    spelled = {text for row in header.spelled for text in row if text}
    numbered = bool(header.texts) and column_key(header.texts[0]) in ROW_NUMBERS
    for row in rows:
        if row.damage:
            yield Line(row, "")
            continue
        cells = row.cells
        for first in cells:
            if first is not None and first != "" and not (type(first) is str and first.isspace()):
                break
        else:
            yield Line(row, "" if _has_lost(row) else BLANK)
            continue
        reason = ""
        if type(first) is str:
            if first.strip() in spelled and _repeats(cells, header):
                reason = "repeated header"
            elif may_end_table(first) and is_footer(first, _after(cells, first)):
                reason = FOOTER
        if numbered and not reason and not _has_lost(row):
            reason = _numbered(first, cells)
        yield Line(row, reason)


def _has_lost(row: RawRow) -> bool:
    """Say whether a cell is empty only because its value cannot be had."""
    return any(flaw.at is not None for flaw in row.flaws)


def _numbered(first: Cell, cells: Sequence[Cell]) -> str:
    """Why a row below a column of running numbers is no data."""
    for second in islice(cells, 1, None):
        if second is not None and second != "" and not (type(second) is str and second.isspace()):
            break
    else:
        # Anything but a number there is somebody's remark, and told as a row that names nobody.
        return BLANK if _RUNNING.fullmatch(fold(str(first))) else ""
    if type(second) is str and may_end_table(second) and is_footer(second, _after(cells, second)):
        return FOOTER
    return ""


def _after(cells: Sequence[Cell], cell: Cell) -> list[Cell]:
    """What stands in a row after a cell."""
    return [c for c in cells[cells.index(cell) + 1 :] if c is not None and c != ""]


def _repeats(cells: Sequence[Cell], header: Header) -> bool:
    """Say whether a row says the same as one of the header's rows, or less."""
    texts = header_texts(cells)
    return any(
        all(
            not text or fold(text) == fold(spelled)
            for text, spelled in zip(texts, row, strict=False)
        )
        for row in header.spelled
    )

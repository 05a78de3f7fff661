"""Web pages with tables: what many programs of offices export and call ``.xls``."""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

from loaders.formats.format import Format
from loaders.formats.merges import Merged, Merges, TooManyMerges
from loaders.formats.text import DAMAGE, LONGEST_LINE, find_encoding, open_text, unreadable
from loaders.rows import Cell, RawRow, Sheet, SourceFile, UnreadableFile

__all__ = ["WEB_PAGE"]

_CHUNK: Final = 1 << 16
_BEGINNINGS: Final = (b"<html", b"<!doctype html", b"<table", b"<head", b"<body", b"<meta")
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MOST_COLUMNS: Final = 16_384
_WIDEST: Final = 1_000
_TALLEST: Final = 65_534
"""Columns and rows over which the standard lets a cell lie."""
_BLANKS: Final = re.compile(r"[ \t\r\n\f]+")


def _fits(head: bytes) -> bool:
    """Say whether a file with these first bytes is a web page."""
    if head.startswith(_UTF_16):
        head = head[: len(head) // 2 * 2].decode("utf-16", "ignore").encode()
    return head.removeprefix(codecs.BOM_UTF8).lstrip().lower().startswith(_BEGINNINGS)


def _read(path: Path) -> SourceFile:
    """Open a web page; each of its tables is a sheet.

    Raises
    ------
    UnreadableFile
        If it has no table, or is no text.
    """
    encoding = find_encoding(path)
    rows = _rows(path, encoding)
    first = next(rows, None)
    if first is None:
        raise UnreadableFile(
            f"{path.name} is a web page without a table; export the table again as .xlsx or .csv."
        )
    tables = groupby(chain([first], rows), key=itemgetter(0))
    sheets = (
        Sheet(f"table {number}" if number > 1 else "", (row for _, row in group))
        for number, group in tables
    )
    return SourceFile(path.name, encoding, sheets)


def _rows(path: Path, encoding: str) -> Iterator[tuple[int, RawRow]]:
    """Yield the rows of all tables, each with the number of its table."""
    page = _Page()
    try:
        with open_text(path, encoding) as text:
            while chunk := text.read(_CHUNK):
                page.take(chunk)
                yield from page.taken()
        page.close()
        page.end()
        yield from page.taken()
    except (_Refused, TooManyMerges) as error:
        raise UnreadableFile(f"{path.name} is a web page that cannot be read: {error}.") from error
    except DAMAGE as error:
        raise unreadable(path, error) from error


class _Refused(Exception):
    """The page has what no table needs."""


class _Table:
    """A table while it is read."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.row = 0
        self.cells: list[Cell] | None = None
        self.text: list[str] | None = None
        self._length = 0
        self._wide = 1
        self._merges = Merges(())
        self._taken: dict[int, int] = {}
        """Down to which row each column is taken by a cell from above."""

    def begin_row(self) -> None:
        self.row += 1
        self.cells = []

    def begin_cell(self, wide: int, tall: int) -> None:
        if self.cells is None:
            self.begin_row()
        assert self.cells is not None  # noqa: S101 - just begun
        while self._taken.get(len(self.cells), 0) >= self.row:
            self.cells.append(None)
        left = len(self.cells)
        if left + wide > _MOST_COLUMNS:
            raise _Refused(f"row {self.row} has more than {_MOST_COLUMNS:,} columns")
        if wide > 1 or tall > 1:
            below, right = self.row + tall - 1, left + wide - 1
            self._merges.add(Merged(self.row, left, below, right))
            if tall > 1:
                self._taken.update(dict.fromkeys(range(left, right + 1), below))
        self.text, self._length, self._wide = [], 0, wide

    def add(self, text: str) -> None:
        if self.text is not None:
            self._length += len(text)
            if self._length > LONGEST_LINE:
                raise _Refused(f"a cell of row {self.row} is longer than {LONGEST_LINE:,} signs")
            self.text.append(text)

    def end_cell(self) -> None:
        if self.cells is not None and self.text is not None:
            lines = (line.strip() for line in "".join(self.text).split("\n"))
            self.cells.append("\n".join(lines).strip() or None)
            self.cells.extend([None] * (self._wide - 1))
        self.text = None

    def end_row(self) -> RawRow | None:
        """The row that ends here, if one was begun."""
        self.end_cell()
        cells, self.cells = self.cells, None
        if cells is None:
            return None
        self._merges.fill(self.row, cells)
        return RawRow(self.row, cells, spans=self._merges.spans(self.row))


class _Page(HTMLParser):
    """Takes the rows of tables out of a page; a table within a cell is one of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[_Table] = []
        self._count = 0
        self._silent = ""
        self._ready: deque[tuple[int, RawRow]] = deque()

    def take(self, text: str) -> None:
        """Read on."""
        self.feed(text)
        if len(self.rawdata) > LONGEST_LINE:
            raise _Refused("a tag or a comment is opened and never closed")

    def taken(self) -> Iterator[tuple[int, RawRow]]:
        """Yield the rows that ended since the last call."""
        while self._ready:
            yield self._ready.popleft()

    def end(self) -> None:
        """End all tables that nothing ended."""
        while self._open:
            self._end_row()
            self._open.pop()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        if tag == "table":
            self._silent = ""
            self._count += 1
            self._open.append(_Table(self._count))
        elif tag in {"script", "style", "title"}:
            self._silent = tag
        elif self._open:
            table = self._open[-1]
            if tag == "tr":
                self._end_row()
                table.begin_row()
            elif tag in {"td", "th"}:
                table.end_cell()
                given = dict(attrs)
                table.begin_cell(
                    _span(given.get("colspan"), _WIDEST), _span(given.get("rowspan"), _TALLEST)
                )
            elif tag == "br":
                table.add("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a table, a row or a cell."""
        if tag == self._silent:
            self._silent = ""
        elif self._open:
            if tag in {"td", "th"}:
                self._open[-1].end_cell()
            elif tag in {"tr", "table"}:
                self._end_row()
            if tag == "table":
                self._open.pop()

    def handle_data(self, data: str) -> None:
        """Take the text of a cell; white space counts once, as it is shown."""
        if self._open and not self._silent:
            self._open[-1].add(_BLANKS.sub(" ", data))

    def _end_row(self) -> None:
        table = self._open[-1]
        row = table.end_row()
        if row is not None:
            self._ready.append((table.number, row))


def _span(given: str | None, most: int) -> int:
    """Over how many columns or rows a cell lies."""
    return min(int(given), most) if given and re.fullmatch(r"[1-9]\d{0,8}", given, re.ASCII) else 1


WEB_PAGE = Format("a web page", (".html", ".htm"), _fits, _read)
"""Tables of web pages, whatever the file is called."""

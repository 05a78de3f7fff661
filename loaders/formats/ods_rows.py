"""The tables of an OpenDocument spreadsheet, parsed as a stream."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import IO, NamedTuple

from loaders.flaws import Flaw
from loaders.formats.merges import Merged, Merges
from loaders.formats.sheet_flaws import FORMULA_WITHOUT_VALUE, cell_error
from loaders.formats.sheet_limits import LONGEST_PIECES, MOST_COLUMNS, MOST_ROWS, TextTooLong
from loaders.formats.xml_parts import BadXml, local_name, parsed, reader
from loaders.rows import Cell, RawRow, SeenFlaw
from schema.time import PartialDate

__all__ = ["TableMarks", "TableRow", "table_marks", "table_rows"]

_ERROR = re.compile(r"#[A-Z/0]+[!?]?|#N/A|Err:\d+")
_PARTS = re.compile(r"\d+|[A-Za-z]{3,}")
_LENGTHS = {1: 4, 2: 7}
_DAY = 10
_MOST_COPIES = 20_000_000
_MOST_TABLES = 1_000
_MOST_HIDDEN = 1_000


@dataclass(slots=True)
class TableMarks:
    """What a table says of itself before its rows.

    Attributes
    ----------
    name : str
    hidden : bool
    hidden_columns : list of int
    """

    name: str
    hidden: bool
    hidden_columns: list[int] = field(default_factory=list)


def table_marks(part: IO[bytes]) -> list[TableMarks]:
    """List the tables of a document.

    Raises
    ------
    BadXml
        If it is damaged.
    """
    parser = reader()
    marks = _Marks()
    parser.StartElementHandler = marks.start
    parser.EndElementHandler = marks.end
    for _ in parsed(part, parser):
        if len(marks.found) > _MOST_TABLES:
            raise BadXml(f"it has more than {_MOST_TABLES:,} tables")
    return marks.found


class _Marks:
    """What the parser has seen of the tables of a document."""

    def __init__(self) -> None:
        self.found: list[TableMarks] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._column = 0
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        match local_name(name):
            case "style":
                self._style = _plain(attributes).get("name", "")
            case "table-properties" if _plain(attributes).get("display") == "false":
                self._hidden_styles.add(self._style)
            case "table":
                self._depth += 1
                if self._depth == 1:
                    told = _plain(attributes)
                    hidden = told.get("style-name", "") in self._hidden_styles
                    self.found.append(TableMarks(told.get("name", ""), hidden))
                    self._column = 0
            case "table-column" if self._depth == 1:
                self._take_columns(_plain(attributes))

    def end(self, name: str) -> None:
        """End an element."""
        self._depth -= local_name(name) == "table"

    def _take_columns(self, told: dict[str, str]) -> None:
        first = self._column
        self._column = min(first + _times(told, "number-columns-repeated"), MOST_COLUMNS)
        if told.get("visibility", "visible") != "visible":
            last = min(self._column, first + _MOST_HIDDEN)
            self.found[-1].hidden_columns.extend(range(first, last))


class TableRow(NamedTuple):
    """A row, and in which of the document's tables, from 0."""

    table: int
    row: RawRow


def table_rows(part: IO[bytes], tables: Collection[int]) -> Iterator[TableRow]:
    """Yield the rows of some tables that hold something, one table after the other.

    Parameters
    ----------
    part : binary file
    tables : collection of int
        Which of the document's tables, from 0.

    Raises
    ------
    BadXml, TextTooLong, TooManyMerges, ValueError
        If the document is damaged, or larger than a table can be.
    """
    parser = reader()
    found = _Tables(tables)
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.text
    for _ in parsed(part, parser):
        for table, row, times in found.ready:
            yield TableRow(table, row)
            for again in range(row.number + 1, row.number + times):
                yield TableRow(table, row._replace(number=again, cells=list(row.cells)))
        found.ready.clear()


class _Tables:
    """What the parser has seen of tables; `ready` has complete rows and how often each stands."""

    def __init__(self, wanted: Collection[int]) -> None:
        self.ready: list[tuple[int, RawRow, int]] = []
        self._wanted = wanted
        self._table = -1
        self._depth = 0
        self._reading = False
        self._begin()
        self._times = 1
        self._hidden = False
        self._cells: list[Cell] = []
        self._flaws: list[SeenFlaw] = []
        self._column = 0
        self._cell: dict[str, str] | None = None
        self._lines: list[str] = []
        self._pieces: list[str] = []
        self._silent = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        name = local_name(name)
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                self._table += 1
                self._begin()
            self._reading = self._depth == 1 and self._table in self._wanted
        elif not self._reading:
            return
        elif name == "table-row":
            told = _plain(attributes)
            self._times = _times(told, "number-rows-repeated")
            self._hidden = told.get("visibility", "visible") != "visible"
            self._cells, self._flaws, self._column = [], [], 0
        elif name in {"table-cell", "covered-table-cell"}:
            self._cell = _plain(attributes)
            self._lines = []
        elif name in {"annotation", "ruby-text"}:
            # Notes are no part of what a cell holds, nor is how characters are read.
            self._silent += 1
        elif name == "p":
            self._pieces = []
        elif name == "s":
            self._pieces.append(" " * min(_times(_plain(attributes), "c"), LONGEST_PIECES))
        elif name in {"tab", "line-break"}:
            self._pieces.append("\t" if name == "tab" else "\n")

    def end(self, name: str) -> None:
        """End an element."""
        name = local_name(name)
        if name == "table":
            self._depth -= 1
            self._reading = self._depth == 1 and self._table in self._wanted
        elif not self._reading:
            return
        elif name == "p":
            if not self._silent:
                self._lines.append("".join(self._pieces))
        elif name in {"annotation", "ruby-text"}:
            self._silent -= 1
        elif name in {"table-cell", "covered-table-cell"}:
            self._end_cell(self._cell or {}, "\n".join(self._lines))
        elif name == "table-row":
            self._end_row()

    def text(self, piece: str) -> None:
        """Take a piece of text."""
        if not self._silent:
            self._pieces.append(piece)
            if len(self._pieces) > LONGEST_PIECES or len(self._lines) > LONGEST_PIECES:
                raise TextTooLong

    def _begin(self) -> None:
        """Begin a table."""
        self._merges = Merges(())
        self._number = 1
        self._copies = 0

    def _end_cell(self, told: dict[str, str], shown: str) -> None:
        times = _times(told, "number-columns-repeated")
        value, flaw = _value(told, shown)
        if value is not None or flaw is not None:
            last = self._column + times
            if last > MOST_COLUMNS:
                raise BadXml(f"it has a cell in column {last:,}, which no table can have")
            self._cells.extend([None] * (self._column - len(self._cells)))
            self._cells.extend([value] * times)
            if flaw is not None:
                seen = range(self._column, last)
                self._flaws.extend(SeenFlaw(at, shown or None, flaw) for at in seen)
        tall, wide = (_times(told, f"number-{way}-spanned") for way in ("rows", "columns"))
        if (tall > 1 or wide > 1) and self._column < MOST_COLUMNS:
            right = min(self._column + wide, MOST_COLUMNS) - 1
            self._merges.add(Merged(self._number, self._column, self._number + tall - 1, right))
        self._column += times

    def _end_row(self) -> None:
        number, cells = self._number, self._cells
        self._number += self._times
        if not self._flaws and not any(cell is not None for cell in cells):
            return
        self._copies += len(cells) * (self._times - 1)
        if self._number > MOST_ROWS + 1 or self._copies > _MOST_COPIES:
            raise BadXml(f"it repeats row {number} up to row {self._number - 1:,}")
        spans = self._merges.spans(number)
        self._merges.fill(number, cells)
        row = RawRow(number, cells, "", tuple(self._flaws), self._hidden, spans)
        self.ready.append((self._table, row, self._times))


def _value(told: dict[str, str], shown: str) -> tuple[Cell, Flaw | None]:
    """The value of a cell from its attributes and the text that it shows."""
    kind = told.get("value-type", "")
    formula = "formula" in told
    if formula and _ERROR.fullmatch(shown.strip()):
        return None, cell_error(shown.strip())
    match kind:
        case "float" | "percentage" | "currency":
            number = float(told["value"])
            return (int(number) if number.is_integer() else number), None
        case "date":
            return PartialDate(told["date-value"][:_DAY][: _date_length(shown)]), None
        case "boolean":
            return ("TRUE" if told.get("boolean-value") == "true" else "FALSE"), None
        case "" if formula and not shown:
            return None, FORMULA_WITHOUT_VALUE
        case _:
            return told.get("string-value", shown) or None, None


def _date_length(shown: str) -> int:
    """Count the characters of an ISO date that a text shows: a month stays a month."""
    return _LENGTHS.get(len(_PARTS.findall(shown)), _DAY)


def _plain(attributes: dict[str, str]) -> dict[str, str]:
    return {local_name(name): value for name, value in attributes.items()}


def _times(told: dict[str, str], name: str) -> int:
    return max(1, int(told.get(name, "1")))

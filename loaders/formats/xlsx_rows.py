"""The rows of one sheet of a workbook, parsed as a stream: no more than a few are held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from loaders.flaws import Flaw
from loaders.formats.merges import Merges
from loaders.formats.sheet_flaws import FORMULA_WITHOUT_VALUE, cell_error
from loaders.formats.sheet_limits import LONGEST_PIECES, MOST_COLUMNS, MOST_ROWS, TextTooLong
from loaders.formats.shown_dates import shown_date
from loaders.formats.xlsx_marks import column_number
from loaders.formats.xlsx_texts import SharedTexts, unescaped
from loaders.formats.xml_parts import BadXml, local_name, parsed, reader
from loaders.rows import Cell, RawRow, SeenFlaw
from schema.time import PartialDate

__all__ = ["CellReader", "sheet_rows"]

_REMEMBERED = 50_000
_LARGEST = 1 << 62
_DIGITS = "0123456789"
_ISO_DAY = 10


@dataclass(slots=True)
class CellReader:
    """Turns what stands in a cell into its value.

    Attributes
    ----------
    texts : SharedTexts
    date_lengths : sequence of int or None
        By the number of the cell's style: how much of a date it shows, None if it shows none.
    since_1904 : bool
        Whether days are counted from 1904.
    """

    texts: SharedTexts
    date_lengths: Sequence[int | None]
    since_1904: bool

    def number(self, text: str, style: str | None) -> Cell:
        """The value of a cell that holds a number, which a style may show as a date."""
        value: int | float
        try:
            value = int(text)
        except ValueError:
            value = float(text)
            value = int(value) if value.is_integer() else value
        if abs(value) > _LARGEST:
            value = float(text)
        at = int(style) if style else 0
        length = self.date_lengths[at] if at < len(self.date_lengths) else None
        if length is None:
            return value
        return shown_date(value, length, since_1904=self.since_1904)

    def typed(self, kind: str, text: str) -> Cell:
        """The value of a cell that says of what kind it is."""
        match kind:
            case "b":
                return "TRUE" if text.strip() in {"1", "true"} else "FALSE"
            case "d":
                return PartialDate(text[:_ISO_DAY])
            case _:
                return unescaped(text) or None


def sheet_rows(part: IO[bytes], cells: CellReader, merges: Merges) -> Iterator[RawRow]:
    """Yield the rows of a sheet that hold something.

    Raises
    ------
    BadXml, TextTooLong, TooManyMerges, ValueError, IndexError
        If the sheet is damaged, or larger than a sheet can be.
    """
    parser = reader()
    sheet = _Sheet(cells, merges)
    parser.StartElementHandler = sheet.start
    parser.EndElementHandler = sheet.end
    parser.CharacterDataHandler = sheet.pieces.append
    for _ in parsed(part, parser):
        if len(sheet.pieces) > LONGEST_PIECES:
            raise TextTooLong
        yield from sheet.ready
        sheet.ready.clear()


class _Sheet:
    """What the parser has seen of a sheet; `ready` has the rows that are complete.

    `start` and `end` are called for every mark of the file: what they do most is done in place.
    """

    def __init__(self, cells: CellReader, merges: Merges) -> None:
        self.ready: list[RawRow] = []
        self.pieces: list[str] = []
        self._cells = cells
        self._texts = cells.texts
        self._merges = merges
        self._numbers: dict[tuple[str, str | None], Cell] = {}
        self._columns: dict[str, int] = {}
        self._row: list[Cell] = []
        self._flaws: list[SeenFlaw] = []
        self._number = 0
        self._hidden = False
        self._column = -1
        self._kind: str | None = None
        self._style: str | None = None
        self._value: str | None = None
        self._formula = False
        self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if name == "c":
            get = attributes.get
            reference = get("r")
            if reference:
                letters = reference.rstrip(_DIGITS)
                column = self._columns.get(letters)
                if column is None:
                    column = self._columns[letters] = column_number(letters)
            else:
                column = self._column + 1
            if not 0 <= column < MOST_COLUMNS:
                raise BadXml(f"it has a cell {reference or column}, which no sheet can have")
            self._column = column
            self._kind = get("t")
            self._style = get("s")
            self._value = None
            self._formula = False
        elif name == "v" or name == "t":  # noqa: PLR1714 - a set would be asked for every mark
            self.pieces.clear()
        elif name == "row":
            self._start_row(attributes)
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._phonetic = True
        elif ":" in name:
            self.start(local_name(name), attributes)

    def end(self, name: str) -> None:
        """End an element."""
        if name == "v":
            pieces = self.pieces
            self._value = pieces[0] if len(pieces) == 1 else "".join(pieces)
        elif name == "c":
            text = self._value
            value: Cell
            if text and self._kind == "s":
                value = self._texts[int(text)]
            elif text or self._formula:
                value = self._cell(text)
            else:
                return
            row = self._row
            missing = self._column - len(row)
            if not missing:
                row.append(value)
            elif missing > 0:
                row.extend([None] * missing)
                row.append(value)
            else:
                row[self._column] = value
        else:
            self._end_other(name)

    def _end_other(self, name: str) -> None:
        if name == "t":
            if self._kind == "inlineStr" and not self._phonetic:
                self._value = (self._value or "") + "".join(self.pieces)
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self._phonetic = False
        elif ":" in name:
            self.end(local_name(name))

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r") or self._number + 1)
        if not self._number < number <= MOST_ROWS:
            raise BadXml(f"it has a row {number} after row {self._number}, which no sheet can have")
        self._number = number
        self._hidden = attributes.get("hidden") in {"1", "true"}
        self._column = -1
        self._row = []
        self._flaws = []

    def _cell(self, text: str | None) -> Cell:
        kind = self._kind
        if not text:
            if kind != "str":
                self._flaw("", FORMULA_WITHOUT_VALUE)
            return None
        if kind is None or kind == "n":
            key = (text, self._style)
            try:
                return self._numbers[key]
            except KeyError:
                if len(self._numbers) >= _REMEMBERED:
                    self._numbers.clear()
                value = self._numbers[key] = self._cells.number(text, self._style)
                return value
        if kind == "e":
            self._flaw(text, cell_error(text))
            return None
        return self._cells.typed(kind, text)

    def _flaw(self, value: str, flaw: Flaw) -> None:
        self._flaws.append(SeenFlaw(self._column, value or None, flaw))

    def _end_row(self) -> None:
        row, flaws = self._row, self._flaws
        if not flaws and row.count(None) == len(row):
            return
        spans: tuple[tuple[int, int], ...] = ()
        if self._merges:
            spans = self._merges.spans(self._number)
            self._merges.fill(self._number, row)
        self.ready.append(RawRow(self._number, row, "", tuple(flaws), self._hidden, spans))

"""A sheet's XML with cells marked, written while it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any, Final, TypeAlias
from xml.parsers import expat

from loaders.annotation.cells import cell_name, cell_place
from loaders.annotation.markup import (
    Edit,
    Unpatchable,
    edited,
    local_name,
    new_parser,
    start_tag,
    with_attributes,
)

__all__ = ["Marking", "Restyle", "mark_sheet"]

_CHUNK: Final = 1 << 18
_BEHIND: Final = frozenset(
    (
        *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls"),
        *("webPublishItems", "tableParts", "extLst"),
    )
)
"""What stands after the drawing of the comments."""


Restyle: TypeAlias = Callable[[int], int]
"""The format that a cell gets, by the one that it has."""


@dataclass(frozen=True, slots=True)
class Marking:
    """What is to be done to a sheet.

    Attributes
    ----------
    cells : mapping of int to mapping of int to Restyle
        What format each cell gets instead of the one it has; by row and column, from 1.
    drawing : str
        The tag, after its prefix, of a new drawing of comments; empty if there is one already.
    """

    cells: Mapping[int, Mapping[int, Restyle]]
    drawing: str


def mark_sheet(source: IO[bytes], target: IO[bytes], marking: Marking) -> None:
    """Copy a sheet byte for byte, but for the formats of its marked cells.

    Cells that a row lacks are added with the format that row or column have; of the sheet only a
    piece is held in memory.

    Raises
    ------
    Unpatchable
        If it is no sheet as it should be.
    """
    _Copier(source, target, marking).copy()


class _Copier:
    def __init__(self, source: IO[bytes], target: IO[bytes], marking: Marking) -> None:
        self._source, self._target, self._marking = source, target, marking
        self._buffer = bytearray()
        self._before = 0  # bytes that were written and forgotten
        self._edits: list[Edit] = []
        self._safe = 0  # where the last tag began
        self._rows = sorted(marking.cells, reverse=True)
        self._row = 0
        self._column = 0
        self._style = 0
        self._wanted: list[int] | None = None  # of the present row, the next one last
        self._depth = 0
        self._names: tuple[str, str, str] = ("", "", "")
        self._prefix = ""
        self._styles: list[tuple[int, int, int]] = []  # of columns: first, last, format
        self._inside = False
        self._drawn = not marking.drawing
        self._alternative: int | None = None
        self._parser: Any = None

    def copy(self) -> None:
        first = self._source.read(_CHUNK)
        parser = self._parser = new_parser(first)
        if hasattr(parser, "SetReparseDeferralEnabled"):
            parser.SetReparseDeferralEnabled(False)  # noqa: FBT003 - expat's signature
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        chunk = first
        try:
            while chunk:
                self._buffer += chunk
                parser.Parse(chunk, False)  # noqa: FBT003
                self._write(self._safe if self._alternative is None else self._alternative)
                chunk = self._source.read(_CHUNK)
            parser.Parse(b"", True)  # noqa: FBT003
        except expat.ExpatError as error:
            raise Unpatchable(f"工作表内部的 XML 已损坏（{error}）") from error
        self._write(self._before + len(self._buffer))

    def _write(self, upto: int) -> None:
        """Write what stands before a place and can change no more."""
        length = upto - self._before
        ready = [e for e in self._edits if e[1] <= upto]
        self._edits = [e for e in self._edits if e[1] > upto]
        piece = bytes(self._buffer[:length])
        shift = self._before
        self._target.write(edited(piece, ((a - shift, b - shift, new) for a, b, new in ready)))
        del self._buffer[:length]
        self._before = upto

    def _tag(self, at: int) -> tuple[bytes, int]:
        begin = at - self._before
        end = start_tag(self._buffer, begin)
        return bytes(self._buffer[begin:end]), self._before + end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        at = self._safe = self._parser.CurrentByteIndex
        if self._inside:
            row, cell, _ = self._names
            if name == cell:
                if self._wanted is not None:
                    self._cell(at, attributes)
            elif name == row:
                self._open_row(at, attributes)
        else:
            self._outside(at, name, attributes)
        self._depth += 1

    def _outside(self, at: int, name: str, attributes: dict[str, str]) -> None:
        local = local_name(name)
        if not self._depth:
            prefix = self._prefix = name[: -len(local)]
            self._names = (f"{prefix}row", f"{prefix}c", f"{prefix}sheetData")
            if local != "worksheet":
                raise Unpatchable("工作表内部的 XML 不是工作表")
        elif local == "col" and "style" in attributes:
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            self._styles.append((first, last, int(attributes["style"])))
        elif self._depth == 1 and local == "dimension":
            self._widen(at, attributes)
        elif self._depth == 1 and name == self._names[2]:
            self._open_rows(at)
        elif not self._drawn:
            self._before_drawing(at, local)

    def _open_rows(self, at: int) -> None:
        tag, end = self._tag(at)
        if not tag.endswith(b"/>"):
            self._inside = True
        elif rows := b"".join(self._missing_rows(None)):
            closed = tag[:-2].rstrip() + b">" + rows + f"</{self._names[2]}>".encode()
            self._edits.append((at, end, closed))

    def _before_drawing(self, at: int, local: str) -> None:
        """Place the drawing of the comments before what stands behind it."""
        if self._depth == 1 and local == "AlternateContent":
            self._alternative = at
        elif local in _BEHIND and (self._depth == 1 or self._alternative is not None):
            self._draw(at if self._alternative is None else self._alternative)

    def _end(self, name: str) -> None:
        at = self._parser.CurrentByteIndex
        self._safe = max(self._safe, at)
        self._depth -= 1
        if self._inside:
            row, _, data = self._names
            if name == row and self._wanted is not None:
                self._edits.append((at, at, b"".join(self._missing_cells(None))))
                self._wanted = None
            elif name == data:
                self._inside = False
                self._edits.append((at, at, b"".join(self._missing_rows(None))))
        elif self._depth == 1:
            self._alternative = None
        elif not self._depth and not self._drawn:
            self._draw(at)

    def _open_row(self, at: int, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self._row + 1))
        if number <= self._row:
            raise Unpatchable("工作表的行没有按顺序排列")
        self._row = number
        rows = self._rows
        if not rows or rows[-1] > number:
            return
        if rows[-1] < number:
            self._edits.append((at, at, b"".join(self._missing_rows(number))))
        if not rows or rows[-1] != number:
            return
        rows.pop()
        self._wanted = sorted(self._marking.cells[number], reverse=True)
        self._column = 0
        self._style = int(attributes.get("s", 0)) if _true(attributes.get("customFormat")) else -1
        tag, end = self._tag(at)
        spans = attributes.get("spans", "")
        limits = [int(n) for part in spans.split() for n in part.split(":")]
        new = tag
        if limits and not min(limits) <= self._wanted[-1] <= self._wanted[0] <= max(limits):
            first, last = min(*limits, self._wanted[-1]), max(*limits, self._wanted[0])
            new = with_attributes(tag, spans=f"{first}:{last}")
        if tag.endswith(b"/>"):
            cells = b"".join(self._missing_cells(None))
            if cells:
                new = new[:-2].rstrip() + b">" + cells + f"</{self._names[0]}>".encode()
            self._wanted = None
        if new is not tag:
            self._edits.append((at, end, new))

    def _cell(self, at: int, attributes: dict[str, str]) -> None:
        place = cell_place(attributes["r"]) if "r" in attributes else None
        column = place[1] if place else self._column + 1
        if column <= self._column:
            raise Unpatchable("工作表的单元格没有按顺序排列")
        self._column = column
        wanted = self._wanted
        if not wanted or wanted[-1] > column:
            return
        if wanted[-1] < column:
            self._edits.append((at, at, b"".join(self._missing_cells(column))))
        if wanted and wanted[-1] == column:
            wanted.pop()
            tag, end = self._tag(at)
            style = int(attributes.get("s", 0))
            restyled = self._marking.cells[self._row][column](style)
            if restyled != style:
                self._edits.append((at, end, with_attributes(tag, s=str(restyled))))

    def _missing_cells(self, before: int | None) -> Iterable[bytes]:
        """The wanted cells before a column that the present row lacks."""
        wanted = self._wanted
        while wanted and (before is None or wanted[-1] < before):
            yield self._new_cell(self._row, wanted.pop())

    def _missing_rows(self, before: int | None) -> Iterable[bytes]:
        while self._rows and (before is None or self._rows[-1] < before):
            number = self._rows.pop()
            self._style = -1
            columns = sorted(self._marking.cells[number])
            cells = b"".join(self._new_cell(number, column) for column in columns)
            row = self._names[0]
            if cells:
                yield f'<{row} r="{number}">'.encode() + cells + f"</{row}>".encode()

    def _new_cell(self, row: int, column: int) -> bytes:
        style = self._style
        if style < 0:
            style = next((s for a, b, s in self._styles if a <= column <= b), 0)
        restyled = self._marking.cells[row][column](style)
        if restyled == style:
            return b""
        return f'<{self._names[1]} r="{cell_name(row, column)}" s="{restyled}"/>'.encode()

    def _widen(self, at: int, attributes: dict[str, str]) -> None:
        """Let the extent that the sheet declares hold the marked cells."""
        ends = [cell_place(name) for name in attributes.get("ref", "").split(":")]
        places = [place for place in ends if place]
        marked = self._marking.cells
        if not places or len(places) != len(ends) or not marked:
            return
        rows = [row for row, _ in places]
        columns = [column for _, column in places]
        first = min(*rows, *marked), min(*columns, *map(min, marked.values()))
        last = max(*rows, *marked), max(*columns, *map(max, marked.values()))
        known = (min(rows), min(columns)), (max(rows), max(columns))
        if (first, last) != known:
            tag, end = self._tag(at)
            new = with_attributes(tag, ref=f"{cell_name(*first)}:{cell_name(*last)}")
            self._edits.append((at, end, new))

    def _draw(self, at: int) -> None:
        self._edits.append((at, at, f"<{self._prefix}{self._marking.drawing}".encode()))
        self._drawn, self._alternative = True, None


def _true(text: str | None) -> bool:
    return text in ("1", "true")

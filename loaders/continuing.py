"""Rows that go on with the record of the row above, of which they do not repeat the cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loaders.layout import Layout
from loaders.rows import Cell, RawRow
from loaders.table import Line

__all__ = ["continued"]


def continued(lines: Iterator[Line], layout: Layout, headers: Sequence[str]) -> Iterator[Line]:
    """Return the lines of a table, with what the layout says is to be taken from the row above.

    Parameters
    ----------
    lines : iterator of Line
    layout : Layout
        Fitted to the table.
    headers : sequence of str
    """
    return _continued(lines, [headers.index(h) for h in layout.down]) if layout.down else lines


def _continued(lines: Iterator[Line], places: Sequence[int]) -> Iterator[Line]:
    above: list[Cell] = []
    for line in lines:
        row = line.row
        if line.skipped or row.damage:
            yield line
            continue
        own = [row.cells[at] if at < len(row.cells) else None for at in places]
        if any(map(_says_something, own)) or _has_lost(row, places):
            above = own
            yield line
        elif above:
            cells = [*row.cells, *[None] * (max(places) + 1 - len(row.cells))]
            for at, cell in zip(places, above, strict=True):
                cells[at] = cell
            yield line._replace(meant=row._replace(cells=cells))
        else:
            yield line


def _says_something(cell: Cell) -> bool:
    return cell is not None and not (isinstance(cell, str) and (not cell or cell.isspace()))


def _has_lost(row: RawRow, places: Sequence[int]) -> bool:
    """Say whether one of the cells is empty only because its value cannot be had."""
    return any(flaw.at in places for flaw in row.flaws)

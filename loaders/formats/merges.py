"""Merged cells: the value of a range stands in its first cell only, and is meant for all its rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from loaders.rows import Cell

__all__ = ["HEADER_ROWS", "Merged", "Merges", "TooManyMerges"]

HEADER_ROWS = 64
"""Rows among which headers stand; what is merged sideways below them is no header."""

_MOST = 500_000
_MOST_AT_ONCE = 1_000


class TooManyMerges(Exception):
    """A sheet has more merged ranges than a table needs; the message says how many."""


class Merged(NamedTuple):
    """A merged range: rows from 1, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


class Merges:
    """Fills the values of merged ranges down while the rows of a sheet pass by in order.

    Parameters
    ----------
    ranges : iterable of Merged

    Raises
    ------
    TooManyMerges
        If there are more than a table needs.
    """

    def __init__(self, ranges: Iterable[Merged]) -> None:
        self._tall: dict[int, list[Merged]] = {}
        self._spans: dict[int, tuple[tuple[int, int], ...]] = {}
        self._open: dict[int, tuple[int, Cell]] = {}
        self._count = 0
        for merged in ranges:
            self.add(merged)

    def __bool__(self) -> bool:
        return bool(self._tall or self._open or self._spans)

    def add(self, merged: Merged) -> None:
        """Take a range whose first row has not passed by.

        Raises
        ------
        TooManyMerges
            If there are more than a table needs.
        """
        self._count += 1
        if self._count > _MOST:
            raise TooManyMerges(f"it has more than {_MOST:,} merged ranges")
        if merged.bottom > merged.top:
            self._tall.setdefault(merged.top, []).append(merged)
        if merged.right > merged.left and merged.top <= HEADER_ROWS:
            for row in range(merged.top, min(merged.bottom, HEADER_ROWS) + 1):
                self._spans[row] = (*self._spans.get(row, ()), (merged.left, merged.right))

    def spans(self, row: int) -> tuple[tuple[int, int], ...]:
        """First and last columns of the ranges that lie over several columns of a row."""
        return self._spans.get(row, ())

    def fill(self, row: int, cells: list[Cell]) -> None:
        """Fill the values of ranges that began above into a row that has values of its own.

        A row that has none stays empty: it is no row of the table.

        Raises
        ------
        TooManyMerges
            If more ranges lie over the row than a table needs.
        """
        if self._open:
            self._fill_open(row, cells)
        for merged in self._tall.pop(row, ()):
            value = cells[merged.left] if merged.left < len(cells) else None
            if value is not None:
                self._open[merged.left] = (merged.bottom, value)
        if len(self._open) > _MOST_AT_ONCE:
            raise TooManyMerges(f"more than {_MOST_AT_ONCE:,} merged ranges lie over row {row}")

    def _fill_open(self, row: int, cells: list[Cell]) -> None:
        for left, (bottom, value) in list(self._open.items()):
            if row > bottom:
                del self._open[left]
                continue
            if left >= len(cells):
                cells.extend([None] * (left + 1 - len(cells)))
            if cells[left] is None:
                cells[left] = value

"""Rows that a layout says are no data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loaders.choosing import says_one
from loaders.layout import Layout
from loaders.table import Line

__all__ = ["unmeant"]

_REASON = "left out by the mapping"


def unmeant(lines: Iterator[Line], layout: Layout, headers: Sequence[str]) -> Iterator[Line]:
    """Return the lines of a table, those that the layout skips with the reason.

    Rows that go on with a record are left out with its first row.

    Parameters
    ----------
    lines : iterator of Line
    layout : Layout
        Fitted to the table.
    headers : sequence of str
    """
    if not layout.skip:
        return lines
    return _unmeant(lines, [(headers.index(c.header), c.texts) for c in layout.skip])


def _unmeant(
    lines: Iterator[Line], conditions: Sequence[tuple[int, frozenset[str]]]
) -> Iterator[Line]:
    left_out = False
    for line in lines:
        if line.skipped:
            yield line
            continue
        if line.meant is None:
            left_out = says_one(conditions, line.row.cells)
        skipped = left_out or (line.meant is not None and says_one(conditions, line.meant.cells))
        yield Line(line.row, _REASON) if skipped else line

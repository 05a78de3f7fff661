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

    Parameters
    ----------
    lines : iterator of Line
    layout : Layout
        Fitted to the table.
    headers : sequence of str
    """
    if not layout.skip:
        return lines
    conditions = [(headers.index(c.header), c.texts) for c in layout.skip]
    return (
        Line(line.row, _REASON)
        if not line.skipped and says_one(conditions, line.row.cells)
        else line
        for line in lines
    )

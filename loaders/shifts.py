"""Rows whose cells stand one column beside their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from loaders.drafts import CellFlaw
from loaders.flaws import Flaw
from loaders.rows import Cell, cell_text

__all__ = ["Shifts"]

_REFUSED = frozenset({
    "BAD_BOOLEAN",
    "BAD_DATE",
    "BAD_NUMBER",
    "BAD_PERIOD",
    "ID_DAMAGED",
    "ID_INVALID",
    "UNKNOWN_DISTRICT",
    "UNKNOWN_TERM",
})  # fmt: skip
_FEWEST = 2
"""Cells that must fit beside their own columns: one alone is a mistake of its own."""


class _Misplaced(NamedTuple):
    """A refused cell that is a value of the column beside its own."""

    cell: Cell
    column: str
    own: str


class Shifts:
    """Finds shifted rows by the cells that were refused.

    Parameters
    ----------
    headers : sequence of str
    takes : mapping of int to callable
        Of each column that does not take any text, by its place, whether a cell is a value of it.
    """

    def __init__(self, headers: Sequence[str], takes: Mapping[int, Callable[[Cell], bool]]) -> None:
        self._headers = headers
        self._takes = takes

    def look(self, flaws: Sequence[CellFlaw]) -> CellFlaw | None:
        """Say whether the refused cells of a row fit the columns on one side of them."""
        refused = {f.column: f.value for f in flaws if f.flaw.code in _REFUSED}
        if len(refused) < _FEWEST:
            return None
        for step, way in ((1, "right"), (-1, "left")):
            found = self._misplaced(refused, step)
            if len(found) >= _FEWEST:
                return CellFlaw("", None, _shifted(found, way))
        return None

    def _misplaced(self, refused: Mapping[str, Cell], step: int) -> list[_Misplaced]:
        found = []
        for place, column in enumerate(self._headers):
            takes = self._takes.get(place - step)
            if takes is not None and column in refused and takes(refused[column]):
                found.append(_Misplaced(refused[column], column, self._headers[place - step]))
        return found


def _shifted(found: Sequence[_Misplaced], way: str) -> Flaw:
    one, other = found[:_FEWEST]
    back = "left" if way == "right" else "right"
    return Flaw(
        "ROW_SHIFTED",
        f"{cell_text(one.cell)} stands under {one.column} and is a value of {one.own},"
        f" {cell_text(other.cell)} under {other.column} and is one of {other.own}: the cells of"
        f" this row seem to stand one column too far to the {way}.",
        f"Move the cells of this row one column to the {back} and import the file again.",
    )

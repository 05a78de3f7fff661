"""Hidden rows of a sheet: each run of them is told once."""

from __future__ import annotations

from loaders.drafts import CellFlaw
from loaders.flaws import Flaw

__all__ = ["HiddenRows"]

_TOLD = 20


class HiddenRows:
    """Watches the rows of a sheet that hold something, in order.

    Notes
    -----
    A filter hides rows here and there: runs after the first are told together, at the end.
    """

    def __init__(self) -> None:
        self._first = self._last = 0
        self._told = 0
        self._rest: list[int] = []
        self._rest_rows = 0
        self._rows = 0

    def see(self, number: int, *, hidden: bool) -> list[tuple[int, CellFlaw]]:
        """Take a row; what is to be said when it ends a run, and of which row."""
        if not hidden:
            return self._end() if self._rows else []
        if not self._rows:
            self._first = number
        self._last = number
        self._rows += 1
        return []

    def finish(self) -> list[tuple[int, CellFlaw]]:
        """What is left to be said at the end of the sheet."""
        found = self._end() if self._rows else []
        if self._rest:
            first, last = self._rest
            found.append(
                (
                    first,
                    _hidden(f"{self._rest_rows:,} more rows from row {first:,} to {last:,} are"),
                )
            )
        return found

    def _end(self) -> list[tuple[int, CellFlaw]]:
        first, last, rows = self._first, self._last, self._rows
        self._rows = 0
        if self._told == _TOLD:
            self._rest = [self._rest[0] if self._rest else first, last]
            self._rest_rows += rows
            return []
        self._told += 1
        what = "The row is" if rows == 1 else f"Rows {first:,} to {last:,} are"
        return [(first, _hidden(what))]


def _hidden(what: str) -> CellFlaw:
    read = "it was" if what == "The row is" else "they were"
    return CellFlaw(
        "",
        None,
        Flaw(
            "HIDDEN_ROW",
            f"{what} hidden, by hand or by a filter; {read} read like the others.",
            "Delete what was not meant to be sent.",
        ),
    )

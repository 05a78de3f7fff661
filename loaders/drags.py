"""Values that go up by one from row to row: a cell that was dragged over those below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from loaders.drafts import CellFlaw
from loaders.flaws import Flaw
from loaders.rows import Cell, cell_text

__all__ = ["Drags"]

_NUMBERS = re.compile(r"(\d{1,18})", re.ASCII)
_REFUSED = frozenset({"UNKNOWN_TERM", "UNKNOWN_TYPE", "UNKNOWN_DISTRICT", "ID_INVALID"})
"""What a value of a list or a code is refused for once it was counted on."""
_FEWEST = 3
"""Values that make a run; one less is enough if the value before them is a right one."""


@dataclass(slots=True)
class _Run:
    """Refused values of a column that go up by one, so far.

    Attributes
    ----------
    first_row, last_row : int
    first, last : str
    column : Cell
        Its header.
    counted : int or None
        Which of the numbers in the text goes up; None while there is but one value.
    """

    first_row: int
    last_row: int
    first: str
    last: str
    column: str
    counted: int | None = None

    @property
    def length(self) -> int:
        return self.last_row - self.first_row + 1


class Drags:
    """Finds dragged cells among those that were refused.

    Parameters
    ----------
    takes : mapping of str to callable
        By header, whether a cell is a value of the column.
    """

    def __init__(self, takes: Mapping[str, Callable[[Cell], bool]]) -> None:
        self._takes = takes
        self._runs: dict[str, _Run] = {}

    def look(self, number: int, flaws: Sequence[CellFlaw]) -> Iterator[tuple[int, CellFlaw]]:
        """Take the flaws of a row; yield the runs that it ends, with the row each begins in."""
        refused = {f.column: f.value for f in flaws if f.flaw.code in _REFUSED and f.column}
        for column, value in refused.items():
            text = cell_text(value)
            run = self._runs.get(column)
            if run is not None and run.last_row == number - 1:
                at = _counted_up(run.last, text)
                if at is not None and run.counted in (None, at):
                    run.last_row, run.last, run.counted = number, text, at
                    continue
            if run is not None:
                yield from self._close(run)
            self._runs[column] = _Run(number, number, text, text, column)

    def finish(self) -> Iterator[tuple[int, CellFlaw]]:
        """Yield the runs that last to the end of the table."""
        for run in self._runs.values():
            yield from self._close(run)
        self._runs = {}

    def _close(self, run: _Run) -> Iterator[tuple[int, CellFlaw]]:
        if run.counted is None:
            return
        takes = self._takes.get(run.column)
        before = _one_less(run.first, run.counted)
        begun = before is not None and takes is not None and takes(before)
        if run.length >= _FEWEST - begun:
            yield run.first_row, CellFlaw(run.column, run.first, _dragged(run, before, begun=begun))


def _dragged(run: _Run, before: str | None, *, begun: bool) -> Flaw:
    message = (
        (
            f"Rows {run.first_row} to {run.last_row} go up by one from {run.first} to {run.last}, as"
            f" when a cell is dragged: {run.length} values, none of which {run.column} knows, after"
            f" {before}, which it does."
        )
        if begun
        else (
            f"Rows {run.first_row} to {run.last_row} go up by one from {run.first} to {run.last}, as"
            f" when a cell is dragged: {run.length} values, none of which {run.column} knows."
        )
    )
    return Flaw(
        "AUTOFILL_RUN",
        message,
        "Write into each of these rows what was meant; dragging with Ctrl held copies a cell.",
    )


def _counted_up(one: str, following: str) -> int | None:
    """Which of the numbers in a text is one more in the text after it, all else being equal."""
    parts, then = _NUMBERS.split(one), _NUMBERS.split(following)
    if len(parts) != len(then):
        return None
    differing = [i for i, (a, b) in enumerate(zip(parts, then, strict=True)) if a != b]
    match differing:
        case [at] if at % 2 and int(then[at]) == int(parts[at]) + 1:
            return at
        case _:
            return None


def _one_less(text: str, at: int) -> str | None:
    parts = _NUMBERS.split(text)
    value = int(parts[at])
    if not value:
        return None
    parts[at] = str(value - 1).zfill(len(parts[at]) if parts[at][0] == "0" else 1)
    return "".join(parts)

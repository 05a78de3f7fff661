"""Which values of a cell count, by what other cells of its row say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from loaders.layout import Choice
from loaders.names import fold
from loaders.rows import Cell, cell_text, scalars

__all__ = ["chooser"]


def chooser(choice: Choice, place: Mapping[str, int]) -> Callable[[Sequence[Cell]], Cell]:
    """Make a function that takes from the cells of a row the values that count.

    Parameters
    ----------
    choice : Choice
    place : mapping of str to int
        Where each header stands.

    Examples
    --------
    >>> from loaders.layout import Condition
    >>> zh = Choice("names", (Condition("langs", frozenset({"zh"})),))
    >>> chooser(zh, {"names": 0, "langs": 1})([("A", "甲"), ("en", "zh")])
    ('甲',)
    """
    at = place[choice.header]
    conditions = [(place[c.header], c.texts) for c in choice.where]

    def choose(cells: Sequence[Cell]) -> Cell:
        cell = cells[at]
        if not isinstance(cell, tuple):
            holds = all(_says(cells[other], texts) for other, texts in conditions)
            return _part(cell, choice.part) if holds else None
        length = len(cell)
        kept = [True] * length
        for other, texts in conditions:
            told = cells[other]
            if isinstance(told, tuple) and len(told) == length:
                kept = [k and _says(t, texts) for k, t in zip(kept, told, strict=True)]
            elif not _says(told, texts):
                return ()
        return tuple(_part(c, choice.part) for c, k in zip(cell, kept, strict=True) if k)

    return choose


def _says(cell: Cell, texts: frozenset[str]) -> bool:
    return any(fold(str(value)) in texts for value in scalars(cell))


def _part(cell: Cell, part: tuple[str, int] | None) -> Cell:
    if part is None or cell is None:
        return cell
    separator, number = part
    parts = cell_text(cell).split(separator)
    return parts[number - 1].strip() if number <= len(parts) else None

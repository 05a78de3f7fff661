"""Which values of a cell count, by what other cells of its row say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from loaders.layout import Choice, Part
from loaders.names import fold
from loaders.rows import Cell, cell_text, scalars

__all__ = ["chooser", "says_one"]


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
    cut = _cutter(choice.part) if choice.part else None

    def choose(cells: Sequence[Cell]) -> Cell:
        cell = cells[at]
        if not isinstance(cell, tuple):
            holds = all(_says(cells[other], texts) for other, texts in conditions)
            return (cut(cell) if cut else cell) if holds else None
        length = len(cell)
        kept = [True] * length
        for other, texts in conditions:
            told = cells[other]
            if isinstance(told, tuple) and len(told) == length:
                kept = [k and _says(t, texts) for k, t in zip(kept, told, strict=True)]
            elif not _says(told, texts):
                return ()
        return tuple(cut(c) if cut else c for c, k in zip(cell, kept, strict=True) if k)

    return choose


def says_one(conditions: Sequence[tuple[int, frozenset[str]]], cells: Sequence[Cell]) -> bool:
    """Whether one of some conditions holds, each the place of a cell and what it must say."""
    return any(at < len(cells) and _says(cells[at], texts) for at, texts in conditions)


def _says(cell: Cell, texts: frozenset[str]) -> bool:
    return any(fold(str(value)) in texts for value in scalars(cell))


def _cutter(part: Part) -> Callable[[Cell], Cell]:
    between = re.compile("|".join(map(re.escape, part.separators)))

    def cut(cell: Cell) -> Cell:
        if cell is None:
            return None
        parts = [text.strip() or None for text in between.split(cell_text(cell))]
        if part.open:
            return tuple(parts[part.first - 1 :])
        return parts[part.first - 1] if part.first <= len(parts) else None

    return cut

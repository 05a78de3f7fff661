"""Columns whose cells name several with labels, read as a list of names and one of labels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from loaders.drafts import CellFlaw
from loaders.flaws import Flaw
from loaders.labelled import (
    LabelledNames,
    NameSplitter,
    ambiguous_list,
    label_splitter,
    unlabelled_name,
)
from loaders.layout import LabelledCells, Layout
from loaders.missing import is_missing
from loaders.rows import Cell, cell_text
from loaders.several import split_names, split_people

__all__ = ["LabelledColumn"]

_REMEMBERED = 50_000
_OTHER_LABEL = re.compile(r"\s*([^()（）:：]+)[:：]")


class _Reading(NamedTuple):
    names: tuple[Cell, ...]
    labels: tuple[Cell, ...]
    flaws: tuple[CellFlaw, ...]


class LabelledColumn:
    """Reads one such column.

    Parameters
    ----------
    cells : LabelledCells
    layout : Layout
    place : mapping of str to int
        Where each header stands.
    """

    def __init__(self, cells: LabelledCells, layout: Layout, place: Mapping[str, int]) -> None:
        self.header = cells.header
        self._cells = cells
        self._place = place[cells.header]
        self._placeholders = layout.placeholders
        self._cut = label_splitter(cells.labels, _splitter(cells))
        self._remembered: dict[Cell, _Reading] = {}

    def read(self, cells: Sequence[Cell]) -> _Reading:
        """The names and labels that the cell of a row has, and what is wrong with it."""
        cell = cells[self._place]
        found = self._remembered.get(cell)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            found = self._remembered[cell] = self._fresh(cell)
        return found

    def _fresh(self, cell: Cell) -> _Reading:
        if is_missing(cell, self._placeholders):
            return _Reading((), (), ())
        text = cell_text(cell)
        found = self._cut(text)
        flaws = [ambiguous_list(text, found.names)] if found.doubtful else []
        names: list[Cell] = []
        labels: list[Cell] = []
        for name, label in zip(found.names, self._labels(found), strict=True):
            other = _OTHER_LABEL.match(name)
            if other is not None:
                flaws.append(self._unknown(name, other[1]))
            elif not is_missing(name, self._placeholders):
                names.append(name)
                labels.append(label)
                if label is None and any(found.labels):
                    flaws.append(unlabelled_name(text, name))
        told = tuple(CellFlaw(self.header, cell, flaw) for flaw in flaws)
        return _Reading(tuple(names), tuple(labels), told)

    def _labels(self, found: LabelledNames) -> tuple[str | None, ...]:
        first, others = self._cells.first, self._cells.others
        if found.labels and not any(found.labels):
            return (first or others, *[others] * (len(found.labels) - 1))
        return tuple(label or others for label in found.labels)

    def _unknown(self, name: str, label: str) -> Flaw:
        return Flaw(
            "UNKNOWN_TERM",
            f"{label} is no label of {self.header}; {name} was left out.",
            f"Known are {', '.join(self._cells.labels)}.",
        )


def _splitter(cells: LabelledCells) -> NameSplitter:
    if not cells.separators:
        return split_people if cells.people else split_names
    between = re.compile("|".join(map(re.escape, cells.separators)))

    def split(text: str) -> tuple[tuple[str, ...], bool]:
        parts = (part.strip() for part in between.split(text))
        return tuple(dict.fromkeys(part for part in parts if part)), False

    return split

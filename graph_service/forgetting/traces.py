"""The texts by which a forgotten record or value is recognised where nothing points to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from loaders.names import fold
from loaders.rows import Cell, cell_text
from schema.columns import Value
from schema.declarations import Kind, Property

__all__ = ["Traces", "squeezed", "texts_of"]

_SHORT: Final = 4
"""Shorter texts stand in others by chance: they count only as words."""
_LEAST: Final = 2
_LONG: Final = 8
_WORD: Final = re.compile(r"[^\W_]+")
_TEXTS: Final = frozenset({Kind.STRING, Kind.STRINGS})


@dataclass(frozen=True, slots=True)
class Traces:
    """What to look for.

    Attributes
    ----------
    ids : frozenset of str
        Records that are forgotten whole.
    own : tuple of str
        Folded texts that tell of nobody else: they are erased wherever they stand.
    names : tuple of str
        Folded names and identifiers of the record: a row that has one may speak of it.
    near : tuple of str
        Folded texts that are erased in rows that speak of the record.
    vague : bool
        Whether some value cannot be told from a cell: then whole rows are erased.
    """

    ids: frozenset[str]
    own: tuple[str, ...]
    names: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    vague: bool = False

    def in_text(self, text: str) -> bool:
        """Whether a text names what is forgotten."""
        return any(id_ in text for id_ in self.ids) or self.betrayed_by(text)

    def betrayed_by(self, text: str) -> bool:
        """Whether a text has one that tells of nobody else."""
        return bool(self.own) and _any_in(self.own, text)

    def may_be_in(self, packed: str) -> bool:
        """Whether rows, as JSON, may have some text that is looked for."""
        folded = squeezed(packed)
        return any(
            text in folded or squeezed(orjson.dumps(text).decode()[1:-1]) in folded
            for text in (*self.own, *self.names)
        )

    def without(self, cells: Sequence[Cell], *, spoken_of: bool) -> list[Cell] | None:
        """Return a row without the cells that betray what is forgotten; None if none does.

        Parameters
        ----------
        cells : sequence of Cell
        spoken_of : bool
            Whether the row is known to speak of it: what cannot be found in any cell is then
            erased with all of them.
        """
        left = [self._kept(cell, spoken_of=spoken_of) for cell in cells]
        if not spoken_of:
            return None if left == list(cells) else left
        texts = [squeezed(cell_text(cell)) for cell in cells if cell is not None]
        if self.vague or not all(any(n in text for text in texts) for n in self.near):
            left = [None] * len(cells)
        return left

    def in_row(self, cells: Sequence[Cell]) -> bool:
        """Whether a row has some text of `names`."""
        return any(_any_in(self.names, cell_text(cell)) for cell in cells if cell is not None)

    def _kept(self, cell: Cell, *, spoken_of: bool) -> Cell:
        if cell is None:
            return None
        text = cell_text(cell)
        if self.betrayed_by(text):
            return None
        if spoken_of and any(near in squeezed(text) for near in self.near):
            return None
        return cell


def texts_of(values: Mapping[str, Value], declared: Iterable[Property]) -> tuple[set[str], bool]:
    """Return the texts among values as they may stand in cells, and whether there are others."""
    known = list(declared)
    kinds = {p.name: p.kind for p in known}
    identifiers = {p.name for p in known if p.identifier}
    texts: set[str] = set()
    vague = False
    for name, value in values.items():
        parts: tuple[Any, ...] = value if isinstance(value, tuple) else (value,)
        folded = {squeezed(str(part)) for part in parts}
        if name in identifiers:
            # Cells often have the end of an address only.
            folded = {end if len(end := _end(text)) >= _LONG else text for text in folded}
        if kinds.get(name) not in _TEXTS or any(len(text) < _LEAST for text in folded):
            vague = True
        else:
            texts |= folded
    return texts, vague


def squeezed(text: str) -> str:
    """Fold a text so that its spellings agree, without any white space."""
    return "".join(fold(text).split())


def _end(address: str) -> str:
    return address.rpartition("/")[2]


def _any_in(texts: Sequence[str], text: str) -> bool:
    folded = squeezed(text)
    words: list[str] | None = None
    for one in texts:
        if one not in folded:
            continue
        if len(one) >= _SHORT:
            return True
        if words is None:
            words = [*_WORD.findall(fold(text)), folded]
        if one in words:
            return True
    return False

"""Which cell of a row gave a value: the way back from what was said to where it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from loaders.choosing import chooser
from loaders.fields import bind
from loaders.layout import Bond, Choice, Field, Layout, Mention, Subject
from loaders.mentions import MentionReader
from loaders.readings import Converter
from loaders.rows import Cell, cell_text
from schema.catalogue import Catalogue
from schema.columns import Value
from schema.packs import Pack

__all__ = ["CellFinder", "FoundCell"]


class FoundCell(NamedTuple):
    """A cell that gave a value.

    Attributes
    ----------
    column : str
        Header.
    cell : str
        Its content as it is shown to people.
    """

    column: str
    cell: str


class _Source(NamedTuple):
    """A column of a property, and how its cells are read."""

    header: str
    pick: Callable[[Sequence[Cell]], Cell]
    convert: Converter


class CellFinder:
    """Finds cells of the rows of one table.

    Parameters
    ----------
    catalogue : Catalogue
    pack : Pack
    layout : Layout
    headers : sequence of str
    """

    def __init__(
        self, catalogue: Catalogue, pack: Pack, layout: Layout, headers: Sequence[str]
    ) -> None:
        self._catalogue = catalogue
        self._at = {header: i for i, header in reversed(list(enumerate(headers)))}
        self._width = len(headers)
        self._sources: dict[tuple[str, str], list[_Source]] = {}
        owners: Iterable[Subject | Bond | Mention]
        owners = (*layout.subjects, *layout.bonds, *layout.mentions)
        for owner in owners:
            spoken_of = self._spoken_of(owner)
            for field, convert in bind(owner.fields, layout, pack):
                source = _Source(field.header, self._picker(field), convert)
                self._sources.setdefault((spoken_of, field.property.name), []).append(source)
        order = {s.name: i for i, s in enumerate(layout.subjects)}
        place: dict[str | Choice, int] = dict(self._at.items())
        self._mentions = MentionReader(catalogue, pack, layout, place, order)

    def find(
        self, row: Sequence[Cell], type_: str, property_: str, value: Value
    ) -> FoundCell | None:
        """Return the cell that said a value of a record or link; None if the layout did.

        Parameters
        ----------
        row : sequence of Cell
        type_ : str
            A record's type, or a link's.
        property_ : str
        value : Value
            Of a list one column may have said a part.
        """
        cells = [*row[: self._width], *[None] * (self._width - len(row))]
        spoken_of = type_ if type_ in self._catalogue.links else self._catalogue.family(type_)
        for source in self._sources.get((spoken_of, property_), ()):
            if _gives(source.convert, source.pick(cells), value):
                return FoundCell(source.header, _shown(cells[self._at[source.header]]))
        for header, cell, named in self._mentions.named(cells):
            for draft in chain(named, *(draft.parts for draft in named)):
                if draft.family == spoken_of and draft.values.get(property_) == value:
                    return FoundCell(header, _shown(cell))
        return None

    def _spoken_of(self, owner: Subject | Bond | Mention) -> str:
        if isinstance(owner, Subject):
            return self._catalogue.family(owner.types[0])
        return owner.link.type if isinstance(owner, Bond) else owner.end.link.type

    def _picker(self, field: Field) -> Callable[[Sequence[Cell]], Cell]:
        if field.choice is not None:
            return chooser(field.choice, self._at)
        at = self._at[field.header]
        return lambda cells: cells[at]


def _gives(convert: Converter, cell: Cell, value: Value) -> bool:
    # A row that states several records of a kind has one part of the cell for each.
    parts = (cell, *cell) if isinstance(cell, tuple) else (cell,)
    return any(_is_of(convert(part)[0], value) for part in parts)


def _is_of(said: Value | None, value: Value) -> bool:
    if isinstance(said, tuple) and isinstance(value, tuple):
        return not set(value).isdisjoint(said)
    return said is not None and said == value


def _shown(cell: Cell) -> str:
    return "" if cell is None else cell_text(cell)

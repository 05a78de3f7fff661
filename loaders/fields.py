"""Columns of properties bound to their converters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from loaders.cells import converter
from loaders.districts import DISTRICT_SCHEME
from loaders.drafts import CellFlaw
from loaders.flaws import Flaw
from loaders.identifiers import SCHEMES
from loaders.layout import Choice, Field, Layout, source_of
from loaders.readings import Converter
from loaders.rows import Cell, cell_text, scalars
from schema.columns import Value
from schema.declarations import Kind, LinkType, Property
from schema.packs import Pack

__all__ = [
    "Column",
    "LinkFields",
    "LinkReading",
    "bind",
    "constants",
    "name_property",
    "picker",
    "uneven_lists",
]

_REMEMBERED = 50_000
_PICKY = SCHEMES - {"certificate"} | {DISTRICT_SCHEME}
"""Schemes that most texts are no identifiers of; certificates may have any number."""

LinkReading: TypeAlias = tuple[str, Mapping[str, Value], tuple[CellFlaw, ...]]
"""Key and values of a link, and what is wrong with their cells."""


class Column(NamedTuple):
    """A column of a property, where its cells stand, and what converts them."""

    field: Field
    place: int
    convert: Converter

    @property
    def picky(self) -> bool:
        """Whether it is no column in which any text may stand."""
        declared = self.field.property
        if declared.kind in (Kind.STRING, Kind.STRINGS):
            return (self.field.scheme or declared.notation) in _PICKY
        return True

    def takes(self, cell: Cell) -> bool:
        """Say whether a cell is a value of it, with nothing to doubt."""
        value, flaws = self.convert(cell)
        return value is not None and not flaws


def picker(places: Sequence[int]) -> Callable[[Sequence[Cell]], tuple[Cell, ...]]:
    """Make a function that picks the cells at some places, as a tuple whatever their number."""
    match places:
        case []:
            return lambda _: ()
        case [place]:
            return lambda cells: (cells[place],)
        case _:
            return itemgetter(*places)


def bind(
    fields: Iterable[Field], layout: Layout, pack: Pack
) -> tuple[tuple[Field, Converter], ...]:
    """Give each column its converter."""
    return tuple((field, converter(field, layout, pack)) for field in fields)


def constants(
    texts: Mapping[str, str], properties: Iterable[Property], layout: Layout, pack: Pack
) -> dict[str, Value]:
    """Convert what a layout states of every row."""
    values: dict[str, Value] = {}
    for declared in properties:
        if declared.name in texts:
            field = Field(property=declared, header="")
            value, _ = converter(field, layout, pack)(texts[declared.name])
            if value is not None:
                values[declared.name] = value
    return values


def uneven_lists(columns: Iterable[tuple[Field, Cell]], length: int) -> list[CellFlaw]:
    """Cells that say something, but not once for each of some records of a row."""
    return [
        CellFlaw(
            field.header,
            cell,
            Flaw(
                "UNEVEN_LIST",
                f"{cell_text(cell)} holds {many} for {length} names and was given to none of them.",
                "Write one value for each of them, in their order.",
            ),
        )
        for field, cell in columns
        if scalars(cell) and (many := len(cell) if isinstance(cell, tuple) else 1) != length
    ]


def name_property(properties: Iterable[Property]) -> Property | None:
    """The property that holds a record's proper name, if its type has one."""
    return next((p for p in properties if p.naming and p.kind is Kind.STRING), None)


class LinkFields:
    """Reads what a row says of the properties of a link.

    Parameters
    ----------
    pack, layout : Pack, Layout
    link : LinkType
    fields : sequence of Field
    stated : mapping of str to str
        What holds for every row; cells go before it.
    place : mapping of str or Choice to int
        Where the cells of each column stand.

    Attributes
    ----------
    columns : tuple of Column
    """

    def __init__(
        self,
        pack: Pack,
        layout: Layout,
        link: LinkType,
        *,
        fields: Sequence[Field],
        stated: Mapping[str, str],
        place: Mapping[str | Choice, int],
    ) -> None:
        self._key = link.key
        self._fields = bind(fields, layout, pack)
        self._stated = constants(stated, link.properties, layout, pack)
        places = [place[source_of(field)] for field in fields]
        self._pick = picker(places)
        self.columns = tuple(
            Column(field, at, convert)
            for (field, convert), at in zip(self._fields, places, strict=True)
            if not field.each
        )
        self._remembered: dict[tuple[Cell, ...], LinkReading] = {}

    def read(self, cells: Sequence[Cell]) -> LinkReading:
        """Return key, values and flaws; equal cells share one reading."""
        return self._known(self._pick(cells))

    def read_one(self, cells: Sequence[Cell], at: int, length: int) -> LinkReading:
        """Return the same of one of several links: its own value of lists that go with them all."""
        picked = self._pick(cells)
        return self._known(
            tuple(
                (cell[at] if isinstance(cell, tuple) and len(cell) == length else None)
                if field.each
                else cell
                for (field, _), cell in zip(self._fields, picked, strict=True)
            )
        )

    def uneven(self, cells: Sequence[Cell], length: int) -> list[CellFlaw]:
        """Lists that do not go with that many links."""
        columns = zip((field for field, _ in self._fields), self._pick(cells), strict=True)
        return uneven_lists(((field, cell) for field, cell in columns if field.each), length)

    def _known(self, picked: tuple[Cell, ...]) -> LinkReading:
        found = self._remembered.get(picked)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            found = self._remembered[picked] = self._fresh(picked)
        return found

    def _fresh(self, picked: tuple[Cell, ...]) -> LinkReading:
        told: dict[str, Value] = {}
        flaws: list[CellFlaw] = []
        for (field, convert), cell in zip(self._fields, picked, strict=True):
            value, found = convert(cell)
            if found:
                said = [CellFlaw(field.header, cell, flaw) for flaw in found]
                flaws.extend(flaw for flaw in said if flaw not in flaws)
            if value is not None:
                told.setdefault(field.property.name, value)
        values = {**self._stated, **told}
        key = str(values.get(self._key, "")) if self._key else ""
        return key, values, tuple(flaws)

"""What a row says of a record that it states, or of several of a kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from loaders.districts import DISTRICT_SCHEME, present_names
from loaders.drafts import CellFlaw, DraftNode
from loaders.fields import Column, bind, constants, picker, uneven_lists
from loaders.flaws import Flaw
from loaders.identifiers import also_known_by
from loaders.layout import Choice, Layout, Subject, TypeColumn, source_of
from loaders.names import fold, match_key
from loaders.rows import Cell, cell_text, scalars
from schema.catalogue import Catalogue
from schema.columns import Value
from schema.packs import Pack

__all__ = ["SubjectReader"]

_REMEMBERED = 50_000


class SubjectReader:
    """Reads what a row says of one subject.

    Parameters
    ----------
    catalogue : Catalogue
    pack : Pack
    layout : Layout
    subject : Subject
    place : mapping of str or Choice to int
        Where the cells of each column stand.

    Attributes
    ----------
    columns : tuple of Column
        None if a row states several of them.
    several : bool
        Whether a row states as many as the lists in its columns have values.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        pack: Pack,
        layout: Layout,
        subject: Subject,
        place: Mapping[str | Choice, int],
    ) -> None:
        self._catalogue = catalogue
        self._type = subject.type
        first = catalogue.by_name[subject.types[0]]
        self._family = catalogue.family(first.name)
        found_by = first.found_by
        properties = {p.name for p in first.properties}
        self._traits = tuple(name for name in found_by if name in properties)
        self._bound = any(name not in properties for name in found_by)
        self._fields = bind(subject.fields, layout, pack)
        self._constants = constants(subject.constants, first.properties, layout, pack)
        self._naming = list(
            dict.fromkeys(f.property.name for f in subject.fields if f.property.naming)
        )
        self._district = next(
            (p for p in first.properties if p.identifier == DISTRICT_SCHEME), None
        )
        if self._district is not None:
            self._naming = [p.name for p in first.properties if p.naming]
        self._pack = pack
        self.several = subject.each
        self._mention = subject.mention
        sources: list[str | Choice] = [source_of(f) for f in subject.fields]
        self._type_words: Mapping[str, str] = {}
        if isinstance(subject.type, TypeColumn):
            if subject.type.header in place:
                sources.append(subject.type.header)
            self._type_words = {fold(word): name for word, name in subject.type.types.items()}
        places = [place[source] for source in sources]
        self.columns = tuple(
            Column(field, at, convert)
            for (field, convert), at in zip(self._fields, places, strict=False)
            if not subject.each
        )
        self._typed = len(sources) > len(subject.fields)
        self._pick = picker(places)
        self._telling = [at for at, f in enumerate(subject.fields) if f.scheme or f.property.naming]
        self._remembered: dict[tuple[Cell, ...], DraftNode] = {}

    def read(self, cells: Sequence[Cell]) -> list[DraftNode]:
        """The records of the subject: one, or as many as its columns have values."""
        picked = self._pick(cells)
        if not self.several:
            return [self._one(picked)]
        return [self._one(row) for _, row in self._rows(picked)]

    def places(self, cells: Sequence[Cell]) -> tuple[list[int], int]:
        """Where each of the records stands in the lists, from 0, and how long these are."""
        picked = self._pick(cells)
        return [at for at, _ in self._rows(picked)], self._length(picked)

    def uneven(self, cells: Sequence[Cell]) -> list[CellFlaw]:
        """What lists say that cannot be given to any one of the records."""
        picked = self._pick(cells)
        columns = ((f, cell) for (f, _), cell in zip(self._fields, picked, strict=False))
        return uneven_lists(columns, self._length(picked))

    def _rows(self, picked: tuple[Cell, ...]) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        columns = [cell if isinstance(cell, tuple) else (cell,) for cell in picked]
        length = self._length(picked)
        # A column that no record of this row has is shorter than the others.
        rows = zip(*(c if len(c) == length else (None,) * length for c in columns), strict=True)
        return ((at, row) for at, row in enumerate(rows) if any(c is not None for c in row))

    def _length(self, picked: tuple[Cell, ...]) -> int:
        """How many records the columns that name or identify them state."""
        told = [picked[at] for at in self._telling]
        return max((len(cell) if isinstance(cell, tuple) else 1 for cell in told), default=0)

    def _one(self, picked: tuple[Cell, ...]) -> DraftNode:
        if self._bound:
            # Where it works is part of who it is, and stands in other columns.
            return self._draft(picked)
        found = self._remembered.get(picked)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            found = self._remembered[picked] = self._draft(picked)
        return found

    def _draft(self, picked: tuple[Cell, ...]) -> DraftNode:
        values: dict[str, Value] = dict(self._constants)
        flaws: list[CellFlaw] = []
        identifiers: list[str] = []
        held: list[str] = []
        for (field, convert), cell in zip(self._fields, picked, strict=False):
            name = field.property.name
            known = values.get(name)
            if known is not None and not isinstance(known, tuple):
                continue
            value, found = convert(cell)
            if found:
                told = [CellFlaw(field.header, cell, flaw) for flaw in found]
                flaws.extend(flaw for flaw in told if flaw not in flaws)
            if value is None:
                continue
            if isinstance(known, tuple) and isinstance(value, tuple):
                value = tuple(dict.fromkeys((*known, *value)))
            values[name] = value
            if field.scheme:
                identifiers.append(f"{field.scheme}:{value}")
                held.extend(f"{s}:{v}" for s, v in also_known_by(field.scheme, str(value)))
        if self._district is not None:
            flaws.extend(self._present(values, picked))
            code = values.get(self._district.name)
            identifiers = [f"{DISTRICT_SCHEME}:{code}"] if code is not None else []
        names = self._names(values)
        keys = tuple(dict.fromkeys(f"name:{self._family}:{match_key(name)}" for name in names))
        node = DraftNode(
            type=self._stated_type(picked, flaws),
            family=self._family,
            values=values,
            identified=bool(identifiers or keys),
            # What an identifier holds counts less than what the row says itself.
            identifiers=tuple(dict.fromkeys((*identifiers, *held))),
            name_keys=keys,
            traits=self._trait_keys(keys, values),
            mention=self._mention,
            bound=self._bound,
        )
        if not node.identified:
            flaws.append(self._unidentified(node.type, picked))
        node.flaws = tuple(flaws)
        return node

    def _present(self, values: dict[str, Value], picked: tuple[Cell, ...]) -> Iterator[CellFlaw]:
        """Give a district the present code and name for a name that it no longer has."""
        for (field, _), cell in zip(self._fields, picked, strict=False):
            if field.property.naming and field.property.name in values and self._district:
                flaw = present_names(
                    self._pack, values, code=self._district.name, names=self._naming
                )
                if flaw is not None:
                    yield CellFlaw(field.header, cell, flaw)
                return

    def _names(self, values: dict[str, Value]) -> list[str]:
        """The names among the values, the proper one first; an alias that repeats it is none."""
        names: list[str] = []
        for name in self._naming:
            value = values.get(name)
            if isinstance(value, tuple):
                value = values[name] = tuple(alias for alias in value if alias not in names)
                if not value:
                    del values[name]
                names.extend(value)
            elif value is not None:
                names.append(str(value))
        return names

    def _stated_type(self, picked: tuple[Cell, ...], flaws: list[CellFlaw]) -> str:
        if isinstance(self._type, str):
            return self._type
        cell = picked[-1] if self._typed else None
        said = {fold(str(value)) for value in scalars(cell)}
        stated = next((type_ for word, type_ in self._type_words.items() if word in said), None)
        if stated is not None:
            return stated
        if self._type.otherwise is not None:
            return self._type.otherwise
        known = ", ".join(self._type.types)
        flaws.append(
            CellFlaw(
                self._type.header,
                cell,
                Flaw(
                    "UNKNOWN_TYPE",
                    f"{cell_text(cell)} is no type of record.",
                    f"Known are {known}.",
                ),
            )
        )
        some = next(iter(self._type.types.values()))
        return self._catalogue.placeholder(self._family) or some

    def _trait_keys(self, keys: Sequence[str], values: Mapping[str, Value]) -> tuple[str, ...]:
        if not self._traits or any(name not in values for name in self._traits):
            return ()
        trait = "|".join(str(values[name]) for name in self._traits)
        return tuple(f"{key}@{trait}" for key in keys)

    def _unidentified(self, type_: str, picked: tuple[Cell, ...]) -> CellFlaw:
        naming = [
            (field.header, cell)
            for (field, _), cell in zip(self._fields, picked, strict=False)
            if field.property.naming or field.scheme
        ]
        header, cell = naming[0] if naming else ("", None)
        label = self._catalogue.by_name[type_].label
        return CellFlaw(
            header,
            cell,
            Flaw(
                "NO_IDENTITY",
                f"The row names no {type_} ({label}): neither a name nor a valid identifier.",
                f"Fill in {' or '.join(h for h, _ in naming)}.",
            ),
        )

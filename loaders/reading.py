"""Rows to drafts, by a layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from loaders.drafts import CellFlaw, DraftLink, DraftNode, DraftRow
from loaders.fields import LinkFields, bind, constants, picker
from loaders.flaws import Flaw
from loaders.layout import Layout, Subject, TypeColumn
from loaders.mentions import MentionReader
from loaders.names import fold, match_key
from loaders.rows import Cell, RawRow
from schema.catalogue import Catalogue
from schema.columns import Value
from schema.packs import Pack

__all__ = ["RowReader"]

_REMEMBERED = 200_000


class RowReader:
    """Reads the rows of one table.

    Parameters
    ----------
    catalogue : Catalogue
    pack : Pack
    layout : Layout
    headers : sequence of str
        The table's header row; has every header that the layout names.

    Notes
    -----
    What rows with the same cells say of a record is worked out once and shared: tables repeat
    their organisations and projects.
    """

    def __init__(
        self, catalogue: Catalogue, pack: Pack, layout: Layout, headers: Sequence[str]
    ) -> None:
        place = {header: i for i, header in reversed(list(enumerate(headers)))}
        self._width = len(headers)
        self._subjects = [
            _SubjectReader(catalogue, pack, layout, s, place) for s in layout.subjects
        ]
        order = {s.name: i for i, s in enumerate(layout.subjects)}
        self._bonds = [
            (
                order[b.source],
                order[b.target],
                b.link.type,
                LinkFields(pack, layout, b.link, fields=b.fields, stated=b.constants, place=place),
            )
            for b in layout.bonds
        ]
        self._mentions = MentionReader(catalogue, pack, layout, place, order)

    def read(self, row: RawRow) -> DraftRow:
        """Say what a row says."""
        cells = row.cells
        flaws: list[CellFlaw] = []
        if len(cells) != self._width:
            cells = self._fit(cells, flaws)
        stated = [subject.read(cells) for subject in self._subjects]
        nodes = []
        for node in stated:
            if node.flaws:
                flaws.extend(node.flaws)
            if node.identified:
                nodes.append(node)
        if not nodes:
            return DraftRow((), (), flaws)
        links: list[DraftLink] = []
        for source, target, type_, fields in self._bonds:
            near, far = stated[source], stated[target]
            if near.identified and far.identified:
                key, values, bond_flaws = fields.read(cells)
                links.append(DraftLink(type_, near, far, key, values))
                if bond_flaws:
                    flaws.extend(bond_flaws)
        if self._mentions:
            self._mentions.read(cells, stated, nodes, links, flaws)
        return DraftRow(nodes, links, flaws)

    def _fit(self, cells: list[Cell], flaws: list[CellFlaw]) -> list[Cell]:
        beyond = [cell for cell in islice(cells, self._width, None) if cell not in (None, "")]
        if beyond:
            flaws.append(
                CellFlaw(
                    "",
                    beyond[0],
                    Flaw(
                        "EXTRA_CELLS",
                        f"The row has {len(cells)} cells, the header {self._width}.",
                        "Look whether cells of this row are shifted.",
                    ),
                )
            )
        return [*cells[: self._width], *[None] * (self._width - len(cells))]


class _SubjectReader:
    """Reads what a row says of one subject."""

    def __init__(
        self,
        catalogue: Catalogue,
        pack: Pack,
        layout: Layout,
        subject: Subject,
        place: Mapping[str, int],
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
        headers = [f.header for f in subject.fields]
        self._type_words: Mapping[str, str] = {}
        if isinstance(subject.type, TypeColumn):
            headers.append(subject.type.header)
            self._type_words = {fold(word): name for word, name in subject.type.types.items()}
        self._pick = picker([place[h] for h in headers])
        self._remembered: dict[tuple[Cell, ...], DraftNode] = {}

    def read(self, cells: list[Cell]) -> DraftNode:
        picked = self._pick(cells)
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
        names: list[str] = []
        for (declared, convert), cell in zip(self._fields, picked, strict=False):
            value, found = convert(cell)
            if found:
                flaws.extend(CellFlaw(declared.header, cell, flaw) for flaw in found)
            if value is None or declared.property.name in values:
                continue
            values[declared.property.name] = value
            if declared.scheme:
                identifiers.append(f"{declared.scheme}:{value}")
            if declared.property.naming:
                names.extend(value if isinstance(value, tuple) else (str(value),))
        keys = tuple(dict.fromkeys(f"name:{self._family}:{match_key(name)}" for name in names))
        node = DraftNode(
            type=self._stated_type(picked, flaws),
            family=self._family,
            values=values,
            identified=bool(identifiers or keys),
            identifiers=tuple(identifiers),
            name_keys=keys,
            traits=self._trait_keys(keys, values),
            bound=self._bound,
        )
        if not node.identified:
            flaws.append(self._unidentified(node.type, picked))
        node.flaws = tuple(flaws)
        return node

    def _stated_type(self, picked: tuple[Cell, ...], flaws: list[CellFlaw]) -> str:
        if isinstance(self._type, str):
            return self._type
        cell = picked[-1]
        stated = self._type_words.get(fold(str(cell)))
        if stated is not None:
            return stated
        known = ", ".join(self._type.types)
        flaws.append(
            CellFlaw(
                self._type.header,
                cell,
                Flaw("UNKNOWN_TYPE", f"{cell} is no type of record.", f"Known are {known}."),
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

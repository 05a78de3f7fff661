"""Columns whose cells name the far ends of links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple, TypeAlias

from loaders.districts import DISTRICT_SCHEME, find_district
from loaders.drafts import CellFlaw, DraftLink, DraftNode
from loaders.fields import Column, LinkFields, name_property
from loaders.flaws import Flaw
from loaders.identifiers import CHECKED, InvalidIdentifier, normalise_identifier
from loaders.labelled import LabelledNames, NameSplitter, ambiguous_list
from loaders.layout import Choice, Layout, Mention
from loaders.missing import is_missing
from loaders.named_roles import NamedRoles, role_of
from loaders.names import match_key
from loaders.rows import Cell, cell_text, scalars
from loaders.several import split_names, split_people
from schema.catalogue import Catalogue
from schema.columns import Value
from schema.declarations import Direction, Kind
from schema.packs import Pack
from schema.time import PartialDate

__all__ = ["MentionReader"]

_REMEMBERED = 50_000
_NO_NAME = re.compile(r"[\W_]+|#[A-Z0-9/]+[!?]?|[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")
"""Signs only, errors of formulas, and numbers that a spreadsheet shortened."""


class MentionReader:
    """Reads the link columns of one table.

    Parameters
    ----------
    catalogue : Catalogue
    pack : Pack
    layout : Layout
    place : mapping of str or Choice to int
        Where the cells of each column stand.
    order : mapping of str to int
        Where each subject stands among the subjects.
    period : PartialDate, optional
        The time of which the table speaks.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        pack: Pack,
        layout: Layout,
        place: Mapping[str | Choice, int],
        order: Mapping[str, int],
        *,
        period: PartialDate | None = None,
    ) -> None:
        subjects = {s.name: s for s in layout.subjects}
        columns = [
            _Column(
                catalogue,
                pack,
                layout,
                mention,
                place=place,
                subject=order[mention.subject],
                found_by=catalogue.by_name[subjects[mention.subject].types[0]].found_by,
                period=period,
            )
            for mention in layout.mentions
        ]
        # Whoever is found beside others is read after them.
        self._columns = sorted(columns, key=lambda column: column.beside is not None)

    def __bool__(self) -> bool:
        return bool(self._columns)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of properties of the links."""
        return tuple(chain.from_iterable(column.fields.columns for column in self._columns))

    def named(self, cells: Sequence[Cell]) -> Iterator[tuple[str, Cell, tuple[DraftNode, ...]]]:
        """Yield header and cell of each link column with the records that the cell names."""
        for column in self._columns:
            cell = cells[column.place]
            yield column.header, cell, column.read(cell, column.time_of(cells))[0]

    def read(
        self,
        cells: Sequence[Cell],
        stated: Sequence[DraftNode],
        nodes: list[DraftNode],
        links: list[DraftLink],
        flaws: list[CellFlaw],
    ) -> None:
        """Add the named records, the links to them and what is wrong with their cells."""
        named: list[tuple[_Column, tuple[DraftNode, ...]]] = []
        for column in self._columns:
            subject = stated[column.subject]
            if not subject.identified:
                continue
            far, found, roles = column.read(cells[column.place], column.time_of(cells))
            flaws.extend(found)
            if not far:
                continue
            if column.beside is not None:
                far = column.placed(far, subject, named)
            if column.lends:
                far = _lent(far, subject)
            if column.binds:
                subject.near = subject.home = (*subject.home, *far)
            named.append((column, far))
            nodes.extend(node for node in far if node not in nodes)
            key, values, found = column.fields.read(cells)
            flaws.extend(found)
            for node, role in zip(far, roles, strict=True):
                ends = (subject, node) if column.out else (node, subject)
                said = values if role is None else _changed(values, role)
                links.append(
                    DraftLink(column.type, *ends, key, said, column.header, cells[column.place])
                )


_Role: TypeAlias = Mapping[str, Value | None] | None
"""What is said of one link of several, in place of what is said of all."""


class _Reading(NamedTuple):
    nodes: tuple[DraftNode, ...]
    flaws: tuple[CellFlaw, ...]
    roles: tuple[_Role, ...]


class _Column:
    """One link column."""

    def __init__(
        self,
        catalogue: Catalogue,
        pack: Pack,
        layout: Layout,
        mention: Mention,
        *,
        place: Mapping[str | Choice, int],
        subject: int,
        found_by: Sequence[str],
        period: PartialDate | None,
    ) -> None:
        end = mention.end
        far = catalogue.by_name[end.far]
        self.header = mention.header
        self.place = place[mention.header]
        self.subject = subject
        self.type = end.link.type
        self.out = end.direction is Direction.OUT
        self.lends = end.link.names_target and self.out
        self.binds = end.name in found_by
        self.values = dict(mention.values)
        self.fields = LinkFields(
            pack, layout, end.link, fields=mention.fields, stated=mention.values, place=place
        )
        self.family = catalogue.family(far.name)
        self._catalogue = catalogue
        self._pack = pack
        self._placeholders = layout.placeholders
        self._type = catalogue.placeholder(far.name) or (None if far.abstract else far.name)
        self._name = name_property(far.properties)
        self._checked = [p for p in far.properties if p.identifier in CHECKED]
        properties = {p.name for p in far.properties}
        ends = {e.name: e for e in catalogue.ends(far.name)}
        beside = [ends[name] for name in far.found_by if name not in properties]
        self.beside = catalogue.family(beside[0].far) if beside else None
        self._district = next((p for p in far.properties if p.identifier == DISTRICT_SCHEME), None)
        self._dated: list[str] = []
        self._period: PartialDate | None = None
        if self._district:
            self._dated = [f.property.name for f in mention.fields if f.property.kind is Kind.DATE]
            self._period = period
        split = split_people if self.beside else split_names
        role = role_of(end)
        self._roles: NamedRoles | None = None
        self._split = _unlabelled(split)
        if role is not None:
            self._roles = NamedRoles(
                role, pack, stated=mention.values, first=mention.first, split=split
            )
            self._split = self._roles.cut
        self._remembered: dict[object, _Reading] = {}

    def time_of(self, cells: Sequence[Cell]) -> PartialDate | None:
        """The time of which a row speaks here, where it counts: districts come and go."""
        if not self._dated:
            return self._period
        values = self.fields.read(cells)[1]
        told = next((str(values[name]) for name in self._dated if name in values), "")
        return PartialDate(told) if told else self._period

    def read(self, cell: Cell, on: PartialDate | None) -> _Reading:
        """The records that a cell names; equal cells share their drafts."""
        key = cell if on is None else (cell, on)
        found = self._remembered.get(key)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            found = self._remembered[key] = self._fresh(cell, on)
        return found

    def placed(
        self,
        far: Sequence[DraftNode],
        subject: DraftNode,
        named: Sequence[tuple[_Column, tuple[DraftNode, ...]]],
    ) -> tuple[DraftNode, ...]:
        """Copies of drafts that know beside which records of the row they are searched."""
        around = [
            (column, n) for column, others in named for n in others if n.family == self.beside
        ]
        same_part = [n for column, n in around if column.values == self.values]
        home = (subject, *(same_part if len(same_part) == 1 else ()))
        near = (subject, *(n for _, n in around))
        return tuple(replace(node, bound=True, near=near, home=home) for node in far)

    def _fresh(self, cell: Cell, on: PartialDate | None) -> _Reading:
        if is_missing(cell, self._placeholders):
            return _Reading((), (), ())
        text = cell_text(cell)
        found = self._names(cell)
        flaws = [ambiguous_list(text, found.names)] if found.doubtful else []
        roles: Sequence[_Role] = (None,) * len(found.names)
        if self._roles is not None:
            roles = self._roles.of(text, found, flaws)
        nodes: list[DraftNode] = []
        said: list[_Role] = []
        for name, role in zip(found.names, roles, strict=True):
            if is_missing(name, self._placeholders):
                continue
            node = self._located(name, on, flaws) if self._district else self._named(name, flaws)
            if node is not None:
                nodes.append(node)
                said.append(role)
        told = tuple(CellFlaw(self.header, cell, flaw) for flaw in flaws)
        return _Reading(tuple(nodes), told, tuple(said))

    def _names(self, cell: Cell) -> LabelledNames:
        """The names in a cell; those of a list are told apart."""
        if isinstance(cell, tuple):
            names = tuple(dict.fromkeys(str(part).strip() for part in scalars(cell)))
            return LabelledNames(names, (None,) * len(names), doubtful=False)
        return self._split(str(cell))

    def _named(self, name: str, flaws: list[Flaw]) -> DraftNode | None:
        if _NO_NAME.fullmatch(name):
            flaws.append(
                Flaw("BAD_NAME", f"{name} is no name.", "Write the name, or leave the cell empty.")
            )
            return None
        identified = self._identified(name)
        if identified is not None:
            return identified
        values: dict[str, Value] = {self._name.name: name} if self._name else {}
        return DraftNode(
            type=self._type or "",
            family=self.family,
            values=values,
            name_keys=(f"name:{self.family}:{match_key(name)}",),
            mention=True,
        )

    def _identified(self, text: str) -> DraftNode | None:
        """A record named by an identifier that proves itself by its check digit."""
        for declared in self._checked if text.isascii() else ():
            scheme = str(declared.identifier)
            try:
                value = normalise_identifier(scheme, text)
            except InvalidIdentifier:
                continue
            return DraftNode(
                type=self._type or "",
                family=self.family,
                values={declared.name: value},
                identifiers=(f"{scheme}:{value}",),
                mention=True,
            )
        return None

    def _located(self, name: str, on: PartialDate | None, flaws: list[Flaw]) -> DraftNode | None:
        found, flaw = find_district(self._pack, name, on)
        if flaw is not None:
            flaws.append(flaw)
        if found is None:
            return None
        assert self._district is not None  # noqa: S101 - asked before
        values: dict[str, Value] = {self._district.name: found.code}
        if self._name and found.name:
            values[self._name.name] = found.name
        return DraftNode(
            type=self._type or "",
            family=self.family,
            values=values,
            identifiers=(f"{DISTRICT_SCHEME}:{found.code}",),
            name_keys=(f"name:{self.family}:{match_key(found.name)}",) if found.name else (),
            mention=True,
        )


def _changed(values: Mapping[str, Value], role: Mapping[str, Value | None]) -> dict[str, Value]:
    changed = {**values, **role}
    return {name: value for name, value in changed.items() if value is not None}


def _unlabelled(split: NameSplitter) -> Callable[[str], LabelledNames]:
    def cut(text: str) -> LabelledNames:
        names, doubtful = split(text)
        return LabelledNames(names, (None,) * len(names), doubtful)

    return cut


def _lent(far: Sequence[DraftNode], subject: DraftNode) -> tuple[DraftNode, ...]:
    """Copies of drafts that are also found by the subject's name from now on."""
    names = [key.split(":", 2)[2] for key in subject.name_keys]
    return tuple(
        replace(node, lent_keys=tuple(f"name:{node.family}:{name}" for name in names))
        for node in far
    )

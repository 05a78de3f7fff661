"""One column whose cells name the far ends of links: its cells to drafts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from loaders.characters import private_characters
from loaders.districts import DISTRICT_SCHEME, find_district
from loaders.drafts import CellFlaw, DraftNode
from loaders.fields import LinkFields, name_property
from loaders.flaws import Flaw
from loaders.identifiers import CHECKED, InvalidIdentifier, normalise_identifier
from loaders.labelled import LabelledNames, NameSplitter, ambiguous_list
from loaders.layout import Choice, Layout, Mention
from loaders.missing import is_missing
from loaders.named_roles import NamedRoles, role_of
from loaders.names import match_key
from loaders.rows import Cell, cell_text, scalars
from loaders.several import separable, split_names, split_people
from schema.catalogue import Catalogue
from schema.columns import Value
from schema.declarations import Direction, Kind
from schema.packs import Pack
from schema.time import PartialDate

__all__ = ["MentionColumn", "NamedRecords"]

_REMEMBERED = 50_000
_NO_NAME = re.compile(r"[\W_]+|#[A-Z0-9/]+[!?]?|[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")
"""Signs only, errors of formulas, and numbers that a spreadsheet shortened."""


_Role: TypeAlias = Mapping[str, Value | None] | None
"""What is said of one link of several, in place of what is said of all."""


class NamedRecords(NamedTuple):
    """Whom a cell names.

    Attributes
    ----------
    nodes : tuple of DraftNode
    flaws : tuple of CellFlaw
    roles : tuple of mapping or None
        Of each record what is said of its link in place of what is said of all.
    """

    nodes: tuple[DraftNode, ...]
    flaws: tuple[CellFlaw, ...]
    roles: tuple[_Role, ...]


class MentionColumn:
    """One link column.

    Parameters
    ----------
    catalogue : Catalogue
    pack : Pack
    layout : Layout
    mention : Mention
    place : mapping of str or Choice to int
        Where the cells of each column stand.
    subject : int
        Where the subject that it links stands among the subjects.
    found_by : sequence of str
        What tells records of the subject's name apart.
    period : PartialDate or None
        The time of which the table speaks.

    Attributes
    ----------
    header : str
    place, subject : int
    type, family : str
        The link's, and that of those who are named.
    out : bool
        Whether the link leads from the subject to them.
    lends : bool
        Whether they are called like the subject from now on.
    binds : bool
        Whether the subject is found beside them.
    values : dict
        What the column states of each link.
    fields : LinkFields
        What other columns say of it.
    beside : str or None
        The family beside whose records they are found.
    """

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
        self._remembered: dict[object, NamedRecords] = {}

    def time_of(self, cells: Sequence[Cell]) -> PartialDate | None:
        """The time of which a row speaks here, where it counts: districts come and go."""
        if not self._dated:
            return self._period
        values = self.fields.read(cells)[1]
        told = next((str(values[name]) for name in self._dated if name in values), "")
        return PartialDate(told) if told else self._period

    def read(self, cell: Cell, on: PartialDate | None) -> NamedRecords:
        """The records that a cell names; equal cells share their drafts."""
        key = cell if on is None else (cell, on)
        found = self._remembered.get(key)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            found = self._remembered[key] = self._fresh(cell, on)
        return found

    @property
    def located(self) -> bool:
        """Whether its cells name districts."""
        return self._district is not None

    def takes(self, cell: Cell) -> bool:
        """Say whether a cell names anybody."""
        return bool(self.read(cell, self._period).nodes)

    def placed(
        self,
        far: Sequence[DraftNode],
        subject: DraftNode,
        named: Sequence[tuple[MentionColumn, tuple[DraftNode, ...]]],
    ) -> tuple[DraftNode, ...]:
        """Copies of drafts that know beside which records of the row they are searched."""
        around = [
            (column, n) for column, others in named for n in others if n.family == self.beside
        ]
        same_part = [n for column, n in around if column.values == self.values]
        home = (subject, *(same_part if len(same_part) == 1 else ()))
        near = (subject, *(n for _, n in around))
        return tuple(replace(node, bound=True, near=near, home=home) for node in far)

    def _fresh(self, cell: Cell, on: PartialDate | None) -> NamedRecords:
        if is_missing(cell, self._placeholders):
            return NamedRecords((), (), ())
        text = cell_text(cell)
        found = self._names(cell)
        flaws: list[Flaw] = []
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
        if found.doubtful and (any(roles) or not self._left_to_matching(nodes, cell)):
            flaws.insert(0, ambiguous_list(text, found.names))
        told = tuple(CellFlaw(self.header, cell, flaw) for flaw in flaws)
        return NamedRecords(tuple(nodes), told, tuple(said))

    def _left_to_matching(self, nodes: Sequence[DraftNode], cell: Cell) -> bool:
        """Let matching see whether names are several; false if none has parts to be looked for."""
        if self.beside or self.lends or self._name is None:
            return False
        for node in nodes:
            name = str(node.values.get(self._name.name, ""))
            parts = [self._named(part, []) for part in separable(name)]
            if parts and None not in parts:
                node.parts = tuple(part for part in parts if part is not None)
                told = "；".join(separable(name))
                told = (
                    f"{name} may be several names: {told}. It was read as one: not all are known."
                )
                node.doubt = CellFlaw(self.header, cell, _several(told))
        return any(node.parts for node in nodes)

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
        flaws.extend(private_characters(name))
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


def _unlabelled(split: NameSplitter) -> Callable[[str], LabelledNames]:
    def cut(text: str) -> LabelledNames:
        names, doubtful = split(text)
        return LabelledNames(names, (None,) * len(names), doubtful)

    return cut


def _several(message: str) -> Flaw:
    return Flaw("AMBIGUOUS_LIST", message, "Separate names with ；, and write all of them.")

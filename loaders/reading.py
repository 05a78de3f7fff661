"""Rows to drafts, by a layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, islice

from loaders.choosing import chooser
from loaders.drafts import CellFlaw, DraftLink, DraftNode, DraftRow
from loaders.fields import LinkFields
from loaders.flaws import Flaw
from loaders.layout import Bond, Choice, Layout, Mention, Subject
from loaders.mentions import MentionReader
from loaders.rows import Cell, RawRow, SeenFlaw
from loaders.subjects import SubjectReader
from schema.catalogue import Catalogue
from schema.packs import Pack
from schema.time import PartialDate

__all__ = ["RowReader"]


class RowReader:
    """Reads the rows of one table.

    Parameters
    ----------
    catalogue : Catalogue
    pack : Pack
    layout : Layout
    headers : sequence of str
        The table's header row; has every header that the layout names.
    period : PartialDate, optional
        The time of which the table speaks, where its rows do not say.

    Attributes
    ----------
    columns : tuple of Column
        Those that hold properties, once each.

    Notes
    -----
    What rows with the same cells say of a record is worked out once and shared: tables repeat
    their organisations and projects.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        pack: Pack,
        layout: Layout,
        headers: Sequence[str],
        *,
        period: PartialDate | None = None,
    ) -> None:
        at = {header: i for i, header in reversed(list(enumerate(headers)))}
        self._headers = headers
        self._width = len(headers)
        owners: tuple[Subject | Bond | Mention, ...]
        owners = (*layout.subjects, *layout.bonds, *layout.mentions)
        choices = dict.fromkeys(f.choice for owner in owners for f in owner.fields if f.choice)
        # What counts of a column is one more cell at the end of the row.
        self._choosers = [chooser(choice, at) for choice in choices]
        place: dict[str | Choice, int] = dict(at.items())
        place |= {choice: self._width + i for i, choice in enumerate(choices)}
        self._subjects = [SubjectReader(catalogue, pack, layout, s, place) for s in layout.subjects]
        order = {s.name: i for i, s in enumerate(layout.subjects)}
        self._bonds = [
            _Bond(catalogue, pack, layout, bond, place=place, order=order) for bond in layout.bonds
        ]
        self._mentions = MentionReader(catalogue, pack, layout, place, order, period=period)
        read = chain(
            chain.from_iterable(subject.columns for subject in self._subjects),
            chain.from_iterable(bond.columns for bond in self._bonds),
            self._mentions.columns,
        )
        self.columns = tuple({column.place: column for column in read}.values())

    def read(self, row: RawRow) -> DraftRow:
        """Say what a row says."""
        cells = row.cells
        flaws: list[CellFlaw] = []
        if len(cells) != self._width:
            cells = self._fit(cells, flaws)
        if row.flaws:
            flaws.extend(map(self._seen, row.flaws))
        if self._choosers:
            cells = [*cells, *(choose(cells) for choose in self._choosers)]
        stated = [subject.read(cells) for subject in self._subjects]
        nodes = []
        for node in chain.from_iterable(stated):
            if node.flaws:
                flaws.extend(node.flaws)
            if node.identified:
                nodes.append(node)
        if not nodes:
            return DraftRow((), (), flaws)
        links: list[DraftLink] = []
        for bond in self._bonds:
            bond.read(cells, stated, links, flaws)
        if self._mentions:
            self._mentions.read(cells, [found[0] for found in stated], nodes, links, flaws)
        return DraftRow(nodes, links, flaws)

    def _seen(self, seen: SeenFlaw) -> CellFlaw:
        at = seen.at
        column = self._headers[at] if at is not None and at < self._width else ""
        return CellFlaw(column, seen.value, seen.flaw)

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


class _Bond:
    """Reads what a row says of the links between two of its subjects."""

    def __init__(
        self,
        catalogue: Catalogue,
        pack: Pack,
        layout: Layout,
        bond: Bond,
        *,
        place: Mapping[str | Choice, int],
        order: Mapping[str, int],
    ) -> None:
        self._source, self._target = order[bond.source], order[bond.target]
        self._type = bond.link.type
        self._fields = LinkFields(
            pack, layout, bond.link, fields=bond.fields, stated=bond.constants, place=place
        )
        self.columns = self._fields.columns
        source, target = (
            catalogue.by_name[layout.subjects[at].types[0]] for at in (self._source, self._target)
        )
        self._binds_source = bond.link.name in source.found_by
        self._binds_target = bond.link.inverse in target.found_by

    def read(
        self,
        cells: Sequence[Cell],
        stated: Sequence[Sequence[DraftNode]],
        links: list[DraftLink],
        flaws: list[CellFlaw],
    ) -> None:
        """Add the links and what is wrong with the cells of their properties."""
        pairs = [
            (near, far)
            for near in stated[self._source]
            for far in stated[self._target]
            if near.identified and far.identified
        ]
        if not pairs:
            return
        key, values, found = self._fields.read(cells)
        flaws.extend(found)
        for near, far in pairs:
            if self._binds_source:
                near.near = near.home = (*near.home, far)
            if self._binds_target:
                far.near = far.home = (*far.home, near)
            named = far if far.mention else near
            cell = "；".join(str(v) for v in named.values.values()) if named.mention else None
            links.append(DraftLink(self._type, near, far, key, values, cell=cell))

"""Links between two records that a row states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from loaders.drafts import CellFlaw, DraftLink, DraftNode
from loaders.fields import LinkFields, LinkReading
from loaders.layout import Bond, Choice, Layout
from loaders.rows import Cell
from loaders.subjects import SubjectReader
from schema.catalogue import Catalogue
from schema.packs import Pack

__all__ = ["BondReader"]


class BondReader:
    """Reads what a row says of the links between two of its subjects.

    Parameters
    ----------
    catalogue : Catalogue
    pack, layout : Pack, Layout
    bond : Bond
    place : mapping of str or Choice to int
        Where the cells of each column stand.
    order : mapping of str to int
        Where each subject stands among the subjects.
    subjects : sequence of SubjectReader

    Attributes
    ----------
    columns : tuple of Column
    """

    def __init__(
        self,
        catalogue: Catalogue,
        pack: Pack,
        layout: Layout,
        bond: Bond,
        *,
        place: Mapping[str | Choice, int],
        order: Mapping[str, int],
        subjects: Sequence[SubjectReader],
    ) -> None:
        self._source, self._target = order[bond.source], order[bond.target]
        self._subjects = subjects
        self._each = bond.each
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
        if self._each:
            self._read_each(cells, stated, links, flaws)
            return
        pairs = [
            (near, far)
            for near in stated[self._source]
            for far in stated[self._target]
            if near.identified and far.identified
        ]
        if not pairs:
            return
        reading = self._fields.read(cells)
        if reading[2]:
            flaws.extend(reading[2])
        for near, far in pairs:
            links.append(self._link(near, far, reading))

    def _read_each(
        self,
        cells: Sequence[Cell],
        stated: Sequence[Sequence[DraftNode]],
        links: list[DraftLink],
        flaws: list[CellFlaw],
    ) -> None:
        """Add links of which each has its own values of lists."""
        at_source = self._each != "target"
        end, other = (self._source, self._target)[:: 1 if at_source else -1]
        places, length = self._subjects[end].places(cells)
        others: dict[int, DraftNode] = {}
        if self._each == "both":
            found = self._subjects[other].places(cells)[0]
            others = dict(zip(found, stated[other], strict=True))
        told: list[CellFlaw] = []
        before = len(links)
        for node, at in zip(stated[end], places, strict=True):
            beside = [others[at]] if at in others else []
            for far in stated[other] if self._each != "both" else beside:
                if not (node.identified and far.identified):
                    continue
                reading = self._fields.read_one(cells, at, length)
                told.extend(reading[2])
                ends = (node, far) if at_source else (far, node)
                links.append(self._link(*ends, reading))
        if len(links) > before:
            flaws.extend(self._fields.uneven(cells, length))
        flaws.extend(dict.fromkeys(told))

    def _link(self, near: DraftNode, far: DraftNode, reading: LinkReading) -> DraftLink:
        key, values, _ = reading
        if self._binds_source:
            near.near = near.home = (*near.home, far)
        if self._binds_target:
            far.near = far.home = (*far.home, near)
        named = far if far.mention else near
        cell = "；".join(str(v) for v in named.values.values()) if named.mention else None
        return DraftLink(self._type, near, far, key, values, cell=cell)

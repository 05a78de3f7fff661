"""Rows to drafts, by a layout."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice

from loaders.bonds import BondReader
from loaders.choosing import chooser
from loaders.drafts import CellFlaw, DraftLink, DraftRow
from loaders.flaws import Flaw
from loaders.labelled_columns import LabelledColumn
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
    picky : dict of int to callable
        Of each column that does not take any text, by its place, whether a cell is a value of it.

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
        # Lists made of a column, then what counts of a column, are more cells at the row's end.
        self._labelled = [LabelledColumn(cells, layout, at) for cells in layout.labelled]
        made = [column for cells in layout.labelled for column in cells.columns]
        self._sources = {
            column: cells.header for cells in layout.labelled for column in cells.columns
        }
        self._places = at
        self._made = bool(made or choices)
        at = at | {column: self._width + i for i, column in enumerate(made)}
        self._choosers = [chooser(choice, at) for choice in choices]
        place: dict[str | Choice, int] = dict(at.items())
        place |= {choice: self._width + len(made) + i for i, choice in enumerate(choices)}
        self._subjects = [SubjectReader(catalogue, pack, layout, s, place) for s in layout.subjects]
        self._several = [subject for subject in self._subjects if subject.several]
        order = {s.name: i for i, s in enumerate(layout.subjects)}
        self._bonds = [
            BondReader(
                catalogue, pack, layout, bond, place=place, order=order, subjects=self._subjects
            )
            for bond in layout.bonds
        ]
        self._mentions = MentionReader(catalogue, pack, layout, place, order, period=period)
        read = chain(
            chain.from_iterable(subject.columns for subject in self._subjects),
            chain.from_iterable(bond.columns for bond in self._bonds),
            self._mentions.columns,
        )
        self.columns = tuple({column.place: column for column in read}.values())
        self.picky = {c.place: c.takes for c in self.columns if c.picky and c.place < self._width}
        self.picky |= self._mentions.districts

    def read(self, row: RawRow) -> DraftRow:
        """Say what a row says."""
        flaws: list[CellFlaw] = []
        cells = row.cells
        if row.flaws or len(cells) != self._width or self._made:
            cells = self._cells(row, flaws)
        stated = [subject.read(cells) for subject in self._subjects]
        for subject in self._several:
            flaws.extend(subject.uneven(cells))
        nodes = []
        for node in chain.from_iterable(stated):
            if node.flaws:
                flaws.extend(node.flaws)
            if node.identified:
                nodes.append(node)
        if not nodes:
            return DraftRow((), (), self._at_sources(cells, flaws))
        links: list[DraftLink] = []
        for bond in self._bonds:
            bond.read(cells, stated, links, flaws)
        if self._mentions:
            self._mentions.read(cells, [found[0] for found in stated], nodes, links, flaws)
        return DraftRow(nodes, links, self._at_sources(cells, flaws))

    def _cells(self, row: RawRow, flaws: list[CellFlaw]) -> list[Cell]:
        """The cells of a row, and those that are made of them."""
        cells = row.cells
        if len(cells) != self._width:
            cells = self._fit(cells, flaws)
        if row.flaws:
            flaws.extend(map(self._seen, row.flaws))
        if self._labelled:
            cells = self._with_lists(cells, flaws)
        if self._choosers:
            cells = [*cells, *(choose(cells) for choose in self._choosers)]
        return cells

    def _with_lists(self, cells: Sequence[Cell], flaws: list[CellFlaw]) -> list[Cell]:
        more: list[Cell] = []
        for column in self._labelled:
            found = column.read(cells)
            more += (found.names, found.labels)
            flaws.extend(found.flaws)
        return [*cells, *more]

    def _at_sources(self, cells: Sequence[Cell], flaws: list[CellFlaw]) -> list[CellFlaw]:
        """Name the columns that stand in the table, not the lists that were made of them."""
        if not flaws or not self._sources:
            return flaws
        sources, at = self._sources, self._places
        return [
            CellFlaw(sources[f.column], cells[at[sources[f.column]]], f.flaw)
            if f.column in sources
            else f
            for f in flaws
        ]

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

"""Columns whose cells name the far ends of links."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from loaders.drafts import CellFlaw, DraftLink, DraftNode
from loaders.fields import Column
from loaders.layout import Choice, Layout
from loaders.mention_columns import MentionColumn
from loaders.rows import Cell
from schema.catalogue import Catalogue
from schema.columns import Value
from schema.packs import Pack
from schema.time import PartialDate

__all__ = ["MentionReader"]


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
            MentionColumn(
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

    @property
    def districts(self) -> dict[int, Callable[[Cell], bool]]:
        """Of each column of districts, by its place, whether a cell names any."""
        return {column.place: column.takes for column in self._columns if column.located}

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
        named: list[tuple[MentionColumn, tuple[DraftNode, ...]]] = []
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


def _changed(values: Mapping[str, Value], role: Mapping[str, Value | None]) -> dict[str, Value]:
    changed = {**values, **role}
    return {name: value for name, value in changed.items() if value is not None}


def _lent(far: Sequence[DraftNode], subject: DraftNode) -> tuple[DraftNode, ...]:
    """Copies of drafts that are also found by the subject's name from now on."""
    names = [key.split(":", 2)[2] for key in subject.name_keys]
    return tuple(
        replace(node, lent_keys=tuple(f"name:{node.family}:{name}" for name in names))
        for node in far
    )

"""Positions: where in an industry chain each thing stands that organisations do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.cells import COLUMNS
from analytics.chains.evidence import links_behind
from analytics.chains.provisions import ChainColumn, Provisions, provisions_of
from analytics.chains.served_segments import SERVES
from analytics.counted import Counted, CountedLink
from analytics.joins import links_of
from analytics.tables import Tables
from analytics.window import Window
from schema.stages import STAGES

__all__ = ["Positions", "positions_of"]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Flags: TypeAlias = npt.NDArray[np.bool_]

_SUPPORTS: Final = {
    ChainColumn.FINANCE: (("FUNDS", False),),
    ChainColumn.TALENT: (("TRAINS", False), ("TEAM_OF", True)),
}
"""Links that tell of each support, and whether they lead to the organisation."""
_FAR: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Positions:
    """One row an organisation and a thing that it does.

    Attributes
    ----------
    organization, through : ndarray of int64, shape (p,)
        Node indices.
    row : ndarray of int64, shape (p,)
        Place of the segment; that after the last for supports, of whichever chain.
    column : ndarray of int64, shape (p,)
        Index into `ChainColumn`; -1 where it serves the segment as a whole.
    place : ndarray of int64, shape (p,)
        Which provision it is; -1 where it is none.
    provisions : Provisions
        Of the stages of the segments.
    """

    organization: _Ints
    through: _Ints
    row: _Ints
    column: _Ints
    place: _Ints
    provisions: Provisions

    def steps(self, row: int, column: ChainColumn | None, then: ChainColumn | None) -> _Ints:
        """How far each thing is from a gap; see `analytics.chains.candidates.Gap`."""
        support = np.isin(self.column, [COLUMNS.index(one) for one in _SUPPORTS])
        if column is not None and column.value not in STAGES:
            return np.where(self.column == COLUMNS.index(column), 1, _FAR)
        along, whole = np.abs(self.row - row), self.column < 0
        if column is None:
            across = np.where(whole, 0, 1)
        else:
            wanted = [COLUMNS.index(one) for one in (column, then) if one is not None]
            away = np.abs(self.column[:, None] - np.array(wanted)[None, :]).min(axis=1)
            across = np.where(whole, 1, away)
        return np.where(support, _FAR, along + across).astype(np.int64)

    def listed(self, tables: Tables, segments: _Ints, which: _Flags) -> list[Counted]:
        """List different things by id, each with the links that make it count.

        Parameters
        ----------
        tables : Tables
        segments : ndarray of int64
            Node indices, by row.
        which : ndarray of bool
            The things meant.
        """
        links: dict[int, list[CountedLink]] = {}
        for at in np.flatnonzero(which).tolist():
            mine = links.setdefault(int(self.through[at]), [])
            mine.extend(self._links(tables, segments, at))
        listed = [
            Counted(tables.id_of(thing), None, 1.0, None, tuple(dict.fromkeys(mine)))
            for thing, mine in links.items()
        ]
        return sorted(listed, key=lambda thing: thing.position)

    def _links(self, tables: Tables, segments: _Ints, at: int) -> tuple[CountedLink, ...]:
        unit, thing = tables.id_of(int(self.organization[at])), tables.id_of(int(self.through[at]))
        if self.place[at] >= 0:
            return links_behind(tables, self.provisions, self.place[at : at + 1])
        if self.column[at] < 0:
            return (CountedLink(SERVES, unit, tables.id_of(int(segments[self.row[at]]))),)
        found = []
        for type_, backward in _SUPPORTS[COLUMNS[self.column[at]]]:
            links = links_of(tables, type_)
            ends = (links.target, links.source) if backward else (links.source, links.target)
            if ((ends[0] == self.organization[at]) & (ends[1] == self.through[at])).any():
                pair = (thing, unit) if backward else (unit, thing)
                found.append(CountedLink(type_, *pair))
        return tuple(found)


def positions_of(tables: Tables, segments: _Ints, window: Window | None) -> Positions:
    """Place what organisations do, wherever they are.

    Parameters
    ----------
    tables : Tables
        See `analytics.chains.provisions.provisions_of`.
    segments : ndarray of int64
        Node indices of the segments of one chain, in its order.
    window : Window or None
        Which records count.
    """
    row_of = np.full(tables.size, -1, dtype=np.int64)
    row_of[segments] = np.arange(len(segments))
    provisions = provisions_of(tables, segments, window)
    kept = np.flatnonzero(provisions.certain & (provisions.segment >= 0))
    parts = [
        (
            provisions.organization[kept],
            provisions.through[kept],
            row_of[provisions.segment[kept]],
            provisions.column[kept],
            kept,
        )
    ]
    serving = links_of(tables, SERVES)
    here = row_of[serving.target] >= 0
    parts.append(_without(serving.source[here], serving.target[here], row_of, -1))
    beyond = np.full(tables.size, len(segments), dtype=np.int64)
    for column, ways in _SUPPORTS.items():
        for type_, backward in ways:
            links = links_of(tables, type_)
            ends = (links.target, links.source) if backward else (links.source, links.target)
            parts.append(_without(*ends, beyond, COLUMNS.index(column)))
    joined = (np.concatenate(column).astype(np.int64) for column in zip(*parts, strict=True))
    organization, through, row, columns, place = joined
    return Positions(organization, through, row, columns, place, provisions)


def _without(
    organization: npt.NDArray[np.integer],
    through: npt.NDArray[np.integer],
    row_of: _Ints,
    column: int,
) -> tuple[_Ints, _Ints, _Ints, _Ints, _Ints]:
    """Things that are no provisions."""
    columns, places = (np.full(len(through), value, dtype=np.int64) for value in (column, -1))
    return (
        organization.astype(np.int64),
        through.astype(np.int64),
        row_of[through],
        columns,
        places,
    )

"""What two organisations of a network share, one by one, and what it adds to their edge."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.counted import Counted, CountedLink
from analytics.networks.network import NetworkQuestion, Weighting, organizations_of
from analytics.tables import Tables
from analytics.ties.gathering import Ties, gather
from analytics.ties.kinds import GROUPS, KINDS, with_data
from analytics.ties.links import side_of, tie_links
from analytics.ties.participation import memberships
from analytics.window import Window, day_text

__all__ = ["SharedTies", "shared_evidence"]

_Ints: TypeAlias = npt.NDArray[np.int64]


def shared_evidence(
    tables: Tables, question: NetworkQuestion, source: str, target: str
) -> list[Counted]:
    """List what ties two organisations; the weights add up to that of their edge.

    Parameters
    ----------
    tables : Tables
    question : NetworkQuestion
    source, target : str
        Ids of the two ends.

    Returns
    -------
    list of Counted
        By position; nothing if one of the two is not there.
    """
    unit, partner = tables.index_of(source), tables.index_of(target)
    if unit is None or partner is None:
        return []
    shared = SharedTies(tables, question, question.window, np.array([unit]))
    return sorted(shared.listed(unit, partner), key=lambda thing: thing.position)


class SharedTies:
    """All ties of some organisations of a network, or of all.

    Parameters
    ----------
    tables : Tables
    question : NetworkQuestion
    window : Window or None
        Which activities count, instead of those of the question.
    units : ndarray of int64 or None
        Node indices of the organisations; None for all of the network.
    """

    def __init__(
        self,
        tables: Tables,
        question: NetworkQuestion,
        window: Window | None,
        units: _Ints | None,
    ) -> None:
        self._tables = tables
        self._network = question
        self._chosen = organizations_of(tables, question)
        kinds, _ = with_data(tables, tuple(dict.fromkeys(question.ties)))
        mask = self._chosen
        if units is not None:
            mask = np.zeros(tables.size, dtype=np.bool_)
            mask[units] = True
        self.ties: Ties
        self.ties, _ = gather(tables, kinds, window, mask)
        self._keys = self.ties.unit * tables.size + self.ties.partner
        self._index: dict[str, int] = {}

    def listed(self, unit: int, partner: int) -> list[Counted]:
        """What two share, each thing with its weight; what weighs nothing is left out."""
        found = {}
        for row in self.rows(unit, partner):
            _, activity, links = tie_links(self._tables, self.ties, row)
            weight, kind = self.weight(row), side_of(self.ties, row)
            if weight:
                day = day_text(int(self.ties.day[row]))
                found[activity, kind] = Counted(
                    self._tables.id_of(partner), activity, weight, day, links, kind
                )
        return list(found.values())

    def rows(self, unit: int, partner: int) -> range:
        """The rows of the ties between two."""
        key = unit * self._tables.size + partner
        first, last = np.searchsorted(self._keys, (key, key + 1))
        return range(int(first), int(last))

    def weight(self, row: int) -> float:
        """What an activity adds to the weight of a tie of the network."""
        kind = KINDS[self.ties.kind[row]]
        if kind not in GROUPS:
            return 1.0
        activity = np.zeros(self._tables.size, dtype=np.bool_)
        activity[self.ties.activity[row]] = True
        members = memberships(
            self._tables, GROUPS[kind].link, activities=activity, organizations=self._chosen
        )
        number, most = len(members.activity), self._network.max_consortium
        if most is not None and number > most:
            return 0.0
        return 1.0 if self._network.weighting is Weighting.COUNT else 1.0 / (number - 1)

    def links(self, near: str, far: str) -> list[CountedLink]:
        """The links that tie two organisations."""
        unit, partner = (self._place(id_) for id_ in (near, far))
        if unit is None or partner is None:
            return []
        rows = self.rows(unit, partner)
        return [link for row in rows for link in tie_links(self._tables, self.ties, row)[2]]

    def _place(self, id_: str) -> int | None:
        if not self._index:
            for table in self._tables.nodes.values():
                self._index.update({name: table.start + i for i, name in enumerate(table.ids)})
        return self._index.get(id_)

"""The evidence behind a change: which activities a tie gained or lost, which ties moved a score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.counted import Counted, CountedLink
from analytics.networks.changes import Changes
from analytics.networks.network import Weighting, organizations_of
from analytics.networks.on_a_day import DayQuestion
from analytics.networks.rank_moves import Measure, causes_of
from analytics.patience import Check, patient
from analytics.tables import Tables
from analytics.ties.gathering import Ties, gather
from analytics.ties.kinds import GROUPS, KINDS, with_data
from analytics.ties.links import side_of, tie_links
from analytics.ties.participation import memberships
from analytics.window import day_text

__all__ = ["move_evidence", "tie_evidence"]

_Ints: TypeAlias = npt.NDArray[np.int64]

_SIDES: Final = ((-1.0, "BEFORE"), (1.0, "AFTER"))


def tie_evidence(
    days: Sequence[Tables], question: DayQuestion, source: str, target: str
) -> list[Counted]:
    """List what a tie gained and lost; the weights add up to the change of its weight.

    Parameters
    ----------
    days : sequence of Tables
        The earlier and the later one.
    question : DayQuestion
    source, target : str
        Ids of the two ends.

    Returns
    -------
    list of Counted
        By position. What is the same on both days is left out.
    """
    found: dict[tuple[str, str, float], Counted] = {}
    for tables, (sign, when) in zip(days, _SIDES, strict=True):
        unit, partner = tables.index_of(source), tables.index_of(target)
        if unit is None or partner is None:
            continue
        side = _Side(tables, question, np.array([unit]))
        for row in side.rows(unit, partner):
            _, activity, links = tie_links(tables, side.ties, row)
            weight, kind = side.weight(row), side_of(side.ties, row)
            known = (activity, kind, weight)
            if sign > 0 and known in found:
                del found[known]  # It was there before.
            elif weight:
                day = day_text(int(side.ties.day[row]))
                found[known] = Counted(
                    target, activity, sign * weight, day, links, f"{kind} {when}"
                )
    return sorted(found.values(), key=lambda thing: thing.position)


def move_evidence(
    days: Sequence[Tables],
    question: DayQuestion,
    changes: Changes,
    measure: Measure,
    id_: str,
    *,
    check: Check = patient,
) -> list[Counted]:
    """List the ties that changed a score; the weights add up to the change.

    Parameters
    ----------
    days : sequence of Tables
        The earlier and the later one.
    question : DayQuestion
    changes : Changes
    measure : Measure
    id_ : str
        Of the organisation.
    check : callable
        Called between steps.

    Returns
    -------
    list of Counted
        By position; nothing if the organisation is not in either network.
    """
    if id_ not in changes.ids:
        return []
    node = changes.ids.index(id_)
    (why,) = causes_of(
        (changes.source, changes.target),
        (changes.before, changes.after),
        measure,
        np.array([node]),
        len(changes.ids),
        check=check,
    )
    sides = [_Side(tables, question, None) for tables in days]
    counted = []
    for edge, adds in zip(why.edge.tolist(), why.contribution.tolist(), strict=True):
        ends = [changes.ids[end[edge]] for end in (changes.source, changes.target)]
        near, far = ends if ends[1] != id_ else reversed(ends)
        links = {link for side in sides for link in side.links(near, far)}
        in_order = sorted(links, key=lambda link: (link.type, link.source, link.target))
        other = far if near == id_ else near
        counted.append(Counted(other, None, adds, None, tuple(in_order), far))
    return sorted(counted, key=lambda thing: thing.position)


class _Side:
    """All ties of some organisations, or of all that are looked at, on one day."""

    def __init__(self, tables: Tables, question: DayQuestion, units: _Ints | None) -> None:
        self._tables = tables
        self._network = question.network
        self._chosen = organizations_of(tables, question.network)
        kinds, _ = with_data(tables, tuple(dict.fromkeys(question.network.ties)))
        mask = self._chosen
        if units is not None:
            mask = np.zeros(tables.size, dtype=np.bool_)
            mask[units] = True
        self.ties: Ties
        self.ties, _ = gather(tables, kinds, question.window(tables.as_of), mask)
        self._keys = self.ties.unit * tables.size + self.ties.partner
        self._index: dict[str, int] = {}

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

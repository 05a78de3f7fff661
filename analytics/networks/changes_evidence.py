"""The evidence behind a change: which activities a tie gained or lost, which ties moved a score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from analytics.counted import Counted, CountedLink
from analytics.networks.changes import Changes
from analytics.networks.evidence import COLLABORATES
from analytics.networks.on_a_day import DayQuestion
from analytics.networks.rank_moves import Measure, Moves, causes_of
from analytics.networks.shared import SharedTies
from analytics.patience import Check, patient
from analytics.tables import Tables

__all__ = [
    "WHOLE_NUMBERS",
    "counted_change",
    "move_evidence",
    "passed_evidence",
    "tie_evidence",
]

WHOLE_NUMBERS: Final = ("gainedCount", "lostCount", "keptCount", "movedCount")
"""What a change as a whole counts."""

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
        side = SharedTies(tables, question.network, question.window(tables.as_of), np.array([unit]))
        for thing in side.listed(unit, partner):
            known = (str(thing.activity), thing.side, thing.weight)
            if sign > 0 and known in found:
                del found[known]  # It was there before.
            else:
                found[known] = replace(
                    thing, weight=sign * thing.weight, side=f"{thing.side} {when}"
                )
    return sorted(found.values(), key=lambda thing: thing.position)


def counted_change(changes: Changes, moves: Moves, number: str) -> list[Counted]:
    """List the ties gained, lost or kept, or the organisations that moved, by position.

    Parameters
    ----------
    changes : Changes
    moves : Moves
        By the measure asked for.
    number : str
        One of `WHOLE_NUMBERS`; of another nothing is counted.
    """
    if number == "movedCount":
        return _organizations(changes, moves.moved.tolist())
    ties = {"gainedCount": changes.gained, "lostCount": changes.lost, "keptCount": changes.kept}
    counted = []
    for edge in ties.get(number, changes.kept[:0]).tolist():
        one, other = (changes.ids[ends[edge]] for ends in (changes.source, changes.target))
        link = CountedLink(COLLABORATES, one, other)
        counted.append(Counted(one, None, 1.0, None, (link,), other))
    return sorted(counted, key=lambda thing: thing.position)


def passed_evidence(changes: Changes, moves: Moves, id_: str, *, ahead: bool) -> list[Counted]:
    """List the organisations that one left behind, or those that left it behind.

    Parameters
    ----------
    changes : Changes
    moves : Moves
    id_ : str
        Of the organisation; of one that is not there nobody is listed.
    ahead : bool
        Whether those that left it behind are meant.
    """
    if id_ not in changes.ids:
        return []
    return _organizations(changes, moves.passed(changes.ids.index(id_))[ahead].tolist())


def _organizations(changes: Changes, nodes: Sequence[int]) -> list[Counted]:
    return [Counted(id_, None, 1.0, None, ()) for id_ in sorted(changes.ids[n] for n in nodes)]


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
    sides = [
        SharedTies(tables, question.network, question.window(tables.as_of), None) for tables in days
    ]
    counted = []
    for edge, adds in zip(why.edge.tolist(), why.contribution.tolist(), strict=True):
        ends = [changes.ids[end[edge]] for end in (changes.source, changes.target)]
        near, far = ends if ends[1] != id_ else reversed(ends)
        links = {link for side in sides for link in side.links(near, far)}
        in_order = sorted(links, key=lambda link: (link.type, link.source, link.target))
        other = far if near == id_ else near
        counted.append(Counted(other, None, adds, None, tuple(in_order), far))
    return sorted(counted, key=lambda thing: thing.position)

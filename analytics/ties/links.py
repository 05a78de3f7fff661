"""The links behind a tie or an activity of one organisation."""

from __future__ import annotations

import numpy as np

from analytics.counted import CountedLink
from analytics.tables import Tables
from analytics.ties.gathering import Activities, Ties
from analytics.ties.kinds import CONVERTED_BY, GROUPS, KINDS, OWNS, WITH_VALIDITY, Tie

__all__ = ["activity_links", "side_of", "tie_links"]


def tie_links(tables: Tables, ties: Ties, row: int) -> tuple[str, str, tuple[CountedLink, ...]]:
    """Return the ids of the partner and activity of a tie, and its links."""
    indices = np.array([ties.unit[row], ties.partner[row], ties.activity[row]])
    unit, partner, activity = tables.ids_of(indices)
    kind = KINDS[ties.kind[row]]
    source, target = (unit, partner) if ties.source[row] else (partner, unit)
    if kind in WITH_VALIDITY:
        return partner, activity, (CountedLink(WITH_VALIDITY[kind], source, target),)
    if kind is Tie.CONVERSION:
        owned = CountedLink(OWNS, source, activity)
        return partner, activity, (owned, CountedLink(CONVERTED_BY, activity, target))
    link = GROUPS[kind].link
    both = CountedLink(link, unit, activity), CountedLink(link, partner, activity)
    return partner, activity, both


def activity_links(
    tables: Tables, activities: Activities, row: int
) -> tuple[str, str, tuple[CountedLink, ...]]:
    """Return the ids of the node and activity of an activity, and its links."""
    ends = np.array([activities.unit[row], activities.node[row], activities.activity[row]])
    unit, node, activity = tables.ids_of(ends)
    kind = KINDS[activities.kind[row]]
    if kind in WITH_VALIDITY:
        other = node if activity == unit else unit
        return node, activity, (CountedLink(WITH_VALIDITY[kind], activity, other),)
    if kind is not Tie.CONVERSION:
        return node, activity, (CountedLink(GROUPS[kind].link, unit, activity),)
    if node == activity:
        return node, activity, (CountedLink(CONVERTED_BY, activity, unit),)
    owned = CountedLink(OWNS, unit, activity)
    return node, activity, (owned, CountedLink(CONVERTED_BY, activity, node))


def side_of(ties: Ties, row: int) -> str:
    """Return what tells a tie from others with the same partner through the same activity."""
    return f"{KINDS[ties.kind[row]]} {'source' if ties.source[row] else 'target'}"

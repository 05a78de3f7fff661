"""The evidence behind an indicator of one organisation: what was counted, thing by thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.served_segments import segment_evidence, why_not
from analytics.counted import Counted, CountedLink, Part
from analytics.industry_links.industry_ties import (
    ENTERPRISE,
    UNSTATED,
    Indicator,
    partners_of,
    strongest,
)
from analytics.industry_links.question import (
    WeakLinksQuestion,
    counted_activities,
    evaluated,
    stale_before,
)
from analytics.tables import MISSING_DAY, Tables
from analytics.ties.gathering import Activities, Ties, gather
from analytics.ties.kinds import KINDS
from analytics.ties.links import activity_links, side_of, tie_links
from analytics.ties.participation import mask_of
from analytics.window import day_text

__all__ = ["evidence"]

_Flags: TypeAlias = npt.NDArray[np.bool_]

_BY_PARTNER: Final = (Indicator.ENTERPRISE_PARTNERS, Indicator.ENTERPRISE_SHARE)
_BY_STRENGTH: Final = (Indicator.ENTERPRISE_STRENGTH, Indicator.LARGEST_ENTERPRISE)


def evidence(
    tables: Tables, question: WeakLinksQuestion, unit: int, indicator: Indicator, part: Part
) -> list[Counted]:
    """List what was counted; the weights add up to the number that `weak_links` shows.

    Parameters
    ----------
    tables : Tables
    question : WeakLinksQuestion
    unit : int
        Node index of the organisation.
    indicator : Indicator
    part : Part
        A plain count has no denominator: nothing is listed.

    Returns
    -------
    list of Counted
        By position; empty for what cannot be evaluated.
    """
    if indicator is Indicator.SEGMENTS_WITHOUT_ENTERPRISE:
        if question.region is None or why_not(tables, question.region) is not None:
            return []
        counted = segment_evidence(tables, question.region, unit, part)
        return sorted(counted, key=lambda thing: thing.position)
    units = np.zeros(tables.size, dtype=np.bool_)
    units[unit] = True
    kinds, _ = evaluated(tables, question)
    ties, activities = gather(tables, kinds, question.window, units)
    if indicator is Indicator.ACTIVITY:
        counted = _activities(tables, counted_activities(activities, kinds), part)
    else:
        wanted = _wanted(tables, question, ties, indicator, part)
        make = _partners if indicator in _BY_PARTNER else _ties(indicator in _BY_STRENGTH)
        counted = make(tables, ties, wanted)
    return sorted(counted, key=lambda thing: thing.position)


def _wanted(
    tables: Tables, question: WeakLinksQuestion, ties: Ties, indicator: Indicator, part: Part
) -> _Flags:
    """Which ties are listed for a part of an indicator."""
    enterprise = mask_of(tables, (ENTERPRISE,))[ties.partner]
    unstated = mask_of(tables, (UNSTATED,))[ties.partner]
    dated = ties.day != MISSING_DAY
    every = np.ones_like(enterprise)
    parts: dict[Indicator, tuple[_Flags, _Flags, _Flags]] = {
        Indicator.ENTERPRISE_PARTNERS: (enterprise, ~every, unstated),
        Indicator.ENTERPRISE_SHARE: (enterprise, every, unstated),
        Indicator.ENTERPRISE_STRENGTH: (enterprise, every, unstated),
        Indicator.LARGEST_ENTERPRISE: (
            ties.partner == _largest(tables, ties),
            enterprise,
            unstated,
        ),
        Indicator.RECENT_TIES: (
            enterprise & (ties.day >= stale_before(tables.as_of, question.stale_months)),
            enterprise & dated,
            enterprise & ~dated,
        ),
    }
    return parts[indicator][list(Part).index(part)]


def _largest(tables: Tables, ties: Ties) -> int:
    partners = partners_of(ties, np.zeros(tables.size, dtype=np.int64))
    enterprises = partners.where(mask_of(tables, (ENTERPRISE,))[partners.partner])
    return int(strongest(tables, enterprises, 1)[1][0])


def _activities(tables: Tables, activities: Activities, part: Part) -> list[Counted]:
    if part is Part.DENOMINATOR:
        return []
    wanted = activities.selected if part is Part.NUMERATOR else ~activities.selected
    counted = []
    for row in np.flatnonzero(wanted).tolist():
        node, activity, links = activity_links(tables, activities, row)
        kind = KINDS[activities.kind[row]].value
        counted.append(Counted(node, activity, 1.0, None, links, kind))
    return counted


def _partners(tables: Tables, ties: Ties, wanted: _Flags) -> list[Counted]:
    links: dict[str, list[CountedLink]] = {}
    for row in np.flatnonzero(wanted).tolist():
        node, _, behind = tie_links(tables, ties, row)
        links.setdefault(node, []).extend(behind)
    return [Counted(node, None, 1.0, None, tuple(behind)) for node, behind in links.items()]


def _ties(weighted: bool) -> Callable[[Tables, Ties, _Flags], list[Counted]]:  # noqa: FBT001
    def make(tables: Tables, ties: Ties, wanted: _Flags) -> list[Counted]:
        counted = []
        for row in np.flatnonzero(wanted).tolist():
            node, activity, links = tie_links(tables, ties, row)
            weight, day = float(ties.weight[row]) if weighted else 1.0, int(ties.day[row])
            side = side_of(ties, row)
            counted.append(Counted(node, activity, weight, day_text(day), links, side))
        return counted

    return make

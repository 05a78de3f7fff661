"""The evidence behind an indicator of one organisation: what was counted, thing by thing."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.industry_ties import ENTERPRISE, UNSTATED, Indicator, partners_of, strongest
from analytics.participation import PARTICIPATES_IN, mask_of
from analytics.tables import MISSING_DAY, Tables
from analytics.ties import BUILT_WITH, KINDS, Activities, Tie, Ties, gather
from analytics.weak_links import WeakLinksQuestion, counted_activities, evaluated, stale_before
from analytics.window import day_text

__all__ = ["Counted", "CountedLink", "Part", "evidence"]

_Flags: TypeAlias = npt.NDArray[np.bool_]


class Part(enum.StrEnum):
    """A part of an indicator. What is excluded could not be told for want of data."""

    NUMERATOR = "NUMERATOR"
    DENOMINATOR = "DENOMINATOR"
    EXCLUDED = "EXCLUDED"


@dataclass(frozen=True, slots=True)
class CountedLink:
    """A link that was counted, by the ids of its ends."""

    type: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that was counted.

    Attributes
    ----------
    node : str
        Id of the partner, or of the project for `Indicator.ACTIVITY`.
    activity : str or None
        Id of the project or platform of a single tie; None where a partner counts once however
        many ties there are.
    weight : float
        What it adds to the number shown.
    day : str or None
        Latest day on which a single tie may have begun.
    links : tuple of CountedLink
        The links that make it count.
    """

    node: str
    activity: str | None
    weight: float
    day: str | None
    links: tuple[CountedLink, ...]

    @property
    def position(self) -> tuple[str, str]:
        """Its place in the list: no two have the same."""
        return (self.node, self.activity or "")


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
        By position.
    """
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
        ends = np.array([activities.unit[row], activities.node[row], activities.activity[row]])
        unit, node, activity = tables.ids_of(ends)
        if KINDS[activities.kind[row]] is Tie.PROJECT:
            link = CountedLink(PARTICIPATES_IN, unit, activity)
        else:
            link = CountedLink(BUILT_WITH, activity, node if activity == unit else unit)
        counted.append(Counted(node, activity, 1.0, None, (link,)))
    return counted


def _partners(tables: Tables, ties: Ties, wanted: _Flags) -> list[Counted]:
    links: dict[str, list[CountedLink]] = {}
    for row in np.flatnonzero(wanted).tolist():
        node, _, behind = _tie(tables, ties, row)
        links.setdefault(node, []).extend(behind)
    return [Counted(node, None, 1.0, None, tuple(behind)) for node, behind in links.items()]


def _ties(weighted: bool) -> Callable[[Tables, Ties, _Flags], list[Counted]]:  # noqa: FBT001
    def make(tables: Tables, ties: Ties, wanted: _Flags) -> list[Counted]:
        counted = []
        for row in np.flatnonzero(wanted).tolist():
            node, activity, links = _tie(tables, ties, row)
            weight = float(ties.weight[row]) if weighted else 1.0
            counted.append(Counted(node, activity, weight, day_text(int(ties.day[row])), links))
        return counted

    return make


def _tie(tables: Tables, ties: Ties, row: int) -> tuple[str, str, tuple[CountedLink, ...]]:
    indices = np.array([ties.unit[row], ties.partner[row], ties.activity[row]])
    unit, partner, activity = tables.ids_of(indices)
    if KINDS[ties.kind[row]] is Tie.PROJECT:
        return (
            partner,
            activity,
            (
                CountedLink(PARTICIPATES_IN, unit, activity),
                CountedLink(PARTICIPATES_IN, partner, activity),
            ),
        )
    builder = partner if activity == unit else unit
    return partner, activity, (CountedLink(BUILT_WITH, activity, builder),)

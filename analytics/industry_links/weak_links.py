"""Weak industry links: organisations that should work with enterprises and hardly do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.served_segments import measure_segments, why_not
from analytics.definition import Definition, NotEvaluated
from analytics.industry_links.industry_ties import EXACT, Indicator, Measured, measure
from analytics.industry_links.peer_ranks import peer_groups, rank_intervals
from analytics.industry_links.question import (
    Rule,
    WeakLinksQuestion,
    counted_activities,
    evaluated,
    stale_before,
)
from analytics.tables import Tables
from analytics.ties.gathering import Activities, gather
from analytics.ties.kinds import Tie
from analytics.ties.participation import mask_of

__all__ = [
    "DEFINITION",
    "Rule",
    "WeakLinks",
    "WeakLinksQuestion",
    "weak_links",
]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Flags: TypeAlias = npt.NDArray[np.bool_]

DEFINITION: Final = Definition(
    "Looks at each organisation of the chosen types with at least minProjects activities in the "
    "window (projects; all other activities looked at where ties leave PROJECT out) and applies "
    "the chosen rules. A project ties each two of its participants with strength 1/(n - 1), n "
    "participants of any type. Everything else ties with strength 1: a contract each two of its "
    "parties, a patent each two of its applicants, a conversion each owner of the achievement and "
    "who converts it, a co-building or incubation the platform and the other end. A partner is "
    "another organisation with at least one tie. NO_ENTERPRISE_PARTNER: no partner is an "
    "enterprise. LOW_ENTERPRISE_SHARE: enterprises / partners is below lowShare. "
    "ONE_ENTERPRISE_DOMINATES: the strongest enterprise has at least dominance of the strength "
    "of all enterprises. STALE_TIES: there are dated enterprise ties and none began within "
    "staleMonths before asOf; a tie begins on the last day that its date may mean: the start of "
    "a project, the day on which a contract was signed, a patent filed, an achievement "
    "converted, validFrom of a co-building or incubation. SEGMENT_WITHOUT_ENTERPRISE: it serves, "
    "itself or by a carrier that it hosts, a segment of an industry chain in which no enterprise "
    "operates that is in a district whose code begins with region. Rows come by number of rules met, then by enterprise "
    "share, lowest first, then by id; the rank is within the peer group (platforms of one "
    "system, otherwise organisations of one type) and spans all that are equal in both.",
    "2",
)


@dataclass(frozen=True, slots=True)
class WeakLinks:
    """What the rules found; arrays are by unit, weakest first.

    Attributes
    ----------
    units : ndarray of int64, shape (n,)
        Node indices of the organisations looked at.
    fired : mapping of Rule to ndarray of bool, shape (n,)
        The rules that were evaluated.
    indicators : mapping of Indicator to Measured
        `Indicator.SEGMENTS_WITHOUT_ENTERPRISE` only if its rule can be evaluated.
    newest : ndarray of int64, shape (n,)
        Day of the newest enterprise tie; `MISSING_DAY` where there is none or none has a date.
    largest : ndarray of int64, shape (n,)
        Node index of the strongest enterprise, -1 where there is none.
    peer : ndarray of int64, shape (n,)
        Index into `peers`.
    peers : tuple of (str, str or None)
        Type and platform system of each peer group.
    rank_first, rank_last : ndarray of int64, shape (n,)
        Rank interval in the peer group, 1 the weakest.
    not_ranked, activity : ndarray of int64, shape (k,)
        Node indices of organisations below the minimum, by id, and their activities.
    ties : tuple of Tie
        The kinds that were looked at.
    not_evaluated : tuple of NotEvaluated
    missing : int
        Activities of the chosen types without the date that the window needs.
    """

    units: _Ints
    fired: Mapping[Rule, _Flags]
    indicators: Mapping[Indicator, Measured]
    newest: _Ints
    largest: _Ints
    peer: _Ints
    peers: tuple[tuple[str, str | None], ...]
    rank_first: _Ints
    rank_last: _Ints
    not_ranked: _Ints
    activity: _Ints
    ties: tuple[Tie, ...]
    not_evaluated: tuple[NotEvaluated, ...]
    missing: int

    @property
    def weak(self) -> _Ints:
        """Rows in which at least one rule fired: they come first."""
        return np.flatnonzero(_times_fired(self.fired, len(self.units)))


def weak_links(tables: Tables, question: WeakLinksQuestion) -> WeakLinks:
    """Find organisations with weak links to industry.

    For a unit with partners P, enterprises E among them, and tie strengths w:
    `NO_ENTERPRISE_PARTNER` is ``E = 0``; `LOW_ENTERPRISE_SHARE` is ``E / P < low_share``;
    `ONE_ENTERPRISE_DOMINATES` is ``max_e w(e) / sum_e w(e) >= dominance`` over enterprises e
    (up to 1e-9); `STALE_TIES` is "the newest dated enterprise tie began before `as_of` minus
    `stale_months`"; `SEGMENT_WITHOUT_ENTERPRISE` is ``S > 0`` over the served segments without
    a local enterprise S. A rule whose denominator is zero does not fire. A finished co-building
    or incubation is not in `tables`, which hold what is true on `as_of`; a finished project is.

    Parameters
    ----------
    tables : Tables
        With all organisation types (``system`` of platforms) and what `analytics.ties.kinds`
        and `analytics.chains.served_segments` name; what is not there is not evaluated.
    question : WeakLinksQuestion

    Returns
    -------
    WeakLinks
    """
    kinds, not_evaluated = evaluated(tables, question)
    chosen = mask_of(tables, question.types)
    ties, activities = gather(tables, kinds, question.window, chosen)
    every = np.flatnonzero(chosen)
    row_of = np.full(tables.size, -1, dtype=np.int64)
    row_of[every] = np.arange(len(every))

    measured, newest, largest = measure(
        tables, ties, row_of, len(every), stale_before(tables.as_of, question.stale_months)
    )
    counted = counted_activities(activities, kinds)
    done, undated = (
        np.bincount(row_of[counted.unit[flags]], minlength=len(every)).astype(np.float64)
        for flags in (counted.selected, ~counted.selected)
    )
    measured[Indicator.ACTIVITY] = Measured(done, None, undated, done + undated)
    if question.region is not None and why_not(tables, question.region) is None:
        measured[Indicator.SEGMENTS_WITHOUT_ENTERPRISE] = measure_segments(
            tables, question.region, chosen, row_of
        )

    by_id = tables.order_by_id(every)
    enough = done >= question.min_projects
    rows, idle = by_id[enough[by_id]], by_id[~enough[by_id]]
    indicators = {which: measured[which].take(rows) for which in Indicator if which in measured}
    fired = {rule: flags for rule, flags in _apply(question, indicators) if rule in question.rules}
    times = _times_fired(fired, len(rows))
    share = indicators[Indicator.ENTERPRISE_SHARE].share(np.inf)
    peer, peers = peer_groups(tables, every[rows])
    first, last = rank_intervals(peer, -times, share)
    order = np.lexsort((share, -times))
    return WeakLinks(
        units=every[rows][order],
        fired={rule: flags[order] for rule, flags in fired.items()},
        indicators={indicator: number.take(order) for indicator, number in indicators.items()},
        newest=newest[rows][order],
        largest=largest[rows][order],
        peer=peer[order],
        peers=peers,
        rank_first=first[order],
        rank_last=last[order],
        not_ranked=every[idle],
        activity=done[idle].astype(np.int64),
        ties=kinds,
        not_evaluated=not_evaluated,
        missing=_distinct(counted, ~counted.selected),
    )


def _apply(
    question: WeakLinksQuestion, indicators: Mapping[Indicator, Measured]
) -> list[tuple[Rule, _Flags]]:
    enterprise_share = indicators[Indicator.ENTERPRISE_SHARE]
    dominance = indicators[Indicator.LARGEST_ENTERPRISE].share(-1.0)
    found = [
        (Rule.NO_ENTERPRISE_PARTNER, enterprise_share.numerator == 0),
        (Rule.LOW_ENTERPRISE_SHARE, enterprise_share.share(np.inf) < question.low_share),
        (Rule.ONE_ENTERPRISE_DOMINATES, dominance >= question.dominance - EXACT),
        (Rule.STALE_TIES, indicators[Indicator.RECENT_TIES].share(1.0) == 0),
    ]
    segments = indicators.get(Indicator.SEGMENTS_WITHOUT_ENTERPRISE)
    if segments is not None:
        found.append((Rule.SEGMENT_WITHOUT_ENTERPRISE, segments.numerator > 0))
    return found


def _distinct(activities: Activities, which: _Flags) -> int:
    """How many different activities some rows are of."""
    rows = np.stack((activities.kind[which], activities.number[which]))
    return int(np.unique(rows, axis=1).shape[1])


def _times_fired(fired: Mapping[Rule, _Flags], rows: int) -> _Ints:
    times = np.zeros(rows, dtype=np.int64)
    for flags in fired.values():
        times += flags
    return times

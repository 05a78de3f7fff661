"""Weak industry links: organisations that should work with enterprises and hardly do."""

from __future__ import annotations

import enum
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.definition import Definition, NotEvaluated
from analytics.industry_ties import EXACT, Indicator, Measured, measure
from analytics.participation import mask_of
from analytics.peer_ranks import peer_groups, rank_intervals
from analytics.tables import Tables
from analytics.ties import KINDS, LINK_OF, Activities, Tie, gather
from analytics.window import Window, day_number
from schema.time import FIRST_DAY

__all__ = [
    "DEFINITION",
    "Rule",
    "WeakLinks",
    "WeakLinksQuestion",
    "counted_activities",
    "evaluated",
    "stale_before",
    "weak_links",
]

_LONGEST: Final = 1200
"""Months: a hundred years."""

_Ints: TypeAlias = npt.NDArray[np.int64]
_Flags: TypeAlias = npt.NDArray[np.bool_]

DEFINITION: Final = Definition(
    "Looks at each organisation of the chosen types with at least minProjects activities in the "
    "window (projects; co-buildings where ties leave PROJECT out) and applies the chosen rules. "
    "A project ties each two of its participants with strength 1/(n - 1), n participants of any "
    "type; a co-building ties the platform and each of its builders with strength 1. A partner "
    "is another organisation with at least one tie. NO_ENTERPRISE_PARTNER: no partner is an "
    "enterprise. LOW_ENTERPRISE_SHARE: enterprises / partners is below lowShare. "
    "ONE_ENTERPRISE_DOMINATES: the strongest enterprise has at least dominance of the strength "
    "of all enterprises. STALE_TIES: there are dated enterprise ties and none began within "
    "staleMonths before asOf; a project begins on the last day its start may mean, a "
    "co-building likewise on validFrom. Rows come by number of rules met, then by enterprise "
    "share, lowest first, then by id; the rank is within the peer group (platforms of one "
    "system, otherwise organisations of one type) and spans all that are equal in both.",
    "1",
)


class Rule(enum.StrEnum):
    """A sign of weak links to industry."""

    NO_ENTERPRISE_PARTNER = "NO_ENTERPRISE_PARTNER"
    LOW_ENTERPRISE_SHARE = "LOW_ENTERPRISE_SHARE"
    ONE_ENTERPRISE_DOMINATES = "ONE_ENTERPRISE_DOMINATES"
    STALE_TIES = "STALE_TIES"
    SEGMENT_WITHOUT_ENTERPRISE = "SEGMENT_WITHOUT_ENTERPRISE"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeakLinksQuestion:
    """What is asked; every threshold is an argument.

    Attributes
    ----------
    types : tuple of str
        Concrete organisation types to look at.
    ties : tuple of Tie or None
        Kinds of tie; None for all that have data.
    rules : tuple of Rule
    window : Window or None
        Which activities count.
    min_projects : int
        Organisations with fewer activities are not ranked.
    low_share, dominance : float
        Thresholds of `LOW_ENTERPRISE_SHARE` and `ONE_ENTERPRISE_DOMINATES`.
    stale_months : int
        Threshold of `STALE_TIES`.

    Raises
    ------
    ValueError
        If a threshold is outside of its range.
    """

    types: tuple[str, ...]
    ties: tuple[Tie, ...] | None = None
    rules: tuple[Rule, ...] = tuple(Rule)
    window: Window | None = None
    min_projects: int = 1
    low_share: float = 0.2
    dominance: float = 0.8
    stale_months: int = 24

    def __post_init__(self) -> None:
        for name in ("low_share", "dominance"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(
                    f"The threshold {name.replace('_', ' ')} is a share: a number from 0 to 1."
                )
        if self.min_projects < 1:
            raise ValueError(
                "The least number of projects is at least 1: nothing is said of the inactive."
            )
        if not 0 <= self.stale_months <= _LONGEST:
            raise ValueError(f"Ties grow stale after 0 to {_LONGEST} months.")


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
        Different activities of the chosen types without the date that the window needs.
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
    `stale_months`". A rule whose denominator is zero does not fire. A finished co-building is
    not in `tables`, which hold what is true on `as_of`; a finished project is.

    Parameters
    ----------
    tables : Tables
        With all organisation types (``system`` of platforms), ``Project`` (``startOn``,
        ``endOn``), ``PARTICIPATES_IN`` and ``BUILT_WITH`` (``validFrom``, ``validTo``).
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

    by_id = tables.order_by_id(every)
    enough = done >= question.min_projects
    rows, idle = by_id[enough[by_id]], by_id[~enough[by_id]]
    indicators = {indicator: number.take(rows) for indicator, number in measured.items()}
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
        missing=len(np.unique(counted.node[~counted.selected])),
    )


def evaluated(
    tables: Tables, question: WeakLinksQuestion
) -> tuple[tuple[Tie, ...], tuple[NotEvaluated, ...]]:
    """Say which kinds of tie can be looked at, and what cannot be and why."""
    wanted = KINDS if question.ties is None else tuple(dict.fromkeys(question.ties))
    kinds, left_out = [], []
    for kind in wanted:
        link = LINK_OF.get(kind)
        if link is None:
            left_out.append(NotEvaluated(kind.value, "The graph has no records of this kind yet."))
        elif link not in tables.links or not len(tables.links[link].source):
            left_out.append(NotEvaluated(kind.value, f"No {link} link has been loaded."))
        else:
            kinds.append(kind)
    if Rule.SEGMENT_WITHOUT_ENTERPRISE in question.rules:
        rule = Rule.SEGMENT_WITHOUT_ENTERPRISE.value
        left_out.append(NotEvaluated(rule, "The graph has no industry-chain segments yet."))
    return tuple(kinds), tuple(left_out)


def counted_activities(activities: Activities, kinds: tuple[Tie, ...]) -> Activities:
    """The activities that make up `Indicator.ACTIVITY`: projects, if they are looked at."""
    if Tie.PROJECT not in kinds:
        return activities
    kept = activities.kind == KINDS.index(Tie.PROJECT)
    return Activities(*(getattr(activities, column)[kept] for column in Activities.__slots__))


def stale_before(as_of: str, months: int) -> int:
    """The number of the day `months` before `as_of`; ties that began before it are stale.

    Examples
    --------
    >>> from analytics.window import day_text
    >>> day_text(stale_before("2024-02-29", 12))
    '2023-02-28'
    """
    year, month, day = (int(part) for part in as_of.split("-"))
    year, month = divmod(year * 12 + month - 1 - months, 12)
    if year < 1:
        return day_number(FIRST_DAY)
    length = monthrange(year, month + 1)[1]
    return day_number(f"{year:04}-{month + 1:02}-{min(day, length):02}")


def _apply(
    question: WeakLinksQuestion, indicators: Mapping[Indicator, Measured]
) -> list[tuple[Rule, _Flags]]:
    enterprise_share = indicators[Indicator.ENTERPRISE_SHARE]
    dominance = indicators[Indicator.LARGEST_ENTERPRISE].share(-1.0)
    return [
        (Rule.NO_ENTERPRISE_PARTNER, enterprise_share.numerator == 0),
        (Rule.LOW_ENTERPRISE_SHARE, enterprise_share.share(np.inf) < question.low_share),
        (Rule.ONE_ENTERPRISE_DOMINATES, dominance >= question.dominance - EXACT),
        (Rule.STALE_TIES, indicators[Indicator.RECENT_TIES].share(1.0) == 0),
    ]


def _times_fired(fired: Mapping[Rule, _Flags], rows: int) -> _Ints:
    times = np.zeros(rows, dtype=np.int64)
    for flags in fired.values():
        times += flags
    return times

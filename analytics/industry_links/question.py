"""What is asked about weak industry links: rules, thresholds, and what the graph lets be looked at."""

from __future__ import annotations

import enum
from calendar import monthrange
from dataclasses import dataclass
from typing import Final

from analytics.chains.served_segments import why_not
from analytics.definition import NotEvaluated
from analytics.tables import Tables
from analytics.ties.gathering import Activities
from analytics.ties.kinds import KINDS, Tie, with_data
from analytics.window import Window, day_number
from schema.time import FIRST_DAY

__all__ = ["Rule", "WeakLinksQuestion", "counted_activities", "evaluated", "stale_before"]

_LONGEST: Final = 1200
"""Months: a hundred years."""


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
    region : str or None
        Prefix of the local district codes.

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
    region: str | None = None

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


def evaluated(
    tables: Tables, question: WeakLinksQuestion
) -> tuple[tuple[Tie, ...], tuple[NotEvaluated, ...]]:
    """Say which kinds of tie can be looked at, and what cannot be and why."""
    wanted = KINDS if question.ties is None else tuple(dict.fromkeys(question.ties))
    kinds, left_out = with_data(tables, wanted)
    rule, reason = Rule.SEGMENT_WITHOUT_ENTERPRISE, why_not(tables, question.region)
    if rule in question.rules and reason is not None:
        left_out = (*left_out, NotEvaluated(rule.value, reason))
    return kinds, left_out


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

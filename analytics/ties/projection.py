"""One kind of tie as a network: who takes part, and each pair of organisations that it ties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.joins import spans
from analytics.tables import Tables
from analytics.ties.kinds import GROUPS, Tie
from analytics.ties.pairs import pairs_of
from analytics.ties.participation import days_of, memberships, select_activities
from analytics.window import Window

__all__ = ["Projection", "project"]


@dataclass(frozen=True, slots=True)
class Projection:
    """Activities of one kind projected onto the organisations in them.

    Attributes
    ----------
    organization : ndarray of int64, shape (m,)
        Node index of each participation: an organisation in an activity.
    left, right : ndarray of int64, shape (p,)
        Node indices of each two different organisations that an activity ties.
    share : ndarray of float64, shape (p,)
        1/(n - 1) if n organisations share the activity, 1 if it has two sides.
    day : ndarray of int64, shape (p,)
        Latest day on which the activity may have begun; `MISSING_DAY` if nobody says.
    activities : int
    missing, open, too_large : int
        Activities whose date is missing or too rough; projects taken to go on; activities of
        more than `max_members` organisations, which tie nobody.
    """

    organization: npt.NDArray[np.int64]
    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    share: npt.NDArray[np.float64]
    day: npt.NDArray[np.int64]
    activities: int
    missing: int
    open: int
    too_large: int


def project(
    tables: Tables,
    kind: Tie,
    window: Window | None,
    organizations: npt.NDArray[np.bool_],
    max_members: int | None = None,
) -> Projection:
    """Project one kind of tie.

    Parameters
    ----------
    tables : Tables
    kind : Tie
    window : Window or None
    organizations : ndarray of bool, shape (tables.size,)
        The organisations to look at; the others share nothing.
    max_members : int, optional
        Activities that more of these organisations share tie nobody.
    """
    if kind in GROUPS:
        return _of_groups(tables, kind, window, organizations, max_members)
    return _of_pairs(tables, kind, window, organizations)


def _of_groups(
    tables: Tables,
    kind: Tie,
    window: Window | None,
    organizations: npt.NDArray[np.bool_],
    max_members: int | None,
) -> Projection:
    group = GROUPS[kind]
    selected = select_activities(tables, group, window)
    members, undated = (
        memberships(tables, group.link, activities=activities, organizations=organizations)
        for activities in (selected.chosen, selected.missing)
    )
    place = np.arange(len(members.activity))
    partners = members.begin + members.size - place - 1
    large = np.zeros(len(place), dtype=np.bool_)
    if max_members is not None:
        large = members.size > max_members
        partners = np.where(large, 0, partners)
    return Projection(
        members.organization,
        np.repeat(members.organization, partners),
        members.organization[spans(place + 1, partners)],
        np.repeat(1.0 / np.maximum(members.size - 1, 1), partners),
        np.repeat(days_of(tables, group)[members.activity], partners),
        _distinct(members.activity),
        _distinct(undated.activity),
        int(selected.open[np.unique(members.activity)].sum()),
        _distinct(members.activity[large]),
    )


def _of_pairs(
    tables: Tables, kind: Tie, window: Window | None, organizations: npt.NDArray[np.bool_]
) -> Projection:
    pairs = pairs_of(tables, kind, window)
    ends = np.concatenate((pairs.source, pairs.target))
    numbers = np.tile(pairs.number, 2)
    # Who converts with several owners takes part once.
    width = max(tables.size, 1)
    looked_at = organizations[ends]
    number, organization = np.divmod(np.unique((numbers * width + ends)[looked_at]), width)
    chosen, missing = pairs.placed.chosen[number], pairs.placed.missing[number]
    tied = pairs.placed.chosen[pairs.number] & (pairs.source != pairs.target)
    tied &= organizations[pairs.source] & organizations[pairs.target]
    return Projection(
        organization[chosen],
        pairs.source[tied],
        pairs.target[tied],
        np.ones(int(tied.sum())),
        pairs.day[pairs.number[tied]],
        _distinct(number[chosen]),
        _distinct(number[missing]),
        0,
        0,
    )


def _distinct(ordered: npt.NDArray[np.int64]) -> int:
    return int((np.diff(ordered, prepend=-1) != 0).sum())

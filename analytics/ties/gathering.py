"""Ties of single organisations to others: which partner, through which activity, how strong, since when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.joins import links_of, spans
from analytics.tables import Tables
from analytics.ties.kinds import GROUPS, KINDS, Tie
from analytics.ties.pairs import pairs_of
from analytics.ties.participation import days_of, memberships, select_activities
from analytics.window import Window

__all__ = ["Activities", "Ties", "gather"]

_Columns: TypeAlias = list[npt.NDArray[Any]]
_INT, _FLOAT, _BOOL = np.dtype(np.int64), np.dtype(np.float64), np.dtype(np.bool_)
_TIES: Final = (_INT, _INT, _INT, _INT, _FLOAT, _INT, _BOOL)
_ACTIVITIES: Final = (_INT, _INT, _INT, _INT, _INT, _BOOL)


@dataclass(frozen=True, slots=True)
class Ties:
    """One row a unit, partner, activity and side; by unit, then by partner, kind and activity.

    Attributes
    ----------
    unit, partner, activity : ndarray of int64, shape (t,)
        Node indices; the activity is the project, contract, patent, the achievement that is
        converted, or the platform that is built or incubates.
    kind : ndarray of int64, shape (t,)
        Index into `KINDS`.
    weight : ndarray of float64, shape (t,)
        1/(n - 1) for a project with n participants, 1 for everything else.
    day : ndarray of int64, shape (t,)
        The latest day on which it may have begun; `MISSING_DAY` if nobody says.
    source : ndarray of bool, shape (t,)
        Whether the unit is the platform or owner of a pair. False for what many share.
    """

    unit: npt.NDArray[np.int64]
    partner: npt.NDArray[np.int64]
    activity: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int64]
    weight: npt.NDArray[np.float64]
    day: npt.NDArray[np.int64]
    source: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Activities:
    """One row a unit and activity, whether or not it has a partner in it.

    Attributes
    ----------
    unit, node, activity : ndarray of int64, shape (a,)
        Node indices; the node is the project, contract or patent, the other end of a
        co-building or incubation, and for a conversion who converts or, of those, what.
    kind : ndarray of int64, shape (a,)
        Index into `KINDS`.
    number : ndarray of int64, shape (a,)
        The same for all units that share it, and different for each of a kind.
    selected : ndarray of bool, shape (a,)
        False where the date that the window needs is missing.
    """

    unit: npt.NDArray[np.int64]
    node: npt.NDArray[np.int64]
    activity: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int64]
    number: npt.NDArray[np.int64]
    selected: npt.NDArray[np.bool_]


def gather(
    tables: Tables, kinds: Collection[Tie], window: Window | None, units: npt.NDArray[np.bool_]
) -> tuple[Ties, Activities]:
    """Collect the ties and activities of some organisations.

    A project, contract or patent ties each two different organisations in it. A co-building or
    incubation ties the platform and the other end, not those ends among themselves; likewise
    each owner of an achievement and each organisation that converts it.

    Parameters
    ----------
    tables : Tables
    kinds : collection of Tie
    window : Window or None
    units : ndarray of bool, shape (tables.size,)
        The organisations whose ties are wanted.
    """
    parts = [
        (_by_groups if kind in GROUPS else _by_pairs)(tables, kind, window, units)
        for kind in KINDS
        if kind in kinds
    ]
    ties = Ties(*_stacked([part[0] for part in parts], _TIES))
    order = np.lexsort((ties.source, ties.activity, ties.kind, ties.partner, ties.unit))
    return (
        Ties(*(getattr(ties, column)[order] for column in Ties.__slots__)),
        Activities(*_stacked([part[1] for part in parts], _ACTIVITIES)),
    )


def _by_groups(
    tables: Tables, kind: Tie, window: Window | None, units: npt.NDArray[np.bool_]
) -> tuple[_Columns, _Columns]:
    group, number = GROUPS[kind], KINDS.index(kind)
    selected = select_activities(tables, group, window)
    theirs = np.zeros(tables.size, dtype=np.bool_)
    links = links_of(tables, group.link)
    theirs[links.target[units[links.source]]] = True
    members = memberships(tables, group.link, activities=theirs & selected.chosen)
    own = np.flatnonzero(units[members.organization])
    size = members.size[own]
    left, right = np.repeat(own, size), spans(members.begin[own], size)
    other = left != right
    left, right = left[other], right[other]
    shared = members.activity[left]
    newman = 1.0 / (members.size[left] - 1)
    undated = memberships(
        tables, group.link, activities=theirs & selected.missing, organizations=units
    )
    done = np.concatenate((members.activity[own], undated.activity))
    return (
        [
            members.organization[left],
            members.organization[right],
            shared,
            np.full(len(left), number),
            newman if kind is Tie.PROJECT else np.ones(len(left)),
            days_of(tables, group)[shared],
            np.zeros(len(left), dtype=np.bool_),
        ],
        [
            np.concatenate((members.organization[own], undated.organization)),
            done,
            done,
            np.full(len(done), number),
            done,
            np.arange(len(done)) < len(own),
        ],
    )


def _by_pairs(
    tables: Tables, kind: Tie, window: Window | None, units: npt.NDArray[np.bool_]
) -> tuple[_Columns, _Columns]:
    pairs, kind_number = pairs_of(tables, kind, window), KINDS.index(kind)
    unit = np.concatenate((pairs.target, pairs.source))
    partner = np.concatenate((pairs.source, pairs.target))
    activity, number = (np.tile(column, 2) for column in (pairs.activity, pairs.number))
    source = np.arange(len(unit)) >= len(pairs.source)
    tied = np.flatnonzero(units[unit] & (unit != partner) & pairs.placed.chosen[number])
    # Who converts with several owners does it once, and once if it is an owner itself.
    known = units[unit] & (pairs.placed.chosen | pairs.placed.missing)[number]
    _, once = np.unique(number[known] * max(tables.size, 1) + unit[known], return_index=True)
    done = np.flatnonzero(known)[once]
    return (
        [
            unit[tied],
            partner[tied],
            activity[tied],
            np.full(len(tied), kind_number),
            np.ones(len(tied)),
            pairs.day[number[tied]],
            source[tied],
        ],
        [
            unit[done],
            np.where(source[done], partner[done], activity[done]),
            activity[done],
            np.full(len(done), kind_number),
            number[done],
            pairs.placed.chosen[number[done]],
        ],
    )


def _stacked(parts: list[_Columns], types: tuple[np.dtype[Any], ...]) -> _Columns:
    if not parts:
        return [np.zeros(0, dtype=type_) for type_ in types]
    columns = zip(types, *parts, strict=True)
    return [np.concatenate(column).astype(type_) for type_, *column in columns]

"""Ties of single organisations to others: which partner, through which activity, how strong, since when."""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.participation import (
    PARTICIPATES_IN,
    PROJECT,
    dates,
    memberships,
    select_projects,
    spans,
)
from analytics.tables import MISSING_DAY, Dates, Tables
from analytics.window import Window, WindowBy, select

__all__ = ["BUILT_WITH", "KINDS", "LINK_OF", "Activities", "Tie", "Ties", "gather"]

BUILT_WITH: Final = "BUILT_WITH"

_Columns: TypeAlias = list[npt.NDArray[Any]]
_INT, _FLOAT, _BOOL = np.dtype(np.int64), np.dtype(np.float64), np.dtype(np.bool_)
_TIES: Final = (_INT, _INT, _INT, _INT, _FLOAT, _INT)
_ACTIVITIES: Final = (_INT, _INT, _INT, _INT, _BOOL)
_UNBOUNDED = np.iinfo(np.int32).max


class Tie(enum.StrEnum):
    """What ties an organisation to a partner."""

    PROJECT = "PROJECT"
    CONTRACT = "CONTRACT"
    PATENT = "PATENT"
    CONVERSION = "CONVERSION"
    CO_BUILT = "CO_BUILT"
    INCUBATION = "INCUBATION"


LINK_OF: Final = {Tie.PROJECT: PARTICIPATES_IN, Tie.CO_BUILT: BUILT_WITH}
"""The link type behind each kind of tie that is looked at."""

KINDS: Final = tuple(Tie)
"""Kinds by the number used in `Ties.kind`."""


@dataclass(frozen=True, slots=True)
class Ties:
    """One row a unit, partner and activity; by unit, then by partner, kind and activity.

    Attributes
    ----------
    unit, partner, activity : ndarray of int64, shape (t,)
        Node indices; the activity of a co-building is the platform.
    kind : ndarray of int64, shape (t,)
        Index into `KINDS`.
    weight : ndarray of float64, shape (t,)
        1/(n - 1) for a project with n participants, 1 for a co-building.
    day : ndarray of int64, shape (t,)
        The latest day on which it may have begun; `MISSING_DAY` if nobody says.
    """

    unit: npt.NDArray[np.int64]
    partner: npt.NDArray[np.int64]
    activity: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int64]
    weight: npt.NDArray[np.float64]
    day: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Activities:
    """One row a unit and activity, whether or not it has a partner in it.

    Attributes
    ----------
    unit, node, activity : ndarray of int64, shape (a,)
        Node indices; the node is the project, or the other end of a co-building; the activity
        is the project, or the platform.
    kind : ndarray of int64, shape (a,)
        Index into `KINDS`.
    selected : ndarray of bool, shape (a,)
        False where the date that the window needs is missing.
    """

    unit: npt.NDArray[np.int64]
    node: npt.NDArray[np.int64]
    activity: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int64]
    selected: npt.NDArray[np.bool_]


def gather(
    tables: Tables, kinds: Collection[Tie], window: Window | None, units: npt.NDArray[np.bool_]
) -> tuple[Ties, Activities]:
    """Collect the ties and activities of some organisations.

    A project ties each two different participants. A co-building ties the platform and each
    of its builders, not the builders among themselves. A co-building is placed in time by its
    validity: it starts on ``validFrom``, and for `WindowBy.OVERLAP` a missing bound is open.

    Parameters
    ----------
    tables : Tables
    kinds : collection of Tie
        Kinds without a link type in `LINK_OF` give nothing.
    window : Window or None
    units : ndarray of bool, shape (tables.size,)
        The organisations whose ties are wanted.
    """
    parts = []
    if Tie.PROJECT in kinds:
        parts.append(_by_projects(tables, window, units))
    if Tie.CO_BUILT in kinds:
        parts.append(_by_co_buildings(tables, window, units))
    ties = Ties(*_stacked([part[0] for part in parts], _TIES))
    order = np.lexsort((ties.activity, ties.kind, ties.partner, ties.unit))
    return (
        Ties(*(getattr(ties, column)[order] for column in Ties.__slots__)),
        Activities(*_stacked([part[1] for part in parts], _ACTIVITIES)),
    )


def _by_projects(
    tables: Tables, window: Window | None, units: npt.NDArray[np.bool_]
) -> tuple[_Columns, _Columns]:
    selected = select_projects(tables, window)
    theirs = np.zeros(tables.size, dtype=np.bool_)
    links = tables.links.get(PARTICIPATES_IN)
    if links is not None:
        theirs[links.target[units[links.source]]] = True
    members = memberships(tables, projects=theirs & selected.chosen)
    own = np.flatnonzero(units[members.organization])
    size = members.size[own]
    left, right = np.repeat(own, size), spans(members.begin[own], size)
    other = left != right
    left, right = left[other], right[other]
    project = members.project[left]
    begun = np.full(tables.size, MISSING_DAY, dtype=np.int64)
    table = tables.nodes.get(PROJECT)
    if table is not None:
        begun[table.start : table.start + len(table.ids)] = dates(
            table.columns.get("startOn"), len(table.ids)
        ).last
    undated = memberships(tables, projects=theirs & selected.missing, organizations=units)
    projects = np.concatenate((members.project[own], undated.project))
    kind = KINDS.index(Tie.PROJECT)
    return (
        [
            members.organization[left],
            members.organization[right],
            project,
            np.full(len(left), kind),
            1.0 / (members.size[left] - 1),
            begun[project],
        ],
        [
            np.concatenate((members.organization[own], undated.organization)),
            projects,
            projects,
            np.full(len(projects), kind),
            np.arange(len(projects)) < len(own),
        ],
    )


def _by_co_buildings(
    tables: Tables, window: Window | None, units: npt.NDArray[np.bool_]
) -> tuple[_Columns, _Columns]:
    links = tables.links.get(BUILT_WITH)
    if links is None or not len(links.source):
        return [], []
    begun = dates(links.columns.get("validFrom"), len(links.source))
    ended = dates(links.columns.get("validTo"), len(links.source))
    if window is not None and window.by is WindowBy.OVERLAP:
        # A missing bound of a validity is open, not unknown.
        opened = np.where(begun.first == MISSING_DAY, -_UNBOUNDED, begun.first)
        placed = select(window, Dates(opened, begun.last), ended)
    else:
        placed = select(window, begun, ended)
    apart = links.source != links.target
    unit = np.concatenate((links.source, links.target))
    partner = np.concatenate((links.target, links.source))
    platform = np.concatenate((links.source, links.source))
    both = np.tile(np.arange(len(links.source)), 2)
    wanted = units[unit] & apart[both]
    tied = wanted & placed.chosen[both]
    known = tied | (wanted & placed.missing[both])
    kind = KINDS.index(Tie.CO_BUILT)
    return (
        [
            unit[tied],
            partner[tied],
            platform[tied],
            np.full(tied.sum(), kind),
            np.ones(tied.sum()),
            begun.last[both[tied]],
        ],
        [
            unit[known],
            partner[known],
            platform[known],
            np.full(known.sum(), kind),
            placed.chosen[both[known]],
        ],
    )


def _stacked(parts: list[_Columns], types: tuple[np.dtype[Any], ...]) -> _Columns:
    filled = [part for part in parts if part]
    if not filled:
        return [np.zeros(0, dtype=type_) for type_ in types]
    columns = zip(types, *filled, strict=True)
    return [np.concatenate(column).astype(type_) for type_, *column in columns]

"""Who takes part in what, as arrays: the bipartite graph under every collaboration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.joins import links_of
from analytics.tables import MISSING_DAY, Column, Dates, Tables
from analytics.ties.kinds import Group
from analytics.window import Selection, Window, select

__all__ = [
    "Memberships",
    "dates",
    "days_of",
    "mask_of",
    "memberships",
    "select_activities",
]


@dataclass(frozen=True, slots=True)
class Memberships:
    """Organisations in activities, each pair once, by activity and then by organisation.

    Attributes
    ----------
    activity, organization : ndarray of int64, shape (m,)
        Node indices.
    begin, size : ndarray of int64, shape (m,)
        For each pair: where its activity's pairs begin, and how many there are.
    """

    activity: npt.NDArray[np.int64]
    organization: npt.NDArray[np.int64]
    begin: npt.NDArray[np.int64]
    size: npt.NDArray[np.int64]


def memberships(
    tables: Tables,
    link: str,
    *,
    activities: npt.NDArray[np.bool_],
    organizations: npt.NDArray[np.bool_] | None = None,
) -> Memberships:
    """Return who takes part in what; an organisation that takes part twice counts once.

    Parameters
    ----------
    tables : Tables
    link : str
        Type of the link from an organisation to an activity.
    activities : ndarray of bool, shape (tables.size,)
        The activities to look at.
    organizations : ndarray of bool, shape (tables.size,), optional
        The organisations to look at; all by default.
    """
    links = links_of(tables, link)
    kept = activities[links.target]
    if organizations is not None:
        kept &= organizations[links.source]
    source, target = links.source[kept].astype(np.int64), links.target[kept].astype(np.int64)
    width = max(tables.size, 1)
    pairs = np.unique(target * width + source)
    activity, organization = np.divmod(pairs, width)
    begins = np.flatnonzero(np.diff(activity, prepend=-1))
    sizes = np.diff(begins, append=len(activity))
    return Memberships(activity, organization, np.repeat(begins, sizes), np.repeat(sizes, sizes))


def select_activities(tables: Tables, group: Group, window: Window | None) -> Selection:
    """Select activities by the days on which they start and end, as masks over all nodes."""
    chosen, missing, unending = (np.zeros(tables.size, dtype=np.bool_) for _ in range(3))
    table = tables.nodes.get(group.type)
    if table is not None:
        here = slice(table.start, table.start + len(table.ids))
        start, end = (
            dates(table.columns.get(name), len(table.ids)) for name in (group.start, group.end)
        )
        found = select(window, start, end)
        chosen[here], missing[here], unending[here] = found.chosen, found.missing, found.open
    return Selection(chosen, missing, unending)


def days_of(tables: Tables, group: Group) -> npt.NDArray[np.int64]:
    """Return the latest day on which each node may have started; missing for other nodes."""
    days = np.full(tables.size, MISSING_DAY, dtype=np.int64)
    table = tables.nodes.get(group.type)
    if table is not None:
        column = dates(table.columns.get(group.start), len(table.ids))
        days[table.start : table.start + len(table.ids)] = column.last
    return days


def dates(column: Column | None, length: int) -> Dates:
    """Return a column of dates, all missing if there is no such column."""
    if isinstance(column, Dates):
        return column
    absent = np.full(length, MISSING_DAY, dtype=np.int32)
    return Dates(absent, absent)


def mask_of(tables: Tables, types: Iterable[str]) -> npt.NDArray[np.bool_]:
    """Return a mask over all nodes: those of the given concrete types."""
    mask = np.zeros(tables.size, dtype=np.bool_)
    for table in (tables.nodes[name] for name in types if name in tables.nodes):
        mask[table.start : table.start + len(table.ids)] = True
    return mask

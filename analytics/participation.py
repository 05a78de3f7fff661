"""Who takes part in which project, as arrays: the bipartite graph under every collaboration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from analytics.tables import MISSING_DAY, Column, Dates, Tables
from analytics.window import Selection, Window, select

__all__ = [
    "PARTICIPATES_IN",
    "PROJECT",
    "Memberships",
    "dates",
    "mask_of",
    "memberships",
    "select_projects",
    "spans",
]

PROJECT: Final = "Project"
PARTICIPATES_IN: Final = "PARTICIPATES_IN"


@dataclass(frozen=True, slots=True)
class Memberships:
    """Organisations in projects, each pair once, by project and then by organisation.

    Attributes
    ----------
    project, organization : ndarray of int64, shape (m,)
        Node indices.
    begin, size : ndarray of int64, shape (m,)
        For each pair: where its project's pairs begin, and how many there are.
    """

    project: npt.NDArray[np.int64]
    organization: npt.NDArray[np.int64]
    begin: npt.NDArray[np.int64]
    size: npt.NDArray[np.int64]


def memberships(
    tables: Tables,
    *,
    projects: npt.NDArray[np.bool_],
    organizations: npt.NDArray[np.bool_] | None = None,
) -> Memberships:
    """Return who takes part in what; an organisation that takes part twice counts once.

    Parameters
    ----------
    tables : Tables
    projects : ndarray of bool, shape (tables.size,)
        The projects to look at.
    organizations : ndarray of bool, shape (tables.size,), optional
        The organisations to look at; all by default.
    """
    links = tables.links.get(PARTICIPATES_IN)
    if links is None:
        source = target = np.zeros(0, dtype=np.int64)
    else:
        kept = projects[links.target]
        if organizations is not None:
            kept &= organizations[links.source]
        source, target = links.source[kept].astype(np.int64), links.target[kept].astype(np.int64)
    width = max(tables.size, 1)
    pairs = np.unique(target * width + source)
    project, organization = np.divmod(pairs, width)
    begins = np.flatnonzero(np.diff(project, prepend=-1))
    sizes = np.diff(begins, append=len(project))
    return Memberships(project, organization, np.repeat(begins, sizes), np.repeat(sizes, sizes))


def select_projects(tables: Tables, window: Window | None) -> Selection:
    """Select projects by ``startOn`` and ``endOn``, as masks over all nodes of `tables`."""
    chosen, missing, unending = (np.zeros(tables.size, dtype=np.bool_) for _ in range(3))
    table = tables.nodes.get(PROJECT)
    if table is not None:
        here = slice(table.start, table.start + len(table.ids))
        start, end = (
            dates(table.columns.get(name), len(table.ids)) for name in ("startOn", "endOn")
        )
        found = select(window, start, end)
        chosen[here], missing[here], unending[here] = found.chosen, found.missing, found.open
    return Selection(chosen, missing, unending)


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


def spans(begin: npt.NDArray[np.int64], length: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Concatenate the ranges from `begin` of the given lengths.

    Examples
    --------
    >>> spans(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    ends = np.cumsum(length)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) - np.repeat(ends - length - begin, length)

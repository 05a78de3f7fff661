"""Ranks among peers, as intervals: equals share their places instead of being told apart."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.tables import Coded, Tables

__all__ = ["PEER_COLUMN", "peer_groups", "rank_intervals"]

PEER_COLUMN: Final = "system"
"""Whose values tell platforms apart that cannot be compared."""

_Ints: TypeAlias = npt.NDArray[np.int64]


def peer_groups(tables: Tables, units: _Ints) -> tuple[_Ints, tuple[tuple[str, str | None], ...]]:
    """Group organisations with those they may be compared with.

    Platforms are compared within their system, other organisations within their type.

    Parameters
    ----------
    tables : Tables
        Types that have one carry the column ``system``.
    units : ndarray of int64, shape (n,)
        Node indices.

    Returns
    -------
    group : ndarray of int64, shape (n,)
    groups : tuple of (str, str or None)
        Type and code of the system.
    """
    peer = np.zeros(len(units), dtype=np.int64)
    peers: list[tuple[str, str | None]] = []
    for table in tables.nodes.values():
        here = np.flatnonzero((units >= table.start) & (units < table.start + len(table.ids)))
        system = table.columns.get(PEER_COLUMN)
        names: tuple[str | None, ...] = (None,)
        codes = np.zeros(len(here), dtype=np.int64)
        if isinstance(system, Coded):
            names = (*system.values, None)
            codes = system.codes[units[here] - table.start].astype(np.int64) % len(names)
        present, inverse = np.unique(codes, return_inverse=True)
        peer[here] = inverse + len(peers)
        peers.extend((table.type, names[code]) for code in present.tolist())
    return peer, tuple(peers)


def rank_intervals(group: _Ints, *keys: npt.NDArray[Any]) -> tuple[_Ints, _Ints]:
    """Rank within groups by some keys, the first one first, all ascending.

    Parameters
    ----------
    group : ndarray of int64, shape (n,)
        From 0, every number used.
    *keys : ndarray, shape (n,)

    Returns
    -------
    first, last : ndarray of int64, shape (n,)
        The places, from 1, that an element and its equals take up.

    Examples
    --------
    >>> first, last = rank_intervals(np.zeros(3, int), np.array([7, 5, 7]))
    >>> first.tolist(), last.tolist()
    ([2, 1, 2], [3, 1, 3])
    """
    order = np.lexsort((*reversed(keys), group))
    changed = np.zeros(len(order), dtype=np.bool_)
    changed[:1] = True
    for column in (group, *keys):
        changed[1:] |= column[order][1:] != column[order][:-1]
    begins = np.flatnonzero(changed)
    sizes = np.diff(begins, append=len(order))
    ahead = np.searchsorted(group[order], group[order][begins])
    first, last = np.empty_like(order), np.empty_like(order)
    first[order] = np.repeat(begins - ahead + 1, sizes)
    last[order] = np.repeat(begins - ahead + sizes, sizes)
    return first, last

"""Edges of a network: pairs of organisations gathered from all that ties them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.tables import MISSING_DAY, Tables
from analytics.ties.projection import Projection

__all__ = ["Edges", "components_of", "edges_of", "numbered_by_id"]

_Ints: TypeAlias = npt.NDArray[np.int64]

_NEVER: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges between organisations that are numbered in the order of their ids.

    Attributes
    ----------
    source, target : ndarray of int64, shape (m,)
        `source` is less than `target`; each pair once.
    weight : ndarray of float64, shape (m, k)
        What each kind of tie adds.
    shared : ndarray of int64, shape (m, k)
        Activities of each kind.
    first, last : ndarray of int64, shape (m,)
        Days on which the earliest and the newest of them began; `MISSING_DAY` if none has a date.
    """

    source: _Ints
    target: _Ints
    weight: npt.NDArray[np.float64]
    shared: _Ints
    first: _Ints
    last: _Ints

    @property
    def total(self) -> npt.NDArray[np.float64]:
        """The weight of each edge."""
        total = np.zeros(len(self.weight))
        for column in self.weight.T:
            total += column
        return total

    def take(self, which: npt.NDArray[Any]) -> Edges:
        """Some of the edges."""
        return Edges(*(getattr(self, name)[which] for name in Edges.__slots__))

    def degrees(self, nodes: int) -> tuple[_Ints, npt.NDArray[np.float64]]:
        """Number and weight of the edges of each node."""
        ends = np.concatenate((self.source, self.target))
        degree = np.bincount(ends, minlength=nodes).astype(np.int64)
        return degree, np.bincount(ends, np.tile(self.total, 2), nodes).astype(np.float64)


def numbered_by_id(tables: Tables, organizations: Sequence[_Ints]) -> tuple[_Ints, _Ints]:
    """Number organisations in the order of their ids, so that ties need no later sort.

    Parameters
    ----------
    tables : Tables
    organizations : sequence of ndarray of int64
        Node indices, in any order and number.

    Returns
    -------
    nodes : ndarray of int64, shape (n,)
        The different node indices, by id.
    rank : ndarray of int64, shape (tables.size,)
        The place of each of them; of other nodes it says nothing.
    """
    present = np.zeros(tables.size, dtype=np.bool_)
    for indices in organizations:
        present[indices] = True
    distinct = np.flatnonzero(present)
    nodes = distinct[tables.order_by_id(distinct)]
    rank = np.zeros(tables.size, dtype=np.int64)
    rank[nodes] = np.arange(len(nodes))
    return nodes, rank


def edges_of(parts: Sequence[Projection], rank: _Ints, nodes: int, *, counted: bool) -> Edges:
    """Gather the edges of all kinds of tie.

    Parameters
    ----------
    parts : sequence of Projection, length k
    rank : ndarray of int64
        The number of each node.
    nodes : int
    counted : bool
        Whether a shared activity weighs 1 instead of its share.
    """
    width = max(nodes, 1)
    gathered = [_gathered(part, rank, width, counted=counted) for part in parts]
    # Those of each kind ascend, which sorting is quick with, and `np.unique` is not.
    pairs = np.sort(np.concatenate([np.zeros(0, dtype=np.int64), *(g.pairs for g in gathered)]))
    pairs = pairs[np.flatnonzero(np.diff(pairs, prepend=-1))]
    weight = np.zeros((len(pairs), len(parts)))
    shared = np.zeros((len(pairs), len(parts)), dtype=np.int64)
    first = np.full(len(pairs), _NEVER, dtype=np.int64)
    last = np.full(len(pairs), MISSING_DAY, dtype=np.int64)
    for column, found in enumerate(gathered):
        rows = np.searchsorted(pairs, found.pairs)
        weight[rows, column], shared[rows, column] = found.weight, found.shared
        first[rows] = np.minimum(first[rows], found.first)
        last[rows] = np.maximum(last[rows], found.last)
    first[first == _NEVER] = MISSING_DAY
    source, target = np.divmod(pairs, width)
    return Edges(source, target, weight, shared, first, last)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What one kind of tie gives each pair, by pair."""

    pairs: _Ints
    weight: npt.NDArray[np.float64]
    shared: _Ints
    first: _Ints
    last: _Ints


def _gathered(part: Projection, rank: _Ints, width: int, *, counted: bool) -> _Gathered:
    left, right = rank[part.left], rank[part.right]
    pairs = np.minimum(left, right) * width + np.maximum(left, right)
    order = np.argsort(pairs, kind="stable")
    pairs, day = pairs[order], part.day[order]
    begins = np.flatnonzero(np.diff(pairs, prepend=-1))
    shared = np.diff(begins, append=len(pairs))
    if not len(begins):
        return _Gathered(pairs, np.zeros(0), shared, pairs, pairs)
    dated = np.where(day == MISSING_DAY, _NEVER, day)
    return _Gathered(
        pairs[begins],
        shared.astype(np.float64) if counted else np.add.reduceat(part.share[order], begins),
        shared,
        np.minimum.reduceat(dated, begins),
        np.maximum.reduceat(day, begins),
    )


def components_of(edges: Edges, shown: npt.NDArray[np.bool_]) -> tuple[int, int, int]:
    """Count the components, the nodes of the largest one, and the isolates.

    Parameters
    ----------
    edges : Edges
        Among the nodes shown.
    shown : ndarray of bool, shape (n,)
    """
    # A fifth of a second that a service need not spend before its first network is asked for.
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    present = int(shown.sum())
    if not present:
        return 0, 0, 0
    renumbered = np.cumsum(shown) - 1
    row, column = renumbered[edges.source], renumbered[edges.target]
    graph = coo_array((np.ones(len(row), dtype=np.int8), (row, column)), shape=(present, present))
    count, label = connected_components(graph, directed=False)
    sizes = np.bincount(label)
    return int(count), int(sizes.max()), int((sizes == 1).sum())

"""What changed between two days: ties gained and lost, and who moved in rank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.definition import Definition
from analytics.graph import Graph
from analytics.networks.network import Network
from analytics.networks.rank_moves import Measure, Moves, moves_of
from analytics.patience import Check, patient
from analytics.shown import DIGITS

__all__ = ["DEFINITION", "Changes", "changes"]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Flags: TypeAlias = npt.NDArray[np.bool_]

DEFINITION: Final = Definition(
    "Two organisations are tied on a day by what they share that began on it or before (with "
    "months: within so many months before; by OVERLAP: that goes on that day); of co-buildings "
    "and incubations only those count that are true on the day. A tie is gained if it is "
    "there on the later day alone, lost if on the earlier day alone, kept if on both. The "
    "organisations are all with an activity on either day; who has none on one of them counts "
    "there as one without ties. Degree is the number of ties, strength their weight, PageRank "
    "that of networkx with alpha 0.85 on the weights. A rank is 1 + the number of organisations "
    "with more, to nine digits after the point. Causes: of a degree the ties gained (+1) and lost "
    "(-1), of a strength what each tie of the organisation gained or lost in weight; of a PageRank "
    "x each tie whose weight changed by d, wherever it is, adds at each of its ends u with the "
    "other end w the amount alpha * x_u * d / s_u * (g_w - mean of g over the earlier neighbours "
    "of u by weight), x_u before, s_u the strength after, g_w what a unit of PageRank put into w "
    "adds after. Causes add up to the change of the score.",
    "1",
)


@dataclass(frozen=True, slots=True)
class Changes:
    """Two networks beside each other.

    Attributes
    ----------
    ids : tuple of str, length n
        Everybody who has an activity on either day, in order.
    source, target : ndarray of int64, shape (m,)
        Places in `ids` of the ends of each tie of either day, by ids; `source` is less.
    before, after : ndarray of float64, shape (m,)
        Weight on each day; 0 where there is no tie.
    shared_before, shared_after : ndarray of int64, shape (m,)
        Number of shared activities.
    moves : mapping of Measure to Moves
    """

    ids: tuple[str, ...]
    source: _Ints
    target: _Ints
    before: npt.NDArray[np.float64]
    after: npt.NDArray[np.float64]
    shared_before: _Ints
    shared_after: _Ints
    moves: Mapping[Measure, Moves]

    @property
    def gained(self) -> _Ints:
        """The ties of the later day alone, heaviest first, then by ids."""
        return _by(self.after, (self.shared_before == 0) & (self.shared_after > 0))

    @property
    def lost(self) -> _Ints:
        """The ties of the earlier day alone, heaviest first, then by ids."""
        return _by(self.before, (self.shared_before > 0) & (self.shared_after == 0))

    @property
    def kept(self) -> _Ints:
        """The ties of both days, those whose weight changed most first, then by ids."""
        both = (self.shared_before > 0) & (self.shared_after > 0)
        return _by(np.abs(self.after - self.before), both)


def changes(earlier: Network, later: Network, *, check: Check = patient) -> Changes:
    """Compare the networks of two days.

    Parameters
    ----------
    earlier, later : Network
        Of the same question, in either order of days.
    check : callable
        Called between steps.

    Returns
    -------
    Changes
        Without gains, losses and moves if both are of the same day and graph. The ties gained
        and kept are those of `later`, the ties lost and kept those of `earlier`.
    """
    ids = tuple(sorted({*map(str, earlier.graph.ids), *map(str, later.graph.ids)}))
    place = {id_: number for number, id_ in enumerate(ids)}
    width = max(len(ids), 1)
    pairs = [_pairs(network, place, width) for network in (earlier, later)]
    every = np.unique(np.concatenate(pairs))
    source, target = np.divmod(every, width)
    before, after = (
        _Side.of(network, np.searchsorted(every, found), len(every))
        for found, network in zip(pairs, (earlier, later), strict=True)
    )
    graphs = [
        Graph.from_edges(ids, source[there], target[there], side.weight[there])
        for side, there in ((side, side.shared > 0) for side in (before, after))
    ]
    moves = {measure: moves_of(graphs[0], graphs[1], measure, check=check) for measure in Measure}
    return Changes(
        ids, source, target, before.weight, after.weight, before.shared, after.shared, moves
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """The ties of either day as they are on one of them."""

    weight: npt.NDArray[np.float64]
    shared: _Ints

    @classmethod
    def of(cls, network: Network, rows: _Ints, size: int) -> _Side:
        """Put the ties of a network where they are among all."""
        weight, shared = np.zeros(size), np.zeros(size, dtype=np.int64)
        weight[rows] = network.edges.total
        shared[rows] = network.edges.shared.sum(axis=1)
        return cls(weight, shared)


def _pairs(network: Network, place: Mapping[str, int], width: int) -> _Ints:
    number = np.array([place[str(id_)] for id_ in network.graph.ids], dtype=np.int64)
    return number[network.edges.source] * width + number[network.edges.target]


def _by(size: npt.NDArray[np.float64], which: _Flags) -> _Ints:
    rows = np.flatnonzero(which)
    return rows[np.argsort(-np.round(size[rows], DIGITS), kind="stable")]

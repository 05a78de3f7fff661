"""Who moved in rank between two days, and which ties did it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.graph import Graph
from analytics.patience import Check, patient
from analytics.shown import DIGITS

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["ALPHA", "Causes", "Measure", "Moves", "causes_of", "moves_of", "ranks_of"]

_Floats: TypeAlias = npt.NDArray[np.float64]
_Ints: TypeAlias = npt.NDArray[np.int64]

ALPHA: Final = 0.85
"""The damping of PageRank."""
_EXACT: Final = 1e-13
"""Fixed points are found so closely that causes add up to the digits that are shown."""
_STEPS: Final = 400
_AT_ONCE: Final = 16
"""How many steps go by between two looks at whether anybody still waits."""


class Measure(enum.StrEnum):
    """A number by which organisations are ranked."""

    DEGREE = "DEGREE"
    STRENGTH = "STRENGTH"
    PAGERANK = "PAGERANK"


@dataclass(frozen=True, slots=True)
class Moves:
    """Scores and ranks of everybody on two days.

    Attributes
    ----------
    before, after : ndarray of float64, shape (n,)
    rank_before, rank_after : ndarray of int64, shape (n,)
        1 + how many have more.
    """

    before: _Floats
    after: _Floats
    rank_before: _Ints
    rank_after: _Ints

    @property
    def moved(self) -> _Ints:
        """Who has another rank: the longest moves first, of these the best now, then by id."""
        far = np.abs(self.rank_after - self.rank_before)
        order = np.lexsort((self.rank_after, -far))
        moved: _Ints = order[far[order] > 0]
        return moved

    def passed(self, node: int) -> tuple[_Ints, _Ints]:
        """Return whom a node left behind, and who left it behind.

        A rank changes by their numbers: the later rank is the earlier one, less those left
        behind, plus those who left it behind. Equals are not behind.
        """
        ahead = _rounded(self.before) > _rounded(self.before)[node]
        ahead_now = _rounded(self.after) > _rounded(self.after)[node]
        return np.flatnonzero(ahead & ~ahead_now), np.flatnonzero(~ahead & ahead_now)


@dataclass(frozen=True, slots=True)
class Causes:
    """What changed the score of one node.

    Attributes
    ----------
    edge : ndarray of int64, shape (c,)
        Numbers of the ties whose weight changed, those that matter most first.
    contribution : ndarray of float64, shape (c,)
        What each adds to the change of the score; together they are the change.
    """

    edge: _Ints
    contribution: _Floats


def moves_of(earlier: Graph, later: Graph, measure: Measure, *, check: Check = patient) -> Moves:
    """Score and rank everybody on two days.

    Parameters
    ----------
    earlier, later : Graph
        Undirected, of the same nodes.
    measure : Measure
    check : callable
        Called between steps.
    """
    before, after = (_scores(graph, measure, check) for graph in (earlier, later))
    return Moves(before, after, ranks_of(before), ranks_of(after))


def ranks_of(scores: _Floats) -> _Ints:
    """Return 1 + the number of greater scores, which count as equal to nine digits.

    Examples
    --------
    >>> ranks_of(np.array([2.0, 5.0, 2.0, 1.0])).tolist()
    [2, 1, 2, 4]
    """
    rounded = _rounded(scores)
    return 1 + len(scores) - np.searchsorted(np.sort(rounded), rounded, side="right")


def causes_of(
    ends: tuple[_Ints, _Ints],
    weights: tuple[_Floats, _Floats],
    measure: Measure,
    nodes: _Ints,
    size: int,
    *,
    check: Check = patient,
) -> list[Causes]:
    r"""Say which ties changed the scores of some nodes, and by how much each.

    The degree of a node changes by its ties gained and lost, its strength by what its ties
    gained or lost in weight. PageRank x solves :math:`x = (1-\alpha)/n + \alpha P x`, so

    .. math:: x' - x = (I - \alpha P')^{-1} \, \alpha (P' - P) \, x

    and column u of :math:`P' - P` is the sum, over its ties (u, w) whose weight changed by d,
    of :math:`d (e_w - P_u) / s'_u` (P of a node without ties is even over all; where all ties
    of u were lost, the even column and the strength before take their places). With
    :math:`g = (I - \alpha P'^T)^{-1} e_v` each tie's part of the change at v is exact.

    Parameters
    ----------
    ends : tuple of ndarray of int64, shape (m,)
        Places of the ends of each tie of either day.
    weights : tuple of ndarray of float64, shape (m,)
        Weights before and after, 0 where there is no tie.
    measure : Measure
    nodes : ndarray of int64
        Whose scores are explained.
    size : int
        How many nodes there are.
    check : callable
        Called between steps.

    Returns
    -------
    list of Causes
        In the order of `nodes`.
    """
    before, after = weights
    if not len(nodes):
        return []
    if measure is Measure.PAGERANK:
        return _flows(ends, weights, nodes, size, check)
    delta = after - before
    if measure is Measure.DEGREE:
        delta = (after > 0).astype(np.float64) - (before > 0)
    changed = np.flatnonzero(delta)
    source, target = ends[0][changed], ends[1][changed]
    found = []
    for node in nodes.tolist():
        own = (source == node) | (target == node)
        found.append(_sorted(changed[own], delta[changed[own]]))
    return found


def _scores(graph: Graph, measure: Measure, check: Check) -> _Floats:
    if measure is Measure.DEGREE:
        return graph.degree.astype(np.float64)
    rows = np.repeat(np.arange(len(graph)), graph.degree)
    if measure is Measure.STRENGTH:
        return np.bincount(rows, graph.weights, len(graph)).astype(np.float64)
    ends = rows[rows < graph.neighbours], graph.neighbours[rows < graph.neighbours]
    return _pagerank(_Walk(ends, graph.weights[rows < graph.neighbours], len(graph)), check)


class _Walk:
    """The matrix P of a network: where one goes from each node."""

    def __init__(
        self,
        ends: tuple[npt.NDArray[np.integer[Any]], npt.NDArray[np.integer[Any]]],
        weight: _Floats,
        size: int,
    ) -> None:
        # A fifth of a second that a service need not spend before somebody asks for changes.
        from scipy.sparse import csr_array

        there = weight > 0
        source, target, weight = ends[0][there], ends[1][there], weight[there]
        row, column = np.concatenate((source, target)), np.concatenate((target, source))
        self.size = size
        self.adjacency: csr_array = csr_array((np.tile(weight, 2), (row, column)), (size, size))
        self.strength: _Floats = np.bincount(row, np.tile(weight, 2), size).astype(np.float64)
        self.share: _Floats = np.divide(
            1.0, self.strength, out=np.zeros(size), where=self.strength > 0
        )

    def forward(self, x: _Floats) -> _Floats:
        """P x."""
        lost = float(x[self.strength == 0].sum())
        moved: _Floats = np.asarray(self.adjacency @ (x * self.share))
        return moved + lost / max(self.size, 1)

    def backward(self, g: _Floats) -> _Floats:
        """P^T g, for columns g."""
        result: _Floats = np.asarray(self.adjacency @ g) * self.share[:, None]
        result[self.strength == 0] = g.mean(axis=0)
        return result


def _pagerank(walk: _Walk, check: Check) -> _Floats:
    x = np.full(walk.size, 1.0 / max(walk.size, 1))
    start = (1.0 - ALPHA) * x
    for step in range(_STEPS):
        following = start + ALPHA * walk.forward(x)
        if np.abs(following - x).sum() < _EXACT:
            return following
        x = following
        if step % _AT_ONCE == 0:
            check()
    return x


def _flows(
    ends: tuple[_Ints, _Ints],
    weights: tuple[_Floats, _Floats],
    nodes: _Ints,
    size: int,
    check: Check,
) -> list[Causes]:
    before, after = (_Walk(ends, weight, size) for weight in weights)
    x = _pagerank(before, check)
    unit = np.zeros((size, len(nodes)))
    unit[nodes, np.arange(len(nodes))] = 1.0
    g = unit.copy()
    for step in range(_STEPS):
        following = unit + ALPHA * after.backward(g)
        far = np.abs(following - g).max(initial=0.0)
        g = following
        if far < _EXACT:
            break
        if step % _AT_ONCE == 0:
            check()
    emptied = (after.strength == 0) & (before.strength > 0)
    usual = before.backward(g)
    usual[emptied] = g.mean(axis=0)
    through = np.where(emptied, before.share, after.share)
    delta = weights[1] - weights[0]
    changed = np.flatnonzero(delta)
    contribution = np.zeros((len(changed), len(nodes)))
    for near, far_end in (ends, ends[::-1]):
        u, w = near[changed], far_end[changed]
        contribution += (ALPHA * x[u] * delta[changed] * through[u])[:, None] * (g[w] - usual[u])
    return [_sorted(changed, column) for column in contribution.T]


def _sorted(edge: _Ints, contribution: _Floats) -> Causes:
    order = np.argsort(-np.abs(_rounded(contribution)), kind="stable")
    return Causes(edge[order], contribution[order])


def _rounded(scores: _Floats) -> _Floats:
    return np.round(scores, DIGITS)

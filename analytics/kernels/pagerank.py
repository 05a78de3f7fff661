"""PageRank by power iteration."""

from __future__ import annotations

from typing import Final

import numpy as np

from analytics.kernels.arrays import Floats, Ints, Nodes
from analytics.kernels.compiled import compiled
from analytics.kernels.rows import transposed
from analytics.patience import Check, patient

__all__ = ["pagerank", "warm"]

STEPS_AT_ONCE: Final = 10
"""Steps between two checks: a tenth of a second for a million edges."""


def pagerank(
    offsets: Ints,
    neighbours: Nodes,
    weights: Floats,
    *,
    directed: bool,
    alpha: float = 0.85,
    personalization: Floats | None = None,
    dangling: Floats | None = None,
    start: Floats | None = None,
    tol: float = 1e-6,
    max_iter: int = 100,
    check: Check = patient,
) -> tuple[Floats, bool]:
    r"""Rank nodes by where a surfer is who mostly follows arcs and sometimes starts anew.

    .. math::

        x_u = \alpha \Bigl(\sum_{v \to u} \frac{w_{vu}}{s_v} x_v + d_u \sum_{v: s_v = 0} x_v\Bigr)
              + (1 - \alpha) p_u

    where s is the weight of all arcs out of a node, p where the surfer starts anew, and d where
    he goes from a node without arcs.

    Parameters
    ----------
    offsets, neighbours, weights : ndarray
        Rows of arcs that lead out.
    directed : bool
        Whether the arcs that lead in differ from those that lead out.
    alpha : float
        Share of the steps that follow an arc.
    personalization : ndarray of float64, shape (n,), optional
        p: above or equal to zero, not all zero; even by default.
    dangling : ndarray of float64, shape (n,), optional
        d: p by default.
    start : ndarray of float64, shape (n,), optional
        Where the iteration begins: even by default.
    tol : float
        It ends when the ranks change by less than ``n * tol`` in all.
    max_iter : int
    check : Check

    Returns
    -------
    rank : ndarray of float64, shape (n,)
        Sums to one.
    settled : bool
        Whether the ranks came to rest within `max_iter` steps.

    References
    ----------
    Page, Brin, Motwani, Winograd, "The PageRank Citation Ranking" (1999); the same values, stop
    rule and treatment of nodes without arcs as ``networkx.pagerank``.

    Examples
    --------
    >>> star = np.array([0, 2, 3, 4]), np.array([1, 2, 0, 0], dtype=np.int32), np.ones(4)
    >>> rank, settled = pagerank(*star, directed=False)
    >>> rank.round(3).tolist(), settled
    ([0.486, 0.257, 0.257], True)
    """
    size = len(offsets) - 1
    if not size:
        return np.zeros(0), True
    anew = _shares(personalization, size)
    stranded = anew if dangling is None else _shares(dangling, size)
    rank = _shares(start, size).copy()
    per_weight = _per_weight(offsets, weights)
    if directed:
        offsets, neighbours, arcs = transposed(offsets, neighbours)
        weights = weights[arcs]
        for array in (offsets, neighbours, weights):
            array.setflags(write=False)
    for first in range(0, max_iter, STEPS_AT_ONCE):
        steps = min(STEPS_AT_ONCE, max_iter - first)
        if _settle(
            offsets,
            neighbours,
            weights,
            per_weight,
            anew,
            stranded,
            rank,
            float(alpha),
            size * float(tol),
            steps,
        ):
            return rank, True
        check()
    return rank, False


def warm() -> None:
    """Compile these kernels for the arrays they get in practice."""
    from analytics.kernels.tiny import tiny

    for directed in (False, True):
        graph = tiny(directed=directed)
        pagerank(graph.offsets, graph.neighbours, graph.weights, directed=directed)


def _shares(given: Floats | None, size: int) -> Floats:
    if given is None:
        return np.full(size, 1.0 / size)
    return np.asarray(given / given.sum(), dtype=np.float64)


@compiled
def _per_weight(offsets: Ints, weights: Floats) -> Floats:
    """One through the weight of all arcs out of each node, zero where there are none."""
    found = np.zeros(len(offsets) - 1)
    for node in range(len(offsets) - 1):
        total = 0.0
        for arc in range(offsets[node], offsets[node + 1]):
            total += weights[arc]
        if total > 0.0:
            found[node] = 1.0 / total
    return found


@compiled
def _settle(
    offsets: Ints,
    neighbours: Nodes,
    weights: Floats,
    per_weight: Floats,
    anew: Floats,
    stranded: Floats,
    rank: Floats,
    alpha: float,
    little: float,
    steps: int,
) -> bool:
    """Make some steps along arcs that lead in, the ranks in place; say whether they settled."""
    size = len(rank)
    sent = np.empty(size)
    for _ in range(steps):
        lost = 0.0
        for node in range(size):
            sent[node] = rank[node] * per_weight[node]
            if per_weight[node] == 0.0:
                lost += rank[node]
        change = 0.0
        for node in range(size):
            got = 0.0
            for arc in range(offsets[node], offsets[node + 1]):
                got += weights[arc] * sent[neighbours[arc]]
            new = alpha * (got + lost * stranded[node]) + (1.0 - alpha) * anew[node]
            change += abs(new - rank[node])
            rank[node] = new
        if change < little:
            return True
    return False

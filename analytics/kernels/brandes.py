"""Betweenness: how many shortest paths of others pass a node, exact or from a sample of sources."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.kernels.arrays import Floats, Ints, Nodes, Places
from analytics.kernels.degrees import hubs_first
from analytics.kernels.rows import transposed
from analytics.kernels.sweeps import LANES, dependencies_on, dependency_sums, workspace
from analytics.patience import Check, patient

__all__ = ["Betweenness", "betweenness", "pivots_of", "source_dependencies", "warm"]


_ARCS: Final = 10_000_000
"""Arcs that one chunk of work looks at, about."""


@dataclass(frozen=True, slots=True)
class Betweenness:
    """Betweenness of all nodes.

    Attributes
    ----------
    score : ndarray of float64, shape (n,)
        Nan where the sample says nothing: its one source, if it has no other.
    error : ndarray of float64, shape (n,)
        Standard error of each score, from how the sources differ; zero if all were taken, nan
        where fewer than two say something.
    pivots : ndarray of int64, shape (k,)
        The sources that were taken, ascending.
    """

    score: Floats
    error: Floats
    pivots: Ints


def betweenness(
    offsets: Ints,
    neighbours: Nodes,
    *,
    pivots: Ints | None = None,
    normalized: bool = True,
    directed: bool = False,
    check: Check = patient,
) -> Betweenness:
    r"""Return the share of shortest paths between others that pass each node.

    .. math:: g(v) = \frac{c}{|S_v|} \sum_{s \in S_v} \delta_s(v), \qquad
              \delta_s(v) = \sum_{t \ne s, v} \frac{\sigma_{st}(v)}{\sigma_{st}}

    where :math:`\sigma_{st}` counts the shortest paths from s to t and :math:`\sigma_{st}(v)`
    those through v, :math:`S_v` are the sources taken without v itself, and c is 1/(n - 2) if
    normalised, else (n - 1)/2, or n - 1 with directions. Its standard error is

    .. math:: e(v) = c \sqrt{\frac{\mathrm{var}_{s \in S_v} \delta_s(v)}{|S_v|}
              \Bigl(1 - \frac{|S_v|}{n - 1}\Bigr)}

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
        Rows of the graph; edges are taken to be equally long.
    pivots : ndarray of int64, shape (k,), optional
        Sources to start from, each once; all by default. See `pivots_of`.
    normalized, directed : bool
        Without directions every arc is there both ways.
    check : Check

    Returns
    -------
    Betweenness

    Notes
    -----
    Few sources make much of a node's score, so that with few pivots two standard errors cover
    the truth less often than 95 times in 100: about 90 times with 50 pivots.

    U. Brandes, A faster algorithm for betweenness centrality, J. Math. Sociol. 25 (2001) 163;
    eight sources share each sweep over the arcs. Scores are those of networkx's
    `betweenness_centrality`, with its scaling of samples too.

    Examples
    --------
    In the path a - b - c one pair of others is joined through b.

    >>> from analytics.graph import Graph
    >>> path = Graph.from_edges("abc", np.array([0, 1]), np.array([1, 2]))
    >>> betweenness(path.offsets, path.neighbours).score.tolist()
    [0.0, 1.0, 0.0]
    """
    nodes = len(offsets) - 1
    sources = np.arange(nodes, dtype=np.int64) if pivots is None else np.sort(pivots)
    order, ahead, back = _both_ways(offsets, neighbours, directed)
    total, squares, work = np.zeros(nodes), np.zeros(nodes), workspace(nodes)
    # Hubs are near to all, so sources of like degree have more nodes at the same distance.
    for chunk in _chunks(np.sort(_places(order)[sources]), nodes + len(neighbours)):
        check()
        dependency_sums(ahead, back, chunk, work, total, squares)
    total[order], squares[order] = total.copy(), squares.copy()
    taken = np.full(nodes, len(sources), dtype=np.float64)
    taken[sources] -= 1
    return Betweenness(
        *_scaled(total, squares, taken, _scale(nodes, normalized, directed)), sources
    )


def source_dependencies(
    offsets: Ints,
    neighbours: Nodes,
    node: int,
    *,
    pivots: Ints | None = None,
    normalized: bool = True,
    directed: bool = False,
    check: Check = patient,
) -> Floats:
    """Return what each source adds to the betweenness of one node.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
    node : int
    pivots : ndarray of int64, shape (k,), optional
    normalized, directed : bool
    check : Check

    Returns
    -------
    ndarray of float64, shape (k,)
        In the order of the sources, ascending. Their sum is the node's score.

    Examples
    --------
    The path between a and c is seen from a and from c.

    >>> from analytics.graph import Graph
    >>> path = Graph.from_edges("abc", np.array([0, 1]), np.array([1, 2]))
    >>> source_dependencies(path.offsets, path.neighbours, 1).tolist()
    [0.5, 0.0, 0.5]
    """
    nodes = len(offsets) - 1
    sources = np.arange(nodes, dtype=np.int64) if pivots is None else np.sort(pivots)
    order, ahead, back = _both_ways(offsets, neighbours, directed)
    place, work, found = _places(order), workspace(nodes), np.zeros(nodes)
    for chunk in _chunks(np.sort(place[sources]), nodes + len(neighbours)):
        check()
        found[order[chunk]] = dependencies_on(ahead, back, chunk, work, int(place[node]))
    taken = len(sources) - int((sources == node).sum())
    scale = _scale(nodes, normalized, directed)
    return found[sources] * (scale / taken if taken else math.nan)


def pivots_of(nodes: int, number: int, seed: int) -> Ints:
    """Draw sources without replacement.

    Parameters
    ----------
    nodes : int
    number : int
        At most `nodes` are drawn.
    seed : int

    Returns
    -------
    ndarray of int64
        Ascending.
    """
    rng = np.random.default_rng(seed)
    return np.sort(rng.choice(nodes, min(number, nodes), replace=False)).astype(np.int64)


def warm() -> None:
    """Compile these kernels for the arrays they get in practice."""
    from analytics.kernels.tiny import tiny

    graph = tiny()
    betweenness(graph.offsets, graph.neighbours, directed=True)
    source_dependencies(graph.offsets, graph.neighbours, 0)


def _both_ways(
    offsets: Ints,
    neighbours: Nodes,
    directed: bool,  # noqa: FBT001 - passed on
) -> tuple[Nodes, tuple[Ints, Places], tuple[Ints, Places]]:
    """Rows along the arcs and against them, with hubs first; and which node has each number."""
    order, offsets, neighbours = hubs_first(offsets, neighbours)
    ahead = offsets, neighbours.view(np.uint32)
    if not directed:
        return order, ahead, ahead
    offsets, neighbours, _ = transposed(offsets, neighbours)
    return order, ahead, (offsets, neighbours.view(np.uint32))


def _places(order: Nodes) -> Ints:
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place


def _scale(nodes: int, normalized: bool, directed: bool) -> float:  # noqa: FBT001 - passed on
    if normalized:
        return 1 / max(nodes - 2, 1)
    return (nodes - 1) / (1 if directed else 2)


def _scaled(total: Floats, squares: Floats, taken: Floats, scale: float) -> tuple[Floats, Floats]:
    others = len(total) - 1
    if others < 2:  # noqa: PLR2004 - nobody has two others to stand between
        return total, total.copy()
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / taken
        variance = np.maximum(squares / taken - mean**2, 0) * taken / (taken - 1)
        left_out = 1 - taken / others
        error = np.sqrt(variance / taken * left_out)
    error[left_out == 0] = 0.0
    return scale * mean, scale * error


def _chunks(sources: Ints, arcs: int) -> Iterator[Ints]:
    width = LANES * max(1, _ARCS // (LANES * max(arcs, 1)))
    for first in range(0, len(sources), width):
        yield sources[first : first + width]

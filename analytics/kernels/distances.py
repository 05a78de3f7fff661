"""Distances from all nodes at once, 256 sources a search; closeness and harmonic centrality."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.kernels.arrays import Floats, Ints, Nodes
from analytics.kernels.compiled import compiled
from analytics.patience import Check, patient

__all__ = ["Distances", "closeness", "distances", "warm"]

_Words: TypeAlias = npt.NDArray[np.uint64]

_WORDS: Final = 4
"""Words of 64 sources that a search carries for each node."""

_ARCS: Final = 20_000_000
"""Arcs that one chunk of work looks at, about: five levels of a search each."""

_SPARSE: Final = 16
"""A level is pushed from its nodes if they have less than this part of all arcs."""

_NONE: Final = np.uint64(0)
_ONE: Final = np.uint64(1)
_PAIRS: Final = np.uint64(0x5555555555555555)
_FOURS: Final = np.uint64(0x3333333333333333)
_BYTES: Final = np.uint64(0x0F0F0F0F0F0F0F0F)


@dataclass(frozen=True, slots=True)
class Distances:
    """Sums over the sources that reach each node.

    Attributes
    ----------
    far : ndarray of int64, shape (n,)
        Sum of the distances.
    near : ndarray of float64, shape (n,)
        Sum of one over each distance: harmonic centrality.
    reach : ndarray of int64, shape (n,)
        How many sources there are at a distance of at least 1.
    """

    far: Ints
    near: Floats
    reach: Ints


def distances(
    offsets: Ints,
    neighbours: Nodes,
    *,
    reverse: tuple[Ints, Nodes] | None = None,
    sources: Ints | None = None,
    check: Check = patient,
) -> Distances:
    """Sum up the distances from sources to each node; edges are taken to be equally long.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
        Rows of the graph.
    reverse : tuple of ndarray, optional
        Offsets and neighbours of the graph with every arc turned; the rows themselves by
        default, which are those of an undirected graph.
    sources : ndarray of int64, shape (k,), optional
        Each once; all by default.
    check : Check

    Returns
    -------
    Distances

    Notes
    -----
    A bit of a word stands for a source, so that one look at an arc serves many searches (M.
    Then et al., The more the merrier: efficient multi-source graph traversal, PVLDB 8 (2014)
    449). As sums are kept where searches arrive, no source needs to be told from another.

    Examples
    --------
    >>> from analytics.graph import Graph
    >>> path = Graph.from_edges("abc", np.array([0, 1]), np.array([1, 2]))
    >>> distances(path.offsets, path.neighbours).far.tolist()
    [3, 2, 3]
    """
    nodes = len(offsets) - 1
    back = (offsets, neighbours) if reverse is None else reverse
    taken = np.arange(nodes, dtype=np.int64) if sources is None else np.array(sources)
    found = Distances(
        np.zeros(nodes, dtype=np.int64), np.zeros(nodes), np.zeros(nodes, dtype=np.int64)
    )
    for chunk in _chunks(taken, nodes + len(neighbours)):
        check()
        _add(offsets, neighbours, *back, chunk, found.far, found.near, found.reach)
    return found


def closeness(found: Distances, *, wf_improved: bool = True) -> Floats:
    r"""Return how close each node is to those that reach it.

    .. math:: C(u) = \frac{r}{\sum_v d(v, u)} \cdot \frac{r}{n - 1}

    where r is the number of others that reach u; 0 if there is none.

    Parameters
    ----------
    found : Distances
        From all nodes.
    wf_improved : bool
        Whether to multiply by r / (n - 1), as Wasserman and Faust do, so that nodes of small
        components do not seem central.

    Returns
    -------
    ndarray of float64, shape (n,)

    Notes
    -----
    S. Wasserman, K. Faust, Social Network Analysis (1994) 201; networkx's
    `closeness_centrality`.

    Examples
    --------
    >>> from analytics.graph import Graph
    >>> path = Graph.from_edges("abc", np.array([0, 1]), np.array([1, 2]))
    >>> closeness(distances(path.offsets, path.neighbours)).round(3).tolist()
    [0.667, 1.0, 0.667]
    """
    close = found.reach / np.maximum(found.far, 1)
    return close * (found.reach / max(len(close) - 1, 1)) if wf_improved else close


def warm() -> None:
    """Compile this kernel for the arrays it gets in practice."""
    from analytics.kernels.tiny import tiny

    graph = tiny()
    distances(graph.offsets, graph.neighbours)


def _chunks(sources: Ints, arcs: int) -> Iterator[Ints]:
    width = 64 * _WORDS
    width *= max(1, _ARCS // (5 * max(arcs, 1)))
    for first in range(0, len(sources), width):
        yield sources[first : first + width]


@compiled
def _add(
    offsets: Ints,
    neighbours: Nodes,
    back_offsets: Ints,
    back_neighbours: Nodes,
    sources: Ints,
    far: Ints,
    near: Floats,
    reach: Ints,
) -> None:
    """Add the distances from some sources to the sums of each node."""
    nodes = len(offsets) - 1
    seen = np.zeros((nodes, _WORDS), dtype=np.uint64)
    front = np.zeros((nodes, _WORDS), dtype=np.uint64)
    arriving = np.zeros((nodes, _WORDS), dtype=np.uint64)
    active = np.empty(nodes, dtype=np.int32)
    reached = np.empty(nodes, dtype=np.int32)
    for first in range(0, len(sources), 64 * _WORDS):
        everybody = np.zeros(_WORDS, dtype=np.uint64)
        seen[:] = _NONE
        number = min(64 * _WORDS, len(sources) - first)
        for place in range(number):
            node = sources[first + place]
            bit = _ONE << np.uint64(place % 64)
            active[place] = node
            everybody[place // 64] |= bit
            front[node, place // 64] = bit
            seen[node, place // 64] = bit
        level = 0
        while number > 0:
            level += 1
            arcs = 0
            for place in range(number):
                arcs += offsets[active[place] + 1] - offsets[active[place]]
            if arcs * _SPARSE < len(neighbours):
                found = _pushed(
                    offsets, neighbours, front, seen, arriving, active[:number], reached
                )
            else:
                found = _pulled(
                    back_offsets, back_neighbours, front, seen, arriving, everybody, reached
                )
            for place in range(number):
                front[active[place]] = _NONE
            for place in range(found):
                node = reached[place]
                ones = np.int64(0)
                for word in range(_WORDS):
                    seen[node, word] |= arriving[node, word]
                    ones += _ones(arriving[node, word])
                far[node] += ones * level
                near[node] += ones / level
                reach[node] += ones
            front, arriving = arriving, front
            active, reached = reached, active
            number = found


@compiled
def _pushed(
    offsets: Ints,
    neighbours: Nodes,
    front: _Words,
    seen: _Words,
    arriving: _Words,
    active: Nodes,
    reached: Nodes,
) -> int:
    found = 0
    for node in active:
        for arc in range(offsets[node], offsets[node + 1]):
            other = neighbours[arc]
            before, new = _NONE, _NONE
            for word in range(_WORDS):
                before |= arriving[other, word]
                more = front[node, word] & ~seen[other, word]
                arriving[other, word] |= more
                new |= more
            if before == _NONE and new != _NONE:
                reached[found] = other
                found += 1
    return found


@compiled
def _pulled(
    offsets: Ints,
    neighbours: Nodes,
    front: _Words,
    seen: _Words,
    arriving: _Words,
    everybody: _Words,
    reached: Nodes,
) -> int:
    found = 0
    for node in range(len(offsets) - 1):
        missing = _NONE
        for word in range(_WORDS):
            missing |= everybody[word] & ~seen[node, word]
        if missing == _NONE:
            continue
        for arc in range(offsets[node], offsets[node + 1]):
            other = neighbours[arc]
            for word in range(_WORDS):
                arriving[node, word] |= front[other, word]
        new = _NONE
        for word in range(_WORDS):
            arriving[node, word] &= ~seen[node, word]
            new |= arriving[node, word]
        if new != _NONE:
            reached[found] = node
            found += 1
    return found


@compiled
def _ones(word: np.uint64) -> np.int64:
    # Sums of neighbouring bits, pairs, fours and so on.
    word -= (word >> _ONE) & _PAIRS
    word = (word & _FOURS) + ((word >> np.uint64(2)) & _FOURS)
    word = (word + (word >> np.uint64(4))) & _BYTES
    word += word >> np.uint64(8)
    word += word >> np.uint64(16)
    word += word >> np.uint64(32)
    return np.int64(word & np.uint64(127))

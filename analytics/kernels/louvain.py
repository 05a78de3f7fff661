"""Communities by the method of Louvain: move nodes while that pays, merge, and begin again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from analytics.kernels.arrays import Flags, Floats, Ints, Nodes
from analytics.kernels.compiled import compiled
from analytics.kernels.modularity import modularity
from analytics.patience import Check, patient

__all__ = ["Partition", "louvain", "numbered", "warm"]


_ARCS: Final = 5_000_000
"""Arcs that one chunk of work looks at, about."""

_LEAST_GAIN: Final = 1e-12
"""A move that gains less, as a part of the node's strength, is none: sums have noise."""


@dataclass(frozen=True, slots=True)
class Partition:
    """A partition of the nodes into communities.

    Attributes
    ----------
    label : ndarray of int64, shape (n,)
        The community of each node; they are numbered by their first nodes.
    modularity : float
        Nan if there is no edge.
    runs : ndarray of float64, shape (r,)
        Modularity of each run; the partition is that of the first best one.
    labels : ndarray of int64, shape (r, n)
        The partition of each run.
    """

    label: Ints
    modularity: float
    runs: Floats
    labels: Ints


def louvain(
    offsets: Ints,
    neighbours: Nodes,
    weights: Floats,
    *,
    resolution: float = 1.0,
    seed: int = 0,
    runs: int = 1,
    check: Check = patient,
) -> Partition:
    """Look for the partition of an undirected graph with the highest modularity.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
    weights : ndarray of float64, shape (a,)
    resolution : float
        Above 1 for smaller communities, below 1 for larger ones.
    seed : int
        Of the orders in which nodes are looked at; run r has those of (seed, r).
    runs : int
        At least 1.
    check : Check

    Returns
    -------
    Partition

    Notes
    -----
    V. D. Blondel et al., Fast unfolding of communities in large networks, J. Stat. Mech.
    (2008) P10008; nodes wait in a queue as in V. A. Traag et al., From Louvain to Leiden, Sci.
    Rep. 9 (2019) 5233. It may end below the best modularity there is, never above it.

    Examples
    --------
    >>> from analytics.graph import Graph
    >>> pairs = Graph.from_edges("abcd", np.array([0, 2]), np.array([1, 3]))
    >>> found = louvain(pairs.offsets, pairs.neighbours, pairs.weights)
    >>> found.label.tolist(), found.modularity
    ([0, 0, 1, 1], 0.5)
    """
    labels = np.zeros((runs, len(offsets) - 1), dtype=np.int64)
    reached = np.zeros(runs)
    for run in range(runs):
        rng = np.random.default_rng((seed, run))
        labels[run] = numbered(_grouped(offsets, neighbours, weights, resolution, rng, check))
        reached[run] = modularity(offsets, neighbours, weights, labels[run], resolution)
    best = int(np.argmax(reached))
    return Partition(labels[best], float(reached[best]), reached, labels)


def numbered(label: npt.NDArray[np.integer]) -> Ints:
    """Number communities by their first nodes.

    Parameters
    ----------
    label : ndarray of int, shape (n,)

    Examples
    --------
    >>> numbered(np.array([7, 3, 7])).tolist()
    [0, 1, 0]
    """
    _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
    place = np.empty(len(first), dtype=np.int64)
    place[np.argsort(first)] = np.arange(len(first))
    return place[inverse]


def warm() -> None:
    """Compile these kernels for the arrays they get in practice."""
    from analytics.kernels.tiny import tiny

    graph = tiny()
    louvain(graph.offsets, graph.neighbours, graph.weights)


def _grouped(
    offsets: Ints,
    neighbours: Nodes,
    weights: Floats,
    resolution: float,
    rng: np.random.Generator,
    check: Check,
) -> Ints:
    strength = _strengths(offsets, weights)
    price = resolution / max(float(strength.sum()), np.finfo(np.float64).tiny)
    label = np.arange(len(strength), dtype=np.int64)
    while True:
        nodes = len(strength)
        community = np.arange(nodes, dtype=np.int64)
        total = strength.copy()
        queue = rng.permutation(nodes).astype(np.int32)
        waiting = np.ones(nodes, dtype=np.bool_)
        state = np.array([0, nodes], dtype=np.int64)
        while state[1]:
            check()
            _move(
                offsets,
                neighbours,
                weights,
                strength,
                price,
                community,
                total,
                queue,
                waiting,
                state,
                _ARCS,
            )
        community = numbered(community)
        found = int(community.max(initial=-1)) + 1
        label = community[label]
        if found == nodes:
            return label
        check()
        strength = np.bincount(community, strength, found).astype(np.float64)
        offsets, neighbours, weights = _rows_between(offsets, neighbours, weights, community, found)
        for array in (offsets, neighbours, weights):
            array.setflags(write=False)  # As those of a graph: one kind of array to compile for.


@compiled
def _strengths(offsets: Ints, weights: Floats) -> Floats:
    found = np.zeros(len(offsets) - 1)
    for node in range(len(found)):
        for arc in range(offsets[node], offsets[node + 1]):
            found[node] += weights[arc]
    return found


@compiled
def _move(
    offsets: Ints,
    neighbours: Nodes,
    weights: Floats,
    strength: Floats,
    price: float,
    community: Ints,
    total: Floats,
    queue: Nodes,
    waiting: Flags,
    state: Ints,
    arcs: int,
) -> None:
    """Move waiting nodes to the community where they add most to modularity.

    The queue is a ring; `state` tells where it begins and how many wait.
    """
    nodes = len(strength)
    to = np.zeros(nodes)
    near = np.empty(nodes, dtype=np.int64)
    head, left = state
    while left > 0 and arcs > 0:
        node = queue[head]
        head = (head + 1) % nodes
        left -= 1
        waiting[node] = False
        arcs -= offsets[node + 1] - offsets[node] + 1
        found = 0
        for arc in range(offsets[node], offsets[node + 1]):
            other = community[neighbours[arc]]
            if to[other] == 0.0:
                near[found] = other
                found += 1
            to[other] += weights[arc]
        here = community[node]
        cost = price * strength[node]
        best = here
        most = to[here] - cost * (total[here] - strength[node]) + _LEAST_GAIN * strength[node]
        for place in range(found):
            other = near[place]
            gain = to[other] - cost * total[other]
            if other != here and gain > most:
                best, most = other, gain
            to[other] = 0.0
        if best != here:
            community[node] = best
            total[here] -= strength[node]
            total[best] += strength[node]
            for arc in range(offsets[node], offsets[node + 1]):
                other = neighbours[arc]
                if community[other] != best and not waiting[other]:
                    waiting[other] = True
                    queue[(head + left) % nodes] = other
                    left += 1
    state[0], state[1] = head, left


@compiled
def _rows_between(
    offsets: Ints, neighbours: Nodes, weights: Floats, community: Ints, found: int
) -> tuple[Ints, Nodes, Floats]:
    """Make rows of communities, in no order within one, without what lies within them."""
    nodes = len(community)
    begins = np.zeros(found + 1, dtype=np.int64)
    for node in range(nodes):
        begins[community[node] + 1] += 1
    begins = np.cumsum(begins)
    places = begins.copy()
    members = np.empty(nodes, dtype=np.int64)
    for node in range(nodes):
        members[places[community[node]]] = node
        places[community[node]] += 1
    row = np.empty(len(neighbours), dtype=np.int32)
    weight = np.empty(len(neighbours))
    ends = np.zeros(found + 1, dtype=np.int64)
    to = np.zeros(found)
    tail = 0
    for one in range(found):
        first = tail
        for place in range(begins[one], begins[one + 1]):
            node = members[place]
            for arc in range(offsets[node], offsets[node + 1]):
                other = community[neighbours[arc]]
                if other == one:
                    continue
                if to[other] == 0.0:
                    row[tail] = other
                    tail += 1
                to[other] += weights[arc]
        for place in range(first, tail):
            weight[place] = to[row[place]]
            to[row[place]] = 0.0
        ends[one + 1] = tail
    return ends, row[:tail].copy(), weight[:tail].copy()

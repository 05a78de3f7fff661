"""Who should meet: non-neighbours by the neighbours that they share."""

from __future__ import annotations

import enum
from typing import Final

import numpy as np

from analytics.kernels.arrays import Flags, Floats, Ints, Nodes
from analytics.kernels.compiled import compiled
from analytics.patience import Check, patient

__all__ = ["Likeness", "contributions", "partners", "values_of", "warm"]


_UNITS: Final = 2.0**40
"""Units that scores are summed in: whole numbers, whose sum is the same in any order."""

_NOISE: Final = 10
"""Bits of a score that do not count when scores are compared: 1/3 + 1/6 is as much as 1/2."""

_HALF: Final = 1 << (_NOISE - 1)

_STEPS: Final = 30_000_000
"""Paths of two steps that one chunk of work follows, about."""


class Likeness(enum.StrEnum):
    """What a shared neighbour of degree d adds to the score of two nodes."""

    ADAMIC_ADAR = "ADAMIC_ADAR"
    """1 / ln d."""

    RESOURCE_ALLOCATION = "RESOURCE_ALLOCATION"
    """1 / d."""

    COMMON_NEIGHBOURS = "COMMON_NEIGHBOURS"
    """1."""


def values_of(offsets: Ints, likeness: Likeness) -> Floats:
    """Return what each node adds to the score of two of its neighbours.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    likeness : Likeness

    Returns
    -------
    ndarray of float64, shape (n,)
        Zero for a node with fewer than two neighbours: nobody shares it.
    """
    degree = np.diff(offsets)
    value = np.zeros(len(degree))
    shared = degree > 1
    if likeness is Likeness.ADAMIC_ADAR:
        value[shared] = 1 / np.log(degree[shared])
    elif likeness is Likeness.RESOURCE_ALLOCATION:
        value[shared] = 1 / degree[shared]
    else:
        value[shared] = 1.0
    return value


def partners(
    offsets: Ints,
    neighbours: Nodes,
    value: Floats,
    number: int,
    *,
    nodes: Ints | None = None,
    allowed: Flags | None = None,
    check: Check = patient,
) -> tuple[Nodes, Floats]:
    r"""Return the likeliest new partners of nodes.

    .. math:: s(u, v) = \sum_{z \in \Gamma_u \cap \Gamma_v} f(z)

    over the pairs that are no neighbours, where f is the `value` of a node (see `values_of`).

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
        Rows of an undirected graph.
    value : ndarray of float64, shape (n,)
        Not negative.
    number : int
        How many to find for each node.
    nodes : ndarray of int64, shape (k,), optional
        Whom to find some for; all by default.
    allowed : ndarray of bool, shape (n,), optional
        Who may be found; all by default.
    check : Check

    Returns
    -------
    partner : ndarray of int32, shape (k, number)
        Highest score first, then by number; -1 where there are no more.
    score : ndarray of float64, shape (k, number)

    Notes
    -----
    L. Adamic, E. Adar, Friends and neighbors on the Web, Social Networks 25 (2003) 211; T.
    Zhou, L. Lü, Y.-C. Zhang, Predicting missing links via local information, Eur. Phys. J. B
    71 (2009) 623; networkx's `adamic_adar_index` and `resource_allocation_index`. Scores are
    summed in units of 2 to the -40th, and as good as equal
    if they differ by less than a thousand of these.

    Examples
    --------
    The ends of a path share its middle, whose degree is 2.

    >>> from analytics.graph import Graph
    >>> path = Graph.from_edges("abc", np.array([0, 1]), np.array([1, 2]))
    >>> value = values_of(path.offsets, Likeness.RESOURCE_ALLOCATION)
    >>> partner, score = partners(path.offsets, path.neighbours, value, 1)
    >>> partner.tolist(), score.tolist()
    ([[2], [-1], [0]], [[0.5], [0.0], [0.5]])
    """
    everybody = len(offsets) - 1
    asked = (
        np.arange(everybody, dtype=np.int64) if nodes is None else np.array(nodes, dtype=np.int64)
    )
    units = np.round(value * _UNITS).astype(np.int64)
    may = np.ones(everybody, dtype=np.bool_) if allowed is None else allowed.copy()
    partner = np.full((len(asked), number), -1, dtype=np.int32)
    score = np.zeros((len(asked), number), dtype=np.int64)
    row = 0
    while row < len(asked):
        check()
        row = _find(offsets, neighbours, units, asked, may, partner, score, row, _STEPS)
    return partner, score / _UNITS


def contributions(
    offsets: Ints, neighbours: Nodes, value: Floats, one: int, other: int
) -> tuple[Nodes, Floats]:
    """Return the neighbours that two nodes share, and what each adds to their score.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
    value : ndarray of float64, shape (n,)
    one, other : int

    Returns
    -------
    shared : ndarray of int32, shape (c,)
    added : ndarray of float64, shape (c,)
        Their sum is the score of the pair.

    Examples
    --------
    >>> from analytics.graph import Graph
    >>> path = Graph.from_edges("abc", np.array([0, 1]), np.array([1, 2]))
    >>> shared, added = contributions(path.offsets, path.neighbours, np.ones(3), 0, 2)
    >>> shared.tolist(), added.tolist()
    ([1], [1.0])
    """
    row, other_row = (neighbours[offsets[node] : offsets[node + 1]] for node in (one, other))
    shared = np.intersect1d(row, other_row, assume_unique=True)
    return shared, value[shared]


def warm() -> None:
    """Compile this kernel for the arrays it gets in practice."""
    from analytics.kernels.tiny import tiny

    graph = tiny()

    partners(graph.offsets, graph.neighbours, values_of(graph.offsets, Likeness.ADAMIC_ADAR), 1)


@compiled
def _find(
    offsets: Ints,
    neighbours: Nodes,
    units: Ints,
    asked: Ints,
    allowed: Flags,
    partner: Nodes,
    score: Ints,
    first: int,
    steps: int,
) -> int:
    """Fill in partners, -1 before, and scores, 0 before, from a row on; say which row is next."""
    nodes = len(offsets) - 1
    number = partner.shape[1]
    total = np.zeros(nodes, dtype=np.int64)
    met = np.empty(nodes + 1, dtype=np.int32)
    for row in range(first, len(asked)):
        if steps <= 0:
            return row
        node = asked[row]
        found = 0
        for arc in range(offsets[node], offsets[node + 1]):
            middle = neighbours[arc]
            steps -= offsets[middle + 1] - offsets[middle]
            for step in range(offsets[middle], offsets[middle + 1]):
                # Noted in any case, kept only if it is new: quicker than to ask first.
                other = neighbours[step]
                met[found] = other
                found += total[other] == 0
                total[other] += units[middle]
        total[node] = 0
        for arc in range(offsets[node], offsets[node + 1]):
            total[neighbours[arc]] = 0
        best, most = partner[row], score[row]
        held = 0
        least = 1
        for place in range(found):
            other = met[place]
            here = total[other]
            total[other] = 0
            if here >= least and allowed[other]:
                held = _kept(best, most, held, number, other, here)
                if held == number > 0:
                    # What is below the last that is held need not be looked at.
                    least = max((((most[-1] + _HALF) >> _NOISE) << _NOISE) - _HALF, 1)
    return len(asked)


@compiled
def _kept(partner: Nodes, score: Ints, held: int, number: int, other: int, here: int) -> int:
    """Keep a candidate if it is among the best so far; say how many are held."""
    key = (here + _HALF) >> _NOISE
    place = held
    while place > 0:
        before = (score[place - 1] + _HALF) >> _NOISE
        if before > key or (before == key and partner[place - 1] < other):
            break
        place -= 1
    if place == number:
        return held
    for later in range(min(held, number - 1), place, -1):
        score[later] = score[later - 1]
        partner[later] = partner[later - 1]
    score[place] = here
    partner[place] = other
    return min(held + 1, number)

"""Whether groups mix: ties within and between them, beside what chance would give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.definition import Definition
from analytics.graph import Graph
from analytics.patience import Check, patient

__all__ = ["DEFINITION", "MAX_PERMUTATIONS", "Mixing", "mixing", "mixing_shares"]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Floats: TypeAlias = npt.NDArray[np.float64]

DEFINITION: Final = Definition(
    "E-I index: (E - I)/(E + I), from -1 (all links within groups) to 1 (all between them), where "
    "E are the links between two groups and I those within one; of one group its own links, E "
    "with one end in it and I with both. Links count once, whatever they weigh. Expected: the "
    "same index of the counts that random labels give on average, with groups of the same "
    "sizes. pValue: the share of random relabellings, the one observed among them, that lie at "
    "least as far from their mean as what is observed (two-sided). Assortativity: "
    "(tr e - s)/(1 - s), where e holds the shares of link ends between groups and s is the sum of "
    "the squares of its row sums: 1 if groups keep to themselves, 0 if labels say nothing. "
    "Organisations without a group are left out with their links, and counted.",
    "1",
    "Krackhardt and Stern, Social Psychology Quarterly 51 (1988) 123; Newman, Phys. Rev. E 67 "
    "(2003) 026126.",
)

MAX_PERMUTATIONS: Final = 9_999
_CHUNK: Final = 2_000_000
"""Labels of link ends that are looked up between two checks."""
_EXACT: Final = 1e-12


@dataclass(frozen=True, eq=False, slots=True)
class Mixing:
    """How groups mix; the last element of each array over groups and the whole is the whole.

    Attributes
    ----------
    sizes : ndarray of int64, shape (g,)
        Organisations of each group.
    external, internal : ndarray of int64, shape (g + 1,)
        Edges.
    index, expected, p_value : ndarray of float64, shape (g + 1,)
        NaN where undefined: no edges, or for `p_value` no permutations.
    assortativity, assortativity_p : float
        NaN where undefined: no edges, or one group has all of their ends.
    ends : ndarray of int64, shape (g, g)
        Edge ends from group to group; symmetric, its sum is twice the number of edges.
    left_out : int
        Nodes without a group.
    edges_left_out : int
        Edges of theirs.
    permutations, seed : int
    """

    sizes: _Ints
    external: _Ints
    internal: _Ints
    index: _Floats
    expected: _Floats
    p_value: _Floats
    assortativity: float
    assortativity_p: float
    ends: _Ints
    left_out: int
    edges_left_out: int
    permutations: int
    seed: int


def mixing(
    graph: Graph,
    groups: _Ints,
    *,
    permutations: int = 999,
    seed: int = 0,
    check: Check = patient,
) -> Mixing:
    r"""Count ties within and between groups, and compare with random labels.

    .. math:: \frac{E - I}{E + I}, \qquad
              r = \frac{\operatorname{tr} e - \lVert e^2 \rVert}{1 - \lVert e^2 \rVert}

    Parameters
    ----------
    graph : Graph
        Undirected.
    groups : ndarray of int64, shape (n,)
        From 0; -1 for none.
    permutations : int
        How often labels are dealt out anew.
    seed : int
    check : Check

    Returns
    -------
    Mixing

    References
    ----------
    D. Krackhardt, R. N. Stern, Social Psychology Quarterly 51 (1988) 123; M. E. J. Newman,
    Mixing patterns in networks, Phys. Rev. E 67 (2003) 026126.

    Examples
    --------
    >>> pair = Graph.from_edges("abc", np.array([0, 1]), np.array([1, 2]))
    >>> mixing(pair, np.array([0, 0, 1]), permutations=0).index.tolist()
    [0.0, 1.0, 0.0]
    """
    source, target, kept = _edges_of(graph, groups)
    number = int(groups.max(initial=-1)) + 1
    sizes = np.bincount(groups[groups >= 0], minlength=number).astype(np.int64)
    ends = _ends(groups[source], groups[target], number)
    external, internal, index, assortativity = _measured(ends)
    members = np.flatnonzero(groups >= 0)
    places = np.zeros(len(groups), dtype=np.int64)
    places[members] = np.arange(len(members))
    source, target, labels = places[source], places[target], groups[members]
    random = np.random.default_rng(seed)
    drawn = np.zeros((permutations, number + 2))
    every = max(1, _CHUNK // max(2 * len(source), 1))
    for turn in range(permutations):
        if turn % every == 0:
            check()
        dealt = random.permutation(labels)
        _, _, drawn[turn, :-1], drawn[turn, -1] = _measured(
            _ends(dealt[source], dealt[target], number)
        )
    p_values = _p_values(np.append(index, assortativity), drawn)
    return Mixing(
        sizes=sizes,
        external=external,
        internal=internal,
        index=index,
        expected=_expected(sizes),
        p_value=p_values[:-1],
        assortativity=assortativity,
        assortativity_p=float(p_values[-1]),
        ends=ends,
        left_out=int((groups < 0).sum()),
        edges_left_out=graph.size - kept,
        permutations=permutations,
        seed=seed,
    )


def mixing_shares(graph: Graph, groups: _Ints, group: int | None = None) -> tuple[_Ints, _Floats]:
    """Open an E-I index to the edges that it is made of.

    Parameters
    ----------
    graph : Graph
    groups : ndarray of int64, shape (n,)
    group : int, optional
        The whole by default.

    Returns
    -------
    edges : ndarray of int64, shape (m,)
        Numbers of edges, ascending.
    share : ndarray of float64, shape (m,)
        What each adds to the index: their sum is the index.
    """
    tails = np.repeat(np.arange(len(graph)), graph.degree)
    left, right = groups[tails], groups[graph.neighbours]
    once = (tails < graph.neighbours) & (left >= 0) & (right >= 0)
    if group is not None:
        once &= (left == group) | (right == group)
    edges, between = graph.edges[once].astype(np.int64), left[once] != right[once]
    share = np.where(between, 1.0, -1.0) / max(len(edges), 1)
    order = np.argsort(edges)
    return edges[order], share[order]


def _edges_of(graph: Graph, groups: _Ints) -> tuple[_Ints, _Ints, int]:
    """The ends of the edges between nodes with a group, and how many they are."""
    tails = np.repeat(np.arange(len(graph)), graph.degree)
    kept = (tails < graph.neighbours) & (groups[tails] >= 0) & (groups[graph.neighbours] >= 0)
    source, target = tails[kept], graph.neighbours[kept].astype(np.int64)
    return source, target, len(source)


def _ends(left: _Ints, right: _Ints, number: int) -> _Ints:
    once = np.bincount(left * number + right, minlength=number * number)
    table = once.reshape(number, number).astype(np.int64)
    return table + table.T


def _measured(ends: _Ints) -> tuple[_Ints, _Ints, _Floats, float]:
    """External and internal edges, the index of each group and the whole, and assortativity."""
    within = np.diagonal(ends) // 2
    outside = ends.sum(axis=1) - np.diagonal(ends)
    external = np.append(outside, outside.sum() // 2)
    internal = np.append(within, within.sum())
    index = _ratio((external - internal).astype(np.float64), external + internal)
    total = int(ends.sum())
    if not total:
        return external, internal, index, np.nan
    squares = float(((ends.sum(axis=1) / total) ** 2).sum())
    trace = float(np.diagonal(ends).sum()) / total
    r = np.nan if squares > 1 - _EXACT else (trace - squares) / (1 - squares)
    return external, internal, index, r


def _expected(sizes: _Ints) -> _Floats:
    # A random edge has both ends in a group of k with chance k(k - 1)/(n(n - 1)).
    nodes = int(sizes.sum())
    within = sizes * (sizes - 1.0)
    between = 2.0 * sizes * (nodes - sizes)
    inside, outside = np.append(within, within.sum()), np.append(between, between.sum() / 2)
    return _ratio(outside - inside, outside + inside)


def _ratio(numerator: _Floats, denominator: npt.NDArray[np.int64] | _Floats) -> _Floats:
    ratio = np.full(len(numerator), np.nan)
    np.divide(numerator, denominator, out=ratio, where=denominator > 0)
    return ratio


def _p_values(observed: _Floats, drawn: _Floats) -> _Floats:
    """Two-sided, about the mean of what was drawn where it is defined."""
    defined = np.isfinite(drawn)
    times = defined.sum(axis=0)
    mean = _ratio(np.where(defined, drawn, 0.0).sum(axis=0), times)
    far = np.abs(np.where(defined, drawn, 0.0) - mean) >= np.abs(observed - mean) - _EXACT
    p = (1.0 + (far & defined).sum(axis=0)) / (1.0 + times)
    return np.where(np.isfinite(observed) & (times > 0), p, np.nan)

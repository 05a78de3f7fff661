"""Who is central in a network, by eight measures, with places and beside their activity."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.definition import Definition
from analytics.graph import Graph
from analytics.networks.ranking import min_ranks
from analytics.patience import Check, patient

__all__ = [
    "ALPHA",
    "DEFINITION",
    "DEFINITIONS",
    "UNDEFINED",
    "Centrality",
    "Measure",
    "centrality",
    "pivots",
]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Floats: TypeAlias = npt.NDArray[np.float64]

ALPHA: Final = 0.85
"""Share of the steps of PageRank's surfer that follow a link."""
_TOLERANCE: Final = 1e-14
_STEPS: Final = 1_000


class Measure(enum.StrEnum):
    """A measure of centrality."""

    DEGREE = "DEGREE"
    STRENGTH = "STRENGTH"
    PAGERANK = "PAGERANK"
    BETWEENNESS = "BETWEENNESS"
    CLOSENESS = "CLOSENESS"
    HARMONIC = "HARMONIC"
    CORE = "CORE"
    CLUSTERING = "CLUSTERING"


_TWIN: Final = (
    " perActivity divides it by the organisation's activities in the network's window, as who "
    "does more is more central by that alone. Equals share the best place."
)

_SOURCE: Final = "Freeman, Social Networks 1 (1978) 215; formulas as networkx has them."

DEFINITIONS: Final = {
    measure: Definition(text + _TWIN, "1", _SOURCE)
    for measure, text in {
        Measure.DEGREE: "Degree: the number of partners.",
        Measure.STRENGTH: "Strength: the sum of the weights of an organisation's links.",
        Measure.PAGERANK: "PageRank: the share of his time that a surfer spends at an "
        "organisation who follows a link with probability 0.85, by weight, and else begins "
        "anew anywhere; from an organisation without links he begins anew.",
        Measure.BETWEENNESS: "Betweenness: over all pairs of others, the mean share of their "
        "shortest paths that pass an organisation; every link is one step long. From a sample "
        "of sources it is an estimate with a standard error.",
        Measure.CLOSENESS: "Closeness: (r/(n - 1)) (r/D), where r others can be reached in D "
        "steps altogether, of n organisations (Wasserman and Faust); 0 for nobody.",
        Measure.HARMONIC: "Harmonic centrality: the sum of 1/d over all others, d steps away; "
        "0 for those that cannot be reached.",
        Measure.CORE: "Core number: the largest k such that an organisation belongs to a group "
        "each of whom has at least k partners within the group.",
        Measure.CLUSTERING: "Clustering: the share of the pairs of an organisation's partners "
        "that are partners themselves; undefined with fewer than two.",
    }.items()
}

DEFINITION: Final = Definition(
    " ".join(definition.text.removesuffix(_TWIN) for definition in DEFINITIONS.values()) + _TWIN,
    "1",
    _SOURCE,
)
"""Of all together."""

UNDEFINED: Final = {
    Measure.CLUSTERING: "It has fewer than two partners.",
    Measure.BETWEENNESS: "The sample of sources says nothing of it.",
}
"""Why a score may be missing."""


@dataclass(frozen=True, eq=False, slots=True)
class Centrality:
    """Scores of all nodes by one measure.

    Attributes
    ----------
    measure : Measure
    score : ndarray of float64, shape (n,)
        NaN where undefined.
    rank : ndarray of int64, shape (n,)
        From 1, the highest first; equals share the best; 0 where undefined.
    per_activity : ndarray of float64, shape (n,)
        NaN where the score is, or there is no activity.
    per_activity_rank : ndarray of int64, shape (n,)
    error : ndarray of float64, shape (n,) or None
        Standard errors, if sources were sampled.
    sources : int or None
        How many were.
    seed : int
    """

    measure: Measure
    score: _Floats
    rank: _Ints
    per_activity: _Floats
    per_activity_rank: _Ints
    error: _Floats | None
    sources: int | None
    seed: int


def centrality(
    graph: Graph,
    measure: Measure,
    activities: _Ints,
    *,
    sources: int | None = None,
    seed: int = 0,
    check: Check = patient,
) -> Centrality:
    """Score and rank all nodes.

    Parameters
    ----------
    graph : Graph
        Undirected.
    measure : Measure
    activities : ndarray of int64, shape (n,)
        What scores are divided by.
    sources : int, optional
        How many sources of betweenness to sample; all by default.
    seed : int
        Of the sample.
    check : Check

    Returns
    -------
    Centrality

    References
    ----------
    The definitions of ``networkx.degree_centrality`` and its kin, but for clustering, which is
    undefined here with fewer than two neighbours. L. C. Freeman, Centrality in social networks,
    Social Networks 1 (1978) 215.

    Examples
    --------
    >>> path = Graph.from_edges("abc", np.array([0, 1]), np.array([1, 2]))
    >>> found = centrality(path, Measure.DEGREE, np.array([1, 4, 1]))
    >>> found.score.tolist(), found.rank.tolist(), found.per_activity.tolist()
    ([1.0, 2.0, 1.0], [2, 1, 2], [1.0, 0.5, 1.0])
    """
    error = None
    sampled = pivots(graph, measure, sources, seed)
    if measure is Measure.BETWEENNESS and len(graph) > 1:
        from analytics.kernels.brandes import betweenness

        found = betweenness(graph.offsets, graph.neighbours, pivots=sampled, check=check)
        score, error = found.score, None if sampled is None else found.error
    else:
        score = _scored(graph, measure, check) if len(graph) else np.zeros(0)
    per_activity = np.full(len(score), np.nan)
    np.divide(score, activities, out=per_activity, where=activities > 0)
    return Centrality(
        measure=measure,
        score=score,
        rank=min_ranks(score),
        per_activity=per_activity,
        per_activity_rank=min_ranks(per_activity),
        error=error,
        sources=None if sampled is None else len(sampled),
        seed=seed,
    )


def pivots(graph: Graph, measure: Measure, sources: int | None, seed: int) -> _Ints | None:
    """Return the sources that are sampled; None if all count.

    Parameters
    ----------
    graph : Graph
    measure : Measure
    sources : int or None
    seed : int
    """
    if measure is not Measure.BETWEENNESS or sources is None or sources >= len(graph):
        return None
    from analytics.kernels.brandes import pivots_of

    drawn: _Ints = pivots_of(len(graph), sources, seed)
    return drawn


def _scored(graph: Graph, measure: Measure, check: Check) -> _Floats:
    if measure is Measure.DEGREE:
        return graph.degree.astype(np.float64)
    if measure is Measure.STRENGTH:
        tails = np.repeat(np.arange(len(graph)), graph.degree)
        return np.bincount(tails, graph.weights, len(graph)).astype(np.float64)
    if measure is Measure.PAGERANK:
        return ranks_of(graph, check)
    if measure is Measure.BETWEENNESS:  # One node is between nobody.
        return np.zeros(len(graph))
    return _by_neighbours(graph, measure, check)


def _by_neighbours(graph: Graph, measure: Measure, check: Check) -> _Floats:
    rows = (graph.offsets, graph.neighbours)
    if measure is Measure.CORE:
        from analytics.kernels.cores import core_numbers

        return core_numbers(*rows).astype(np.float64)
    if measure is Measure.CLUSTERING:
        from analytics.kernels.triangles import clustering

        return np.where(graph.degree > 1, clustering(*rows, check=check), np.nan)
    from analytics.kernels.distances import closeness, distances

    found = distances(*rows, check=check)
    return found.near if measure is Measure.HARMONIC else closeness(found)


def ranks_of(graph: Graph, check: Check = patient) -> _Floats:
    """PageRank to the last digits, so that the flow into a node adds up to its rank.

    Parameters
    ----------
    graph : Graph
        With at least one node.
    check : Check
    """
    from analytics.kernels.pagerank import pagerank

    ranks, _ = pagerank(
        graph.offsets,
        graph.neighbours,
        graph.weights,
        directed=graph.directed,
        alpha=ALPHA,
        tol=_TOLERANCE,
        max_iter=_STEPS,
        check=check,
    )
    return ranks

"""Which clusters a network has, and how sure that is."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.definition import Definition
from analytics.graph import Graph
from analytics.networks.partitions import mean_agreement
from analytics.networks.subgraphs import induced
from analytics.patience import Check, patient

__all__ = ["DEFINITION", "MAX_RUNS", "Communities", "Method", "communities"]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Floats: TypeAlias = npt.NDArray[np.float64]

DEFINITION: Final = Definition(
    "Communities: a division of the organisations with links that makes modularity Q large, the "
    "weight of links within communities, as a share of all, less what the strengths of their "
    "members alone would give, times the resolution. Louvain's method, begun from several random "
    "orders; the division with the best Q is shown. Stability: the normalised mutual information "
    "and the adjusted Rand index of each two of these runs, on average; 1 if all agree. A "
    "community is named after its strongest member, by strength and then id. Organisations "
    "without links belong to none. Communities much smaller than the square root of the number "
    "of links cannot be told apart at resolution 1.",
    "1",
    "Blondel et al., J. Stat. Mech. (2008) P10008; Danon et al., J. Stat. Mech. (2005) P09008; "
    "Hubert and Arabie, Journal of Classification 2 (1985) 193.",
)

MAX_RUNS: Final = 200


class Method(enum.StrEnum):
    """How communities are found."""

    LOUVAIN = "LOUVAIN"
    LEIDEN = "LEIDEN"


@dataclass(frozen=True, eq=False, slots=True)
class Communities:
    """A division of a network into communities, largest first.

    Attributes
    ----------
    community : ndarray of int64, shape (n,)
        Number of each node's community; -1 for a node without links.
    size : ndarray of int64, shape (c,)
    strongest : ndarray of int64, shape (c,)
        The node that each is named after.
    share : ndarray of float64, shape (c,)
        What each adds to the modularity: their sum is the modularity.
    strength : ndarray of float64, shape (n,)
    modularity : float
        NaN without links.
    modularities : ndarray of float64, shape (r,)
        Of each run.
    mutual_information, adjusted_rand : float
        Between runs, on average.
    method : Method
    resolution : float
    seed : int
    """

    community: _Ints
    size: _Ints
    strongest: _Ints
    share: _Floats
    strength: _Floats
    modularity: float
    modularities: _Floats
    mutual_information: float
    adjusted_rand: float
    method: Method
    resolution: float
    seed: int


def communities(
    graph: Graph,
    *,
    method: Method = Method.LOUVAIN,
    resolution: float = 1.0,
    runs: int = 20,
    seed: int = 0,
    check: Check = patient,
) -> Communities:
    r"""Divide a network into communities.

    .. math:: Q = \sum_c \Bigl(\frac{I_c}{m} - \gamma \Bigl(\frac{S_c}{2m}\Bigr)^2\Bigr)

    where :math:`I_c` is the weight of the edges within c, :math:`S_c` the strength of its
    members and m the weight of all edges.

    Parameters
    ----------
    graph : Graph
        Undirected.
    method : Method
    resolution : float
        Above zero; a larger one gives smaller communities.
    runs : int
        At least one.
    seed : int
        Of the first run; the others have those that follow.
    check : Check

    Returns
    -------
    Communities

    References
    ----------
    V. D. Blondel et al., Fast unfolding of communities in large networks, J. Stat. Mech. (2008)
    P10008; V. A. Traag et al., From Louvain to Leiden, Sci. Rep. 9 (2019) 5233; S. Fortunato,
    M. Barthélemy, Resolution limit in community detection, PNAS 104 (2007) 36.
    """
    part, nodes = induced(graph, graph.degree > 0)
    labelled = _louvain if method is Method.LOUVAIN else _leiden
    asked = {"resolution": resolution, "runs": runs, "seed": seed}
    found = list(labelled(part, asked, check))
    shares = [_shares(part, labels, resolution) for labels in found]
    modularities = np.array([share.sum() for share in shares])
    best = int(modularities.argmax())
    tails = np.repeat(np.arange(len(graph)), graph.degree)
    strength = np.bincount(tails, graph.weights, len(graph)).astype(np.float64)
    labels, order = _largest_first(found[best])
    community = np.full(len(graph), -1, dtype=np.int64)
    community[nodes] = labels
    by_strength = nodes[np.lexsort((nodes, -strength[nodes], labels))]
    begins = np.flatnonzero(np.diff(community[by_strength], prepend=-1))
    agreement = mean_agreement(found)
    return Communities(
        community=community,
        size=np.bincount(labels).astype(np.int64) if len(labels) else np.zeros(0, dtype=np.int64),
        strongest=by_strength[begins],
        share=shares[best][order],
        strength=strength,
        modularity=float(modularities[best]) if len(nodes) else np.nan,
        modularities=modularities,
        mutual_information=agreement[0],
        adjusted_rand=agreement[1],
        method=method,
        resolution=resolution,
        seed=seed,
    )


def _louvain(graph: Graph, asked: dict[str, Any], check: Check) -> _Ints:
    from analytics.kernels.louvain import louvain

    if not len(graph):
        return np.zeros((1, 0), dtype=np.int64)
    rows = (graph.offsets, graph.neighbours, graph.weights)
    return louvain(*rows, **asked, check=check).labels


def _leiden(graph: Graph, asked: dict[str, Any], check: Check) -> _Ints:
    from analytics.kernels.leiden import leiden

    if not len(graph):
        return np.zeros((1, 0), dtype=np.int64)
    rows = (graph.offsets, graph.neighbours, graph.weights)
    return leiden(*rows, **asked, check=check).labels


def _shares(graph: Graph, labels: _Ints, resolution: float) -> _Floats:
    if not len(labels):
        return np.zeros(0)
    tails = np.repeat(np.arange(len(graph)), graph.degree)
    within = labels[tails] == labels[graph.neighbours]
    number = int(labels.max()) + 1
    total = graph.weights.sum()
    inside = np.bincount(labels[tails][within], graph.weights[within], number) / total
    outside = np.bincount(labels[tails], graph.weights, number) / total
    return np.asarray(inside - resolution * outside**2, dtype=np.float64)


def _largest_first(labels: _Ints) -> tuple[_Ints, _Ints]:
    """Number communities by size and then first member; the old number of each."""
    distinct, first = np.unique(labels, return_index=True)
    order = distinct[np.lexsort((first, -np.bincount(labels)[distinct]))] if len(labels) else labels
    renumbered = np.empty(len(distinct), dtype=np.int64)
    renumbered[order] = np.arange(len(distinct))
    return renumbered[labels] if len(labels) else labels, order

"""Who works with whom: organisations linked by the projects they share."""

from __future__ import annotations

import enum
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from analytics.definition import Definition
from analytics.joins import spans
from analytics.participation import Memberships, mask_of, memberships, select_activities
from analytics.shown import DIGITS, as_shown
from analytics.tables import Tables
from analytics.tie_kinds import GROUPS, Tie
from analytics.window import Window

__all__ = [
    "DEFINITION",
    "CollaborationNetwork",
    "NetworkTotals",
    "Weighting",
    "collaboration_network",
]

DEFINITION: Final = Definition(
    "Two organisations of the chosen types are linked if they take part in the same project of "
    "the window; taking part twice counts once. COUNT: the weight is the number of shared "
    "projects. NEWMAN: each shared project with n participants of the chosen types adds "
    "1/(n - 1), so that large consortia do not swamp the rest. Nodes are the organisations with "
    "at least one such project; degree and strength are the number and the weight of a node's "
    "links of at least minWeight. minDegree then leaves out nodes, and changes no degree. Weights "
    "are shown to nine digits after the point.",
    "1",
)

PROJECTS: Final = GROUPS[Tie.PROJECT]

_EXACT: Final = 10.0**-DIGITS


class Weighting(enum.StrEnum):
    """What a link of the network weighs."""

    COUNT = "COUNT"
    NEWMAN = "NEWMAN"


@dataclass(frozen=True, slots=True)
class NetworkTotals:
    """The network as a whole.

    Attributes
    ----------
    nodes, edges : int
    weight : float
        Sum of the edges' weights.
    components, largest_component, isolates : int
        Connected parts, nodes of the largest one, nodes without an edge.
    projects, participations : int
        What the network was made from.
    missing : int
        Projects left out because their date is missing or too rough for the window.
    open : int
        Projects without an end that were taken to go on.
    """

    nodes: int
    edges: int
    weight: float
    components: int
    largest_component: int
    isolates: int
    projects: int
    participations: int
    missing: int
    open: int


@dataclass(frozen=True, slots=True)
class CollaborationNetwork:
    """Organisations and the links between them.

    Attributes
    ----------
    nodes : ndarray of int64, shape (n,)
        Node indices in the tables, strongest first, then by id.
    degree : ndarray of int64, shape (n,)
    strength : ndarray of float64, shape (n,)
    source, target : ndarray of int64, shape (m,)
        Node indices in the tables, heaviest edge first, then by ids; the id of `source` is
        the lesser.
    weight : ndarray of float64, shape (m,)
    shared : ndarray of int64, shape (m,)
        Number of shared projects.
    totals : NetworkTotals
    """

    nodes: npt.NDArray[np.int64]
    degree: npt.NDArray[np.int64]
    strength: npt.NDArray[np.float64]
    source: npt.NDArray[np.int64]
    target: npt.NDArray[np.int64]
    weight: npt.NDArray[np.float64]
    shared: npt.NDArray[np.int64]
    totals: NetworkTotals


def collaboration_network(
    tables: Tables,
    *,
    types: Sequence[str],
    weighting: Weighting = Weighting.COUNT,
    window: Window | None = None,
    min_weight: float = 0.0,
    min_degree: int = 0,
) -> CollaborationNetwork:
    r"""Project participations onto organisations.

    .. math:: w_{uv} = |K_u \cap K_v| \quad\text{or}\quad
              w_{uv} = \sum_{k \in K_u \cap K_v} \frac{1}{n_k - 1}

    where :math:`K_u` are the projects of u in the window and :math:`n_k` the participants of k
    that are of the chosen types. With `NEWMAN` a node's strength is the number of its projects
    in which it has a partner.

    Parameters
    ----------
    tables : Tables
        With the organisation types, ``Project`` (``startOn``, ``endOn``) and
        ``PARTICIPATES_IN``.
    types : sequence of str
        Concrete organisation types; links are among these only.
    weighting : Weighting
    window : Window, optional
        Which projects count; all by default.
    min_weight : float
        Edges that weigh less are left out.
    min_degree : int
        Nodes that then have fewer edges are left out, and their edges with them.

    Returns
    -------
    CollaborationNetwork
        Empty arrays and zeros if nobody takes part in anything.
    """
    selected = select_activities(tables, PROJECTS, window)
    chosen_types = mask_of(tables, types)
    members = memberships(
        tables, PROJECTS.link, activities=selected.chosen, organizations=chosen_types
    )
    nodes, position = _by_id(tables, members.organization)
    edges = _edges(members, position, len(nodes), weighting)
    edges = edges.take(edges.weight >= min_weight - _EXACT)
    degree, strength = edges.degrees(len(nodes))
    shown = degree >= min_degree
    edges = edges.take(shown[edges.source] & shown[edges.target])
    edges = edges.take(np.argsort(-np.round(edges.weight, DIGITS), kind="stable"))
    listed = np.flatnonzero(shown)
    listed = listed[np.argsort(-np.round(strength[listed], DIGITS), kind="stable")]

    undated = memberships(
        tables, PROJECTS.link, activities=selected.missing, organizations=chosen_types
    )
    components, largest, isolates = _shape(edges, shown)
    totals = NetworkTotals(
        nodes=len(listed),
        edges=len(edges.weight),
        weight=as_shown(math.fsum(edges.weight.tolist())),
        components=components,
        largest_component=largest,
        isolates=isolates,
        projects=_distinct(members.activity),
        participations=len(members.activity),
        missing=_distinct(undated.activity),
        open=int(selected.open[np.unique(members.activity)].sum()),
    )
    return CollaborationNetwork(
        nodes=nodes[listed],
        degree=degree[listed],
        strength=np.round(strength[listed], DIGITS),
        source=nodes[edges.source],
        target=nodes[edges.target],
        weight=np.round(edges.weight, DIGITS),
        shared=edges.shared,
        totals=totals,
    )


@dataclass(frozen=True, slots=True)
class _Edges:
    """Edges between positions in the order of ids; `source` is less than `target`."""

    source: npt.NDArray[np.int64]
    target: npt.NDArray[np.int64]
    weight: npt.NDArray[np.float64]
    shared: npt.NDArray[np.int64]

    def take(self, which: npt.NDArray[Any]) -> _Edges:
        return _Edges(
            self.source[which], self.target[which], self.weight[which], self.shared[which]
        )

    def degrees(self, nodes: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        ends = np.concatenate((self.source, self.target))
        weights = np.concatenate((self.weight, self.weight))
        degree = np.bincount(ends, minlength=nodes).astype(np.int64)
        return degree, np.bincount(ends, weights, nodes).astype(np.float64)


def _by_id(
    tables: Tables, organizations: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Number the organisations in the order of their ids, so that ties need no later sort."""
    distinct, inverse = np.unique(organizations, return_inverse=True)
    order = tables.order_by_id(distinct)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return distinct[order], rank[inverse]


def _edges(
    members: Memberships, position: npt.NDArray[np.int64], width: int, weighting: Weighting
) -> _Edges:
    place = np.arange(len(position))
    partners = members.begin + members.size - place - 1
    left = np.repeat(position, partners)
    right = position[spans(place + 1, partners)]
    pairs = np.minimum(left, right) * width + np.maximum(left, right)
    if weighting is Weighting.COUNT:
        pairs.sort()
    else:
        order = np.argsort(pairs, kind="stable")
        pairs = pairs[order]
    begins = np.flatnonzero(np.diff(pairs, prepend=-1))
    shared = np.diff(begins, append=len(pairs))
    source, target = np.divmod(pairs[begins], max(width, 1))
    weight = shared.astype(np.float64)
    if weighting is Weighting.NEWMAN and len(begins):
        each = np.repeat(1.0 / np.maximum(members.size - 1, 1), partners)
        weight = np.add.reduceat(each[order], begins)
    return _Edges(source, target, weight, shared)


def _shape(edges: _Edges, shown: npt.NDArray[np.bool_]) -> tuple[int, int, int]:
    """Components, size of the largest one, isolates of the shown nodes."""
    # A fifth of a second that a service need not spend before its first network is asked for.
    from scipy.sparse import coo_array  # type: ignore[import-untyped]
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

    present = int(shown.sum())
    if not present:
        return 0, 0, 0
    renumbered = np.cumsum(shown) - 1
    row, column = renumbered[edges.source], renumbered[edges.target]
    graph = coo_array((np.ones(len(row), dtype=np.int8), (row, column)), shape=(present, present))
    count, label = connected_components(graph, directed=False)
    sizes = np.bincount(label)
    return int(count), int(sizes.max()), int((sizes == 1).sum())


def _distinct(ordered: npt.NDArray[np.int64]) -> int:
    return int((np.diff(ordered, prepend=-1) != 0).sum())

"""Who works with whom: organisations linked by what they share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from analytics.definition import Definition, NotEvaluated
from analytics.networks.edges import components_of
from analytics.networks.network import Network, NetworkQuestion, Weighting, network_of
from analytics.shown import DIGITS, as_shown
from analytics.tables import Tables
from analytics.ties.kinds import Tie
from analytics.window import Window

__all__ = [
    "DEFINITION",
    "CollaborationNetwork",
    "KindTotals",
    "NetworkTotals",
    "at_least",
    "collaboration_network",
    "listed",
]

DEFINITION: Final = Definition(
    "Two organisations of the chosen types are linked if an activity of the chosen kinds in the "
    "window ties them: a project both take part in, a contract both are party to, a patent both "
    "applied for, an achievement that one owns and the other converts, a platform and who builds "
    "it or grows in it. Sharing one activity twice counts once. COUNT: the weight is the number "
    "of shared activities. NEWMAN: each shared project, contract or patent with n organisations "
    "of the chosen types adds 1/(n - 1), so that large consortia do not swamp the rest; "
    "everything else adds 1. Those that more organisations share than maxConsortium tie nobody. "
    "Nodes are the organisations with at least one such activity; degree "
    "and strength are the number and the weight of a node's links of at least minWeight. "
    "minDegree then leaves out nodes, and changes no degree. Weights are shown to nine digits "
    "after the point.",
    "3",
)

_EXACT: Final = 10.0**-DIGITS


@dataclass(frozen=True, slots=True)
class KindTotals:
    """What one kind of tie gives the network.

    Attributes
    ----------
    kind : Tie
    activities, participations : int
        Activities in the window, and organisations in them.
    edges : int
        Edges of the network that this kind is a part of.
    weight : float
        What it adds to their weights.
    missing : int
        Activities left out because their date is missing or too rough for the window.
    """

    kind: Tie
    activities: int
    participations: int
    edges: int
    weight: float
    missing: int


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
    participations : int
        What the network was made from.
    missing : int
        Activities left out because their date is missing or too rough for the window.
    open : int
        Projects without an end that were taken to go on.
    too_large : int
        Activities that more organisations share than `max_consortium`.
    by_kind : tuple of KindTotals
    """

    nodes: int
    edges: int
    weight: float
    components: int
    largest_component: int
    isolates: int
    participations: int
    missing: int
    open: int
    too_large: int
    by_kind: tuple[KindTotals, ...]

    @property
    def projects(self) -> int:
        """How many projects the network was made from."""
        return sum(part.activities for part in self.by_kind if part.kind is Tie.PROJECT)


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
    shared : ndarray of int64, shape (m, k)
        Number of shared activities of each kind looked at.
    ties : tuple of Tie, length k
        The kinds that were looked at.
    not_evaluated : tuple of NotEvaluated
    totals : NetworkTotals
    """

    nodes: npt.NDArray[np.int64]
    degree: npt.NDArray[np.int64]
    strength: npt.NDArray[np.float64]
    source: npt.NDArray[np.int64]
    target: npt.NDArray[np.int64]
    weight: npt.NDArray[np.float64]
    shared: npt.NDArray[np.int64]
    ties: tuple[Tie, ...]
    not_evaluated: tuple[NotEvaluated, ...]
    totals: NetworkTotals


def collaboration_network(
    tables: Tables,
    *,
    types: Sequence[str],
    ties: Sequence[Tie] = (Tie.PROJECT,),
    weighting: Weighting = Weighting.COUNT,
    window: Window | None = None,
    max_consortium: int | None = None,
    region: str | None = None,
    min_weight: float = 0.0,
    min_degree: int = 0,
) -> CollaborationNetwork:
    r"""Project what organisations share onto them.

    .. math:: w_{uv} = |K_u \cap K_v| \quad\text{or}\quad
              w_{uv} = \sum_{k \in K_u \cap K_v} \frac{1}{n_k - 1}

    where :math:`K_u` are the activities of u in the window and :math:`n_k` the organisations in
    k that are of the chosen types, or 2 where k has two sides. With `NEWMAN` and projects alone
    a node's strength is the number of its projects in which it has a partner.

    Parameters
    ----------
    tables : Tables
        With the organisation types and what `analytics.ties.kinds` names.
    types : sequence of str
        Concrete organisation types; links are among these only.
    ties : sequence of Tie
        Kinds of tie; those without data are named in the result.
    weighting : Weighting
    window : Window, optional
        Which activities count; all by default.
    max_consortium : int, optional
        Projects, contracts and patents that more of these organisations share tie nobody.
    region : str, optional
        Prefix of district codes: only organisations there; all by default.
    min_weight : float
        Edges that weigh less are left out.
    min_degree : int
        Nodes that then have fewer edges are left out, and their edges with them.

    Returns
    -------
    CollaborationNetwork
        Empty arrays and zeros if nobody takes part in anything.
    """
    question = NetworkQuestion(
        types=tuple(types),
        ties=tuple(ties),
        window=window,
        weighting=weighting,
        max_consortium=max_consortium,
        region=region,
    )
    return listed(network_of(tables, question), min_weight=min_weight, min_degree=min_degree)


def listed(
    network: Network, *, min_weight: float = 0.0, min_degree: int = 0
) -> CollaborationNetwork:
    """List the organisations and edges of a network, the strongest first, and its totals.

    Parameters
    ----------
    network : Network
    min_weight : float
        Edges that weigh less are left out.
    min_degree : int
        Nodes that then have fewer edges are left out, and their edges with them.
    """
    nodes, edges, kinds, parts = network.nodes, network.edges, network.ties, network.parts
    edges = edges.take(at_least(edges.total, min_weight))
    degree, strength = edges.degrees(len(nodes))
    shown = degree >= min_degree
    edges = edges.take(shown[edges.source] & shown[edges.target])
    edges = edges.take(np.argsort(-np.round(edges.total, DIGITS), kind="stable"))
    kept = np.flatnonzero(shown)
    kept = kept[np.argsort(-np.round(strength[kept], DIGITS), kind="stable")]

    components, largest, isolates = components_of(edges, shown)
    totals = NetworkTotals(
        nodes=len(kept),
        edges=len(edges.total),
        weight=as_shown(math.fsum(edges.total.tolist())),
        components=components,
        largest_component=largest,
        isolates=isolates,
        participations=sum(len(part.organization) for part in parts),
        missing=network.missing,
        open=network.open,
        too_large=network.too_large,
        by_kind=tuple(
            KindTotals(
                kind,
                part.activities,
                len(part.organization),
                int((edges.shared[:, column] > 0).sum()),
                as_shown(math.fsum(edges.weight[:, column].tolist())),
                part.missing,
            )
            for column, (kind, part) in enumerate(zip(kinds, parts, strict=True))
        ),
    )
    return CollaborationNetwork(
        nodes=nodes[kept],
        degree=degree[kept],
        strength=np.round(strength[kept], DIGITS),
        source=nodes[edges.source],
        target=nodes[edges.target],
        weight=np.round(edges.total, DIGITS),
        shared=edges.shared,
        ties=kinds,
        not_evaluated=network.not_evaluated,
        totals=totals,
    )


def at_least(weights: npt.NDArray[np.float64], min_weight: float) -> npt.NDArray[np.bool_]:
    """Say which weights are not below one, to the digits that are shown."""
    return weights >= min_weight - _EXACT

"""The network of a chain's providers: who of them works with whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.definition import NotEvaluated
from analytics.graph import Graph
from analytics.networks.edges import edges_of
from analytics.tables import Tables
from analytics.ties.kinds import KINDS, with_data
from analytics.ties.projection import project
from analytics.window import Window

__all__ = ["ProviderNetwork", "provider_network"]

_Ints: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class ProviderNetwork:
    """Providers, those who work with nobody included.

    Attributes
    ----------
    graph : Graph
        Its ids are those of the organisations, ascending; edges weigh the shared activities.
    nodes : ndarray of int64, shape (n,)
        Node indices in the tables.
    number : ndarray of int64, shape (tables.size,)
        The place of each node in `nodes`; -1 for others.
    not_evaluated : tuple of NotEvaluated
        Kinds of tie without data.
    """

    graph: Graph
    nodes: _Ints
    number: _Ints
    not_evaluated: tuple[NotEvaluated, ...]


def provider_network(tables: Tables, providers: _Ints, window: Window | None) -> ProviderNetwork:
    """Tie organisations by all that they share, whatever kind of tie has data.

    Parameters
    ----------
    tables : Tables
        With what `analytics.ties.kinds` names.
    providers : ndarray of int64
        Node indices: links are among these only, and each of them is a node.
    window : Window or None
        Which activities tie.
    """
    kinds, not_evaluated = with_data(tables, KINDS)
    chosen = np.zeros(tables.size, dtype=np.bool_)
    chosen[providers] = True
    distinct = np.flatnonzero(chosen)
    nodes = distinct[tables.order_by_id(distinct)]
    number = np.full(tables.size, -1, dtype=np.int64)
    number[nodes] = np.arange(len(nodes))
    parts = [project(tables, kind, window, chosen) for kind in kinds]
    edges = edges_of(parts, number, len(nodes), counted=True)
    graph = Graph.from_edges(tables.ids_of(nodes), edges.source, edges.target, edges.total)
    return ProviderNetwork(graph, nodes, number, not_evaluated)

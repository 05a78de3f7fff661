"""What joins the nodes of a map: ties of organisations, and recorded links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.joins import links_of
from analytics.maps.question import MapQuestion, tie_of
from analytics.networks.network import Network
from analytics.tables import Tables

__all__ = ["Relations", "neighbours_of", "relations_of"]

_Ints: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Relations:
    """Weighted links, each two nodes at most once a type.

    Attributes
    ----------
    source, target : ndarray of int64, shape (m,)
        Node indices in the tables, different from one another. The source of a tie has the
        lesser id.
    type : ndarray of int64, shape (m,)
        Place of the type in `MapQuestion.link_types`.
    weight : ndarray of int64, shape (m,)
        Shared activities of a tie, recorded links of another type; at least 1.
    """

    source: _Ints
    target: _Ints
    type: _Ints
    weight: _Ints

    def __len__(self) -> int:
        """How many there are."""
        return len(self.source)

    def take(self, which: npt.NDArray[Any]) -> Relations:
        """Some of them."""
        return Relations(*(getattr(self, name)[which] for name in Relations.__slots__))


def relations_of(
    tables: Tables, network: Network, question: MapQuestion, chosen: npt.NDArray[np.bool_]
) -> Relations:
    """Gather what joins the chosen nodes.

    Parameters
    ----------
    tables : Tables
    network : Network
        That of `question.network`.
    question : MapQuestion
    chosen : ndarray of bool
        Which nodes are looked at.
    """
    none = np.zeros(0, dtype=np.int64)
    parts = [(none, none, none, none)]
    for place, name in enumerate(question.link_types):
        source, target, weight = (
            _recorded(tables, name, chosen) if tie_of(name) is None else _tied(network, name)
        )
        parts.append((source, target, np.full(len(source), place), weight))
    return Relations(*map(np.concatenate, zip(*parts, strict=True)))


def neighbours_of(links: Relations, size: int) -> _Ints:
    """Count the different neighbours of every node, whichever way links point.

    Parameters
    ----------
    links : Relations
    size : int
        How many nodes the tables have.
    """
    lesser = np.minimum(links.source, links.target)
    greater = np.maximum(links.source, links.target)
    left, right = np.divmod(np.unique(lesser * max(size, 1) + greater), max(size, 1))
    return np.bincount(np.concatenate((left, right)), minlength=size).astype(np.int64)


def _tied(network: Network, name: str) -> tuple[_Ints, _Ints, _Ints]:
    tie, edges = tie_of(name), network.edges
    if tie not in network.ties:
        return (np.zeros(0, dtype=np.int64),) * 3
    shared = edges.shared[:, network.ties.index(tie)]
    rows = np.flatnonzero(shared)
    return network.nodes[edges.source[rows]], network.nodes[edges.target[rows]], shared[rows]


def _recorded(
    tables: Tables, name: str, chosen: npt.NDArray[np.bool_]
) -> tuple[_Ints, _Ints, _Ints]:
    links, width = links_of(tables, name), max(tables.size, 1)
    drawn = chosen[links.source] & chosen[links.target] & (links.source != links.target)
    pairs = links.source[drawn].astype(np.int64) * width + links.target[drawn]
    distinct, number = np.unique(pairs, return_counts=True)
    source, target = np.divmod(distinct, width)
    return source, target, number.astype(np.int64)

"""The map of the ecosystem: the best-connected nodes, the heaviest links, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.definition import Definition, NotEvaluated
from analytics.joins import has_links, no_links
from analytics.maps.chart import Chart, types_of
from analytics.maps.question import MapQuestion, tie_of
from analytics.maps.relations import neighbours_of
from analytics.networks.network import Network
from analytics.tables import Tables

__all__ = ["DEFINITION", "EcosystemMap", "MapTotals", "ecosystem_map"]

_Ints: TypeAlias = npt.NDArray[np.int64]

DEFINITION: Final = Definition(
    "The records of the chosen types, in the region if only local ones are asked for, of the chain "
    "if one is: organisations as in collaborationNetwork, the chain, its segments, and what a "
    "link joins to one of them. What joins two records: ties of organisations as in "
    "collaborationNetwork, where a link weighs as "
    "many activities as the two share, and recorded links, where it weighs as many links of the "
    "type as there are from the source to the target. A record is not joined to itself. Links "
    "that weigh less than minWeight are left out and count nowhere. Degree: the number of "
    "different records that a record is then joined to by links of any chosen type, whichever "
    "way they point. Weight of a record: the sum of the weights of these links. Of a map around a "
    "record, those that more than distance such links, whichever way they point, lead to are left "
    "out, and of others those of a degree below minDegree; neither changes a degree. Of the rest "
    "the maxNodes of greatest degree are shown, in a map around a record the nearest first, equal "
    "ones by id, and of the links between these the maxLinks of "
    "greatest weight, equal ones by the ids of source and target, then by type. Hidden "
    "neighbours: the degree without the records to which a shown link leads.",
    "2",
)


@dataclass(frozen=True, slots=True)
class MapTotals:
    """What there is and why some of it is not drawn: the parts add up to the whole.

    Attributes
    ----------
    nodes : int
        All of the chosen types: drawn, too far away, of too low a degree, and too many.
    shown_nodes, beyond_distance, below_min_degree, beyond_max_nodes : int
    links : int
        All between these: drawn, too light, with an end that is not drawn, and too many.
    shown_links, below_min_weight, of_hidden_nodes, beyond_max_links : int
    """

    nodes: int
    shown_nodes: int
    beyond_distance: int
    below_min_degree: int
    beyond_max_nodes: int
    links: int
    shown_links: int
    below_min_weight: int
    of_hidden_nodes: int
    beyond_max_links: int

    @property
    def truncated(self) -> bool:
        """Whether a limit on the size of the map left something out."""
        return self.beyond_max_nodes > 0 or self.beyond_max_links > 0


@dataclass(frozen=True, slots=True)
class EcosystemMap:
    """A map as columns.

    Attributes
    ----------
    ids : tuple of str, length n
        Of the nodes; of a map around a record the nearest first; greatest degree first, then
        by id.
    nodes : ndarray of int64, shape (n,)
        Their indices in the tables.
    type, degree, weight, hidden : ndarray of int64, shape (n,)
        Place of the type in `MapQuestion.types`; the rest as `DEFINITION` says.
    source, target : ndarray of int64, shape (m,)
        Places in `ids`; heaviest link first, then by the ids of its ends and its type.
    link_type, link_weight : ndarray of int64, shape (m,)
        Place of the type in `MapQuestion.link_types`; the weight.
    nodes_by_type, links_by_type : ndarray of int64, shape (types, 2)
        How many there are of each type, and how many are drawn.
    totals : MapTotals
    not_evaluated : tuple of NotEvaluated
        Link types without data.
    """

    ids: tuple[str, ...]
    nodes: _Ints
    type: _Ints
    degree: _Ints
    weight: _Ints
    hidden: _Ints
    source: _Ints
    target: _Ints
    link_type: _Ints
    link_weight: _Ints
    nodes_by_type: _Ints
    links_by_type: _Ints
    totals: MapTotals
    not_evaluated: tuple[NotEvaluated, ...]


def ecosystem_map(
    tables: Tables, network: Network, chart: Chart, question: MapQuestion
) -> EcosystemMap:
    """Draw a map.

    Parameters
    ----------
    tables : Tables
    network : Network
        That of `question.network`.
    chart : Chart
        That of `question.whole`.
    question : MapQuestion
    """
    size, every, heavy, degree = tables.size, chart.every, chart.links, chart.degree
    present = np.flatnonzero(chart.chosen)
    near = present[chart.near[present]]
    candidates = near[degree[near] >= question.min_degree]
    candidates = candidates[tables.order_by_id(candidates)]
    order = np.lexsort((-degree[candidates], chart.distance[candidates]))[: question.max_nodes]
    nodes = candidates[order]
    # Candidates stand by id, so that a node's place among them orders links by the ids of ends.
    rank = np.full(size, -1, dtype=np.int64)
    rank[nodes] = order
    among = heavy.take((rank[heavy.source] >= 0) & (rank[heavy.target] >= 0))
    order = np.lexsort((among.type, rank[among.target], rank[among.source], -among.weight))
    shown = among.take(order[: question.max_links])

    place = np.zeros(size, dtype=np.int64)
    place[nodes] = np.arange(len(nodes))
    types = types_of(tables, question)
    return EcosystemMap(
        ids=tuple(tables.ids_of(nodes)),
        nodes=nodes,
        type=types[nodes],
        degree=degree[nodes],
        weight=chart.weight[nodes],
        hidden=(degree - neighbours_of(shown, size))[nodes],
        source=place[shown.source],
        target=place[shown.target],
        link_type=shown.type,
        link_weight=shown.weight,
        nodes_by_type=_by_type(types[present], types[nodes], len(question.types)),
        links_by_type=_by_type(every.type, shown.type, len(question.link_types)),
        totals=MapTotals(
            nodes=len(present),
            shown_nodes=len(nodes),
            beyond_distance=len(present) - len(near),
            below_min_degree=len(near) - len(candidates),
            beyond_max_nodes=len(candidates) - len(nodes),
            links=len(every),
            shown_links=len(shown),
            below_min_weight=len(every) - len(heavy),
            of_hidden_nodes=len(heavy) - len(among),
            beyond_max_links=len(among) - len(shown),
        ),
        not_evaluated=(
            *network.not_evaluated,
            *(
                NotEvaluated(name, no_links(name))
                for name in question.link_types
                if tie_of(name) is None and not has_links(tables, name)
            ),
        ),
    )


def _by_type(every: _Ints, shown: _Ints, number: int) -> _Ints:
    return np.stack([np.bincount(types, minlength=number) for types in (every, shown)], axis=1)

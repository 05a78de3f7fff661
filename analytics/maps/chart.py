"""The chart of a map: all that could be drawn, before anything is left out for want of room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.segments import segments_of
from analytics.joins import links_of
from analytics.maps.question import MapQuestion
from analytics.maps.relations import Relations, neighbours_of, relations_of
from analytics.networks.network import Network, on_chain
from analytics.region import places_of
from analytics.tables import Tables
from analytics.ties.participation import mask_of

__all__ = ["BEYOND", "Chart", "chart_of", "types_of"]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Flags: TypeAlias = npt.NDArray[np.bool_]

BEYOND = -1
"""The distance of what is too far away."""


@dataclass(frozen=True, eq=False, slots=True)
class Chart:
    """What is joined to what, over all nodes of the tables.

    Attributes
    ----------
    chosen : ndarray of bool
        Of the chosen types, in the region and chain.
    distance : ndarray of int64
        Links from the record around which the map is drawn, 0 if there is none; `BEYOND` where
        that is too far, and of what is not chosen.
    every : Relations
        All links between chosen nodes.
    links : Relations
        Those of at least the least weight.
    degree, weight : ndarray of int64
        Different neighbours by `links`, and the sum of the weights of these links.
    """

    chosen: _Flags
    distance: _Ints
    every: Relations
    links: Relations
    degree: _Ints
    weight: _Ints

    @property
    def near(self) -> _Flags:
        """Which nodes are not too far away."""
        return np.not_equal(self.distance, BEYOND)

    @property
    def near_links(self) -> Relations:
        """The links of which no end is too far away."""
        near = self.near
        return self.links.take(near[self.links.source] & near[self.links.target])


def chart_of(tables: Tables, network: Network, question: MapQuestion) -> Chart:
    """Gather all that a map could draw.

    Parameters
    ----------
    tables : Tables
    network : Network
        That of `question.network`.
    question : MapQuestion
        How much is drawn does not matter.
    """
    size = tables.size
    chosen = _chosen(tables, question)
    every = relations_of(tables, network, question, chosen)
    links = every.take(every.weight >= question.min_weight)
    ends = np.concatenate((links.source, links.target))
    return Chart(
        chosen=chosen,
        distance=_distances(tables, links, question, chosen),
        every=every,
        links=links,
        degree=neighbours_of(links, size),
        weight=np.bincount(ends, np.tile(links.weight, 2), size).astype(np.int64),
    )


def types_of(tables: Tables, question: MapQuestion) -> _Ints:
    """The place, in the question, of the type of every chosen node; it says nothing of others."""
    types = np.zeros(tables.size, dtype=np.int64)
    for place, name in enumerate(question.types):
        table = tables.nodes.get(name)
        if table is not None:
            types[table.start : table.start + len(table.ids)] = place
    return types


def _chosen(tables: Tables, question: MapQuestion) -> _Flags:
    chosen = mask_of(tables, question.types)
    if question.region is not None:
        chosen &= places_of(tables, question.region).local
    if question.chain is not None:
        chosen &= _of_chain(tables, question.chain)
    return chosen


def _of_chain(tables: Tables, id_: str) -> _Flags:
    """A chain, its segments, what a link joins to one, and who serves one by what they host."""
    found = on_chain(tables, id_)
    chain = tables.index_of(id_)
    if chain is None:
        return found
    here = np.zeros(tables.size, dtype=np.bool_)
    here[segments_of(tables, chain)] = True
    found |= here
    for type_ in tables.links:
        links = links_of(tables, type_)
        found[links.source[here[links.target]]] = True
        found[links.target[here[links.source]]] = True
    return found


def _distances(tables: Tables, links: Relations, question: MapQuestion, chosen: _Flags) -> _Ints:
    if question.around is None:
        return np.where(chosen, 0, BEYOND)
    distance = np.full(tables.size, BEYOND, dtype=np.int64)
    centre = tables.index_of(question.around)
    if centre is None or not chosen[centre]:
        return distance
    distance[centre] = 0
    for step in range(question.distance):
        here = distance == step
        met = np.concatenate((links.target[here[links.source]], links.source[here[links.target]]))
        distance[met[distance[met] == BEYOND]] = step + 1
    return distance

"""Communities of a map: colours that do not depend on how much of it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.graph import Graph
from analytics.maps.chart import Chart
from analytics.networks.communities import communities
from analytics.patience import Check, patient
from analytics.tables import Tables

__all__ = ["RUNS", "SEED", "MapCommunities", "map_communities"]

_Ints: TypeAlias = npt.NDArray[np.int64]

RUNS: Final = 5
"""How often they are looked for: enough for colours, and a quarter of what ``communities`` does."""
SEED: Final = 1


@dataclass(frozen=True, eq=False, slots=True)
class MapCommunities:
    """A division of all records with links, largest community first.

    Attributes
    ----------
    community : ndarray of int64, over all nodes of the tables
        Number of each record's community; -1 of a record without links, or not chosen.
    names : tuple of str
        Of each community the id of its strongest member, which is what it is called.
    size : ndarray of int64
    """

    community: _Ints
    names: tuple[str, ...]
    size: _Ints


def map_communities(tables: Tables, chart: Chart, *, check: Check = patient) -> MapCommunities:
    """Divide the records of a chart, by the links of all its types together.

    Parameters
    ----------
    tables : Tables
    chart : Chart
    check : Check
    """
    links, width = chart.links, max(tables.size, 1)
    nodes = np.flatnonzero(chart.degree)
    nodes = nodes[tables.order_by_id(nodes)]
    rank = np.zeros(tables.size, dtype=np.int64)
    rank[nodes] = np.arange(len(nodes))
    near, far = rank[links.source], rank[links.target]
    pairs, place = np.unique(
        np.minimum(near, far) * width + np.maximum(near, far), return_inverse=True
    )
    lesser, greater = np.divmod(pairs, width)
    weights = np.bincount(place, links.weight, len(pairs)).astype(np.float64)
    ids = tables.ids_of(nodes)
    found = communities(
        Graph.from_edges(ids, lesser, greater, weights), runs=RUNS, seed=SEED, check=check
    )
    community = np.full(tables.size, -1, dtype=np.int64)
    community[nodes] = found.community
    return MapCommunities(
        community, tuple(ids[place] for place in found.strongest.tolist()), found.size
    )

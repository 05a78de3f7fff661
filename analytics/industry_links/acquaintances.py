"""Who is known to whom: the shortest ways over people, organisations and what they do together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.counted import CountedLink
from analytics.graph import Graph
from analytics.joins import links_of, spans
from analytics.tables import Tables
from analytics.ties.kinds import LINKS_OF

__all__ = [
    "ACQUAINTANCE_LINKS",
    "PEOPLE_LINKS",
    "Ways",
    "acquaintances",
    "links_along",
    "ways_from",
]

_Ints: TypeAlias = npt.NDArray[np.int64]

PEOPLE_LINKS: Final = (
    "AFFILIATED_WITH",
    "WORKS_ON",
    "INVENTED",
    "TRAINS",
    "TEAM_OF",
    "LEADS",
    "MEMBER_OF",
)
"""Links by which people and teams belong to organisations and to what they do."""

ACQUAINTANCE_LINKS: Final = (
    *dict.fromkeys(link for links in LINKS_OF.values() for link in links),
    "OWNS_PATENT",
    "PART_OF",
    *PEOPLE_LINKS,
)
"""Links whose two ends can introduce one to the other, whichever way they point.

Not segments, districts and the like: who is in the same one need not know the others.
"""


@dataclass(frozen=True, slots=True)
class Ways:
    """The best way from one node to each of the others.

    Attributes
    ----------
    distance : ndarray of int64, shape (n,)
        Links on it; -1 where there is none.
    before : ndarray of int64, shape (n,)
        The node before the last; -1 where there is none.
    """

    distance: _Ints
    before: _Ints

    def to(self, node: int) -> tuple[int, ...]:
        """The nodes on the way, both ends included; nothing if there is no way."""
        if self.distance[node] < 0:
            return ()
        way = [node]
        while self.distance[way[-1]]:
            way.append(int(self.before[way[-1]]))
        return tuple(reversed(way))


def acquaintances(tables: Tables) -> Graph:
    """Return the graph of who can introduce whom, over all nodes of the tables.

    Parameters
    ----------
    tables : Tables
        With the links of `ACQUAINTANCE_LINKS`; those that are not there lead nowhere.
    """
    links = [links_of(tables, type_) for type_ in ACQUAINTANCE_LINKS]
    source = np.concatenate([one.source for one in links]).astype(np.int64)
    target = np.concatenate([one.target for one in links]).astype(np.int64)
    width = max(tables.size, 1)
    lesser, greater = np.minimum(source, target), np.maximum(source, target)
    pairs = np.unique((lesser * width + greater)[lesser != greater])
    return Graph.from_edges(range(tables.size), *np.divmod(pairs, width))


def ways_from(graph: Graph, start: int, order: npt.NDArray[np.integer[Any]], most: int) -> Ways:
    """Find the best way to every node of a graph.

    The best is the shortest; of these the one whose middle nodes have the fewest links in all,
    since whoever knows few knows them well; then the one whose last middle node comes first, and
    so on backwards.

    Parameters
    ----------
    graph : Graph
    start : int
    order : ndarray of int, shape (n,)
        Where each node comes in the order of ids.
    most : int
        Longer ways are not looked for.
    """
    degree = graph.degree
    distance = np.full(len(graph), -1, dtype=np.int64)
    before = np.full(len(graph), -1, dtype=np.int64)
    cost = np.zeros(len(graph), dtype=np.int64)
    distance[start] = 0
    frontier = np.array([start], dtype=np.int64)
    for step in range(1, most + 1):
        tail = np.repeat(frontier, degree[frontier])
        head = graph.neighbours[spans(graph.offsets[frontier], degree[frontier])]
        new = distance[head] < 0
        tail, head = tail[new], head[new]
        if not len(head):
            break
        through = cost[tail] + (degree[tail] if step > 1 else 0)
        best = np.lexsort((order[tail], through, head))
        first = best[np.flatnonzero(np.diff(head[best], prepend=-1))]
        frontier = head[first].astype(np.int64)
        distance[frontier] = step
        before[frontier] = tail[first]
        cost[frontier] = through[first]
    return Ways(distance, before)


def links_along(tables: Tables, way: tuple[int, ...]) -> list[list[CountedLink]]:
    """Return the links of each step of a way, by type and ends.

    Parameters
    ----------
    tables : Tables
    way : tuple of int
        Node indices.
    """
    steps: list[list[CountedLink]] = [[] for _ in way[1:]]
    for type_ in sorted(ACQUAINTANCE_LINKS):
        links = links_of(tables, type_)
        for step, (left, right) in zip(steps, pairwise(way), strict=True):
            for source, target in ((left, right), (right, left)):
                if ((links.source == source) & (links.target == target)).any():
                    step.append(CountedLink(type_, *tables.ids_of(np.array([source, target]))))
    return steps

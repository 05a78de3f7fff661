"""The graph that every measure looks at: immutable arrays in compressed sparse rows."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = ["BACKEND", "Graph"]

_MANY: Final = 50_000
"""Edges from which on a kernel is worth loading; a city's network needs none to be drawn."""

BACKEND: Final = "innovation_graph"
"""The name under which networkx finds the functions of this graph."""


@dataclass(frozen=True, eq=False)
class Graph:
    """A simple graph; an undirected edge is two arcs, one in the row of each end.

    Attributes
    ----------
    ids : sequence of hashable, length n
        Names of the nodes; a node's place here is its number everywhere else.
    offsets : ndarray of int64, shape (n + 1,)
        The arcs of node u are those from ``offsets[u]`` to ``offsets[u + 1]``.
    neighbours : ndarray of int32, shape (a,)
        Where each arc leads, ascending within a row; no loops, no two alike.
    weights : ndarray of float64, shape (a,)
        Above zero; both arcs of an edge have the same.
    edges : ndarray of int32, shape (a,)
        Number of the edge that each arc belongs to, in the order in which edges were given.
    directed : bool

    Notes
    -----
    All arrays are read-only, so that kernels are compiled for one kind of array.
    """

    ids: Sequence[Hashable]
    offsets: npt.NDArray[np.int64]
    neighbours: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float64]
    edges: npt.NDArray[np.int32]
    directed: bool = False

    __networkx_backend__ = BACKEND

    def __post_init__(self) -> None:
        for array in (self.offsets, self.neighbours, self.weights, self.edges):
            array.setflags(write=False)

    @classmethod
    def from_edges(
        cls,
        ids: Sequence[Hashable],
        source: npt.NDArray[np.integer[Any]],
        target: npt.NDArray[np.integer[Any]],
        weight: npt.NDArray[np.float64] | None = None,
        *,
        directed: bool = False,
    ) -> Graph:
        """Build the rows of a graph.

        Parameters
        ----------
        ids : sequence of hashable, length n
        source, target : ndarray of int, shape (m,)
            Numbers of the ends of each edge: each edge once, no loops.
        weight : ndarray of float64, shape (m,), optional
            1 by default.
        directed : bool

        Returns
        -------
        Graph

        Examples
        --------
        >>> path = Graph.from_edges("abc", np.array([0, 1]), np.array([1, 2]))
        >>> path.degree.tolist()
        [1, 2, 1]
        """
        given = np.ones(len(source)) if weight is None else weight
        ends = _fixed(source, np.int32), _fixed(target, np.int32)
        if len(source) < _MANY:
            laid = _sorted(len(ids), *ends, directed=directed)
        else:
            from analytics.kernels.rows import rows

            laid = rows(len(ids), *ends, directed=directed)
        offsets, neighbours, edges = laid
        weights = np.asarray(given, dtype=np.float64)[edges]
        return cls(ids, offsets, neighbours, weights, edges, directed)

    def __len__(self) -> int:
        """How many nodes there are."""
        return len(self.offsets) - 1

    def __iter__(self) -> Iterator[Hashable]:
        """The names of the nodes."""
        return iter(self.ids)

    def __contains__(self, node: object) -> bool:
        try:
            return node in self.number_of
        except TypeError:  # What has no hash is no name of a node.
            return False

    @cached_property
    def number_of(self) -> dict[Hashable, int]:
        """The number of each node by its name."""
        return {id_: number for number, id_ in enumerate(self.ids)}

    @property
    def size(self) -> int:
        """How many edges there are."""
        return len(self.neighbours) if self.directed else len(self.neighbours) // 2

    @property
    def degree(self) -> npt.NDArray[np.int64]:
        """How many arcs leave each node."""
        return np.diff(self.offsets)

    def is_directed(self) -> bool:
        """Whether edges have a direction; networkx asks."""
        return self.directed

    def is_multigraph(self) -> bool:
        """Never; networkx asks."""
        return False


def _sorted(
    size: int, source: npt.NDArray[np.int32], target: npt.NDArray[np.int32], *, directed: bool
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    tail, head = source, target
    edges = np.arange(len(source), dtype=np.int32)
    if not directed:
        tail, head = np.concatenate((source, target)), np.concatenate((target, source))
        edges = np.tile(edges, 2)
    order = np.lexsort((head, tail))
    offsets = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(tail, minlength=size), out=offsets[1:])
    return offsets, head[order], edges[order]


def _fixed(array: npt.NDArray[Any], kind: type[np.generic]) -> npt.NDArray[Any]:
    """Look at an array as one that is read only."""
    view = np.ascontiguousarray(array, dtype=kind).view()
    view.setflags(write=False)
    return view

"""The force-directed layout, begun where the last one ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.graph import Graph
from analytics.layouts.apart import apart
from analytics.layouts.memory import Memory
from analytics.layouts.scatter import SEED, Marks, marks_of, scattered
from analytics.patience import Check, patient

__all__ = ["UNIT", "Laid", "beside", "laid_out"]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Floats: TypeAlias = npt.NDArray[np.float64]

UNIT: Final = 100
"""Places of the lattice in one unit of length; two linked nodes are some units apart."""

_PASSES: Final = 30
"""How often a random start is pulled together along links."""
_STEPS: Final = 100
"""Steps from a random start; further ones bring linked nodes nearer by less than 2 %."""
_ROOM: Final = 4.0
"""Radius of the disc to start in, in roots of the number of nodes."""
_HOT: Final = 0.3
"""How far a node may go in the first step from a random start, in radii of that disc."""
_WARM: Final = 0.05
"""The same, if some nodes are where they were."""
_COLD: Final = 0.05
"""How far a node may go in the last step, in units."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A layout.

    Attributes
    ----------
    x, y : ndarray of int64, shape (n,)
        Places on the lattice, no two the same; `UNIT` of them are one unit.
    memory : Memory
        What the next layout begins with.
    anew : int
        How many nodes were not where they were remembered; without any, `memory` is what it was.
    """

    x: _Ints
    y: _Ints
    memory: Memory
    anew: int


def laid_out(
    ids: Sequence[str],
    source: npt.NDArray[np.integer],
    target: npt.NDArray[np.integer],
    weight: npt.NDArray[np.integer],
    memory: Memory,
    *,
    seed: int = SEED,
    check: Check = patient,
) -> Laid:
    """Lay out a graph.

    Nodes that were drawn before with the neighbours that they have now stay where they were. The
    others begin where they were last, new ones in the middle of their neighbours, and go where
    the forces of `analytics.kernels.forces.settled` lead. In what order nodes and links are
    given does not matter.

    Parameters
    ----------
    ids : sequence of str
        Of the nodes, no two the same.
    source, target : ndarray of int, shape (m,)
        Places in `ids` of the ends of links, either way round; two nodes may have several.
    weight : ndarray of int, shape (m,)
        At least 1; a link pulls with one and the logarithm of the sum over its ends.
    memory : Memory
    seed : int
    check : Check
    """
    order, rank = _by_id(ids)
    graph = _graph(len(ids), rank[source], rank[target], weight)
    node = marks_of((ids[place] for place in order.tolist()), seed)
    links = _marks_of_neighbours(graph, node)
    here = memory.same(node, links)
    if len(here) and here.min() < 0:
        x, y = _placed(graph, node, here, memory, check)
    else:
        x, y = memory.x[here], memory.y[here]
    anew = int((here < 0).sum())
    after = memory.after(node, links, x, y) if anew else memory
    return Laid(x[rank], y[rank], after, anew)


def beside(
    ids: Sequence[str],
    source: npt.NDArray[np.integer],
    target: npt.NDArray[np.integer],
    weight: npt.NDArray[np.integer],
    *,
    x: _Floats,
    y: _Floats,
    seed: int = SEED,
    check: Check = patient,
) -> tuple[_Floats, _Floats]:
    """Place the nodes that have no place yet; the others stay.

    Parameters
    ----------
    ids, source, target, weight, seed, check
        As for `laid_out`.
    x, y : ndarray of float64, shape (n,)
        In units; NaN for what has no place.

    Returns
    -------
    x, y : ndarray of float64, shape (n,)
        In units, no two the same if those given were not.
    """
    free = np.isnan(x)
    if not free.any():
        return x, y
    order, rank = _by_id(ids)
    graph = _graph(len(ids), rank[source], rank[target], weight)
    node = marks_of((ids[place] for place in order.tolist()), seed)
    given = np.stack((x[order], y[order]))
    found = _settled(graph, node, given, free[order], check)
    fixed_x, fixed_y = _on_lattice(given[:, ~free[order]]).tolist()
    taken = zip(fixed_x, fixed_y, strict=True)
    places = np.empty_like(found)
    places[:] = given
    wanted_x, wanted_y = _on_lattice(found[:, free[order]])
    places[:, free[order]] = np.stack(apart(wanted_x, wanted_y, taken)) / UNIT
    return places[0, rank], places[1, rank]


def _by_id(ids: Sequence[str]) -> tuple[_Ints, _Ints]:
    """The places in the order of the ids, and the rank of each place."""
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int64)
    rank = np.empty(len(ids), dtype=np.int64)
    rank[order] = np.arange(len(ids))
    return order, rank


def _graph(size: int, source: _Ints, target: _Ints, weight: npt.NDArray[np.integer]) -> Graph:
    """Unite the links between two nodes, in the order of the nodes."""
    pairs = np.minimum(source, target) * max(size, 1) + np.maximum(source, target)
    distinct, which = np.unique(pairs, return_inverse=True)
    total = np.bincount(which, weight, len(distinct))
    left, right = np.divmod(distinct, max(size, 1))
    return Graph.from_edges(range(size), left, right, 1.0 + np.log(total))


def _marks_of_neighbours(graph: Graph, node: Marks) -> Marks:
    """A number for each set of neighbours: the sum of their marks, stirred so that none cancel."""
    stirred = node[graph.neighbours]
    for factor in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB):
        stirred = (stirred ^ (stirred >> np.uint64(29))) * np.uint64(factor)
    found = np.zeros(len(graph), dtype=np.uint64)
    np.add.at(found, np.repeat(np.arange(len(graph)), graph.degree), stirred)
    return found


def _placed(
    graph: Graph, node: Marks, here: _Ints, memory: Memory, check: Check
) -> tuple[_Ints, _Ints]:
    """Places of all nodes, those that are remembered (`here`) the places they have."""
    latest, free = memory.latest(node), here < 0
    start = np.where(free, latest, here)
    given = np.stack((memory.x[start], memory.y[start])) / UNIT if len(memory) else None
    if given is not None:
        given[:, start < 0] = np.nan
    else:
        given = np.full((2, len(node)), np.nan)
    x, y = _on_lattice(_settled(graph, node, given, free, check))
    # What is remembered of others is left free, for the day on which they are drawn again.
    taken = zip(memory.x.tolist(), memory.y.tolist(), strict=True)
    x[free], y[free] = apart(x[free], y[free], taken)
    return x, y


def _settled(
    graph: Graph, node: Marks, given: _Floats, free: npt.NDArray[np.bool_], check: Check
) -> _Floats:
    """Begin at the places given, where there is one, and let what is free go."""
    from analytics.kernels.forces import pulled_together, settled

    known = ~np.isnan(given[0])
    room = _ROOM * len(node) ** 0.5
    x, y = (room * column for column in scattered(node))
    rows = graph.offsets, graph.neighbours, graph.weights
    if known.any():
        x[known], y[known] = given[:, known]
        _put_near_neighbours(graph, node, known, x, y)
    else:
        pulled_together(*rows, x, y, _PASSES)
        x, y = (_of_size(column, room) for column in (x, y))
    heat = max((_WARM if known.any() else _HOT) * room, _COLD)
    settled(*rows, x, y, free, heat=heat, cold=_COLD, steps=_STEPS, check=check)
    return np.stack((x, y))


def _on_lattice(places: _Floats) -> _Ints:
    return np.rint(places * UNIT).astype(np.int64)


def _of_size(column: _Floats, room: float) -> _Floats:
    """Scale a coordinate to fill the disc to start in."""
    mean = float(np.sqrt((column * column).mean()))
    return (column * (room / 2 / max(mean, 1e-9))).clip(-room, room)


def _put_near_neighbours(
    graph: Graph, node: Marks, known: npt.NDArray[np.bool_], x: _Floats, y: _Floats
) -> None:
    """Put new nodes into the middle of the neighbours that have a place, then theirs, and so on."""
    settled, (off_x, off_y) = known.copy(), scattered(node)
    tails = np.repeat(np.arange(len(graph)), graph.degree)
    while True:
        arcs = np.flatnonzero(settled[graph.neighbours] & ~settled[tails])
        if not len(arcs):
            return
        heads, weights = graph.neighbours[arcs], graph.weights[arcs]
        total = np.bincount(tails[arcs], weights, len(graph))
        new = np.flatnonzero(total)
        for column, off in ((x, off_x), (y, off_y)):
            sums = np.bincount(tails[arcs], weights * column[heads], len(graph))
            column[new] = sums[new] / total[new] + off[new]
        settled[new] = True

"""Eight numbers a node, side by side: carried from the nodes of a level to those of the next."""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.kernels.arrays import Floats, Ints, Places
from analytics.kernels.compiled import compiled

__all__ = ["LANES", "Bits", "Step", "carried", "new_step"]

Bits: TypeAlias = npt.NDArray[np.uint8]
"""Sets of lanes."""

LANES: Final = 8
"""Searches that go side by side: their numbers fill one line of the cache a node."""

_PULL: Final = 2
"""What it costs to push along an arc, if pulling costs 1."""

_Line: TypeAlias = tuple[float, float, float, float, float, float, float, float]


class Step(NamedTuple):
    """What a step looks at and what it leaves.

    Attributes
    ----------
    front : ndarray of uint8, shape (n,)
        Lanes in which a node is carried from; in the other lanes its line holds 0.
    open : ndarray of uint8, shape (n,)
        Lanes in which a node may be carried to.
    got : ndarray of uint8, shape (n,)
        Lanes in which a node was carried to: left by a step, emptied by who reads them.
    nodes, hits : ndarray of uint32, shape (n,)
        All nodes, and room for some.
    """

    front: Bits
    open: Bits
    got: Bits
    nodes: Places
    hits: Places


@compiled
def new_step(nodes: int) -> Step:
    """Make room for steps over a graph.

    Parameters
    ----------
    nodes : int

    Returns
    -------
    Step
    """
    return Step(
        np.zeros(nodes, dtype=np.uint8),
        np.zeros(nodes, dtype=np.uint8),
        np.zeros(nodes, dtype=np.uint8),
        np.arange(nodes).astype(np.uint32),
        np.empty(nodes, dtype=np.uint32),
    )


@compiled
def carried(
    ahead: tuple[Ints, Places],
    back: tuple[Ints, Places],
    nodes: tuple[Places, Places],
    arcs: tuple[int, int],
    lines: tuple[Floats, Floats],
    step: Step,
    found: Places,
) -> int:
    """Add up, for each node that is open to it, the lines of those in front that have an arc to it.

    Pushed from those in front or pulled by those that are open, whichever have fewer arcs (S.
    Beamer et al., Direction-optimizing breadth-first search, SC 2012).

    Parameters
    ----------
    ahead, back : tuple of ndarray
        Offsets and neighbours along the arcs, and against them.
    nodes : tuple of ndarray
        Those in front; some that have all that are open among them.
    arcs : tuple of int
        How many arcs the two have.
    lines : tuple of ndarray of float64, shape (n, 8)
        What is carried and, of the nodes that are found, the sums. In lanes in which a node was
        not open these hold anything.
    step : Step
    found : ndarray of uint32
        Nodes that were carried to, each once.

    Returns
    -------
    int
        How many they are.
    """
    if arcs[1] < arcs[0] * _PULL:
        return _pulled(back[0], back[1], nodes[1], lines[0], lines[1], step, found)
    return _pushed(ahead[0], ahead[1], nodes[0], lines[0], lines[1], step, found)


@compiled
def _pushed(
    offsets: Ints,
    neighbours: Places,
    nodes: Places,
    lines: Floats,
    sums: Floats,
    step: Step,
    found: Places,
) -> int:
    number = 0
    for node in nodes:
        here, line = step.front[node], _line(lines, node)
        for arc in range(offsets[node], offsets[node + 1]):
            other = neighbours[arc]
            new = here & step.open[other]
            if new == 0:
                continue
            if step.got[other] == 0:
                found[number] = other
                number += 1
                _put(sums, other, line)
            else:
                _put(sums, other, _plus(line, sums, other))
            step.got[other] |= new
    return number


@compiled
def _pulled(
    offsets: Ints,
    neighbours: Places,
    nodes: Places,
    lines: Floats,
    sums: Floats,
    step: Step,
    found: Places,
) -> int:
    hits, number = step.hits, 0
    for node in nodes:
        here = step.open[node]
        if here == 0:
            continue
        # First who is to be added, without a branch: which they are cannot be foretold.
        hit = 0
        for arc in range(offsets[node], offsets[node + 1]):
            other = neighbours[arc]
            new = step.front[other] & here
            step.got[node] |= new
            hits[hit] = other
            hit += new != 0
        if hit == 0:
            continue
        line = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        for place in range(hit):
            line = _plus(line, lines, hits[place])
        _put(sums, node, line)
        found[number] = node
        number += 1
    return number


# Written out, so that the compiler sees eight numbers that fit one register.


@compiled
def _line(lines: Floats, node: int) -> _Line:
    return (
        lines[node, 0],
        lines[node, 1],
        lines[node, 2],
        lines[node, 3],
        lines[node, 4],
        lines[node, 5],
        lines[node, 6],
        lines[node, 7],
    )


@compiled
def _plus(line: _Line, lines: Floats, node: int) -> _Line:
    return (
        line[0] + lines[node, 0],
        line[1] + lines[node, 1],
        line[2] + lines[node, 2],
        line[3] + lines[node, 3],
        line[4] + lines[node, 4],
        line[5] + lines[node, 5],
        line[6] + lines[node, 6],
        line[7] + lines[node, 7],
    )


@compiled
def _put(lines: Floats, node: int, line: _Line) -> None:
    lines[node, 0] = line[0]
    lines[node, 1] = line[1]
    lines[node, 2] = line[2]
    lines[node, 3] = line[3]
    lines[node, 4] = line[4]
    lines[node, 5] = line[5]
    lines[node, 6] = line[6]
    lines[node, 7] = line[7]

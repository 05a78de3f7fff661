"""Forces between the nodes of a drawing: links pull, all nodes push each other away."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np

from analytics.kernels.arrays import Flags, Floats, Ints, Nodes
from analytics.kernels.compiled import compiled
from analytics.patience import Check, patient

__all__ = ["pulled_together", "settled", "warm"]

STEPS_AT_ONCE: Final = 10
"""Steps between two checks: a tenth of a second for 5,000 nodes."""
LEVELS: Final = 6
"""Levels of the pyramid of cells below its top: the lowest has 4,096 cells."""
_LOWEST: Final = (4**LEVELS - 1) // 3
"""The first cell of the lowest level: cell c has within it the four cells from 4 c + 1."""
_CELLS: Final = (4 ** (LEVELS + 1) - 1) // 3
_TOP: Final = 4 * LEVELS + 4
"""How many cells can wait to be looked at: three of every level are left for later."""
_OPENING: Final = 0.49
"""The square of how wide a cell may look from a node that takes it for one place."""
_SOFT: Final = 1e-4
"""Keeps two nodes in one place from pushing each other without end."""


class Cells(NamedTuple):
    """The pyramid of grids over a drawing.

    Attributes
    ----------
    heavy, mid_x, mid_y : ndarray of float64
        The mass in each cell, and its middle.
    head, after : ndarray of int64
        The first node of each cell of the lowest level, and the next one after each node; -1 if
        there is none.
    """

    heavy: Floats
    mid_x: Floats
    mid_y: Floats
    head: Ints
    after: Ints


def pulled_together(
    offsets: Ints, neighbours: Nodes, weights: Floats, x: Floats, y: Floats, passes: int
) -> None:
    r"""Move every node that has links half the way to the mean of its neighbours, in place.

    .. math:: p_u \leftarrow \tfrac12 p_u + \tfrac12 \sum_v \frac{w_{uv}}{W_u} p_v

    Repeated, it leaves of a random drawing what varies slowly along links.

    Parameters
    ----------
    offsets, neighbours, weights : ndarray
        Rows of an undirected graph.
    x, y : ndarray of float64, shape (n,)
        Overwritten.
    passes : int

    References
    ----------
    Y. Koren, "Drawing graphs by eigenvectors", Computers & Mathematics with Applications 49
    (2005): the same iteration by which the low eigenvectors are found there.

    Examples
    --------
    >>> x, y = np.array([0.0, 4.0]), np.array([0.0, 8.0])
    >>> pulled_together(np.array([0, 1, 2]), np.array([1, 0], np.int32), np.ones(2), x, y, 1)
    >>> x.tolist(), y.tolist()
    ([2.0, 2.0], [4.0, 4.0])
    """
    _pull(offsets, neighbours, weights, x, y, passes)


def settled(
    offsets: Ints,
    neighbours: Nodes,
    weights: Floats,
    x: Floats,
    y: Floats,
    free: Flags,
    *,
    heat: float,
    cold: float,
    steps: int,
    check: Check = patient,
) -> None:
    r"""Move the free nodes step by step where the forces on them lead, in place.

    .. math::

        f_u = \sum_{v \ne u} m_v \frac{p_u - p_v}{|p_u - p_v|^2}
              + \frac{1}{m_u} \sum_v w_{uv} (p_v - p_u) - p_u,
        \qquad m_u = 1 + \sum_v w_{uv}

    A step leads along the force, but no farther than the heat of the step, which falls from
    `heat` to `cold` by one factor. What is so far that its cell looks narrow pushes as the
    middle of its cell does; the cells are those of a pyramid of grids over the drawing.

    Parameters
    ----------
    offsets, neighbours, weights : ndarray
        Rows of an undirected graph.
    x, y : ndarray of float64, shape (n,)
        Where the nodes are; overwritten.
    free : ndarray of bool, shape (n,)
        Which may move; the others push and pull only.
    heat, cold : float
        How far a node may go in the first and in the last step.
    steps : int
    check : Check

    References
    ----------
    The forces are those of M. Jacomy, T. Venturini, S. Heymann, M. Bastian, "ForceAtlas2", PLoS
    ONE 9(6) (2014), divided by the mass of the node; the cooling is that of T. Fruchterman, E.
    Reingold, "Graph drawing by force-directed placement", Software: Practice and Experience 21
    (1991); far nodes by J. Barnes, P. Hut, Nature 324 (1986), with an opening angle of 0.7.

    Examples
    --------
    Two nodes that are linked come to rest where 2 / d = d / 2 + d / 2.

    >>> x, y = np.array([-3.0, 3.0]), np.zeros(2)
    >>> rows = np.array([0, 1, 2]), np.array([1, 0], np.int32), np.ones(2)
    >>> settled(*rows, x, y, np.ones(2, bool), heat=1.0, cold=1e-4, steps=200)
    >>> (x[1] - x[0]).round(3)
    np.float64(1.414)
    """
    if not len(x):
        return
    tails = np.repeat(np.arange(len(x)), np.diff(offsets))
    mass: Floats = (1.0 + np.bincount(tails, weights, len(x))).astype(np.float64)
    cooling = (cold / heat) ** (1.0 / max(steps - 1, 1))
    for first in range(0, steps, STEPS_AT_ONCE):
        check()
        _step(
            offsets,
            neighbours,
            weights,
            mass,
            x,
            y,
            free,
            heat * cooling**first,
            cooling,
            min(STEPS_AT_ONCE, steps - first),
        )


def warm() -> None:
    """Compile these kernels for the arrays they get in practice."""
    from analytics.kernels.tiny import tiny

    graph = tiny()
    x, y = np.arange(6.0), np.arange(6.0) ** 2
    rows = graph.offsets, graph.neighbours, graph.weights
    pulled_together(*rows, x, y, 1)
    settled(*rows, x, y, np.ones(6, dtype=np.bool_), heat=1.0, cold=0.1, steps=1)


@compiled
def _pull(
    offsets: Ints, neighbours: Nodes, weights: Floats, x: Floats, y: Floats, passes: int
) -> None:
    size = len(x)
    new_x, new_y = np.empty(size), np.empty(size)
    for _ in range(passes):
        for node in range(size):
            total, along, across = 0.0, 0.0, 0.0
            for arc in range(offsets[node], offsets[node + 1]):
                total += weights[arc]
                along += weights[arc] * x[neighbours[arc]]
                across += weights[arc] * y[neighbours[arc]]
            new_x[node], new_y[node] = x[node], y[node]
            if total > 0.0:
                new_x[node] = 0.5 * x[node] + 0.5 * along / total
                new_y[node] = 0.5 * y[node] + 0.5 * across / total
        x[:] = new_x
        y[:] = new_y


@compiled
def _step(
    offsets: Ints,
    neighbours: Nodes,
    weights: Floats,
    mass: Floats,
    x: Floats,
    y: Floats,
    free: Flags,
    heat: float,
    cooling: float,
    steps: int,
) -> None:
    size = len(x)
    cells = Cells(
        np.empty(_CELLS),
        np.empty(_CELLS),
        np.empty(_CELLS),
        np.empty(_CELLS, dtype=np.int64),
        np.empty(size, dtype=np.int64),
    )
    new_x, new_y = x.copy(), y.copy()
    for _ in range(steps):
        width = _gathered(mass, x, y, cells)
        for node in range(size):
            if not free[node]:
                continue
            here_x, here_y = x[node], y[node]
            push_x, push_y = _pushed(node, mass, x, y, cells, width)
            pull_x, pull_y = 0.0, 0.0
            for arc in range(offsets[node], offsets[node + 1]):
                pull_x += weights[arc] * (x[neighbours[arc]] - here_x)
                pull_y += weights[arc] * (y[neighbours[arc]] - here_y)
            force_x = push_x + pull_x / mass[node] - here_x
            force_y = push_y + pull_y / mass[node] - here_y
            strength = math.sqrt(force_x * force_x + force_y * force_y)
            if strength > 0.0:
                go = min(heat, 0.4 * strength) / strength
                new_x[node] = here_x + go * force_x
                new_y[node] = here_y + go * force_y
        x[:] = new_x
        y[:] = new_y
        heat *= cooling


@compiled
def _gathered(mass: Floats, x: Floats, y: Floats, cells: Cells) -> float:
    """Put the nodes into cells and return how wide the whole is."""
    heavy, mid_x, mid_y, head, after = cells
    left, bottom = x.min(), y.min()
    width = max(x.max() - left, y.max() - bottom) * 1.0001 + 1e-9
    heavy[:] = 0.0
    mid_x[:] = 0.0
    mid_y[:] = 0.0
    head[:] = -1
    for node in range(len(x)):
        cell = _LOWEST + _cell((x[node] - left) / width, (y[node] - bottom) / width)
        after[node] = head[cell]
        head[cell] = node
        heavy[cell] += mass[node]
        mid_x[cell] += mass[node] * x[node]
        mid_y[cell] += mass[node] * y[node]
    for cell in range(_CELLS - 1, 0, -1):
        above = (cell - 1) // 4
        heavy[above] += heavy[cell]
        mid_x[above] += mid_x[cell]
        mid_y[above] += mid_y[cell]
    for cell in range(_CELLS):
        if heavy[cell] > 0.0:
            mid_x[cell] /= heavy[cell]
            mid_y[cell] /= heavy[cell]
    return float(width)


@compiled
def _pushed(
    node: int, mass: Floats, x: Floats, y: Floats, cells: Cells, width: float
) -> tuple[float, float]:
    """Add up how all other nodes push one."""
    push_x, push_y = 0.0, 0.0
    waiting, widths = np.empty(_TOP, dtype=np.int64), np.empty(_TOP)
    waiting[0], widths[0], top = 0, width, 1
    while top > 0:
        top -= 1
        cell, wide = waiting[top], widths[top]
        along, across = x[node] - cells.mid_x[cell], y[node] - cells.mid_y[cell]
        far = along * along + across * across
        if wide * wide < _OPENING * far:
            push_x += cells.heavy[cell] / far * along
            push_y += cells.heavy[cell] / far * across
        elif cell >= _LOWEST:
            other = cells.head[cell]
            while other >= 0:
                if other != node:
                    along, across = x[node] - x[other], y[node] - y[other]
                    far = along * along + across * across + _SOFT
                    push_x += mass[other] / far * along
                    push_y += mass[other] / far * across
                other = cells.after[other]
        else:
            for below in range(4 * cell + 1, 4 * cell + 5):
                if cells.heavy[below] > 0.0:
                    waiting[top], widths[top] = below, 0.5 * wide
                    top += 1
    return push_x, push_y


@compiled
def _cell(along: float, across: float) -> int:
    """The place of a cell of the lowest level: the bits of its column and row in turn."""
    column, row, found = int(along * 2**LEVELS), int(across * 2**LEVELS), 0
    for bit in range(LEVELS):
        found |= (column >> bit & 1) << (2 * bit)
        found |= (row >> bit & 1) << (2 * bit + 1)
    return found

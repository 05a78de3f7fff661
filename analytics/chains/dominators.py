"""Dominators: what every path from a root to a node goes through."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["immediate_dominators"]

_Ints: TypeAlias = npt.NDArray[np.int64]


def immediate_dominators(
    offsets: npt.NDArray[np.integer[Any]], heads: npt.NDArray[np.integer[Any]], root: int
) -> _Ints:
    """Find the immediate dominator of every node of a directed graph.

    A node dominates another if every path from the root to that one goes through it; the nearest
    of those other than the node itself is immediate, and all of them are its dominators in turn.

    Parameters
    ----------
    offsets : ndarray of int, shape (n + 1,)
        The arcs of node u are those from ``offsets[u]`` to ``offsets[u + 1]``.
    heads : ndarray of int, shape (a,)
        Where each arc leads.
    root : int

    Returns
    -------
    ndarray of int64, shape (n,)
        The root's is the root; -1 for what no path reaches.

    Notes
    -----
    Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm", 2001: in reverse postorder,
    intersect the dominators of all predecessors until nothing changes. Cycles do not matter.

    Examples
    --------
    >>> immediate_dominators(np.array([0, 2, 3, 4, 4]), np.array([1, 2, 3, 3]), 0).tolist()
    [0, 0, 0, 0]
    """
    arcs = [heads[offsets[u] : offsets[u + 1]].tolist() for u in range(len(offsets) - 1)]
    order = _postorder(arcs, root)
    place = {node: number for number, node in enumerate(order)}
    before: dict[int, list[int]] = {node: [] for node in order}
    for node in order:
        for head in arcs[node]:
            before[head].append(node)
    found = {root: root}
    changed = True
    while changed:
        changed = False
        for node in reversed(order):
            if node == root:
                continue
            known = [one for one in before[node] if one in found]
            nearest = known[0]
            for other in known[1:]:
                nearest = _meeting(nearest, other, found, place)
            if found.get(node) != nearest:
                found[node], changed = nearest, True
    immediate = np.full(len(arcs), -1, dtype=np.int64)
    for node, dominator in found.items():
        immediate[node] = dominator
    return immediate


def _meeting(one: int, other: int, found: dict[int, int], place: dict[int, int]) -> int:
    """The nearest node that dominates both: of two, go up from the one that is finished first."""
    while one != other:
        while place[one] < place[other]:
            one = found[one]
        while place[other] < place[one]:
            other = found[other]
    return one


def _postorder(arcs: list[list[int]], root: int) -> list[int]:
    """Nodes that paths reach, each after all that is first reached through it."""
    order, seen, stack = [], {root}, [(root, iter(arcs[root]))]
    while stack:
        node, heads = stack[-1]
        for head in heads:
            if head not in seen:
                seen.add(head)
                stack.append((head, iter(arcs[head])))
                break
        else:
            order.append(node)
            stack.pop()
    return order

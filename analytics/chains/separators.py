"""Separators: the fewest nodes without which no path leads from some nodes to others."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.patience import Check, patient

__all__ = ["smallest_separator"]

_Ints: TypeAlias = npt.NDArray[np.int64]

_ROOT = -1


def smallest_separator(
    offsets: npt.NDArray[np.integer[Any]],
    neighbours: npt.NDArray[np.integer[Any]],
    sources: npt.NDArray[np.integer[Any]],
    targets: npt.NDArray[np.integer[Any]],
    *,
    check: Check = patient,
) -> _Ints:
    """Find a smallest set of nodes that meets every path from a source to a target.

    Sources and targets may be in it, and who is both must be. Its size is the number of paths
    that have no node in common (Menger 1927): so many ways there are.

    Parameters
    ----------
    offsets : ndarray of int, shape (n + 1,)
        The arcs of node u are those from ``offsets[u]`` to ``offsets[u + 1]``.
    neighbours : ndarray of int, shape (a,)
        Where each arc leads.
    sources, targets : ndarray of int
        Numbers of nodes.
    check : callable
        Called before each path is looked for.

    Returns
    -------
    ndarray of int64
        Ascending; of several smallest ones, the one nearest to the sources.

    Notes
    -----
    Each node is an arc from its entrance to its exit that one path may use; augmenting paths by
    breadth-first search (Ford and Fulkerson 1956) until there are none. The separator is the
    nodes whose entrance the last search reached and whose exit it did not.

    Examples
    --------
    >>> path = np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1])
    >>> smallest_separator(*path, np.array([0]), np.array([2])).tolist()
    [0]
    """
    arcs = [neighbours[offsets[u] : offsets[u + 1]].tolist() for u in range(len(offsets) - 1)]
    ways = _Ways(arcs, sorted(set(sources.tolist())), set(targets.tolist()))
    while ways.augmented():
        check()
    entered, left = ways.reached
    return np.array(sorted(entered - left), dtype=np.int64)


class _Ways:
    """Paths without a common node, as the node before each one on them."""

    def __init__(self, arcs: list[list[int]], sources: list[int], targets: set[int]) -> None:
        self._arcs, self._sources, self._targets = arcs, sources, targets
        self._before: dict[int, int] = {}
        self.reached: tuple[set[int], set[int]] = (set(), set())

    def augmented(self) -> bool:
        """Find one more path, turning others aside where needed; False if there is none."""
        # A state is a node and whether its exit is meant; came says from which state.
        came: dict[tuple[int, bool], tuple[int, bool]] = {}
        queue: deque[tuple[int, bool]] = deque()

        def reach(state: tuple[int, bool], by: tuple[int, bool]) -> None:
            if state not in came:
                came[state] = by
                queue.append(state)

        for source in self._sources:
            reach((source, False), (_ROOT, True))
        while queue:
            state = queue.popleft()
            if state[1] and state[0] in self._targets:
                self._turn(state, came)
                return True
            for following in self._after(*state):
                reach(following, state)
        self.reached = (
            {node for node, out in came if not out},
            {node for node, out in came if out},
        )
        return False

    def _after(self, node: int, out: bool) -> Iterator[tuple[int, bool]]:  # noqa: FBT001 - a state
        """The states to which one more path may go from a state."""
        if out:
            yield from ((head, False) for head in self._arcs[node])
            if node in self._before:  # Back through the node.
                yield (node, False)
        elif node not in self._before:
            yield (node, True)
        elif self._before[node] != _ROOT:  # Back along the path that enters here.
            yield (self._before[node], True)

    def _turn(self, last: tuple[int, bool], came: dict[tuple[int, bool], tuple[int, bool]]) -> None:
        """Join the new path to the others."""
        state = last
        while state[0] != _ROOT:
            by = came[state]
            if state == (by[0], False):
                self._before.pop(state[0])
            elif not state[1]:
                self._before[state[0]] = by[0]
            state = by

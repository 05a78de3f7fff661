"""What is remembered of layouts: where a node was drawn when it had these neighbours.

A node is drawn where it was drawn before whenever it has the neighbours that it had then, in any
version of the graph and on any day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.layouts.scatter import Marks

__all__ = ["MOST_REMEMBERED", "Memory"]

_Ints: TypeAlias = npt.NDArray[np.int64]

MOST_REMEMBERED: Final = 12_000
"""How many places a memory has at most; those that were not drawn for the longest time go."""


@dataclass(frozen=True, slots=True)
class Memory:
    """One row for each node and set of neighbours, by node and then by time, the latest last.

    Attributes
    ----------
    node : ndarray of uint64
        Mark of the id.
    links : ndarray of uint64
        Mark of the ids of its neighbours.
    x, y : ndarray of int64
        Place on the lattice.
    turn : ndarray of int64
        The latest layout in which it was drawn there, counted from 1.
    """

    node: Marks
    links: Marks
    x: _Ints
    y: _Ints
    turn: _Ints

    @classmethod
    def empty(cls) -> Memory:
        """One of nothing."""
        marks, none = np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
        return cls(marks, marks, none, none, none)

    def __len__(self) -> int:
        """How many places there are."""
        return len(self.node)

    def same(self, node: Marks, links: Marks) -> _Ints:
        """The rows of nodes with just these neighbours; -1 where there is none."""
        rows = {
            key: row
            for row, key in enumerate(zip(self.node.tolist(), self.links.tolist(), strict=True))
        }
        asked = zip(node.tolist(), links.tolist(), strict=True)
        return np.array([rows.get(key, -1) for key in asked], dtype=np.int64)

    def latest(self, node: Marks) -> _Ints:
        """The rows where nodes were drawn last, whatever their neighbours; -1 where never."""
        rows = {mark: row for row, mark in enumerate(self.node.tolist())}
        return np.array([rows.get(mark, -1) for mark in node.tolist()], dtype=np.int64)

    def after(
        self, node: Marks, links: Marks, x: _Ints, y: _Ints, most: int = MOST_REMEMBERED
    ) -> Memory:
        """What is remembered once these were drawn.

        Parameters
        ----------
        node, links : ndarray of uint64
        x, y : ndarray of int64
            Those of remembered rows are the places that are remembered.
        most : int
            How many places are kept of those that were not drawn now.
        """
        turn = int(self.turn.max(initial=0)) + 1
        drawn = self.same(node, links)
        old = np.ones(len(self), dtype=np.bool_)
        old[drawn[drawn >= 0]] = False
        kept = np.flatnonzero(old)
        room = max(most - len(node), 0)
        by_age = np.lexsort((self.links[kept], self.node[kept], -self.turn[kept]))
        kept = kept[by_age[:room]]
        columns = (
            np.concatenate((self.node[kept], node)),
            np.concatenate((self.links[kept], links)),
            np.concatenate((self.x[kept], x)),
            np.concatenate((self.y[kept], y)),
            np.concatenate((self.turn[kept], np.full(len(node), turn))),
        )
        order = np.lexsort((columns[1], columns[4], columns[0]))
        node, links, x, y, when = columns
        return Memory(node[order], links[order], x[order], y[order], when[order])

    def packed(self) -> bytes:
        """All columns as bytes."""
        columns = (self.node, self.links, *(c.astype("<i4") for c in (self.x, self.y, self.turn)))
        return b"".join(np.ascontiguousarray(column).tobytes() for column in columns)

    @classmethod
    def unpacked(cls, content: bytes) -> Memory:
        """Read what `packed` wrote.

        Raises
        ------
        ValueError
            If it did not write this.
        """
        size, rest = divmod(len(content), 28)
        if rest:
            raise ValueError(f"{len(content)} bytes are no memory of layouts.")
        marks = np.frombuffer(content, dtype="<u8", count=2 * size).astype(np.uint64)
        numbers = np.frombuffer(content, dtype="<i4", offset=16 * size).astype(np.int64)
        node, links = marks.reshape(2, size)
        x, y, turn = numbers.reshape(3, size)
        return cls(node, links, x, y, turn)

"""Search in memory: which records have which tokens, brought up to date when it is asked."""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from heapq import nsmallest
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from graph_service.store.exploring import Hit, Match, Search, SearchAnswer
from graph_service.store.memory import MemoryGraph
from graph_service.store.predicates import node_predicate
from graph_service.store.reading import Deadline, Reading
from graph_service.store.search_terms import Sought, sought_by, terms_by_type
from schema.catalogue import Catalogue
from schema.columns import Scalar

__all__ = ["SearchIndex"]

_COST: Final = 20
"""How many looks at a record its indexing is worth."""

_Places: TypeAlias = npt.NDArray[np.uint32]


class SearchIndex:
    """The inverted index of one graph.

    A record that changes gets a new place and leaves its old one empty; when most places are
    empty it is made anew.

    Parameters
    ----------
    graph : MemoryGraph
        It must not change while a method runs.
    catalogue : Catalogue
    """

    def __init__(self, graph: MemoryGraph, catalogue: Catalogue) -> None:
        self._graph = graph
        self._terms = terms_by_type(catalogue)
        self._lock = threading.Lock()
        self._clear()

    def search(self, question: Search, reading: Reading) -> SearchAnswer:
        """Answer a search.

        Raises
        ------
        DeadlineExceeded
            If the deadline passed. What was indexed until then need not be indexed again.
        """
        sought = sought_by(question.text)
        if sought.empty:
            return SearchAnswer((), 0)
        deadline = reading.deadline
        with self._lock:
            self._update(deadline)
            found = self._matching(sought)
        types = frozenset(question.types)
        where = None if question.where is None else node_predicate(question.where, reading)
        ranked = []
        for place in deadline.metered(found):
            held = self._places[place]
            if held is not None and held[1] in types:
                id_, _, _, length, names = held
                if where is not None and not where(self._graph.nodes[id_]):
                    continue
                ranked.append((_match(sought.name, names), length, id_))
        best = nsmallest(question.limit, ranked)
        return SearchAnswer(tuple(Hit(id_, match) for match, _, id_ in best), len(ranked))

    def _clear(self) -> None:
        self._places: list[_Place | None] = []
        self._of: dict[str, int] = {}
        self._having: dict[str, int | array[int]] = {}
        self._tokens: list[str] = []
        self._sorted = True
        self._pending: set[str] = set(self._graph.nodes)
        self._graph.changed = set()

    def _update(self, deadline: Deadline) -> None:
        """Index what changed since the last time."""
        if self._graph.changed:
            self._pending |= self._graph.changed
            self._graph.changed = set()
        if len(self._places) > 2 * len(self._graph.nodes) + len(self._pending):
            self._clear()
        while self._pending:
            deadline.spend(_COST)
            self._index(self._pending.pop())

    def _index(self, id_: str) -> None:
        former = self._of.pop(id_, None)
        node = self._graph.nodes.get(id_)
        if former is not None:
            held = self._places[former]
            if node is not None and held is not None and held[1:3] == (node.type, node.stored):
                self._of[id_] = former
                return
            self._places[former] = None
        if node is None:
            return
        terms = self._terms[node.type](node.stored)
        if not terms.tokens:
            return
        place = self._of[id_] = len(self._places)
        self._places.append((id_, node.type, node.stored, terms.length, terms.names))
        for token in terms.tokens:
            having = self._having.get(token)
            if having is None:
                # Most have one record, and that needs no list.
                self._having[token] = place
                self._tokens.append(token)
                self._sorted = False
            elif isinstance(having, int):
                self._having[token] = array("I", (having, place))
            else:
                having.append(place)

    def _matching(self, sought: Sought) -> list[int]:
        """The places of the records that have all parts, some of them empty by now."""
        every = [self._with(token) for token in sought.whole]
        every += [self._beginning(token) for token in sought.begun]
        every.sort(key=len)
        found = every[0]
        for other in every[1:]:
            found = np.intersect1d(found, other, assume_unique=True)
        return list(map(int, found))

    def _with(self, token: str) -> _Places:
        having = self._having.get(token, ())
        return np.array((having,) if isinstance(having, int) else having, dtype=np.uint32)

    def _beginning(self, start: str) -> _Places:
        if not self._sorted:
            self._tokens.sort()
            self._sorted = True
        tokens = self._tokens
        at = bisect_left(tokens, start)
        found = [np.empty(0, dtype=np.uint32)]
        while at < len(tokens) and tokens[at].startswith(start):
            found.append(self._with(tokens[at]))
            at += 1
        return np.unique(np.concatenate(found))


_Place: TypeAlias = tuple[str, str, Mapping[str, Scalar], int, tuple[str, ...]]
"""Id, type and columns of a record; length of its name; its names."""


def _match(name: str, names: tuple[str, ...]) -> Match:
    if name in names:
        return Match.EXACT
    return Match.PREFIX if any(n.startswith(name) for n in names) else Match.PARTS

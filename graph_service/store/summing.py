"""Summaries of whole lists over the graph in memory."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from graph_service.store.reading import Deadline
from graph_service.store.summaries import (
    Facet,
    Summary,
    Tally,
    Total,
    Totals,
    exact_sum,
)

__all__ = ["Reader", "Summarize", "summarizer"]

Reader: TypeAlias = Callable[[Any], Any]
"""From an entry of a list to what one of its columns holds."""

Summarize: TypeAlias = Callable[[Sequence[Any]], Mapping[str, Tally | Totals]]


def summarizer(
    asked: Iterable[Summary], reader: Callable[[str, bool], Reader], deadline: Deadline
) -> Summarize:
    """Compile what is asked of a whole list.

    Parameters
    ----------
    asked : iterable of Summary
    reader : callable
        From a column's name, and whether it is one of the link, to what reads it.
    deadline : Deadline
    """
    parts: list[tuple[str, Callable[[Sequence[Any]], Tally | Totals]]] = []
    for one in asked:
        read = reader(one.column, one.of_link)
        if isinstance(one, Facet):
            parts.append((one.key, _tally(one, read)))
        else:
            by = None if one.by is None else reader(one.by, one.of_link)
            parts.append((one.key, _totals(read, by)))

    def summarize(entries: Sequence[Any]) -> Mapping[str, Tally | Totals]:
        found = {}
        for key, part in parts:
            deadline.spend(len(entries))
            found[key] = part(entries)
        return found

    return summarize


def _tally(facet: Facet, read: Reader) -> Callable[[Sequence[Any]], Tally]:
    begin, top = facet.begin, facet.top

    def tally(entries: Sequence[Any]) -> Tally:
        counts: Counter[Any] = Counter()
        missing = 0
        for value in map(read, entries):
            if value is None or value == ():
                missing += 1
            elif isinstance(value, tuple):
                counts.update(value)
            else:
                counts[value if begin is None else value[:begin]] += 1
        named = heapq.nsmallest(top, counts.items(), key=lambda pair: (-pair[1], pair[0]))
        other = counts.total() - sum(count for _, count in named)
        return Tally(tuple(named), other, missing)

    return tally


def _totals(read: Reader, by: Reader | None) -> Callable[[Sequence[Any]], Totals]:
    def totals(entries: Sequence[Any]) -> Totals:
        groups: dict[Any, list[Any]] = {}
        missing = 0
        for entry in entries:
            value = read(entry)
            if value is None:
                missing += 1
            else:
                groups.setdefault(by and by(entry), []).append(value)
        return Totals(tuple(_total(own, groups[own]) for own in sorted(groups)), missing)

    return totals


def _total(by: Any, values: list[Any]) -> Total:
    added = None if isinstance(values[0], str) else exact_sum(values)
    return Total(by, len(values), min(values), max(values), added)

"""The truth that a state holds, in parts: all that was said, in the order of what it is about."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeVar

import orjson

from graph_service.store.describing import statement
from graph_service.store.port import Contents, RunState, Said
from graph_service.store.state import State
from graph_service.store.units import LinkKey, Unit
from schema.statements import Decision

__all__ = ["BEGUN", "Listing", "beginning", "said"]

K = TypeVar("K", str, LinkKey)

BEGUN: Final = "[]"
"""Where the first part, of runs and decisions, ends."""


def beginning(state: State) -> Contents:
    """Return the part of the runs and decisions."""
    arrivals = sorted(state.arrivals.values(), key=lambda a: a.sequence)
    return Contents(
        runs=tuple(RunState(a.run, a.sequence, a.rows) for a in arrivals),
        decisions=tuple(Decision(*pair, state.verdicts[pair]) for pair in sorted(state.verdicts)),
        after=BEGUN,
    )


class Listing:
    """The records and links that a state speaks of, in order.

    Parameters
    ----------
    state : State
        It must not change as long as parts are asked for.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._nodes = sorted(state.nodes)
        self._links = sorted(state.links)

    def parts(self, after: str, limit: int) -> Iterator[Contents]:
        """Yield the parts after a place: records, then links."""
        match orjson.loads(after):
            case [type_, source, target, key]:
                at = bisect_right(self._links, (type_, source, target, key))
            case [*record]:
                at = 0
                first = bisect_right(self._nodes, record[0]) if record else 0
                for some in _cut(self._nodes, first, limit):
                    yield Contents(said=_said(self._state.nodes, some), after=_text([some[-1]]))
        for tied in _cut(self._links, at, limit):
            yield Contents(said=_said(self._state.links, tied), after=_text(tied[-1]))


def said(units: Sequence[Unit]) -> Iterator[Said]:
    """Hand out what was said about one record or link, in the order in which it came."""
    for unit in sorted(units, key=lambda u: (u.arrival.sequence, u.first, u.row, u.number)):
        yield Said(unit.arrival.sequence, statement(unit), unit.first, unit.count)


def _said(held: Mapping[K, tuple[Unit, ...]], subjects: Sequence[K]) -> tuple[Said, ...]:
    return tuple(one for subject in subjects for one in said(held[subject]))


def _cut(items: Sequence[K], start: int, size: int) -> Iterator[Sequence[K]]:
    for at in range(start, len(items), size):
        yield items[at : at + size]


def _text(place: Sequence[str]) -> str:
    return orjson.dumps(place).decode()

"""The truth that a database holds, in parts: what was said, in the order of ids."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import orjson

from graph_service.store.contents import BEGUN, said
from graph_service.store.neo4j.connection import Connection, Parameters, Row
from graph_service.store.neo4j.layout import (
    DECISION,
    GATE,
    HIDDEN,
    LINK_KEY,
    META,
    NODE,
    RUN,
    SAID,
    WAITING,
)
from graph_service.store.neo4j.said import unpack, unpack_links
from graph_service.store.port import Contents, RunState, Said, StoreError
from graph_service.store.units import Arrival, Unit
from schema.statements import Decision, Run, Verdict

__all__ = ["read_contents"]

_RECORD, _HELD_BACK, _LINK, _AWAITED = "record", "hidden", "link", "awaited"
_LINKS_AT_ONCE: Final = 10_000
"""Links are asked for by their sources, of so many links together; one source is not divided."""

_STATE: Final = (
    f"CYPHER 5 MATCH (g:`{GATE}` {{id: 0}}), (m:`{META}` {{id: 0}}) RETURN m.store, g.begun, g.done"
)
_RUNS: Final = (
    f"CYPHER 5 MATCH (r:`{RUN}`)"
    " RETURN r.id, r.source, r.period, r.priority, r.sequence, r.rows,"
    " coalesce(r.closes, []) ORDER BY r.sequence"
)
_VERDICTS: Final = (
    f"CYPHER 5 MATCH (d:`{DECISION}`) RETURN d.lower, d.upper, d.verdict ORDER BY d.lower, d.upper"
)
_NODES: Final = (
    f"CYPHER 5 MATCH (n:{NODE}) WHERE n.id > $after WITH n ORDER BY n.id LIMIT $limit"
    f" RETURN collect(n.id), collect(n.{SAID})"
)
_HIDDEN: Final = (
    f"CYPHER 5 MATCH (h:`{HIDDEN}`) WHERE h.id > $after WITH h ORDER BY h.id LIMIT $limit"
    f" RETURN collect(h.id), collect(h.{SAID})"
)
_SOURCES: Final = (
    f"CYPHER 5 MATCH (n:{NODE}) WHERE n.id >= $first WITH n ORDER BY n.id LIMIT $limit"
    " RETURN collect([n.id, COUNT { (n)-->() }])"
)
_LINKS: Final = (
    f"CYPHER 5 UNWIND $sources AS source MATCH (a:{NODE} {{id: source}})-[r]->(b:{NODE})"
    f" RETURN collect([source, type(r), b.id, r.{LINK_KEY}, r.{SAID}])"
)
_WAITING: Final = (
    f"CYPHER 5 MATCH (w:`{WAITING}`) WHERE w.identity > $after WITH w ORDER BY w.identity"
    " LIMIT $limit RETURN collect([w.identity, w.type, w.source, w.target, w.key, w.said])"
)


async def read_contents(connection: Connection, after: str, limit: int) -> AsyncIterator[Contents]:
    """Read the parts after a place: runs and decisions, records, links, links that wait for an end.

    Raises
    ------
    StoreError
        If the database is changed meanwhile.
    """
    before = await connection.fetch(_STATE)
    runs = [
        RunState(Run(id_, source, period, priority, tuple(closes)), sequence, rows)
        for id_, source, period, priority, sequence, rows, closes in await connection.fetch(_RUNS)
    ]
    if not after:
        decisions = [
            Decision(lower, upper, Verdict(verdict))
            for lower, upper, verdict in await connection.fetch(_VERDICTS)
        ]
        yield Contents(runs=tuple(runs), decisions=tuple(decisions), after=BEGUN)
    arrivals = {r.sequence: Arrival(r.run, r.sequence, r.rows) for r in runs}
    reading = _Reading(connection, before, arrivals, limit)
    kind, *place = orjson.loads(after or BEGUN) or (_RECORD, "")
    if kind == _RECORD:
        async for part in reading.records(*place):
            yield part
        kind, place = _HELD_BACK, [""]
    if kind == _HELD_BACK:
        async for part in reading.records(place[0], text=_HIDDEN, kind=_HELD_BACK):
            yield part
        kind, place = _LINK, []
    if kind == _LINK:
        async for part in reading.links(place):
            yield part
        place = [""]
    async for part in reading.waiting(*place):
        yield part
    await reading.check()


class _Reading:
    """Parts of the three kinds of things that are spoken of."""

    def __init__(
        self,
        connection: Connection,
        before: Sequence[Row],
        arrivals: Mapping[int, Arrival],
        limit: int,
    ) -> None:
        self._connection = connection
        self._before = before
        self._arrivals = arrivals
        self._limit = limit

    async def records(
        self, after: str, text: str = _NODES, kind: str = _RECORD
    ) -> AsyncIterator[Contents]:
        while True:
            asked = {"after": after, "limit": self._limit}
            ids, texts = await self._fetch(text, asked)
            if not ids:
                return
            after = ids[-1]
            found = zip(ids, texts, strict=True)
            yield _part((unpack(*one, self._arrivals) for one in found), kind, after)

    async def links(self, place: Sequence[str]) -> AsyncIterator[Contents]:
        first = place[0] if place else ""
        while True:
            asked = {"first": first, "limit": self._limit}
            (degrees,) = await self._fetch(_SOURCES, asked)
            for sources in _gathered(degrees):
                (found,) = await self._fetch(_LINKS, {"sources": sources})
                rows = sorted(row for row in found if row[:-1] > list(place))
                for at in range(0, len(rows), self._limit):
                    some = rows[at : at + self._limit]
                    yield _part(map(self._link, some), _LINK, *some[-1][:-1])
            if len(degrees) < self._limit:
                return
            # No id lies between a text and the same with a NUL after it.
            first = f"{degrees[-1][0]}\x00"

    async def waiting(self, after: str) -> AsyncIterator[Contents]:
        while True:
            asked = {"after": after, "limit": self._limit}
            (found,) = await self._fetch(_WAITING, asked)
            if not found:
                return
            after = found[-1][0]
            rows = ([source, type_, *rest] for _, type_, source, *rest in found)
            yield _part(map(self._link, rows), _AWAITED, after)

    async def check(self) -> None:
        """Refuse to go on if the database was changed: what was read would not fit together."""
        now = await self._connection.fetch(_STATE)
        if now != self._before:
            raise StoreError(
                f"{self._connection.url} was changed while it was read: it was version"
                f" {_version(self._before)} and is {_version(now)}. Run it again."
            )

    async def _fetch(self, text: str, parameters: Parameters) -> Row:
        (row,) = await self._connection.fetch(text, parameters)
        await self.check()
        return row

    def _link(self, row: Sequence[Any]) -> tuple[Unit, ...]:
        source, type_, target, key, text = row
        return unpack_links((type_, source, target, key), text, self._arrivals)


def _gathered(degrees: Sequence[tuple[str, int]]) -> Iterator[list[str]]:
    """Put sources together until they have many links; those without any are left out."""
    some: list[str] = []
    links = 0
    for id_, degree in degrees:
        if degree:
            some.append(id_)
            links += degree
        if links >= _LINKS_AT_ONCE:
            yield some
            some, links = [], 0
    if some:
        yield some


def _part(units: Iterable[Sequence[Unit]], *place: str) -> Contents:
    found: tuple[Said, ...] = tuple(one for of in units for one in said(of))
    return Contents(said=found, after=orjson.dumps(place).decode())


def _version(state: Sequence[Sequence[Any]]) -> str:
    ((store, begun, _),) = state
    return f"{store}.{begun}"

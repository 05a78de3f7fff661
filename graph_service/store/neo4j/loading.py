"""The touched part of a graph, loaded from the server into a `State` on which changes are worked out."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, Protocol, TypeVar

import orjson

from graph_service.store.merging import Pair
from graph_service.store.neo4j.connection import Parameters, Row
from graph_service.store.neo4j.layout import (
    DECISION,
    HIDDEN,
    LINK_KEY,
    NODE,
    RUN,
    SAID,
    TOUCHED,
    TYPE,
    WAITING,
    quoted,
)
from graph_service.store.neo4j.said import link_text, unpack, unpack_links
from graph_service.store.standing import closings_of
from graph_service.store.state import State
from graph_service.store.units import Arrival, LinkKey
from schema.catalogue import Catalogue
from schema.statements import NodeStatement, Run, Statement, Verdict

__all__ = ["Asked", "Loaded", "chunks", "pack_subjects"]

T = TypeVar("T")

_CHUNK: Final = 10_000
_RUNS: Final = (
    f"CYPHER 5 MATCH (r:`{RUN}`)"
    " RETURN r.sequence, r.id, r.source, r.period, r.priority, r.rows,"
    " coalesce(r.closes, []) ORDER BY r.sequence"
)
_VERDICTS: Final = f"CYPHER 5 MATCH (d:`{DECISION}`) RETURN d.lower, d.upper, d.verdict"
_NODES: Final = (
    f"CYPHER 5 UNWIND $ids AS id MATCH (n:{NODE} {{id: id}})"
    f" RETURN collect(n.id), collect(n.{TYPE}), collect(n.{SAID})"
)
_AT: Final = (
    f"CYPHER 5 UNWIND $ids AS id MATCH (:{NODE} {{id: id}})-[r]-(far:{NODE})"
    f" WITH DISTINCT r, far RETURN collect([type(r), startNode(r).id, endNode(r).id, r.{LINK_KEY},"
    f" r.{SAID}, far.id, far.{TYPE}])"
)
_ANY: Final = (
    f"CYPHER 5 OPTIONAL MATCH (n:{NODE}) WITH n LIMIT 1 OPTIONAL MATCH (w:`{WAITING}`)"
    f" WITH n, w LIMIT 1 OPTIONAL MATCH (h:`{HIDDEN}`)"
    " WITH n, w, h LIMIT 1 RETURN n.id, w.source, h.id"
)
_ANY_WAITING: Final = (
    f"CYPHER 5 CALL () {{ MATCH (w:`{WAITING}`) RETURN count(w) AS waiting }}"
    f" CALL () {{ MATCH (h:`{HIDDEN}`) RETURN count(h) AS hidden }} RETURN waiting, hidden"
)
# There are few, and they have no index.
_HIDDEN: Final = (
    f"CYPHER 5 MATCH (h:`{HIDDEN}`) WHERE h.id IN $ids RETURN collect(h.id), collect(h.{SAID})"
)
_WAITING: Final = (
    f"CYPHER 5 UNWIND $identities AS identity MATCH (w:`{WAITING}` {{identity: identity}})"
    " RETURN w.type, w.source, w.target, w.key, w.said"
)
_WAITING_AT: Final = (
    f"CYPHER 5 UNWIND $ids AS id CALL (id) {{ MATCH (w:`{WAITING}` {{source: id}}) RETURN w"
    f" UNION MATCH (w:`{WAITING}` {{target: id}}) RETURN w }}"
    " WITH DISTINCT w RETURN w.type, w.source, w.target, w.key, w.said"
)
_BATCHES: Final = (
    f"CYPHER 5 MATCH (t:`{TOUCHED}` {{run: $run}})"
    " RETURN t.batch, sum(t.size) ORDER BY t.batch DESC"
)
_SUBJECTS: Final = (
    f"CYPHER 5 MATCH (t:`{TOUCHED}` {{run: $run}}) WHERE t.batch >= $batch RETURN t.subjects"
)


class Asked(Protocol):
    """What reads from the server: a transaction, or a connection that only reads."""

    async def fetch(self, text: str, parameters: Parameters | None = None) -> list[Row]:
        """Run a statement and return its rows."""
        ...


class Loaded:
    """A part of the graph within a transaction.

    What is loaded once is not loaded again: changes made in it stay.

    Parameters
    ----------
    tx : Asked
        It holds the writers' lock, or sees to it otherwise that nobody else's write goes by.
    catalogue : Catalogue

    Attributes
    ----------
    state : State
        What is loaded. Its graph knows which nodes and links are there, not their columns.
    """

    def __init__(self, tx: Asked, catalogue: Catalogue) -> None:
        self.state = State(catalogue)
        self._tx = tx
        self._arrivals: dict[int, Arrival] = {}
        self._known: set[str] = set()
        self._tied: set[LinkKey] = set()
        self._any_waiting = self._any_hidden = False

    async def begin(self, verdicts: dict[Pair, Verdict] | None) -> None:
        """Load what every change needs: the runs and, unless they are known, the verdicts."""
        for sequence, id_, source, period, priority, rows, closes in await self._tx.fetch(_RUNS):
            run = Run(id_, source, period, priority, tuple(closes))
            arrival = Arrival(run, sequence, rows)
            self._arrivals[sequence] = self.state.arrivals[id_] = arrival
        self.state.closings = closings_of(self._arrivals.values())
        if verdicts is None:
            verdicts = {(low, up): Verdict(v) for low, up, v in await self._tx.fetch(_VERDICTS)}
        self.state.judge(verdicts)
        ((waiting, hidden),) = await self._tx.fetch(_ANY_WAITING)
        self._any_waiting, self._any_hidden = bool(waiting), bool(hidden)

    async def nodes(self, ids: Iterable[str]) -> None:
        """Load records by their canonical ids; those that are not there are left out."""
        state = self.state
        wanted = [id_ for id_ in dict.fromkeys(ids) if id_ not in self._known]
        self._known.update(wanted)
        for some in chunks(wanted, _CHUNK):
            ((found, types, texts),) = await self._tx.fetch(_NODES, {"ids": some})
            for id_, type_, text in zip(found, types, texts, strict=True):
                state.nodes[id_] = unpack(id_, text, self._arrivals)
                state.graph.put_node(id_, type_, {})
            if self._any_hidden:
                ((found, texts),) = await self._tx.fetch(_HIDDEN, {"ids": some})
                for id_, text in zip(found, texts, strict=True):
                    state.nodes[id_] = unpack(id_, text, self._arrivals)

    def knows(self, id_: str) -> bool:
        """Whether a record was looked for."""
        return id_ in self._known

    async def spoken_of(self, statements: Sequence[Statement]) -> None:
        """Load the records and links that statements speak of."""
        state = self.state
        canonical = state.canonical
        ids: dict[str, None] = {}
        links: dict[LinkKey, None] = {}
        for said in statements:
            if isinstance(said, NodeStatement):
                ids[canonical.get(said.id, said.id)] = None
            else:
                link = state.canonical_link((said.type, said.source, said.target, said.key))
                links[link] = None
                ids[link[1]] = ids[link[2]] = None
        await self.nodes(ids)
        await self.links(links)
        await self.waiting_at([id_ for id_ in ids if id_ not in state.graph.nodes])

    async def anything(self) -> None:
        """Load something of the graph, if there is anything in it."""
        ((record, end, hidden),) = await self._tx.fetch(_ANY)
        await self.nodes(id_ for id_ in (record, hidden) if id_ is not None)
        await self.waiting_at([end] if end is not None else [])

    async def links(self, links: Iterable[LinkKey]) -> None:
        """Load links between loaded records, and those that wait for an end."""
        state = self.state
        nodes = state.graph.nodes
        by_type: dict[str, list[LinkKey]] = {}
        wanted = [
            link
            for link in dict.fromkeys(links)
            if link not in state.links and link not in self._tied
        ]
        for link in wanted:
            if link[1] in nodes and link[2] in nodes:
                by_type.setdefault(link[0], []).append(link)
        for type_, found in by_type.items():
            text = _between(type_)
            for some in chunks(found, _CHUNK):
                parts = {
                    "sources": [link[1] for link in some],
                    "targets": [link[2] for link in some],
                    "keys": [link[3] for link in some],
                }
                ((places, texts),) = await self._tx.fetch(text, parts)
                for place, said in zip(places, texts, strict=True):
                    self._show(some[place], said)
        if self._any_waiting:
            for identities in chunks([link_text(link) for link in wanted], _CHUNK):
                self._wait(await self._tx.fetch(_WAITING, {"identities": identities}))

    async def links_at(self, ids: Iterable[str]) -> None:
        """Load all links of some records, with the presence of their other ends."""
        graph = self.state.graph
        wanted = list(ids)
        for some in chunks(wanted, _CHUNK):
            ((found,),) = await self._tx.fetch(_AT, {"ids": some})
            for *link, said, far, type_ in found:
                if far not in graph.nodes:
                    graph.put_node(far, type_, {})
                self._show(_key(link), said)
        await self.waiting_at(wanted)

    async def waiting_at(self, ids: Iterable[str]) -> None:
        """Load the links that wait for an end at some records, and their other ends."""
        if not self._any_waiting:
            return
        for some in chunks(list(ids), _CHUNK):
            rows = await self._tx.fetch(_WAITING_AT, {"ids": some})
            self._wait(rows)
            await self.nodes(end for row in rows for end in row[1:3])

    async def subjects(self, run: Arrival, most: int) -> int | None:
        """Load what the last batches of a run spoke of, about `most` records and links.

        Returns
        -------
        int or None
            The first of these batches; None if they are all that there are.
        """
        first, size = 0, 0
        batches = await self._tx.fetch(_BATCHES, {"run": run.sequence})
        for batch, more in batches:
            if size and size + more > most:
                break
            first, size = batch, size + more
        records: set[str] = set()
        links: set[LinkKey] = set()
        canonical = self.state.canonical
        for (packed,) in await self._tx.fetch(_SUBJECTS, {"run": run.sequence, "batch": first}):
            said, tied = orjson.loads(zlib.decompress(packed))
            records.update(canonical.get(record, record) for record in said)
            links.update(self.state.canonical_link(_key(link)) for link in tied)
        await self.nodes([*records, *(end for link in links for end in link[1:3])])
        await self.links(links)
        # What was withdrawn may be seen again, and its links.
        await self.waiting_at([id_ for id_ in records if id_ not in self.state.graph.nodes])
        return first if batches and first > batches[-1][0] else None

    async def links_said(self, source: str, types: Collection[str]) -> None:
        """Load the links of some types of which a source ever spoke."""
        links: set[LinkKey] = set()
        for arrival in self._arrivals.values():
            if arrival.run.source == source:
                asked = {"run": arrival.sequence, "batch": 0}
                for (packed,) in await self._tx.fetch(_SUBJECTS, asked):
                    _, tied = orjson.loads(zlib.decompress(packed))
                    links.update(
                        self.state.canonical_link(_key(link)) for link in tied if link[0] in types
                    )
        await self.nodes(end for link in links for end in link[1:3])
        await self.links(links)

    def _show(self, link: LinkKey, said: str) -> None:
        state = self.state
        if link not in state.links and link not in self._tied:
            self._tied.add(link)
            state.links[link] = unpack_links(link, said, self._arrivals)
            state.graph.add_link(link, {})

    def _wait(self, rows: Sequence[Sequence[Any]]) -> None:
        for *parts, said in rows:
            link = _key(parts)
            if link not in self.state.links and link not in self._tied:
                self._tied.add(link)
                self.state.links[link] = unpack_links(link, said, self._arrivals)
                self.state.wait(link)


def chunks(items: Sequence[T], size: int) -> Iterator[list[T]]:
    """Cut a sequence into lists of at most `size`."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def pack_subjects(records: Iterable[str], links: Iterable[LinkKey]) -> bytes:
    """Write what a batch spoke of, as `Loaded.subjects` reads it."""
    return zlib.compress(orjson.dumps([list(records), list(links)]), 1)


def _between(type_: str) -> str:
    return (
        "CYPHER 5 UNWIND range(0, size($keys) - 1) AS at"
        f" MATCH (a:{NODE} {{id: $sources[at]}}) MATCH (b:{NODE} {{id: $targets[at]}})"
        f" WITH at, a, b MATCH (a)-[r:{quoted(type_)}]->(b) WHERE r.{LINK_KEY} = $keys[at]"
        f" RETURN collect(at), collect(r.{SAID})"
    )


def _key(parts: Sequence[str]) -> LinkKey:
    type_, source, target, key = parts
    return type_, source, target, key

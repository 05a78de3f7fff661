"""A difference written to the server, in batches of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from graph_service.store.merging import Pair
from graph_service.store.neo4j.connection import Transaction
from graph_service.store.neo4j.difference import Difference
from graph_service.store.neo4j.layout import (
    DECISION,
    KEY,
    LINK_KEY,
    NODE,
    RETIRED,
    SAID,
    TYPE,
    WAITING,
    labels_of,
    missing,
    order_columns,
    quoted,
)
from graph_service.store.neo4j.loading import chunks
from graph_service.store.neo4j.said import link_text, pack
from graph_service.store.resolve import LinkKey
from graph_service.store.state import State
from schema.catalogue import Catalogue
from schema.columns import Scalar
from schema.statements import Verdict

__all__ = ["Writer"]

_CHUNK: Final = 10_000
_REPLACE: Final = f"CYPHER 5 UNWIND $rows AS row MATCH (n:{NODE} {{id: row.id}}) SET n = row"
_REPEAT: Final = (
    f"CYPHER 5 UNWIND $rows AS row MATCH (n:{NODE} {{id: row[0]}}) SET n.{SAID} = row[1]"
)
_DELETE: Final = f"CYPHER 5 UNWIND $rows AS id MATCH (n:{NODE} {{id: id}}) DETACH DELETE n"
_FIND: Final = (
    f"CYPHER 5 UNWIND $rows AS row MATCH (k:`{KEY}` {{key: row[0]}})"
    " SET k.records = k.records + [r IN row[1] WHERE NOT r IN k.records]"
    " RETURN collect(row[0])"
)
_NEW_KEY: Final = (
    f"CYPHER 5 UNWIND $rows AS row CREATE (k:`{KEY}` {{key: row[0], records: row[1]}})"
)
_LOSE: Final = (
    f"CYPHER 5 UNWIND $rows AS row MATCH (k:`{KEY}` {{key: row[0]}})"
    " SET k.records = [r IN k.records WHERE NOT r IN row[1]]"
    " WITH k WHERE k.records = [] DELETE k"
)
_RETIRE: Final = (
    f"CYPHER 5 UNWIND $rows AS row MERGE (r:`{RETIRED}` {{id: row[0]}}) SET r.into = row[1]"
)
_REVIVE: Final = f"CYPHER 5 UNWIND $rows AS id MATCH (r:`{RETIRED}` {{id: id}}) DELETE r"
_WAIT: Final = (
    f"CYPHER 5 UNWIND $rows AS row MERGE (w:`{WAITING}` {{identity: row.identity}}) SET w = row"
)
_CEASE: Final = (
    f"CYPHER 5 UNWIND $rows AS identity MATCH (w:`{WAITING}` {{identity: identity}}) DELETE w"
)
_DECIDE: Final = (
    f"CYPHER 5 MERGE (d:`{DECISION}` {{pair: $pair}})"
    " SET d.lower = $lower, d.upper = $upper, d.verdict = $verdict"
)
_UNDECIDE: Final = f"CYPHER 5 MATCH (d:`{DECISION}` {{pair: $pair}}) DELETE d"


class Writer:
    """Writes differences within a transaction.

    Parameters
    ----------
    tx : Transaction
    catalogue : Catalogue
    state : State
        The loaded part as it is afterwards.
    """

    def __init__(self, tx: Transaction, catalogue: Catalogue, state: State) -> None:
        self._tx = tx
        self._catalogue = catalogue
        self._state = state

    async def write(self, found: Difference) -> None:
        """Write it all: records before the links that need them."""
        await self._links(found.deleted_links, _delete_link, _ends)
        await self._rows(_DELETE, found.deleted)
        await self._nodes(found)
        await self._links(found.created_links, _create_link, self._whole)
        await self._links(found.replaced_links, _replace_link, self._whole)
        await self._links(found.repeated_links, _repeat_link, self._repeated)
        await self._rows(_CEASE, [link_text(link) for link in found.done_waiting])
        await self._rows(_WAIT, [self._waiting(link) for link in found.waiting])
        await self._find(found.new_keys)
        await self._rows(_RETIRE, [[i, c] for i, c in found.retired.items() if c is not None])
        await self._rows(_REVIVE, [i for i, into in found.retired.items() if into is None])

    async def lose(self, keys: Iterable[tuple[str, str]]) -> None:
        """Let records no longer be found by keys, each a (key, record)."""
        lost: dict[str, list[str]] = {}
        for key, record in keys:
            lost.setdefault(key, []).append(record)
        await self._rows(_LOSE, [[key, records] for key, records in sorted(lost.items())])

    async def decide(self, pair: Pair, verdict: Verdict | None) -> None:
        """Put a verdict in force, or take it back."""
        lower, upper = pair
        named = f"{lower}\x00{upper}"
        if verdict is None:
            await self._tx.run(_UNDECIDE, {"pair": named})
        else:
            said = {"pair": named, "lower": lower, "upper": upper, "verdict": verdict.value}
            await self._tx.run(_DECIDE, said)

    async def _nodes(self, found: Difference) -> None:
        graph = self._state.graph
        by_type: dict[str, list[dict[str, Any]]] = {}
        lacking = {t.name: order_columns(t.properties) for t in self._catalogue.concrete}
        for id_ in found.created:
            type_ = graph.nodes[id_].type
            by_type.setdefault(type_, []).append(self._node(id_, lacking[type_]))
        for type_, rows in by_type.items():
            await self._rows(_create(labels_of(self._catalogue, type_)), rows)
        await self._rows(
            _REPLACE, [self._node(id_, lacking[graph.nodes[id_].type]) for id_ in found.replaced]
        )
        moved: dict[tuple[str, str], list[str]] = {}
        for id_, former in found.retyped.items():
            moved.setdefault((former, graph.nodes[id_].type), []).append(id_)
        for (former, now), ids in moved.items():
            labels = [labels_of(self._catalogue, type_) for type_ in (former, now)]
            await self._rows(_retype(*labels), ids)
        nodes = self._state.nodes
        await self._rows(_REPEAT, [[id_, pack(id_, nodes[id_])] for id_ in found.repeated])

    def _node(self, id_: str, indexed: Sequence[str]) -> dict[str, Any]:
        node = self._state.graph.nodes[id_]
        stored = node.stored
        row: dict[str, Any] = {**_plain(stored), "id": id_, TYPE: node.type}
        row[SAID] = pack(id_, self._state.nodes[id_])
        for column in indexed:
            if column not in stored:
                row[missing(column)] = id_
        return row

    async def _find(self, keys: Mapping[str, list[str]]) -> None:
        for some in chunks(list(keys.items()), _CHUNK):
            rows = [[key, records] for key, records in some]
            ((known,),) = await self._tx.fetch(_FIND, {"rows": rows})
            there = set(known)
            await self._rows(_NEW_KEY, [row for row in rows if row[0] not in there])

    async def _links(
        self,
        links: Sequence[LinkKey],
        text_for: Callable[[str], str],
        row_of: Callable[[LinkKey], list[Any]],
    ) -> None:
        by_type: dict[str, list[LinkKey]] = {}
        for link in links:
            by_type.setdefault(link[0], []).append(link)
        for type_, some in by_type.items():
            await self._rows(text_for(quoted(type_)), [row_of(link) for link in some])

    def _whole(self, link: LinkKey) -> list[Any]:
        stored = self._state.graph.links[link].stored
        units = self._state.links[link]
        return [*_ends(link), {**_plain(stored), LINK_KEY: link[3], SAID: pack(link, units)}]

    def _repeated(self, link: LinkKey) -> list[Any]:
        return [*_ends(link), pack(link, self._state.links[link])]

    def _waiting(self, link: LinkKey) -> dict[str, Any]:
        type_, source, target, key = link
        return {
            "identity": link_text(link),
            "type": type_,
            "source": source,
            "target": target,
            "key": key,
            "said": pack(link, self._state.links[link]),
        }

    async def _rows(self, text: str, rows: Sequence[Any]) -> None:
        for some in chunks(rows, _CHUNK):
            await self._tx.run(text, {"rows": some})


def _plain(stored: Mapping[str, Scalar]) -> dict[str, Any]:
    return {
        name: list(value) if value.__class__ is tuple else value for name, value in stored.items()
    }


def _ends(link: LinkKey) -> list[Any]:
    return [link[1], link[2], link[3]]


def _labels(labels: Iterable[str]) -> str:
    return "".join(f":{quoted(label)}" for label in labels)


def _create(labels: Iterable[str]) -> str:
    return f"CYPHER 5 UNWIND $rows AS row CREATE (n{_labels(labels)}) SET n = row"


def _retype(former: Iterable[str], now: Iterable[str]) -> str:
    lost = [label for label in former if label not in set(now)]
    return f"CYPHER 5 UNWIND $rows AS id MATCH (n:{NODE} {{id: id}}) SET n{_labels(now)}" + (
        f" REMOVE n{_labels(lost)}" if lost else ""
    )


_MATCH_ENDS: Final = (
    f"CYPHER 5 UNWIND $rows AS row MATCH (a:{NODE} {{id: row[0]}}) MATCH (b:{NODE} {{id: row[1]}})"
)


def _create_link(type_: str) -> str:
    return f"{_MATCH_ENDS} CREATE (a)-[r:{type_}]->(b) SET r = row[3]"


def _matched(type_: str) -> str:
    return f"{_MATCH_ENDS} WITH row, a, b MATCH (a)-[r:{type_}]->(b) WHERE r.{LINK_KEY} = row[2]"


def _replace_link(type_: str) -> str:
    return f"{_matched(type_)} SET r = row[3]"


def _repeat_link(type_: str) -> str:
    return f"{_matched(type_)} SET r.{SAID} = row[3]"


def _delete_link(type_: str) -> str:
    return f"{_matched(type_)} DELETE r"

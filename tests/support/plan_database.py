"""A database in which compiled plans are tried: filled and asked by plain Cypher, all in one session.

Nothing of the store's writing part or of its connection is used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import neo4j_server
from neo4j import Session

from graph_service.store.neo4j.layout import labels_of, missing, order_columns, quoted
from graph_service.store.neo4j.plans import Compiled
from graph_service.store.neo4j.schema_of import Index, indexes_of
from schema.catalogue import Catalogue
from schema.columns import store_link, store_values
from schema.statements import NodeStatement, Statement

_CREATE = "UNWIND $rows AS row CREATE (n:{}) SET n = row"
_TIE = (
    "UNWIND $rows AS row MATCH (a:Node {{id: row[0]}}) MATCH (b:Node {{id: row[1]}})"
    " CREATE (a)-[r:{}]->(b) SET r = row[2]"
)


class PlanDatabase:
    """The tests' database, with the indexes of a catalogue."""

    def __init__(self, session: Session, catalogue: Catalogue) -> None:
        self._session = session
        self._catalogue = catalogue

    def fill(self, statements: Iterable[Statement]) -> None:
        """Hold what these say, which all speak of different things, and nothing else."""
        self._session.run("MATCH (n) DETACH DELETE n").consume()
        self._session.run(
            "CREATE (:_Gate {id: 0, begun: 0, done: 0}), (:_Meta {id: 0, store: 's'})"
        ).consume()
        nodes, links = defaultdict(list), defaultdict(list)
        for s in statements:
            if isinstance(s, NodeStatement):
                nodes[s.type].append(self._record(s))
            else:
                stored = store_link(self._catalogue.links[s.type], s.values)
                links[s.type].append([s.source, s.target, _plain(stored) | {"_key": s.key}])
        for type_, rows in nodes.items():
            labels = ":".join(map(quoted, labels_of(self._catalogue, type_)))
            self._session.run(_CREATE.format(labels), rows=rows).consume()
        for type_, rows in links.items():
            self._session.run(_TIE.format(quoted(type_)), rows=rows).consume()

    def ask(self, compiled: Compiled) -> Any:
        """Answer a compiled plan."""
        return compiled.decode(self.raw(compiled))

    def raw(self, compiled: Compiled) -> Any:
        """What the server answers, as it is."""
        record = self._session.run(compiled.text, dict(compiled.parameters)).single(strict=True)
        return record["answer"]

    def operators(self, compiled: Compiled) -> list[tuple[str, str]]:
        """The operators by which the server would answer, and their details; none is run."""
        text = compiled.text.replace("CYPHER 5", "CYPHER 5 EXPLAIN", 1)
        summary = self._session.run(text, dict(compiled.parameters)).consume()
        return list(_operators(summary.plan))

    def _record(self, said: NodeStatement) -> dict[str, Any]:
        declared = self._catalogue.by_name[said.type].properties
        stored = store_values(declared, said.values)
        lacking = {missing(c): said.id for c in order_columns(declared) if c not in stored}
        return _plain(stored) | lacking | {"id": said.id, "_type": said.type}


@contextmanager
def plan_database(url: str, catalogue: Catalogue) -> Iterator[PlanDatabase]:
    """The database of a server, emptied before and after."""
    neo4j_server.wipe(url)
    unique = [Index("UNIQUE", label, "id") for label in ("Node", "_Gate", "_Meta", "_Retired")]
    with neo4j_server.driver(url) as driver, driver.session() as session:
        for index in (*unique, *indexes_of(catalogue)):
            session.run(index.statement).consume()
        session.run("CALL db.awaitIndexes()").consume()
        yield PlanDatabase(session, catalogue)
    neo4j_server.wipe(url)


def _plain(stored: dict[str, Any]) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in stored.items()}


def _operators(plan: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield plan["operatorType"].split("@")[0], plan["args"].get("Details", "")
    for child in plan.get("children", ()):
        yield from _operators(child)

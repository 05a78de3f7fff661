"""Graphs written to Neo4j by plain Cypher, as the layout says, without the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import neo4j_server

from graph_service.store.neo4j.layout import labels_of
from schema.catalogue import Catalogue
from schema.columns import store_link, store_values
from schema.statements import NodeStatement, Statement

STORE = "00000000-0000-4000-8000-000000000000"


def prepare(url: str) -> None:
    """Leave an empty graph of version 7."""
    neo4j_server.wipe(url)
    for label in ("Node", "_Meta", "_Gate"):
        neo4j_server.rows(
            url, f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:`{label}`) REQUIRE n.id IS UNIQUE"
        )
    neo4j_server.rows(
        url,
        f"CREATE (:_Meta {{id: 0, store: '{STORE}', schema: 1, changes: 7, judged: 0}})"
        " CREATE (:_Gate {id: 0, begun: 7, done: 7})",
    )


def index_by_id(url: str, catalogue: Catalogue) -> None:
    """Create the index of ids that each type has."""
    for declared in catalogue.types:
        neo4j_server.rows(url, f"CREATE INDEX IF NOT EXISTS FOR (n:`{declared.name}`) ON (n.id)")


def write(url: str, catalogue: Catalogue, statements: Iterable[Statement]) -> None:
    """Create what statements say which all speak of different things."""
    nodes, links = [], []
    for said in statements:
        (nodes if isinstance(said, NodeStatement) else links).append(said)
    for type_, of in _by_type(nodes):
        rows = [
            {"id": s.id, "_type": type_}
            | store_values(catalogue.by_name[type_].properties, s.values)
            for s in of
        ]
        labels = ":".join(f"`{label}`" for label in labels_of(catalogue, type_))
        neo4j_server.rows(url, f"UNWIND $rows AS row CREATE (n:{labels}) SET n = row", rows=rows)
    for type_, of in _by_type(links):
        rows = [
            [s.source, s.target, {"_key": s.key} | store_link(catalogue.links[type_], s.values)]
            for s in of
        ]
        neo4j_server.rows(
            url,
            "UNWIND $rows AS row MATCH (a:Node {id: row[0]}) MATCH (b:Node {id: row[1]})"
            f" CREATE (a)-[r:`{type_}`]->(b) SET r = row[2]",
            rows=rows,
        )


def _by_type(statements: Sequence[Any]) -> Iterable[tuple[str, list[Any]]]:
    ordered = sorted(statements, key=lambda s: s.type)
    return [(type_, list(of)) for type_, of in groupby(ordered, key=lambda s: s.type)]

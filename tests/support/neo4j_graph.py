"""Graphs laid out on a Neo4j server by plain Cypher, without the store's writing part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from graph_service.store.neo4j.layout import labels_of, missing, order_columns, quoted
from schema.catalogue import Catalogue
from schema.columns import store_link, store_values
from schema.statements import NodeStatement, Statement

_CREATE = "UNWIND $rows AS row CREATE (n:{}) SET n = row"
_TIE = (
    "UNWIND $rows AS row MATCH (a:Node {{id: row[0]}}) MATCH (b:Node {{id: row[1]}})"
    " CREATE (a)-[r:{}]->(b) SET r = row[2]"
)


def statements_as_cypher(
    catalogue: Catalogue, statements: Iterable[Statement]
) -> list[tuple[str, dict[str, Any]]]:
    """Statements that create the records and links, one a type, for an empty store."""
    nodes, links = defaultdict(list), defaultdict(list)
    for s in statements:
        if isinstance(s, NodeStatement):
            nodes[s.type].append(_record(catalogue, s))
        else:
            stored = store_link(catalogue.links[s.type], s.values)
            links[s.type].append([s.source, s.target, _plain(stored) | {"_key": s.key}])
    created = [
        (_CREATE.format(labelled(catalogue, t)), {"rows": rows}) for t, rows in nodes.items()
    ]
    return created + [(_TIE.format(quoted(t)), {"rows": rows}) for t, rows in links.items()]


def labelled(catalogue: Catalogue, type_: str) -> str:
    return ":".join(map(quoted, labels_of(catalogue, type_)))


def _record(catalogue: Catalogue, said: NodeStatement) -> dict[str, Any]:
    declared = catalogue.by_name[said.type].properties
    stored = store_values(declared, said.values)
    lacking = {missing(c): said.id for c in order_columns(declared) if c not in stored}
    return _plain(stored) | lacking | {"id": said.id, "_type": said.type}


def _plain(stored: dict[str, Any]) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in stored.items()}

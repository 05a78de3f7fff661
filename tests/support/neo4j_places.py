"""Where stores are kept on Neo4j in tests, with a back door that is plain Cypher."""

from __future__ import annotations

from typing import Any

import neo4j_server

from graph_service.store import open_store
from graph_service.store.port import Store
from schema.catalogue import load_catalogue

_VOLATILE = {"_Gate": None, "_Meta": None, "_Run": ("token", "outcome")}
"""What holds no part of the graph: labels with None, properties of a label otherwise."""


class Neo4jAt:
    """A store in the database of a server; the database is emptied first.

    Parameters
    ----------
    url : str
        As the fixture `neo4j_url` gives it.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        neo4j_server.wipe(url)

    async def open(self, *, read_only: bool = False) -> Store:
        return await open_store(
            self.url, load_catalogue(), read_only=read_only, access=neo4j_server.access()
        )

    async def medium(self, store: Store) -> Any:
        return everything(self.url)

    def remove(self) -> None:
        """The next one is made empty, and the last is emptied when the tests end."""


def everything(url: str) -> tuple[list[str], list[str]]:
    """All nodes and all links of a database, sorted: labels or type, properties, ends."""
    nodes = neo4j_server.rows(url, "MATCH (n) RETURN elementId(n), labels(n), properties(n)")
    shown = {place: _node(labels, properties) for place, labels, properties in nodes}
    links = neo4j_server.rows(
        url,
        "MATCH (a)-[r]->(b) RETURN elementId(a), type(r), properties(r), elementId(b)",
    )
    return (
        sorted(filter(None, shown.values())),
        sorted(
            f"{shown[source]} -[{type_} {_sorted(properties)}]-> {shown[target]}"
            for source, type_, properties, target in links
        ),
    )


def _node(labels: list[str], properties: dict[str, Any]) -> str:
    for label, volatile in _VOLATILE.items():
        if label in labels:
            if volatile is None:
                return ""
            properties = {k: v for k, v in properties.items() if k not in volatile}
    return f"{sorted(labels)} {_sorted(properties)}"


def _sorted(properties: dict[str, Any]) -> str:
    return repr(sorted(properties.items()))

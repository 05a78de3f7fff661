"""Opening a store on a Neo4j server."""

from __future__ import annotations

from graph_service.store.access import Access
from graph_service.store.neo4j.connection import connect
from graph_service.store.neo4j.ledger import Neo4jLedger
from graph_service.store.neo4j.migrations import prepare
from graph_service.store.neo4j.store import Neo4jStore
from schema.catalogue import Catalogue

__all__ = ["open_neo4j"]


async def open_neo4j(
    url: str, catalogue: Catalogue, access: Access, *, read_only: bool = False
) -> Neo4jStore:
    """Connect to a server and see to it that its database holds a store.

    Raises
    ------
    StoreError
        If the server does not answer or refuses, or its database holds something else.
    """
    connection = connect(url, access)
    try:
        await prepare(connection, catalogue, read_only=read_only)
    except BaseException:
        await connection.close()
        raise
    return Neo4jStore(
        connection, catalogue, Neo4jLedger(connection, read_only=read_only), read_only=read_only
    )

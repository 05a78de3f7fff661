"""A store of before there was a search is searched after it was migrated."""

from __future__ import annotations

import neo4j_server
import pytest
from searched import FEW, found, holding
from stores import Place

from graph_service.store.neo4j import search_filling
from graph_service.store.neo4j.connection import connect
from graph_service.store.neo4j.migrations import migrate
from graph_service.store.port import StoreError
from schema.catalogue import load_catalogue


@pytest.mark.parametrize("chunk", [2, 5_000])
async def test_records_of_an_older_store_are_found_after_its_migration(
    neo4j_url, monkeypatch, chunk
):
    monkeypatch.setattr(search_filling, "CHUNK", chunk)
    place = Place(neo4j_url)
    async with holding(place, FEW):
        shown = "MATCH (n:Node) RETURN n.id, properties(n) ORDER BY n.id"
        before = neo4j_server.rows(neo4j_url, shown)
        neo4j_server.rows(neo4j_url, "MATCH (n:Node) REMOVE n._search")
        neo4j_server.rows(neo4j_url, "CREATE (:Node {id: 'old', _type: 'Forgotten', name: 'abc'})")
        neo4j_server.rows(neo4j_url, "MATCH (m:_Meta) SET m.schema = 1")
    with pytest.raises(StoreError, match="Run graph-service migrate"):
        await place.open()

    connection = connect(neo4j_url, neo4j_server.access())
    done = await migrate(connection, load_catalogue())
    await connection.close()

    assert done[0] == "schema 2: let the search find the records that are there"
    neo4j_server.rows(neo4j_url, "MATCH (n {id: 'old'}) DELETE n")
    assert neo4j_server.rows(neo4j_url, shown) == before
    store = await place.open()
    assert await found(store, "abc") == ([("e2", 0), ("e3", 0), ("e4", 1)], 3)
    await store.close()

"""A script loads into a real Neo4j, statement by statement, and what is there then is the graph."""

from __future__ import annotations

import neo4j_server
import pytest
from api_client import serving, serving_store
from exported import HOSTILE, LINKS, NODES, STATEMENTS, comparable, read_lines
from stores import Place

from schema.statements import Run

pytestmark = pytest.mark.asyncio(loop_scope="module")


def loaded(url: str, script: str) -> None:
    for line in script.splitlines(keepends=False) if "\x0b" not in script else script.split("\n"):
        if line and not line.startswith("//"):
            neo4j_server.rows(url, line.removesuffix(";"))


def nodes_in(url: str) -> dict[str, dict]:
    found = neo4j_server.rows(url, "MATCH (n) RETURN n.id, labels(n), properties(n)")
    nodes = {}
    for id_, labels, properties in found:
        (type_,) = {NODES[id_]["type"]} & set(labels)
        nodes[id_] = {"type": type_, **{k: v for k, v in properties.items() if k != "id"}}
    return nodes


def links_in(url: str) -> list[dict]:
    found = neo4j_server.rows(url, "MATCH (a)-[r]->(b) RETURN type(r), a.id, b.id, properties(r)")
    return [{"type": t, "source": a, "target": b, **properties} for t, a, b, properties in found]


async def test_cypher_loads_into_an_empty_database_and_again_without_a_change(neo4j_url):
    async with serving(STATEMENTS) as api:
        graph = (await api.http.get("/exports/graph.cypher")).text
        network = (await api.http.get("/exports/network.cypher?ties=PROJECT")).text
    neo4j_server.wipe(neo4j_url, schema=True)
    try:
        for _ in range(2):
            loaded(neo4j_url, graph)
            assert nodes_in(neo4j_url) == NODES
            assert comparable(links_in(neo4j_url)) == comparable(LINKS)
        (names,) = neo4j_server.rows(
            neo4j_url, "MATCH (n:Organization:Platform) RETURN collect(n.name)"
        )
        assert set(names[0]) == set(HOSTILE.values())

        neo4j_server.wipe(neo4j_url, schema=True)
        for _ in range(2):
            loaded(neo4j_url, network)
            (found,) = neo4j_server.rows(
                neo4j_url,
                "MATCH (a)-[r:WORKS_WITH]->(b) RETURN a.id, b.id, r.weight, r.ties, a.degree",
            )
            assert {*found[:2]} == {"delta", "formula"}
            assert found[2:] == [1.0, "PROJECT", 1]
    finally:
        neo4j_server.wipe(neo4j_url, schema=True)


async def test_both_stores_are_exported_alike(neo4j_url):
    async with serving(STATEMENTS) as api:
        urls = ["/exports/graph.jsonl", "/exports/graph.jsonl?region=3303&asOf=2021-06"]
        expected = [read_lines((await api.http.get(url)).content)[1:] for url in urls]
    async with Place(neo4j_url).new() as store:
        await store.apply(STATEMENTS, Run("run", "source"))
        async with serving_store(store) as api:
            found = [read_lines((await api.http.get(url)).content)[1:] for url in urls]
    for (nodes, links, end), (other, others, ended) in zip(expected, found, strict=True):
        assert (list(nodes.items()), end) == (list(other.items()), ended)
        assert links == others

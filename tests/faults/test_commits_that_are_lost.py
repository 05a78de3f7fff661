"""Whatever breaks around a commit, a write is there once or not at all, and readers need not wait."""

from __future__ import annotations

import json

import neo4j_server
import pytest
import pytest_asyncio
from api_graph import STATEMENTS
from service_command import Command

from graph_service.store import open_store
from graph_service.store.neo4j import versions
from graph_service.store.neo4j.failures import Unreachable
from schema.catalogue import load_catalogue
from schema.statements import Decision, NodeStatement, Run, Verdict

RUN = Run("run", "source")
CUTS = pytest.mark.parametrize("reached", [True, False])
BEGINS, IS_DONE = "SET g.begun = CASE", "SET g.done = CASE"


@pytest_asyncio.fixture
async def store(proxy):
    """A store through the proxy, with the graph of the API's tests: of version 1."""
    store = await open_store(proxy.url, load_catalogue(), access=neo4j_server.access())
    await store.apply(STATEMENTS, RUN)
    yield store
    await store.close()


def gate(url):
    """The commit that began last, and the one that was done last."""
    ((begun, done),) = neo4j_server.rows(url, "MATCH (g:_Gate) RETURN g.begun, g.done")
    return begun, done


async def add_one(store):
    """Apply a batch that makes one record."""
    return await store.apply([NodeStatement(1, "new", "Platform", {"name": "N"})], Run("2", "s"))


@CUTS
@pytest.mark.parametrize(
    "trap", [("COMMIT", ""), ("RUN", BEGINS), ("RUN", IS_DONE), ("RUN", "SET m.locked")]
)
async def test_a_write_that_is_cut_anywhere_is_made_once_and_readers_need_not_wait(
    store, proxy, neo4j_url, trap, reached
):
    kind, text = trap
    proxy.cut_at(kind, text=text, reached=reached)

    applied = await add_one(store)

    assert not proxy.waits_to_cut
    # Of version 2, and nobody is told to wait for a commit.
    assert gate(neo4j_url) == (2, 2)
    assert (applied.nodes_created, applied.nodes_updated) == (1, 0)
    assert applied.version == await store.version()
    assert applied.version.endswith(".2")
    assert [state.rows for state in await store.runs()] == [len(STATEMENTS), 1]


@CUTS
async def test_a_retraction_whose_commit_was_cut_tells_what_it_did(
    store, proxy, neo4j_url, reached
):
    more = NodeStatement(1, "alpha", "Platform", {"staff": 11})
    await store.apply([more], Run("2", "newer", priority=1))
    proxy.cut_at("COMMIT", reached=reached)

    applied = await store.retract("2")

    assert not proxy.waits_to_cut
    # Alpha has its staff of 10 again.
    assert (applied.nodes_updated, applied.links_updated) == (1, 0)
    assert applied.version.endswith(".3")
    assert gate(neo4j_url) == (3, 3)


@CUTS
async def test_a_decision_whose_commit_was_cut_is_made_once(store, proxy, neo4j_url, reached):
    proxy.cut_at("COMMIT", reached=reached)

    version = await store.decide(Decision("alpha", "beta", Verdict.SAME))

    assert not proxy.waits_to_cut
    assert version == await store.version()
    assert gate(neo4j_url) == (2, 2)
    # Alpha, beta and gamma were three.
    assert (await store.info()).nodes["Platform"] == 2


async def test_a_write_that_stands_is_acknowledged_though_nobody_can_be_told(
    store, neo4j_url, monkeypatch
):
    run = store._connection.run

    async def broken(text, parameters=None, **options):
        if text == versions._DONE:
            raise Unreachable("It does not answer.")
        return await run(text, parameters, **options)

    monkeypatch.setattr(store._connection, "run", broken)

    applied = await add_one(store)

    assert gate(neo4j_url) == (2, 1)
    # A reader finds out.
    assert await store.version() == applied.version
    assert gate(neo4j_url) == (2, 2)


@CUTS
def test_an_import_whose_commit_was_cut_reports_each_row_once(proxy, neo4j_url, tmp_path, reached):
    (tmp_path / "platforms.csv").write_text("名称\n甲平台\n乙平台\n", encoding="utf-8")
    access = neo4j_server.access()
    command = Command(
        tmp_path,
        GRAPH_STORE=proxy.url,
        NEO4J_USERNAME=access.user,
        NEO4J_PASSWORD=access.password,
    )
    proxy.cut_at("COMMIT", text="SET m.changes", reached=reached)

    ended = command("import", "platforms.csv", "--as", "创新平台", "--json")

    assert ended.returncode == 0, ended.stderr
    assert not proxy.waits_to_cut
    report = json.loads(ended.stdout)
    assert (report["created"], report["unchanged"], report["nodes_created"]) == (2, 0, 2)
    assert neo4j_server.rows(neo4j_url, "MATCH (p:Platform) RETURN count(p)") == [[2]]

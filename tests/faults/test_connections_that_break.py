"""The service says in time that its store does not answer, and answers again when it does."""

from __future__ import annotations

import asyncio
import json
import time

import neo4j_server
import pytest
import pytest_asyncio
from api_graph import STATEMENTS
from service_command import Command

from graph_service import app as application
from graph_service.store import open_store
from graph_service.store.neo4j import connection as connections
from graph_service.store.port import StoreError
from schema.catalogue import load_catalogue
from schema.statements import Run

QUERY = "{ platforms(first: 1) { totalCount } }"
ANSWER = {"platforms": {"totalCount": 3}}
RUN = Run("run", "source")
TIMEOUT = 1.5
"""Seconds that a request may take here; a second more until it is told, and the machine's time."""
BOUND = TIMEOUT + 1 + 8


async def ask(client):
    """The data of an answer, and the codes of its errors."""
    async with asyncio.timeout(BOUND):
        answer = (await client.post("/graphql", json={"query": QUERY})).json()
    return answer["data"], [e["extensions"]["code"] for e in answer.get("errors", ())]


async def health(client):
    """The statuses of both probes."""
    async with asyncio.timeout(BOUND):
        return tuple([(await client.get(f"/{p}")).status_code for p in ("healthz", "readyz")])


@pytest.fixture(autouse=True)
def _short_probes(monkeypatch):
    monkeypatch.setattr(application, "_PROBE", 1.0)


@pytest_asyncio.fixture
async def filled(proxy):
    """The proxy before a store with the graph of the API's tests."""
    store = await open_store(proxy.url, load_catalogue(), access=neo4j_server.access())
    await store.apply(STATEMENTS, RUN)
    await store.close()
    return proxy


async def test_a_server_that_is_not_there_yet_is_waited_for(filled, serve, eventually):
    filled.refuse()
    async with serve(filled.url, request_timeout=TIMEOUT) as client:
        assert await health(client) == (200, 503)
        assert await ask(client) == ({"platforms": None}, ["UNAVAILABLE"])
        assert "does not answer" in (await client.get("/readyz")).json()["reason"]

        filled.resume()

        async def ready():
            return await health(client) == (200, 200)

        await eventually(ready)
        assert await ask(client) == (ANSWER, [])


async def test_a_server_that_goes_away_and_comes_back_is_used_again(filled, serve, eventually):
    async with serve(filled.url, request_timeout=TIMEOUT) as client:
        assert await ask(client) == (ANSWER, [])

        filled.refuse()
        assert await ask(client) == ({"platforms": None}, ["UNAVAILABLE"])
        assert await health(client) == (200, 503)

        filled.resume()
        assert await ask(client) == (ANSWER, [])
        assert await health(client) == (200, 200)


async def test_a_server_that_goes_away_while_it_is_asked_is_unavailable(filled, serve, eventually):
    async with serve(filled.url, request_timeout=30) as client:
        await ask(client)
        filled.forget()
        filled.delay = 60.0

        asking = asyncio.create_task(ask(client))

        async def is_asked():
            return filled.messages["RUN"]

        await eventually(is_asked)
        filled.refuse()

        assert await asking == ({"platforms": None}, ["UNAVAILABLE"])


@pytest.mark.parametrize("reached", [True, False])
async def test_a_connection_that_breaks_once_is_not_noticed(filled, serve, reached):
    async with serve(filled.url, request_timeout=30) as client:
        await ask(client)
        filled.cut_at("RUN", reached=reached)

        assert await ask(client) == (ANSWER, [])


async def test_a_server_that_stalls_is_told_in_time(filled, serve, eventually):
    async with serve(filled.url, request_timeout=TIMEOUT) as client:
        await ask(client)

        filled.stall()
        assert await ask(client) == ({"platforms": None}, ["TIMEOUT"])
        assert await health(client) == (200, 503)

        filled.resume()

        async def answered():
            return await ask(client) == (ANSWER, [])

        await eventually(answered)
        assert await health(client) == (200, 200)


async def test_a_server_that_stalls_at_the_start_is_waited_for(filled, serve, eventually):
    filled.stall()
    async with serve(
        filled.url, request_timeout=TIMEOUT, neo4j_read_timeout=1, neo4j_write_timeout=1
    ) as client:
        assert await health(client) == (200, 503)

        filled.resume()

        async def answered():
            return await ask(client) == (ANSWER, [])

        await eventually(answered)


async def test_a_slow_server_is_answered_from(filled, serve):
    async with serve(filled.url, request_timeout=30) as client:
        filled.delay = 0.1

        assert await ask(client) == (ANSWER, [])


async def test_a_store_that_was_removed_from_its_server_is_said(filled, serve, neo4j_url):
    async with serve(filled.url) as client:
        await ask(client)
        neo4j_server.wipe(neo4j_url)

        assert await health(client) == (200, 503)
        assert await ask(client) == ({"platforms": None}, ["UNAVAILABLE"])
        assert "has been removed" in (await client.get("/readyz")).json()["reason"]

        store = await open_store(filled.url, load_catalogue(), access=neo4j_server.access())
        await store.apply(STATEMENTS, RUN)
        await store.close()
        assert await ask(client) == (ANSWER, [])


@pytest.mark.parametrize("reached", [True, False])
async def test_a_batch_whose_commit_was_cut_is_there_once(proxy, reached):
    store = await open_store(proxy.url, load_catalogue(), access=neo4j_server.access())
    before = await store.version()

    proxy.cut_at("COMMIT", reached=reached)
    applied = await store.apply(STATEMENTS, RUN)

    assert proxy._trap is None
    memory = await open_store(":memory:", load_catalogue())
    expected = await memory.apply(STATEMENTS, RUN)
    assert (applied.nodes_created, applied.links_created, applied.rows) == (
        expected.nodes_created,
        expected.links_created,
        expected.rows,
    )
    assert (await store.info()).nodes == (await memory.info()).nodes
    assert await store.runs() == await memory.runs()
    # One version later, however often it was tried.
    assert applied.version == await store.version() == before.replace(".0", ".1")
    await memory.close()
    await store.close()


@pytest.mark.parametrize("reached", [True, False])
async def test_a_batch_that_was_not_acknowledged_is_whole_or_absent_and_can_be_given_again(
    proxy, eventually, monkeypatch, reached
):
    monkeypatch.setattr(connections, "_RETRYING", 0.5)
    store = await open_store(proxy.url, load_catalogue(), access=neo4j_server.access())
    proxy.forget()
    proxy.cut_at("COMMIT", reached=reached)
    # Slow enough that the way back is closed before the driver has found another.
    proxy.delay = 0.1

    applying = asyncio.create_task(store.apply(STATEMENTS, RUN))

    async def is_cut():
        return proxy.messages["COMMIT"]

    await eventually(is_cut)
    proxy.refuse()
    with pytest.raises(StoreError, match="does not answer"):
        await applying
    proxy.resume()

    # What is there is of the server alone; a reader notes that the dead writer is done.
    other = await open_store(proxy.url, load_catalogue(), access=neo4j_server.access())
    runs = await other.runs()
    assert [state.rows for state in runs] == ([max(s.row for s in STATEMENTS)] if reached else [])
    assert bool((await other.info()).nodes.get("Platform")) is reached
    await store.apply(STATEMENTS, RUN)
    assert (await other.info()).nodes["Platform"] == 3
    assert [len(d.statements) for d in await other.describe(["alpha", "j1"])] == [1, 1]
    assert (await other.version()).endswith(".1")
    await store.close()
    await other.close()


def test_an_import_whose_commits_are_cut_now_and_then_is_whole(proxy, neo4j_url, tmp_path):
    lines = [f"企业{n},{n % 7}" for n in range(1_500)]
    (tmp_path / "list.csv").write_text("\n".join(["名称,员工人数", *lines]), encoding="utf-8")
    access = neo4j_server.access()
    command = Command(
        tmp_path,
        GRAPH_STORE=proxy.url,
        GRAPH_NEO4J_USER=access.user,
        GRAPH_NEO4J_PASSWORD=access.password,
    )
    assert command("migrate").returncode == 0
    cuts, next_cut = 0, proxy.messages["COMMIT"]

    with command.start("import", "list.csv", "--as", "企业", "--json") as importing:
        while importing.poll() is None:
            # After a cut, two commits come through: the one that is tried again, and another.
            if proxy._trap is None and proxy.messages["COMMIT"] >= next_cut:
                proxy.cut_at("COMMIT", reached=cuts % 2 == 0)
                cuts, next_cut = cuts + 1, proxy.messages["COMMIT"] + 3
            time.sleep(0.005)
        report, complaints = importing.communicate()

    assert importing.returncode == 0, complaints
    assert cuts >= 3
    assert json.loads(report)["created"] == 1_500
    counted = neo4j_server.rows(neo4j_url, "MATCH (e:Enterprise) RETURN count(e), sum(e.staff)")
    assert counted == [[1_500, sum(n % 7 for n in range(1_500))]]


async def test_closing_does_not_wait_for_a_server_that_stalls(filled, serve):
    async with asyncio.timeout(BOUND), serve(filled.url) as client:
        await ask(client)
        filled.stall()

"""The gate by which readers see that a commit is under way, when a writer comes late or dies."""

from __future__ import annotations

import neo4j_server
import pytest

from graph_service.store.neo4j import versions
from schema.statements import NodeStatement, Run

ENTERPRISE = NodeStatement(1, "e", "Enterprise", {"name": "E"})


def gate(url: str) -> tuple[int, int]:
    ((begun, done),) = neo4j_server.rows(url, "MATCH (g:_Gate) RETURN g.begun, g.done")
    return begun, done


async def test_a_writer_that_comes_late_does_not_hide_the_commit_of_another(server, store):
    for number in (1, 2):
        await store.apply([ENTERPRISE], Run(f"run {number}", "source"))
    assert gate(server.url) == (2, 2)
    # One says that it begins the third; then another, whose transaction ended long ago, the second.
    await store._connection.run(versions._BEGIN, {"changes": 3})
    await store._connection.run(versions._BEGIN, {"changes": 2})
    assert gate(server.url) == (3, 2)
    await store._connection.run(versions._DONE, {"changes": 1})
    assert gate(server.url) == (3, 2)


async def test_a_reader_that_helps_out_says_nothing_once_it_lost_the_lock(
    server, store, monkeypatch
):
    await store.apply([ENTERPRISE], Run("run", "source"))
    await store._connection.run(versions._BEGIN, {"changes": 2})
    write = store._connection.write

    async def cut_off(work, **options):
        async def unit(tx):
            await work(tx)
            raise ConnectionError

        return await write(unit, **options)

    with monkeypatch.context() as patched:
        patched.setattr(store._connection, "write", cut_off)
        with pytest.raises(ConnectionError):
            await store.version()
    assert gate(server.url) == (2, 1)
    # The writer of the second is dead: the next reader says so.
    assert (await store.version()).endswith(".1")
    assert gate(server.url) == (1, 1)


async def test_where_a_writer_died_those_who_may_not_write_answer_all_the_same(
    server, store, monkeypatch
):
    await store.apply([ENTERPRISE], Run("run", "source"))
    await store._connection.run(versions._BEGIN, {"changes": 2})
    monkeypatch.setattr(versions, "_DEAD", 0.2)
    reader = await server.open(read_only=True)
    try:
        assert await reader.lookup([]) == {}
        assert [state.run.id for state in await reader.runs()] == ["run"]
    finally:
        await reader.close()
    assert gate(server.url) == (2, 1)

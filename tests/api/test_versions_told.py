"""Answers and the graph version that they say they are of, when a writer comes between."""

from __future__ import annotations

from typing import Any

import pytest
from api_client import ApiClient

from graph_service.ingest_turn import import_turn
from schema.statements import LinkStatement, NodeStatement, Run

QUERY = "{ first: platforms { totalCount } second: platforms { totalCount } graphInfo { version } }"


@pytest.fixture
def writer(api: ApiClient, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Adds a platform after each of the next reads; the one element says how many."""
    left = [0]
    read = api.store.read

    async def read_and_write(plan: Any, context: Any) -> Any:
        answer = await read(plan, context)
        if left[0]:
            left[0] -= 1
            said = NodeStatement(1, f"new{left[0]}", "Platform", {"name": "New"})
            await api.store.apply([said], Run(f"run{left[0]}", "source"))
        return answer

    monkeypatch.setattr(api.store, "read", read_and_write)
    return left


async def test_an_answer_is_of_the_one_version_that_it_names(api: ApiClient, writer: list[int]):
    writer[0] = 1
    answer = await api.post(QUERY)
    data, extensions = answer["data"], answer["extensions"]
    # three at first; the second attempt sees the new one in both fields
    assert (data["first"], data["second"]) == ({"totalCount": 4}, {"totalCount": 4})
    assert extensions["graphVersion"] == data["graphInfo"]["version"] == await api.store.version()
    assert "consistent" not in extensions


async def test_an_answer_that_writers_never_leave_alone_says_so(api: ApiClient, writer: list[int]):
    writer[0] = 100
    answer = await api.post(QUERY)
    assert answer["extensions"]["consistent"] is False
    # three attempts of two reads each
    assert len(api.store.reads) == 6
    assert "errors" not in answer


async def test_repeating_does_not_use_up_what_a_request_may_read(api: ApiClient, writer: list[int]):
    writer[0] = 2
    part = "platforms(first: 100) { nodes { projects(first: 100) { nodes { id } } } }"
    # 4 x 10,100 rows fit once into 50,000, not twice
    query = "{ " + " ".join(f"a{i}: {part}" for i in range(4)) + " }"
    answer = await api.post(query)
    assert "errors" not in answer
    assert "consistent" not in answer["extensions"]


NETWORK = """{ analytics { collaborationNetwork(types: [PLATFORM, UNIVERSITY, RESEARCH_INSTITUTE, ENTERPRISE]) {
    graphVersion stale totals { nodes } } } }"""


async def test_while_an_import_runs_analytics_say_that_they_are_of_an_older_graph(api: ApiClient):
    async def asked() -> tuple[Any, bool, int, bool]:
        answer = await api.post(NETWORK)
        network = answer["data"]["analytics"]["collaborationNetwork"]
        stale = answer["extensions"].get("stale", False)
        return network["graphVersion"], network["stale"], network["totals"]["nodes"], stale

    async def write(row: int) -> str:
        said = [
            NodeStatement(row, f"new{row}", "Platform", {"name": "New"}),
            LinkStatement(row, "PARTICIPATES_IN", f"new{row}", "j1", "", {"role": "LEAD"}),
        ]
        return (await api.store.apply(said, Run("run2", "source"))).version

    before = await api.store.version()
    known, stale, nodes, told = await asked()
    assert (known, stale, told) == (before, False, False)
    async with import_turn(api.store.ledger):
        await write(1)
        assert await asked() == (before, True, nodes, True)
        after = await write(2)
        assert await asked() == (before, True, nodes, True)
        # What reads the graph itself is of the present, and says so.
        answer = await api.post("{ platforms { totalCount } }")
        assert answer["data"] == {"platforms": {"totalCount": 5}}
        assert (answer["extensions"]["graphVersion"], "stale" in answer["extensions"]) == (
            after,
            False,
        )
    assert await asked() == (after, False, nodes + 2, False)

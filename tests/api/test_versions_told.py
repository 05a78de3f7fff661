"""Answers and the graph version that they say they are of, when a writer comes between."""

from __future__ import annotations

from typing import Any

import pytest
from api_client import ApiClient

from schema.statements import NodeStatement, Run

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

"""Which answers are answered again without reading the graph: those that cannot have changed."""

from __future__ import annotations

from typing import Any

import pytest
from api_client import WRITE_TOKEN, ApiClient, serving
from api_graph import STATEMENTS

from schema.statements import NodeStatement, Run

QUERY = "query($id: ID!) { platform(id: $id) { name } graphInfo { version } }"
ALPHA = {"id": "alpha"}


async def asked(api: ApiClient, query: str, times: int = 3) -> tuple[dict[str, Any], int]:
    """Ask several times; return the last answer and how often the last two read the store."""
    await api.post(query, ALPHA if "$id" in query else None)
    answers, reads = [], []
    for _ in range(times - 1):
        api.store.forget()
        answers.append(await api.post(query, ALPHA if "$id" in query else None))
        reads.append(len(api.store.reads) + len(api.store.described))
    assert answers[-1] == answers[-2]
    return answers[-1], reads[-1]


async def test_what_was_asked_twice_is_answered_without_reading_the_graph():
    async with serving(STATEMENTS) as api:
        answer, reads = await asked(api, QUERY)
        assert answer["data"]["platform"]["name"]
        assert reads == 0
        assert "requestId" not in answer["extensions"]


async def test_other_variables_are_another_question():
    async with serving(STATEMENTS) as api:
        await asked(api, QUERY)
        assert (await api.data(QUERY, {"id": "nowhere"}))["platform"] is None
        assert (await api.data(QUERY, ALPHA))["platform"] is not None


async def test_a_graph_that_changed_is_read_anew():
    async with serving(STATEMENTS) as api:
        before, _ = await asked(api, QUERY)
        said = NodeStatement(1, "alpha", "Platform", {"name": "另一个名字"})
        await api.store.apply([said], Run("another", "source", priority=9))
        after = await api.post(QUERY, ALPHA)
        assert after["data"]["platform"]["name"] == "另一个名字"
        assert after["extensions"]["graphVersion"] == await api.store.version()
        assert before["extensions"]["graphVersion"] != after["extensions"]["graphVersion"]


async def test_an_answer_given_while_the_graph_changed_is_kept_as_one_of_the_new_graph(
    monkeypatch: pytest.MonkeyPatch,
):
    async with serving(STATEMENTS) as api:
        await api.post(QUERY, ALPHA)
        read, written = api.store.read, []

        async def read_and_write(plan: Any, context: Any) -> Any:
            answer = await read(plan, context)
            if not written:
                said = NodeStatement(1, "alpha", "Platform", {"name": "改名"})
                written.append(await api.store.apply([said], Run("now", "source", priority=9)))
            return answer

        monkeypatch.setattr(api.store, "read", read_and_write)
        meanwhile = await api.post(QUERY, ALPHA)
        api.store.forget()
        again = await api.post(QUERY, ALPHA)
        assert meanwhile == again
        assert again["data"]["platform"]["name"] == "改名"
        assert api.store.reads == []


async def test_an_answer_with_an_error_is_worked_out_anew():
    async with serving(STATEMENTS) as api:
        api.store.failure = RuntimeError("broken")
        for _ in range(3):
            await api.post(QUERY, ALPHA)
        api.store.failure = None
        assert (await api.data(QUERY, ALPHA))["platform"] is not None


@pytest.mark.parametrize(
    "query",
    [
        "{ importRuns { nodes { id tables { file } } } }",
        "{ decisions { nodes { id } } }",
        "query($id: ID!) { platform(id: $id) { sources { nodes { row { file } } } } }",
    ],
)
async def test_what_the_ledger_says_is_read_anew_for_it_changes_without_the_graph(
    query: str, monkeypatch: pytest.MonkeyPatch
):
    async with serving(STATEMENTS) as api:
        opened = []

        class Watched:
            def __getattr__(self, name: str) -> Any:
                opened.append(name)
                return getattr(ledger, name)

        ledger = api.store.ledger
        monkeypatch.setattr(api.store, "ledger", Watched(), raising=False)
        _, _ = await asked(api, query)
        number = len(opened)
        await api.post(query, ALPHA if "$id" in query else None)
        assert len(opened) > number > 0


async def test_who_may_write_does_not_get_the_answers_of_others():
    async with serving(STATEMENTS, write_token=WRITE_TOKEN) as api:
        await asked(api, QUERY)
        api.use_token()
        api.store.forget()
        await api.data(QUERY, ALPHA)
        assert len(api.store.reads) == 1


async def test_no_answer_is_kept_where_that_is_turned_off():
    async with serving(STATEMENTS, answers_bytes=0) as api:
        assert (await asked(api, QUERY))[1] == 1


async def test_an_operation_that_writes_is_carried_out_each_time():
    async with serving(STATEMENTS, write_token=WRITE_TOKEN) as api:
        api.use_token()
        undo = 'mutation { undoRun(run: "run") { rows } }'
        assert (await api.post(undo))["data"]["undoRun"]["rows"] > 0
        for _ in range(3):
            assert (await api.error(undo))[0] == "NOT_FOUND"

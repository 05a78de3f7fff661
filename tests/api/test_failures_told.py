from __future__ import annotations

import logging

import pytest
from api_client import ApiClient

from graph_service.store.port import DeadlineExceeded, StoreError, TooLarge

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUERY = "{ platforms { totalCount } }"


@pytest.mark.parametrize(
    ("failure", "code", "message"),
    [
        (RuntimeError("secret of /etc/passwd"), "INTERNAL", "Internal error."),
        (KeyError("secret"), "INTERNAL", "Internal error."),
        (DeadlineExceeded("Given up."), "TIMEOUT", "Given up."),
        (TooLarge("Ask for less."), "LIMIT_EXCEEDED", "Ask for less."),
        (StoreError("The store is closed."), "UNAVAILABLE", "The store is closed."),
    ],
)
async def test_a_failing_store_is_told_by_code_and_never_by_accident(
    shared: ApiClient,
    failure: Exception,
    code: str,
    message: str,
    caplog: pytest.LogCaptureFixture,
):
    shared.store.failure = failure
    with caplog.at_level(logging.ERROR):
        answer = await shared.post(QUERY)
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == code
    assert error["message"] == message
    assert "secret" not in str(answer)
    assert ("secret" in caplog.text) == (code == "INTERNAL")
    if code == "INTERNAL":
        assert answer["extensions"]["requestId"] in caplog.text


async def test_a_value_that_the_schema_cannot_show_is_our_fault(
    shared: ApiClient, monkeypatch: pytest.MonkeyPatch
):
    async def read(plan: object, context: object) -> list[dict[str, object]]:
        return [{"@type": "Platform", "@id": "x", "id": "x", "buildMode": "SECRET"}]

    monkeypatch.setattr(shared.store, "read", read)
    answer = await shared.post('{ platform(id: "x") { id buildMode } }')
    (error,) = answer["errors"]
    assert (error["message"], error["extensions"]["code"]) == ("Internal error.", "INTERNAL")
    assert answer["data"] == {"platform": {"id": "x", "buildMode": None}}


async def test_an_answer_without_the_graphs_version_is_still_an_answer(
    shared: ApiClient, monkeypatch: pytest.MonkeyPatch
):
    async def version() -> str:
        raise StoreError("Gone.")

    monkeypatch.setattr(shared.store, "version", version, raising=False)
    answer = await shared.post("{ __typename }")
    assert answer["data"] == {"__typename": "Query"}
    assert answer["extensions"]["graphVersion"] is None
    ready = await shared.http.get("/readyz")
    assert (ready.status_code, ready.json()["reason"]) == (503, "Gone.")


async def test_an_argument_that_a_variable_spoils_is_the_clients_fault(shared: ApiClient):
    query = """query ($d: Direction) { platform(id: "alpha") {
        projects(orderBy: [{name: $d}]) { totalCount } } }"""
    code, _ = await shared.error(query, {"d": None})
    assert code == "BAD_USER_INPUT"
    query = "query ($d: Direction) { platforms(orderBy: [{name: $d}]) { totalCount } }"
    code, _ = await shared.error(query, {"d": None})
    assert code == "BAD_USER_INPUT"


async def test_a_root_field_that_fails_leaves_the_others_their_answers(shared: ApiClient):
    answer = await shared.post("""{
        good: platforms { totalCount }
        bad: platforms(first: 101) { nodes { id } }
        ids: nodes(ids: []) { id }
        analytics {
            bad: evidence(ref: "x") { count }
            good: weakIndustryLinks(types: [PLATFORM]) { considered }
        } }""")
    assert answer["data"] == {
        "good": {"totalCount": 3},
        "bad": None,
        "ids": [],
        "analytics": {"bad": None, "good": {"considered": 1}},
    }
    assert [error["path"] for error in answer["errors"]] == [["bad"], ["analytics", "bad"]]

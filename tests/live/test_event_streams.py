"""GraphQL over SSE, a connection for each operation, by the text of graphql-sse's PROTOCOL.md."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from given_keys import EDITOR
from live_client import STREAM, VERSION, change, streamed

from graph_service.http.graphql.live import events

ALL = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed"


def version_in(event: tuple[str, Any]) -> str:
    name, result = event
    assert name == "next"
    return result["data"]["graphVersion"]["version"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("accept", [STREAM, ALL])
async def test_a_subscription_is_a_stream_of_results(server, method, accept):
    async with streamed(server.address, VERSION, accept=accept, method=method) as stream:
        assert stream.response.status_code == 200
        assert stream.response.headers["content-type"] == "text/event-stream; charset=utf-8"
        first = version_in(await stream.event())

        now = change(server)

        assert version_in(await stream.event()) == now != first


async def test_a_query_is_one_result_and_the_end(server):
    async with streamed(server.address, "{ __typename }") as stream:
        assert (await stream.event())[1]["data"] == {"__typename": "Query"}

        assert await stream.event() == ("complete", None)
        assert await stream.event() == ("end", None)


async def test_who_would_rather_have_json_gets_it_for_a_query(server):
    async with streamed(server.address, "{ __typename }", accept=ALL) as stream:
        content_type = stream.response.headers["content-type"]

    assert content_type.startswith("application/graphql-response+json")


@pytest.mark.parametrize("query", ["{", "subscription { nothing }"])
async def test_a_document_that_is_refused_is_told_of_by_an_event(server, query):
    async with streamed(server.address, query) as stream:
        assert stream.response.status_code == 200
        name, result = await stream.event()

        assert (name, "data" in result) == ("next", False)
        assert result["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        assert await stream.event() == ("complete", None)


async def test_a_subscription_is_no_json(server):
    async with streamed(server.address, VERSION, accept="application/json") as stream:
        body = json.loads(await stream.response.aread())

    assert stream.response.status_code == 406
    assert "text/event-stream" in body["errors"][0]["message"]


async def test_nothing_is_written_by_get(server):
    query = 'mutation { undoRun(run: "none") { __typename } }'
    async with streamed(server.address, query, method="GET") as stream:
        _, result = await stream.event()

    assert "POST" in result["errors"][0]["message"]


@pytest.mark.parametrize(
    ("authorization", "code"), [(f"Bearer {EDITOR}", "NOT_FOUND"), (None, "UNAUTHENTICATED")]
)
async def test_an_import_is_told_of_to_editors_alone(server, authorization, code):
    headers = {"Authorization": authorization} if authorization else {}
    query = 'subscription { importProgress(job: "1") { state } }'
    async with streamed(server.address, query, **headers) as stream:
        _, result = await stream.event()

        assert result["errors"][0]["extensions"]["code"] == code
        assert await stream.event() == ("complete", None)


async def test_who_says_what_nobody_is_called_gets_no_stream(server):
    async with streamed(server.address, VERSION, Authorization="Bearer other") as stream:
        assert stream.response.status_code == 401


async def test_a_page_of_others_gets_no_stream(server):
    async with streamed(server.address, VERSION, Origin="https://evil.example.org") as stream:
        assert stream.response.status_code == 403


async def test_a_stream_shows_that_it_lives_while_nothing_happens(server, monkeypatch):
    monkeypatch.setattr(events, "BEATS", 0.02)
    async with streamed(server.address, VERSION) as stream:
        await stream.event()

        beats = [line async for line in _first(stream.lines, 6)]

    assert set(beats) == {":", ""}


async def _first(lines: AsyncIterator[str], number: int) -> AsyncIterator[str]:
    for _ in range(number):
        yield await anext(lines)

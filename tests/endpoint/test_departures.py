"""Clients that go away: what they asked for is not worked on any longer, unless it writes."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest

from graph_service.api.exchange import Answer, Outcome
from graph_service.http.graphql.endpoint import graphql_endpoint
from graph_service.identity.callers import ANONYMOUS, Callers
from graph_service.identity.key_ring import KeyRing


class Engine:
    """Answers when it is told, and says when it began and how it ended."""

    def __init__(self) -> None:
        self.began, self.go_on = asyncio.Event(), asyncio.Event()
        self.ended = ""

    async def answer(self, asked: Any, context: Any, *, reading_only: bool) -> Answer:
        self.began.set()
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.ended = "cancelled"
            raise
        self.ended = "answered"
        return Answer(Outcome.ANSWERED, {"done": True})


class Asking:
    """One request, as an ASGI server would pass it on."""

    def __init__(self, *, writes: bool) -> None:
        self.engine = Engine()
        self.context = SimpleNamespace(wrote=writes, caller=ANONYMOUS, cost={})
        self.sent: list[dict[str, Any]] = []
        self.asked = asyncio.Event()
        body = json.dumps({"query": "{ done }"}).encode()
        self._messages = [{"type": "http.request", "body": body}]
        self.gone = asyncio.Event()

    async def run(self) -> None:
        service: Any = SimpleNamespace(
            engine=self.engine, context=self._context, callers=Callers(KeyRing(None))
        )
        scope = {"method": "POST", "headers": [(b"content-type", b"application/json")]}
        await graphql_endpoint(service)({"type": "http", **scope}, self._receive, self._send)

    async def _context(self, *arguments: Any, **keywords: Any) -> Any:
        return self.context

    async def _receive(self) -> dict[str, Any]:
        if self._messages:
            return self._messages.pop()
        self.asked.set()
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.sent.append(message)


async def test_a_request_whose_client_went_away_is_stopped():
    asking = Asking(writes=False)
    asking.gone.set()

    await asking.run()

    assert asking.engine.ended == "cancelled"
    assert not asking.sent
    # Who called it is not stopped with it.
    task = asyncio.current_task()
    assert task
    assert task.cancelling() == 0


async def test_what_has_begun_to_write_is_finished():
    asking = Asking(writes=True)
    running = asyncio.create_task(asking.run())
    await asking.engine.began.wait()
    await asking.asked.wait()
    asking.gone.set()
    asking.engine.go_on.set()
    await running

    assert asking.engine.ended == "answered"
    assert asking.sent[0]["status"] == 200


async def test_nobody_looks_for_a_client_that_is_answered_at_once(monkeypatch):
    monkeypatch.setattr("graph_service.http.graphql.departure._SOON", 0.0)
    asking = Asking(writes=False)
    asking.engine.go_on.set()

    await asking.run()
    # What was to be done next is done in two turns of the loop: the timer, and who would look.
    for _ in range(3):
        await asyncio.sleep(0)

    assert asking.sent[0]["status"] == 200
    assert not asking.asked.is_set()
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_stop_of_the_server_is_not_taken_for_a_client_that_went_away():
    asking = Asking(writes=False)
    running = asyncio.create_task(asking.run())
    await asking.engine.began.wait()
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_client_that_goes_away_while_it_sends_is_not_answered():
    asking = Asking(writes=False)
    asking._messages = [{"type": "http.disconnect"}]

    await asking.run()

    assert not asking.engine.began.is_set()
    assert not asking.sent


async def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch):
    monkeypatch.setattr("graph_service.http.graphql.departure._PATIENCE", 0.01)
    asking = Asking(writes=False)
    asking._messages = [{"type": "http.request", "body": b"{", "more_body": True}]

    await asking.run()

    assert asking.sent[0]["status"] == 408
    assert (b"connection", b"close") in asking.sent[0]["headers"]
    assert not asking.engine.began.is_set()

"""What a server holds for streams: bounded while they last, and nothing when they are over."""

from __future__ import annotations

import asyncio
import struct
import threading
from contextlib import AsyncExitStack, ExitStack

import httpx
import pytest
from given_keys import EDITOR, SECRETS
from live_client import VERSION, Stream, change, held, opened, streamed, until_held
from live_server import Running, running
from websockets.exceptions import InvalidStatus

from graph_service.http.graphql.live import events, socket
from graph_service.identity.key_text import id_in
from graph_service.identity.keys import Keys
from graph_service.identity.roles import Role
from schema.statements import NodeStatement

VIEWER = SECRETS[Role.VIEWER]


@pytest.fixture
def alone():
    """A server that nobody else asks."""
    with running(keys=(Role.EDITOR, Role.VIEWER)) as found:
        yield found


async def sse(stack: AsyncExitStack, server: Running, **headers: str) -> Stream:
    """Open an event stream, and wait for its first event if there is one."""
    stream = await stack.enter_async_context(streamed(server.address, VERSION, **headers))
    if stream.response.status_code == 200:
        await stream.event()
    return stream


@pytest.mark.parametrize("leaving", ["complete", "close", "break off", "stop reading"])
async def test_nothing_is_left_of_a_socket_however_it_ends(alone, leaving):
    before = held(alone)
    assert (before["followers"], before["watchers"], before["seats"]) == (0, 0, 0)
    async with opened(alone.address) as client:
        for id_ in ("1", "2", "3"):
            await client.subscribe(VERSION, id_=id_)
            await client.recv()
        # One looks for all three.
        now = held(alone)
        assert (now["followers"], now["watchers"], now["seats"]) == (3, 1, 1)
        if leaving == "complete":
            for id_ in ("1", "2", "3"):
                await client.send(type="complete", id=id_)
            # The socket stays: its seat, its task, and two that read and look.
            await until_held(alone, {**before, "seats": 1, "tasks": before["tasks"] + 3})
        elif leaving == "break off":
            client.socket.transport.abort()
        elif leaving == "stop reading":
            # What is lost in between is not known to be closed: the socket resets.
            raw = client.socket.transport.get_extra_info("socket")
            raw.setsockopt(1, 13, struct.pack("ii", 1, 0))

    await until_held(alone, before)


async def test_nothing_is_left_of_an_event_stream_that_is_closed(alone):
    before = held(alone)
    async with AsyncExitStack() as stack:
        for _ in range(3):
            await sse(stack, alone)
        now = held(alone)
        assert (now["followers"], now["watchers"], now["seats"]) == (3, 1, 3)

    await until_held(alone, before)


async def test_who_stays_is_told_of_changes_when_others_have_left(alone):
    async with opened(alone.address) as stays:
        await stays.subscribe(VERSION)
        await stays.recv()
        async with opened(alone.address) as leaves:
            await leaves.subscribe(VERSION)
            await leaves.recv()

        now = change(alone)

        assert (await stays.recv())["payload"]["data"]["graphVersion"]["version"] == now


async def test_an_address_has_so_many_streams_and_a_key_as_many_of_its_own():
    with running(keys=(Role.EDITOR,), live_connections=4, live_connections_each=2) as server:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(opened(server.address))
            await sse(stack, server)
            with pytest.raises(InvalidStatus) as refused:
                await stack.enter_async_context(opened(server.address))
            assert refused.value.response.status_code == 429
            assert refused.value.response.headers["Retry-After"] == "60"
            for _ in range(2):
                stream = await sse(stack, server, Authorization=f"Bearer {EDITOR}")
                assert stream.response.status_code == 200
            third = (await sse(stack, server, Authorization=f"Bearer {EDITOR}")).response
            assert (third.status_code, third.headers["Retry-After"]) == (429, "60")

        await until_held(server, {"seats": 0})
        async with opened(server.address):
            pass


async def test_a_socket_that_says_later_whose_it_is_counts_as_theirs():
    with running(keys=(Role.EDITOR,), live_connections_each=1) as server:
        greeting = {"authorization": f"Bearer {EDITOR}"}
        async with (
            opened(server.address, init=greeting),
            opened(server.address),
        ):
            pass
        await until_held(server, {"seats": 0})
        async with (
            opened(server.address, init=greeting),
            opened(server.address, greets=False) as second,
        ):
            await second.send(type="connection_init", payload=greeting)
            assert (await second.closed())[0] == 1013


async def test_streams_can_be_switched_off():
    with running(live_connections=0) as server:
        with pytest.raises(InvalidStatus):
            async with opened(server.address):
                pass
        async with AsyncExitStack() as stack:
            assert (await sse(stack, server)).response.status_code == 429


async def test_a_key_that_is_revoked_ends_what_it_opened(alone, monkeypatch):
    monkeypatch.setattr(socket, "CHECKS", 0.05)
    monkeypatch.setattr(events, "BEATS", 0.05)
    before = held(alone)
    async with AsyncExitStack() as stack:
        greeting = {"authorization": f"Bearer {VIEWER}"}
        client = await stack.enter_async_context(opened(alone.address, init=greeting))
        await client.subscribe(VERSION)
        await client.recv()
        stream = await sse(stack, alone, Authorization=f"Bearer {VIEWER}")

        keys = Keys(alone.state["service"].store.ledger)
        await asyncio.to_thread(alone.do, keys.revoke(id_in(VIEWER), by="tests"))

        assert await client.closed() == (4403, "Forbidden")
        text = "".join([line async for line in stream.lines])
        assert "UNAUTHENTICATED" in text
        assert text.endswith("event: completedata:")
    await until_held(alone, before)


async def test_the_server_ends_though_streams_are_open(alone):
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(opened(alone.address))
        await client.subscribe(VERSION)
        await client.recv()
        stream = await sse(stack, alone)

        await asyncio.to_thread(alone.stop)

        # The server goes away, which is no end of the subscription: clients connect again.
        assert (await client.closed())[0] == 1012
        assert "complete" not in "".join([line async for line in stream.lines])
    assert not alone.server.server_state.connections
    assert not alone.server.server_state.tasks


def test_the_server_ended_before_uvicorn_gave_up_waiting(alone, caplog):
    with ExitStack() as stack:
        client = stack.enter_context(httpx.Client(timeout=30))
        asked = client.stream(
            "POST",
            f"{alone.address}/graphql",
            json={"query": VERSION},
            headers={"Accept": "text/event-stream"},
        )
        stack.enter_context(asked)
        alone.stop()

    assert "timeout graceful shutdown exceeded" not in caplog.text


async def test_who_takes_nothing_is_left(alone, monkeypatch):
    monkeypatch.setattr(socket, "SLOW", 0.05)
    before = held(alone)
    async with opened(alone.address, max_queue=1) as client:
        await client.subscribe(VERSION)
        await client.recv()

        async def send_on() -> None:
            # Each is answered by as much, which nobody reads: more than any buffer on the way.
            while True:
                await client.send(type="ping", payload={"sent": "x" * 200_000})

        sending = asyncio.create_task(send_on())
        # Where nothing is read any more, what is told next is what nobody takes.
        while (await asyncio.to_thread(held, alone))["seats"]:
            await asyncio.to_thread(change, alone)
        await until_held(alone, before)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        client.socket.transport.abort()


async def test_operations_are_charged_for_and_their_events_are_not():
    # A subscription costs 2, and each request 1: nine are three of them.
    with running(rate_anonymous=9) as server:
        async with opened(server.address) as client:
            for id_ in ("1", "2"):
                await client.subscribe(VERSION, id_=id_)
                assert (await client.recv())["type"] == "next"
            for _ in range(3):
                version = change(server)
                seen = [(await client.recv())["payload"]["data"] for _ in range(2)]
                assert seen == [{"graphVersion": {"version": version}}] * 2
            for id_ in ("3", "4"):
                await client.subscribe("{ platforms(first: 5) { totalCount } }", id_=id_)

            refused = [m for m in [await client.recv() for _ in range(3)] if m["type"] == "error"]

        assert refused[-1]["payload"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"
        async with AsyncExitStack() as stack:
            stream = await stack.enter_async_context(streamed(server.address, VERSION))
            _, result = await stream.event()
            assert result["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"


async def test_who_may_only_read_is_told_nothing_of_imports(alone):
    async with opened(alone.address, init={"authorization": f"Bearer {VIEWER}"}) as client:
        await client.subscribe('subscription { importProgress(job: "1") { state } }')

        error = (await client.recv())["payload"][0]

    assert error["extensions"]["code"] == "FORBIDDEN"


async def test_where_everybody_must_say_who_they_are_nobody_else_is_let_in():
    with running(keys=(Role.VIEWER,), anonymous=False) as server:
        async with opened(server.address, greets=False) as client:
            await client.send(type="connection_init")
            assert await client.closed() == (4403, "Forbidden")
        async with opened(server.address, init={"authorization": f"Bearer {VIEWER}"}) as client:
            await client.subscribe(VERSION)
            assert (await client.recv())["type"] == "next"
        async with streamed(server.address, VERSION) as stream:
            assert stream.response.status_code == 401


@pytest.mark.parametrize("leaving", ["complete", "break off"])
async def test_what_is_being_written_is_written_though_its_client_loses_interest(
    leaving, monkeypatch
):
    said = [NodeStatement(1, "p1", "Platform", {"name": "甲平台"})]
    with running(said, keys=(Role.EDITOR,)) as server:
        store = server.state["service"].store
        begun, going_on, retract = threading.Event(), asyncio.Event(), store.retract

        async def held_up(run: str):
            begun.set()
            await going_on.wait()
            return await retract(run)

        monkeypatch.setattr(store, "retract", held_up)
        greeting = {"authorization": f"Bearer {EDITOR}"}
        async with opened(server.address, init=greeting) as client:
            await client.subscribe('mutation { undoRun(run: "run") { __typename } }')
            await asyncio.to_thread(begun.wait, 30)
            if leaving == "complete":
                await client.send(type="complete", id="1")
                await client.send(type="ping")
                assert await client.recv() == {"type": "pong"}
            else:
                client.socket.transport.abort()
            server.loop.call_soon_threadsafe(going_on.set)
            async with httpx.AsyncClient() as http:
                left = {"query": "{ platforms { totalCount } }"}
                while True:
                    answer = await http.post(f"{server.address}/graphql", json=left)
                    if answer.json()["data"] == {"platforms": {"totalCount": 0}}:
                        break
            if leaving == "complete":
                await client.send(type="ping", payload={"second": 1})
                assert await client.recv() == {"type": "pong", "payload": {"second": 1}}
        await until_held(server, {"seats": 0})

"""The protocol of enisdenjo's graphql-ws, message by message, on a real server.

What is expected is the text of its PROTOCOL.md; the client knows nothing of the protocol.
"""

from __future__ import annotations

import pytest
from given_keys import EDITOR
from live_client import PROTOCOL, VERSION, Client, change, opened
from websockets.exceptions import InvalidStatus

from graph_service.http.graphql.live import operations, socket


async def version_of(client: Client, id_: str = "1") -> str:
    message = await client.recv()
    assert (message["type"], message["id"]) == ("next", id_), message
    return message["payload"]["data"]["graphVersion"]["version"]


async def test_an_operation_may_be_asked_for_once_the_server_has_acknowledged(server):
    async with opened(server.address, greets=False) as client:
        await client.send(type="connection_init")
        assert await client.recv() == {"type": "connection_ack"}
        await client.subscribe(VERSION)
        first = await version_of(client)

        second = change(server)

        assert await version_of(client) == second != first


async def test_before_that_the_socket_is_closed(server):
    async with opened(server.address, greets=False) as client:
        await client.subscribe(VERSION)

        assert await client.closed() == (4401, "Unauthorized")


async def test_a_second_greeting_closes_the_socket(server):
    async with opened(server.address) as client:
        await client.send(type="connection_init")

        assert await client.closed() == (4429, "Too many initialisation requests")


async def test_who_does_not_greet_in_time_is_sent_away_though_they_ping(server, monkeypatch):
    monkeypatch.setattr(socket, "INIT_PATIENCE", 0.2)
    async with opened(server.address, greets=False) as client:
        await client.send(type="ping")
        assert await client.recv() == {"type": "pong"}

        assert await client.closed() == (4408, "Connection initialisation timeout")


async def test_who_greeted_in_time_may_stay_beyond_it(server, monkeypatch):
    monkeypatch.setattr(socket, "INIT_PATIENCE", 0.05)
    async with opened(server.address) as client:
        await client.subscribe(VERSION)
        await version_of(client)
        # Later than the patience, as the version is looked at five times a second.
        later = [change(server) for _ in range(2)]

        seen = await version_of(client)

        assert seen in later


@pytest.mark.parametrize("payload", [None, {"sent": 1}])
async def test_a_ping_is_answered_with_its_payload(server, payload):
    async with opened(server.address, greets=False) as client:
        await client.send(type="ping", payload=payload)

        expected = {"type": "pong"} if payload is None else {"type": "pong", "payload": payload}
        assert await client.recv() == expected


async def test_a_pong_that_nobody_asked_for_is_taken(server):
    async with opened(server.address) as client:
        await client.send(type="pong", payload={"any": "thing"})
        await client.send(type="ping")

        assert await client.recv() == {"type": "pong"}


@pytest.mark.parametrize(
    "message",
    [
        "no JSON",
        "[]",
        "null",
        "{}",
        '{"type": "start"}',
        '{"type": "next", "id": "1", "payload": {}}',
        '{"type": ["ping"]}',
        '{"type": "ping", "payload": "text"}',
        '{"type": "connection_init", "payload": []}',
        '{"type": "complete"}',
        '{"type": "complete", "id": 1}',
        '{"type": "subscribe", "id": "", "payload": {"query": "{ __typename }"}}',
        '{"type": "subscribe", "id": "1"}',
        '{"type": "subscribe", "id": "1", "payload": {"query": null}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "variables": []}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "operationName": 1}}',
        b'{"type": "ping"}',
    ],
)
async def test_what_the_protocol_does_not_have_closes_the_socket(server, message):
    async with opened(server.address) as client:
        await client.socket.send(message)

        code, reason = await client.closed()

    assert code == 4400
    assert reason


async def test_the_id_of_an_operation_that_goes_on_cannot_be_used_again(server):
    async with opened(server.address) as client:
        await client.subscribe(VERSION, id_="温" * 100)
        await client.recv()
        await client.subscribe("{ __typename }", id_="温" * 100)

        code, reason = await client.closed()

    # As much as the frame holds, cut between two characters.
    assert (code, reason) == (4409, "Subscriber for " + "温" * 36)


async def test_the_id_of_an_operation_that_was_completed_is_free_at_once(server):
    async with opened(server.address) as client:
        for _ in range(5):
            await client.subscribe(VERSION)
            await client.send(type="complete", id="1")
        await client.subscribe("{ __typename }", id_="1")

        # What was begun before and told in time may still arrive; completed it was by the client.
        messages = [await client.recv()]
        while messages[-1]["type"] != "complete":
            messages.append(await client.recv())

    assert messages[-2]["payload"]["data"] == {"__typename": "Query"}
    assert [m["type"] for m in messages].count("complete") == 1


async def test_nothing_more_is_told_of_what_the_client_completed(server):
    async with opened(server.address) as client:
        await client.subscribe(VERSION)
        await version_of(client)
        await client.send(type="complete", id="1")
        await client.send(type="ping")
        assert await client.recv() == {"type": "pong"}
        await client.subscribe(VERSION, id_="2")
        await version_of(client, "2")

        now = change(server)

        assert await version_of(client, "2") == now


async def test_completing_what_is_not_there_is_no_fault(server):
    async with opened(server.address) as client:
        await client.send(type="complete", id="never")
        await client.subscribe("{ __typename }")
        assert (await client.recv())["type"] == "next"
        assert await client.recv() == {"type": "complete", "id": "1"}
        await client.send(type="complete", id="1")
        await client.send(type="ping")

        assert await client.recv() == {"type": "pong"}


async def test_a_query_is_one_answer_and_its_end(server):
    async with opened(server.address) as client:
        query = "query A($n: Int) { platforms(first: $n) { totalCount } } query B { __typename }"
        await client.subscribe(query, variables={"n": 1}, operationName="A")

        answer = await client.recv()

        assert answer["type"] == "next"
        assert answer["payload"]["data"]["platforms"].keys() == {"totalCount"}
        assert answer["payload"]["extensions"]["cost"]["requested"] > 1
        assert await client.recv() == {"type": "complete", "id": "1"}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription {", "BAD_USER_INPUT"),
        ("", "BAD_USER_INPUT"),
        ("subscription { nothing }", "BAD_USER_INPUT"),
        ("subscription { a: graphVersion { version } b: graphVersion { version } }", None),
        ("subscription { graphVersion { %s } }" % ("version " * 2_100), "LIMIT_EXCEEDED"),
        ('subscription { importProgress(job: "1") { state } }', "UNAUTHENTICATED"),
        ("query A { __typename } query B { __typename }", "BAD_USER_INPUT"),
    ],
)
async def test_a_refused_operation_ends_with_an_error_and_the_socket_stays(server, query, code):
    async with opened(server.address) as client:
        await client.subscribe(query)

        message = await client.recv()

        assert (message["type"], message["id"]) == ("error", "1")
        assert message["payload"][0]["extensions"]["code"] == code or code is None
        await client.send(type="ping")
        assert await client.recv() == {"type": "pong"}


async def test_another_protocol_is_not_spoken(server):
    async with opened(server.address, greets=False, subprotocols=["graphql-ws"]) as client:
        assert client.socket.subprotocol is None

        code, reason = await client.closed()

    assert (code, PROTOCOL in reason) == (4406, True)


async def test_who_says_nothing_of_who_they_are_may_subscribe_to_what_is_for_everybody(server):
    async with opened(server.address, init={"other": 1}) as client:
        await client.subscribe(VERSION)

        assert await version_of(client)


@pytest.mark.parametrize("name", ["authorization", "Authorization"])
async def test_an_editor_says_so_in_the_greeting(server, name):
    async with opened(server.address, init={name: f"Bearer {EDITOR}"}) as client:
        await client.subscribe('subscription { importProgress(job: "1") { state } }')

        message = await client.recv()

    assert message["payload"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_an_editor_says_so_in_the_header(server):
    headers = {"Authorization": f"Bearer {EDITOR}"}
    async with opened(server.address, additional_headers=headers) as client:
        await client.subscribe('subscription { importProgress(job: "1") { state } }')

        message = await client.recv()

    assert message["payload"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_who_says_what_nobody_is_called_is_sent_away(server):
    async with opened(server.address, greets=False) as client:
        await client.send(type="connection_init", payload={"authorization": "Bearer other"})

        assert await client.closed() == (4403, "Forbidden")


async def test_a_socket_has_so_many_operations_and_no_more(server, monkeypatch):
    monkeypatch.setattr(operations, "MOST_OPERATIONS", 2)
    async with opened(server.address) as client:
        for id_ in ("1", "2", "3"):
            await client.subscribe(VERSION, id_=id_)

        seen = {(m := await client.recv())["id"]: m for _ in range(3)}

        assert {id_: m["type"] for id_, m in seen.items()} == {
            "1": "next",
            "2": "next",
            "3": "error",
        }
        assert seen["3"]["payload"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"
        await client.send(type="complete", id="1")
        await client.subscribe(VERSION, id_="3")
        assert await version_of(client, "3")


async def test_a_message_longer_than_a_request_may_be_ends_the_socket(server):
    async with opened(server.address) as client:
        await client.socket.send(" " * 250_001)

        assert (await client.closed())[0] == 1009


@pytest.mark.parametrize("origin", ["https://evil.example.org", "null", "http://127.0.0.1:1"])
async def test_a_page_of_others_opens_no_socket(server, origin):
    with pytest.raises(InvalidStatus) as refused:
        async with opened(server.address, origin=origin):
            pass

    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("own", [True, False])
async def test_a_page_of_ours_and_of_an_allowed_origin_opens_one(server, own):
    origin = server.address if own else "https://map.example.org"
    async with opened(server.address, origin=origin) as client:
        await client.subscribe(VERSION)

        assert await version_of(client)

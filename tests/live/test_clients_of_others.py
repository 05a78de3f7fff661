"""The npm clients `graphql-ws` and `graphql-sse` follow a real service."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from given_keys import EDITOR
from live_client import VERSION, change, held
from live_server import Running
from npm_folder import npm_folder

KINDS = ("socket", "events")


@pytest.fixture(scope="module")
def clients(checkout: Path) -> Path:
    """The folder of the clients with what they need."""
    return npm_folder(checkout / "tools" / "live_clients", checkout / "build" / "live_clients")


class Follower:
    """A client in its own process."""

    def __init__(self, clients: Path, kind: str, server: Running, *asked: str) -> None:
        url = f"{server.address}/graphql"
        command = ["node", "follow.mjs", kind, url, *asked]
        self.process = subprocess.Popen(command, cwd=clients, stdout=subprocess.PIPE, text=True)

    def line(self) -> Any:
        """Return what it is told next, or how it ended."""
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        """Wait for its end."""
        self.process.communicate(timeout=30)


@pytest.mark.parametrize("kind", KINDS)
def test_they_are_told_of_each_version_until_they_have_enough(clients, server, kind):
    follower = Follower(clients, kind, server, VERSION, "3")
    seen = [follower.line()["data"]["graphVersion"]["version"]]
    made = []
    for _ in range(2):
        made.append(change(server))
        seen.append(follower.line()["data"]["graphVersion"]["version"])

    assert seen[1:] == made
    assert follower.line() == {"ended": "unsubscribed"}
    follower.close()
    while held(server)["followers"]:
        assert follower.process.returncode == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_query_ends_by_itself(clients, server, kind):
    follower = Follower(clients, kind, server, "{ __typename }")

    assert follower.line()["data"] == {"__typename": "Query"}
    assert follower.line() == {"ended": "complete"}
    follower.close()


@pytest.mark.parametrize(
    ("authorization", "expected"),
    [("", "Only who has the role editor"), (f"Bearer {EDITOR}", "There is no import")],
)
def test_a_socket_client_is_told_why_it_is_refused(clients, server, authorization, expected):
    query = 'subscription { importProgress(job: "1") { state } }'
    follower = Follower(clients, "socket", server, query, "0", authorization)

    ended = follower.line()

    assert ended["ended"] == "error"
    assert ended["message"].startswith(expected)
    follower.close()


def test_an_event_client_is_told_why_it_is_refused(clients, server):
    query = 'subscription { importProgress(job: "1") { state } }'
    follower = Follower(clients, "events", server, query, "0", f"Bearer {EDITOR}")

    assert follower.line()["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert follower.line() == {"ended": "complete"}
    follower.close()


def test_a_key_that_nobody_has_is_forbidden_by_its_code(clients, server):
    follower = Follower(clients, "socket", server, VERSION, "0", "Bearer other")

    assert follower.line() | {"message": ""} == {"ended": "error", "message": "", "code": 4403}
    follower.close()

"""``graph-service keys``: keys made before a service runs, and what can be done while it does."""

from __future__ import annotations

import json

import httpx
import pytest
from service_command import Command


@pytest.fixture
def command(tmp_path):
    return Command(tmp_path, GRAPH_STORE="file:g.db", LOGNAME="李明")


def listed(command) -> list[dict]:
    ended = command("keys", "list", "--json")
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)["keys"]


def test_a_key_made_before_the_service_is_administered_through_it(command):
    made = command("keys", "create", "张三", "--role", "admin", "--days", "30")
    assert made.returncode == 0, made.stderr
    secret = made.stdout.strip()
    assert secret not in made.stderr
    (key,) = listed(command)
    assert (key["name"], key["role"], key["createdBy"]) == ("张三", "admin", "李明")
    assert secret.split("_")[1] == key["id"]

    with command.serving("serve") as (address, _):
        who = {"Authorization": f"Bearer {secret}"}
        create = 'mutation { createKey(name: "甲", role: VIEWER) { key { id } } }'
        answer = httpx.post(f"{address}/graphql", json={"query": create}, headers=who, timeout=60)
        assert answer.json()["data"]["createKey"]["key"]["id"], answer.text
        # The command reads beside the service, and says who can write.
        assert [one["name"] for one in listed(command)] == ["甲", "张三"]
        refused = command("keys", "revoke", key["id"])
        assert refused.returncode == 4
        assert address in refused.stderr
        assert "revokeKey" in refused.stderr

    revoked = command("keys", "revoke", key["id"])
    assert (revoked.returncode, "10 seconds" in revoked.stdout) == (0, True)
    assert [bool(one["revoked"]) for one in listed(command)] == [False, True]
    shown = command("keys", "list").stdout
    assert "revoked" in shown
    assert key["id"] in shown


def test_keys_and_their_ends_go_into_dumps_and_come_back(command):
    command("keys", "create", "张三", "--role", "editor")
    (key,) = listed(command)
    command("keys", "revoke", key["id"])
    before = listed(command)
    assert command("dump", "d.gz").returncode == 0
    command.variables["GRAPH_STORE"] = "file:again.db"
    restored = command("restore", "d.gz")
    assert restored.returncode == 0, restored.stderr

    assert listed(command) == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("create", "张三", "--role", "root"), "no role 'root'"),
        (("create", " "), "whose key"),
        (("revoke", "7f3a9c21"), "no key '7f3a9c21'"),
    ],
)
def test_what_cannot_be_done_is_said(command, arguments, sentence):
    ended = command("keys", *arguments)
    assert ended.returncode == 2
    assert sentence in ended.stderr

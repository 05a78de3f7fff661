"""Serving: the demonstration, a taken port, being stopped."""

from __future__ import annotations

import json
import signal
import socket
import urllib.request

from graph_service.demo import DEMO_QUERY


def test_the_demo_imports_once_and_answers_the_query_it_shows(command):
    with command.serving("demo") as (address, printed):
        first = ask(address, DEMO_QUERY)
        version = first["extensions"]["graphVersion"]
    assert "Importing sample data (illustrative" in printed
    assert f"Serving sample data on {address}" in printed

    with command.serving("demo") as (address, printed):
        second = ask(address, DEMO_QUERY)
        home = urllib.request.urlopen(address).read().decode()
    assert "Importing" not in printed

    assert second["extensions"]["graphVersion"] == version
    assert second["data"] == first["data"]
    found = first["data"]["analytics"]["weakIndustryLinks"]
    assert found["asOf"] == "2023-12-31"
    assert found["considered"] == 60
    assert len(found["rows"]) == 5
    assert "Illustrative" in home


def test_a_taken_port_is_a_sentence_before_anything_is_made(command, complaint):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        ended = command("demo", PORT=str(port))

    assert ended.returncode == 7
    assert f"port {port}" in complaint(ended)
    assert f"PORT={port + 1} make demo" in complaint(ended)
    assert list(command.folder.iterdir()) == []


def test_a_served_store_can_be_read_by_others(command):
    with command.serving("serve") as (address, printed):
        assert f"Serving file:var/graph.db on {address}/graphql" in printed
        ready = json.loads(urllib.request.urlopen(f"{address}/readyz").read())
        info = json.loads(command("info", "--json").stdout)

    assert ready["status"] == "ready"
    assert info["version"] == ready["graphVersion"]


def test_ctrl_c_ends_serving_without_complaint(command):
    with command.start("serve", "--port", str(free_port())) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        complaints = process.stderr.read()

    assert process.returncode == 0
    assert complaints == ""
    assert command("info").returncode == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(address: str, query: str) -> dict:
    request = urllib.request.Request(
        f"{address}/graphql",
        json.dumps({"query": query}).encode(),
        {"content-type": "application/json"},
    )
    return json.loads(urllib.request.urlopen(request).read())

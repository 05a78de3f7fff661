"""A real server that finds nothing compiled answers at once, and all of it when it has compiled."""

import contextlib
import json
import threading
import time
import urllib.request
from pathlib import Path

import pytest

GIVEN = 240
"""Seconds within which everything is compiled, whatever else the machine does."""
CENTRAL = "{ analytics { centrality(measures: [CORE], first: 1) { n } } }"
TIES = "{ analytics { collaborationNetwork(first: 1) { totals { nodes } } } }"


def ask(address, query):
    request = urllib.request.Request(
        f"{address}/graphql",
        json.dumps({"query": query}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def pauses():
    """As many turns as fit into the time given, with what is compiled at work in between."""
    until, never = time.monotonic() + GIVEN, threading.Event()
    while time.monotonic() < until:
        yield
        never.wait(0.2)


@pytest.fixture
def nothing_compiled(tmp_path):
    folder = tmp_path / "kernels"
    folder.mkdir()
    return {"NUMBA_CACHE_DIR": str(folder)}


def test_fields_that_need_kernels_are_unavailable_until_they_are_compiled(
    command, sample_store, nothing_compiled
):
    variables = {"GRAPH_STORE": sample_store, "GRAPH_READ_ONLY": "true", **nothing_compiled}
    with command.serving("serve", **variables) as (address, _):
        at_first = ask(address, CENTRAL)
        assert at_first["data"]["analytics"]["centrality"] is None
        (error,) = at_first["errors"]
        assert error["extensions"]["code"] == "UNAVAILABLE"
        assert error["message"].startswith("warming: ")
        # The rest of the service goes on.
        assert ask(address, TIES)["data"]["analytics"]["collaborationNetwork"]["totals"]["nodes"]
        answer = at_first
        for _ in pauses():
            if "errors" not in answer:
                break
            answer = ask(address, CENTRAL)
        assert answer["data"]["analytics"]["centrality"]["n"] > 100
    assert list((command.folder / "kernels").rglob("warm-*"))


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are not files here")
def test_a_server_that_stops_while_it_compiles_leaves_no_process_behind(
    command, sample_store, nothing_compiled
):
    variables = {"GRAPH_STORE": sample_store, "GRAPH_READ_ONLY": "true", **nothing_compiled}
    with command.serving("serve", **variables) as (address, _):
        assert "errors" in ask(address, CENTRAL)
        # The compiler and its workers.
        assert any(len(processes_with(nothing_compiled)) >= 3 for _ in pauses())
    assert any(not processes_with(nothing_compiled) for _ in pauses())


def processes_with(variables):
    """Who runs with these variables in its environment."""
    wanted = {f"{name}={value}".encode() for name, value in variables.items()}
    found = []
    for process in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if wanted <= {*process.read_bytes().split(b"\0")}:
                found.append(process.parent.name)
    return found

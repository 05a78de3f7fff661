"""How long a small query takes while a large file, sent over HTTP, is being imported.

The server and the import's rival, the command, are processes of their own; this one asks, one
question after the other on a kept-alive connection, and counts every answer.
"""

from __future__ import annotations

import csv
import http.client
import importlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import office_tables
from process import HERE, SERVICE, run
from server import free_port, served

ROWS = 100_000
PAUSE = 0.002
"""Seconds between an answer and the next question."""
LOOKUP = "query One($id: ID!) { platform(id: $id) { id name establishedOn } }"
PAGE = "{ platforms(first: 10, orderBy: [{name: ASC}]) { edges { node { id name } } } }"


class Asker:
    """Asks one server."""

    def __init__(self, port: int, key: str) -> None:
        self.key = key
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def request(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Any:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, path, body, {"Authorization": f"Bearer {self.key}", **sent})
        answer = self.connection.getresponse()
        read = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"{path} was answered with {answer.status}: {read.decode()}")
        return json.loads(read)

    def ask(self, query: str, variables: dict[str, Any] | None = None) -> tuple[float, Any]:
        """Seconds until the answer, and its data."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        begun = time.perf_counter()
        answer = self.request("POST", "/graphql", body, Content_Type="application/json")
        seconds = time.perf_counter() - begun
        if "errors" in answer:
            raise SystemExit(str(answer["errors"]))
        return seconds, answer["data"]

    def send(self, path: Path, **fields: str) -> str:
        """Send a file to be imported; return the job's id."""
        boundary = uuid4().hex
        parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
        parts.append(f'name="file"; filename="{path.name}"\r\n\r\n'.encode() + path.read_bytes())
        head = f"--{boundary}\r\nContent-Disposition: form-data; ".encode()
        body = b"".join(head + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        return str(self.request("POST", "/imports", body, Content_Type=kind)["id"])


def write_table(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(office_tables.HEADERS)
        out.writerows(office_tables.clean(rows))


def measure(asker: Asker, go_on: Callable[[], bool]) -> dict[str, list[float]]:
    """Ask in turn until it is enough; milliseconds by question."""
    _, known = asker.ask(PAGE)
    ids = [edge["node"]["id"] for edge in known["platforms"]["edges"]]
    taken: dict[str, list[float]] = {"lookup": [], "page of 10": []}
    turn = 0
    while go_on():
        turn += 1
        taken["lookup"].append(asker.ask(LOOKUP, {"id": ids[turn % len(ids)]})[0] * 1000)
        time.sleep(PAUSE)
        if turn % 5 == 0:
            taken["page of 10"].append(asker.ask(PAGE)[0] * 1000)
            time.sleep(PAUSE)
    return taken


def one_store(name: str, url: str, folder: Path, rows: int) -> list[str]:
    """Begin with a tenth of the rows, then ask while the others are imported."""
    first, table = folder / "first.csv", folder / "table.csv"
    write_table(first, rows // 10)
    write_table(table, rows)
    os.environ.update(GRAPH_STORE=url)
    run(SERVICE, "import", first, "--as", "Platform")
    key = run(SERVICE, "keys", "create", "benchmark", "--role", "editor").output.strip()
    lines, port = [], free_port()
    with served(port, SERVICE, "serve", ready="/readyz", folder=folder):
        asker, watcher = Asker(port, key), Asker(port, key)
        measure(asker, _for(1))
        lines += told_times(f"{name}, at rest", measure(asker, _for(3)))
        begun = time.perf_counter()
        job = watcher.send(table, by="benchmark", **{"as": "Platform"})
        state: dict[str, Any] = {}
        looked = [0.0]

        def runs() -> bool:
            now = time.perf_counter()
            if now - looked[0] > 1:
                state.update(watcher.request("GET", f"/imports/{job}"))
                looked[0] = time.perf_counter()
            return not state["ended"]

        taken = measure(asker, runs)
        seconds = time.perf_counter() - begun
        if state["state"] != "DONE":
            raise SystemExit(f"The import is {state['state']}: {state['error']}")
        lines += told_times(f"{name}, while {rows:,} rows are imported", taken)
        lines += told_times(f"{name}, at rest afterwards", measure(asker, _for(3)))
    lines.append(f"{name}: the job took {seconds:.1f} s, {rows / seconds:,.0f} rows / s.")
    return lines


def told_times(when: str, taken: dict[str, list[float]]) -> list[str]:
    lines = []
    for query, times in taken.items():
        cuts = statistics.quantiles(times, n=100)
        numbers = (statistics.median(times), cuts[94], cuts[98], max(times))
        told = " | ".join(f"{number:.1f}" for number in numbers)
        lines.append(f"| {when}: {query} | {len(times):,} | {told} |")
    return lines


def _for(seconds: float) -> Callable[[], bool]:
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() < end


def main(rows: int = ROWS, *stores: str) -> str:
    lines = [
        "| small queries over HTTP | asked | p50, ms | p95, ms | p99, ms | longest, ms |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    sys.path.append(str(HERE.parent / "tools" / "neo4j"))
    with tempfile.TemporaryDirectory() as folder:
        if "embedded" in stores or not stores:
            lines += one_store("embedded", f"file:{folder}/graph.db", Path(folder), rows)
        if "neo4j" in stores or not stores:
            started = importlib.import_module("launcher").started
            with started() as server:
                lines += one_store("Neo4j", server.url, Path(folder), rows)
    return "\n".join(line for line in sorted(lines, key=lambda line: not line.startswith("|")))


if __name__ == "__main__":
    print(main(*map(int, sys.argv[1:2]), *sys.argv[2:]))

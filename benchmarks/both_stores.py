"""The embedded store and Neo4j in one run: import, queries, snapshots, and what should be refused.

The tests' environment has `neo4j-rust-ext`; where that is measured, the plain driver is too.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import big_graph
from percentiles import percentiles
from process import HERE, SERVICE, run
from queries import LINKS, OUR_LOOKUP, OUR_PAGE, UNIVERSITIES, Client, body, import_names
from server import free_port, served

sys.path.append(str(HERE.parent / "tools" / "neo4j"))

ROWS = importlib.import_module("import").ROWS

BUSIEST = """
query Busiest($first: Int!) {
  universities(first: $first, orderBy: [{projectsCount: DESC}]) { edges { node { id pic name } } }
}
"""
AROUND = """
query Around($id: ID!) {
  university(id: $id) {
    name
    projects(first: 10, orderBy: [{number: ASC}]) { edges { node {
      number
      participants(first: 10, orderBy: [{name: ASC}]) { edges { node {
        id name
        projects(first: 5, orderBy: [{number: ASC}]) { edges { node { number startOn } } }
      } } }
    } } }
  }
}
"""

FACETS = """
query Facets($top: Int!) {
  organizations { totalCount facets(fields: [country], top: $top) { other missing values { value count } } }
}
"""
SEARCH = """
query Search($text: String!) {
  search(text: $text, first: 10) { totalCount hits { node { id ... on Organization { name } } } }
}
"""


def hops(number: int) -> str:
    """Organisations with a condition on what is so many links away."""
    fields = ("projects", "participants")
    condition = '{number: {eq: "1"}}' if number % 2 else '{name: {eq: "x"}}'
    for at in reversed(range(number)):
        condition = f"{{{fields[at % 2]}: {{some: {{node: {condition}}}}}}}"
    return f"{{ organizations(where: {condition}) {{ edges {{ node {{ id }} }} }} }}"


HUB = """
query Hub($id: ID!) {
  project(id: $id) {
    participants(first: 20, orderBy: [{name: DESC}], where: {edge: {role: {eq: PARTICIPANT}}}) {
      totalCount edges { node { id name } }
    }
  }
}
"""
COUNT = "{ organizations(where: {projectsCount: {gt: 3}}) { totalCount } }"


def main() -> Iterator[str]:
    """Give each table as it is there; takes a quarter of an hour."""
    from launcher import started

    with started() as server, tempfile.TemporaryDirectory() as folder:
        refused = [
            hard(server.url, f"filter over {n} hops, empty database", hops(n)) for n in (3, 4, 5)
        ]
        urls = {"embedded": f"file:{folder}/graph.db", "Neo4j": server.url}
        yield imports(urls["embedded"], server.url)
        pics, queries = ask(urls, Path(folder))
        yield queries
        yield pages(server.url, pics)
    with started() as server:
        with session_of(server.url) as session:
            run(SERVICE, "--store", server.url, "migrate")
            big_graph.write(session)
        yield snapshots(server.url)
        yield deep_filter(server.url)
        refused.append(hard(server.url, "page below 100,000 links", HUB, id=big_graph.HUB))
        refused.append(hard(server.url, "count only, by number of links", COUNT))
    yield "\n".join(
        ("| on Neo4j | first, ms | again, ms | |", "| --- | --- | --- | --- |", *refused)
    )


def imports(embedded: str, server: str) -> str:
    """Import into both; into the server also when it has run for a while, as servers have."""
    lines = [
        "| import of 144,726 rows | seconds | processor seconds | rows / s | peak memory, MB |",
        "| --- | --- | --- | --- | --- |",
    ]
    import_cordis = importlib.import_module("import").import_cordis

    def measured(name: str, url: str, environment: dict[str, str] | None = None) -> None:
        took = import_cordis(url, environment)
        lines.append(
            f"| {name} | {took.seconds:.1f} | {took.cpu_seconds:.1f} | {ROWS / took.seconds:,.0f} "
            f"| {took.peak_mb:,.0f} |"
        )

    measured("embedded", embedded)
    measured("Neo4j, just started", server)
    for name, environment in drivers():
        empty(server)
        measured(f"Neo4j, {name}", server, environment)
    import_names(embedded)
    import_names(server)
    return "\n".join(lines)


def empty(url: str) -> None:
    with session_of(url) as session:
        text = "MATCH (n) WITH n LIMIT 20000 DETACH DELETE n RETURN count(*)"
        while session.run(text).single(strict=True)[0]:
            pass


@contextlib.contextmanager
def client(url: str, folder: Path) -> Iterator[Client]:
    port = free_port()
    with served(port, SERVICE, "--store", url, "serve", ready="/readyz", folder=folder):
        yield Client(port, "/graphql")


def ask(urls: dict[str, str], folder: Path) -> tuple[list[str], str]:
    """Ask both the same, in turn, and compare the answers first."""
    lines = [
        "| query over HTTP | embedded p50 / p95, ms | Neo4j p50 / p95, ms |",
        "| --- | --- | --- |",
    ]
    with client(urls["embedded"], folder) as ours, client(urls["Neo4j"], folder) as theirs:
        found = ours.data(BUSIEST, first=UNIVERSITIES)["universities"]["edges"]
        pics, id_ = sorted(edge["node"]["pic"] for edge in found), found[0]["node"]["id"]
        for name, times, query, values in (
            ("lookup", 500, OUR_LOOKUP, {"id": id_}),
            (f"page {UNIVERSITIES} x 2 x {LINKS}", 50, OUR_PAGE, {"pics": pics, "links": LINKS}),
            ("20 universities by number of links", 20, BUSIEST, {"first": 20}),
            ("3 hops: 10 x 10 x 5", 50, AROUND, {"id": id_}),
            ("facets of 35,871 organisations by country", 20, FACETS, {"top": 10}),
            (
                "search among 67,322 records: technical university",
                50,
                SEARCH,
                {"text": "technical university"},
            ),
        ):
            if ours.data(query, **values) != theirs.data(query, **values):
                raise SystemExit(f"The stores answer {name} differently.")
            taken: tuple[list[float], list[float]] = ([], [])
            for turn in range(times + 5):
                for seconds, one in zip(taken, (ours, theirs), strict=True):
                    took, _ = one.ask(body(query, **values))
                    if turn >= 5:
                        seconds.append(took)
            (p50, p95), (their_p50, their_p95) = map(percentiles, taken)
            lines.append(f"| {name} | {p50:.1f} / {p95:.1f} | {their_p50:.1f} / {their_p95:.1f} |")
    return pics, "\n".join(lines)


def drivers() -> Iterator[tuple[str, dict[str, str]]]:
    """The plain driver, and the one that decodes by Rust."""
    here = dict(os.environ)
    yield "plain driver", {**here, "PYTHONPATH": str(HERE / "plain_driver")}
    yield "with neo4j-rust-ext", here


def driver_side(environment: dict[str, str], *arguments: str) -> dict[str, Any]:
    command = [sys.executable, str(HERE / "driver_side.py"), *arguments]
    output = subprocess.run(
        command, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return json.loads(output)


def pages(url: str, pics: list[str]) -> str:
    lines = [
        f"| page {UNIVERSITIES} x 2 x {LINKS} | store p50 / p95, ms | driver p50 / p95, ms | ratio of p50 |",
        "| --- | --- | --- | --- |",
    ]
    for name, environment in drivers():
        found = driver_side(environment, "page", url, *pics)
        (p50, p95), (their_p50, their_p95) = found["store"], found["driver"]
        lines.append(
            f"| {name} | {p50:.1f} / {p95:.1f} | {their_p50:.1f} / {their_p95:.1f} "
            f"| {p50 / their_p50:.2f} |"
        )
    return "\n".join(lines)


def snapshots(url: str) -> str:
    lines = [
        "| 1,000,000 links, 160,000 nodes | as arrays, s | as rows (a, b), s | ratio | longest pause of the event loop, ms |",
        "| --- | --- | --- | --- | --- |",
        f"| in memory | {in_memory():.1f} | | | |",
    ]
    for name, environment in drivers():
        found = driver_side(environment, "snapshot", url)
        arrays, rows = found["arrays"], found["rows"]
        lines.append(
            f"| Neo4j, {name} | {arrays:.1f} | {rows:.1f} | {rows / arrays:.1f} "
            f"| {found['pause'] * 1000:.0f} |"
        )
    return "\n".join(lines)


def deep_filter(url: str) -> str:
    """The same condition three hops deep in memory and on the server."""
    from driver_side import DAY, deep_plan

    from graph_service.store.interpreter import run_plan
    from graph_service.store.port import ReadContext
    from schema.catalogue import load_catalogue

    catalogue = load_catalogue()
    graph, taken = big_graph.in_memory(catalogue), []
    for _ in range(6):
        begun = time.perf_counter()
        found = run_plan(graph, catalogue, deep_plan(), ReadContext(DAY)).count
        taken.append(time.perf_counter() - begun)
    there = driver_side(dict(os.environ), "deep", url)
    if there["found"] != found:
        raise SystemExit("The stores find different firms by a deep condition.")
    return "\n".join(
        (
            f"| three hops deep on 1,000,000 links, {found:,} found | first, ms | best of 5, ms |",
            "| --- | --- | --- |",
            f"| in memory | {taken[0] * 1000:,.0f} | {min(taken[1:]) * 1000:,.0f} |",
            f"| Neo4j | {there['first'] * 1000:,.0f} | {there['best'] * 1000:,.0f} |",
        )
    )


def in_memory() -> float:
    from driver_side import snapshot_request

    from graph_service.store.columnar import build_tables
    from schema.catalogue import load_catalogue

    catalogue = load_catalogue()
    graph = big_graph.in_memory(catalogue)
    gc.collect()
    begun = time.perf_counter()
    build_tables(graph, catalogue, snapshot_request(), "bench.1")
    return time.perf_counter() - begun


def hard(url: str, name: str, query: str, **values: Any) -> str:
    """What a query that could hang the server costs, or how it is refused."""
    with tempfile.TemporaryDirectory() as folder, client(url, Path(folder)) as one:
        first, content = one.ask(body(query, **values))
        again, _ = one.ask(body(query, **values))
    errors = json.loads(content).get("errors")
    how = errors[0]["extensions"]["code"] if errors else "answered"
    return f"| {name} | {first * 1000:,.0f} | {again * 1000:,.0f} | {how} |"


@contextlib.contextmanager
def session_of(url: str) -> Iterator[Any]:
    from neo4j import GraphDatabase

    with (
        GraphDatabase.driver(url, notifications_min_severity="OFF") as driver,
        driver.session() as session,
    ):
        yield session


if __name__ == "__main__":
    for table in main():
        print(table, end="\n\n", flush=True)

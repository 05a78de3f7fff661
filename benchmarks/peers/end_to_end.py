"""From a store to an answer about who works with whom: ours beside rows, `nx.Graph` and networkx.

Ours is what the service does for the first question after an import: columns of the whole graph,
the network of the question, the kernel, the best ten. The other side reads the participations as
rows of two ids, in memory straight from the store's links, adds Newman's weights up in a
dictionary, and asks networkx. Both answers are compared.
"""

from __future__ import annotations

import asyncio
import importlib
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import numpy as np
from process import HERE

DAY, TIMES, BEST = "2024-12-31", 3, 10
QUESTIONS = ("PageRank, best 10", "components", "core numbers", "constraint, weighted")
AIMS = {"embedded": 15, "Neo4j": 8}


def main(*stores: str) -> None:
    """Import CORDIS into each store and ask both sides, each in a process of its own."""
    sys.path.append(str(HERE.parent / "tools" / "neo4j"))
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        urls = {"embedded": f"file:{folder}/graph.db"}
        if not stores or "Neo4j" in stores:
            urls["Neo4j"] = stack.enter_context(importlib.import_module("launcher").started()).url
        for store, url in urls.items():
            if stores and store not in stores:
                continue
            importlib.import_module("import").import_cordis(url)
            print("\n".join(table(store, url)), end="\n\n", flush=True)


def table(store: str, url: str) -> Iterator[str]:
    ours, plain = asked(url, "ours"), asked(url, "networkx")
    for name in QUESTIONS:
        if not np.allclose(ours[name]["answer"], plain[name]["answer"], rtol=1e-6):
            raise SystemExit(f"{name} is answered differently.")
    yield f"| {store}, CORDIS, cold | ours, s | rows, nx.Graph, networkx, s | ratio |"
    yield "| --- | --- | --- | --- |"
    yield f"| to the graph | {ours['graph']:.2f} | {plain['graph']:.2f} | {plain['graph'] / ours['graph']:.1f} |"
    for name in QUESTIONS:
        seconds = [side["graph"] + side[name]["seconds"] for side in (ours, plain)]
        yield f"| {name} | {seconds[0]:.2f} | {seconds[1]:.2f} | {seconds[1] / seconds[0]:.1f} |"
    yield ""
    yield f"Aim: at least {AIMS[store]} times."


def asked(url: str, side: str) -> dict[str, Any]:
    command = [sys.executable, str(HERE / "analytics.py"), "answer", url, side]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(output)


def answer(url: str, side: str) -> None:
    """Answer all questions from one store; the best of three, or once by networkx."""
    make, questions = SIDES[side]
    if side == "ours":
        warm()
    rounds = [
        asyncio.run(timed(url, make, questions)) for _ in range(TIMES if side == "ours" else 1)
    ]
    best: dict[str, Any] = {"graph": min(told["graph"] for told in rounds)}
    for name in QUESTIONS:
        best[name] = min((told[name] for told in rounds), key=lambda one: one["seconds"])
    print(json.dumps(best))


async def timed(url: str, make: Callable[..., Any], questions: tuple[Any, ...]) -> dict[str, Any]:
    from graph_service.store import open_store
    from graph_service.store.access import Access
    from schema.catalogue import load_catalogue

    catalogue = load_catalogue()
    store = await open_store(url, catalogue, access=Access(read_timeout=300.0))
    await store.version()  # Opened, and everything read from disk.
    begun = time.perf_counter()
    graph = await make(store, url, catalogue)
    told: dict[str, Any] = {"graph": time.perf_counter() - begun}
    for name, question in zip(QUESTIONS, questions, strict=True):
        begun = time.perf_counter()
        found = question(graph)
        told[name] = {"seconds": time.perf_counter() - begun, "answer": found}
    await store.close()
    return told


async def our_graph(store: Any, _url: str, catalogue: Any) -> Any:
    from analytics.networks.network import NetworkQuestion, network_of
    from graph_service.ecosystem import ecosystem_of

    tables = await store.snapshot(ecosystem_of(catalogue, DAY))
    return network_of(tables, NetworkQuestion(types=catalogue.members("Organization"))).graph


def our_ranks(graph: Any) -> list[float]:
    from analytics.kernels.pagerank import pagerank

    rank, _ = pagerank(graph.offsets, graph.neighbours, graph.weights, directed=False)
    return sorted(rank[np.argpartition(rank, -BEST)[-BEST:]].tolist())


def our_components(graph: Any) -> list[int]:
    from analytics.kernels.components import components

    sizes = np.bincount(components(graph.offsets, graph.neighbours))
    return [len(sizes), int(sizes.max())]


def our_cores(graph: Any) -> list[int]:
    from analytics.kernels.cores import core_numbers

    found = core_numbers(graph.offsets, graph.neighbours)
    return [int(found.max()), int(found.sum())]


def our_constraint(graph: Any) -> list[float]:
    from analytics.kernels.holes import holes

    found = holes(graph.offsets, graph.neighbours, graph.weights).constraint
    return [float(np.nanmean(found))]


async def plain_graph(store: Any, url: str, _catalogue: Any) -> Any:
    import networkx as nx

    members: dict[str, list[str]] = {}
    if url.startswith("file:"):
        links = store._state.graph.links.values()  # noqa: SLF001 - nothing is faster
        rows = [(one.source.id, one.target.id) for one in links if one.type == "PARTICIPATES_IN"]
    else:
        rows = await driver_rows(url)
    for organization, project in rows:
        members.setdefault(project, []).append(organization)
    weights: dict[tuple[str, str], float] = {}
    for together in members.values():
        for pair in itertools.combinations(sorted(together), 2):
            weights[pair] = weights.get(pair, 0.0) + 1 / (len(together) - 1)
    graph = nx.Graph()
    graph.add_nodes_from({organization for organization, _ in rows})
    graph.add_weighted_edges_from((u, v, weight) for (u, v), weight in weights.items())
    return graph


async def driver_rows(url: str) -> list[tuple[str, str]]:
    from neo4j import AsyncGraphDatabase

    async with (
        AsyncGraphDatabase.driver(url, notifications_min_severity="OFF") as driver,
        driver.session(default_access_mode="READ") as session,
    ):
        result = await session.run(
            "MATCH (a:Organization)-[:PARTICIPATES_IN]->(b:Project) RETURN a.id, b.id"
        )
        return [(a, b) async for a, b in result]


def plain_ranks(graph: Any) -> list[float]:
    import networkx as nx

    return sorted(nx.pagerank(graph).values())[-BEST:]


def plain_components(graph: Any) -> list[int]:
    import networkx as nx

    sizes = [len(part) for part in nx.connected_components(graph)]
    return [len(sizes), max(sizes)]


def plain_cores(graph: Any) -> list[int]:
    import networkx as nx

    found = nx.core_number(graph).values()
    return [max(found), sum(found)]


def plain_constraint(graph: Any) -> list[float]:
    import networkx as nx

    return [float(np.nanmean(list(nx.constraint(graph, weight="weight").values())))]


SIDES = {
    "ours": (our_graph, (our_ranks, our_components, our_cores, our_constraint)),
    "networkx": (plain_graph, (plain_ranks, plain_components, plain_cores, plain_constraint)),
}


def warm() -> None:
    """A server compiles when it starts, not when it is asked."""
    from analytics.kernels.warming import KERNELS

    for name in KERNELS:
        importlib.import_module(f"analytics.kernels.{name}").warm()

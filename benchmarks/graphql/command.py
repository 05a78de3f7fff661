"""Our server beside other GraphQL servers with the same data.

Every server is a process of its own on one core, the one who asks has the other. All are started
before anything is measured, and those that are not asked do nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import contenders
import data
import same
from beside_maps import beside_maps
from contenders import OURS, Contender, Running, running
from kept import again
from load import in_a_loop
from on_neo4j import on_neo4j
from questions import Question, questions
from rounds import in_rounds
from tables import Aim, aims, aims_table, table

HERE = Path(__file__).resolve().parent
PEERS = ("strawberry", "ariadne", "yoga", "yoga-jit", "mercurius")
QUESTIONS = ("small", "page", "map")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.graphql", description=__doc__)
    parser.add_argument("--servers", nargs="*", choices=PEERS, default=PEERS, help="beside ours")
    parser.add_argument("--questions", nargs="*", choices=QUESTIONS, default=QUESTIONS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each turn in a round")
    parser.add_argument("--warm-up", type=float, default=6.0, help="seconds for each server")
    parser.add_argument("--beside", type=float, default=15.0, help="seconds beside maps; 0: none")
    parser.add_argument("--neo4j", choices=("too", "only", "not"), default="too")
    parser.add_argument("--small-graph", action="store_true", help="to try it out; has no map")
    parser.add_argument("--keep", type=Path, help="folder that keeps the data for the next run")
    return parser.parse_args()


def prepare(folder: Path, size: data.Size) -> data.Graph:
    """Draw the graph; write it into our store and for the peers, unless it is there."""
    graph = data.drawn(size)
    if not (folder / "graph.json").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        asyncio.run(data.fill(f"file:{folder / 'graph.db'}", graph))
        graph.write(folder / "graph.json")
    return graph


def limit(folder: Path, every: dict[str, Question], seconds: float) -> str:
    """What the one who asks can do."""
    trivial = Contender("trivial", (sys.executable, HERE / "trivial.py"), {}, "/")
    with running(trivial, folder) as server:
        asked = in_a_loop(server.port, every["small"].requests(), lines=8, seconds=seconds)
    return f"A server that does nothing answers {asked.rate:,.0f} requests / s to the one who asks."


def main(chosen: argparse.Namespace) -> Iterator[str]:
    """Give each table as it is there."""
    os.sched_setaffinity(0, {contenders.ASKING_CORE})
    with ExitStack() as stack:
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder = (chosen.keep or temporary).resolve()
        graph = prepare(folder, data.SMALL if chosen.small_graph else data.Size())
        every = questions(graph)
        asked = {name: every[name] for name in chosen.questions}
        reached: list[Aim] = []
        if chosen.neo4j != "only":
            yield from in_memory(chosen, folder, every, dict(asked), reached)
        if chosen.neo4j != "not":
            yield from on_server(chosen, folder, graph, asked, reached)
        if reached:
            yield aims_table(reached)


def in_memory(
    chosen: argparse.Namespace,
    folder: Path,
    every: dict[str, Question],
    asked: dict[str, Question],
    reached: list[Aim],
) -> Iterator[str]:
    """Our embedded store beside peers that have the data in memory."""
    with ExitStack() as stack:
        yield limit(folder, every, chosen.seconds)
        store = f"file:{folder / 'graph.db'}"
        ours, kept = (
            stack.enter_context(running(contenders.ours(store, kept=keep), folder))
            for keep in (False, True)
        )
        if "map" in asked and not same.write_map(ours, every["map"], folder):
            del asked["map"]
            yield "Our server has no such map, so nobody is asked for one."
        peers = contenders.peers(folder)
        servers = [
            ours,
            *(stack.enter_context(running(peers[key], folder)) for key in chosen.servers),
        ]
        yield from measure(chosen, asked, servers, kept, reached)


def on_server(
    chosen: argparse.Namespace,
    folder: Path,
    graph: data.Graph,
    asked: dict[str, Question],
    reached: list[Aim],
) -> Iterator[str]:
    """Ours beside @neo4j/graphql on one Neo4j."""
    for text in on_neo4j(
        graph,
        asked,
        folder,
        keep=chosen.keep is not None,
        rounds=chosen.rounds,
        seconds=chosen.seconds,
        warm_up=chosen.warm_up,
        beside=chosen.beside,
    ):
        if isinstance(text, str):
            yield text
        else:
            reached += text


def measure(
    chosen: argparse.Namespace,
    asked: dict[str, Question],
    servers: list[Running],
    kept: Running,
    reached: list[Aim],
) -> Iterator[str]:
    """Each question, then both kinds beside each other, then kept answers."""
    taken = {}
    for name, question in asked.items():
        size = same.check([*servers, kept], question)
        taken[name] = in_rounds(
            [(server, question) for server in servers],
            rounds=chosen.rounds,
            seconds=chosen.seconds,
            warm_up=chosen.warm_up,
        )
        yield table(f"{question.name}, {size} bytes", taken[name], question.lines)
    reached += aims(taken)
    if chosen.beside and {"small", "map"} <= asked.keys():
        small, drawn = asked["small"], asked["map"]
        p99s, text = beside_maps([(one, small, drawn) for one in servers], chosen.beside)
        yield text
        reached.append(Aim("p99 of a small question beside maps, ms", 25, p99s[OURS], least=False))
    repeated = [question for name, question in asked.items() if name != "small"]
    if repeated:
        rates, text = again(kept, repeated, chosen.seconds)
        yield text
        if "map" in rates:
            reached.append(Aim("a map that is kept, requests / s", 1_000, rates["map"]))

"""Where the processor time of a request goes, inside the process: no HTTP, no other process.

Serves a generated graph of 5,000 organisations, people and projects, asks for one organisation and
for a page of 50 organisations with 10 people and 10 projects each, and prints what every part of
the way takes. With a url of an empty Neo4j server as argument it asks that one.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections.abc import Callable
from typing import Any

from graph_service.api.exchange import Asked
from graph_service.api.service import Service, make_service
from graph_service.settings import Settings
from graph_service.store import open_store
from graph_service.store.access import Access
from schema.catalogue import load_catalogue
from schema.statements import LinkStatement, NodeStatement, Run, Statement

SIZE, LINKS = 5_000, 12
SMALL = """query Small($id: ID!) {
  enterprise(id: $id) { id name city uscc address website }
}"""
PAGE = """query Page($first: Int!) {
  enterprises(first: $first) { nodes { id name city uscc
    talents(first: 10) { edges { node { id name title field } } }
    projects(first: 10) { edges { node { id name number startOn } } }
  } }
}"""
ASKED = {"small": (SMALL, {"id": "e17"}), "page": (PAGE, {"first": 50})}


def said() -> list[Statement]:
    """Organisations with twelve people and twelve projects each."""
    rng = random.Random(1)
    nodes: list[tuple[str, str, dict[str, Any]]] = []
    for at in range(SIZE):
        code = f"9133{at:014d}"
        nodes += (
            (
                "Enterprise",
                f"e{at}",
                {
                    "name": f"Enterprise {at}",
                    "city": f"City {at % 40}",
                    "uscc": code,
                    "address": f"{at} Science Road",
                    "website": f"https://e{at}.example",
                },
            ),
            ("Talent", f"t{at}", {"name": f"Person {at}", "title": "Professor", "field": "Optics"}),
            (
                "Project",
                f"p{at}",
                {"name": f"Project {at}", "number": f"N{at}", "startOn": f"20{10 + at % 13}-03-01"},
            ),
        )
    links = [
        link
        for at in range(SIZE)
        for link in (
            *(
                ("AFFILIATED_WITH", f"t{other}", f"e{at}")
                for other in rng.sample(range(SIZE), LINKS)
            ),
            *(
                ("PARTICIPATES_IN", f"e{at}", f"p{other}")
                for other in rng.sample(range(SIZE), LINKS)
            ),
        )
    ]
    role = {"PARTICIPATES_IN": {"role": "PARTICIPANT"}}
    return [
        *(NodeStatement(at, id_, type_, values) for at, (type_, id_, values) in enumerate(nodes)),
        *(
            LinkStatement(len(nodes) + at, type_, source, target, "", role.get(type_, {}))
            for at, (type_, source, target) in enumerate(links)
        ),
    ]


class Clock:
    """Adds up the processor time of parts, each without the parts inside it."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._open: list[float] = []

    def timed(self, name: str, part: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            self._begin()
            try:
                return part(*arguments, **named)
            finally:
                self._end(name)

        return run

    def awaited(self, name: str, part: Callable[..., Any]) -> Callable[..., Any]:
        async def run(*arguments: Any, **named: Any) -> Any:
            self._begin()
            try:
                return await part(*arguments, **named)
            finally:
                self._end(name)

        return run

    def _begin(self) -> None:
        self._open.append(time.process_time())

    def _end(self, name: str) -> None:
        took = time.process_time() - self._open.pop()
        self.spent[name] = self.spent.get(name, 0.0) + took
        self._open = [begun + took for begun in self._open]


def watch(clock: Clock, service: Service) -> None:
    """Time the parts of the way; whatever is left over is execution."""
    from graph_service.api import root
    from graph_service.api.planning import Planner

    store: Any = service.store
    store.read = clock.awaited("store read", store.read)
    store.version = clock.awaited("context and version", store.version)
    for name in ("lookup", "scan"):
        setattr(Planner, name, clock.timed("plan", getattr(Planner, name)))
    root.planner_of = clock.timed("plan", root.planner_of)


async def ask(service: Service, query: str, variables: dict[str, Any]) -> bytes:
    answer = await service.engine.answer(Asked(query, variables), await service.context())
    return answer.body()


async def after_changes(service: Service, query: str, variables: dict[str, Any]) -> float:
    """The seconds of a request for which nothing is kept, because the graph has just changed."""
    took, times = 0.0, 20
    for at in range(times):
        person = NodeStatement(0, "someone", "Talent", {"name": f"{query} {at}"})
        await service.store.apply([person], Run(f"later {len(query)} {at}", "later"))
        begun = time.process_time()
        await ask(service, query, variables)
        took += time.process_time() - begun
    return took / times


async def main() -> None:
    """Print the parts, in milliseconds a request."""
    catalogue = load_catalogue()
    url = sys.argv[1] if len(sys.argv) > 1 else ":memory:"
    access = Access(os.environ.get("NEO4J_USER", "neo4j"), os.environ.get("NEO4J_PASSWORD", ""))
    store = await open_store(url, catalogue, access=access)
    try:
        if not await store.runs():
            run, statements = Run("run", "source"), said()
            for at in range(0, len(statements), 10_000):
                await store.apply(statements[at : at + 10_000], run)
        service = make_service(Settings(store_url=url, answers_bytes=0), store, catalogue)
        for name, (query, variables) in ASKED.items():
            times = 2_000 if name == "small" else 100
            for _ in range(5):
                body = await ask(service, query, variables)
            assert b'"errors"' not in body, body
            begun = time.process_time()
            for _ in range(times):
                await ask(service, query, variables)
            whole = time.process_time() - begun
            print(f"{name}: {len(body)} bytes, {whole / times * 1e3:.3f} ms a request")
            changed = await after_changes(service, query, variables)
            print(f"{name}, each time after a change of the graph: {changed * 1e3:.3f} ms")
        clock = Clock()
        watch(clock, service)
        answer = clock.awaited("execute and the rest", ask)
        for name, (query, variables) in ASKED.items():
            times = 2_000 if name == "small" else 100
            clock.spent.clear()
            for _ in range(times):
                await answer(service, query, variables)
            for part, took in clock.spent.items():
                print(f"  {name} {part}: {took / times * 1e3:.3f} ms")
    finally:
        await store.close()


if __name__ == "__main__":
    asyncio.run(main())

"""Questions about the product's own schema over a small graph, with the real resolvers."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from api_client import TODAY, CountingStore
from api_graph import STATEMENTS
from executors_compared import Case, Counted
from stores import MEMORY
from torture_queries import question

from graph_service.api.service import Service, make_service
from graph_service.settings import Settings
from schema.catalogue import load_catalogue
from schema.statements import NodeStatement, Run

IDS = ["alpha", "beta", "delta", "epsilon", "j1", "j2", "ouhai", "wu", "nobody"]
SAMPLES = {
    "ID": IDS,
    "String": ["", "a", "Alpha", "实验"],
    "PartialDate": ["2021", "2022-03", "2023-12-31"],
    "Int": [0, 1, 2, 3, 5, 50],
    "Float": [0, 1.5, 100.5],
}


@asynccontextmanager
async def serving() -> AsyncIterator[Service]:
    """Open the graph that everybody knows by heart, behind a service."""
    catalogue = load_catalogue()
    async with MEMORY.new(catalogue) as store:
        await store.apply(STATEMENTS, Run("run", "source"))
        settings = Settings(store_url=":memory:", today=TODAY, request_timeout=600)
        yield make_service(settings, store, catalogue)


def roots_with_rows(service: Service) -> set[str]:
    """The root fields that have something to answer of this graph."""
    known = {statement.type for statement in STATEMENTS if isinstance(statement, NodeStatement)}
    catalogue = service.built.served.catalogue
    return {
        "node",
        "nodes",
        *(t.plural for t in catalogue.types if known.intersection(catalogue.members(t.name))),
        *(f"{name[0].lower()}{name[1:]}" for name in known),
    }


@dataclass
class Reading:
    """A request's context, with what is counted of it."""

    context: Any
    order: list[str] = field(default_factory=list)

    @property
    def called(self) -> Counter[Any]:
        """How many plans were read."""
        return Counter({("read",): len(self.context.store.reads)})


class OurCase(Case):
    """A case whose context is a request's."""

    def execute(self, counted: Counted, cls: Any, number: int, **more: Any) -> Any:
        """Execute the document with the variables of a number."""
        reading = self.make()
        return self.executed(counted, cls, number, reading.context, reading, **more)


def requests(counted: Counted, service: Service) -> Callable[[], Reading]:
    """Return what begins a request whose reads are counted."""
    store: Any = service.store

    async def request() -> Reading:
        context = await service.context("request")
        context.store = CountingStore(store)
        return Reading(context)

    return lambda: counted.runner.run(request())


def our_cases(
    counted: Counted, service: Service, seeds: range, *, left: int = 25
) -> Iterator[OurCase]:
    """Write documents by seed."""
    schema, roots = service.built.graphql, roots_with_rows(service)
    make = requests(counted, service)
    for seed in seeds:
        made = question(
            schema,
            f"ours {seed}",
            roots=roots,
            samples_of=SAMPLES,
            without=frozenset({"after", "before"}),
            share=0.1,
            left=left,
            depth=6,
        )
        if made:
            yield OurCase(schema, made.document, made.variables, make)

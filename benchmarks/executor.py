"""What executing costs: the compiled executor beside strawberry's own, in one process.

Two schemas: a plain strawberry one over objects, and the service's own over the sample, where the
root field's rows are read once and kept. Parsing, validation and the store are no part of it.
Prints processor milliseconds, the least of several rounds, and their ratio.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import time
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Any

import strawberry
from graphql import GraphQLSchema, parse, validate
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from graph_service.api.executor.compiled import CompiledExecutor
from graph_service.api.executor.programs import Programs
from graph_service.api.service import Service, make_service
from graph_service.demo import import_sample
from graph_service.settings import Settings
from graph_service.store import open_store
from schema.catalogue import load_catalogue

ROUNDS = 5
SECONDS = 0.25
"""Of each executor in each round."""


@strawberry.enum
class Kind(Enum):
    FIRM = "firm"
    SCHOOL = "school"


@strawberry.type
class Person:
    id: strawberry.ID
    name: str
    role: str
    email: str | None


@strawberry.type
class Project:
    id: strawberry.ID
    title: str
    year: int
    budget: float


@strawberry.type
class Organization:
    id: strawberry.ID
    name: str
    kind: Kind
    city: str
    founded: int
    staff: int
    people: list[Person]
    projects: list[Project]


@strawberry.type
class Node:
    id: strawberry.ID
    label: str
    kind: Kind
    size: float


@strawberry.type
class Edge:
    source: str
    target: str
    kind: Kind
    weight: float


@strawberry.type
class Map:
    nodes: list[Node]
    edges: list[Edge]


def people() -> list[Person]:
    return [Person(id=f"p{i}", name=f"P {i}", role="lead", email=None) for i in range(10)]


def projects() -> list[Project]:
    return [Project(id=f"j{i}", title=f"J {i}", year=2000 + i, budget=1.5 * i) for i in range(10)]


ORGANIZATIONS = [
    Organization(
        id=f"o{i}",
        name=f"O {i}",
        kind=Kind.FIRM,
        city="Wenzhou",
        founded=1990 + i,
        staff=i,
        people=people(),
        projects=projects(),
    )
    for i in range(50)
]
MAP = Map(
    nodes=[Node(id=f"n{i}", label=f"N {i}", kind=Kind.SCHOOL, size=1.0) for i in range(5_000)],
    edges=[
        Edge(source=f"n{i % 5_000}", target=f"n{i % 77}", kind=Kind.FIRM, weight=0.5)
        for i in range(20_000)
    ],
)


@strawberry.type
class Query:
    @strawberry.field
    async def organization(self, id: strawberry.ID) -> Organization | None:  # noqa: A002 - its name
        return ORGANIZATIONS[int(id)]

    @strawberry.field
    async def organizations(self, first: int = 50) -> list[Organization]:
        return ORGANIZATIONS[:first]

    @strawberry.field
    async def map(self) -> Map:
        return MAP


PLAIN = {
    "small": (
        "query ($id: ID!) { organization(id: $id) { id name kind city founded staff } }",
        {"id": "7"},
    ),
    "page": (
        """{ organizations(first: 50) { id name kind city
             people { id name role email } projects { id title year budget } } }""",
        {},
    ),
    "map": ("{ map { nodes { id label kind size } edges { source target kind weight } } }", {}),
}
OURS = {
    "lookup": (
        "query ($id: ID!) { platform(id: $id) { id name buildMode staff area address } }",
        None,
    ),
    "page of nodes": (
        """{ organizations(first: 100) { nodes { id name status address
             projects(first: 10) { nodes { id name level startOn } }
             talents(first: 10) { nodes { id name title orcid } } } } }""",
        {},
    ),
    "page of edges": (
        """{ organizations(first: 100) { totalCount pageInfo { hasNextPage endCursor }
             edges { cursor node { id name status
                     projects(first: 10) { edges { role node { id name level startOn } } } } } } }""",
        {},
    ),
    "map": (
        """{ ecosystemMap(maxNodes: 5000, maxLinks: 20000) {
             nodes { id label type degree } links { source target type weight } } }""",
        {},
    ),
}


async def measured(
    schema: GraphQLSchema,
    text: str,
    variables: dict[str, Any],
    context: Callable[[], Awaitable[Any]],
) -> tuple[float, float, int]:
    """Return milliseconds of the stock executor and of the compiled one, and the answer's size."""
    document, programs = parse(text), Programs()
    assert validate(schema, document) == []

    async def once(kind: Any, **options: Any) -> Any:
        executor = kind.build(
            schema,
            document,
            context_value=await context(),
            raw_variable_values=variables,
            is_awaitable=optimized_is_awaitable,
            **options,
        )
        result = executor.execute_operation()
        return await result if optimized_is_awaitable(result) else result

    kinds = (
        (StrawberryGraphQLCoreExecutionContext, {}),
        (CompiledExecutor, {"programs": programs}),
    )
    answers = [await once(kind, **options) for kind, options in kinds]
    texts = [json.dumps([a.data, [e.formatted for e in a.errors or ()]]) for a in answers]
    assert texts[0] == texts[1]
    best = [float("inf")] * 2
    for _ in range(ROUNDS):
        for i, (kind, options) in enumerate(kinds):
            times, begun = 0, time.process_time()
            while time.process_time() - begun < SECONDS:
                await once(kind, **options)
                times += 1
            best[i] = min(best[i], (time.process_time() - begun) / times * 1000)
    return best[0], best[1], len(texts[0])


async def nothing() -> None:
    return None


async def of_service(service: Service, name: str) -> tuple[float, float, int]:
    """Measure a question of the service's schema; its root field is asked once."""
    schema = service.built.graphql
    text, variables = OURS[name]
    if variables is None:
        first = await service.answer("{ platforms(first: 1) { nodes { id } } }")
        variables = {"id": first["data"]["platforms"]["nodes"][0]["id"]}
    (operation,) = parse(text).definitions
    field = schema.query_type.fields[operation.selection_set.selections[0].name.value]
    resolve, kept = field.resolve, {}

    async def ask(source: Any, info: Any, **arguments: Any) -> Any:
        if "answer" not in kept:
            answer = resolve(source, info, **arguments)
            kept["answer"] = await answer if optimized_is_awaitable(answer) else answer
        return kept["answer"]

    field.resolve = ask
    try:
        context = await service.context()
        return await measured(schema, text, variables, lambda: asyncio.sleep(0, context))
    finally:
        field.resolve = resolve


def row(schema: str, name: str, told: tuple[float, float, int]) -> str:
    stock, compiled, size = told
    return (
        f"| {schema} | {name} | {size:,} | {stock:.3f} | {compiled:.3f} | {stock / compiled:.1f} |"
    )


@contextlib.contextmanager
def quiet():
    yield lambda *_: None


async def main() -> None:
    print("| schema | query | bytes | stock, ms | compiled, ms | ratio |")
    print("| --- | --- | --- | --- | --- | --- |")
    plain = strawberry.Schema(Query)._schema  # noqa: SLF001 - what is executed
    for name, (text, variables) in PLAIN.items():
        print(row("plain", name, await measured(plain, text, variables, nothing)))
    settings, catalogue = Settings(), load_catalogue()
    store = await open_store(":memory:", catalogue)
    try:
        await import_sample(store, settings=settings, say=lambda _text: None, progress=quiet)
        service = make_service(settings, store, catalogue)
        for name in OURS:
            print(row("the service's", name, await of_service(service, name)))
    finally:
        await store.close()


if __name__ == "__main__":
    gc.disable()
    asyncio.run(main())

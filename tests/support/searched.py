"""A few records to search for, and how a store is searched in tests."""

from __future__ import annotations

from contextlib import asynccontextmanager

from stores import Place

from graph_service.store.exploring import Search
from graph_service.store.port import ReadContext
from schema.catalogue import load_catalogue
from schema.statements import NodeStatement, Run

RUN = Run("r", "register")
TODAY = ReadContext("2023-12-31")
EVERY = load_catalogue().members("Node")

FEW = {
    "u1": ("University", ("温州大学", "Wenzhou University", "温大")),
    "u2": ("University", ("温州医科大学", "Wenzhou Medical University")),
    "e1": ("Enterprise", ("温州大学科技园有限公司",)),
    "e2": ("Enterprise", ("ABC",)),
    "e3": ("Enterprise", ("ABC (China)", "abc")),
    "e4": ("Enterprise", ("ABCD",)),
    "p1": ("Platform", ("乐清智能电气实验室",)),
}


def statements(records):
    return [
        NodeStatement(row, id_, type_, {"name": names[0], "aliases": tuple(names[1:])})
        for row, (id_, (type_, names)) in enumerate(records.items(), 1)
    ]


@asynccontextmanager
async def holding(place: Place, records):
    async with place.new() as store:
        await store.apply(statements(records), RUN)
        yield store


async def found(store, text, types=EVERY, limit=1_000, context=TODAY):
    answer = await store.search(Search(text, tuple(types), limit), context)
    return [(hit.id, int(hit.match)) for hit in answer.hits], answer.count

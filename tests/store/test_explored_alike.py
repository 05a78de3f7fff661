"""Graphs by hypothesis: both stores walk, search and sum up as naive code does, and alike."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

from explored import Example, answers, differences, examples, placed
from hypothesis import HealthCheck, Phase, given, settings
from stores import MEMORY, Place

from schema.statements import Run

ON_SERVER = 40


async def _asked(place: Place, asked):
    said = [statement for one in asked for statement in one.statements()]
    rows = [replace(statement, row=row) for row, statement in enumerate(said, 1)]
    async with place.new() as store:
        await store.apply(rows, Run("r", "register"))
        return await answers(store, asked)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(examples())
def test_small_graphs_are_explored_as_by_naive_code(example: Example):
    asked = placed([example])
    assert differences(asyncio.run(_asked(MEMORY, asked)), asked) == []


def _drawn(number: int) -> list[Example]:
    found: list[Example] = []

    @settings(
        max_examples=number,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(examples())
    def draw(example):
        found.append(example)

    draw()
    return found


def test_both_stores_explore_many_small_graphs_side_by_side_alike(neo4j_url, capsys):
    """All graphs at once: a server takes long to be emptied, and searches must tell them apart."""
    asked = placed(_drawn(ON_SERVER))
    on_server = asyncio.run(_asked(Place(neo4j_url), asked))
    in_memory = asyncio.run(_asked(MEMORY, asked))

    assert differences(on_server, asked) == []
    assert differences(in_memory, asked) == []
    # What naive code leaves open, such as who was passed by on the way, is the same too.
    assert on_server == in_memory
    told = Counter(
        name
        for walks in on_server
        if isinstance(walks, tuple) and isinstance(walks[0], dict)
        for name in ("paths", "excluded", "truncated")
        if walks[0][name]
    )
    with capsys.disabled():
        print(  # noqa: T201 - a run shows how much it tried
            f"\nexplored on both stores: {len(asked)} graphs, {len(on_server)} answers; "
            f"paths found {told['paths']}, cut {told['truncated']}, hubs excluded {told['excluded']}"
        )
    assert len(asked) >= ON_SERVER
    assert min(told["paths"], told["excluded"], told["truncated"]) > 0

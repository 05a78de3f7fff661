"""Paths and neighbourhoods on both stores, beside networkx."""

from __future__ import annotations

import random
import time
from contextlib import asynccontextmanager

import pytest
from naive_walks import NaiveWalks
from random_graphs import CATALOGUE, node, random_day, random_statements, tie
from stores import Place

from graph_service.store import walks
from graph_service.store.exploring import (
    Joint,
    Neighbour,
    Neighbourhood,
    NeighbourhoodAnswer,
    Paths,
    PathsAnswer,
)
from graph_service.store.port import DeadlineExceeded, ReadContext, TooLarge
from schema.statements import Decision, Run, Verdict

EVERY = CATALOGUE.members("Node")
LINKS = tuple(CATALOGUE.links)
TODAY = ReadContext("2021-06-30")

# Two ways of three links from A to D, and one of four over E and F; a loop at B.
#   A - B - C1 - D
#   A - B - C2 - D      A - E - F - C1
DIAMOND = [
    *(node(id_, "Work") for id_ in ("A", "B", "C1", "C2", "D", "E", "F", "far")),
    tie("FOLLOWS", "A", "B"),
    tie("FOLLOWS", "C1", "B"),
    tie("FOLLOWS", "B", "C2"),
    tie("FOLLOWS", "B", "B"),
    tie("FOLLOWS", "C1", "D"),
    tie("FOLLOWS", "D", "C2"),
    tie("FOLLOWS", "A", "E"),
    tie("FOLLOWS", "E", "F"),
    tie("FOLLOWS", "F", "C1"),
]


@asynccontextmanager
async def holding(place: Place, statements):
    async with place.new(CATALOGUE) as store:
        await store.apply([_row(s, n) for n, s in enumerate(statements, 1)], Run("r", "s"))
        yield store


def _row(statement, number):
    from dataclasses import replace

    return replace(statement, row=number)


def paths(source, target, longest=6, **given):
    return Paths(source, target, longest, EVERY, LINKS, **{"limit": 100, **given})


def around(centre, depth=1, **given):
    given = {"types": EVERY, "links": LINKS, "limit": 100, **given}
    return Neighbourhood(centre, depth, **given)


def follows(source, target):
    return Joint("FOLLOWS", source, target, "")


async def test_all_shortest_paths_are_told_whichever_way_the_links_point(place: Place):
    async with holding(place, DIAMOND) as store:
        found = await store.paths(paths("A", "D"), TODAY)
        assert found == PathsAnswer(
            paths=(("A", "B", "C1", "D"), ("A", "B", "C2", "D")),
            joints=(
                follows("A", "B"),
                follows("B", "C2"),
                follows("C1", "B"),
                follows("C1", "D"),
                follows("D", "C2"),
            ),
        )
        assert (await store.paths(paths("D", "A"), TODAY)).paths == (
            ("D", "C1", "B", "A"),
            ("D", "C2", "B", "A"),
        )
        assert await store.paths(paths("A", "A"), TODAY) == PathsAnswer(paths=(("A",),))
        assert await store.paths(paths("A", "far"), TODAY) == PathsAnswer()
        assert await store.paths(paths("A", "nobody"), TODAY) is None
        assert await store.paths(paths("nobody", "A"), TODAY) is None


async def test_paths_are_as_long_and_as_many_as_is_asked_for(place: Place):
    async with holding(place, DIAMOND) as store:
        assert await store.paths(paths("A", "D", 2), TODAY) == PathsAnswer()
        cut = await store.paths(paths("A", "D", 3, limit=1), TODAY)
        assert (cut.paths, cut.truncated) == ((("A", "B", "C1", "D"),), True)
        assert cut.joints == (follows("A", "B"), follows("C1", "B"), follows("C1", "D"))
        none = await store.paths(paths("A", "D", 3, limit=0), TODAY)
        assert none == PathsAnswer(truncated=True)


async def test_nobody_with_too_many_links_is_passed_through_and_it_is_said(place: Place):
    # B has four links, its loop counted once; A has two, D has two, C1 three.
    async with holding(place, DIAMOND) as store:
        assert (await store.paths(paths("A", "D", busiest=4), TODAY)).excluded == ()
        round_b = await store.paths(paths("A", "D", busiest=3), TODAY)
        assert round_b.paths == (("A", "E", "F", "C1", "D"),)
        assert round_b.excluded == ("B",)
        assert (await store.paths(paths("B", "D", busiest=3), TODAY)).paths == (
            ("B", "C1", "D"),
            ("B", "C2", "D"),
        )
        nothing = await store.paths(paths("A", "D", busiest=0), TODAY)
        assert nothing.paths == ()
        assert set(nothing.excluded) >= {"B", "E"} or set(nothing.excluded) >= {"C1", "C2"}


async def test_a_neighbourhood_keeps_the_nearest_then_the_best_linked_then_by_id(place: Place):
    async with holding(place, DIAMOND) as store:
        assert await store.neighbourhood(around("A"), TODAY) == NeighbourhoodAnswer(
            (Neighbour("A", 0, 2), Neighbour("B", 1, 4), Neighbour("E", 1, 2)),
            (follows("A", "B"), follows("A", "E"), follows("B", "B")),
            truncated=False,
        )
        two = await store.neighbourhood(around("A", 2, limit=4), TODAY)
        assert [n.id for n in two.neighbours] == ["A", "B", "E", "C1", "C2"]
        assert two.truncated
        one = await store.neighbourhood(around("A", 3, limit=1), TODAY)
        assert ([n.id for n in one.neighbours], one.truncated) == (["A", "B"], True)
        alone = await store.neighbourhood(around("far", 3), TODAY)
        assert alone == NeighbourhoodAnswer((Neighbour("far", 0, 0),), (), truncated=False)
        assert await store.neighbourhood(around("nobody"), TODAY) is None


async def test_links_count_on_the_days_on_which_they_are_true(place: Place):
    graph = [
        *(node(id_, "Firm") for id_ in "abc"),
        tie("JOINED", "a", "b", validFrom="2020", validTo="2020"),
        tie("JOINED", "b", "c"),
    ]
    async with holding(place, graph) as store:
        for day, ids in (("2020-12-31", ["a", "b"]), ("2021-01-01", ["a"])):
            answer = await store.neighbourhood(around("a"), ReadContext(day))
            assert [n.id for n in answer.neighbours] == ids
            assert answer.neighbours[0].links == len(ids) - 1
            assert len((await store.paths(paths("a", "c"), ReadContext(day))).paths) == len(ids) - 1


async def test_only_the_types_and_links_asked_for_are_walked(place: Place):
    graph = [
        node("a", "Firm"),
        node("b", "Lab"),
        node("c", "School"),
        node("w", "Work"),
        tie("JOINED", "a", "b"),
        tie("JOINED", "b", "c"),
        tie("TAKES_PART", "a", "w"),
        tie("TAKES_PART", "c", "w", "1"),
        tie("TAKES_PART", "c", "w", "2"),
    ]
    async with holding(place, graph) as store:
        both = await store.paths(paths("a", "c"), TODAY)
        assert both.paths == (("a", "b", "c"), ("a", "w", "c"))
        bodies = Paths("a", "c", 6, ("School", "Work"), LINKS, 100)
        assert (await store.paths(bodies, TODAY)).paths == (("a", "w", "c"),)
        joined = Paths("a", "c", 6, EVERY, ("JOINED",), 100)
        assert (await store.paths(joined, TODAY)).paths == (("a", "b", "c"),)
        assert await store.paths(Paths("a", "c", 6, EVERY, (), 100), TODAY) == PathsAnswer()
        near = await store.neighbourhood(around("a", 2, types=("Work", "School")), TODAY)
        assert [(n.id, n.links) for n in near.neighbours] == [("a", 2), ("w", 3), ("c", 3)]
        assert near.joints == (
            Joint("TAKES_PART", "a", "w", ""),
            Joint("TAKES_PART", "c", "w", "1"),
            Joint("TAKES_PART", "c", "w", "2"),
        )


async def test_a_record_that_was_united_with_another_is_found_there(place: Place):
    async with holding(place, DIAMOND) as store:
        await store.decide(Decision("C1", "C2", Verdict.SAME))
        found = await store.paths(paths("A", "C2"), TODAY)
        assert found == await store.paths(paths("A", "C1"), TODAY)
        assert len(found.paths) == 1
        (survivor,) = {path[-1] for path in found.paths}
        answer = await store.neighbourhood(around("C2"), TODAY)
        assert answer.neighbours[0].id == survivor


async def test_too_much_is_refused(place: Place, monkeypatch):
    async with holding(place, DIAMOND) as store:
        monkeypatch.setattr(walks, "MOST_MET", 2)
        with pytest.raises(TooLarge, match="More than 2 records lie between"):
            await store.paths(paths("A", "D"), TODAY)
        monkeypatch.setattr(walks, "MOST_JOINTS", 2)
        with pytest.raises(TooLarge, match="more than 2 links among"):
            await store.neighbourhood(around("A"), TODAY)


async def test_a_walk_whose_time_has_passed_is_given_up(place: Place):
    late = ReadContext("2021-06-30", time.monotonic() - 1)
    async with holding(place, DIAMOND) as store:
        with pytest.raises(DeadlineExceeded):
            await store.paths(paths("A", "D"), late)
        with pytest.raises(DeadlineExceeded):
            await store.neighbourhood(around("A"), late)


@pytest.mark.parametrize("seed", range(3))
async def test_random_graphs_are_walked_as_by_networkx(place: Place, seed: int):
    graphs, questions = (2, 20) if place.is_server else (15, 40)
    rng = random.Random(seed)
    lengths = set()
    for _ in range(graphs):
        statements = random_statements(rng, 24)
        ids = sorted(s.id for s in statements if hasattr(s, "id"))
        async with holding(place, statements) as store:
            for _ in range(questions):
                day = random_day(rng)
                types = tuple(t for t in EVERY if rng.random() < 0.8)
                links = tuple(x for x in LINKS if rng.random() < 0.9)
                naive = NaiveWalks(CATALOGUE, statements, day, types, links)
                lengths.add(await _check_paths(store, naive, rng, ids, day))
                await _check_around(store, naive, rng, ids, day)
    assert {1, 2, 3} <= lengths


async def _check_paths(store, naive, rng, ids, day):
    source, target = rng.choice(ids), rng.choice(ids)
    longest, busiest, limit = rng.randint(1, 6), rng.choice((3, 6, 1_000)), rng.choice((1, 3, 100))
    types, links = tuple(sorted(naive.allowed)), tuple(sorted({e[0] for e in naive.edges}))
    asked = Paths(source, target, longest, types, links, limit, busiest)
    expected = naive.paths(source, target, longest, busiest)
    found = await store.paths(asked, ReadContext(day))
    assert list(found.paths) == expected[:limit], asked
    assert found.truncated == (len(expected) > limit)
    assert [(j.type, j.source, j.target, j.key) for j in found.joints] == (
        naive.joints_of_paths(found.paths)
    )
    assert all(naive.degree[id_] > busiest for id_ in found.excluded)
    every = naive.paths(source, target, longest, 10**6)
    if every != expected and (not expected or len(every[0]) <= len(expected[0])):
        # Who was passed by is on a path that would be as short.
        assert set(found.excluded) & {id_ for path in every for id_ in path[1:-1]}
    return len(expected[0]) - 1 if expected else -1


async def _check_around(store, naive, rng, ids, day):
    centre, depth, limit = rng.choice(ids), rng.randint(0, 4), rng.choice((0, 1, 5, 20, 100))
    types, links = tuple(sorted(naive.allowed)), tuple(sorted({e[0] for e in naive.edges}))
    asked = Neighbourhood(centre, depth, types, links, limit)
    kept, among, truncated = naive.neighbourhood(centre, depth, limit)
    found = await store.neighbourhood(asked, ReadContext(day))
    assert [(n.id, n.distance, n.links) for n in found.neighbours] == kept, asked
    assert [(j.type, j.source, j.target, j.key) for j in found.joints] == among
    assert found.truncated == truncated

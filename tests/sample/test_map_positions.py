"""Positions on the map of the sample: two versions of the graph, two quarters each."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from statistics import quantiles

import pytest
from api_client import serving_store
from linked_distances import linked_and_not

from graph_service.demo import import_sample
from graph_service.settings import Settings
from graph_service.store import open_store
from schema.catalogue import load_catalogue
from schema.statements import LinkStatement, NodeStatement, Run

QUARTERS = ("2023-09-30", "2022-06-30")
MAP = """query ($asOf: PartialDate, $layout: MapLayout) {
  ecosystemMap(maxNodes: 5000, maxLinks: 20000, asOf: $asOf, layout: $layout) {
    nodes { id x y } links { source target } unplaced truncated
  }
}"""


class Drawn:
    """A map as it was answered."""

    def __init__(self, found):
        self.unplaced = found["unplaced"]
        self.truncated = found["truncated"]
        self.places = {node["id"]: (node["x"], node["y"]) for node in found["nodes"]}
        self.links = {frozenset((link["source"], link["target"])) for link in found["links"]}
        self.neighbours = {id_: set() for id_ in self.places}
        for one, other in map(tuple, self.links):
            self.neighbours[one].add(other)
            self.neighbours[other].add(one)

    @property
    def box(self):
        """Width and height between the 1st and the 99th percentile."""
        return [
            (cut := quantiles(axis, n=100, method="inclusive"))[-1] - cut[0]
            for axis in zip(*self.places.values(), strict=True)
        ]


@pytest.fixture(scope="module")
def told():
    return asyncio.run(_told())


async def _told():
    store = await open_store(":memory:", load_catalogue())
    try:
        await import_sample(
            store,
            settings=Settings(store_url=":memory:"),
            say=lambda _: None,
            progress=lambda: nullcontext(lambda _: None),
        )
        maps = {}
        async with serving_store(store) as api:

            async def draw(version, layout="FORCE"):
                for day in QUARTERS:
                    asked = {"asOf": day, "layout": layout}
                    found = (await api.data(MAP, asked))["ecosystemMap"]
                    maps[version, day, layout] = Drawn(found)

            await draw(1)
            await draw(1, "GEO")
            await draw(1, "CHAIN")
            first = maps[1, QUARTERS[0], "FORCE"]
            await store.apply(_more([*first.places]), Run("more", "source"))
            await draw(2)
        return maps
    finally:
        await store.close()


def _more(ids):
    """Ten new enterprises in projects with organisations that are there."""
    made = []
    for number in range(10):
        made += [
            NodeStatement(10 * number + 1, f"new{number}", "Enterprise", {"name": f"新{number}"}),
            NodeStatement(10 * number + 2, f"join{number}", "Project", {"name": f"合{number}"}),
            *(
                LinkStatement(10 * number + at, "PARTICIPATES_IN", id_, f"join{number}", "", {})
                for at, id_ in enumerate((f"new{number}", ids[7 * number], ids[-7 * number - 1]), 3)
            ),
        ]
    return made


FORCED = [(version, day, "FORCE") for version in (1, 2) for day in QUARTERS]


@pytest.mark.parametrize("one", FORCED, ids=str)
@pytest.mark.parametrize("other", FORCED, ids=str)
def test_who_kept_its_links_moves_by_less_than_a_hundredth_of_the_box(told, one, other):
    before, after = told[one], told[other]
    same = [id_ for id_ in before.places if before.neighbours[id_] == after.neighbours.get(id_)]
    assert len(same) > 50
    assert one == other or len(same) < len(after.places)
    for axis, wide in enumerate(after.box):
        moved = max(abs(before.places[id_][axis] - after.places[id_][axis]) for id_ in same)
        assert moved < wide / 100


@pytest.mark.parametrize("which", FORCED, ids=str)
def test_positions_are_distinct_and_linked_records_at_most_half_as_far_apart(told, which):
    drawn = told[which]
    assert (drawn.unplaced, drawn.truncated) == (0, False)
    assert len({*drawn.places.values()}) == len(drawn.places)
    rank = {id_: place for place, id_ in enumerate(drawn.places)}
    xs, ys = zip(*drawn.places.values(), strict=True)
    linked, others = linked_and_not(xs, ys, [[rank[id_] for id_ in link] for link in drawn.links])
    assert linked <= others / 2


def test_new_records_are_near_those_that_they_are_joined_to(told):
    drawn = told[2, QUARTERS[0], "FORCE"]
    width = max(drawn.box)
    for number in range(10):
        x, y = drawn.places[f"new{number}"]
        near = drawn.neighbours[f"new{number}"]
        assert len(near) == 2
        far = [max(abs(drawn.places[i][0] - x), abs(drawn.places[i][1] - y)) for i in near]
        assert min(far) < width / 3


@pytest.mark.parametrize("layout", ["GEO", "CHAIN"])
def test_records_of_a_known_place_or_segment_stand_there_in_every_quarter(told, layout):
    one, other = (told[1, day, layout] for day in QUARTERS)
    known = {id_: place for id_, place in one.places.items() if place[0] is not None}
    assert len(known) == len(one.places) - one.unplaced > 50
    assert len({*known.values()}) == len(known)
    if layout == "GEO":
        assert {id_: other.places[id_] for id_ in known if id_ in other.places} == known
        assert all(119 < x < 122 and 27 < y < 29 for x, y in known.values())

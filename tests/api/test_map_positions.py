"""Where the map draws what is in `api_graph`, and that it stays there.

On the last day of 2023 Beta builds with Delta, which it did not a year before.
"""

from __future__ import annotations

import asyncio

import pytest
from api_client import serving_store
from api_graph import STATEMENTS
from stores import MEMORY

from graph_service.kernels import Kernels
from graph_service.layouts import MOST_LAYOUTS, Layouts
from graph_service.store.port import StoreError
from schema.statements import LinkStatement, NodeStatement, Run

PLACED = "nodes { id x y }"


async def drawn(api, arguments="", selection=PLACED):
    asked = f"({arguments})" if arguments else ""
    return (await api.data(f"{{ ecosystemMap{asked} {{ {selection} }} }}"))["ecosystemMap"]


def places(found):
    return {node["id"]: (node["x"], node["y"]) for node in found["nodes"]}


async def test_rows_and_columns_tell_the_same_positions_and_the_box_is_around_them(shared):
    found = await drawn(
        shared, "", f"{PLACED} columns {{ ids xs ys }} box {{ minX minY maxX maxY }} unplaced seed"
    )
    columns = found["columns"]
    told = zip(columns["xs"], columns["ys"], strict=True)
    assert dict(zip(columns["ids"], told, strict=True)) == places(found)
    assert len({*places(found).values()}) == 6
    xs, ys = zip(*places(found).values(), strict=True)
    assert [*found["box"].values()] == [min(xs), min(ys), max(xs), max(ys)]
    assert (found["unplaced"], found["seed"]) == (0, 1)


async def test_maps_of_all_sizes_and_around_a_record_share_positions(shared):
    whole = places(await drawn(shared))
    for arguments in ("maxNodes: 2", "minDegree: 2, maxLinks: 0", 'scope: { around: "delta" }'):
        part = places(await drawn(shared, arguments))
        assert part == {id_: whole[id_] for id_ in part}
        assert part


async def test_who_has_the_neighbours_of_before_is_where_it_was_in_another_quarter(alone):
    now = places(await drawn(alone))
    before = places(await drawn(alone, 'asOf: "2022-12-31"'))
    moved = {id_ for id_ in now if before[id_] != now[id_]}
    assert moved <= {"beta", "delta"}
    assert len({*before.values()}) == 6
    # Asked again, either day is drawn as it was.
    assert places(await drawn(alone, "maxNodes: 6")) == now
    assert places(await drawn(alone, 'asOf: "2022-12-31", maxNodes: 6')) == before


async def test_positions_outlive_versions_and_the_process(alone):
    first = places(await drawn(alone))
    await alone.store.apply(
        [
            NodeStatement(1, "eta", "Enterprise", {"name": "Eta"}),
            LinkStatement(2, "PARTICIPATES_IN", "eta", "j2", "", {}),
        ],
        Run("more", "source"),
    )
    async with serving_store(alone.store) as restarted:
        second = places(await drawn(restarted))
    # Eta shares J2 with Alpha and Epsilon, which have a neighbour more now.
    assert {id_ for id_ in first if first[id_] != second[id_]} <= {"alpha", "epsilon"}
    assert len({*second.values()}) == 7
    assert places(await drawn(alone)) == second


async def test_a_copy_of_the_store_draws_what_the_store_drew(alone):
    first = places(await drawn(alone))
    documents = await alone.store.ledger.kept(after=("layout", ""), limit=5)
    assert [one.kind for one in documents] == ["layout"]
    async with MEMORY.new() as store:
        await store.apply(STATEMENTS, Run("run", "source"))
        async with serving_store(store) as copy:
            await store.ledger.take_over(documents)
            assert places(await drawn(copy)) == first
            assert await store.ledger.kept(after=("layout", ""), limit=5) == documents


async def test_processes_that_draw_at_once_agree(alone):
    async with serving_store(alone.store) as other:
        mine, its = await asyncio.gather(
            drawn(alone, 'asOf: "2022-12-31"'), drawn(other, 'asOf: "2023-12-31"')
        )
        again = await asyncio.gather(
            drawn(other, 'asOf: "2022-12-31"'), drawn(alone, 'asOf: "2023-12-31"')
        )
    assert [places(found) for found in again] == [places(mine), places(its)]
    same = {"alpha", "gamma", "epsilon", "zeta"}
    assert {id_: places(mine)[id_] for id_ in same} == {id_: places(its)[id_] for id_ in same}


async def test_a_neighbourhood_is_drawn_where_the_map_of_all_shows_it(shared):
    whole = places(await drawn(shared))
    around = "nodes { id x y hiddenNeighbours degree } links { source target type } truncated"
    found = (
        await shared.data(
            f'{{ neighbourhood(id: "alpha", depth: 1) {{ map {{ {around} totals {{ shownNodes }} }} }} }}'
        )
    )["neighbourhood"]["map"]
    told = places(found)
    assert next(iter(told)) == "alpha"
    # Epsilon is tied to Alpha by J2, Delta by J1, neither by a recorded link.
    assert {*told} == {"alpha", "j1", "j2", "ouhai"}
    assert told["alpha"] == whole["alpha"]
    assert len({*told.values()} | {*whole.values()}) == 4 + 6 - 1
    # Beside Alpha each project has a participant, and Ouhai has Epsilon, that is not shown.
    assert {node["id"]: node["hiddenNeighbours"] for node in found["nodes"]} == {
        "alpha": 0,
        "j1": 1,
        "j2": 1,
        "ouhai": 1,
    }
    again = await shared.data(
        '{ neighbourhood(id: "alpha", depth: 2, types: [ENTERPRISE, PROJECT]) {'
        " map(layout: FORCE) { nodes { id x y } } } }"
    )
    told = places(again["neighbourhood"]["map"])
    assert {*told} == {"alpha", "j1", "j2", "epsilon"}
    assert {id_: told[id_] for id_ in ("alpha", "epsilon")} == {
        id_: whole[id_] for id_ in ("alpha", "epsilon")
    }


async def test_a_neighbourhood_of_no_steps_is_the_record_alone(shared):
    answer = await shared.data('{ neighbourhood(id: "wu", depth: 0) { map { nodes { id } } } }')
    assert answer["neighbourhood"]["map"]["nodes"] == [{"id": "wu"}]
    code, message = await shared.error('{ neighbourhood(id: "wu") { map(maxNodes: 5001) { n } } }')
    assert (code, message) == ("BAD_USER_INPUT", "maxNodes is 5001; it must be from 0 to 5000.")


class _ReadOnly:
    """A ledger that keeps nothing."""

    def __init__(self, ledger):
        self._ledger = ledger

    def __getattr__(self, name):
        return getattr(self._ledger, name)

    async def compare_and_set(self, *_, **__):
        raise StoreError("The store is open for reading only.")


async def test_where_nothing_can_be_kept_positions_are_told_and_the_same(alone, monkeypatch):
    monkeypatch.setattr(
        type(alone.store),
        "ledger",
        property(lambda self: _ReadOnly(self._store.ledger)),
        raising=False,
    )
    first = places(await drawn(alone))
    async with serving_store(alone.store) as other:
        assert places(await drawn(other)) == first
    assert (await Layouts(alone.store.ledger).remembered("anything"))[1] == 0
    assert await alone.store._store.ledger.list("layout") == ()


async def test_positions_need_kernels_and_nothing_else_on_a_map_does(alone, monkeypatch):
    monkeypatch.setattr(Kernels, "want", lambda self: None)
    monkeypatch.setattr(
        Kernels, "ready", property(lambda self: False, lambda self, _: None), raising=False
    )
    code, message = await alone.error(f"{{ ecosystemMap {{ {PLACED} }} }}")
    assert code == "UNAVAILABLE"
    assert message.startswith("warming: ")
    assert len((await drawn(alone, "", "nodes { id degree }"))["nodes"]) == 6
    assert len((await drawn(alone, "layout: GEO"))["nodes"]) == 6


async def test_on_the_ground_records_are_about_the_seat_of_their_district(shared):
    # Ouhai has a longitude only: the seat is the one that the pack tells, 120.6371 and 28.0064.
    found = await drawn(shared, "layout: GEO", f"{PLACED} unplaced warnings box {{ minX }}")
    told = {id_: place for id_, place in places(found).items() if place[0] is not None}
    assert told.keys() == {"alpha", "epsilon"}
    for x, y in told.values():
        assert abs(x - 120.6371) < 0.12
        assert abs(y - 28.0064) < 0.1
    assert found["unplaced"] == 4
    assert "4 of the records on the map have no position." in found["warnings"]
    assert "Coordinates are in GCJ-02." in found["warnings"]


async def test_without_chains_nothing_has_a_position_along_them(shared):
    found = await drawn(shared, "layout: CHAIN", f"{PLACED} box {{ minX }} unplaced warnings")
    assert (found["box"], found["unplaced"]) == (None, 6)
    assert {*places(found).values()} == {(None, None)}
    assert "No SEGMENT_OF link has been loaded." in found["warnings"]


async def test_the_question_that_was_written_longest_ago_makes_room(alone):
    layouts = Layouts(alone.store.ledger)
    memory, _ = await layouts.remembered("q")
    for number in range(MOST_LAYOUTS + 3):
        assert await layouts.remember(f"q{number:03}", memory, 0)
    kept = await alone.store.ledger.list("layout")
    assert [entry.key for entry in kept] == [f"q{n:03}" for n in range(3, MOST_LAYOUTS + 3)]
    assert not await layouts.remember("q010", memory, 0)
    assert await layouts.remember("q010", memory, 1)


async def test_a_memory_that_cannot_be_read_is_written_anew(alone):
    await alone.store.ledger.compare_and_set("layout", "q", {"places": "nonsense"}, expected=0)
    memory, revision = await Layouts(alone.store.ledger).remembered("q")
    assert (len(memory), revision) == (0, 1)


@pytest.mark.parametrize("layout", ["FORCE", "GEO", "CHAIN"])
async def test_an_empty_map_has_no_box(shared, layout):
    found = await drawn(shared, f"maxNodes: 0, layout: {layout}", "box { minX } unplaced")
    assert found == {"box": None, "unplaced": 0}

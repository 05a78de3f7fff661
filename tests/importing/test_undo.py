"""An import taken back."""

from __future__ import annotations

import pytest
from dirty_tables import all_said

from graph_service.ingest_ledger import RUN, KeptRows
from graph_service.ingest_turn import import_turn
from graph_service.store.port import StoreError
from graph_service.undo import NoSuchRun, undo_run

FIRMS = "企业名称,员工人数\n温州机床厂,120\n乐清电器厂,80\n"
OTHERS = "企业名称,员工人数\n温州机床厂,150\n瑞安汽配厂,60\n"


async def test_a_store_is_as_if_the_import_had_never_been(store, load):
    await load("甲.csv", FIRMS, as_type="企业")
    before = await all_said(store)
    second = (await load("乙.csv", OTHERS, as_type="企业")).runs[0]

    undone = await undo_run(store, second.run)

    assert await all_said(store) == before
    # Of its two firms one was known: one record went, and no link.
    assert (undone.rows, undone.nodes, undone.links) == (2, 1, 0)
    assert undone.version == await store.version()
    assert [state.run.source for state in await store.runs()] == ["甲"]
    assert await store.ledger.get(RUN, second.run) is None
    assert await KeptRows(store.ledger).row(second.run, 1) is None


async def test_what_others_say_shows_again(store, load):
    first = (await load("甲.csv", FIRMS, as_type="企业")).runs[0]
    await load("乙.csv", OTHERS, as_type="企业")
    await undo_run(store, first.run)

    nodes, _ = await all_said(store)
    assert sorted((v["name"], v["staff"]) for _, v in nodes.values()) == [
        ("温州机床厂", 150),
        ("瑞安汽配厂", 60),
    ]


async def test_the_same_file_can_be_imported_again_afterwards(store, load):
    first = (await load("甲.csv", FIRMS, as_type="企业")).runs[0]
    before = await all_said(store)
    await undo_run(store, first.run)
    again = (await load("甲.csv", FIRMS, as_type="企业")).runs[0]

    assert not again.repeated
    assert await all_said(store) == before


async def test_the_beginning_of_an_id_is_enough_if_no_other_begins_so(store, load):
    first = (await load("甲.csv", FIRMS, as_type="企业")).runs[0]

    for too_short in ("", first.run[:3]):
        with pytest.raises(NoSuchRun, match=r"no import|begins with"):
            await undo_run(store, too_short)
    assert (await undo_run(store, first.run[:4])).run.id == first.run


async def test_of_two_imports_none_is_guessed(store, load):
    first = (await load("甲.csv", FIRMS, as_type="企业")).runs[0]
    entry = await store.ledger.get(RUN, first.run)
    other = first.run[:8] + "f" * 24
    await store.ledger.compare_and_set(RUN, other, entry.document, expected=0)

    with pytest.raises(NoSuchRun, match=f"2 imports have an id that begins with {first.run[:8]}"):
        await undo_run(store, first.run[:8])
    assert len(await store.runs()) == 1


async def test_an_undo_that_was_interrupted_goes_on_when_it_is_repeated(store, load):
    first = (await load("甲.csv", FIRMS, as_type="企业")).runs[0]
    # As far as it had come: nothing is said any more, but the report and the rows are there.
    await store.retract(first.run)

    undone = await undo_run(store, first.run)

    assert (undone.run.source, undone.rows, undone.nodes) == ("甲", 0, 0)
    assert await store.ledger.get(RUN, first.run) is None
    assert await KeptRows(store.ledger).row(first.run, 1) is None
    with pytest.raises(NoSuchRun):
        await undo_run(store, first.run)


async def test_it_waits_for_an_import_that_is_running(store, load):
    first = (await load("甲.csv", FIRMS, as_type="企业")).runs[0]
    before = await all_said(store)
    async with import_turn(store.ledger):
        with pytest.raises(StoreError, match="still running"):
            await undo_run(store, first.run, patience=0)
    assert await all_said(store) == before

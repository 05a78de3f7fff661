"""The review queue: what stands in it, in which order, and when it goes."""

from __future__ import annotations

from contextlib import asynccontextmanager
from itertools import pairwise

import neo4j_server
import pytest

from graph_service.forgetting.documents import erase_in_documents
from graph_service.forgetting.traces import Traces
from graph_service.ingest import import_files
from graph_service.preview.trial import preview_import
from graph_service.review.candidates import QUEUE, Pair, ReviewQueue
from graph_service.review.open_pairs import count_open_pairs, open_pairs
from graph_service.store import open_store
from graph_service.undo import undo_run
from schema.statements import Decision, NodeStatement, Run, Verdict

BOTH = "企业名称,统一社会信用代码\n温州机床厂,91330000142944445H\n乐清电器厂,91330000142944445H\n"
LIKE = {"run": "r1", "source": "甲", "row": 3}


async def everything(store) -> list[Pair]:
    return [standing.pair for standing in (await open_pairs(store, limit=100)).pairs]


async def known(store, *ids: str) -> None:
    await store.apply(
        [NodeStatement(n, id_, "Enterprise", {"name": id_}) for n, id_ in enumerate(ids, 1)],
        Run("there", "甲"),
    )


async def test_an_import_queues_the_pairs_it_doubts_with_where_they_come_from(load, store):
    report = (await load("企业.csv", BOTH, as_type="企业")).runs[0]

    (pair,) = await everything(store)
    # One code, two names that have nothing in common: the second row brought it up.
    assert (pair.reason, pair.run, pair.source, pair.row) == (
        "SAME_IDENTIFIER",
        report.run,
        "企业",
        2,
    )
    described = await store.describe([pair.left, pair.right])
    assert {d.values["name"] for d in described} == {"温州机床厂", "乐清电器厂"}
    assert await count_open_pairs(store) == 1


async def test_an_import_taken_back_takes_its_pairs_with_it(load, store):
    report = (await load("企业.csv", BOTH, as_type="企业")).runs[0]
    await undo_run(store, report.run)

    assert await store.ledger.list(QUEUE) == ()
    assert await store.ledger.blob_names() == ()
    await load("企业.csv", BOTH, as_type="企业")
    assert len(await everything(store)) == 1


async def test_a_new_issue_drops_what_the_earlier_one_doubted(load, store):
    await load("企业.csv", BOTH, as_type="企业", source="税务", period="2021")
    corrected = BOTH.replace("乐清电器厂,91330000142944445H", "乐清电器厂,")
    await load("企业.csv", corrected, as_type="企业", source="税务", period="2021")

    assert await store.ledger.list(QUEUE) == ()


async def test_a_dry_run_shows_what_would_be_queued_and_queues_nothing(
    place, store, catalogue, pack, tmp_path
):
    known, new = tmp_path / "known.csv", tmp_path / "new.csv"
    known.write_text("企业名称\n浙江正泰电器\n", encoding="utf-8")
    new.write_text(BOTH + "浙江正泰电器有限公司,\n", encoding="utf-8")
    url, access = place.url, neo4j_server.access() if place.is_server else None
    if not place.is_server:
        url = f"file:{tmp_path / 'store'}"
    async with a_store(place, store, url, catalogue) as kept:
        await import_files(kept, catalogue, pack, [known], as_type="Enterprise")
    asked = {"as_type": "Enterprise", "access": access}
    preview = await preview_import(url, catalogue, pack, [new], limit=5, **asked)

    reasons = [c.reason for c in preview.report.runs[0].candidates]
    assert reasons == ["SAME_IDENTIFIER", "LEGAL_FORM"]
    async with a_store(place, store, url, catalogue) as kept:
        assert await kept.ledger.list(QUEUE) == ()


@asynccontextmanager
async def a_store(place, store, url, catalogue):
    """The server's store, or one in a file: what is in memory cannot be tried."""
    if place.is_server:
        yield store
        return
    kept = await open_store(url, catalogue)
    try:
        yield kept
    finally:
        await kept.close()


async def test_pages_follow_by_score_and_miss_none(store):
    ids = [f"E:{n}" for n in range(8)]
    await known(store, *ids)
    scores = (0.5, 0.9, 0.7, 0.9, 0.6, 0.812, 0.8)
    pairs = [
        Pair.of("E:0", other, "LIKE_NAME", score=score, **LIKE)
        for other, score in zip(ids[1:], scores, strict=True)
    ]
    assert await ReviewQueue(store.ledger).add(pairs) == 7

    seen, place, has_next = [], "", True
    while has_next:
        page = await open_pairs(store, after=place, limit=2)
        seen += [s.pair for s in page.pairs]
        place, has_next = page.pairs[-1].place, page.has_next
    assert [p.score for p in seen] == [0.9, 0.9, 0.812, 0.8, 0.7, 0.6, 0.5]
    assert set(seen) == set(pairs)


async def test_what_is_queued_is_not_queued_again_and_the_best_reason_is_shown(store):
    await known(store, "E:1", "E:2")
    queue = ReviewQueue(store.ledger)
    weak = Pair.of("E:2", "E:1", "LIKE_NAME", score=0.6, **LIKE)
    strong = Pair.of("E:1", "E:2", "SAME_NAME", run="r2", source="乙", row=1)
    assert await queue.add([weak, weak]) == 1
    before = await store.ledger.kept()
    assert await queue.add([weak, Pair.of("E:1", "E:1", "SAME_NAME", run="r2")]) == 0
    assert await store.ledger.kept() == before

    assert await queue.add([strong]) == 0
    assert await everything(store) == [strong]
    assert await queue.get("E:2", "E:1") == strong
    # Of what two runs brought up, one is left when the other goes.
    assert await queue.drop("r2") == 0
    assert await everything(store) == [weak]
    assert await queue.drop("r1") == 1
    assert await queue.get("E:1", "E:2") is None


@pytest.mark.parametrize("verdict", [Verdict.SAME, Verdict.DIFFERENT])
async def test_who_was_decided_is_not_asked_about_until_that_is_taken_back(store, verdict):
    await known(store, "E:1", "E:2")
    pair = Pair.of("E:1", "E:2", "SAME_NAME", run="r1")
    await ReviewQueue(store.ledger).add([pair])
    await store.decide(Decision("E:2", "E:1", verdict))
    assert (await everything(store), await count_open_pairs(store)) == ([], 0)

    await store.decide(Decision("E:1", "E:2", Verdict.UNDECIDED))
    assert await everything(store) == [pair]


async def test_what_follows_from_decisions_is_not_asked(store):
    await known(store, "E:1", "E:2", "E:3", "E:4")
    pairs = [Pair.of("E:1", other, "SAME_NAME", run="r1") for other in ("E:3", "E:4")]
    await ReviewQueue(store.ledger).add(pairs)
    # 1 is 2, and 2 is not 3: so 1 is not 3. Of 4 nobody said anything.
    await store.decide(Decision("E:1", "E:2", Verdict.SAME))
    await store.decide(Decision("E:2", "E:3", Verdict.DIFFERENT))

    assert await everything(store) == [pairs[1]]


async def test_a_pair_is_asked_about_only_while_both_are_in_the_graph(store):
    await known(store, "E:1")
    await ReviewQueue(store.ledger).add([Pair.of("E:1", "E:2", "SAME_NAME", run="r1")])
    assert await everything(store) == []

    await store.apply([NodeStatement(1, "E:2", "Enterprise", {"name": "b"})], Run("later", "乙"))
    assert len(await everything(store)) == 1


async def test_ids_may_hold_any_signs(store):
    ids = ["a/b", "rank/0", "é￼ ", "Organization:温州", "a"]
    await known(store, *ids)
    pairs = [Pair.of(one, other, "SAME_NAME", run="r/1") for one, other in pairwise(ids)]
    queue = ReviewQueue(store.ledger)
    await queue.add(pairs)

    assert set(await everything(store)) == set(pairs)
    assert await queue.drop("r") == 0
    assert await queue.drop("r/1") == len(pairs)


async def test_who_waits_behind_many_that_are_settled_is_found(store):
    ids = [f"E:{n:03d}" for n in range(302)]
    await known(store, *ids)
    queue = ReviewQueue(store.ledger)
    gone = [Pair.of(ids[0], f"E:x{n}", "SAME_NAME", run="r1") for n in range(300)]
    await queue.add([*gone, Pair.of(ids[0], ids[1], "LIKE_NAME", score=0.6, run="r1")])

    page = await open_pairs(store, limit=1)
    assert ([s.pair.right for s in page.pairs], page.has_next) == ([ids[1]], False)


async def test_who_is_forgotten_stands_in_no_pair(store):
    await known(store, "E:1", "E:2", "E:3")
    queue = ReviewQueue(store.ledger)
    pairs = [Pair.of("E:1", other, "SAME_NAME", run="r1") for other in ("E:2", "E:3")]
    await queue.add([*pairs, Pair.of("E:2", "E:3", "SAME_NAME", run="r1")])

    await erase_in_documents(store.ledger, Traces(frozenset({"E:1"}), ()))
    assert [p.left for p in await everything(store)] == ["E:2"]
    assert "E:1" not in str(await store.ledger.list(QUEUE, limit=100))

"""Decisions on who is who: remembered, transitive, taken back, refused, each with who, when and why."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from store_statements import RUN, enterprise
from store_view import shown

from graph_service.review.decision_log import DecisionLog
from graph_service.review.decisions import (
    DecidedOtherwise,
    DecisionRefused,
    decide,
    undo_decision,
)
from graph_service.store.port import StoreError
from schema.catalogue import load_catalogue
from schema.statements import NodeStatement, Verdict

CATALOGUE = load_catalogue()
SAME, DIFFERENT, UNDECIDED = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNDECIDED


def noon() -> datetime:
    """20:00 in Shanghai is 12:00 UTC."""
    return datetime(2024, 5, 1, 20, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
async def store(place):
    """Firms a to d, and a project that none of them can be."""
    async with place.new(CATALOGUE) as opened:
        firms = [enterprise(n, id_, name=f"厂{id_}") for n, id_ in enumerate("abcd", 1)]
        await opened.apply([*firms, NodeStatement(5, "p", "Project", {"name": "项"})], RUN)
        yield opened


def decided(store, left: str, right: str, verdict: Verdict, **said):
    asked = {"by": "李华", "reason": "地址相同", "clock": noon, **said}
    return decide(store, CATALOGUE, left, right, verdict, **asked)


def undone(store, number: int, **said):
    return undo_decision(store, number, **{"by": "王敏", "reason": "看错了", "clock": noon, **said})


async def firms(store) -> set[str]:
    nodes, _ = await shown(store, CATALOGUE)
    return set(nodes) - {"p"}


async def test_a_decision_is_kept_with_who_when_and_why(store):
    made = (await decided(store, "b", "a", SAME, by=" 李 \n 华 ")).judgement

    assert (made.left, made.right, made.verdict) == ("a", "b", SAME)
    assert (made.by, made.at, made.reason) == ("李 华", "2024-05-01T12:00:00+00:00", "地址相同")
    assert await DecisionLog(store.ledger).page() == (made,)
    assert await firms(store) == {"a", "c", "d"}
    assert [d.id for d in await store.describe(["a", "b"])] == ["a", "a"]


async def test_sameness_is_transitive_and_taking_one_link_back_splits_it_again(store):
    await decided(store, "a", "b", SAME)
    second = await decided(store, "c", "b", SAME)
    assert await firms(store) == {"a", "d"}

    back = await undone(store, second.judgement.number)

    assert back.in_force is None
    assert await firms(store) == {"a", "c", "d"}
    assert [d.id for d in await store.describe(["b", "c"])] == ["a", "c"]


async def test_what_was_taken_back_stays_in_the_history(store):
    first = (await decided(store, "a", "b", DIFFERENT)).judgement
    second = (await decided(store, "a", "b", SAME, expected=first.number)).judgement
    back = (await undone(store, second.number)).judgement

    history = (await DecisionLog(store.ledger).history([("a", "b")]))["a", "b"]

    # Newest first; the first decision is in force again.
    assert [(j.number, j.verdict, j.undoes, j.ended) for j in history] == [
        (3, DIFFERENT, 2, 0),
        (2, SAME, 0, 3),
        (1, DIFFERENT, 0, 0),
    ]
    assert (back.by, back.reason) == ("王敏", "看错了")
    assert (await DecisionLog(store.ledger).in_force([("a", "b")]))["a", "b"].number == 1
    assert await firms(store) == {"a", "b", "c", "d"}
    assert await DecisionLog(store.ledger).page() == history
    assert await DecisionLog(store.ledger).page(before=3, limit=1) == history[1:2]


async def test_a_difference_that_contradicts_is_refused_with_who_said_the_links_of_the_chain(store):
    await decided(store, "a", "b", SAME, by="甲")
    await decided(store, "b", "c", SAME, by="乙")
    version = await store.version()

    with pytest.raises(DecisionRefused) as refused:
        await decided(store, "c", "a", DIFFERENT)

    told = str(refused.value)
    assert "a = b = c" in told
    assert "a = b (SAME, 甲, 2024-05-01T12:00:00+00:00: 地址相同)" in told
    assert "b = c (SAME, 乙," in told
    assert await store.version() == version
    assert len(await DecisionLog(store.ledger).page()) == 2


async def test_a_sameness_that_contradicts_names_the_difference_too(store):
    await decided(store, "a", "c", DIFFERENT, by="丙")
    await decided(store, "a", "b", SAME)
    with pytest.raises(DecisionRefused, match=r"a ≠ c \(DIFFERENT, 丙, 2024"):
        await decided(store, "b", "c", SAME)


async def test_taking_back_what_hid_a_contradiction_is_refused(store):
    # a = b was replaced by a ≠ b, so that b = c and a = c could only come one at a time.
    first = (await decided(store, "a", "b", DIFFERENT)).judgement
    second = (await decided(store, "a", "b", UNDECIDED, expected=first.number)).judgement
    await decided(store, "a", "c", SAME)
    await decided(store, "b", "c", SAME)

    with pytest.raises(DecisionRefused, match="a = c = b"):
        await undone(store, second.number)

    assert await firms(store) == {"a", "d"}


async def test_who_decides_must_know_what_is_in_force(store):
    first = (await decided(store, "a", "b", SAME, by="甲")).judgement
    with pytest.raises(DecidedOtherwise, match="SAME, 甲, 2024-05-01T12:00:00") as refused:
        await decided(store, "b", "a", DIFFERENT, by="乙")
    assert refused.value.in_force == first
    assert await firms(store) == {"a", "c", "d"}

    await decided(store, "b", "a", DIFFERENT, by="乙", expected=first.number)
    assert await firms(store) == {"a", "b", "c", "d"}
    with pytest.raises(DecidedOtherwise, match="was replaced by 乙"):
        await undone(store, first.number)


async def test_a_decision_that_was_believed_in_force_and_was_taken_back_is_told(store):
    first = (await decided(store, "a", "b", SAME)).judgement
    await undone(store, first.number)
    with pytest.raises(DecidedOtherwise, match="taken back") as refused:
        await decided(store, "a", "b", DIFFERENT, expected=first.number)
    assert refused.value.in_force is None
    with pytest.raises(DecidedOtherwise, match="was taken back by 王敏"):
        await undone(store, first.number)
    with pytest.raises(DecisionRefused, match="no decision 2 that could"):
        await undone(store, 2)


async def test_the_same_verdict_again_writes_nothing(store):
    first = await decided(store, "a", "b", SAME)
    again = await decided(store, "a", "b", SAME, expected=first.judgement.number, by="另一人")
    assert (again.changed, again.judgement) == (False, first.judgement)
    assert again.version == first.version
    assert len(await DecisionLog(store.ledger).page()) == 1


async def test_of_many_who_decide_one_pair_at_once_one_wins_and_each_other_hears_of_him(store):
    people = [f"人{n}" for n in range(8)]
    answers = await asyncio.gather(
        *(
            decided(store, "a", "b", SAME if n % 2 else DIFFERENT, by=who)
            for n, who in enumerate(people)
        ),
        return_exceptions=True,
    )
    (won,) = [a for a in answers if not isinstance(a, Exception)]
    lost = [a for a in answers if isinstance(a, Exception)]
    assert len(lost) == 7
    assert all(isinstance(a, DecidedOtherwise) and a.in_force == won.judgement for a in lost)
    assert all(won.judgement.by in str(a) for a in lost)
    assert await DecisionLog(store.ledger).page() == (won.judgement,)
    expected = {"a", "c", "d"} if won.judgement.verdict is SAME else {"a", "b", "c", "d"}
    assert await firms(store) == expected


async def test_decisions_on_other_pairs_at_once_are_all_kept(store):
    pairs = [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")]
    answers = await asyncio.gather(*(decided(store, *pair, SAME) for pair in pairs))
    assert sorted(a.judgement.number for a in answers) == [1, 2, 3, 4]
    assert await firms(store) == {"a"}


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"right": "z"}, "no record z"),
        ({"right": "a"}, "a was given twice"),
        ({"right": "p"}, "Project.*cannot be one"),
        ({"by": " \n"}, "who decides"),
        ({"reason": " "}, "why"),
        ({"by": "x" * 101}, "at most 100"),
        ({"reason": "x" * 1001}, "at most 1000"),
    ],
)
async def test_what_cannot_be_decided_is_refused_with_a_sentence(store, asked, why):
    said = {"left": "a", "right": "b", "verdict": SAME, **asked}
    with pytest.raises(DecisionRefused, match=why):
        await decided(store, said.pop("left"), said.pop("right"), said.pop("verdict"), **said)
    assert await DecisionLog(store.ledger).page() == ()


async def test_an_organisation_that_nobody_classified_can_be_one_with_a_classified_one(store):
    said = NodeStatement(6, "o", "UnclassifiedOrganization", {"name": "厂"})
    await store.apply([said], RUN)
    await decided(store, "o", "a", SAME)
    (described,) = await store.describe(["o"])
    assert (described.id, described.type) == ("a", "Enterprise")


async def test_a_store_that_breaks_while_it_writes_keeps_neither_verdict_nor_document(
    store, monkeypatch
):
    """Both are in one transaction: it is broken after the documents were written."""
    log = DecisionLog(store.ledger)
    notes = DecisionLog.notes_of_decision

    async def one_too_many(self, made, known):
        first, *rest = await notes(self, made, known)
        # The last is of a revision that is not there: all before it must go with it.
        return (first, *rest, type(first)("decided", "none", {}, 9))

    monkeypatch.setattr(DecisionLog, "notes_of_decision", one_too_many)
    monkeypatch.setattr("graph_service.review.decisions._ATTEMPTS", 3)
    with pytest.raises(StoreError, match="Too many decide at once"):
        await decided(store, "a", "b", SAME)
    assert await log.page() == ()
    assert await log.pairs([("a", "b")]) == {}
    assert await firms(store) == {"a", "b", "c", "d"}


async def test_a_moment_is_told_in_utc(store):
    made = await decided(store, "a", "b", SAME, clock=lambda: datetime(2024, 1, 1, tzinfo=UTC))
    assert made.judgement.at == "2024-01-01T00:00:00+00:00"

"""Decisions as a file: read by people, put in force again, and refused line by line."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from store_statements import RUN
from store_view import shown

from graph_service.review.decision_file import NoDecisions, exported, import_decisions
from graph_service.review.decision_log import DecisionLog
from graph_service.review.decisions import decide, undo_decision
from schema.catalogue import load_catalogue
from schema.statements import NodeStatement, Run, Verdict

CATALOGUE = load_catalogue()
SAME, DIFFERENT, UNDECIDED = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNDECIDED
CODE = "91330300A"


def firm(row: int, id_: str, **values) -> NodeStatement:
    keys = (f"uscc:{values['uscc']}",) if "uscc" in values else ()
    return NodeStatement(row, id_, "Enterprise", values, keys)


FIRMS = [
    firm(1, "a", name="甲厂", uscc=CODE),
    firm(2, "b", name="甲工厂"),
    firm(3, "c", name="乙厂"),
    firm(4, "d", name="丙厂"),
]


def noon() -> datetime:
    return datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
async def store(place):
    async with place.new(CATALOGUE) as opened:
        await opened.apply(FIRMS, RUN)
        yield opened


async def decided(store, left, right, verdict, **said):
    asked = {"by": "李华", "reason": "同一地址", "clock": noon, **said}
    return (await decide(store, CATALOGUE, left, right, verdict, **asked)).judgement


async def written(store) -> list[bytes]:
    return [line async for line in exported(store, CATALOGUE, clock=noon)]


async def taken(store, lines):
    return await import_decisions(store, CATALOGUE, lines, clock=noon)


def told(judgement) -> tuple:
    return judgement.pair, judgement.verdict, judgement.by, judgement.at, judgement.reason


def line(left: object, right: object, verdict: str = "SAME", **said) -> bytes:
    ends = [{"id": end} if isinstance(end, str) else end for end in (left, right)]
    return json.dumps(
        {"left": ends[0], "right": ends[1], "verdict": verdict, "by": "x", "reason": "y", **said}
    ).encode()


HEADER = b'{"format":"innovation-graph decisions","version":1}\n'


async def test_a_line_names_both_records_and_who_decided_when_and_why(store):
    await decided(store, "b", "a", SAME)
    header, only = await written(store)
    assert json.loads(header) == {
        "format": "innovation-graph decisions",
        "version": 1,
        "made": "2024-05-01T12:00:00+00:00",
    }
    # Each record by what is said of it alone, though they are one now; Chinese as it is written.
    assert "甲工厂".encode() in only
    assert json.loads(only) == {
        "left": {"id": "a", "type": "Enterprise", "name": "甲厂", "identifiers": {"uscc": CODE}},
        "right": {"id": "b", "type": "Enterprise", "name": "甲工厂"},
        "verdict": "SAME",
        "by": "李华",
        "at": "2024-05-01T12:00:00+00:00",
        "reason": "同一地址",
    }


async def test_a_graph_built_again_gets_the_decisions_back_and_twice_changes_nothing(store, place):
    await decided(store, "a", "b", SAME, by="甲")
    gone = await decided(store, "c", "d", SAME, by="乙")
    await undo_decision(store, gone.number, by="丙", reason="看错了")
    await decided(store, "b", "c", DIFFERENT, by="丁")
    await decided(store, "c", "d", UNDECIDED, by="戊")
    graph = await shown(store, CATALOGUE)
    in_force = {told(j) for j in await DecisionLog(store.ledger).page() if j.stands}
    lines = await written(store)
    await store.close()

    async with place.new(CATALOGUE) as again:
        # The files come in another order.
        await again.apply(FIRMS[2:], Run("2", "other", "2021", 1))
        await again.apply(FIRMS[:2], RUN)
        found = await taken(again, lines)
        assert (found.read, found.decided, found.unchanged, found.refused) == (3, 3, 0, 0)
        assert await shown(again, CATALOGUE) == graph
        assert {told(j) for j in await DecisionLog(again.ledger).page()} == in_force

        version = await again.version()
        found = await taken(again, lines)
        assert (found.read, found.decided, found.unchanged, found.refused) == (3, 0, 3, 0)
        assert await again.version() == version
        assert len(await DecisionLog(again.ledger).page()) == 3


async def test_a_record_with_another_id_is_found_by_its_identifier(store):
    known = {"id": "z", "type": "Enterprise", "name": "甲厂", "identifiers": {"uscc": CODE}}
    found = await taken(store, [HEADER, line(known, "b")])
    assert (found.decided, found.problems) == (1, [])
    (made,) = await DecisionLog(store.ledger).page()
    assert made.pair == ("a", "b")


async def test_what_is_not_the_record_that_was_decided_about_is_told_and_the_rest_goes_on(store):
    lines = [
        HEADER,
        line("a", "nobody"),
        line({"id": "c", "name": "另一厂"}, "d"),
        line({"id": "a", "identifiers": {"uscc": "other"}}, "d"),
        b"\n",
        b"no json",
        line("a", "b", "MAYBE"),
        line("a", "b", at="2024-05-01T12:00:00"),
        line("a", "b", by=7),
        line("a", "b", by=" "),
        line({"name": "甲厂"}, "b"),
        b"[]",
        line("a", "a"),
        line("c", "d", at="2024-05-01T20:00:00+08:00"),
    ]
    found = await taken(store, lines)
    assert (found.read, found.decided, found.unchanged, found.refused) == (12, 1, 0, 11)
    reasons = {problem.line: problem.reason for problem in found.problems}
    for number, why in {
        2: "nobody is not in this graph.",
        3: "c is called 乙厂 in this graph, not 另一厂.",
        4: "a has other identifiers in this graph.",
        6: "The line is no JSON.",
        7: "MAYBE is no verdict",
        8: "no time zone",
        9: "by is no text",
        10: "Say who decides",
        11: "The line lacks id.",
        12: "no JSON object",
        13: "a was given twice",
    }.items():
        assert why in reasons[number]
    (made,) = await DecisionLog(store.ledger).page()
    assert (made.pair, made.at) == (("c", "d"), "2024-05-01T12:00:00+00:00")


async def test_a_decision_in_force_that_says_otherwise_stays(store):
    await decided(store, "a", "b", DIFFERENT, by="现在的人")
    found = await taken(store, [HEADER, line("a", "b"), line("c", "d")])
    assert (found.decided, found.refused) == (1, 1)
    assert "DIFFERENT, 现在的人" in found.problems[0].reason
    assert {(d.pair, d.verdict) for d in await store.decisions()} == {
        (("a", "b"), DIFFERENT),
        (("c", "d"), SAME),
    }


async def test_what_contradicts_within_a_file_is_refused_at_its_line(store):
    found = await taken(
        store, [HEADER, line("a", "b"), line("b", "c"), line("a", "c", "DIFFERENT")]
    )
    assert (found.decided, [p.line for p in found.problems]) == (2, [4])
    assert "a = b = c" in found.problems[0].reason


@pytest.mark.parametrize(
    ("first", "why"),
    [
        (b"", "no file of decisions"),
        (b"left,right\n", "no file of decisions"),
        (b'{"format":"innovation-graph decisions","version":2}', "format version 2"),
    ],
)
async def test_another_file_is_refused_before_anything_is_written(store, first, why):
    with pytest.raises(NoDecisions, match=why):
        await taken(store, [first, line("a", "b")])
    assert await store.decisions() == ()

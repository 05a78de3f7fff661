"""The review queue and decisions over HTTP: asked, decided, overtaken, refused, taken back."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio
from api_client import WRITE_TOKEN, serving_store

from graph_service.review.candidates import Pair, ReviewQueue
from schema.catalogue import load_catalogue
from schema.statements import LinkStatement, NodeStatement, Run

CATALOGUE = load_catalogue()
QUEUE = """
query Queue($first: Int! = 20, $after: String) {
  reviewQueue(first: $first, after: $after) { totalCount hasNextPage endCursor nodes {
    left { id type label name } right { id name } reason reasonLabel score run source expected hint
    evidence { identifiers { property label value } contrary partners { id name } partnersCount
      people { id } peopleCount districts { id } sideBySide { id } sideBySideCount complete }
    effect { survivor retired linksMoved linksTogether
      values { property label left right chosen } }
    decisions { id verdict by reason inForce }
  } }
}
"""
DECISION = "id left right verdict by at reason inForce undoes endedBy"
DECIDE = f"""
mutation Decide($left: ID!, $right: ID!, $verdict: MatchVerdict!, $by: String!, $expected: ID,
    $reason: String! = "同一地址") {{
  decideMatch(left: $left, right: $right, verdict: $verdict, by: $by, reason: $reason,
      expected: $expected) {{
    status message decision {{ {DECISION} }} inForce {{ {DECISION} }} graphVersion
  }}
}}
"""
UNDO = f"""
mutation Undo($id: ID!, $by: String! = "王敏") {{
  undoDecision(id: $id, by: $by, reason: "看错了") {{
    status message decision {{ {DECISION} }} inForce {{ {DECISION} }} graphVersion
  }}
}}
"""
HISTORY = f"""
query History($first: Int! = 20, $after: ID) {{
  decisions(first: $first, after: $after) {{ hasNextPage nodes {{ {DECISION} }} }}
}}
"""
RUN = Run("run", "名录")


def firm(row: int, id_: str, **values) -> NodeStatement:
    return NodeStatement(row, id_, "Enterprise", values)


async def queued(store, pairs: int) -> None:
    """Pairs (a1, b1), (a2, b2) ... with falling scores; both of each work on one project with x."""
    said = [firm(1, "x", name="伙伴")]
    for n in range(1, pairs + 1):
        said += [
            firm(n + 1, f"a{n}", name=f"厂{n}", city="温州", uscc="1"),
            firm(n + 1, f"b{n}", name=f"工厂{n}", uscc="1"),
            NodeStatement(n + 1, f"p{n}", "Project", {"name": "甲"}),
            NodeStatement(n + 1, f"q{n}", "Project", {"name": "乙"}),
            *(
                LinkStatement(n + 1, "PARTICIPATES_IN", source, target)
                for source, target in (
                    (f"a{n}", f"p{n}"),
                    ("x", f"p{n}"),
                    (f"b{n}", f"q{n}"),
                    ("x", f"q{n}"),
                )
            ),
        ]
    await store.apply(said, RUN)
    await ReviewQueue(store.ledger).add(
        Pair.of(f"a{n}", f"b{n}", "LIKE_NAME", score=0.9 - n / 1_000, run="run", source="名录")
        for n in range(1, pairs + 1)
    )


@pytest_asyncio.fixture(loop_scope="module")
async def store(place):
    async with place.new(CATALOGUE) as opened:
        await queued(opened, 3)
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def api(store):
    async with serving_store(store, write_token=WRITE_TOKEN) as client:
        client.use_token()
        yield client


async def test_a_pair_is_shown_with_its_evidence_and_what_uniting_it_would_change(api):
    queue = (await api.data(QUEUE, {"first": 1}))["reviewQueue"]

    (asked,) = queue["nodes"]
    assert (queue["totalCount"], queue["hasNextPage"]) == (3, True)
    assert asked["left"] == {"id": "a1", "type": "Enterprise", "label": "企业", "name": "厂1"}
    assert asked["right"] == {"id": "b1", "name": "工厂1"}
    assert (asked["reason"], asked["reasonLabel"], asked["run"], asked["source"]) == (
        "LIKE_NAME",
        "名称相近",
        "run",
        "名录",
    )
    assert asked["score"] == pytest.approx(0.899)
    assert "SUCCEEDED_BY (后继单位)" in asked["hint"]
    assert "NameRecord (名称记录)" in asked["hint"]
    assert asked["evidence"] == {
        "identifiers": [{"property": "uscc", "label": "统一社会信用代码", "value": "1"}],
        "contrary": [],
        "partners": [{"id": "x", "name": "伙伴"}],
        "partnersCount": 1,
        "people": [],
        "peopleCount": 0,
        "districts": [],
        "sideBySide": [],
        "sideBySideCount": 0,
        "complete": True,
    }
    effect = asked["effect"]
    assert (effect["survivor"], effect["retired"]) == ("a1", "b1")
    # b1's only link is the one to q1, which a1 does not have.
    assert (effect["linksMoved"], effect["linksTogether"]) == (1, 0)
    values = {v["property"]: (v["label"], v["left"], v["right"]) for v in effect["values"]}
    assert values["city"] == ("城市", "温州", None)
    assert values["name"] == ("名称", "厂1", "工厂1")
    assert asked["decisions"] == []
    assert asked["expected"] is None


async def test_pages_follow_and_what_is_no_cursor_is_refused(api):
    pages, after = [], None
    while not pages or pages[-1]["hasNextPage"]:
        pages.append((await api.data(QUEUE, {"first": 2, "after": after}))["reviewQueue"])
        after = pages[-1]["endCursor"]
    assert [[n["left"]["id"] for n in page["nodes"]] for page in pages] == [["a1", "a2"], ["a3"]]
    for wrong in ("x", "", "é", "_w", "A" * 300):
        code, message = await api.error(QUEUE, {"after": wrong})
        assert (code, "no cursor" in message) == ("BAD_USER_INPUT", True)
    assert (await api.error(QUEUE, {"first": 101}))[0] == "BAD_USER_INPUT"


async def test_what_is_decided_is_not_asked_again_until_it_is_taken_back(api, store):
    for n, verdict in ((1, "SAME"), (2, "DIFFERENT")):
        asked = {"left": f"b{n}", "right": f"a{n}", "verdict": verdict, "by": "李华"}
        answer = (await api.data(DECIDE, asked))["decideMatch"]
        assert answer["status"] == "DECIDED"
        assert answer["graphVersion"] == await store.version()
    queue = (await api.data(QUEUE))["reviewQueue"]
    assert (queue["totalCount"], [n["left"]["id"] for n in queue["nodes"]]) == (1, ["a3"])
    # The id that was retired answers the survivor.
    assert (await api.data('{ node(id: "b1") { id } }'))["node"] == {"id": "a1"}

    for id_ in ("1", "2"):
        assert (await api.data(UNDO, {"id": id_}))["undoDecision"]["status"] == "DECIDED"
    queue = (await api.data(QUEUE))["reviewQueue"]
    assert [n["left"]["id"] for n in queue["nodes"]] == ["a1", "a2", "a3"]
    assert (await api.data('{ node(id: "b1") { id } }'))["node"] == {"id": "b1"}
    assert [(d["id"], d["verdict"], d["inForce"]) for d in queue["nodes"][0]["decisions"]] == [
        ("3", "UNDECIDED", False),
        ("1", "SAME", False),
    ]


async def test_the_history_of_decisions_is_listed_the_newest_first(api):
    await api.data(DECIDE, {"left": "a1", "right": "b1", "verdict": "SAME", "by": "李华"})
    await api.data(UNDO, {"id": "1"})
    both = (await api.data(HISTORY))["decisions"]
    for told in both["nodes"]:
        assert told.pop("at").endswith("+00:00")
    said = {"left": "a1", "right": "b1", "inForce": False}
    assert both == {
        "hasNextPage": False,
        "nodes": [
            said
            | {"id": "2", "verdict": "UNDECIDED", "by": "王敏", "reason": "看错了"}
            | {"undoes": "1", "endedBy": None},
            said
            | {"id": "1", "verdict": "SAME", "by": "李华", "reason": "同一地址"}
            | {"undoes": None, "endedBy": "2"},
        ],
    }
    older = (await api.data(HISTORY, {"first": 1, "after": "2"}))["decisions"]["nodes"]
    assert [told["id"] for told in older] == ["1"]
    assert (await api.data(HISTORY, {"first": 1}))["decisions"]["hasNextPage"]
    assert (await api.error(HISTORY, {"after": "zwei"}))[0] == "BAD_USER_INPUT"


async def test_of_two_who_decide_a_pair_at_once_the_second_is_told_who_was_first(api):
    asked = {"left": "a1", "right": "b1"}
    answers = await asyncio.gather(
        api.data(DECIDE, asked | {"verdict": "SAME", "by": "甲"}),
        api.data(DECIDE, asked | {"verdict": "DIFFERENT", "by": "乙"}),
    )
    first, second = sorted((a["decideMatch"] for a in answers), key=lambda a: a["status"])
    assert (first["status"], second["status"]) == ("DECIDED", "OVERTAKEN")
    assert second["inForce"] == first["decision"]
    assert second["decision"] is None
    assert f"{first['decision']['verdict']}, {first['decision']['by']}, 20" in second["message"]
    again = asked | {"verdict": "UNDECIDED", "by": "丙", "expected": first["decision"]["id"]}
    assert (await api.data(DECIDE, again))["decideMatch"]["status"] == "DECIDED"


async def test_what_cannot_be_decided_is_refused_with_a_sentence(api):
    said = {"left": "a1", "verdict": "SAME", "by": "甲"}
    for wrong, why in (
        ({"right": "nobody"}, "no record nobody"),
        ({"right": "p1"}, "cannot be one"),
        ({"right": "b1", "by": " "}, "who decides"),
    ):
        answer = (await api.data(DECIDE, said | wrong))["decideMatch"]
        assert (answer["status"], why in answer["message"]) == ("REFUSED", True)
    answer = (await api.data(UNDO, {"id": "7"}))["undoDecision"]
    assert (answer["status"], "no decision 7" in answer["message"]) == ("REFUSED", True)
    assert (await api.data(HISTORY))["decisions"]["nodes"] == []


async def test_who_may_not_write_decides_nothing(store):
    asked = {"left": "a1", "right": "b1", "verdict": "SAME", "by": "甲"}
    async with serving_store(store, write_token=WRITE_TOKEN) as client:
        assert (await client.error(DECIDE, asked))[0] == "UNAUTHENTICATED"
        assert (await client.error(UNDO, {"id": "1"}))[0] == "UNAUTHENTICATED"
    assert await store.decisions() == ()


class Counted:
    """Passes calls on and counts them, those of the ledger too."""

    def __init__(self, inner, calls=None) -> None:
        self._inner = inner
        self.calls = [] if calls is None else calls

    @property
    def ledger(self):
        return Counted(self._inner.ledger, self.calls)

    def __getattr__(self, name: str):
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        def counted(*args, **named):
            self.calls.append(name)
            return found(*args, **named)

        return counted


async def test_a_page_of_the_queue_asks_the_store_as_often_for_many_pairs_as_for_few(place):
    calls = {}
    for pairs in (2, 60):
        async with place.new(CATALOGUE) as inner:
            await queued(inner, pairs)
            store = Counted(inner)
            async with serving_store(store, write_token=WRITE_TOKEN) as client:
                client.use_token()
                for n in range(1, pairs, 2):
                    asked = {"left": f"a{n}", "right": f"b{n}", "verdict": "UNDECIDED", "by": "甲"}
                    await client.data(DECIDE, asked)
                store.calls.clear()
                found = (await client.data(QUEUE, {"first": 100}))["reviewQueue"]["nodes"]
                calls[pairs] = sorted(store.calls)
                assert len(found) == pairs
                assert sum(bool(n["decisions"]) for n in found) == pairs // 2
                assert all(n["evidence"]["partnersCount"] == 1 for n in found)
    assert calls[2] == calls[60]


async def test_types_that_are_not_for_everybody_are_not_asked_about(store):
    from dataclasses import replace

    from schema.catalogue import Catalogue
    from schema.declarations import Access

    hidden = Catalogue(
        tuple(
            replace(t, access=Access.PERSONAL) if t.name == "Organization" else t
            for t in CATALOGUE.types
        )
    )
    async with serving_store(store, catalogue=hidden) as client:
        assert (await client.data(QUEUE))["reviewQueue"]["nodes"] == []

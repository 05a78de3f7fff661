"""Corrections over GraphQL: what they answer, who may, and where they are shown."""

from __future__ import annotations

import pytest
from api_client import WRITE_TOKEN, serving_store

from schema.catalogue import load_catalogue
from schema.statements import LinkStatement, NodeStatement, Run

CATALOGUE = load_catalogue()
CORRECT = """mutation Correct($value: String, $expected: String) {
  correct(id: "e1", property: "staff", value: $value, by: "张三", reason: "来函",
          expected: $expected) {
    run id by reason notice graphVersion values { property before after }
  }
}"""
SHOWN = """{
  node(id: "e1") {
    ... on Enterprise { staff }
    conflicts { property offers { value source { source } } }
    sources { nodes { source type values { property value } correction { act by at reason } } }
  }
  importRuns { nodes { source correction { act by reason } } }
}"""


@pytest.fixture
async def store(place):
    async with place.new(CATALOGUE) as opened:
        said = [
            NodeStatement(1, "e1", "Enterprise", {"name": "甲", "staff": 10}),
            NodeStatement(1, "p1", "Project", {"name": "项目"}),
            LinkStatement(1, "PARTICIPATES_IN", "e1", "p1"),
        ]
        await opened.apply(said, Run("first", "register", "2021"))
        yield opened


async def test_a_correction_answers_with_before_and_after_and_is_shown_with_who_and_why(store):
    async with serving_store(store, write_token=WRITE_TOKEN) as api:
        api.use_token()
        done = (await api.data(CORRECT, {"value": "12", "expected": "10"}))["correct"]
        assert done["values"] == [{"property": "staff", "before": "10", "after": "12"}]
        assert (done["id"], done["by"], done["notice"]) == ("e1", "张三", "")
        assert done["graphVersion"] == await store.version()

        shown = await api.data(SHOWN)
        assert shown["node"]["staff"] == 12
        (conflict,) = shown["node"]["conflicts"]
        assert [(o["value"], o["source"]["source"]) for o in conflict["offers"]] == [
            ("12", "manual"),
            ("10", "register"),
        ]
        first, second = shown["node"]["sources"]["nodes"]
        assert first["correction"] is None
        assert (second["type"], second["correction"]["by"]) == ("", "张三")
        assert shown["importRuns"]["nodes"] == [
            {"source": "manual", "correction": {"act": "CORRECT", "by": "张三", "reason": "来函"}},
            {"source": "register", "correction": None},
        ]

        undone = "mutation Undo($run: ID!) { undoRun(run: $run) { source } }"
        await api.data(undone, {"run": done["run"]})
        assert (await api.data(SHOWN))["node"]["staff"] == 10


async def test_a_value_is_said_to_be_unknown_and_its_conflict_says_so(store):
    async with serving_store(store, write_token=WRITE_TOKEN) as api:
        api.use_token()
        await api.data(CORRECT, {"value": None, "expected": "10"})
        shown = (await api.data(SHOWN))["node"]
    assert shown["staff"] is None
    (conflict,) = shown["conflicts"]
    assert [offer["value"] for offer in conflict["offers"]] == ["", "10"]


async def test_who_saw_another_value_is_refused(store):
    async with serving_store(store, write_token=WRITE_TOKEN) as api:
        api.use_token()
        version = await store.version()
        code, message = await api.error(CORRECT, {"value": "12", "expected": None})
    assert code == "BAD_USER_INPUT"
    assert "staff is not None but 10" in message
    assert await store.version() == version


async def test_nothing_is_corrected_without_the_secret(store):
    async with serving_store(store, write_token=WRITE_TOKEN) as api:
        code, _ = await api.error(CORRECT, {"value": "12", "expected": "10"})
    assert code == "UNAUTHENTICATED"
    assert len(await store.runs()) == 1


async def test_records_and_links_are_added_and_withdrawn(store):
    why = 'by: "张三", reason: "核实"'
    async with serving_store(store, write_token=WRITE_TOKEN) as api:
        api.use_token()
        added = await api.data(
            f"""mutation {{ addNode(type: "Enterprise", {why},
              values: [{{property: "name", value: "乙"}}, {{property: "aliases", values: ["乙厂"]}}])
              {{ id values {{ property after }} }} }}"""
        )
        assert added["addNode"]["values"] == [
            {"property": "name", "after": "乙"},
            {"property": "aliases", "after": "乙厂"},
        ]
        id_ = added["addNode"]["id"]
        link = f'type: "PARTICIPATES_IN", source: "{id_}", target: "p1"'
        await api.data(f"mutation {{ addLink({link}, values: [], {why}) {{ run }} }}")
        count = '{ node(id: "p1") { ... on Project { participants { totalCount } } } }'
        assert (await api.data(count))["node"]["participants"]["totalCount"] == 2
        await api.data(f"mutation {{ withdrawLink({link}, {why}) {{ run }} }}")
        assert (await api.data(count))["node"]["participants"]["totalCount"] == 1
        await api.data(f'mutation {{ withdraw(id: "e1", {why}) {{ run }} }}')
        assert (await api.data(count))["node"]["participants"]["totalCount"] == 0
        assert (await api.data('{ node(id: "e1") { id } }'))["node"] is None
        code, _ = await api.error(f'mutation {{ withdraw(id: "nobody", {why}) {{ run }} }}')
        assert code == "NOT_FOUND"

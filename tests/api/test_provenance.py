"""Who said so: the sources of records, and where they disagree."""

from __future__ import annotations

import pytest_asyncio
from api_client import serving_store
from guarded_catalogue import hiding

from graph_service.ingest import import_files
from schema.catalogue import load_catalogue
from schema.packs import load_pack
from schema.statements import NodeStatement, Run

CATALOGUE = load_catalogue()
SOURCES = """
query Sources($first: Int!) {
  enterprises(orderBy: [{name: ASC}]) { nodes {
    name staff
    sources(first: $first) { totalCount nodes {
      source period priority type rows
      values { property label value }
      row { file sheet number }
    } }
  } }
}
"""
CONFLICTS = """{
  node(id: "e1") {
    id
    ... on Enterprise { name staff }
    conflicts {
      property label totalCount
      offers { value reason source { source period priority row { number } } }
    }
  }
}"""


def firm(row: int, type_: str = "Enterprise", **values) -> NodeStatement:
    return NodeStatement(row, "e1", type_, values)


@pytest_asyncio.fixture(loop_scope="module")
async def store(place):
    async with place.new(CATALOGUE) as opened:
        yield opened


async def imported(store, folder, name: str, text: str, **asked) -> None:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    await import_files(store, CATALOGUE, load_pack("wenzhou-2021"), [path], **asked)


async def conflicts(store) -> tuple[dict, list[tuple]]:
    """The record, and of each conflict the property and (value, reason, source) of its offers."""
    async with serving_store(store) as api:
        node = (await api.data(CONFLICTS))["node"]
    return node, [
        (c["property"], [(o["value"], o["reason"], o["source"]["source"]) for o in c["offers"]])
        for c in node["conflicts"]
    ]


async def test_each_source_says_what_it_said_and_in_which_row_of_which_file(store, tmp_path):
    table = "企业名称,员工人数\n温州机床厂,120\n乐清电器厂,80\n温州机床厂,120\n"
    await imported(store, tmp_path, "名录.csv", table, as_type="企业", period="2021")
    await imported(store, tmp_path, "项目.csv", "项目名称,参与单位\n甲,温州机床厂\n")

    async with serving_store(store) as api:
        lathes = (await api.data(SOURCES, {"first": 20}))["enterprises"]["nodes"][-1]

    directory, project = lathes["sources"]["nodes"]
    assert (lathes["name"], lathes["sources"]["totalCount"]) == ("温州机床厂", 2)
    assert directory == {
        "source": "名录",
        "period": "2021",
        "priority": 0,
        "type": "Enterprise",
        "rows": 2,
        "values": [
            {"property": "name", "label": "名称", "value": "温州机床厂"},
            {"property": "staff", "label": "员工人数", "value": "120"},
        ],
        # Said by rows 2 and 4 of the sheet: the last one is shown.
        "row": {"file": "名录.csv", "sheet": "", "number": 4},
    }
    assert (project["source"], project["type"]) == ("项目", "UnclassifiedOrganization")
    assert project["row"] == {"file": "项目.csv", "sheet": "", "number": 2}


async def test_the_sources_of_a_whole_page_are_read_at_once(store, tmp_path):
    rows = [f"第{i:02}厂,{i}" for i in range(30)]
    table = "\n".join(["企业名称,员工人数", *rows, ""])
    await imported(store, tmp_path, "名录.csv", table, as_type="企业")

    async with serving_store(store) as api:
        nodes = (await api.data(SOURCES, {"first": 5}))["enterprises"]["nodes"]

    assert [n["sources"]["nodes"][0]["row"]["number"] for n in nodes] == [*range(2, 22)]
    assert len(api.store.reads) == 1
    (asked,) = api.store.described
    assert len(asked) == len(nodes) == 20


async def test_a_list_of_sources_is_as_long_as_asked_and_says_how_many_there_are(store):
    for year in range(2001, 2008):
        await store.apply([firm(1, name="厂", staff=year)], Run(f"r{year}", "局", str(year)))

    async with serving_store(store) as api:
        (node,) = (await api.data(SOURCES, {"first": 3}))["enterprises"]["nodes"]
        refused = [await api.error(SOURCES, {"first": first}) for first in (-1, 101)]

    assert node["sources"]["totalCount"] == 7
    assert [s["period"] for s in node["sources"]["nodes"]] == ["2001", "2002", "2003"]
    # Nothing of these was imported from a file.
    assert [s["row"] for s in node["sources"]["nodes"]] == [None, None, None]
    assert {code for code, _ in refused} == {"BAD_USER_INPUT"}


async def test_the_value_shown_stands_first_and_each_other_says_why_it_lost(store):
    await store.apply([firm(1, name="厂", staff=1)], Run("a", "年报", "2022"))
    await store.apply([firm(1, name="厂", staff=2)], Run("b", "年报", "2023-06"))
    await store.apply([firm(1, name="厂", staff=3)], Run("c", "局", "2020", priority=5))
    await store.apply([firm(1, staff=4), firm(2, staff=5)], Run("d", "册", "2023-06"))

    node, found = await conflicts(store)

    assert node["staff"] == 3
    # Row 2 of 册 before its row 1 and before row 1 of 年报; these two differ by name only.
    assert found == [
        (
            "staff",
            [
                ("3", None, "局"),
                ("5", "PRIORITY", "册"),
                ("2", "ROW", "年报"),
                ("4", "NAME", "册"),
                ("1", "PERIOD", "年报"),
            ],
        )
    ]


async def test_a_type_is_settled_by_who_came_first(store):
    await store.apply([firm(1, name="厂")], Run("a", "名录"))
    await store.apply([firm(1, "University", name="厂")], Run("b", "高校", priority=9))

    node, found = await conflicts(store)

    assert found == [("type", [("Enterprise", None, "名录"), ("University", "FIRST", "高校")])]
    assert node["conflicts"][0]["label"] == "类型"


async def test_sources_that_agree_and_those_that_only_name_are_no_conflict(store):
    await store.apply([firm(1, name="温州机床厂", staff=7)], Run("a", "名录"))
    await store.apply([firm(1, name="温州机床厂", staff=7)], Run("b", "年报"))
    await store.apply([firm(1, "UnclassifiedOrganization", name="机床厂")], Run("c", "项目"))

    node, found = await conflicts(store)

    assert (node["name"], found) == ("温州机床厂", [])


async def test_what_is_left_after_a_source_is_taken_back_is_no_conflict_any_more(store):
    await store.apply([firm(1, name="厂", staff=1)], Run("a", "甲"))
    await store.apply([firm(1, name="厂", staff=2)], Run("b", "乙", "2022"))
    _, before = await conflicts(store)
    await store.retract("b")
    node, after = await conflicts(store)

    assert before == [("staff", [("2", None, "乙"), ("1", "PERIOD", "甲")])]
    assert (node["staff"], after) == (1, [])


async def test_answers_that_could_have_too_many_sources_are_refused(store):
    await store.apply([firm(1, name="厂")], Run("a", "甲"))
    deep = """{ organizations(first: 100) { nodes { name
      projects(first: 100) { nodes { sources(first: 100) { nodes { values { value } } } } } } } }"""

    async with serving_store(store) as api:
        code, message = await api.error(deep)

    assert code == "LIMIT_EXCEEDED"
    assert "50000" in message


async def test_what_is_not_for_everybody_is_neither_said_nor_contested(place):
    guarded = hiding(CATALOGUE, "staff")
    async with place.new(guarded) as store:
        await store.apply([firm(1, name="厂", staff=1)], Run("a", "甲"))
        await store.apply([firm(1, name="厂", staff=2)], Run("b", "乙", "2022"))
        async with serving_store(store, catalogue=guarded) as api:
            answer = await api.data(
                '{ node(id: "e1") { sources { nodes { values { property value } } }'
                " conflicts { property } } }"
            )

    said = {"values": [{"property": "name", "value": "厂"}]}
    assert answer["node"] == {"sources": {"nodes": [said, said]}, "conflicts": []}

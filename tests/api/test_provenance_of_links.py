"""Who said so: the sources of links, and where they disagree."""

from __future__ import annotations

from dataclasses import replace

import pytest_asyncio
from api_client import serving_store

from graph_service.ingest import import_files
from schema.catalogue import Catalogue, load_catalogue
from schema.declarations import Access
from schema.packs import load_pack
from schema.statements import LinkStatement, NodeStatement, Run

CATALOGUE = load_catalogue()
PLATFORM = """{ platform(id: "p") {
  projects { edges { role node { name }
    sources { totalCount nodes { source period rows type values { property label value } } }
    conflicts { property label totalCount offers { value reason source { source } } }
  } }
} }"""


def platform(row: int) -> NodeStatement:
    return NodeStatement(row, "p", "Platform", {"name": "平台"})


def project(row: int, number: int) -> NodeStatement:
    return NodeStatement(row, f"j{number}", "Project", {"name": f"项目{number}"})


def takes_part(row: int, number: int, **values: object) -> LinkStatement:
    return LinkStatement(row, "PARTICIPATES_IN", "p", f"j{number}", "", values)


@pytest_asyncio.fixture(loop_scope="module")
async def store(place):
    async with place.new(CATALOGUE) as opened:
        yield opened


async def test_a_link_says_who_said_it_and_why_one_value_is_shown(store):
    said = [platform(1), project(1, 1), takes_part(1, 1, role="LEAD")]
    await store.apply(said, Run("a", "年报", "2022", priority=3))
    await store.apply([takes_part(1, 1, role="PARTICIPANT")], Run("b", "册", "2023"))

    async with serving_store(store) as api:
        (edge,) = (await api.data(PLATFORM))["platform"]["projects"]["edges"]

    first, second = edge["sources"]["nodes"]
    assert (edge["role"], edge["node"], edge["sources"]["totalCount"]) == (
        "LEAD",
        {"name": "项目1"},
        2,
    )
    assert first == {
        "source": "年报",
        "period": "2022",
        "rows": 1,
        "type": "PARTICIPATES_IN",
        "values": [{"property": "role", "label": "承担角色", "value": "LEAD"}],
    }
    assert second["values"][0]["value"] == "PARTICIPANT"
    assert edge["conflicts"] == [
        {
            "property": "role",
            "label": "承担角色",
            "totalCount": 2,
            "offers": [
                {"value": "LEAD", "reason": None, "source": {"source": "年报"}},
                {"value": "PARTICIPANT", "reason": "PRIORITY", "source": {"source": "册"}},
            ],
        }
    ]


async def test_a_link_is_the_same_seen_from_its_other_end(store):
    said = [platform(1), project(1, 1), takes_part(1, 1, role="LEAD")]
    await store.apply(said, Run("a", "年报"))
    back = """{ project(id: "j1") { participants { edges {
        sources { nodes { source values { value } } } } } } }"""

    async with serving_store(store) as api:
        (edge,) = (await api.data(back))["project"]["participants"]["edges"]

    assert edge["sources"]["nodes"] == [{"source": "年报", "values": [{"value": "LEAD"}]}]


async def test_the_links_of_a_whole_level_are_described_at_once(store):
    said = [platform(1)]
    for number in range(30):
        said += [project(number + 1, number), takes_part(number + 1, number, role="LEAD")]
    await store.apply(said, Run("a", "年报"))
    nested = """{ platforms(first: 2) { nodes { projects(first: 25) { edges {
        sources(first: 2) { totalCount } node { participants(first: 3) { edges {
        sources(first: 2) { totalCount } conflicts { property } } } } } } } } }"""

    async with serving_store(store) as api:
        answer = await api.data(nested)

    (only,) = answer["platforms"]["nodes"]
    outer = only["projects"]["edges"]
    inner = [edge for one in outer for edge in one["node"]["participants"]["edges"]]
    assert {edge["sources"]["totalCount"] for edge in (*outer, *inner)} == {1}
    assert (len(outer), len(inner)) == (25, 25)
    # Both levels show the same links: what is known of them is not asked for again.
    assert len(api.store.reads) == 1
    assert [len(asked) for asked in api.store.described_links] == [25]


async def test_a_link_without_properties_has_sources_and_a_list_of_nodes_has_none(store):
    said = [
        platform(1),
        NodeStatement(1, "d", "District", {"name": "瓯海区"}),
        LinkStatement(1, "LOCATED_IN", "p", "d"),
    ]
    await store.apply(said, Run("a", "年报"))
    query = """{ platform(id: "p") { locatedIn { edges {
        sources { nodes { source values { value } } } conflicts { property } } } }
        districts { edges { node { name } sources { totalCount } conflicts { property } } } }"""

    async with serving_store(store) as api:
        answer = await api.data(query)
        described = len(api.store.described_links)

    (located,) = answer["platform"]["locatedIn"]["edges"]
    assert located == {"sources": {"nodes": [{"source": "年报", "values": []}]}, "conflicts": []}
    assert answer["districts"]["edges"] == [
        {"node": {"name": "瓯海区"}, "sources": None, "conflicts": []}
    ]
    assert described == 1


async def test_the_row_of_a_link_is_shown(store, tmp_path):
    path = tmp_path / "项目.csv"
    path.write_text("项目名称,参与单位\n甲,温州机床厂\n乙,温州机床厂\n", encoding="utf-8")
    await import_files(store, CATALOGUE, load_pack("wenzhou-2021"), [path])
    query = """{ projects(orderBy: [{name: ASC}]) { nodes { name participants { edges {
        sources { nodes { row { file number } } } } } } } }"""

    async with serving_store(store) as api:
        nodes = (await api.data(query))["projects"]["nodes"]

    shown = {
        node["name"]: source["row"]
        for node in nodes
        for edge in node["participants"]["edges"]
        for source in edge["sources"]["nodes"]
    }
    assert shown == {
        "甲": {"file": "项目.csv", "number": 2},
        "乙": {"file": "项目.csv", "number": 3},
    }


async def test_too_many_sources_of_links_are_refused_before_anything_is_read(store):
    deep = """{ organizations(first: 100) { nodes { projects(first: 100) { edges {
        sources(first: 100) { nodes { values { value } } } } } } } }"""

    async with serving_store(store) as api:
        code, _ = await api.error(deep)
        negative, _ = await api.error(PLATFORM.replace("sources {", "sources(first: -1) {"))

    assert (code, negative, api.store.reads) == ("LIMIT_EXCEEDED", "BAD_USER_INPUT", [])


async def test_what_a_link_says_that_is_not_for_everybody_is_neither_said_nor_contested(place):
    def guarded(link):
        return replace(
            link,
            properties=tuple(
                replace(p, access=Access.INTERNAL) if p.name == "role" else p
                for p in link.properties
            ),
        )

    catalogue = Catalogue(
        tuple(replace(t, links=tuple(map(guarded, t.links))) for t in CATALOGUE.types)
    )
    async with place.new(catalogue) as store:
        said = [platform(1), project(1, 1), takes_part(1, 1, role="LEAD")]
        await store.apply(said, Run("a", "甲"))
        await store.apply([takes_part(1, 1, role="PARTICIPANT")], Run("b", "乙"))
        async with serving_store(store, catalogue=catalogue) as api:
            answer = await api.data(PLATFORM.replace("role node", "node"))

    (edge,) = answer["platform"]["projects"]["edges"]
    assert [source["values"] for source in edge["sources"]["nodes"]] == [[], []]
    assert edge["conflicts"] == []

"""What ``search`` tells of each hit, so that a search box needs one request; on both stores."""

from __future__ import annotations

import pytest
import pytest_asyncio
from api_client import ApiClient, serving
from guarded_catalogue import hiding
from stores import Place

from schema.catalogue import load_catalogue
from schema.statements import LinkStatement, NodeStatement

HITS = """query ($text: String!, $district: String, $chain: ID, $types: [NodeType!], $first: Int! = 20) {
    search(text: $text, district: $district, chain: $chain, types: $types, first: $first) {
        totalCount hits { match type typeLabel typeEnglish label district { id code name }
            matched { text kind property propertyLabel spans { begin end } }
            node { id } } } }"""
NODES = {
    "wz": ("District", {"name": "温州市", "code": "330300"}),
    "lq": ("District", {"name": "乐清市", "code": "330382"}),
    "hz": ("District", {"name": "杭州市", "code": "330100"}),
    "zt": (
        "Enterprise",
        {
            "name": "正泰集团股份有限公司",
            "aliases": ("正泰", "CHINT"),
            "englishName": "Chint Group",
            "uscc": "91330000146445899W",
        },
    ),
    "zd": ("ResearchInstitute", {"name": "浙江大学温州研究院", "aliases": ("浙大温州院",)}),
    "old": ("NameRecord", {"name": "求精开关厂"}),
    "chain": ("IndustryChain", {"name": "电气产业链", "code": "DQ"}),
    "relay": ("ChainSegment", {"name": "电气开关"}),
    "other": ("ChainSegment", {"name": "电气仪表"}),
    "j": ("Project", {"name": "电气火灾研究", "number": "2021C01"}),
}
LINKS = [
    ("LOCATED_IN", "zt", "lq"),
    ("LOCATED_IN", "zd", "wz"),
    ("NAME_OF", "old", "zt"),
    ("OPERATES_IN", "zt", "relay"),
    ("SEGMENT_OF", "relay", "chain"),
    ("PROJECT_SERVES", "j", "relay"),
]


def statements():
    nodes = [
        NodeStatement(row, id_, type_, values)
        for row, (id_, (type_, values)) in enumerate(NODES.items(), 1)
    ]
    catalogue = load_catalogue()
    links = []
    for row, (type_, one, other) in enumerate(LINKS, len(nodes) + 1):
        assert type_ in catalogue.links
        links.append(LinkStatement(row, type_, one, other, "", {}))
    return (*nodes, *links)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def boxed(place: Place):
    """The application over `NODES` and `LINKS`, only to be read."""
    async with serving(statements(), place=place) as client:
        yield client


async def hits(api: ApiClient, text: str, **variables):
    return (await api.data(HITS, {"text": text, **variables}))["search"]["hits"]


async def ids(api: ApiClient, text: str, **variables):
    return [hit["node"]["id"] for hit in await hits(api, text, **variables)]


async def test_a_hit_tells_all_that_a_line_of_a_search_box_shows(boxed: ApiClient):
    [hit] = await hits(boxed, "chint gr")
    assert hit == {
        "match": "PREFIX",
        "type": "ENTERPRISE",
        "typeLabel": "企业",
        "typeEnglish": "Enterprise",
        "label": "正泰集团股份有限公司",
        "district": {"id": "lq", "code": "330382", "name": "乐清市"},
        "matched": {
            "text": "Chint Group",
            "kind": "ALIAS",
            "property": "englishName",
            "propertyLabel": hit["matched"]["propertyLabel"],
            "spans": [{"begin": 0, "end": 5}, {"begin": 6, "end": 8}],
        },
        "node": {"id": "zt"},
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("正泰集团", ("zt", "NAME", "name", ["正泰集团"])),
        ("正泰", ("zt", "ALIAS", "aliases", ["正泰"])),
        ("91330000", ("zt", "IDENTIFIER", "uscc", ["91330000"])),
        ("求精", ("old", "FORMER_NAME", "name", ["求精"])),
        ("zhengtai", ("zt", "PINYIN", "name", ["正泰"])),
        ("zdwzy", ("zd", "PINYIN", "aliases", ["浙大温州院"])),
        ("浙大 wenzhou", ("zd", "ALIAS", "aliases", ["浙大温州"])),
        ("330382", ("lq", "IDENTIFIER", "code", ["330382"])),
    ],
)
async def test_the_name_that_matched_is_told_with_its_kind(boxed: ApiClient, text, told):
    [hit] = await hits(boxed, text)
    matched = hit["matched"]
    shown = [matched["text"][s["begin"] : s["end"]] for s in matched["spans"]]
    assert (hit["node"]["id"], matched["kind"], matched["property"], shown) == told


async def test_what_sounds_otherwise_or_is_written_apart_is_not_found(boxed: ApiClient):
    assert await hits(boxed, "zhetai") == await hits(boxed, "9133 0000") == []


async def test_where_something_is_may_be_unknown_and_a_district_is_where_it_is(boxed: ApiClient):
    [project] = await hits(boxed, "火灾")
    [district] = await hits(boxed, "乐清")
    assert project["district"] is None
    assert district["district"] == {"id": "lq", "code": "330382", "name": "乐清市"}
    assert [hit["typeEnglish"] for hit in await hits(boxed, "研究院")] == ["Research institute"]


async def test_districts_and_chains_can_be_asked_for(boxed: ApiClient):
    assert set(await ids(boxed, "电气")) == {"j", "chain", "other", "relay"}
    # The chain, the segment of it, the project that serves it; the other segment is of no chain.
    assert set(await ids(boxed, "电气", chain="chain")) == {"chain", "relay", "j"}
    assert await ids(boxed, "正泰", chain="chain") == ["zt"]
    assert await ids(boxed, "正泰", chain="nobody") == []
    assert set(await ids(boxed, "市", district="3303")) == {"wz", "lq"}
    assert set(await ids(boxed, "温州", district="3303")) == {"wz", "zd"}
    assert await ids(boxed, "温州", district="330382") == []
    assert await ids(boxed, "正泰", district="3303", chain="chain", types=["ENTERPRISE"]) == ["zt"]
    assert await ids(boxed, "正泰", district="3303", chain="chain", types=["PROJECT"]) == []


async def test_the_number_of_all_counts_what_meets_the_condition(boxed: ApiClient):
    query = '{ search(text: "市", district: "3303", first: 0) { totalCount hits { label } } }'
    assert (await boxed.data(query))["search"] == {"totalCount": 2, "hits": []}


async def test_a_district_that_is_none_is_refused(boxed: ApiClient):
    code, message = await boxed.error(HITS, {"text": "x", "district": "33'03"})
    assert (code, "prefix of district codes" in message) == ("BAD_USER_INPUT", True)


async def test_however_many_hits_there_are_the_store_is_asked_as_often(boxed: ApiClient):
    counts = []
    for first in (1, 2, 4):
        boxed.store.forget()
        assert len(await ids(boxed, "电气", first=first)) == first
        counts.append((len(boxed.store.asked), len(boxed.store.reads)))
    # Once for the hits; by one plan each for what is told of them, their records, their districts.
    assert counts == [(1, 3)] * 3
    boxed.store.forget()
    await boxed.data('{ search(text: "电气") { totalCount hits { match } } }')
    assert (len(boxed.store.asked), len(boxed.store.reads)) == (1, 0)
    boxed.store.forget()
    await boxed.data('{ search(text: "电气") { hits { label matched { text } } } }')
    assert (len(boxed.store.asked), len(boxed.store.reads)) == (1, 1)


async def test_a_name_that_is_not_for_everybody_neither_finds_nor_is_told(place: Place):
    catalogue = hiding(load_catalogue(), "aliases")
    async with serving(statements(), place=place, catalogue=catalogue) as api:
        assert await ids(api, "CHINT") == ["zt"]  # By its English name.
        [hit] = await hits(api, "CHINT")
        assert (hit["matched"]["property"], hit["matched"]["text"]) == (
            "englishName",
            "Chint Group",
        )
        assert await hits(api, "浙大温州院") == []

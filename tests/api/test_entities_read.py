from __future__ import annotations

import pytest
from api_client import ApiClient, serving
from api_graph import STATEMENTS

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_entity_is_read_with_its_values_as_the_schema_types_them(shared: ApiClient):
    found = await shared.data(
        """{ platform(id: "alpha") {
            __typename id name level { code label } buildMode industries { code } staff area
            establishedOn aliases uscc
        } }"""
    )
    assert found["platform"] == {
        "__typename": "Platform",
        "id": "alpha",
        "name": "Alpha Lab",
        "level": {"code": "NATIONAL", "label": "国家级"},
        "buildMode": "JOINT",
        "industries": [{"code": "MED"}, {"code": "NEW"}],
        "staff": 10,
        "area": 100.5,
        "establishedOn": "2021",
        "aliases": [],
        "uscc": None,
    }


async def test_money_is_a_decimal_text_and_a_currency(shared: ApiClient):
    found = await shared.data(
        '{ a: project(id: "j1") { budget { amount currency } } b: project(id: "j2") { budget { amount } } }'
    )
    assert found == {
        "a": {"budget": {"amount": "1000.50", "currency": "CNY"}},
        "b": {"budget": None},
    }


async def test_what_is_not_there_or_of_another_type_is_null(shared: ApiClient):
    query = '{ a: platform(id: "nobody") { id } b: platform(id: "delta") { id } c: node(id: "?") { id } }'
    assert await shared.data(query) == {"a": None, "b": None, "c": None}


async def test_nodes_keep_the_order_of_their_ids_and_leave_gaps(shared: ApiClient):
    found = await shared.data(
        """{ nodes(ids: ["wu", "?", "alpha", "wu"]) {
            id ... on Talent { name } ... on Organization { title: name }
        } }"""
    )
    assert found["nodes"] == [
        {"id": "wu", "name": "Wu"},
        None,
        {"id": "alpha", "title": "Alpha Lab"},
        {"id": "wu", "name": "Wu"},
    ]


async def test_an_edge_has_the_properties_of_its_link_and_its_node(shared: ApiClient):
    found = await shared.data(
        """{ platform(id: "alpha") { projects { totalCount edges {
            key role amount { amount } node { name participants { totalCount nodes { id } } }
        } } } }"""
    )
    assert found["platform"]["projects"] == {
        "totalCount": 2,
        "edges": [
            {
                "key": "",
                "role": "LEAD",
                "amount": {"amount": "5.00"},
                "node": {
                    "name": "J1",
                    "participants": {"totalCount": 2, "nodes": [{"id": "alpha"}, {"id": "delta"}]},
                },
            },
            {
                "key": "",
                "role": "PARTICIPANT",
                "amount": None,
                "node": {
                    "name": "J2",
                    "participants": {
                        "totalCount": 2,
                        "nodes": [{"id": "alpha"}, {"id": "epsilon"}],
                    },
                },
            },
        ],
    }


async def test_one_list_can_be_asked_for_in_several_ways_under_several_names(shared: ApiClient):
    found = await shared.data(
        """query ($no: Boolean = false) { platform(id: "alpha") {
            mine: projects(first: 1) {
                e: edges { r: role n: node { name } } edges { role again: node { id } }
                ids: nodes { id } names: nodes { name }
                nodes @include(if: $no) { id }
            }
            led: projects(where: {edge: {role: {eq: LEAD}}}) { nodes { ...Named id @skip(if: true) } }
        } } fragment Named on Project { name }"""
    )
    assert found["platform"] == {
        "mine": {
            "e": [{"r": "LEAD", "n": {"name": "J1"}}],
            "edges": [{"role": "LEAD", "again": {"id": "j1"}}],
            "ids": [{"id": "j1"}],
            "names": [{"name": "J1"}],
        },
        "led": {"nodes": [{"name": "J1"}]},
    }


async def test_links_count_only_while_they_are_true(shared: ApiClient):
    # Alpha 2021 to 2022, Beta from 2023; a partial date means its last day.
    query = """query ($day: PartialDate) { university(id: "delta", asOf: $day) {
        builtPlatforms { totalCount edges { validFrom validTo node { id } } } } }"""
    days = {"2020-12-31": [], "2022-12-31": ["alpha"], "2022": ["alpha"], "2023": ["beta"]}
    for day, expected in days.items():
        found = (await shared.data(query, {"day": day}))["university"]["builtPlatforms"]
        assert [edge["node"]["id"] for edge in found["edges"]] == expected
        assert found["totalCount"] == len(expected)
    found = (await shared.data(query))["university"]["builtPlatforms"]
    assert found["edges"] == [{"validFrom": "2023", "validTo": None, "node": {"id": "beta"}}]


async def test_an_abstract_type_is_read_like_any_other(shared: ApiClient):
    found = await shared.data(
        """{ organizations(orderBy: [{name: DESC}], types: [PLATFORM, UNIVERSITY]) {
            totalCount
            nodes { __typename id name ... on Platform { staff } ... on University { kind: name } }
        } all: organizations { totalCount } none: organizations(types: []) { totalCount } }"""
    )
    assert found == {
        "organizations": {
            "totalCount": 4,
            "nodes": [
                {"__typename": "Platform", "id": "gamma", "name": "伽马 Gamma", "staff": None},
                {
                    "__typename": "University",
                    "id": "delta",
                    "name": "Delta University",
                    "kind": "Delta University",
                },
                {"__typename": "Platform", "id": "beta", "name": "Beta Centre", "staff": 20},
                {"__typename": "Platform", "id": "alpha", "name": "Alpha Lab", "staff": 10},
            ],
        },
        "all": {"totalCount": 6},
        "none": {"totalCount": 0},
    }


async def test_graph_info_counts_records_and_links_and_names_the_region(shared: ApiClient):
    answer = await shared.post(
        """{ graphInfo { version asOf nodes { type label count } links { type count }
            pack { name currency timeZone homeRegion lists { name terms { code label } } } } }"""
    )
    info = answer["data"]["graphInfo"]
    assert {n["type"]: n["count"] for n in info["nodes"] if n["count"]} == {
        "District": 1,
        "Enterprise": 2,
        "Platform": 3,
        "Project": 2,
        "Talent": 1,
        "University": 1,
    }
    assert {"type": "Platform", "label": "创新平台", "count": 3} in info["nodes"]
    assert {n["type"]: n["count"] for n in info["links"] if n["count"]} == {
        "AFFILIATED_WITH": 1,
        "BUILT_WITH": 2,
        "LOCATED_IN": 2,
        "PARTICIPATES_IN": 4,
    }
    assert (info["pack"]["name"], info["pack"]["currency"]) == ("wenzhou-2021", "CNY")
    levels = next(found for found in info["pack"]["lists"] if found["name"] == "levels")
    assert {"code": "NATIONAL", "label": "国家级"} in levels["terms"]
    assert (info["asOf"], info["version"]) == ("2023-12-31", await shared.store.version())
    assert answer["extensions"]["graphVersion"] == info["version"]


async def test_the_day_begins_at_home():
    from datetime import UTC, datetime

    from graph_service.api.service import make_service
    from graph_service.settings import Settings
    from schema.catalogue import load_catalogue

    async with serving(STATEMENTS) as client:
        # Five in the afternoon in Greenwich is one in the morning of the next day in Shanghai.
        service = make_service(
            Settings(),
            client.store,
            load_catalogue(),
            clock=lambda: datetime(2023, 12, 31, 17, tzinfo=UTC),
        )
        answer = await service.answer("{ graphInfo { asOf } }")
    assert answer["data"]["graphInfo"]["asOf"] == "2024-01-01"
    assert answer["extensions"]["asOf"] == "2024-01-01"

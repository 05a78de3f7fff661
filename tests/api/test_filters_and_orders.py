from __future__ import annotations

from typing import Any

import pytest
from api_client import ApiClient

pytestmark = pytest.mark.asyncio(loop_scope="module")

NAMED = ["alpha", "beta", "delta", "epsilon", "gamma", "zeta"]


async def ids(shared: ApiClient, field: str, type_: str, **arguments: Any) -> list[str]:
    query = f"""query ($where: {type_}Where, $orderBy: [{type_}Order!]) {{
        {field}(where: $where, orderBy: $orderBy) {{ totalCount nodes {{ id }} }} }}"""
    found = (await shared.data(query, arguments))[field]
    assert found["totalCount"] == len(found["nodes"])
    return [node["id"] for node in found["nodes"]]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, ["alpha", "beta", "gamma"]),
        ({"id": {"in": ["beta", "delta"]}}, ["beta"]),
        # text
        ({"name": {"eq": "Alpha Lab"}}, ["alpha"]),
        ({"name": {"in": ["Alpha Lab", "Beta Centre", "?"]}}, ["alpha", "beta"]),
        ({"name": {"in": []}}, []),
        ({"name": {"contains": "a "}}, ["alpha", "beta"]),
        ({"name": {"startsWith": "伽"}}, ["gamma"]),
        ({"name": {"endsWith": "Lab"}}, ["alpha"]),
        ({"name": {"startsWith": "alpha"}}, []),
        ({"uscc": {"isNull": True}}, ["alpha", "beta", "gamma"]),
        ({"name": {"startsWith": "B", "endsWith": "b"}}, []),
        # numbers
        ({"staff": {"eq": 10}}, ["alpha"]),
        ({"staff": {"gt": 10}}, ["beta"]),
        ({"staff": {"gte": 10, "lt": 20}}, ["alpha"]),
        ({"staff": {"lte": 20}}, ["alpha", "beta"]),
        ({"staff": {"in": [20, 30]}}, ["beta"]),
        ({"staff": {"isNull": True}}, ["gamma"]),
        ({"area": {"gt": 50, "lte": 100.5}}, ["alpha"]),
        ({"area": {"isNull": False}}, ["alpha", "gamma"]),
        # enums, terms, lists
        ({"buildMode": {"eq": "JOINT"}}, ["alpha"]),
        ({"buildMode": {"in": ["JOINT", "INDEPENDENT"]}}, ["alpha", "beta"]),
        ({"buildMode": {"isNull": True}}, ["gamma"]),
        ({"level": {"eq": "NATIONAL"}}, ["alpha"]),
        ({"level": {"in": ["PROVINCIAL"]}}, ["beta"]),
        ({"industries": {"has": "MED"}}, ["alpha", "beta"]),
        ({"industries": {"hasAny": ["NEW", "?"]}}, ["alpha"]),
        ({"industries": {"hasAll": ["MED", "NEW"]}}, ["alpha"]),
        ({"industries": {"hasAll": []}}, ["alpha", "beta", "gamma"]),
        ({"industries": {"hasAny": []}}, []),
        ({"industries": {"isEmpty": True}}, ["gamma"]),
        ({"industries": {"isEmpty": False}}, ["alpha", "beta"]),
        ({"NOT": {"industries": {"has": "NEW"}}}, ["beta", "gamma"]),
        # links and their numbers; on the last day of 2023 Alpha is no longer built with Delta
        ({"projects": {"some": {}}}, ["alpha"]),
        ({"projects": {"none": {"edge": {"role": {"eq": "LEAD"}}}}}, ["beta", "gamma"]),
        ({"projects": {"all": {"edge": {"role": {"eq": "LEAD"}}}}}, ["beta", "gamma"]),
        ({"projects": {"some": {"node": {"level": {"eq": "MUNICIPAL"}}}}}, ["alpha"]),
        (
            {
                "projects": {
                    "some": {"edge": {"role": {"eq": "LEAD"}}, "node": {"name": {"eq": "J2"}}}
                }
            },
            [],
        ),
        ({"projects": {"some": {"edge": {"amount": {"gte": "5"}}}}}, ["alpha"]),
        ({"builders": {"some": {"node": {"name": {"startsWith": "Delta"}}}}}, ["beta"]),
        ({"locatedIn": {"some": {"node": {"code": {"startsWith": "3303"}}}}}, ["alpha"]),
        ({"projectsCount": {"eq": 2}}, ["alpha"]),
        ({"projectsCount": {"lt": 2}}, ["beta", "gamma"]),
        ({"projectsCount": {"in": [1, 2]}}, ["alpha"]),
        ({"projectsCount": {"isNull": False}}, ["alpha", "beta", "gamma"]),
        ({"projectsCount": {"isNull": True}}, []),
        # logic: a comparison with what is missing is false, its negation true
        ({"NOT": {"staff": {"gt": 10}}}, ["alpha", "gamma"]),
        ({"OR": [{"staff": {"eq": 20}}, {"area": {"lt": 60}}]}, ["beta", "gamma"]),
        ({"OR": []}, []),
        ({"AND": []}, ["alpha", "beta", "gamma"]),
        ({"AND": [{"staff": {"gte": 10}}, {"area": {"gt": 1}}]}, ["alpha"]),
        ({"staff": {"gte": 10}, "area": {"gt": 1}}, ["alpha"]),
    ],
    ids=str,
)
async def test_a_filter_keeps_exactly_what_meets_it(
    shared: ApiClient, where: dict[str, Any], expected: list[str]
):
    assert await ids(shared, "platforms", "Platform", where=where) == expected


# Alpha was founded in 2021, Beta on 2021-09-03, Gamma in 2022-03.
@pytest.mark.parametrize(
    ("operator", "day", "expected"),
    [
        ("eq", "2021", ["alpha"]),
        ("eq", "2021-01-01", []),
        ("gte", "2021-01-01", ["alpha", "beta", "gamma"]),
        ("gte", "2021-01-02", ["beta", "gamma"]),
        ("gte", "2021-09", ["beta", "gamma"]),
        ("gt", "2021", ["gamma"]),
        ("gt", "2021-09-02", ["beta", "gamma"]),
        ("lte", "2021", ["alpha", "beta"]),
        ("lte", "2021-12-30", ["beta"]),
        ("lte", "2022-03", ["alpha", "beta", "gamma"]),
        ("lt", "2022", ["alpha", "beta"]),
        ("lt", "2021-09-04", ["beta"]),
        ("lt", "2021-09", []),
    ],
)
async def test_dates_compare_by_their_first_and_last_days(
    shared: ApiClient, operator: str, day: str, expected: list[str]
):
    where = {"establishedOn": {operator: day}}
    assert await ids(shared, "platforms", "Platform", where=where) == expected


# Epsilon has 100.00 CNY, Zeta 200.00 EUR; the pack's currency is CNY.
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"gte": "100"}, ["epsilon"]),
        ({"gt": "100.00"}, []),
        ({"eq": "100.0"}, ["epsilon"]),
        ({"lt": "1000"}, ["epsilon"]),
        ({"lte": "200", "currency": "EUR"}, ["zeta"]),
        ({"currency": "EUR"}, ["zeta"]),
        ({"isNull": True}, []),
        ({"isNull": False}, ["epsilon", "zeta"]),
        ({}, ["epsilon", "zeta"]),
    ],
    ids=str,
)
async def test_amounts_compare_within_one_currency(
    shared: ApiClient, condition: dict[str, Any], expected: list[str]
):
    where = {"registeredCapital": condition}
    assert await ids(shared, "enterprises", "Enterprise", where=where) == expected


async def test_a_filter_on_an_abstract_type_reaches_all_its_types(shared: ApiClient):
    where = {"OR": [{"name": {"contains": "lt"}}, {"locatedIn": {"some": {}}}]}
    assert await ids(shared, "organizations", "Organization", where=where) == [
        "alpha",
        "delta",
        "epsilon",
    ]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ([], NAMED),
        ([{"name": "ASC"}], ["alpha", "beta", "delta", "epsilon", "zeta", "gamma"]),
        ([{"name": "DESC"}], ["gamma", "zeta", "epsilon", "delta", "beta", "alpha"]),
        ([{"projectsCount": "DESC"}], ["alpha", "delta", "epsilon", "beta", "gamma", "zeta"]),
        (
            [{"projectsCount": "ASC"}, {"name": "DESC"}],
            ["gamma", "zeta", "beta", "epsilon", "delta", "alpha"],
        ),
        # nothing is known of Delta, Epsilon and Zeta: last ascending, first descending
        ([{"establishedOn": "ASC"}], ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"]),
        ([{"establishedOn": "DESC"}], ["delta", "epsilon", "zeta", "gamma", "beta", "alpha"]),
    ],
    ids=str,
)
async def test_lists_come_in_the_order_asked_for(
    shared: ApiClient, order: list[dict[str, str]], expected: list[str]
):
    assert await ids(shared, "organizations", "Organization", orderBy=order) == expected


async def test_amounts_are_ordered_by_currency_and_then_by_size(shared: ApiClient):
    for direction, expected in (("ASC", ["epsilon", "zeta"]), ("DESC", ["zeta", "epsilon"])):
        order = [{"registeredCapital": direction}]
        assert await ids(shared, "enterprises", "Enterprise", orderBy=order) == expected


async def test_a_nested_list_is_filtered_and_ordered_by_link_and_node(shared: ApiClient):
    found = await shared.data(
        """{ platform(id: "alpha") {
            led: projects(where: {edge: {role: {eq: LEAD}}}) { nodes { id } }
            late: projects(where: {node: {startOn: {gte: "2022"}}}) { nodes { id } totalCount }
            down: projects(orderBy: [{name: DESC}], first: 1) { nodes { id } totalCount }
        } }"""
    )
    assert found["platform"] == {
        "led": {"nodes": [{"id": "j1"}]},
        "late": {"nodes": [{"id": "j2"}], "totalCount": 1},
        "down": {"nodes": [{"id": "j2"}], "totalCount": 2},
    }

"""What lists tell of themselves besides a page: facets and aggregates, over `api_graph`."""

from __future__ import annotations

from typing import Any

import pytest
from api_client import ApiClient

from schema.money import Money
from schema.statements import NodeStatement, Run

pytestmark = pytest.mark.asyncio(loop_scope="module")

ALL = "address buildMode city country establishedOn industries level staff system type website"
FACET = "field values { value label count } other missing"


def line(value: str, count: int, label: str | None = None) -> dict[str, Any]:
    return {"value": value, "label": label or value, "count": count}


def facet(field: str, *values: Any, other: int = 0, missing: int = 0) -> dict[str, Any]:
    return {"field": field, "values": list(values), "other": other, "missing": missing}


async def test_facets_count_the_values_of_the_whole_list(shared: ApiClient):
    fields = "level, industries, establishedOn, staff, type"
    found = await shared.data(
        f"{{ platforms(first: 1) {{ nodes {{ id }} facets(fields: [{fields}]) {{ {FACET} }} }} }}"
    )
    assert found["platforms"]["nodes"] == [{"id": "alpha"}]
    # Gamma has neither level nor industries nor staff.
    assert found["platforms"]["facets"] == [
        facet("level", line("NATIONAL", 1, "国家级"), line("PROVINCIAL", 1, "省级"), missing=1),
        facet("industries", line("MED", 2), line("NEW", 1), missing=1),
        facet("establishedOn", line("2021", 2), line("2022", 1)),
        facet("staff", line("10", 1), line("20", 1), missing=1),
        facet("type", line("Platform", 3, "创新平台")),
    ]


async def test_a_facet_names_the_most_frequent_values_and_sums_up_the_others(shared: ApiClient):
    found = await shared.data(
        f"{{ organizations {{ totalCount facets(fields: [type], top: 1) {{ {FACET} }} }} }}"
    )
    assert found["organizations"] == {
        "totalCount": 6,
        "facets": [facet("type", line("Platform", 3, "创新平台"), other=3)],
    }
    # Nothing but the numbers was read.
    ((plan, _),) = shared.store.reads
    assert plan.connection.limit is None


async def test_facets_and_aggregates_keep_the_filter_of_the_list(shared: ApiClient):
    found = await shared.data(
        f"""{{ platforms(where: {{staff: {{gt: 10}}}}) {{ totalCount
            level: facets(fields: [level]) {{ {FACET} }}
            other: facets(fields: [buildMode, level]) {{ {FACET} }}
            aggregate {{ staff {{ sum count missing }} }} }} }}"""
    )
    level = facet("level", line("PROVINCIAL", 1, "省级"))
    assert found["platforms"] == {
        "totalCount": 1,
        "level": [level],
        "other": [facet("buildMode", line("INDEPENDENT", 1, "独立建设")), level],
        "aggregate": {"staff": {"sum": "20", "count": 1, "missing": 0}},
    }


async def test_aggregates_tell_what_numbers_and_dates_come_to(shared: ApiClient):
    found = await shared.data(
        """{ platforms { aggregate {
            staff { sum min max mean count missing }
            area { sum min max mean count missing }
            founded: establishedOn { min max count missing } } } }"""
    )
    # Staff 10 + 20, area 100.5 + 50; founded 2021, 2021-09-03 and 2022-03.
    assert found["platforms"]["aggregate"] == {
        "staff": {"sum": "30", "min": 10, "max": 20, "mean": 15, "count": 2, "missing": 1},
        "area": {"sum": "150.5", "min": 50, "max": 100.5, "mean": 75.25, "count": 2, "missing": 1},
        "founded": {"min": "2021-01-01", "max": "2022-03-31", "count": 3, "missing": 0},
    }


MONEY = """sum { amount currency } min { amount } max { amount } mean { amount } count missing
    byCurrency { currency sum { amount } min { amount } max { amount } mean { amount } count }"""


async def test_amounts_of_several_currencies_are_not_added(shared: ApiClient):
    query = f"query ($where: EnterpriseWhere) {{ enterprises(where: $where) {{ aggregate {{ registeredCapital {{ {MONEY} }} }} }} }}"
    both = (await shared.data(query))["enterprises"]["aggregate"]["registeredCapital"]

    def of(currency: str, amount: str) -> dict[str, Any]:
        shown = {key: {"amount": amount} for key in ("sum", "min", "max", "mean")}
        return {"currency": currency, **shown, "count": 1}

    assert both == {
        **dict.fromkeys(("sum", "min", "max", "mean")),
        "count": 2,
        "missing": 0,
        "byCurrency": [of("CNY", "100.00"), of("EUR", "200.00")],
    }
    where = {"registeredCapital": {"currency": "EUR"}}
    euros = await shared.data(query, {"where": where})
    assert euros["enterprises"]["aggregate"]["registeredCapital"] == {
        "sum": {"amount": "200.00", "currency": "EUR"},
        "min": {"amount": "200.00"},
        "max": {"amount": "200.00"},
        "mean": {"amount": "200.00"},
        "count": 1,
        "missing": 0,
        "byCurrency": [of("EUR", "200.00")],
    }


async def test_nothing_has_no_mean(shared: ApiClient):
    found = await shared.data(
        f"""{{ platforms(where: {{staff: {{gt: 99}}}}) {{ aggregate {{
            staff {{ sum min max mean count missing }}
            establishedOn {{ min max count missing }} }} }}
        enterprises(where: {{registeredCapital: {{isNull: true}}}}) {{ aggregate {{
            registeredCapital {{ {MONEY} }} }} }} }}"""
    )
    nothing = {"min": None, "max": None, "count": 0, "missing": 0}
    assert found["platforms"]["aggregate"] == {
        "staff": {**nothing, "sum": "0", "mean": None},
        "establishedOn": nothing,
    }
    assert found["enterprises"]["aggregate"]["registeredCapital"] == {
        **nothing,
        "sum": None,
        "mean": None,
        "byCurrency": [],
    }


async def test_amounts_larger_than_any_number_of_graphql_are_added_exactly(api: ApiClient):
    # 9,000,000,000,000,000,000 fen twice, and 1 fen.
    amounts = (9 * 10**18, 9 * 10**18, 1)
    await api.store.apply(
        [
            NodeStatement(row, f"e{row}", "Enterprise", {"registeredCapital": Money(minor, "CNY")})
            for row, minor in enumerate(amounts, 1)
        ],
        Run("more", "other source"),
    )
    found = await api.data(
        """{ enterprises(where: {id: {in: ["e1", "e2", "e3"]}}) { aggregate { registeredCapital {
            sum { amount } mean { amount } } } } }"""
    )
    # The mean is 6,000,000,000,000,000,000.33 fen.
    assert found["enterprises"]["aggregate"]["registeredCapital"] == {
        "sum": {"amount": "180000000000000000.01"},
        "mean": {"amount": "60000000000000000.00"},
    }


async def test_nested_lists_tell_of_their_nodes_and_of_their_links(shared: ApiClient):
    found = await shared.data(
        f"""{{ platforms(first: 2) {{ nodes {{ id projects(first: 0) {{
            facets(fields: [level]) {{ {FACET} }}
            edgeFacets(fields: [role]) {{ {FACET} }}
            aggregate {{ budget {{ sum {{ amount currency }} missing }} startOn {{ min max }} }}
            edgeAggregate {{ amount {{ sum {{ amount currency }} count missing }} }}
        }} }} }} }}"""
    )
    alpha, beta = (node["projects"] for node in found["platforms"]["nodes"])
    # Alpha leads J1 (national, 1,000.50 CNY, since 2021-09) for 5.00 CNY, and takes part in J2
    # (municipal, since 2022).
    assert alpha == {
        "facets": [facet("level", line("MUNICIPAL", 1, "市级"), line("NATIONAL", 1, "国家级"))],
        "edgeFacets": [facet("role", line("LEAD", 1, "牵头"), line("PARTICIPANT", 1, "参与"))],
        "aggregate": {
            "budget": {"sum": {"amount": "1000.50", "currency": "CNY"}, "missing": 1},
            "startOn": {"min": "2021-09-01", "max": "2022-12-31"},
        },
        "edgeAggregate": {
            "amount": {"sum": {"amount": "5.00", "currency": "CNY"}, "count": 1, "missing": 1}
        },
    }
    assert beta == {
        "facets": [facet("level")],
        "edgeFacets": [facet("role")],
        "aggregate": {
            "budget": {"sum": None, "missing": 0},
            "startOn": {"min": None, "max": None},
        },
        "edgeAggregate": {"amount": {"sum": None, "count": 0, "missing": 0}},
    }
    assert len(shared.store.reads) == 1


async def test_lists_of_links_with_validity_tell_of_the_day(shared: ApiClient):
    # Alpha was built with Delta in 2021 and 2022.
    query = """query ($day: PartialDate) { platform(id: "alpha", asOf: $day) { builders {
        edgeFacets(fields: [mode, validFrom]) { field values { value count } }
        edgeAggregate { validTo { max count } } } } }"""
    then = (await shared.data(query, {"day": "2022"}))["platform"]["builders"]
    assert then == {
        "edgeFacets": [
            {"field": "mode", "values": [{"value": "JOINT", "count": 1}]},
            {"field": "validFrom", "values": [{"value": "2021", "count": 1}]},
        ],
        "edgeAggregate": {"validTo": {"max": "2022-12-31", "count": 1}},
    }
    now = (await shared.data(query))["platform"]["builders"]
    assert now["edgeFacets"][0]["values"] == []
    assert now["edgeAggregate"] == {"validTo": {"max": None, "count": 0}}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("facets(fields: [level], top: 0) { other }", "top is 0; it must be from 1 to 100."),
        ("facets(fields: [level], top: 101) { other }", "top is 101; it must be from 1 to 100."),
        (f"facets(fields: [{ALL}]) {{ other }}", "fields names 11 properties; the limit is 10."),
        (
            "nodes { projects { edgeFacets(fields: [validFrom]) { other } } }",
            "These links have no property 'validFrom'; they have role.",
        ),
        (
            "nodes { projects { edgeAggregate { validFrom { min } } } }",
            "These links have no property 'validFrom'; they have amount.",
        ),
    ],
)
async def test_what_cannot_be_told_is_refused(shared: ApiClient, asked: str, told: str | None):
    answer = await shared.post(f"{{ platforms {{ {asked} }} }}")
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    if told:
        assert answer["errors"][0]["message"] == told
    assert shared.store.reads == []


async def test_more_than_an_answer_may_show_is_refused_before_it_is_read(shared: ApiClient):
    # 100 platforms with 100 projects each, and for every project facets, which weigh 50.
    code, message = await shared.error(
        """{ platforms(first: 100) { nodes { projects(first: 100) { nodes {
            participants(first: 0) { facets(fields: [type, country], top: 100) { other } } } } } } }"""
    )
    assert (code, "the limit is 500000" in message) == ("LIMIT_EXCEEDED", True)
    assert shared.store.reads == []

from __future__ import annotations

import pytest
from api_client import ApiClient

from graph_service.store.plan import (
    And,
    Branch,
    Column,
    Compare,
    Connection,
    Field,
    Follow,
    Hop,
    LinkFilter,
    Lookup,
    NodeView,
    Op,
    OrderKey,
    Scan,
    Selection,
)
from schema.declarations import Direction

pytestmark = pytest.mark.asyncio(loop_scope="module")

NESTED = """{ platforms(first: 5) { nodes { ...P projects(first: 5) { edges { node { ...J
    participants(first: 5) { nodes {
    id ... on University { talents { nodes { name projects { totalCount } } } }
    ... on Platform { builders { totalCount nodes { id } } } } } } } } } } }
    fragment P on Platform { name locatedIn { nodes { name } } }
    fragment J on Project { name talents { nodes { name } } }"""


@pytest.mark.parametrize(
    ("query", "reads"),
    [
        ("{ __typename }", 0),
        ("{ graphInfo { version } }", 0),
        ('{ platform(id: "alpha") { id } }', 1),
        ('{ nodes(ids: ["alpha", "delta", "j1"]) { id ... on Project { name } } }', 1),
        (NESTED, 1),
        ('{ a: platform(id: "alpha") { ...P } b: organizations { nodes { ...P } } }', 2),
        (
            "{ a: platforms { totalCount } b: platforms { totalCount } c: projects { totalCount } }",
            3,
        ),
    ],
)
async def test_every_root_field_reads_the_store_once(shared: ApiClient, query: str, reads: int):
    fragment = (
        "fragment P on Organization { name projects { nodes { participants { nodes { id } } } } }"
    )
    await shared.data(query + (fragment if "...P" in query and query != NESTED else ""))
    assert len(shared.store.reads) == reads


async def test_the_length_of_a_list_alone_reads_no_page(shared: ApiClient):
    await shared.data("{ platforms { totalCount __typename } }")
    ((plan, context),) = shared.store.reads
    assert plan == Scan(("Platform",), Connection(limit=None, count=True))
    assert context.as_of == "2023-12-31"

    shared.store.forget()
    await shared.data('{ platform(id: "alpha") { n: projects { totalCount } } }')
    ((plan, _),) = shared.store.reads
    hop = Hop("PARTICIPATES_IN", Direction.OUT, "Project")
    follow = Follow("n", hop, Connection(limit=None, count=True))
    assert plan == Lookup(("alpha",), Selection(follows=(follow,)))


async def test_a_page_of_its_own_counts_nothing(shared: ApiClient):
    await shared.data("{ platforms(first: 7) { pageInfo { hasNextPage } } }")
    ((plan, _),) = shared.store.reads
    assert plan == Scan(("Platform",), Connection(limit=7))


async def test_a_query_becomes_exactly_the_plan_that_it_says(shared: ApiClient):
    await shared.data(
        """{ platform(id: "alpha", asOf: "2022") { title: name
            builders(first: 3, orderBy: [{name: DESC}], where: {node: {name: {contains: "x"}}}) {
                e: edges { from: validFrom node { id } } nodes { ... on University { name } }
            } } }"""
    )
    ((plan, context),) = shared.store.reads
    connection = Connection(
        nodes=(
            NodeView("node", Selection((Field("id", ("id",)),))),
            NodeView(
                "nodes.",
                Selection(branches=(Branch("University", Selection((Field("name", ("name",)),))),)),
            ),
        ),
        edges=(Field("from", ("validFrom",)),),
        where=LinkFilter(node=And((And((Compare("name", Op.CONTAINS, "x"),)),))),
        order=(OrderKey(Column("name"), descending=True),),
        limit=3,
    )
    hop = Hop("BUILT_WITH", Direction.OUT, "Organization", validity=True)
    selection = Selection((Field("title", ("name",)),), (Follow("builders", hop, connection),))
    assert plan == Lookup(("alpha",), selection)
    assert context.as_of == "2022-12-31"


async def test_what_all_types_share_is_planned_once_and_the_rest_by_type(shared: ApiClient):
    await shared.data(
        "{ organizations { nodes { id ... on Organization { name } ... on Platform { area } } } }"
    )
    ((plan, _),) = shared.store.reads
    (view,) = plan.connection.nodes
    assert view.selection == Selection(
        fields=(Field("id", ("id",)), Field("name", ("name",))),
        branches=(Branch("Platform", Selection((Field("area", ("area",)),))),),
    )


async def test_a_request_has_a_deadline_for_the_store(shared: ApiClient):
    await shared.data("{ platforms { totalCount } }")
    ((_, context),) = shared.store.reads
    assert context.deadline is not None
    assert context.region == "3303"

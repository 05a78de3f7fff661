"""By which operators the server answers lists, as it says itself; nothing is run."""

from __future__ import annotations

import itertools
import re

import pytest
from plan_database import plan_database
from plan_graphs import BODIES, NAMED, TAKERS, TODAY, WORKS, compare, some
from random_graphs import CATALOGUE

from graph_service.store.neo4j.plans import compile_plan
from graph_service.store.plan import (
    And,
    Column,
    Connection,
    Follow,
    LinkCount,
    LinkFilter,
    Lookup,
    NodeView,
    Op,
    Or,
    OrderKey,
    Scan,
    Selection,
)

SCANS = {"AllNodesScan", "NodeByLabelScan", "UnionNodeByLabelsScan", "PartitionedNodeByLabelScan"}
SORTS = {"Sort", "Top", "PartialSort"}

TYPES = {"concrete": ("Firm",), "abstract": BODIES, "some of an abstract type": ("Firm", "Lab")}
PLACES = {
    "name": (None, ("b", "F1"), ("温州（集团）", "F1"), (None, "F1")),
    "id": (None, ("F1", "F1"), ("F（1", "F（1")),
}


@pytest.fixture(scope="module")
def database(neo4j_url):
    with plan_database(neo4j_url, CATALOGUE) as opened:
        yield opened


def operators(database, plan):
    """Names of the operators that answer a plan, without those that read the version."""
    found = database.operators(compile_plan(plan, CATALOGUE, TODAY))
    return [
        (name, details)
        for name, details in found
        if not {"_Gate", "_Meta"} & set(re.findall(r"_[A-Z]\w+", details))
    ]


def listed(types=BODIES, where=None, nodes=(NAMED,), **connection):
    filters = None if where is None else LinkFilter(node=where)
    return Scan(types, Connection(nodes=nodes, where=filters, **{"limit": 20, **connection}))


@pytest.mark.parametrize("types", TYPES)
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("column", PLACES)
def test_an_indexed_order_walks_its_index_both_ways_from_any_place(
    database, types, descending, backward, column
):
    order = (OrderKey(Column(column), descending),)
    for after in PLACES[column]:
        plan = listed(TYPES[types], order=order, after=after, backward=backward)
        found = operators(database, plan)
        names = {name for name, _ in found}
        assert not names & SCANS, (after, found)
        assert not names & SORTS, (after, found)
        reads = [details for name, details in found if name.startswith("NodeIndex")]
        assert reads
        assert all(f"({column})" in r or f"(_missing_{column})" in r for r in reads)


def test_a_list_without_an_order_walks_the_index_of_ids(database):
    for after, backward in itertools.product((None, ("F1",)), (False, True)):
        found = operators(database, listed(after=after, backward=backward))
        assert not {name for name, _ in found} & (SCANS | SORTS)


def test_a_further_key_sorts_only_within_equal_values(database):
    order = (OrderKey(Column("name")), OrderKey(Column("size"), descending=True))
    for backward in (False, True):
        plan = listed(
            order=order, after=("b", 2, "F1"), where=compare("size", Op.GT, 1), backward=backward
        )
        names = [name for name, _ in operators(database, plan)]
        assert not set(names) & SCANS
        assert "PartialTop" in names


def test_an_indexed_order_is_walked_under_a_filter_without_an_index(database):
    plan = listed(order=(OrderKey(Column("name")),), where=some(WORKS, compare("role", Op.EQ, "X")))
    assert not {name for name, _ in operators(database, plan)} & (SCANS | SORTS)


@pytest.mark.parametrize("column", ["name", "id"])
def test_an_equality_finds_its_few_nodes_by_the_index_of_its_column(database, column):
    other = {"name": "size", "id": "name"}[column]
    plan = listed(where=compare(column, Op.EQ, "b"), order=(OrderKey(Column(other)),), count=True)
    found = operators(database, plan)
    assert not {name for name, _ in found} & SCANS
    seeks = [details for name, details in found if name == "NodeIndexSeek"]
    assert seeks
    assert all(f"({column}) WHERE {column} = " in details for details in seeks)


@pytest.mark.parametrize(("types", "number"), [(("Firm",), 1), (BODIES, 1), (("Firm", "Lab"), 2)])
def test_a_whole_type_is_counted_without_reading_a_node(database, types, number):
    found = operators(database, Scan(types, Connection(count=True)))
    names = [name for name, _ in found]
    assert names.count("NodeCountFromCountStore") == number
    assert not set(names) & {*SCANS, "NodeIndexScan", "EagerAggregation"}


def test_numbers_of_links_are_known_to_the_node_where_all_links_lead_to_the_target(database):
    by_links = listed(order=(OrderKey(LinkCount(WORKS), descending=True),))
    follow = Follow("works", WORKS, Connection(count=True))
    below = Lookup(("F1",), Selection(follows=(follow,)))
    nested = listed(nodes=(NodeView("node", Selection(follows=(follow,))),))
    for plan in (by_links, below, nested):
        found = operators(database, plan)
        assert [name for name, _ in found].count("RelationshipCountFromCountStore") == 2
        assert any("getDegree" in details for _, details in found)


def test_records_are_looked_up_by_the_index_of_ids(database):
    found = operators(database, Lookup(("F1", "F2"), Selection()))
    assert [name for name, _ in found].count("NodeUniqueIndexSeek") == 2
    assert not {name for name, _ in found} & SCANS


def test_alternatives_are_united_from_their_indexes_but_not_where_that_would_copy_sets(database):
    either = Or((compare("name", Op.EQ, "b"), compare("id", Op.EQ, "F1")))
    plain = Scan(BODIES, Connection(where=LinkFilter(node=either), count=True))
    names = [name for name, _ in operators(database, plain)]
    assert "Union" in names
    assert not set(names) & SCANS
    nested = some(WORKS, far=some(TAKERS, far=compare("size", Op.EQ, 1)))
    for parts in ((either, nested), (nested, either)):
        beside = Scan(BODIES, Connection(where=LinkFilter(node=And(parts)), count=True))
        assert "Union" not in {name for name, _ in operators(database, beside)}

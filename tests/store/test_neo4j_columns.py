"""Columns read from Neo4j are those that the graph in memory gives."""

from __future__ import annotations

import asyncio
import random

import neo4j_graphs
import neo4j_server
import numpy as np
import pytest
import pytest_asyncio
from random_graphs import CATALOGUE, memory_graph, node, random_day, random_statements, tie

from analytics.industry_links.weak_links import WeakLinksQuestion, weak_links
from analytics.networks.collaboration import collaboration_network
from graph_service.snapshot import Snapshots
from graph_service.store.columnar import build_tables
from graph_service.store.neo4j import columns
from graph_service.store.neo4j.column_texts import links_in_range, nodes_in_order
from graph_service.store.neo4j.columns import read_tables
from graph_service.store.neo4j.connection import connect
from graph_service.store.neo4j.counts import count_graph
from graph_service.store.neo4j.versions import Versions
from graph_service.store.port import SnapshotColumns, SnapshotRequest, StoreError
from schema.catalogue import load_catalogue
from schema.money import Money
from schema.statements import LinkStatement, NodeStatement

VERSION = f"{neo4j_graphs.STORE}.7"
EVERY_KIND = [
    node("F2", "Firm", name="b", size=3, active=True, aliases=("x", "y"), founded="1970-02"),
    node("F1", "Firm", name="a", capital=Money(85_696_193_757, "EUR"), score=0.5, trade="pumps"),
    node("F3", "Firm", name="b", aliases=("y",), capital=Money(-5, "CNY"), active=False),
    node("S1", "School", name="a", rank=1),
    node("L1", "Lab", topics=("pumps", "valves")),
    node("W1", "Work"),
    tie("TAKES_PART", "S1", "W1", role="LEAD"),
    tie("TAKES_PART", "F2", "W1", "2", share=0.5, paid=Money(3, "CNY")),
    tie("TAKES_PART", "F2", "W1", role="PARTICIPANT"),
    tie("TAKES_PART", "F2", "W1", "\U0001f600", role="FUNDER"),
    tie("TAKES_PART", "F2", "W1", "￼", role="LEAD"),
    tie("TAKES_PART", "F1", "W1", role="LEAD"),
    tie("JOINED", "F1", "S1", validTo="2021-06", tags=("x",)),
    tie("JOINED", "F1", "F3", validFrom="2021-07"),
]


@pytest.fixture(scope="module")
def prepared_url(neo4j_url):
    neo4j_graphs.prepare(neo4j_url)
    neo4j_graphs.index_by_id(neo4j_url, CATALOGUE)
    return neo4j_url


@pytest.fixture
def empty_url(prepared_url):
    neo4j_graphs.prepare(prepared_url)
    return prepared_url


@pytest_asyncio.fixture
async def connection(empty_url):
    connection = connect(empty_url, neo4j_server.access())
    yield connection
    await connection.close()


@pytest.fixture
def versions(connection):
    return Versions(connection)


def whole(as_of="2021-06-30", types=None, *, every_column=True):
    """A request for everything."""
    types = types or [t.name for t in CATALOGUE.concrete]

    def asked(name, properties):
        return SnapshotColumns(name, tuple(p.name for p in properties) if every_column else ())

    return SnapshotRequest(
        tuple(asked(name, CATALOGUE.by_name[name].properties) for name in types),
        tuple(asked(name, t.properties) for name, t in CATALOGUE.links.items()),
        as_of,
    )


def plain(value):
    """Tables as values that compare, with the kinds of their arrays."""
    if isinstance(value, np.ndarray):
        # NaN is not itself; its text is.
        return (value.dtype, [str(item) for item in value.tolist()])
    if hasattr(value, "__dataclass_fields__"):
        return (type(value), [plain(getattr(value, name)) for name in value.__dataclass_fields__])
    if isinstance(value, dict):
        return [(name, plain(item)) for name, item in value.items()]
    return value


async def test_every_kind_of_column_is_the_same(empty_url, versions):
    neo4j_graphs.write(empty_url, CATALOGUE, EVERY_KIND)
    graph = memory_graph(CATALOGUE, EVERY_KIND)
    for request in (whole(), whole("2021-07-01"), whole(every_column=False)):
        expected = build_tables(graph, CATALOGUE, request, VERSION)
        found = await read_tables(versions, CATALOGUE, request)
        assert plain(found) == plain(expected)
        assert len(found.links["TAKES_PART"].source) == 6
        assert len(found.links["JOINED"].source) == 1


@pytest.mark.parametrize("seed", range(4))
async def test_random_graphs_give_the_same_tables(empty_url, versions, seed, monkeypatch):
    """In ranges so short that every graph takes several."""
    monkeypatch.setattr(columns, "_STARTS", 3)
    rng = random.Random(seed)
    records = random_statements(rng)
    neo4j_graphs.write(empty_url, CATALOGUE, records)
    graph = memory_graph(CATALOGUE, records)
    for _ in range(3):
        types = rng.sample(["Firm", "School", "Lab", "Work"], rng.randint(2, 4))
        request = whole(random_day(rng), types, every_column=rng.random() < 0.7)
        expected = build_tables(graph, CATALOGUE, request, VERSION)
        found = await read_tables(versions, CATALOGUE, request)
        assert plain(found) == plain(expected)
        assert found.size > len(types) * 3


def ecosystem(rng):
    """Forty organisations and thirty projects of the real catalogue."""
    types = (
        "Enterprise",
        "University",
        "Platform",
        "UnclassifiedOrganization",
        "ResearchInstitute",
    )
    organizations = {f"O{n}": rng.choice(types) for n in range(40)}
    days = ("2019", "2020-02", "2020-02-29", "2021-06-30", "2023")
    said = [NodeStatement(1, id_, type_) for id_, type_ in organizations.items()]
    for n in range(30):
        dates = {name: rng.choice(days) for name in ("startOn", "endOn") if rng.random() < 0.8}
        said.append(NodeStatement(1, f"P{n}", "Project", dates))
        members = rng.sample(sorted(organizations), rng.randrange(6))
        said += [LinkStatement(1, "PARTICIPATES_IN", id_, f"P{n}") for id_ in members]
    platforms = [id_ for id_, type_ in organizations.items() if type_ == "Platform"]
    return said + [
        LinkStatement(1, "BUILT_WITH", id_, partner, "", {"validFrom": rng.choice(days)})
        for id_ in platforms
        for partner in rng.sample(sorted(organizations), 2)
    ]


async def test_analytics_of_both_stores_give_equal_answers(empty_url, versions):
    catalogue, said = load_catalogue(), ecosystem(random.Random(4))
    neo4j_graphs.index_by_id(empty_url, catalogue)
    neo4j_graphs.write(empty_url, catalogue, said)
    request = Snapshots(None, catalogue).ecosystem("2023-12-31")
    tables = [
        await read_tables(versions, catalogue, request),
        build_tables(memory_graph(catalogue, said), catalogue, request, VERSION),
    ]
    everybody = catalogue.members("Organization")
    networks = [collaboration_network(t, types=everybody) for t in tables]
    assert plain(networks[0]) == plain(networks[1])
    assert networks[0].totals.edges > 30
    weak = [weak_links(t, WeakLinksQuestion(types=("Platform", "University"))) for t in tables]
    assert plain(weak[0]) == plain(weak[1])
    assert any(fired.any() for fired in weak[0].fired.values())


async def test_an_empty_graph_gives_empty_tables(versions):
    found = await read_tables(versions, CATALOGUE, whole())
    expected = build_tables(memory_graph(CATALOGUE, []), CATALOGUE, whole(), VERSION)
    assert plain(found) == plain(expected)


async def test_links_from_types_that_no_declaration_expects_are_there(empty_url, versions):
    records = [
        *(node("W1", "Work"), node("W2", "Work"), node("F1", "Firm"), node("S1", "School")),
        tie("FOLLOWS", "W1", "W2"),
        tie("FOLLOWS", "F1", "S1"),
        tie("FOLLOWS", "S1", "W2"),
    ]
    neo4j_graphs.write(empty_url, CATALOGUE, records)
    graph = memory_graph(CATALOGUE, records)
    for types in (["Work", "Firm", "School"], ["Firm", "School"], ["Work", "Firm"]):
        request = whole(types=types)
        found = await read_tables(versions, CATALOGUE, request)
        assert plain(found) == plain(build_tables(graph, CATALOGUE, request, VERSION))
    assert len(found.links["FOLLOWS"].source) == 1


async def test_what_is_not_declared_is_refused_before_anything_is_asked():
    request = SnapshotRequest((SnapshotColumns("Body"),), (), "2021-06-30")
    with pytest.raises(StoreError, match="cannot list 'Body': it is no concrete type"):
        await read_tables(None, CATALOGUE, request)


async def test_a_list_shorter_than_the_servers_count_is_not_taken_for_whole(
    empty_url, versions, monkeypatch
):
    neo4j_graphs.write(empty_url, CATALOGUE, EVERY_KIND)
    neo4j_server.rows(empty_url, "MATCH (n:Firm {id: 'F2'}) REMOVE n.id")
    with pytest.raises(StoreError, match="counts 3 Firm and lists 2"):
        await read_tables(versions, CATALOGUE, whole())


async def test_ranges_are_found_by_the_index_of_ids(empty_url):
    """The server's own plan: no label is scanned and nothing is sorted."""
    link = CATALOGUE.links["TAKES_PART"]
    texts = [
        nodes_in_order("Firm", ("name",)),
        links_in_range("Firm", link, ()),
        links_in_range("Firm", link, ("role",)),
    ]
    with neo4j_server.driver(empty_url) as driver:
        for text in texts:
            given = {"limit": 5, "low": "a", "day": "2021-06-30"}
            explained = text.replace("CYPHER 5 ", "CYPHER 5 EXPLAIN ", 1)
            plan = driver.execute_query(explained, given).summary.plan
            steps = list(operators(plan))
            assert any("Firm(id)" in details for _, details in steps)
            assert not [step for step, _ in steps if "Scan" in step and "Index" not in step]
            # What is sorted is at most the links of one node, by their keys.
            sorts = [d for step, d in steps if "Sort" in step or "Top" in step]
            assert not [details for details in sorts if ".id" in details]


def operators(plan):
    yield plan["operatorType"], plan["args"].get("Details", "")
    for child in plan.get("children", ()):
        yield from operators(child)


async def test_a_snapshot_beside_a_writer_is_of_one_version(empty_url, connection, monkeypatch):
    """Each write adds a pair, so half of one would be an odd number or unequal tables."""
    monkeypatch.setattr(columns, "_STARTS", 2)
    reader, done = Versions(connection), asyncio.Event()
    writing = connect(empty_url, neo4j_server.access())
    seen = []

    async def write():
        writer = Versions(writing)
        for n in range(30):

            async def pair(tx, meta, n=n):
                for half in "ab":
                    await tx.run(
                        "CREATE (:Firm:Body:Node {id: $firm})"
                        "-[:TAKES_PART {_key: ''}]->(:Work:Node {id: $work})",
                        {"firm": f"F{n}{half}", "work": f"W{n}{half}"},
                    )
                meta.advance()

            await writer.write(pair)
        done.set()

    async def read():
        while not done.is_set():
            tables = await read_tables(reader, CATALOGUE, whole())
            info = await count_graph(reader, CATALOGUE)
            number = int(tables.version.rpartition(".")[2])
            sizes = [len(tables.nodes[t].ids) for t in ("Firm", "Work")]
            assert [*sizes, len(tables.links["TAKES_PART"].source)] == [2 * (number - 7)] * 3
            counted = int(info.version.rpartition(".")[2])
            assert (info.nodes.get("Firm", 0), counted >= number) == (2 * (counted - 7), True)
            seen.append(number)

    await asyncio.gather(write(), read(), read())
    await writing.close()
    assert len(set(seen)) > 1


async def test_a_reader_that_may_not_write_gives_up_when_the_graph_keeps_changing(
    empty_url, connection, monkeypatch
):
    reader = Versions(connection, read_only=True)
    changes = iter(range(8, 100))

    async def disturbed(ask, version):
        changed = next(changes)
        neo4j_server.rows(empty_url, "MATCH (g:_Gate) SET g.begun = $n, g.done = $n", n=changed)
        return await ask(
            "CYPHER 5 MATCH (g:_Gate) RETURN 1, g.begun AS a, g.done AS b, g.begun AS c", {}
        )

    with pytest.raises(StoreError, match="changes too often"):
        await reader.whole(disturbed)


async def test_what_is_in_the_graph_is_counted_by_type(empty_url, versions):
    neo4j_graphs.write(empty_url, CATALOGUE, EVERY_KIND)
    info = await count_graph(versions, CATALOGUE)
    assert info.version == VERSION
    assert info.nodes == {"Firm": 3, "School": 1, "Lab": 1, "Work": 1}
    assert info.links == {"TAKES_PART": 6, "JOINED": 2}

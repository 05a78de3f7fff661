"""What readers see while another process writes pairs of firms and projects: pairs, never halves."""

from __future__ import annotations

import asyncio

import pytest
from api_client import serving_store

from graph_service.store.neo4j.versions import guarded
from graph_service.store.plan import (
    Column,
    Connection,
    Field,
    Follow,
    Hop,
    NodeView,
    OrderKey,
    Scan,
    Selection,
)
from graph_service.store.port import ReadContext, SnapshotColumns, SnapshotRequest, StoreError
from schema.declarations import Direction

PAIRS = 60
# Names are read, so that nodes are walked one by one and not counted by the label; there is work
# between the two, so that a commit comes in between.
BOTH = guarded(
    """CALL () {
        MATCH (n:Enterprise) WHERE n.name IS NOT NULL WITH count(n) AS firms
        UNWIND range(1, 200000) AS step WITH firms, sum(step) AS work
        MATCH (n:Project) WHERE n.name IS NOT NULL AND work > 0 WITH firms, count(n) AS projects
        RETURN [firms, projects] AS answer }"""
)
PARTICIPANTS = Follow(
    "firms",
    Hop("PARTICIPATES_IN", Direction.IN, "Enterprise"),
    Connection((NodeView("node", Selection((Field("name", ("name",)),))),), limit=2, count=True),
)
NEWEST = Scan(
    ("Project",),
    Connection(
        (NodeView("node", Selection((Field("name", ("name",)),), (PARTICIPANTS,))),),
        order=(OrderKey(Column("name"), descending=True),),
        limit=50,
        count=True,
    ),
)
REQUEST = SnapshotRequest(
    (SnapshotColumns("Enterprise", ("name",)), SnapshotColumns("Project", ("name",))),
    (SnapshotColumns("PARTICIPATES_IN", ("role",)),),
    "2023-12-31",
)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("writer")]


async def until(condition, ask) -> list:
    """Ask until there were enough answers; the writer goes on meanwhile."""
    answers = []
    async with asyncio.timeout(120):
        while not condition(answers):
            answers.append(await ask())
    return answers


async def test_an_answer_that_is_checked_is_of_one_version_and_without_the_check_it_is_not(store):
    """The same statement, with the check of its version and without it."""
    checked = []

    async def ask():
        checked.append(tuple(await store._versions.read(BOTH, {})))
        ((answer, *_),) = await store._connection.fetch(BOTH)
        return tuple(answer)

    unchecked = await until(
        lambda seen: any(a != b for a, b in seen) and len(set(checked)) >= 5, ask
    )
    assert any(a != b for a, b in unchecked)
    assert all(a == b and a % PAIRS == 0 for a, b in checked)
    assert checked == sorted(checked)


async def test_a_page_its_count_and_the_pages_in_it_are_of_one_version(store):
    async def ask():
        return await store.read(NEWEST, ReadContext("2023-12-31"))

    pages = await until(lambda seen: len({page.count for page in seen}) >= 5, ask)
    for page in pages:
        assert page.count % PAIRS == 0
        for entry in page.entries:
            name = entry["node"]["name"].replace("project", "firm")
            firms = entry["node"]["firms"]
            assert (firms.count, [e["node"]["name"] for e in firms.entries]) == (1, [name])


async def test_a_snapshot_is_of_one_version(store):
    async def ask():
        return await store.snapshot(REQUEST)

    for tables in await until(lambda seen: len({t.version for t in seen}) >= 4, ask):
        firms, projects = (set(tables.nodes[t].ids) for t in ("Enterprise", "Project"))
        links = tables.links["PARTICIPATES_IN"]
        assert len(firms) % PAIRS == 0
        # The writer's n-th batch makes the n-th version.
        assert tables.version.partition(".")[2] == str(len(firms) // PAIRS)
        assert {id_.replace("project", "firm") for id_ in projects} == firms
        assert {
            (tables.id_of(int(a)), tables.id_of(int(b)))
            for a, b in zip(links.source, links.target, strict=True)
        } == {(firm, firm.replace("firm", "project")) for firm in firms}


async def test_the_api_says_truly_whether_an_answer_is_of_one_version(store):
    query = "{ enterprises { totalCount } projects { totalCount } graphInfo { version } }"
    async with serving_store(store) as api:

        async def ask():
            return await api.post(query)

        answers = await until(
            lambda seen: len({a["extensions"]["graphVersion"] for a in seen}) >= 6, ask
        )
    for answer in answers:
        assert "errors" not in answer
        data, said = answer["data"], answer["extensions"]
        firms, projects = (data[name]["totalCount"] for name in ("enterprises", "projects"))
        # Each field is of whole batches, of one version or of several.
        assert firms % PAIRS == projects % PAIRS == 0
        if "consistent" not in said:
            assert firms == projects
            assert data["graphInfo"]["version"] == said["graphVersion"]
            assert said["graphVersion"].partition(".")[2] == str(firms // PAIRS)
        else:
            assert said["consistent"] is False


async def test_a_reader_that_may_not_write_sees_no_halves_either(server):
    """It can make nobody wait: where the graph never stands still for long enough it says so."""
    slow = BOTH.replace("200000", "1500000")
    store = await server.open(read_only=True)

    async def ask():
        for text in (BOTH, slow):
            try:
                seen.append(tuple(await store._versions.read(text, {})))
            except StoreError as refusal:
                seen.append(str(refusal))

    seen: list[object] = []
    try:
        await until(lambda asked: len(asked) >= 6 and len(set(seen)) >= 4, ask)
    finally:
        await store.close()
    refused = {"The graph changes too often to be read; try again later."}
    answers = set(seen) - refused
    assert answers
    assert all(firms == projects and firms % PAIRS == 0 for firms, projects in answers)

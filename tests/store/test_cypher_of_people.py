"""The questions of the README in Cypher run on a server with the sample, and their answers are right.

The oracle is a second reading of the sample's files (`sample_oracle`), and plain networkx.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter, defaultdict
from itertools import combinations

import neo4j_server
import networkx as nx
import pytest
import sample_oracle

from graph_service.ingest import import_files
from graph_service.sample import SAMPLE_FILES, sample_folder
from graph_service.store import open_store
from schema.catalogue import load_catalogue
from schema.packs import load_pack


async def import_sample(url):
    catalogue, pack, folder = load_catalogue(), load_pack("wenzhou-2021"), sample_folder()
    store = await open_store(url, catalogue, access=neo4j_server.access())
    try:
        for file in SAMPLE_FILES:
            await import_files(store, catalogue, pack, [folder / file.name], as_type=file.as_type)
    finally:
        await store.close()


@pytest.fixture(scope="module")
def sample_url(neo4j_url):
    neo4j_server.wipe(neo4j_url)
    asyncio.run(import_sample(neo4j_url))
    return neo4j_url


@pytest.fixture(scope="module")
def files():
    return sample_oracle.read(sample_folder())


@pytest.fixture(scope="module")
def queries(checkout):
    text = (checkout / "README.md").read_text("utf-8")
    return dict(re.findall(r"^#### (.+?)\n.*?```cypher\n(.+?)```", text, re.DOTALL | re.MULTILINE))


@pytest.fixture
def ask(sample_url, queries):
    def answer(beginning):
        (query,) = (text for title, text in queries.items() if title.startswith(beginning))
        rows = neo4j_server.rows(sample_url, f"CYPHER 5 {query}")
        assert rows
        return rows

    return answer


def members(files, project):
    """Full names of those who take part in a project."""
    return {*files.names(project["牵头单位"]), *files.names(project["参与单位"])}


def test_there_are_five_questions(queries):
    assert len(queries) == 5


def test_platforms_that_work_with_no_enterprise(ask, files):
    taken, partners = Counter(), defaultdict(set)
    for project in files["科技项目"]:
        for name in members(files, project):
            taken[name] += 1
            partners[name] |= members(files, project)
    for row in files["创新平台"]:
        partners[files.name(row["平台名称"])].update(files.names(row["共建单位"]))
    expected = {
        name: taken[name]
        for name, kind in files.type_of.items()
        if kind == "Platform"
        and taken[name]
        and not any(files.type_of.get(other) == "Enterprise" for other in partners[name])
    }
    rows = ask("Which platforms")
    assert {name: projects for name, _, projects in rows} == expected
    assert rows == sorted(rows, key=lambda row: (-row[2], row[0]))


def test_who_works_together_most(ask, files):
    together = Counter(
        frozenset(pair)
        for project in files["科技项目"]
        for pair in combinations(members(files, project), 2)
    )
    rows = ask("Who works together")
    assert {frozenset(row[:2]): row[2] for row in rows}.items() <= together.items()
    assert [row[2] for row in rows] == sorted(together.values(), reverse=True)[:10]


def test_who_had_built_which_platform_at_a_day(ask, files):
    expected = {}
    for row in files["创新平台"]:
        if not row["共建单位"]:
            continue
        since = sample_oracle.last_day(row["起始日期"]).isoformat()  # All are written to the day.
        if since <= "2019-12-31":
            partners = sorted(files.names(row["共建单位"]))
            expected[files.name(row["平台名称"])] = (partners, since)
    rows = ask("Who had built")
    assert {name: (sorted(partners), since) for name, partners, since in rows} == expected
    assert 0 < len(expected) < sum(1 for row in files["创新平台"] if row["共建单位"])


def test_the_way_from_a_university_to_an_enterprise_is_a_shortest_one(ask, files):
    graph = nx.Graph()
    for project in files["科技项目"]:
        graph.add_edges_from((project["项目名称"], name) for name in members(files, project))
    for row in files["创新平台"]:
        built = files.names(row["共建单位"])
        graph.add_edges_from((files.name(row["平台名称"]), name) for name in built)
    ((names, steps),) = ask("How does a university")
    assert steps == len(names) - 1 == nx.shortest_path_length(graph, names[0], names[-1]) > 2
    assert nx.is_path(graph, names)


def test_projects_of_each_district(ask, files):
    seat = {
        sample_oracle.brackets(row[column]): row["所在县(市、区)"]
        for table, column in (
            ("高校", "单位名称"),
            ("科研院所", "单位名称"),
            ("产业链企业", "企业名称"),
            ("企业", "企业名称"),
            ("创新平台", "平台名称"),
        )
        for row in files[table]
        if row.get("所在县(市、区)")
    }
    short = {row["简称"]: row["名称"] for row in files["区县"]}
    projects, organizations = defaultdict(set), defaultdict(set)
    for project in files["科技项目"]:
        for name in members(files, project):
            if seat.get(name):
                district = short.get(seat[name], seat[name])
                projects[district].add(project["项目编号"])
                organizations[district].add(name)
    expected = {name: (len(projects[name]), len(organizations[name])) for name in projects}
    rows = ask("How many projects")
    assert {name: (count, seats) for _, name, count, seats in rows} == expected

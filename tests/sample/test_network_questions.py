"""The questions about networks, asked of the sample: every number opens to what it is made of.

The planted broker is found, and again by brute force over the sample's own tables: loops over
pairs and plain networkx, which share no code with the product.
"""

from __future__ import annotations

import asyncio
import json
import math
from collections import Counter, defaultdict
from itertools import combinations, permutations

import networkx as nx
import pytest
import sample_oracle
from api_client import serving_store
from sample_chains import pieces_without
from stores import MEMORY

from graph_service.ingest import import_files
from graph_service.sample import SAMPLE_FILES, TODAY, sample_folder
from graph_service.snapshot import Snapshots
from schema.catalogue import load_catalogue
from schema.packs import load_pack

ALL_TIES = "network: {ties: [PROJECT, CONTRACT, PATENT, CONVERSION, CO_BUILT, INCUBATION]}"
SCORES = "measure value reason perActivity rank expected standardError pValue low high ref"
SAID = "n seed stale warnings definition { text version } parameters { name value }"
NODES = f"{SAID} scores {{ {SCORES} }} truncated nodes {{ node {{ id }} scores {{ {SCORES} }} }}"
GROUPS = f"{SAID} scores {{ {SCORES} }} groups {{ name label size scores {{ {SCORES} }} }}"
QUESTIONS = {
    "centrality": f"""centrality({ALL_TIES}, first: 4, measures: [BETWEENNESS, DEGREE, STRENGTH,
        PAGERANK, CLOSENESS, HARMONIC, CORE, CLUSTERING]) {{ {NODES} }}""",
    "sampled": f"""centrality({ALL_TIES}, first: 3, measures: [BETWEENNESS], sources: 40, seed: 5)
        {{ {NODES} }}""",
    "brokers": f"brokers({ALL_TIES}, first: 4) {{ {NODES} }}",
    "cutting": f"brokers({ALL_TIES}, first: 2, orderBy: CUTS_OFF) {{ {NODES} }}",
    "everybody": f"""centrality({ALL_TIES}, first: 1000, measures: [BETWEENNESS]) {{ {SAID}
        nodes {{ node {{ id }} scores {{ measure value reason }} }} }}""",
    "byDistrict": f"brokers({ALL_TIES}, first: 3, grouping: DISTRICT) {{ {NODES} }}",
    "byCommunity": f"brokers({ALL_TIES}, first: 3, grouping: COMMUNITY) {{ {NODES} }}",
    "communities": f"""communities({ALL_TIES}, first: 3, members: 2) {{ {SAID} withoutLinks
        truncated scores {{ {SCORES} }} communities {{ number size scores {{ {SCORES} }}
        members {{ node {{ id }} scores {{ {SCORES} }} }}
        types {{ name label size scores {{ {SCORES} }} }} }} }}""",
    "mixing": f"mixing({ALL_TIES}, permutations: 49) {{ {GROUPS} }}",
    "mixingOfDistricts": f"mixing({ALL_TIES}, grouping: DISTRICT, permutations: 9) {{ {GROUPS} }}",
    "tripleHelix": f"tripleHelix(ties: [PROJECT, CONTRACT, PATENT]) {{ {GROUPS} }}",
    "gatekeepers": f'gatekeepers({ALL_TIES}, region: "3303", first: 4) {{ {NODES} }}',
}

TOTALS = """totals { nodes shownNodes beyondDistance belowMinDegree beyondMaxNodes
    links shownLinks belowMinWeight ofHiddenNodes beyondMaxLinks } truncated"""
MAPS = {
    "wholeMap": f"""ecosystemMap(maxNodes: 5000, maxLinks: 20000) {{ {TOTALS}
        nodes {{ id type degree weight hiddenNeighbours community }}
        links {{ source target type weight }}
        flows(from: [UNIVERSITY], via: [PLATFORM], to: [ENTERPRISE]) {{
            nodes {{ column name records }} flows {{ source target type links weight }} }} }}""",
    "cutMap": f"""ecosystemMap(minDegree: 3, maxNodes: 40, maxLinks: 30) {{ {TOTALS}
        nodes {{ id degree hiddenNeighbours }} links {{ source target type weight }} }}""",
}


OPENED = ("sampled", "cutting", "byDistrict", "byCommunity", "mixingOfDistricts")
"""Whose numbers are opened; those of the plain questions are by the law of all numbers."""


def asked(name):
    return f"{{ analytics {{ answer: {QUESTIONS[name]} }} }}"


@pytest.fixture(scope="module")
def told():
    """All answers, the evidence of all their numbers, and the tables they are of."""
    return asyncio.run(_told())


async def _told():
    catalogue, pack = load_catalogue(), load_pack("wenzhou-2021")
    async with MEMORY.new() as store:
        for file in SAMPLE_FILES:
            paths = [sample_folder() / file.name]
            await import_files(store, catalogue, pack, paths, as_type=file.as_type)
        async with serving_store(store, catalogue=catalogue, today=TODAY) as api:
            answers = {
                name: (await api.data(asked(name)))["analytics"]["answer"] for name in QUESTIONS
            }
            for name, query in MAPS.items():
                answers[name] = (await api.data(f"{{ {query} }}"))["ecosystemMap"]
            opened = {
                name: [(one, await _opened(api, one["ref"])) for one in _numbers(answer)]
                for name, answer in answers.items()
                if name in OPENED
            }
        snapshots = Snapshots(store, catalogue)
        tables = await snapshots.tables(snapshots.ecosystem(TODAY.isoformat()))
        ids = [id_ for table in tables.nodes.values() for id_ in table.ids]
        names = {d.id: str(d.values.get("name")) for d in await store.describe(ids) if d}
    return answers, opened, names


async def _opened(api, ref):
    """The whole evidence of a number, page by page."""
    query = """query ($ref: String!, $after: String) { analytics { evidence(
        ref: $ref, first: 1000, after: $after) { count weight measure hasNextPage
        items { weight cursor node { id } links { type source target } } } } }"""
    items, after = [], None
    while True:
        page = (await api.data(query, {"ref": ref, "after": after}))["analytics"]["evidence"]
        items += page["items"]
        if not page["hasNextPage"]:
            assert len(items) == page["count"]
            return page, items
        after = page["items"][-1]["cursor"]


def _numbers(answer):
    """Everything in an answer that can be opened."""
    if isinstance(answer, list):
        for part in answer:
            yield from _numbers(part)
    elif isinstance(answer, dict):
        if answer.get("ref") is not None:
            yield answer
        for part in answer.values():
            yield from _numbers(part)


@pytest.mark.parametrize("name", OPENED)
def test_every_number_is_the_sum_of_what_it_opens_to(told, name):
    _, opened, _ = told
    assert opened[name]
    for number, (page, items) in opened[name]:
        assert page["measure"] == number["measure"]
        assert page["weight"] == pytest.approx(number["value"], abs=2e-9)
        assert math.fsum(item["weight"] for item in items) == pytest.approx(page["weight"])


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_answer_says_what_it_is_of_and_undefined_numbers_why(told, name):
    answer = told[0][name]
    assert answer["n"] > 0
    assert answer["definition"]["text"]
    assert "ties" in {parameter["name"] for parameter in answer["parameters"]}
    for part in _scores(answer):
        assert (part["value"] is None) == (part["reason"] is not None)


def _scores(answer):
    if isinstance(answer, list):
        for part in answer:
            yield from _scores(part)
    elif isinstance(answer, dict):
        if "measure" in answer:
            yield answer
        for part in answer.values():
            yield from _scores(part)


@pytest.fixture(scope="module")
def by_hand():
    """The network of all ties by names, from the rows of the sample's files."""
    tables = sample_oracle.read(sample_folder())
    return {name: set(own.strength) for name, own in sample_oracle.links_of(tables, TODAY).items()}


@pytest.fixture(scope="module")
def planted():
    written = json.loads((sample_folder() / "planted.json").read_text("utf-8"))
    [row] = [row for row in written if row["kind"] == "BROKER"]
    return row


def test_the_planted_broker_is_found_and_cuts_off_its_group(told, by_hand, planted):
    answers, opened, names = told
    [first, *_] = answers["cutting"]["nodes"]
    assert names[first["node"]["id"]] == planted["name"]
    [shown] = [one for one in first["scores"] if one["measure"] == "CUTS_OFF"]
    [items] = [items for one, (_, items) in opened["cutting"] if one["ref"] == shown["ref"]]
    lost = {names[item["node"]["id"]] for item in items}
    assert shown["rank"] == 1
    assert set(planted["who"]) <= lost
    parts = sorted(pieces_without(by_hand, planted["name"]), key=len)
    # Only pieces that the broker itself touches were connected to it.
    touched = [set(part) for part in parts if set(part) & by_hand[planted["name"]]]
    assert lost == set().union(*touched[:-1])
    assert shown["value"] == len(lost)


def test_the_planted_brokers_betweenness_is_that_of_paths_counted_by_hand(told, by_hand, planted):
    answers, _, names = told
    plain = nx.Graph([(one, other) for one, others in by_hand.items() for other in others])
    others = answers["centrality"]["n"]
    plain.add_nodes_from(range(others - len(plain)))  # Who takes part in things alone.
    [row] = [
        row for row in answers["everybody"]["nodes"] if names[row["node"]["id"]] == planted["name"]
    ]
    true = betweenness_of(plain, planted["name"])
    assert row["scores"][0]["value"] == pytest.approx(true, abs=1e-9)


def betweenness_of(plain, node):
    """Over all pairs of others: the share of their shortest paths through it."""
    distances = dict(nx.all_pairs_shortest_path_length(plain))
    paths = {n: _paths_from(plain, distances, n) for n in plain}
    others = [n for n in plain if n != node]
    total = 0.0
    for s, t in combinations(others, 2):
        apart = distances[s].get(t)
        if apart and distances[s].get(node, math.inf) + distances[node].get(t, math.inf) == apart:
            total += paths[s][node] * paths[node][t] / paths[s][t]
    return total / (len(others) * (len(others) - 1) / 2)


def _paths_from(plain, distances, source):
    """How many shortest paths lead to each node."""
    number = {source: 1}
    for node in sorted(distances[source], key=distances[source].__getitem__):
        if node != source:
            number[node] = sum(
                number[other]
                for other in plain[node]
                if distances[source][other] == distances[source][node] - 1
            )
    return number


def test_the_map_of_the_sample_is_that_of_its_rows(told, by_hand):
    answers, _, names = told
    whole = answers["wholeMap"]
    plain = nx.Graph([(one, other) for one, others in by_hand.items() for other in others])
    assert {names[row["id"]]: row["degree"] for row in whole["nodes"] if row["degree"]} == dict(
        plain.degree
    )
    shared = Counter()
    tables = sample_oracle.read(sample_folder())
    groups = [*sample_oracle.projects(tables), *sample_oracle.contracts_and_patents(tables)]
    members = [who for who, _ in groups]
    members += [{one, other} for one, other, _ in sample_oracle.pairs(tables, TODAY)]
    for who in members:
        shared.update(map(frozenset, combinations(sorted(who), 2)))
    told_weights, strengths = Counter(), Counter()
    for link in whole["links"]:
        ends = frozenset((names[link["source"]], names[link["target"]]))
        told_weights[ends] += link["weight"]
        strengths.update(dict.fromkeys(ends, link["weight"]))
    assert told_weights == shared
    assert {names[row["id"]]: row["weight"] for row in whole["nodes"] if row["weight"]} == strengths
    assert {row["hiddenNeighbours"] for row in whole["nodes"]} == {0}


def test_the_cuts_of_a_map_are_those_made_by_hand_and_add_up(told):
    answers, _, _ = told
    whole, cut = answers["wholeMap"], answers["cutMap"]
    left = sorted(
        (row for row in whole["nodes"] if row["degree"] >= 3),
        key=lambda row: (-row["degree"], row["id"]),
    )
    drawn = [row["id"] for row in left[:40]]
    assert [row["id"] for row in cut["nodes"]] == drawn
    among = [link for link in whole["links"] if {link["source"], link["target"]} <= {*drawn}]
    # The links of the whole are in the order of the cut: the heaviest first.
    assert cut["links"] == among[:30]
    assert [*cut["totals"].values()] == [
        len(whole["nodes"]),
        40,
        0,
        len(whole["nodes"]) - len(left),
        len(left) - 40,
        len(whole["links"]),
        30,
        0,
        len(whole["links"]) - len(among),
        len(among) - 30,
    ]
    assert (whole["truncated"], cut["truncated"]) == (False, True)


def test_communities_of_the_map_are_as_good_as_those_of_networkx(told):
    answers, _, _ = told
    plain, members = nx.Graph(), defaultdict(set)
    for link in answers["wholeMap"]["links"]:
        ends = (link["source"], link["target"])
        before = plain.get_edge_data(*ends, {"weight": 0})["weight"]
        plain.add_edge(*ends, weight=before + link["weight"])
    for row in answers["wholeMap"]["nodes"]:
        if row["community"] is not None:
            members[row["community"]].add(row["id"])
    assert set().union(*members.values()) == {*plain}
    strength = dict(plain.degree(weight="weight"))
    for name, who in members.items():
        assert name == min(who, key=lambda id_: (-strength[id_], id_))
    theirs = nx.community.louvain_communities(plain, seed=1)
    ours = nx.community.modularity(plain, members.values())
    assert ours >= nx.community.modularity(plain, theirs) - 0.005


def test_flows_through_platforms_are_those_followed_by_hand(told):
    answers, _, _ = told
    whole = answers["wholeMap"]
    kind = {row["id"]: row["type"] for row in whole["nodes"]}
    joined, expected = defaultdict(set), Counter()
    for link in whole["links"]:
        joined[link["source"]].add(link["target"])
        joined[link["target"]].add(link["source"])
    for link in whole["links"]:
        for near, far in permutations((link["source"], link["target"])):
            if kind[far] != "PLATFORM":
                continue
            for column, begins, leads in (
                (0, "UNIVERSITY", "ENTERPRISE"),
                (1, "ENTERPRISE", "UNIVERSITY"),
            ):
                if kind[near] == begins and leads in {kind[end] for end in joined[far]}:
                    expected[column, link["type"], "links"] += 1
                    expected[column, link["type"], "weight"] += link["weight"]
    flows = whole["flows"]
    assert {(node["column"], node["name"]) for node in flows["nodes"]} == {
        (0, "UNIVERSITY"),
        (1, "PLATFORM"),
        (2, "ENTERPRISE"),
    }
    found = {
        (flows["nodes"][flow["source"]]["column"], flow["type"], what): flow[what]
        for flow in flows["flows"]
        for what in ("links", "weight")
    }
    assert found == expected

"""The registry of organisations, Chinese and European projects in one store: who is one, who is asked.

Of the European files the one with names is read; the other has codes alone.
"""

from __future__ import annotations

import asyncio
import csv
import gzip
import json
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass

import pytest
from stores import MEMORY
from tables_read import links_of, nodes_by_id, whole

from graph_service.ingest import import_files
from graph_service.review.candidates import Pair
from graph_service.review.open_pairs import count_open_pairs, open_pairs
from loaders.report import RunReport

ROR, NSFC = "ror_cn.jsonl.gz", "nsfc_management_projects_2017.csv.gz"
CORDIS = "cordis_h2020_orgs_2017.csv.gz"
LIKE = {"LEGAL_FORM", "SHORT_NAME", "LIKE_NAME"}

pytestmark = [pytest.mark.trials, pytest.mark.slow]


@dataclass(frozen=True)
class Together:
    """What the store says when all files are in."""

    reports: dict[str, RunReport]
    nodes: dict[str, dict]
    hosts: set[tuple[str, str]]
    pairs: list[Pair]
    counted: int


@pytest.fixture(scope="module")
def together(trials, catalogue, pack) -> Together:
    async def work() -> Together:
        async with MEMORY.new(catalogue) as store:
            reports = {}
            mappings = ((ROR, "ror"), (NSFC, "nsfc-projects"), (CORDIS, "cordis-organizations"))
            for file, mapping in mappings:
                done = await import_files(store, catalogue, pack, [trials / file], mapping=mapping)
                reports[file] = done.runs[0]
            columns = ("name", "ror", "pic")
            types = dict.fromkeys(catalogue.members("Organization"), columns)
            tables = await whole(store, {**types, "Project": ("number",)}, {"PARTICIPATES_IN": ()})
            pairs, place, more = [], "", True
            while more:
                page = await open_pairs(store, after=place, limit=500)
                pairs += [standing.pair for standing in page.pairs]
                place, more = page.pairs[-1].place, page.has_next
            nodes = nodes_by_id(tables)
            hosts = set(links_of(tables, "PARTICIPATES_IN"))
            return Together(reports, nodes, hosts, pairs, await count_open_pairs(store))

    return asyncio.run(work())


def key(name: str) -> str:
    """The exact key, worked out anew: spaces, case, width and brackets do not count."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(folded.split()).replace("[", "(").replace("]", ")")


@pytest.fixture(scope="module")
def called(trials) -> dict[str, set[str]]:
    """ROR ids by the keys of all names in the registry."""
    found: dict[str, set[str]] = {}
    with gzip.open(trials / ROR, "rt", encoding="utf-8") as file:
        for record in map(json.loads, file):
            names = record.get("names")
            if isinstance(names, list):
                said = [n["value"] for n in names]
            else:
                labels = [label["label"] for label in record.get("labels", ())]
                said = [record["name"], *labels, *record.get("aliases", ()), *record["acronyms"]]
            for name in said:
                found.setdefault(key(name), set()).add(record["id"].rpartition("/")[2])
            # Records name others that have none of their own in the file.
            for other in record.get("relationships", ()):
                for name in (key(other["label"]), f"only mentioned {key(other['label'])}"):
                    found.setdefault(name, set()).add(other["id"].rpartition("/")[2])
    return found


def test_hosts_of_projects_are_those_of_the_registry_by_their_exact_names(
    together, trials, called, capsys
):
    with gzip.open(trials / NSFC, "rt", encoding="utf-8", newline="") as file:
        hosts = {row["依托单位"] for row in csv.DictReader(file)}
    linked = {
        (key(str(together.nodes[source]["name"])), str(together.nodes[source]["ror"]))
        for source, _ in together.hosts
        if together.nodes[source]["ror"]
    }
    by_ror = {ror.rpartition("/")[2] for _, ror in linked}

    wanted = {next(iter(called[key(h)])) for h in hosts if len(called.get(key(h), ())) == 1}
    assert len(wanted) > 400
    assert by_ror >= wanted
    with capsys.disabled():
        sys.stdout.write(
            f"\nhosts: {len(hosts):,}; by exact name in the registry: {len(wanted):,}\n"
        )


def test_nobody_is_merged_but_by_an_exact_name(together, trials, called):
    with gzip.open(trials / CORDIS, "rt", encoding="utf-8", newline="") as file:
        names = {
            r["orgId"]: (r["name"], r["shortName"]) for r in csv.DictReader(file) if r["orgId"]
        }
    nodes = [node for node in together.nodes.values() if "pic" in node]
    pics = [str(node["pic"]) for node in nodes if node["pic"]]
    both = [
        (str(n["pic"]), str(n["ror"]).rpartition("/")[2]) for n in nodes if n["pic"] and n["ror"]
    ]

    # Each code is one record's.
    assert set(pics) == set(names)
    assert len(pics) == len(names)
    # Who is in the registry too is called the same there, or was only mentioned by its short name.
    assert both
    for pic, ror in both:
        name, short = map(key, names[pic])
        told = called.get(name, set()) | called.get(f"only mentioned {short}", set())
        assert ror in told, names[pic]


def test_candidates_are_queued_counted_and_few(together, capsys):
    by_reason = Counter(pair.reason for pair in together.pairs)
    with capsys.disabled():
        sys.stdout.write(f"\nqueued: {dict(by_reason)}\n")

    assert together.counted == len(together.pairs) == len(set(together.pairs))
    counted = sum(report.candidate_count for report in together.reports.values())
    # One note may name several others.
    assert 0 < counted <= len(together.pairs)
    organisations = [p for p in together.pairs if p.left in together.nodes and p.reason in LIKE]
    assert 0 < len(organisations) < 100
    for pair in organisations:
        one, other = together.nodes[pair.left], together.nodes[pair.right]
        assert not (one["pic"] and other["pic"])
        assert not (one["ror"] and other["ror"])

"""17,926 projects of the National Natural Science Foundation of China, beside the plain csv module."""

from __future__ import annotations

import asyncio
import csv
import gzip
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from effort import THOROUGH
from tables_read import links_of, nodes_by_id, whole

from analytics.tables import Tables
from graph_service.ingest import import_files
from graph_service.store.port import GraphInfo
from loaders.report import RunReport

FILE = "nsfc_management_projects_2017.csv.gz"
HOST, LEADER, NUMBER, AMOUNT = "依托单位", "负责人", "项目批准号", "金额"

pytestmark = [pytest.mark.trials, pytest.mark.slow]


@dataclass(frozen=True)
class Imported:
    """What the report and the store say after the import, and after it was repeated."""

    report: RunReport
    info: GraphInfo
    tables: Tables
    again: RunReport


@pytest.fixture(scope="module")
def rows(trials: Path) -> list[dict[str, str]]:
    with gzip.open(trials / FILE, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def imported(place, trials, catalogue, pack) -> Imported:
    if place.is_server and not THOROUGH:
        pytest.skip("two minutes on a server, which ROR is imported to: THOROUGH=1")

    async def work() -> Imported:
        async with place.new(catalogue) as store:

            async def load() -> RunReport:
                report = await import_files(
                    store, catalogue, pack, [trials / FILE], mapping="nsfc-projects"
                )
                return report.runs[0]

            report = await load()
            nodes = {
                "Project": ("number", "name", "startOn", "funding", "level", "programme"),
                "UnclassifiedOrganization": ("name",),
                "Talent": ("name",),
            }
            links = {
                "PARTICIPATES_IN": ("role", "amount"),
                "WORKS_ON": ("role",),
                "AFFILIATED_WITH": (),
            }
            tables = await whole(store, nodes, links)
            return Imported(report, await store.info(), tables, await load())

    return asyncio.run(work())


def fold(name: str) -> str:
    """A name as people compare it: width, kind of bracket, spaces in Chinese do not count."""
    text = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    near = r"[\u3400-\u9fff()·,]"
    return re.sub(rf"(?<={near})\s+|\s+(?={near})", "", text)


def number_of(row: dict[str, str]) -> str | None:
    """One row has 0 where its number should be."""
    return None if row[NUMBER] == "0" else row[NUMBER]


def cents(text: str) -> int:
    """万元 in hundredths of a 元."""
    return int(Decimal(text) * 10_000 * 100)


def test_every_row_is_a_project_with_a_host_and_a_leader(imported, rows):
    [file] = imported.report.files

    assert (file.read, file.created, file.rejected, file.skipped) == (17_926, 17_926, 0, {})
    assert imported.again.repeated
    nodes = {name: count for name, count in imported.info.nodes.items() if count}
    # 892 spellings of hosts: 华北电力大学 with （北京） and with (北京) is one.
    assert len({row[HOST] for row in rows}) == 892
    assert nodes == {
        "Project": 17_926,
        "UnclassifiedOrganization": 891,
        "Talent": len({(fold(row[LEADER]), fold(row[HOST])) for row in rows}),
    }
    assert len({fold(row[HOST]) for row in rows}) == 891
    links = {name: count for name, count in imported.info.links.items() if count}
    assert links == {
        "PARTICIPATES_IN": 17_926,
        "WORKS_ON": 17_926,
        "AFFILIATED_WITH": nodes["Talent"],
    }


def test_the_money_adds_up_in_the_unit_that_the_header_lacks(imported, rows):
    nodes = nodes_by_id(imported.tables)
    funding = {n["number"]: n["funding"] for n in nodes.values() if n["type"] == "Project"}

    assert funding == {number_of(row): cents(row[AMOUNT]) for row in rows}
    assert sum(funding.values()) == cents("599106.13")
    assert sum(amount for *_, amount in links_of(imported.tables, "PARTICIPATES_IN")) == cents(
        "599106.13"
    )


def test_projects_start_where_their_range_begins(imported, rows):
    starts = {
        n["number"]: n["startOn"][:7]
        for n in nodes_by_id(imported.tables).values()
        if n["type"] == "Project"
    }

    assert starts == {number_of(row): row["起止年月"][:7].replace(".", "-") for row in rows}
    # Ends such as 2019.13, 2019.14, ..., made by dragging a cell, are no months.
    dragged = [row for row in rows if not 1 <= int(row["起止年月"][-2:]) <= 12]
    assert imported.report.issue_counts == {"BAD_DATE": len(dragged)}
    assert {issue.column for issue in imported.report.issues} == {"起止年月"}


def test_each_project_has_its_host_and_its_leader_at_that_host(imported, rows):
    nodes = nodes_by_id(imported.tables)
    name = {id_: fold(node["name"]) for id_, node in nodes.items()}
    number = {id_: node.get("number") for id_, node in nodes.items()}
    works_at = {person: name[host] for person, host in links_of(imported.tables, "AFFILIATED_WITH")}

    assert Counter(
        (name[host], number[project], role)
        for host, project, role, _ in links_of(imported.tables, "PARTICIPATES_IN")
    ) == Counter((fold(row[HOST]), number_of(row), "LEAD") for row in rows)
    assert Counter(
        (name[person], works_at[person], number[project])
        for person, project, _ in links_of(imported.tables, "WORKS_ON")
    ) == Counter((fold(row[LEADER]), fold(row[HOST]), number_of(row)) for row in rows)


def test_one_name_at_several_hosts_is_several_people(imported, rows):
    hosts = defaultdict(set)
    for row in rows:
        hosts[row[LEADER]].add(row[HOST])
    assert (len(hosts), sum(len(found) > 1 for found in hosts.values())) == (11_424, 1_010)
    assert len(hosts["王磊"]) == len(hosts["张伟"]) == 9
    people = Counter(
        fold(node["name"])
        for node in nodes_by_id(imported.tables).values()
        if node["type"] == "Talent"
    )

    expected = defaultdict(set)
    for row in rows:
        expected[fold(row[LEADER])].add(fold(row[HOST]))
    for leader, found in hosts.items():
        if len(found) > 1:
            assert people[fold(leader)] == len(expected[fold(leader)])
    assert people == {leader: len(found) for leader, found in expected.items()}


def test_the_hosts_in_wenzhou_have_fifteen_projects(imported, rows):
    nodes = nodes_by_id(imported.tables)
    found: dict[str, list[int]] = defaultdict(list)
    for host, _, _, amount in links_of(imported.tables, "PARTICIPATES_IN"):
        if "温州" in nodes[host]["name"]:
            found[nodes[host]["name"]].append(amount)

    assert {name: len(amounts) for name, amounts in found.items()} == {
        "温州大学": 13,
        "温州医科大学": 2,
    }
    assert sum(map(sum, found.values())) == cents("452.0")
    assert sum(cents(row[AMOUNT]) for row in rows if "温州" in row[HOST]) == cents("452.0")

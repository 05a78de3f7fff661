"""The small trial files, whole: districts, and grants with their leaders' ORCIDs."""

from __future__ import annotations

import asyncio
import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from dirty_tables import CATALOGUE, PACK, all_said
from stores import MEMORY

from graph_service.ingest import import_files
from loaders.report import ImportReport

DISTRICTS = """\
label = "行政区划"
description = "Districts by code."

[subjects.district]
type = "District"
properties = { code = "code", name = "name" }
"""
GRANTS = """\
label = "英国科研项目"
description = "Grants with the ORCID of who leads them."
currency = "GBP"

[subjects.project]
type = "Project"

[subjects.project.properties]
number = "ProjectReference"
name = "ProjectReference"
startOn = "StartDate"
funding = { column = "AwardPounds", unit = 1 }

[subjects.holder]
type = "Organization"
properties = { name = "LeadROName" }

[subjects.leader]
type = "Talent"
properties = { orcid = "PI_ORCID" }

[[links]]
type = "PARTICIPATES_IN"
source = "holder"
target = "project"
constants = { role = "LEAD" }

[[links]]
type = "WORKS_ON"
source = "leader"
target = "project"
"""

pytestmark = pytest.mark.trials


class Imported(NamedTuple):
    report: ImportReport
    nodes: list[tuple[str, dict]]
    links: Counter[str]
    rows: list[dict[str, str]]


@pytest.fixture
def imported(trials, tmp_path):
    def work(file: str, mapping: str) -> Imported:
        (tmp_path / "mapping.toml").write_text(mapping, encoding="utf-8")
        return asyncio.run(_imported(trials / file, tmp_path / "mapping.toml"))

    return work


async def _imported(path: Path, mapping: Path) -> Imported:
    async with MEMORY.new(CATALOGUE) as store:
        report = await import_files(store, CATALOGUE, PACK, [path], mapping=mapping)
        nodes, links = await all_said(store)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Imported(report, list(nodes.values()), Counter(link[0] for link in links), rows)


def test_every_district_comes_in_under_its_code(imported):
    found = imported("zhejiang_areas.csv", DISTRICTS)

    assert found.report.total("read") == found.report.total("created") == len(found.rows)
    assert sorted((v["code"], v["name"]) for _, v in found.nodes) == sorted(
        (row["code"], row["name"]) for row in found.rows
    )


def test_every_township_comes_in_under_its_nine_digits(imported):
    found = imported("wenzhou_streets.csv", DISTRICTS)

    assert found.report.total("read") == found.report.total("created") == len(found.rows) == 191
    assert sorted((v["code"], v["name"]) for _, v in found.nodes) == sorted(
        (row["code"], row["name"]) for row in found.rows
    )
    assert not found.report.runs[0].issues


def test_every_former_code_comes_in_and_those_of_today_are_told_from_the_others(imported):
    found = imported("zhejiang_code_history.csv", DISTRICTS)
    counts = {c: found.report.total(c) for c in ("created", "updated", "unchanged", "rejected")}

    assert sum(counts.values()) == found.report.total("read") == len(found.rows) == 266
    assert counts["rejected"] == 0
    assert len(found.nodes) == counts["created"]
    kept = {v["code"] for _, v in found.nodes}
    moved = {row["code"]: row["name"] for row in found.rows if row["code"] not in kept}
    # What the pack knows under another code today is that district, once.
    assert moved == {
        "330301": "市辖区",
        "330320": "市区",
        "330321": "瓯海县",
        "330322": "洞头县",
        "330323": "乐清县",
        "330325": "瑞安县",
    }
    # 市辖区 and 市区 are no names of 温州市: with its code, they wait for people to compare them.
    of_the_city = {v["name"] for _, v in found.nodes if v["code"] == "330300"}
    assert of_the_city == {"温州市", "市辖区", "市区"}
    assert len(found.nodes) == len(found.rows) - (len(moved) - 2)


def test_every_grant_comes_in_with_its_holder_its_leader_and_its_pence(imported):
    found = imported("gtr_orcid_sample.csv", GRANTS)
    of_type = {t: [values for type_, values in found.nodes if type_ == t] for t, _ in found.nodes}

    assert found.report.total("read") == len(found.rows) == 1_120
    assert sum(found.report.total(c) for c in ("created", "updated", "unchanged")) == 1_120
    assert not found.report.runs[0].issues
    assert len(of_type["Project"]) == len({row["ProjectReference"] for row in found.rows})
    first = {row["ProjectReference"]: row["AwardPounds"] for row in reversed(found.rows)}
    assert sum(p["funding"].minor for p in of_type["Project"]) == sum(
        int(Decimal(amount) * 100) for amount in first.values()
    )
    # Written with http://, kept with https://, no check digit wrong.
    assert {p["orcid"] for p in of_type["Talent"]} == {
        row["PI_ORCID"].replace("http://", "https://") for row in found.rows
    }
    pairs = {(row["ProjectReference"], row["LeadROName"].casefold()) for row in found.rows}
    assert found.links["PARTICIPATES_IN"] == len(pairs)

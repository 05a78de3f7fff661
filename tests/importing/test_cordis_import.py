"""Two real files of 144,726 and 16,592 rows, beside the plain csv module."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

import pytest
from cordis_explored import EXPLORED, Cordis, check_explored, explored
from cordis_summaries import check, expected, summaries

from analytics.tables import MISSING_DAY, Tables
from graph_service.ingest import import_files
from graph_service.store import open_store
from graph_service.store.port import GraphInfo, SnapshotColumns, SnapshotRequest
from loaders.report import RunReport

PARTICIPATIONS = ("cordis_h2020_participations.csv.gz", "cordis-participations")
ORGANIZATIONS = ("cordis_h2020_orgs_2017.csv.gz", "cordis-organizations")
TYPES = {
    "HES": "University",
    "REC": "ResearchInstitute",
    "PRC": "Enterprise",
    "PUB": "GovernmentBody",
    "OTH": "OtherOrganization",
}
ROLES = {"coordinator": "LEAD", "participant": "PARTICIPANT", "partner": "PARTICIPANT"}
REQUEST = SnapshotRequest(
    nodes=(
        *(SnapshotColumns(t, ("pic", "name", "country", "address")) for t in TYPES.values()),
        SnapshotColumns("Project", ("number", "startOn", "budget", "funding")),
    ),
    links=(SnapshotColumns("PARTICIPATES_IN", ("role", "amount")),),
    as_of="2023-12-31",
)

pytestmark = [pytest.mark.trials, pytest.mark.slow]


@dataclass(frozen=True)
class Step:
    """What was seen after a file was imported."""

    report: RunReport
    info: GraphInfo
    tables: Tables | None
    summaries: dict[str, Any] | None
    explored: dict[str, list[Any]] | None = None


@dataclass(frozen=True)
class Rows:
    """What the plain csv module reads."""

    participations: list[dict[str, str]]
    organizations: list[dict[str, str]]

    @property
    def taking_part(self) -> dict[str, str]:
        return {row["pic"]: row["type"] for row in self.participations}

    @property
    def differing(self) -> set[str]:
        """Ids of organisations to which the files give different types."""
        stated = self.taking_part
        return {
            row["orgId"]
            for row in self.organizations
            if row["orgId"] in stated and stated[row["orgId"]] != row["activityType"]
        }


def read(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def steps(trials, catalogue, pack, *files: tuple[str, str], asked=None) -> list[Step]:
    """Import files one after the other into a new store; a snapshot is kept where all is new.

    What is `asked`, it is after the last one.
    """
    store = await open_store(":memory:", catalogue)
    taken = []
    try:
        for name, mapping in files:
            report = await import_files(store, catalogue, pack, [trials / name], mapping=mapping)
            [run] = report.runs
            tables = None if run.repeated else await store.snapshot(REQUEST)
            told = await summaries(store) if (name, mapping) == PARTICIPATIONS else None
            last = asked is not None and len(taken) == len(files) - 1
            found = await explored(store, asked) if last else None
            taken.append(Step(run, await store.info(), tables, told, found))
    finally:
        await store.close()
    return taken


@pytest.fixture(scope="module")
def rows(trials) -> Rows:
    return Rows(read(trials / PARTICIPATIONS[0]), read(trials / ORGANIZATIONS[0]))


@pytest.fixture(scope="module")
def cordis(trials) -> Cordis:
    return Cordis(trials)


@pytest.fixture(scope="module")
def forward(trials, catalogue, pack, cordis) -> list[Step]:
    """Participations, the same again, then organisations."""
    files = (PARTICIPATIONS, PARTICIPATIONS, ORGANIZATIONS)
    return asyncio.run(steps(trials, catalogue, pack, *files, asked=cordis.sample()))


@pytest.fixture(scope="module")
def backward(trials, catalogue, pack) -> list[Step]:
    return asyncio.run(steps(trials, catalogue, pack, ORGANIZATIONS, PARTICIPATIONS))


def test_facets_and_aggregates_are_what_the_rows_come_to(forward, trials):
    check(forward[0].summaries, expected(trials))


def test_it_is_walked_searched_and_summed_up_as_the_rows_say(forward, cordis):
    """`test_cordis_on_a_server.py` has a server asked the same."""
    assert check_explored(forward[2].explored, cordis, cordis.sample()) == EXPLORED


def texts(coded) -> list[str | None]:
    return [coded.values[code] if code >= 0 else None for code in coded.codes.tolist()]


def cents(money) -> list[int | None]:
    pairs = zip(money.minor.tolist(), texts(money.currency), strict=True)
    return [None if currency is None else minor for minor, currency in pairs]


def organizations(tables: Tables) -> Iterator[dict[str, Any]]:
    for type_ in TYPES.values():
        table = tables.nodes[type_]
        columns = {name: texts(column) for name, column in table.columns.items()}
        for i in range(len(table.ids)):
            yield {"type": type_, **{name: values[i] for name, values in columns.items()}}


def types_by_pic(tables: Tables) -> dict[str, str]:
    return {o["pic"]: o["type"] for o in organizations(tables)}


def in_cents(text: str) -> int | None:
    """An amount in whole cents; half a cent goes to the even one."""
    if text in {"", "NA"}:
        return None
    return int((Decimal(text) * 100).quantize(Decimal(1), ROUND_HALF_EVEN))


def counted(report: RunReport) -> dict[str, int]:
    [file] = report.files
    names = ("read", "created", "updated", "unchanged", "rejected")
    return {name: getattr(file, name) for name in names if getattr(file, name)}


def test_all_participations_come_in(forward, rows):
    step = forward[0]
    nodes = {name: count for name, count in step.info.nodes.items() if count}

    assert counted(step.report) == {"read": 144_726, "created": 144_726}
    assert (step.report.issue_counts, step.report.conflicts) == ({}, {})
    assert {name: count for name, count in step.info.links.items() if count} == {
        "PARTICIPATES_IN": 144_726
    }
    assert nodes == {
        "University": 2_617,
        "ResearchInstitute": 3_065,
        "Enterprise": 23_407,
        "GovernmentBody": 2_524,
        "OtherOrganization": 4_258,
        "Project": 31_451,
    }
    assert len(rows.participations) == 144_726
    assert nodes == {
        **Counter(TYPES[stated] for stated in rows.taking_part.values()),
        "Project": len({row["rcn"] for row in rows.participations}),
    }
    assert sum(nodes.values()) - nodes["Project"] == len(rows.taking_part) == 35_871


def test_every_participation_has_its_ends_role_and_cents(forward, rows):
    tables = forward[0].tables
    named: dict[int, str | None] = {}
    for table in tables.nodes.values():
        spelled = table.columns["number" if table.type == "Project" else "pic"]
        named.update(enumerate(texts(spelled), start=table.start))
    links = tables.links["PARTICIPATES_IN"]
    found = Counter(
        zip(
            map(named.get, links.source.tolist()),
            map(named.get, links.target.tolist()),
            texts(links.columns["role"]),
            cents(links.columns["amount"]),
            strict=True,
        )
    )

    assert found == Counter(
        (row["pic"], row["rcn"], ROLES[row["role"]], in_cents(row["contribution"]))
        for row in rows.participations
    )
    assert cents(links.columns["amount"]).count(None) == 13_754
    assert set(texts(links.columns["amount"].currency)) == {"EUR", None}


def test_projects_have_their_money_and_start(forward, rows):
    table = forward[0].tables.nodes["Project"]
    numbers = texts(table.columns["number"])
    shown = {
        "budget": dict(zip(numbers, cents(table.columns["budget"]), strict=True)),
        "funding": dict(zip(numbers, cents(table.columns["funding"]), strict=True)),
    }

    for name, column in (("budget", "total_cost"), ("funding", "max_contribution")):
        assert shown[name] == {row["rcn"]: in_cents(row[column]) for row in rows.participations}
    days = [None if day == MISSING_DAY else day for day in table.columns["startOn"].first.tolist()]
    starts = dict(zip(numbers, days, strict=True))
    epoch = dt.date(1970, 1, 1)
    assert starts == {
        row["rcn"]: None
        if row["start_date"] in {"", "NA"}
        else (dt.date.fromisoformat(row["start_date"]) - epoch).days
        for row in rows.participations
    }


def test_the_same_file_again_writes_nothing(forward):
    first, again, _ = forward

    assert again.info.version == first.info.version
    assert again.report.repeated
    assert counted(again.report) == {"read": 144_726, "unchanged": 144_726}


def test_organisations_get_names_and_keep_their_types(forward, rows):
    before, _, after = forward
    known = rows.taking_part
    fresh = [row for row in rows.organizations if row["orgId"] not in known]

    assert counted(after.report)["read"] == len(rows.organizations) == 16_592
    assert after.report.nodes_created == len(fresh) == 311
    assert [row["name"] for row in fresh if not row["orgId"]] == ["KAYSER ITALIA SRL"]
    assert after.report.conflicts["type"] == len(rows.differing) == 383
    conflicts = {note.subject.partition(":")[2] for note in after.report.type_conflicts}
    assert conflicts == rows.differing
    types = types_by_pic(after.tables)
    assert {pic: types[pic] for pic in known} == types_by_pic(before.tables)
    assert {o["name"] for o in organizations(before.tables)} == {None}
    names = Counter(o["name"] for o in organizations(after.tables) if o["name"])
    assert names == Counter(row["name"].strip() for row in rows.organizations)


def test_a_country_is_no_missing_value_though_it_is_called_na(forward, rows):
    stated = {row["pic"]: row["country"] for row in rows.participations}

    assert "NA" in stated.values()
    assert {o["pic"]: o["country"] for o in organizations(forward[0].tables)} == stated


def test_in_the_other_order_only_the_disputed_types_differ(forward, backward, rows):
    one, other = types_by_pic(forward[2].tables), types_by_pic(backward[1].tables)

    assert one.keys() == other.keys()
    assert {pic for pic in one if one[pic] != other[pic]} == rows.differing
    report = backward[1].report
    assert {note.subject.partition(":")[2] for note in report.type_conflicts} == rows.differing
    assert counted(report)["read"] == 144_726
    for step in (forward[2], backward[1]):
        assert step.info.links["PARTICIPATES_IN"] == 144_726
    settled = {row["orgId"]: TYPES[row["activityType"]] for row in rows.organizations}
    assert {pic: other[pic] for pic in rows.differing} == {
        pic: settled[pic] for pic in rows.differing
    }

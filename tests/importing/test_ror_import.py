"""2,146 records of the Research Organization Registry, two schema versions mixed, beside plain JSON."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from effort import THOROUGH
from tables_read import links_of, nodes_by_id, whole

from analytics.tables import Tables
from graph_service.ingest import import_files
from graph_service.store.exploring import Match, Search, SearchAnswer
from graph_service.store.port import GraphInfo, ReadContext
from loaders.names import match_key
from loaders.report import RunReport

FILE = "ror_cn.jsonl.gz"
TYPES = {
    "education": "University",
    "healthcare": "OtherOrganization",
    "company": "Enterprise",
    "government": "GovernmentBody",
    "facility": "ResearchInstitute",
}
UNCLASSIFIED = "UnclassifiedOrganization"
COLUMNS = ("name", "aliases", "englishName", "ror", "isni", "wikidata", "status", "city", "country")

pytestmark = [pytest.mark.trials, pytest.mark.slow]


@dataclass(frozen=True)
class Imported:
    """What the report and the store say; then what became of every name in a list of participants."""

    report: RunReport
    info: GraphInfo
    tables: Tables
    again: RunReport
    found: dict[str, set[str]]
    searched: dict[str, SearchAnswer]
    asked: RunReport
    linked: list[tuple[str, str]]


class Record:
    """What a record says, read by code that shares nothing with the loaders."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.id: str = data["id"]
        self.status: str = data["status"].upper()
        types = {name.lower() for name in data["types"]}
        self.several_types = len(types) > 1
        self.type = next((TYPES[name] for name in TYPES if name in types), UNCLASSIFIED)
        if "names" in data:
            said = [(n["value"], n["lang"], n["types"]) for n in data["names"]]
            self.names = [value for value, _, _ in said]
            self.display = next(v for v, _, kinds in said if "ror_display" in kinds)
            chinese = [v for v, lang, kinds in said if lang == "zh" and "label" in kinds]
        else:
            labels = [label["label"] for label in data["labels"]]
            self.names = [data["name"], *labels, *data["aliases"], *data["acronyms"]]
            self.display = data["name"]
            chinese = [x["label"] for x in data["labels"] if x["iso639"] == "zh"]
        self.name = (chinese or [self.display])[0]

    def related(self, kind: str) -> list[tuple[str, str]]:
        pairs = self.data["relationships"]
        return [(x["id"], x["label"]) for x in pairs if x["type"].lower() == kind]

    def external(self, scheme: str) -> set[str]:
        ids = self.data["external_ids"]
        pairs = (
            [(x["type"], x) for x in ids]
            if isinstance(ids, list)
            else [(k, v) for k, v in ids.items()]
        )
        found: set[str] = set()
        for kind, stated in pairs:
            if kind.lower() == scheme:
                every = stated["all"] if isinstance(stated["all"], list) else [stated["all"]]
                found |= {stated["preferred"]} if stated["preferred"] else set(every[:1])
        return found


@pytest.fixture(scope="module")
def records(trials: Path) -> dict[str, Record]:
    with gzip.open(trials / FILE, "rt", encoding="utf-8") as file:
        read = [Record(json.loads(line)) for line in file]
    return {record.id: record for record in read}


@pytest.fixture(scope="module")
def queries(tmp_path_factory, records) -> tuple[Path, list[str]]:
    """A list of projects, each with one name of an organisation as its participant; the names."""
    path = tmp_path_factory.mktemp("ror") / "queries.jsonl"
    names = sorted({name for record in records.values() for name in record.names})
    lines = (
        json.dumps({"项目编号": f"q{number}", "参与单位": [name]}) + "\n"
        for number, name in enumerate(names)
    )
    path.write_text("".join(lines), encoding="utf-8")
    return path, names


@pytest.fixture(scope="module")
def imported(place, trials, catalogue, pack, queries) -> Imported:
    """The file, imported twice; then the list of projects."""
    if place.is_server and not THOROUGH:
        pytest.skip("a minute on a server: THOROUGH=1")
    path, names = queries

    async def work() -> Imported:
        async with place.new(catalogue) as store:
            [report] = (
                await import_files(store, catalogue, pack, [trials / FILE], mapping="ror")
            ).runs
            info = await store.info()
            nodes = dict.fromkeys((*TYPES.values(), UNCLASSIFIED), COLUMNS)
            tables = await whole(store, nodes, {"PART_OF": (), "SUCCEEDED_BY": ()})
            [again] = (
                await import_files(store, catalogue, pack, [trials / FILE], mapping="ror")
            ).runs
            keys = [f"name:Organization:{match_key(name)}" for name in names]
            hits = await store.lookup(keys)
            found = {
                name: {hit.id for hit in hits.get(key, ())}
                for name, key in zip(names, keys, strict=True)
            }
            types = catalogue.members("Organization")
            # Both stores find the same, and a server takes its time.
            searched = {
                name: await store.search(Search(name, types, 20), ReadContext("2023-12-31"))
                for name in names[:: 20 if place.is_server else 1]
            }
            [asked] = (await import_files(store, catalogue, pack, [path], as_type="Project")).runs
            everything = {
                **dict.fromkeys((*TYPES.values(), UNCLASSIFIED), ()),
                "Project": ("number",),
            }
            after = await whole(store, everything, {"PARTICIPATES_IN": ()})
            numbers = {i: n.get("number") for i, n in nodes_by_id(after).items()}
            linked = [
                (names[int(str(numbers[target])[1:])], source)
                for source, target in links_of(after, "PARTICIPATES_IN")
            ]
            return Imported(report, info, tables, again, found, searched, asked, linked)

    return asyncio.run(work())


def test_every_record_comes_in(imported, records):
    [file] = imported.report.files

    assert (file.read, file.created + file.updated) == (2_146, 2_146)
    assert (file.rejected, file.skipped) == (0, {})
    assert len(records) == 2_146
    # One was founded in 976, which may as well be a number that was cut short.
    assert [(issue.value, issue.code) for issue in imported.report.issues] == [("976", "BAD_DATE")]
    assert imported.again.repeated


def test_records_have_the_first_of_their_types_and_those_outside_the_file_none(imported, records):
    nodes = nodes_by_id(imported.tables)
    by_ror = {node["ror"]: node for node in nodes.values()}

    assert len(by_ror) == len(nodes)
    assert {ror: node["type"] for ror, node in by_ror.items() if ror in records} == {
        ror: record.type for ror, record in records.items()
    }
    assert sum(record.several_types for record in records.values()) == 501
    assert Counter(record.type for record in records.values()) == {
        "University": 760,
        "ResearchInstitute": 592,
        "Enterprise": 284,
        "OtherOrganization": 214,
        "GovernmentBody": 212,
        UNCLASSIFIED: 84,
    }
    outside = {ror: node for ror, node in by_ror.items() if ror not in records}
    assert {node["type"] for node in outside.values()} == {UNCLASSIFIED}
    named = {
        far: label
        for record in records.values()
        for kind in ("parent", "child", "successor", "predecessor")
        for far, label in record.related(kind)
        if far not in records
    }
    assert {ror: node["name"] for ror, node in outside.items()} == named
    # 609 relationships point outside: 335 are links to 309 organisations, 274 say only "related".
    kinds = Counter(
        x["type"].lower()
        for record in records.values()
        for x in record.data["relationships"]
        if x["id"] not in records
    )
    assert kinds.total() == 609
    assert kinds["related"] == 274
    assert len(named) == 309


def test_relationships_are_links(imported, records):
    ror = {id_: node["ror"] for id_, node in nodes_by_id(imported.tables).items()}
    part_of, succeeded = set(), set()
    for record in records.values():
        part_of |= {(record.id, far) for far, _ in record.related("parent")}
        part_of |= {(far, record.id) for far, _ in record.related("child")}
        succeeded |= {(record.id, far) for far, _ in record.related("successor")}
        succeeded |= {(far, record.id) for far, _ in record.related("predecessor")}

    for type_, expected in (("PART_OF", part_of), ("SUCCEEDED_BY", succeeded)):
        links = Counter((ror[a], ror[b]) for a, b in links_of(imported.tables, type_))
        assert links == Counter(expected)
    assert (len(part_of), len(succeeded)) == (921, 37)


def test_records_keep_names_of_all_languages_identifiers_and_status(imported, records):
    by_ror = {node["ror"]: node for node in nodes_by_id(imported.tables).values()}
    for record in records.values():
        node = by_ror[record.id]
        shown = {node["name"], node["englishName"], *node["aliases"]} - {None}
        assert {name.strip() for name in record.names} <= shown
        assert node["status"] == record.status
        assert {node["isni"]} - {None} == record.external("isni")
        assert {node["wikidata"]} - {None} == record.external("wikidata")
        assert node["country"] == "CN"
        assert node["name"] == record.name

    assert Counter(node["status"] for node in by_ror.values()) == {
        "ACTIVE": 2_100,
        "WITHDRAWN": 34,
        "INACTIVE": 12,
        None: 309,
    }


def test_every_name_finds_its_own_organisation(imported, records):
    ids = {node["ror"]: id_ for id_, node in nodes_by_id(imported.tables).items()}
    owners = owners_of_names(records)

    for record in records.values():
        for name in record.names:
            assert ids[record.id] in imported.found[name]
    # Who else is found bears the same name.
    for name, found in imported.found.items():
        named = {ids[ror] for ror in owners[fold(name)]}
        outside = {id_ for id_ in found - named if id_.partition(":")[2] not in records}
        assert found - outside == named


def test_every_name_as_a_participant_links_its_own_organisation_and_no_other(
    imported, records, capsys
):
    ids = {node["ror"]: id_ for id_, node in nodes_by_id(imported.tables).items()}
    owners = owners_of_names(records)
    linked: dict[str, set[str]] = {}
    for name, id_ in imported.linked:
        linked.setdefault(name, set()).add(id_)

    for name, found in linked.items():
        assert found <= {ids[ror] for ror in owners[fold(name)]}, name
    unlinked = set(imported.found) - linked.keys()
    # Only names that several bear are left to people; no organisation was made of any name.
    assert all(len(imported.found[name]) > 1 for name in unlinked)
    assert imported.asked.issue_counts == {"AMBIGUOUS_NAME": len(unlinked)}
    assert imported.asked.nodes_created == len(imported.found)
    with capsys.disabled():
        share = len(linked) / len(imported.found)
        print(  # noqa: T201 - the share is what people want to see
            f"\nROR names: {len(linked):,} of {len(imported.found):,} linked ({share:.2%}), "
            f"{len(unlinked)} borne by several, 0 to another organisation"
        )
    assert len(linked) / len(imported.found) > 0.98


def test_a_search_for_any_name_finds_its_own_organisation(imported, records, capsys):
    ids = {node["ror"]: id_ for id_, node in nodes_by_id(imported.tables).items()}
    bearers: dict[str, set[str]] = {}
    for id_, node in nodes_by_id(imported.tables).items():
        for name in {node["name"], node["englishName"], *node["aliases"]} - {None}:
            bearers.setdefault(letters(name), set()).add(id_)
    own: dict[str, set[str]] = {}
    for record in records.values():
        for name in record.names:
            own.setdefault(name, set()).add(ids[record.id])
    first = 0
    for name, answer in imported.searched.items():
        hits = [hit.id for hit in answer.hits]
        assert own[name] <= set(hits), name
        first += hits[0] in own[name]
        exact = {hit.id for hit in answer.hits if hit.match is Match.EXACT}
        # Who is found as exactly bears the name, be it in other letters, signs or spaces.
        assert own[name] <= exact <= bearers[letters(name)], name
    with capsys.disabled():
        total = len(imported.searched)
        print(f"\nROR names: all of {total:,} searches find their own, {first:,} as the first")  # noqa: T201
    assert first / len(imported.searched) > 0.98


def letters(name: str) -> str:
    """The letters and digits of a name, without accents."""
    text = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in text if c.isalnum())


def owners_of_names(records: dict[str, Record]) -> dict[str, set[str]]:
    owners: dict[str, set[str]] = {}
    for record in records.values():
        for name in record.names:
            owners.setdefault(fold(name), set()).add(record.id)
    return owners


def fold(name: str) -> str:
    """A name as people compare it: width, letter case, brackets and spaces do not count."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = re.sub(r"[\[{【〔〖]", "(", re.sub(r"[\]}】〕〗]", ")", text))
    text = re.sub(r"[\u200b-\u200f\u2060\ufeff]", "", text)
    near = r"[\u3400-\u9fff()·,]"
    return re.sub(rf"(?<={near})\s+|\s+(?={near})", "", " ".join(text.split()))

"""A dry run says what the import does, value by value, and writes nothing."""

from __future__ import annotations

import asyncio
import gzip
import json
import tempfile
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import neo4j_places
import neo4j_server
import pytest
from dirty_tables import CATALOGUE, PACK, all_said, as_csv, dirty_tables
from effort import THOROUGH
from hypothesis import HealthCheck, given, settings
from service_command import Command
from stores import KINDS

from graph_service.ingest import import_files
from graph_service.preview import Preview, preview_import
from graph_service.store import open_store
from graph_service.store.port import StoreError
from loaders.rows import UnreadableFile

FIRST = "名称,成立日期,所在县(市、区)\n甲有限公司,2015-03,鹿城区\n乙有限公司,2016,\n"
SECOND = "名称,成立日期,所在县(市、区)\n甲有限公司,2015-04,\n丙有限公司,2010,鹿城区\n"
#         甲: another date, no district; 乙: gone; 丙: new
FIRST_LINES = 4_000


@dataclass
class Here:
    """A store at a url, files beside it, and all that it holds."""

    url: str
    folder: Path
    access: object = None

    def write(self, text: str, name: str = "list.csv") -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    async def opened(self, *, read_only: bool = False):
        return await open_store(self.url, CATALOGUE, access=self.access, read_only=read_only)

    async def load(self, *paths: Path, **asked):
        store = await self.opened()
        try:
            return await import_files(store, CATALOGUE, PACK, paths, **asked)
        finally:
            await store.close()

    async def preview(self, *paths: Path, limit: int = 1_000, **asked) -> Preview:
        return await preview_import(
            self.url, CATALOGUE, PACK, paths, limit=limit, access=self.access, **asked
        )

    async def said(self):
        store = await self.opened(read_only=True)
        try:
            return await all_said(store), await store.version()
        finally:
            await store.close()

    def held(self) -> object:
        """Byte for byte in a file, node for node on a server."""
        if self.access is not None:
            return neo4j_places.everything(self.url)
        return {path.name: path.read_bytes() for path in sorted(self.folder.glob("g.db*"))}


@pytest.fixture(params=KINDS)
def here(request, tmp_path) -> Here:
    if request.param != "neo4j":
        return Here(f"file:{tmp_path / 'g.db'}", tmp_path)
    url = request.getfixturevalue("neo4j_url")
    neo4j_server.wipe(url)
    return Here(url, tmp_path, neo4j_server.access())


def timeless(document: dict) -> dict:
    """A report without what no two imports have in common, and what only the dry run says."""
    runs = [{**run, "seconds": 0} for run in document["runs"]]
    return {**{k: v for k, v in document.items() if k != "dry_run"}, "runs": runs}


def values(preview: Preview) -> list[tuple]:
    return [
        (c.outcome, c.name, v.property, v.before, v.after)
        for c in preview.changes
        if c.id
        for v in c.values
    ]


async def test_it_says_what_the_import_then_does_and_writes_nothing(here):
    await here.load(here.write(FIRST), as_type="企业")
    second = here.write(SECOND)
    before, said = here.held(), await here.said()

    preview = await here.preview(second, as_type="企业")

    assert (here.held(), await here.said()) == (before, said)
    report = await here.load(second, as_type="企业")
    assert timeless(preview.to_json()) == timeless(report.to_json())
    assert report.runs[0].replaced


async def test_what_a_later_issue_closes_is_told(here):
    header = "姓名,单位\n"
    first = here.write(f"{header}王一,温州大学\n李二,温州大学\n", "2021.csv")
    later = here.write(f"{header}王一,温州大学\n", "2022.csv")
    asked = {"as_type": "Talent", "source": "人才办"}
    await here.load(first, **asked, period="2021")
    before, said = here.held(), await here.said()

    preview = await here.preview(later, **asked, period="2022", close_missing=True)

    assert (here.held(), await here.said()) == (before, said)
    assert preview.report.total("closed") == 1
    ended = [(c.type, v.property, v.after) for c in preview.changes for v in c.values]
    assert ended == [("AFFILIATED_WITH", "validTo", "2021-12-31")]
    report = await here.load(later, **asked, period="2022", close_missing=True)
    assert timeless(preview.to_json()) == timeless(report.to_json())


async def test_each_value_is_told_before_and_after_with_its_cell_and_place(here):
    await here.load(here.write(FIRST), as_type="企业")

    preview = await here.preview(here.write(SECOND), as_type="企业")

    assert values(preview) == [
        ("updated", "甲有限公司", "establishedOn", "2015-03", "2015-04"),
        ("created", "丙有限公司", "name", None, "丙有限公司"),
        ("created", "丙有限公司", "establishedOn", None, "2010"),
        ("removed", "乙有限公司", "name", "乙有限公司", None),
        ("removed", "乙有限公司", "establishedOn", "2016", None),
    ]
    date = next(c for c in preview.changes if c.name == "甲有限公司").values[0].place
    assert (date.source, date.file, date.row) == ("list", "list.csv", 2)
    assert (date.column, date.cell) == ("成立日期", "2015-04")
    # 鹿城区 is spoken of before and after.
    assert dict(preview.records) == {"updated": 1, "created": 1, "removed": 1, "unchanged": 1}


async def test_links_that_come_and_go_are_told(here):
    await here.load(here.write(FIRST), as_type="企业")

    preview = await here.preview(here.write(SECOND), as_type="企业")

    links = [(c.outcome, c.type, c.name) for c in preview.changes if not c.id]
    assert links == [
        ("created", "LOCATED_IN", "丙有限公司 → 鹿城区"),
        ("removed", "LOCATED_IN", "甲有限公司 → 鹿城区"),
    ]
    assert dict(preview.links) == {"created": 1, "removed": 1}


async def test_what_a_reissue_no_longer_says_is_told(here):
    await here.load(here.write(FIRST), as_type="企业")

    preview = await here.preview(here.write(SECOND), as_type="企业")

    # FIRST said 甲, 鹿城区, 乙 and one link; of these SECOND says only 鹿城区 again.
    assert (preview.retracted, preview.withdrawn_count) == (4, 3)
    assert [(w.name, w.values.get("establishedOn"), w.source) for w in preview.withdrawn] == [
        ("甲有限公司", "2015-03", "list"),
        ("乙有限公司", "2016", "list"),
        ("甲有限公司 → 鹿城区", None, "list"),
    ]


async def test_values_of_another_source_that_disagree_are_told_with_their_row(here):
    await here.load(here.write(FIRST), as_type="企业", source="工商局", period="2023")

    preview = await here.preview(here.write(SECOND), as_type="企业", source="科技局", period="2022")

    [conflict] = preview.conflicts
    assert preview.conflict_count == 1
    assert (conflict.property, conflict.kept, conflict.offered) == (
        "establishedOn",
        "2015-03",
        "2015-04",
    )
    assert (conflict.place.source, conflict.place.row) == ("科技局", 2)
    # The older issue does not win.
    assert [c.outcome for c in preview.changes if c.name == "甲有限公司"] == ["unchanged"]


async def test_a_store_that_is_not_there_is_not_made(here):
    path = here.write(FIRST)
    before = here.held()

    preview = await here.preview(path, as_type="企业")

    assert preview.records["created"] == preview.report.total("nodes_created") == 3
    assert here.held() == before
    with pytest.raises(StoreError, match="There is no store"):
        await here.said()


async def test_what_was_imported_before_is_told_to_be_there(here):
    path = here.write(FIRST)
    await here.load(path, as_type="企业")

    preview = await here.preview(path, as_type="企业")

    assert preview.report.runs[0].repeated
    assert preview.changes == []


async def test_several_files_see_what_those_before_them_say(here):
    other = "名称,注册资本(万元)\n甲有限公司,120\n"
    files = (here.write(FIRST), here.write(other, "capital.csv"))

    preview = await here.preview(*files, as_type="企业")
    report = await here.load(*files, as_type="企业")

    assert timeless(preview.to_json()) == timeless(report.to_json())
    assert report.total("nodes_created") == 3  # 甲, 乙 and 鹿城区; 甲 of both files is one


async def test_an_unreadable_file_is_refused_as_by_the_import(here):
    await here.load(here.write(FIRST), as_type="企业")
    before = here.held()
    path = here.folder / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")

    with pytest.raises(UnreadableFile):
        await here.preview(path, as_type="企业")

    assert here.held() == before


async def test_lists_are_cut_and_totals_are_not(here):
    rows = "".join(f"企业{n:03}有限公司\n" for n in range(50))

    preview = await here.preview(here.write("名称\n" + rows), as_type="企业", limit=3)

    assert [c.name for c in preview.changes] == [f"企业{n:03}有限公司" for n in range(3)]
    assert preview.records["created"] == 50


async def test_it_reads_a_file_that_another_process_is_writing(tmp_path):
    here = Here(f"file:{tmp_path / 'g.db'}", tmp_path)
    await here.load(here.write(FIRST), as_type="企业")
    writer = await here.opened()
    try:
        preview = await here.preview(here.write(SECOND), as_type="企业")
    finally:
        await writer.close()

    assert preview.records["updated"] == 1


async def test_a_cell_is_found_by_the_mapping_that_reads_it(tmp_path):
    here = Here(":memory:", tmp_path)
    mapping = here.write(
        """
[subjects.project]
type = "Project"
constants = { level = "国家级" }
properties = { number = "编号", startOn = { column = "起止", separator = "至", part = 1 } }
[subjects.lead]
type = "Organization"
properties = { name = "牵头" }
[subjects.other]
type = "Organization"
properties = { name = "参与" }
[[links]]
type = "PARTICIPATES_IN"
source = "lead"
target = "project"
properties = { amount = { column = "金额", unit = "万元" } }
""",
        "mine.toml",
    )
    table = here.write("编号,起止,牵头,参与,金额\nX1,2020至2022,甲大学,乙研究院,1.5\n")

    preview = await here.preview(table, mapping=mapping)

    found = {
        (c.name, v.property): (v.place.column, v.place.cell)
        for c in preview.changes
        for v in c.values
    }
    assert found == {
        ("Project:X1", "level"): ("", ""),  # the mapping says it
        ("Project:X1", "number"): ("编号", "X1"),
        ("Project:X1", "startOn"): ("起止", "2020至2022"),
        ("甲大学", "name"): ("牵头", "甲大学"),
        ("乙研究院", "name"): ("参与", "乙研究院"),
        ("甲大学 → Project:X1", "amount"): ("金额", "1.5"),
    }


async def agrees(here: Here, issues) -> None:
    """Of every issue the dry run says what then becomes of the graph, by a second look at it."""
    nodes: dict = {}
    for type_, rows in issues:
        path = here.write(as_csv(rows), "t.csv")
        asked = {"as_type": type_, "batch_rows": 3}
        preview = await here.preview(path, limit=10_000, **asked)
        report = await here.load(path, **asked)
        (after, _), _ = await here.said()

        assert timeless(preview.to_json()) == timeless(report.to_json())
        told = {c.id: c for c in preview.changes if c.id and c.outcome != "unchanged"}
        # Links come and go without their ends being changed.
        assert told.keys() == {
            id_ for id_ in nodes.keys() | after.keys() if nodes.get(id_) != after.get(id_)
        }
        for id_, change in told.items():
            then = {v.property: v.before for v in change.values if v.before is not None}
            now = {v.property: v.after for v in change.values if v.after is not None}
            old_type, old = nodes.get(id_, ("", {}))
            new_type, new = after.get(id_, ("", {}))
            then.pop("type", None), now.pop("type", None)
            assert then == {k: v for k, v in old.items() if new.get(k) != v}
            assert now == {k: v for k, v in new.items() if old.get(k) != v}
            assert change.type == (new_type or old_type)
        nodes = after


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(dirty_tables(), dirty_tables())
def test_random_issues_do_what_was_told(first, second):
    with tempfile.TemporaryDirectory() as folder:
        here = Here(f"file:{folder}/g.db", Path(folder))
        asyncio.run(agrees(here, [first, second]))


@settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow])
@given(first=dirty_tables(), second=dirty_tables())
def test_random_issues_do_what_was_told_on_a_server(neo4j_url, first, second):
    neo4j_server.wipe(neo4j_url)
    with tempfile.TemporaryDirectory() as folder:
        here = Here(neo4j_url, Path(folder), neo4j_server.access())
        asyncio.run(agrees(here, [first, second]))


def beginning(path: Path, part: Path) -> Path:
    """The first lines of a compressed file of text, whole records."""
    with gzip.open(path, "rb") as whole, gzip.open(part, "wb") as file:
        lines = islice(whole, FIRST_LINES)
        quotes = 0
        for line in lines:
            file.write(line)
            quotes += line.count(b'"')
        while path.suffixes[0] == ".csv" and quotes % 2:
            line = next(whole)
            file.write(line)
            quotes += line.count(b'"')
    return part


@pytest.mark.trials
@pytest.mark.parametrize(
    ("file", "mapping"),
    [
        ("nsfc_management_projects_2017.csv.gz", "nsfc-projects"),
        ("cordis_h2020_orgs_2017.csv.gz", "cordis-organizations"),
        pytest.param(
            "cordis_h2020_participations.csv.gz", "cordis-participations", marks=pytest.mark.slow
        ),
        pytest.param("ror_cn.jsonl.gz", "ror", marks=pytest.mark.slow),
    ],
)
async def test_the_counts_of_a_trial_file_are_those_of_its_import(trials, tmp_path, file, mapping):
    """With THOROUGH=1 of the whole file, else of its first rows."""
    here = Here(f"file:{tmp_path / 'g.db'}", tmp_path)
    path = trials / file if THOROUGH else beginning(trials / file, tmp_path / file)

    preview = await here.preview(path, mapping=mapping, limit=10)
    report = await here.load(path, mapping=mapping)

    assert timeless(preview.to_json()) == timeless(report.to_json())
    assert preview.records["created"] == report.total("nodes_created") > 0
    assert preview.links["created"] == report.total("links_created")


def test_the_command_prints_it_and_leaves_no_store(tmp_path):
    command = Command(tmp_path)
    (tmp_path / "list.csv").write_text(FIRST + ",2001,\n", encoding="utf-8")

    printed = command("import", "list.csv", "--as", "企业", "--dry-run", "--limit", "1")
    told = command("import", "list.csv", "--as", "企业", "--dry-run", "--json")

    assert printed.returncode == told.returncode == 5
    assert printed.stdout.startswith("Dry run")
    assert "成立日期: 2015-03" in printed.stdout
    assert "the first 1 of 4 (--limit for more)" in printed.stdout  # 甲, 乙, 鹿城区 and a link
    assert "1 of 3 rows would be rejected; nothing was written." in printed.stderr
    assert json.loads(told.stdout)["dry_run"]["records"]["created"] == 3
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]

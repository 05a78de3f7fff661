"""A process of its own reads what the importing process would, and shares drafts alike."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import random
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import openpyxl
import pytest
from dirty_tables import CATALOGUE, PACK, as_csv
from service_command import Command
from stores import MEMORY

from graph_service.apart import reader as apart
from graph_service.apart.parcels import Parcel, Receiver, Sender
from graph_service.apart.reader import ApartReader
from graph_service.ingest import import_files
from graph_service.ingest_batches import Reading
from graph_service.ingest_notes import Notes
from graph_service.ingest_reading import BatchReader
from graph_service.sample.codes import invented_uscc
from loaders.drafts import DraftNode, DraftRow
from loaders.plan import Planner
from loaders.report import RunReport
from loaders.rows import UnreadableFile
from schema.statements import Run

RUN = Run("run", "source", "2023")


def projects(rows: int, seed: int = 1) -> list[list[str]]:
    """Projects of few organisations, so that rows of different batches share them; some are bad."""
    chance = random.Random(seed)
    firms = ["甲厂", "乙厂", "丙大学", "甲厂；乙厂", "丁所、戊所", "1", "无"]
    table = [
        ["项目名称", "项目编号", "开始日期", "经费(万元)", "牵头单位", "参与单位", "名称有误列"]
    ]
    for n in range(rows):
        day = chance.choice(["2021.1", "2022-03-04", "someday", ""])
        money = chance.choice(["12", "3.5万元", "many", ""])
        table.append(
            [f"项{n}", f"P{n}", day, money, chance.choice(firms), chance.choice(firms), "x"]
        )
    table.insert(rows // 2, ["合计", "", "", "99", "", "", ""])
    table.insert(rows // 3, [""] * 7)
    return table


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A CSV file and a workbook of three sheets, one of which is left out."""
    text = tmp_path / "projects.csv"
    text.write_text(as_csv(projects(40)), encoding="utf-8")
    book = openpyxl.Workbook()
    for number, name in enumerate(("一", "说明", "二")):
        sheet = book.create_sheet(name)
        for row in projects(20, number):
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "projects.xlsx")
    return [text, tmp_path / "projects.xlsx"]


class Collected:
    """What a reader gave, as plain values; drafts by the number under which they came first."""

    def __init__(self, paths: list[Path], *, is_apart: bool, rows: int = 7) -> None:
        planner = Planner(CATALOGUE, None, "Project")
        plans = [planner.plan(path) for path in paths]
        report, found, opened = RunReport(RUN.id, RUN.source, RUN.period), [], []
        notes = Notes(report, plans, lambda path, issue: found.append((path.name, issue)))
        kind = ApartReader if is_apart else BatchReader
        reader = kind(Reading(planner, PACK, RUN, plans, rows), report, notes, opened=opened.append)
        self.drafts: dict[int, tuple[int, DraftNode]] = {}
        self.batches = []
        try:
            while batch := reader.next():
                self.batches.append(
                    (
                        [(self.place(place), line) for place, line in batch.rows],
                        [
                            (t.ordinal, self.place(t.place), t.number, self.row(t.draft))
                            for t in batch.taken
                        ],
                        batch.last,
                    )
                )
        finally:
            reader.close()
        self.report, self.found = asdict(report), found
        self.opened = [(table.run, table.headers, table.layout.name) for table in opened]

    def place(self, place):
        return (*place[1:], place.report.file, place.report.sheet)

    def row(self, draft: DraftRow):
        links = [
            (*link[:1], self.node(link.source), self.node(link.target), *link[3:])
            for link in draft.links
        ]
        return [self.node(node) for node in draft.nodes], links, draft.flaws

    def node(self, node: DraftNode):
        known = self.drafts.get(id(node))
        if known is not None:
            return known[0]
        # The draft is held, so that no other has its place in memory.
        self.drafts[id(node)] = number, _ = len(self.drafts), node
        told = [
            getattr(node, name) for name in ("type", "family", "values", "name_keys", "mention")
        ]
        told += [node.identifiers, node.traits, node.lent_keys, node.flaws, node.doubt]
        return (
            number,
            told,
            *(tuple(map(self.node, more)) for more in (node.near, node.home, node.parts)),
        )


def test_batches_reports_issues_and_shared_drafts_are_the_same(files):
    here = Collected(files, is_apart=False)
    there = Collected(files, is_apart=True)
    assert there.batches == here.batches
    assert there.report == here.report
    assert there.found == here.found
    assert there.opened == here.opened
    # 40 + 20 + 20 rows, a total and a blank one each, seven at a time.
    assert [batch[2] for batch in here.batches] == [*range(7, 86, 7), 86]
    # 80 projects, and of each of three tables two columns with nine names at most.
    assert len(here.drafts) <= 80 + 3 * 2 * 9
    assert {sheet["left_out"] != "" for sheet in here.report["files"]} == {True, False}
    assert here.found


def test_what_is_imported_is_the_same(files, monkeypatch):
    async def imported(large: int):
        monkeypatch.setattr(apart, "LARGE", large)
        async with MEMORY.new(CATALOGUE) as store:
            report = await import_files(store, CATALOGUE, PACK, files, as_type="Project")
            runs = [asdict(run) | {"seconds": 0} for run in report.runs]
            info = await store.info()
            return runs, info.nodes, info.links

    assert asyncio.run(imported(0)) == asyncio.run(imported(1 << 60))


def test_a_file_that_is_changed_while_it_is_read_is_told_and_nothing_is_kept(files, monkeypatch):
    path = files[0]
    monkeypatch.setattr(apart, "LARGE", 0)
    planned = Planner.plan

    def changed(self, given):
        plan = planned(self, given)
        with path.open("a", encoding="utf-8") as file:
            file.write("项x,Px,,,,,\n")
        return plan

    monkeypatch.setattr(Planner, "plan", changed)

    async def imported():
        async with MEMORY.new(CATALOGUE) as store:
            with pytest.raises(UnreadableFile, match=r"was changed while.*Nothing of this import"):
                await import_files(store, CATALOGUE, PACK, [path], as_type="Project")
            assert await store.runs() == ()

    asyncio.run(imported())


def test_a_process_that_is_stopped_is_told(files):
    planner = Planner(CATALOGUE, None, "Project")
    plans = [planner.plan(files[0])]
    report = RunReport(RUN.id, RUN.source, RUN.period)
    reader = ApartReader(Reading(planner, PACK, RUN, plans, 7), report, Notes(report, plans))
    try:
        os.kill(reader._process.pid, signal.SIGKILL)
        with pytest.raises(UnreadableFile, match=r"read projects\.csv was stopped"):
            list(iter(reader.next, None))
    finally:
        reader.close()


def test_a_fault_where_files_are_read_is_shown_with_its_place(files):
    planner = Planner(CATALOGUE, None, "Project")
    plans = [planner.plan(files[0])]
    report = RunReport(RUN.id, RUN.source, RUN.period)
    reader = ApartReader(Reading(planner, None, RUN, plans, 7), report, Notes(report, plans))
    try:
        with pytest.raises(RuntimeError, match=r"AttributeError: 'NoneType'"):
            reader.next()
    finally:
        reader.close()
    assert reader.next() is None


def test_drafts_are_known_as_long_as_rows_may_share_them():
    stream = io.BytesIO()
    sender = Sender(stream)

    def sent(*drafts: DraftNode) -> None:
        taken = [(1, 0, 1, DraftRow(drafts, ()))]
        sender.send(Parcel([], [], [], [], taken, 1, None))

    shared, once = DraftNode("Project", "Project", {}), DraftNode("Project", "Project", {})
    sent(shared, once)
    del once
    sent(shared)
    sent(shared)
    stream.seek(0)
    receiver = Receiver(stream)
    first, second, third = (receiver.receive().taken[0][3].nodes for _ in range(3))
    assert first[0] is second[0] is third[0]
    assert first[0] is not first[1]
    assert list(receiver._drafts) == [1]


def test_what_reads_ends_with_the_import_that_is_killed(tmp_path):
    text = io.StringIO()
    rows = [["企业名称", "统一社会信用代码"]]
    rows += [[f"厂{n}", invented_uscc("91", "330302", n)] for n in range(40_000)]
    csv.writer(text).writerows(rows)
    (tmp_path / "firms.csv").write_text(text.getvalue(), encoding="utf-8")
    assert len(text.getvalue().encode()) > apart.LARGE
    process = Command(tmp_path, GRAPH_STORE="file:g.db").start("import", "firms.csv")
    # A batch was put into the store, and the next are on their way.
    assert process.stderr.readline()
    children = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(process.pid)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    (child,) = [int(line.split()[0]) for line in children.splitlines() if "apart" in line]
    process.kill()
    process.communicate()
    gone = [
        sys.executable,
        "-c",
        f"import os\ntry:\n while True: os.kill({child}, 0)\nexcept OSError: pass",
    ]
    subprocess.run(gone, timeout=60, check=True)

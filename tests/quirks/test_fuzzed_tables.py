"""Whatever offices send: no traceback, no lost row, no invented value, and counts that add up."""

from __future__ import annotations

import asyncio
import random
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from dirty_tables import CATALOGUE, PACK, all_said
from fuzzed_tables import SHAPES, damage_bytes, fuzzed_rows, save
from second_reader import SecondSheet, folded, read_again
from stores import MEMORY

from graph_service.ingest import import_files
from loaders.layout import LayoutError
from loaders.report import ImportReport
from loaders.rows import UnreadableFile

EVERY_RUN, SLOW_RUN, A_TEST = 200, 10_000, 50
NAMING = {"Project": "项目名称", "Enterprise": "企业名称", "Talent": "姓名"}
FOOTERS = {folded(word) for word in ("合计", "注：数据截至2021年底", "注：以上")}
PARTS = ("created", "updated", "unchanged", "rejected", "skipped")


@dataclass(frozen=True)
class Outcome:
    type: str
    sheets: list[SecondSheet]
    report: ImportReport | None
    refusal: str
    texts: set[str]
    names: set[str]
    cents: set[int]


async def imported(seed: int, *, damaged: bool) -> Outcome:
    """Import one table made by chance, and read it again by other code."""
    chance = random.Random(seed)
    type_, rows = fuzzed_rows(chance)
    with tempfile.TemporaryDirectory() as folder:
        path = save(chance, Path(folder), rows)
        if damaged:
            damage_bytes(chance, path)
        sheets = [] if damaged else read_again(path)
        async with MEMORY.new(CATALOGUE) as store:
            try:
                report = await import_files(store, CATALOGUE, PACK, [path], as_type=type_)
            except (UnreadableFile, LayoutError) as error:
                return Outcome(type_, sheets, None, str(error), set(), set(), set())
            return Outcome(type_, sheets, report, "", *_sorted(await all_said(store)))


def _sorted(said) -> tuple[set[str], set[str], set[int]]:
    """Every text of a graph, the names among them, and every amount of money in cents."""
    texts: set[str] = set()
    names: set[str] = set()
    cents: set[int] = set()
    for type_, values in said[0].values():
        if type_ == "District":
            continue  # what a name of a district stands for comes from the pack
        declared = {p.name: p for p in CATALOGUE.by_name[type_].properties}
        for name, value in values.items():
            kind = declared[name].kind.name
            if kind == "MONEY":
                cents.add(value.minor)
            elif kind in {"STRING", "STRINGS"}:
                found = set(value) if isinstance(value, tuple) else {value}
                texts |= found
                names |= found if declared[name].naming else set()
    return texts, names, cents


def check(outcome: Outcome) -> None:
    """Hold an import against the second reading of its file."""
    shown = [sheet for sheet in outcome.sheets if not sheet.hidden and sheet.name != "说明"]
    if outcome.report is None:
        # The only table whose rows are refused as a whole has no header that names anybody.
        assert not any(NAMING[outcome.type] in row for sheet in shown for row in sheet.rows), (
            outcome.refusal
        )
        return
    report = outcome.report
    counted = sum(f.read - f.skipped["blank"] for run in report.runs for f in run.files)
    assert report.total("read") == sum(report.total(part) for part in PARTS)
    said = [row for sheet in shown for row in sheet.rows if not _is_only_numbered(row)]
    assert counted == len(said) - 1, "all rows but the header"
    cells = {folded(cell) for sheet in shown for row in sheet.rows for cell in row}
    everything = "\0".join(_bare(cell) for cell in cells)
    for text in outcome.texts:
        assert _bare(text) in everything, f"{text!r} stands nowhere"
    assert outcome.cents <= _amounts(cells)
    _check_names(outcome, shown)


def _is_only_numbered(row: list[str]) -> bool:
    """Whether a row has a running number and nothing else."""
    number = re.compile(r"[0-9.]+")
    return bool(number.fullmatch(folded(row[0]))) and not any(cell.strip() for cell in row[1:])


def _check_names(outcome: Outcome, shown: list[SecondSheet]) -> None:
    """Every row that names a record left it in the graph, or a sentence about the row."""
    names = {folded(name) for name in outcome.names}
    told = {folded(i.value) for run in outcome.report.runs for i in run.issues}
    for sheet in shown:
        at = next(i for i, row in enumerate(sheet.rows) if NAMING[outcome.type] in row)
        column = sheet.rows[at].index(NAMING[outcome.type])
        for row in sheet.rows[at + 1 :]:
            name = folded(row[column]) if len(row) > column else ""
            leading = {folded(cell) for cell in [c for c in row if c.strip()][:2]}
            if name and not leading & FOOTERS and NAMING[outcome.type] not in row:
                assert name in names or name in told or name in MEANS_NOTHING, name


MEANS_NOTHING = {folded(word) for word in ("无", "/", "-", "其他", "不详", "0", "０", "\u3000")}


def _bare(text: str) -> str:
    """A text without the signs that group digits, and an ORCID without its site."""
    return re.sub("[-–—]", "", folded(text).removeprefix("https://orcid.org/"))


def _amounts(cells: set[str]) -> set[int]:
    """All amounts in cents that numbers in the cells can mean: in 元, in 万元."""
    numbers = {n for cell in cells for n in re.findall(r"-?\d+(?:\.\d+)?", cell.replace(",", ""))}
    return {round(float(n) * 100 * unit) for n in numbers for unit in (1, 10_000)}


def run(seeds: range, *, damaged: bool = False) -> None:
    for seed in seeds:
        outcome = asyncio.run(imported(seed, damaged=damaged))
        try:
            if not damaged:
                check(outcome)
            elif outcome.report is None:
                assert outcome.refusal
            else:
                read = outcome.report.total("read")
                assert read == sum(outcome.report.total(part) for part in PARTS)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error


@pytest.mark.parametrize("start", range(0, EVERY_RUN, A_TEST))
def test_a_second_reader_finds_the_same_rows_names_and_values(start):
    run(range(start, start + A_TEST))


@pytest.mark.parametrize("start", range(0, EVERY_RUN, A_TEST))
def test_damaged_bytes_are_told_in_a_sentence(start):
    run(range(start, start + A_TEST), damaged=True)


@pytest.mark.slow
@pytest.mark.skipif("not config.getoption('-m')", reason="10,000 tables: choose them by -m slow")
@pytest.mark.parametrize("damaged", [False, True], ids=["whole", "damaged"])
def test_ten_thousand_tables_are_read_as_a_second_reader_reads_them(damaged):
    run(range(EVERY_RUN, EVERY_RUN + SLOW_RUN // 2), damaged=damaged)


def test_the_tables_have_the_columns_that_are_looked_for():
    assert all(NAMING[type_] in SHAPES[type_] for type_ in SHAPES)

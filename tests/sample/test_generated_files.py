"""The sample is what it says: invented, repeatable, of the promised size, with planted faults."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections import Counter

import openpyxl
import pytest
import sample_oracle

from graph_service.sample import SAMPLE_FILES, TODAY, sample_folder
from graph_service.sample.generate import generate
from schema.packs import load_pack

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
SEEDS = range(1, 21)


@pytest.fixture(scope="module")
def shipped() -> sample_oracle.Tables:
    return sample_oracle.read(sample_folder())


def everything(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def cells(path) -> object:
    if path.suffix != ".xlsx":
        return path.read_bytes()
    book = openpyxl.load_workbook(path)
    return [(s.title, list(s.iter_rows(values_only=True))) for s in book.worksheets]


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not(tmp_path):
    for seed, name in ((7, "a"), (7, "b"), (8, "c")):
        generate(seed, tmp_path / name, 0.2)
    assert everything(tmp_path / "a") == everything(tmp_path / "b")
    assert everything(tmp_path / "a") != everything(tmp_path / "c")


def test_a_sample_too_small_to_plant_in_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"scale is at least 0\.2"):
        generate(1, tmp_path, 0.1)
    assert list(tmp_path.iterdir()) == []


def test_the_shipped_files_are_those_of_seed_1(tmp_path):
    generate(1, tmp_path)
    made = {path.name: cells(path) for path in tmp_path.iterdir()}
    assert made == {path.name: cells(path) for path in sample_folder().iterdir()}


def test_every_listed_file_is_shipped_and_all_are_small():
    there = {path.name: path.stat().st_size for path in sample_folder().iterdir()}
    assert {file.name for file in SAMPLE_FILES} | {"planted.json", "说明.txt"} == set(there)
    assert sum(there.values()) < 600_000


def test_it_has_the_promised_size(shipped):
    assert len(shipped.districts) == 13
    assert len(shipped.universities) + len(shipped.institutes) == 15
    assert len(shipped.enterprises) == 800
    assert len(shipped.platforms) == 60
    assert len(shipped.talents) == 2000
    assert len(shipped.projects) == 600


def test_its_districts_are_those_of_the_pack(shipped):
    pack = load_pack("wenzhou-2021")
    assert [(r["区划代码"], r["名称"]) for r in shipped.districts] == [
        (d.code, d.name) for d in pack.districts
    ]


def test_names_are_unique_but_those_of_people_who_work_apart(shipped):
    spelled = [*shipped.type_of, *shipped.full]
    assert len(spelled) == len(set(spelled)) == 800 + 60 + 15 + 60 + 15
    people = Counter((row["姓名"], shipped.name(row["工作单位"])) for row in shipped.talents)
    assert set(people.values()) == {1}
    names = Counter(row["姓名"] for row in shipped.talents)
    assert sum(count > 1 for count in names.values()) > 20


def test_codes_have_right_check_characters_but_the_damaged_ones(shipped):
    """Oracle: the table of weights of the standard, not powers of three."""

    def right(code: str) -> bool:
        if not re.fullmatch(f"[{ALPHABET}]{{18}}", code):
            return False
        total = sum(ALPHABET.index(c) * w for c, w in zip(code[:17], WEIGHTS, strict=True))
        return ALPHABET[(31 - total % 31) % 31] == code[17]

    rows = [*shipped.universities, *shipped.institutes, *shipped.enterprises, *shipped.platforms]
    codes = [row["统一社会信用代码"] for row in rows]
    assert len(codes) == len(set(codes)) == 875
    wrong = [code for code in codes if not right(code.upper())]
    assert len(wrong) == 2
    assert "9.1330E+17" in wrong
    assert sum(code != code.upper() for code in codes) == 1


def test_no_date_is_later_than_its_today(shipped):
    dates = [row["立项日期"] for row in shipped.projects]
    dates += [row["完成日期"] for row in shipped.projects]
    dates += [row["起始日期"] for row in (*shipped.talents, *shipped.platforms)]
    dates += [row["成立日期"] for row in shipped.enterprises]
    days = [sample_oracle.last_day(text) for text in dates]
    assert sum(day is not None for day in days) > 3000
    assert max(day for day in days if day) <= TODAY


def test_every_table_says_that_it_is_illustrative():
    for file in SAMPLE_FILES[1:]:
        path = sample_folder() / file.name
        if path.suffix == ".xlsx":
            for sheet in openpyxl.load_workbook(path).worksheets:
                assert "示例" in str(sheet["A1"].value), path
        else:
            *rows, last = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
            assert {row["备注"] for row in rows} == {"示例"}, path
            assert last["备注"] == "示例" or last["项目编号"] == "合计"
    assert "虚构" in (sample_folder() / "说明.txt").read_text("utf-8")


def test_the_footer_is_the_sum_of_the_column(shipped):
    lines = (sample_folder() / "科技项目.csv").read_text("utf-8").splitlines()
    budget = lines[0].split(",").index("总经费(万元)")
    written = float(lines[-1].split(",")[budget])
    assert written == sum(float(row["总经费(万元)"]) for row in shipped.projects)


@pytest.mark.parametrize("seed", SEEDS)
def test_planted_platforms_break_just_the_rules_they_are_planted_for(tmp_path, seed):
    """Oracle: the second reading of the files in ``tests/support/sample_oracle.py``."""
    generate(seed, tmp_path, 0.4)
    weak = sample_oracle.weak(sample_oracle.read(tmp_path), {"Platform"}, TODAY)
    planted = json.loads((tmp_path / "planted.json").read_text("utf-8"))
    assert len(planted) == 4 * 2 + 2
    for row in planted:
        expected = {row["rule"]} - {None}
        if row["rule"] == "NO_ENTERPRISE_PARTNER":
            expected.add("LOW_ENTERPRISE_SHARE")
        assert weak[row["name"]] == expected, row


def test_shipped_platforms_are_weak_in_every_way_and_most_are_not(shipped):
    weak = sample_oracle.weak(shipped, {"Platform"}, TODAY)
    rules = Counter(rule for broken in weak.values() for rule in broken)
    assert min(rules.values()) >= 4
    assert len(rules) == 4
    assert sum(not broken for broken in weak.values()) > 30


def test_the_second_reading_reads_dates_to_their_last_day():
    said = ["2021年9月", "2021.09", "2021", "20210903", "2021/9/3", "待定", None]
    september = dt.date(2021, 9, 30)
    third = dt.date(2021, 9, 3)
    assert [sample_oracle.last_day(text) for text in said] == [
        *(september, september, dt.date(2021, 12, 31)),
        *(third, third, None, None),
    ]

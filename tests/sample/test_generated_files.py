"""The sample is what it says: invented, repeatable, of the promised size, with planted faults."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from contextlib import closing

import openpyxl
import pytest
import sample_oracle
from effort import tried

from graph_service.sample import SAMPLE_FILES, TODAY, sample_folder
from graph_service.sample.generate import generate
from schema.packs import load_pack

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
SEEDS = range(1, tried(every_run=6, thorough=20) + 1)


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
    assert sum(there.values()) < 400_000


def test_it_has_the_promised_size(shipped):
    assert {table: len(rows) for table, rows in shipped.rows.items()} == {
        "区县": 13,
        "产业": 16,
        "产业链": 12,
        "产业链环节": 93,
        "产品": 186,
        "技术": 93,
        "高校": 9,
        "科研院所": 6,
        "企业": 800,
        "产业链企业": 370,
        "创新平台": 60,
        "在孵企业": 50,
        "人才": 2000,
        "人才培养": 150,
        "人才团队": 60,
        "科技项目": 600,
        "专利": 300,
        "科技成果": 300,
        "技术合同": 300,
        "创新载体": 80,
        "资质认定/高新技术企业": 224,
        "资质认定/新型研发机构": 18,
        "资质认定/创新载体": 94,
        "资质认定/高层次人才": 461,
        "资金事件": 160,
        "企业曾用名": 40,
    }


def test_its_chains_are_those_of_five_and_five_and_two_more_industries(shipped):
    group = {row["产业名称"]: row["上级产业"] for row in shipped["产业"] if row["上级产业"]}
    groups = Counter(group[row["所属产业"]] for row in shipped["产业链"])
    assert groups == {"传统支柱产业": 5, "战略性新兴产业": 5, "特色产业": 2}
    sizes = Counter(row["所属产业链"] for row in shipped["产业链环节"])
    assert len(sizes) == 12
    assert set(sizes.values()) <= set(range(6, 11))
    for chain in sizes:
        steps = [row for row in shipped["产业链环节"] if row["所属产业链"] == chain]
        assert [row["环节顺序"] for row in steps] == list(range(1, len(steps) + 1))
        positions = ["上中下".index(row["环节位置"][0]) for row in steps]
        assert positions == sorted(positions)
        assert set(positions) == {0, 1, 2}


def test_whatever_a_row_names_has_a_row_of_its_own(shipped):
    own = {
        column: {row[column] for row in shipped[table]}
        for table, column in (
            ("产业链环节", "环节名称"),
            ("产品", "产品名称"),
            ("技术", "技术名称"),
            ("科技项目", "项目名称"),
            ("专利", "专利名称"),
            ("科技成果", "成果名称"),
            ("创新载体", "载体名称"),
            ("人才", "学术身份码"),
        )
    }
    for column, naming in (
        ("环节名称", ("所处环节", "服务环节", "所属环节")),
        ("产品名称", ("主要产品", "下游产品", "应用产品")),
        ("技术名称", ("攻关技术",)),
        ("项目名称", ("来源项目", "支持项目")),
        ("专利名称", ("来源专利",)),
        ("成果名称", ("标的成果",)),
        ("载体名称", ("载体名称",)),
        ("学术身份码", ("获认定人才",)),
    ):
        named = {
            text
            for rows in shipped.rows.values()
            for row in rows
            for header in naming
            for text in sample_oracle.cells(row.get(header))
        }
        assert named
        assert named <= own[column], column


def test_its_districts_are_those_of_the_pack(shipped):
    pack = load_pack("wenzhou-2021")
    assert [(r["区划代码"], r["名称"]) for r in shipped["区县"]] == [
        (d.code, d.name) for d in pack.districts
    ]


def test_names_are_unique_but_those_of_people_who_work_apart(shipped):
    spelled = [*shipped.type_of, *shipped.full]
    assert len(spelled) == len(set(spelled)) == 800 + 1 + 60 + 15 + 60 + 15
    people = Counter((row["姓名"], shipped.name(row["工作单位"])) for row in shipped["人才"])
    assert set(people.values()) == {1}
    names = Counter(row["姓名"] for row in shipped["人才"])
    assert sum(count > 1 for count in names.values()) > 20


def test_codes_have_right_check_characters_but_the_damaged_ones(shipped):
    """Oracle: the table of weights of the standard, not powers of three."""

    def right(code: str) -> bool:
        if not re.fullmatch(f"[{ALPHABET}]{{18}}", code):
            return False
        total = sum(ALPHABET.index(c) * w for c, w in zip(code[:17], WEIGHTS, strict=True))
        return ALPHABET[(31 - total % 31) % 31] == code[17]

    rows = [*shipped["高校"], *shipped["科研院所"], *shipped["企业"], *shipped["创新平台"]]
    codes = [row["统一社会信用代码"] for row in rows]
    assert len(codes) == len(set(codes)) == 875
    wrong = [code for code in codes if not right(code.upper())]
    assert len(wrong) == 2
    assert "9.1330E+17" in wrong
    assert sum(code != code.upper() for code in codes) == 1


def test_applications_have_right_check_digits_but_the_damaged_one(shipped):
    """Oracle: twelve weights written out, as in the standard."""
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    numbers = [row["申请号"].removeprefix("ZL") for row in shipped["专利"]]
    assert len(numbers) == len(set(numbers)) == 300
    assert all(re.fullmatch(r"20\d\d[123]99\d{5}\.[\dX]", number) for number in numbers)
    wrong = [
        number
        for number in numbers
        if "0123456789X"[sum(int(c) * w for c, w in zip(number, weights, strict=False)) % 11]
        != number[-1]
    ]
    assert len(wrong) == 1
    kinds = {"1": "发明", "2": "实用新型", "3": "外观设计"}
    for row in shipped["专利"]:
        assert row["专利类型"].startswith(kinds[row["申请号"].removeprefix("ZL")[4]])


def test_no_date_is_later_than_its_today_but_the_end_of_a_certificate(shipped):
    days = [
        day
        for rows in shipped.rows.values()
        for row in rows
        for header, text in row.items()
        if header.endswith(("日期", "日", "时间"))
        if (day := sample_oracle.last_day(text))
    ]
    assert len(days) > 6000
    assert max(days) == TODAY
    ends = [sample_oracle.last_day(row["有效期止"]) for row in shipped["资质认定/高新技术企业"]]
    assert min(day for day in ends if day) < TODAY < max(day for day in ends if day)


def test_every_table_says_that_it_is_illustrative():
    for file in SAMPLE_FILES[1:]:
        path = sample_folder() / file.name
        if path.suffix == ".xlsx":
            with closing(openpyxl.load_workbook(path, read_only=True)) as book:
                for sheet in book.worksheets:
                    assert "示例" in str(next(sheet.iter_rows(values_only=True))[0]), path
        else:
            text = path.read_text(sample_oracle.TEXTS[path.stem])
            assert {row["备注"] for row in csv.DictReader(text.splitlines())} == {"示例"}, path
    assert "虚构" in (sample_folder() / "说明.txt").read_text("utf-8")


def test_the_footer_is_the_sum_of_the_column(shipped):
    path = sample_folder() / "科技项目.xlsx"
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        _, header, *_, footer = book.active.iter_rows(values_only=True)
    budget = header.index("总经费(万元)")
    assert footer[0] == "合计"
    assert float(footer[budget]) == sum(row["总经费(万元)"] for row in shipped["科技项目"])


def test_people_are_accredited_by_identifiers_that_only_they_have(shipped):
    class_of = {row["学术身份码"]: row["人才类别"] for row in shipped["人才"] if row["学术身份码"]}
    named = [row["获认定人才"] for row in shipped["资质认定/高层次人才"]]
    assert len(named) == len(set(named)) == len(class_of)
    for row in shipped["资质认定/高层次人才"]:
        assert class_of[row["获认定人才"]][0] in (row["人才类别"], "F")


def test_the_second_reading_reads_dates_to_their_first_and_last_day():
    said = ["2021年9月", "2021.09", "2021", "20210903", "2021/9/3", "年底前", None]
    september, third = dt.date(2021, 9, 30), dt.date(2021, 9, 3)
    assert [sample_oracle.last_day(text) for text in said] == [
        *(september, september, dt.date(2021, 12, 31)),
        *(third, third, None, None),
    ]
    begun = dt.date(2021, 9, 1)
    assert [sample_oracle.first_day(text) for text in said] == [
        *(begun, begun, dt.date(2021, 1, 1)),
        *(third, third, None, None),
    ]

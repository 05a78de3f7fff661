"""Files that cannot come back themselves: their problems come in a workbook of the same content."""

from __future__ import annotations

import io
import json
import zipfile

import openpyxl
import pytest
import xlwt
from annotated_files import flawed, mark, opened
from office_workbook import BAD_CELLS, office_parts, read_package, write_package
from raw_spreadsheets import plain_spreadsheet
from service_command import Command

ROWS = [["企业名称", "成立日期"], ["甲有限公司", "someday"], ["乙有限公司", "2015-03"]]
CSV = "".join(f"{','.join(row)}\n" for row in ROWS)


def xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名录")
    for i, row in enumerate(ROWS):
        for j, value in enumerate(row):
            sheet.write(i, j, value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def archive() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as written:
        written.writestr("县区/一.csv", CSV.replace("有限公司", "一厂"))
        written.writestr("县区/二.csv", CSV.replace("有限公司", "二厂").replace("someday", "=1+1"))
    return content.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Files of all kinds, and what the command gives back of them."""
    folder = tmp_path_factory.mktemp("separate")
    names = ("名称", "成立日期")
    (folder / "a.csv").write_text(CSV, encoding="utf-8")
    (folder / "b.xls").write_bytes(xls())
    (folder / "c.ods").write_bytes(plain_spreadsheet(ROWS))
    records = [dict(zip(names, row, strict=True)) for row in ROWS[1:]]
    (folder / "d.json").write_text(json.dumps(records), encoding="utf-8")
    (folder / "e.zip").write_bytes(archive())
    files = ("a.csv", "b.xls", "c.ods", "d.json", "e.zip")
    done = Command(folder)("import", *files, "--as", "企业", "--annotate", "out")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("itself cannot be marked") == 5
    return folder


@pytest.mark.parametrize(
    ("file", "kind", "cell"),
    [
        ("a.csv", "CSV", "B2"),
        ("b.xls", "XLS", "B2"),
        ("c.ods", "ODS", "B2"),
        ("d.json", "JSON", ""),
    ],
)
def test_files_of_other_formats_get_a_list_of_their_own(folder, file, kind, cell):
    sheet = opened(folder / "out" / f"{file}.xlsx", "问题")

    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=3)]
    assert sheet["A1"].value.endswith(f"原文件未改动：{kind} 文件不能加批注。")
    assert len(rows) == 1
    assert rows[0][1] == file
    assert rows[0][6:11] == [
        *("成立日期", "someday", "不是可识别的日期，没有读取。", "“someday”不是日期。"),
        "请写成 2021、2021-09 或 2021-09-03。",
    ]
    if cell:
        assert rows[0][5] == cell


def test_of_an_archive_each_problem_names_its_file(folder):
    sheet = opened(folder / "out" / "e.zip.xlsx", "问题")

    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=3)]
    assert [(row[1], row[5], row[7]) for row in rows] == [
        ("e.zip/县区/一.csv", "B2", "someday"),
        ("e.zip/县区/二.csv", "B2", "=1+1"),
    ]
    assert sheet["H4"].data_type == "s"  # a text, and no formula
    assert sheet["H4"].quotePrefix


def test_the_list_has_the_same_content_as_the_sheet_in_a_workbook(tmp_path):
    write_package(tmp_path / "a.xlsx", office_parts())
    (tmp_path / "a.csv").write_text(CSV, encoding="utf-8")
    values = ("=1", "+2", "-3", "@a", "\x07 bell", "_x0041_", "甲" * 5_000, "")
    issues = [flawed(c, value=v) for c, v in zip(BAD_CELLS, values, strict=False)]
    issues.append(flawed("9", code="NO_IDENTITY", column=""))
    mark(tmp_path / "a.xlsx", tmp_path / "b.xlsx", *issues, more=3)
    mark(tmp_path / "a.csv", tmp_path / "c.xlsx", *issues, more=3)

    inside, separate = (opened(tmp_path / name, "问题") for name in ("b.xlsx", "c.xlsx"))

    told = [list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in (inside, separate)]
    assert told[0] == told[1]
    assert len(told[0]) == 1 + len(issues)
    assert separate["A1"].value.startswith(inside["A1"].value)
    for sheet in (inside, separate):
        assert all(c.data_type in ("s", "n") for row in sheet.iter_rows() for c in row)
        assert [sheet[f"H{3 + n}"].quotePrefix for n in range(6)] == [True] * 4 + [False] * 2
        assert sheet.auto_filter.ref == f"A2:M{2 + len(issues)}"


def test_rows_are_as_high_as_their_texts_are_long(tmp_path):
    """原值 is 22 letters wide: 12 wide ones (24) take two lines of 15 points; 12 lines are the most."""
    (tmp_path / "a.csv").write_text(CSV, encoding="utf-8")
    said = {"message": "x", "hint": "y"}
    values = ("a" * 22, "甲" * 12, "甲" * 900)
    mark(
        tmp_path / "a.csv",
        tmp_path / "b.xlsx",
        *(
            flawed(f"B{n}", value=value, code="ID_DAMAGED", **said)
            for n, value in enumerate(values)
        ),
    )

    sheet = opened(tmp_path / "b.xlsx", "问题")
    heights = [sheet.row_dimensions[3 + n].height for n in range(3)]
    assert heights[1] >= 30
    assert heights[2] == 180


def test_a_workbook_that_is_too_large_gets_a_list(tmp_path, monkeypatch):
    write_package(tmp_path / "a.xlsx", office_parts())
    monkeypatch.setattr("loaders.annotation.workbook.LARGEST", 1 << 10)

    done = mark(tmp_path / "a.xlsx", tmp_path / "b.xlsx", flawed("B2"))

    assert done.reason.startswith("工作表过大")
    assert openpyxl.load_workbook(tmp_path / "b.xlsx").sheetnames == ["问题"]


@pytest.mark.parametrize("damage", ["encrypted", "cut short", "a part missing"])
def test_a_workbook_that_cannot_be_patched_gets_a_list_and_stays_as_it_is(tmp_path, damage):
    parts = office_parts()
    if damage == "a part missing":
        del parts["xl/styles.xml"]
    write_package(tmp_path / "a.xlsx", parts)
    if damage == "encrypted":
        # Such workbooks of Excel's are no packages but containers of an older kind.
        (tmp_path / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    if damage == "cut short":
        (tmp_path / "a.xlsx").write_bytes((tmp_path / "a.xlsx").read_bytes()[:-600])
    before = (tmp_path / "a.xlsx").read_bytes()

    done = mark(tmp_path / "a.xlsx", tmp_path / "b.xlsx", flawed("B2"))

    assert done.reason
    assert openpyxl.load_workbook(tmp_path / "b.xlsx").sheetnames == ["问题"]
    assert (tmp_path / "a.xlsx").read_bytes() == before
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["a.xlsx", "b.xlsx"]


def test_a_list_beside_a_workbook_with_macros_has_no_ending_of_theirs(tmp_path):
    (tmp_path / "a.xlsm").write_bytes(b"nothing")

    done = mark(tmp_path / "a.xlsm", tmp_path / "b.xlsm", flawed("B2"))

    assert done.path == tmp_path / "b.xlsm.xlsx"
    assert "xl/vbaProject.bin" not in read_package(done.path)


def test_a_file_that_cannot_be_read_at_all_comes_back_with_the_reason(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    (tmp_path / "b.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    parts = office_parts()
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:-300]
    write_package(tmp_path / "c.xlsx", parts)
    command = Command(tmp_path)

    for name in ("a.xlsx", "b.csv", "c.xlsx"):
        out = f"{name}.问题.xlsx"
        ended = command("import", name, "--as", "企业", "--annotate", out)
        dry = command("import", name, "--as", "企业", "--annotate", f"2-{out}", "--dry-run")

        assert ended.returncode == dry.returncode == 3
        assert f"{out}: a list of 1 problem" in ended.stderr
        listed = list(opened(tmp_path / out, "问题").iter_rows(values_only=True))
        assert listed[0][0].startswith("共发现 1 处问题。")
        assert [row[1] for row in listed[2:]] == [name]
        assert "整个文件没有读取" in listed[2][8]
        assert listed[2][11] == "FILE_NOT_READ"
        # What the command says at last stands in the list too.
        assert listed[2][12] in ended.stderr
        again = opened(tmp_path / f"2-{out}", "问题").iter_rows(values_only=True)
        assert list(again) == listed


def test_of_several_files_the_one_that_cannot_be_read_comes_back(tmp_path):
    (tmp_path / "a.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "b.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))

    ended = Command(tmp_path)("import", "a.csv", "b.xlsx", "--as", "企业", "--annotate", "out")

    assert ended.returncode == 3
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["b.xlsx"]

"""Workbooks of Excel before 2007: values, merged and hidden cells, and what is none."""

from __future__ import annotations

import datetime as dt

import pytest
import xlwt

from loaders.formats import read_file
from loaders.rows import UnreadableFile
from schema.time import PartialDate


@pytest.fixture
def saved(tmp_path):
    def saved(fill, name="t.xls"):
        book = xlwt.Workbook(encoding="utf-8")
        fill(book, book.add_sheet("平台"))
        book.save(str(tmp_path / name))
        return tmp_path / name

    return saved


def rows_of(path):
    return [row for sheet in read_file(path).sheets for row in sheet.rows]


def test_cells_come_as_values(saved):
    def fill(book, sheet):
        for column, value in enumerate(["𠮷", 3, 2.5, True, None, ""]):
            sheet.write(0, column, value)
        day = dt.date(2021, 9, 3)
        for column, shown in enumerate(["yyyy-mm-dd", 'yyyy"年"m"月"', "yyyy"], start=6):
            sheet.write(0, column, day, xlwt.easyxf(num_format_str=shown))

    dates = [PartialDate(text) for text in ("2021-09-03", "2021-09", "2021")]
    assert rows_of(saved(fill))[0].cells == ["𠮷", 3, 2.5, "TRUE", None, None, *dates]


def test_days_counted_from_1904_are_the_days_that_are_shown(saved):
    def fill(book, sheet):
        book.dates_1904 = True
        sheet.write(0, 0, dt.date(2021, 9, 3), xlwt.easyxf(num_format_str="yyyy-mm-dd"))

    assert rows_of(saved(fill))[0].cells == [PartialDate("2021-09-03")]


def test_merged_cells_are_filled_down_and_hidden_ones_flagged(saved):
    def fill(book, sheet):
        sheet.write_merge(0, 0, 1, 2, "经费")
        sheet.write_merge(1, 2, 0, 0, "乐清市")
        sheet.write(1, 1, "甲")
        sheet.write(2, 1, "乙")
        sheet.write(4, 1, "丙")
        sheet.row(4).hidden = True
        sheet.col(1).hidden = True
        other = book.add_sheet("旧")
        other.write(0, 0, "x")
        other.visibility = 1

    path = saved(fill)

    [sheet, hidden] = read_file(path).sheets
    assert (hidden.name, hidden.left_out) == ("旧", "the sheet is hidden")
    assert [(f.at, f.flaw.code) for f in sheet.flaws] == [(1, "HIDDEN_COLUMN")]
    rows = list(next(iter(read_file(path).sheets)).rows)
    assert [(r.number, r.cells) for r in rows] == [
        (1, [None, "经费", None]),
        (2, ["乐清市", "甲"]),
        (3, ["乐清市", "乙"]),
        (4, []),
        (5, [None, "丙"]),
    ]
    assert (rows[0].spans, rows[4].hidden) == (((1, 2),), True)


def test_what_is_no_old_workbook_is_refused(tmp_path, saved):
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    good = saved(lambda book, sheet: sheet.write(0, 0, "x")).read_bytes()
    refusals = {
        "word.xls": (start + bytes(600), "word.xls is no workbook but another file of an old"),
        "cut.xls": (good[:1400], "cut.xls is"),
        "locked.xlsx": (
            start + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "locked.xlsx is protected by a password; open it in Excel, take the password off",
        ),
    }
    for name, (content, said) in refusals.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnreadableFile) as refusal:
            rows_of(tmp_path / name)
        assert said in str(refusal.value)

"""Excel workbooks: values as they are shown, and files that only look like workbooks."""

from __future__ import annotations

import datetime as dt
import zipfile

import openpyxl
import pytest

from loaders.formats import read_file
from loaders.rows import UnreadableFile
from schema.time import PartialDate


def rows_of(path) -> list[list[object]]:
    return [row.cells for sheet in read_file(path).sheets for row in sheet.rows]


def saved(tmp_path, rows, formats=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, number_format in (formats or {}).items():
        book.active[cell].number_format = number_format
    book.save(tmp_path / "t.xlsx")
    return tmp_path / "t.xlsx"


def test_cells_come_as_values(tmp_path):
    path = saved(tmp_path, [["名称", 3, 2.5, True, None, dt.date(2021, 9, 3)], ["x"]])

    # Whole numbers have no decimals; a date is a date, not a moment.
    assert rows_of(path)[0] == ["名称", 3, 2.5, "TRUE", None, PartialDate("2021-09-03")]


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("yyyy-mm-dd", "2021-09-01"),
        ('yyyy"年"m"月"', "2021-09"),
        ('yyyy"年"', "2021"),
        ("mm-dd-yy", "2021-09-01"),
    ],
)
def test_a_date_is_as_precise_as_it_is_shown(tmp_path, number_format, shown):
    path = saved(tmp_path, [[dt.datetime(2021, 9, 1)]], {"A1": number_format})  # noqa: DTZ001

    assert rows_of(path) == [[PartialDate(shown)]]


def test_blank_rows_inside_are_kept_and_those_after_the_table_are_not(tmp_path):
    path = saved(tmp_path, [["a"], [None], ["b"]], {f"A{n}": "0.00" for n in range(4, 50)})

    numbers = [(row.number, row.cells) for s in read_file(path).sheets for row in s.rows]

    assert numbers == [(1, ["a"]), (2, []), (3, ["b"])]


def test_hidden_sheets_are_left_out_with_the_reason(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["shown"])
    hidden = book.create_sheet("旧数据")
    hidden.append(["hidden"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "t.xlsx")

    sheets = [(s.name, s.left_out, list(s.rows)) for s in read_file(tmp_path / "t.xlsx").sheets]

    assert sheets[1] == ("旧数据", "the sheet is hidden", [])
    assert sheets[0][1] == ""


def test_a_workbook_that_would_unpack_to_gigabytes_is_not_opened(tmp_path):
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(80):
                part.write(bytes(1 << 20))

    assert path.stat().st_size < 200_000
    with pytest.raises(UnreadableFile, match=r"t\.xlsx would unpack to 80 MB in 2 parts"):
        read_file(path)


def test_a_zip_of_very_many_parts_is_not_opened(tmp_path):
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(10_001):
            archive.writestr(f"{n}", "")

    with pytest.raises(UnreadableFile, match="10,001 parts"):
        read_file(path)


def test_what_is_no_workbook_is_refused(tmp_path):
    (tmp_path / "cut.xlsx").write_bytes(b"PK\x03\x04" + bytes(60))
    with zipfile.ZipFile(tmp_path / "zip.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    damaged = saved(tmp_path, [["a"]])
    with zipfile.ZipFile(damaged) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = b"<workbook><sheets>"
    with zipfile.ZipFile(tmp_path / "damaged.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    for name, said in (
        ("cut.xlsx", "cut.xlsx is not a workbook"),
        ("zip.xlsx", "is a ZIP archive, not a workbook"),
        ("damaged.xlsx", "damaged.xlsx is a damaged workbook"),
    ):
        with pytest.raises(UnreadableFile, match=said):
            rows_of(tmp_path / name)


def test_text_called_xlsx_is_read_as_text(tmp_path):
    (tmp_path / "t.xlsx").write_text("a,b\n1,2\n", encoding="utf-8")

    assert rows_of(tmp_path / "t.xlsx") == [["a", "b"], ["1", "2"]]

"""Of an annotated workbook every part is compared with the sender's: only marks were added."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from annotated_files import comments_of, flawed, mark, marked_cells, opened
from office_workbook import BAD_CELLS, SHEET, office_parts, read_package, write_package
from package_difference import changed_parts, differences
from service_command import Command

RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
CHANGED = {
    *("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"),
    *(SHEET, RELATIONS),
}
NEW = {"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/worksheets/sheet4.xml"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The workbook as it was sent (a.xlsx), and as the command gave it back (b.xlsx)."""
    folder = tmp_path_factory.mktemp("office")
    write_package(folder / "a.xlsx", office_parts())
    done = Command(folder)("import", "a.xlsx", "--as", "企业", "--annotate", "b.xlsx")
    assert "b.xlsx: 40 cells marked, 40 problems." in done.stdout, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def before(folder):
    return read_package(folder / "a.xlsx")


@pytest.fixture(scope="module")
def after(folder):
    return read_package(folder / "b.xlsx")


def test_every_other_part_is_the_same_bytes(before, after):
    assert changed_parts(before, after) == CHANGED
    assert after.keys() - before.keys() == NEW
    kept = before.keys() - CHANGED
    assert {"xl/charts/chart1.xml", "xl/media/image1.png", "xl/sharedStrings.xml"} <= kept
    assert sum("pivot" in name for name in kept) == 5


def test_of_the_sheet_only_the_formats_of_bad_cells_are_others(before, after):
    found = differences(before[SHEET], after[SHEET])

    drawing = found.pop()
    assert (drawing.kind, drawing.path) == ("added", "/worksheet/legacyDrawing")
    assert {(d.kind, d.path.rpartition("/")[2]) for d in found} == {
        ("attribute", f"c[{cell}]@s") for cell in BAD_CELLS
    }
    assert len(found) == 40


def test_what_is_no_format_of_a_bad_cell_stands_in_the_same_bytes(before, after):
    """Undoing the additions as text gives the sender's sheet back."""
    text = after[SHEET].decode()
    start = text.index("<legacyDrawing")
    text = text[:start] + text[text.index("/>", start) + 2 :]
    for cell in BAD_CELLS:
        was = 's="3"' if cell[0] == "B" else 's="4"'
        at = text.index(f'<c r="{cell}" ') + len(f'<c r="{cell}" ')
        text = text[:at] + was + text[text.index('" ', at) + 1 :]

    assert text.encode() == before[SHEET]


def test_of_the_styles_formats_are_added_at_the_end(before, after):
    found = differences(before["xl/styles.xml"], after["xl/styles.xml"])

    assert {(d.kind, d.path) for d in found if d.kind == "added"} == {
        ("added", "/styleSheet/fonts/font"),
        ("added", "/styleSheet/fills/fill"),
        ("added", "/styleSheet/cellXfs/xf"),
    }
    assert {d.path for d in found if d.kind != "added"} == {
        f"/styleSheet/{of}@count" for of in ("fonts", "fills", "cellXfs")
    }


def test_a_bad_cell_keeps_all_of_its_format_but_the_fill(folder):
    old = opened(folder / "a.xlsx", "名录")
    new = opened(folder / "b.xlsx", "名录")

    for name in BAD_CELLS:
        for part in ("font", "border", "number_format", "alignment", "protection"):
            assert repr(getattr(new[name], part)) == repr(getattr(old[name], part))
    assert new["B2"].number_format == 'yyyy"年"m"月"'
    assert new["B2"].alignment.horizontal == "right"
    assert {row: new.row_dimensions[row].height for row in (1, 2)} == {1: 24, 2: None}


def test_the_other_changed_parts_have_additions_alone(before, after):
    added = {
        name: [(d.kind, d.path.rpartition("/")[2]) for d in differences(before[name], after[name])]
        for name in CHANGED - {SHEET, "xl/styles.xml"}
    }

    assert added == {
        "[Content_Types].xml": [("added", "Default"), *[("added", "Override")] * 2],
        "xl/workbook.xml": [("added", "sheet"), ("added", "definedName")],
        "xl/_rels/workbook.xml.rels": [("added", "Relationship")],
        RELATIONS: [("added", "Relationship")] * 2,
    }


def test_each_bad_cell_has_a_fill_and_a_comment_and_no_other_has(folder):
    assert marked_cells(folder / "b.xlsx") == {*BAD_CELLS}
    assert comments_of(folder / "b.xlsx").keys() == {*BAD_CELLS}


def test_the_sheet_of_problems_lists_each_with_its_value_reason_and_remedy(folder):
    sheet = opened(folder / "b.xlsx", "问题")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]

    assert [row[5] for row in rows] == [*BAD_CELLS]
    assert rows[0][:8] == [1, "a.xlsx", "名录", 2, "B", "B2", "成立日期", "不详待查"]
    assert rows[1][7:] == [
        "若干",
        "不是可识别的数字或金额，没有读取。",
        "“若干”不是数字。",
        "请只写数字，例如 1234.5。",
        "BAD_NUMBER",
        "若干 is not a number. Write digits only, such as 1234.5.",
    ]
    assert sheet["A1"].value.startswith("共发现 40 处问题，涉及 40 个单元格。")


def test_the_copy_is_the_same_whenever_it_is_made(tmp_path):
    write_package(tmp_path / "a.xlsx", office_parts())
    for name in ("b.xlsx", "c.xlsx"):
        mark(tmp_path / "a.xlsx", tmp_path / name, flawed("B2"))

    assert (tmp_path / "b.xlsx").read_bytes() == (tmp_path / "c.xlsx").read_bytes()


@pytest.fixture(scope="module")
def libre_office(folder):
    """Converts the annotated workbook into a format."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no LibreOffice: soffice is not on the path")

    def convert(kind: str) -> Path:
        out = folder / kind
        home = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        told = ["--headless", "--convert-to", kind, "--outdir", out, folder / "b.xlsx"]
        subprocess.run([program, home, *told], check=True, capture_output=True, timeout=300)
        return out / f"b.{kind}"

    return convert


def test_libreoffice_makes_a_pdf_of_it(libre_office):
    pdf = libre_office("pdf").read_bytes()

    assert pdf.startswith(b"%PDF")
    assert b"/Subtype/Image" in pdf or b"/Subtype /Image" in pdf


def test_libreoffice_finds_the_list_the_marks_and_the_comments(libre_office):
    saved = libre_office("xlsx")

    names = opened(saved, "问题").parent.sheetnames
    assert names == ["名录", "透视", "底稿", "问题"]
    assert opened(saved, "问题").max_row == 42
    comments = comments_of(saved)
    assert comments.keys() == {*BAD_CELLS}
    assert "不是可识别的日期" in comments["B2"]
    assert marked_cells(saved) == {*BAD_CELLS}
    kept = read_package(saved)
    assert any("pivotTable" in name for name in kept)
    assert any("chart" in name for name in kept)

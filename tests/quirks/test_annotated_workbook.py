"""The sender's own file comes back with its bad cells marked, and nothing else changed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from annotated_files import comments_of, marked_cells
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from service_command import Command

from loaders.annotation import Findings, annotate
from loaders.report import Issue

TOUCHED = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/_rels/sheet1.xml.rels",
}


def bad(row, column, *, code="BAD_DATE", value="someday", sheet="名录"):
    return Issue("a.xlsx", sheet, row, "列", value, code, f"{value} is bad.", "Do it.", column)


def full_workbook(path: Path) -> None:
    """A chart, merges, a conditional format, a list to pick from, formulas, a name, a comment."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名录"
    sheet.append(["企业名称", "成立日期", "注册资本(万元)", "合计"])
    for n in range(2, 50):
        sheet.append([f"企业{n}有限公司", "someday" if n < 42 else "2015-03", n, f"=C{n}*2"])
    sheet["B7"].number_format = "yyyy-mm"
    sheet["B8"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet["B3"].comment = Comment("原有批注", "张三")
    sheet.merge_cells("F2:F5")
    sheet.conditional_formatting.add(
        "C2:C49", CellIsRule(operator="greaterThan", formula=["20"], font=None)
    )
    choice = DataValidation(type="list", formula1='"是,否"')
    choice.add("E2:E49")
    sheet.add_data_validation(choice)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=49), titles_from_data=True)
    sheet.add_chart(chart, "H2")
    book.create_sheet("其他").append(["=SUM(名录!C2:C49)"])
    book.save(path)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def cells(path: Path, sheet: str):
    return {
        cell.coordinate: cell.value
        for row in openpyxl.load_workbook(path)[sheet].iter_rows()
        for cell in row
        if cell.value is not None
    }


@pytest.fixture
def annotated(tmp_path):
    full_workbook(tmp_path / "a.xlsx")
    issues = [bad(row, 2) for row in range(2, 42)]
    done = annotate(tmp_path / "a.xlsx", issues, 0, tmp_path / "b.xlsx")
    assert done.reason == ""
    assert done.marked == 40
    return tmp_path


def test_parts_that_need_no_change_are_the_same_bytes(annotated):
    before, after = parts(annotated / "a.xlsx"), parts(annotated / "b.xlsx")

    changed = {name for name in before if after[name] != before[name]}

    # openpyxl calls the part of the one comment that was there comment1.xml, its drawing legacyDrawing1.
    own = {name for name in before if "comment" in name or name.endswith(".vml")}
    assert changed <= TOUCHED | own
    assert any("chart" in name for name in before.keys() - changed)


def test_values_formulas_and_formats_are_as_they_were(annotated):
    for sheet in ("名录", "其他"):
        assert cells(annotated / "a.xlsx", sheet) == cells(annotated / "b.xlsx", sheet)
    old = openpyxl.load_workbook(annotated / "a.xlsx")["名录"]
    new = openpyxl.load_workbook(annotated / "b.xlsx")["名录"]
    assert new["B7"].number_format == "yyyy-mm"
    assert new.merged_cells.ranges == old.merged_cells.ranges
    assert len(new.conditional_formatting) == len(old.conditional_formatting) == 1
    assert len(new.data_validations.dataValidation) == 1


def test_bad_cells_have_a_fill_and_a_comment_and_others_have_not(annotated):
    sheet = openpyxl.load_workbook(annotated / "b.xlsx")["名录"]

    bad = {f"B{row}" for row in range(2, 42)}
    assert marked_cells(annotated / "b.xlsx") == comments_of(annotated / "b.xlsx").keys() == bad
    assert "不是可识别的日期" in sheet["B4"].comment.text


def test_what_a_cell_had_for_a_comment_stays_before_ours(annotated):
    text = openpyxl.load_workbook(annotated / "b.xlsx")["名录"]["B3"].comment.text

    assert text.startswith("原有批注")
    assert "不是可识别的日期" in text


def test_the_list_names_each_problem_and_leads_to_its_cell(annotated):
    sheet = openpyxl.load_workbook(annotated / "b.xlsx")["问题"]

    assert sheet.max_row == 42
    assert [c.value for c in sheet[3]][:8] == [1, "a.xlsx", "名录", 2, "B", "B2", "列", "someday"]
    assert sheet["F3"].hyperlink.location == "'名录'!B2"


def test_cells_and_rows_that_are_missing_are_added(tmp_path):
    full_workbook(tmp_path / "a.xlsx")

    annotate(tmp_path / "a.xlsx", [bad(3, 9), bad(60, 0)], 0, tmp_path / "b.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx")["名录"]
    assert sheet["I3"].comment
    assert sheet["A60"].comment  # the whole row: its first cell
    assert sheet["I3"].value is None


def test_of_a_merged_cell_the_one_that_is_shown_is_marked(tmp_path):
    full_workbook(tmp_path / "a.xlsx")

    annotate(tmp_path / "a.xlsx", [bad(4, 6)], 0, tmp_path / "b.xlsx")

    assert openpyxl.load_workbook(tmp_path / "b.xlsx")["名录"]["F2"].comment


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)"])
@pytest.mark.parametrize("source", ["a.xlsx", "a.csv"])
def test_no_text_becomes_a_formula(tmp_path, text, source):
    if source == "a.xlsx":
        full_workbook(tmp_path / source)
    else:
        (tmp_path / source).write_text("x", encoding="utf-8")

    annotate(tmp_path / source, [bad(2, 2, value=text)], 0, tmp_path / "b.xlsx")

    cell = openpyxl.load_workbook(tmp_path / "b.xlsx")["问题"]["H3"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


@pytest.mark.parametrize("how", ["protected sheet", "protected structure", "signed"])
def test_files_that_must_not_be_changed_get_a_list_beside_them(tmp_path, how):
    full_workbook(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    if how == "protected sheet":
        book["名录"].protection.enable()
    if how == "protected structure":
        book.security.lockStructure = True
    book.save(tmp_path / "a.xlsx")
    if how == "signed":
        with zipfile.ZipFile(tmp_path / "a.xlsx", "a") as archive:
            archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")

    done = annotate(tmp_path / "a.xlsx", [bad(2, 2)], 7, tmp_path / "b.xlsx")

    assert done.reason
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert book.sheetnames == ["问题"]
    assert done.reason in book["问题"]["A1"].value
    assert "还有 7 处未列出" in book["问题"]["A1"].value


def test_more_issues_than_are_kept_are_counted(tmp_path):
    findings = Findings(most=2)
    for row in (4, 3, 2):
        findings.note(tmp_path, bad(row, 1))

    assert [issue.row for issue in findings.of(tmp_path)] == [3, 4]
    assert findings.more(tmp_path) == 1


@settings(max_examples=25)  # other sheets are tried at random in test_annotated_sheets_at_random
@given(st.sets(st.tuples(st.integers(1, 12), st.integers(1, 8)), max_size=12), st.data())
def test_without_what_was_added_a_sheet_is_the_same(tmp_path_factory, marked, data):
    folder = tmp_path_factory.mktemp("random")
    book = openpyxl.Workbook()
    book.active.title = "名录"
    filled = data.draw(st.sets(st.tuples(st.integers(1, 12), st.integers(1, 8)), max_size=30))
    for row, column in filled:
        book.active.cell(row, column, f"{row}/{column}")
    book.save(folder / "a.xlsx")

    annotate(folder / "a.xlsx", [bad(*place) for place in marked], 0, folder / "b.xlsx")

    assert cells(folder / "a.xlsx", "名录") == cells(folder / "b.xlsx", "名录")
    before, after = parts(folder / "a.xlsx"), parts(folder / "b.xlsx")
    assert {name for name in before if after[name] != before[name]} <= TOUCHED
    sheet = openpyxl.load_workbook(folder / "b.xlsx")["名录"]
    assert {(c.row, c.column) for row in sheet.iter_rows() for c in row if c.comment} == marked


def test_the_command_gives_the_file_back_and_keeps_the_first(tmp_path):
    full_workbook(tmp_path / "a.xlsx")
    before = (tmp_path / "a.xlsx").read_bytes()
    command = Command(tmp_path)

    done = command("import", "a.xlsx", "--as", "企业", "--annotate", "b.xlsx")
    onto_itself = command("import", "a.xlsx", "--as", "企业", "--annotate", "a.xlsx")

    assert "b.xlsx: " in done.stdout
    assert "问题" in openpyxl.load_workbook(tmp_path / "b.xlsx").sheetnames
    assert onto_itself.returncode == 3
    assert "exists" in onto_itself.stderr
    assert (tmp_path / "a.xlsx").read_bytes() == before


def test_the_annotated_file_is_imported_like_the_first_one(tmp_path):
    full_workbook(tmp_path / "a.xlsx")
    command = Command(tmp_path)
    command("import", "a.xlsx", "--as", "企业", "--annotate", "b.xlsx")

    again = command("import", "b.xlsx", "--as", "企业", "--source", "二")

    assert "b.xlsx, sheet 问题 was left out" in again.stdout


def test_several_files_come_back_in_a_folder(tmp_path):
    full_workbook(tmp_path / "a.xlsx")
    (tmp_path / "c.csv").write_text("企业名称,成立日期\n甲厂,someday\n", encoding="utf-8")

    Command(tmp_path)("import", "a.xlsx", "c.csv", "--as", "企业", "--annotate", "out")

    assert {path.name for path in (tmp_path / "out").iterdir()} == {"a.xlsx", "c.csv.xlsx"}


def test_a_dry_run_gives_the_marked_file_too(tmp_path):
    full_workbook(tmp_path / "a.xlsx")

    done = Command(tmp_path)(
        "import", "a.xlsx", "--as", "企业", "--dry-run", "--annotate", "b.xlsx"
    )

    assert "b.xlsx: " in done.stdout
    assert openpyxl.load_workbook(tmp_path / "b.xlsx")["名录"]["B2"].comment

"""Sheets as offices send them: merged, hidden and computed cells."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import openpyxl
import pytest
from raw_workbooks import raw_workbook, row, text
from read_back import linked_names, nodes_by_name

from graph_service.ingest import import_files
from loaders.formats import read_file
from schema.time import PartialDate


def rows_of(path) -> list[list[object]]:
    return [r.cells for sheet in read_file(path).sheets for r in sheet.rows]


@pytest.fixture
def sheet(tmp_path):
    """A sheet with rows; save it with `sheet.parent.save(tmp_path / "t.xlsx")`."""

    def sheet(*rows):
        book = openpyxl.Workbook()
        for cells in rows:
            book.active.append(cells)
        return book.active

    return sheet


@pytest.fixture
def saved(tmp_path):
    def saved(sheet):
        sheet.parent.save(tmp_path / "t.xlsx")
        return tmp_path / "t.xlsx"

    return saved


def issues(report) -> set[tuple]:
    return {(i.row, i.column, i.value, i.code) for i in report.runs[0].issues}


async def test_a_merged_cell_counts_for_all_its_rows_and_an_empty_one_stays_empty(
    store, catalogue, pack, sheet, saved
):
    made = sheet(
        ["所在县(市、区)", "平台名称"],
        ["乐清市", "甲平台"],
        [None, "乙平台"],
        [None, "丙平台"],
        [None, "丁平台"],
    )
    made.merge_cells("A2:A4")

    await import_files(store, catalogue, pack, [saved(made)], as_type="Platform")

    assert await linked_names(store, "Platform", "LOCATED_IN", "District") == {
        ("甲平台", "乐清市"),
        ("乙平台", "乐清市"),
        ("丙平台", "乐清市"),
    }
    assert "丁平台" in await nodes_by_name(store, "Platform")


def test_a_merged_range_makes_no_rows_of_empty_ones(sheet, saved):
    made = sheet(["名称", "地址"], ["甲", "x"], [None, "y"])
    made.merge_cells("A2:A9")

    # Rows 4 to 9 hold nothing of their own.
    assert rows_of(saved(made)) == [["名称", "地址"], ["甲", "x"], ["甲", "y"]]


def test_a_cell_merged_over_columns_fills_only_downwards(sheet, saved):
    made = sheet(["a", "b", "c"], ["甲", None, 1], [None, None, 2])
    made.merge_cells("A2:B3")

    assert rows_of(saved(made))[1:] == [["甲", None, 1], ["甲", None, 2]]


async def test_hidden_rows_and_columns_are_read_and_flagged(store, catalogue, pack, sheet, saved):
    made = sheet(["平台名称", "地址", "备注"], ["甲", "x", 1], ["乙", "y", 2], ["丙", "z", 3])
    made.row_dimensions[3].hidden = True
    made.column_dimensions["B"].hidden = True

    report = await import_files(store, catalogue, pack, [saved(made)], as_type="Platform")

    platforms = await nodes_by_name(store, "Platform", "address")
    assert {name: p["address"] for name, p in platforms.items()} == {
        "甲": "x",
        "乙": "y",
        "丙": "z",
    }
    assert issues(report) == {(3, "", "", "HIDDEN_ROW"), (1, "地址", "", "HIDDEN_COLUMN")}


async def test_a_run_of_hidden_rows_is_told_once(store, catalogue, pack, sheet, saved):
    made = sheet(["平台名称"], *([f"平台{n}"] for n in range(2, 13)))
    for number in (*range(3, 8), 9, 11, 12):
        made.row_dimensions[number].hidden = True

    report = await import_files(store, catalogue, pack, [saved(made)], as_type="Platform")

    assert [(i.row, i.code, i.message.partition(" hidden")[0]) for i in report.runs[0].issues] == [
        (3, "HIDDEN_ROW", "Rows 3 to 7 are"),
        (9, "HIDDEN_ROW", "The row is"),
        (11, "HIDDEN_ROW", "Rows 11 to 12 are"),
    ]
    assert report.total("created") == 11


async def test_rows_that_a_filter_hides_here_and_there_do_not_crowd_out_other_issues(
    store, catalogue, pack, sheet, saved
):
    made = sheet(["平台名称", "网址"], *([f"平台{n}", "http://x"] for n in range(2, 3_002)))
    for number in range(2, 3_002, 2):
        made.row_dimensions[number].hidden = True
    made.cell(3_001, 1).value = None

    report = await import_files(store, catalogue, pack, [saved(made)], as_type="Platform")

    # Rows 2, 4, ... 40 are told one by one; 1,480 others are left, from 42 to 3,000.
    said = Counter(i.code for i in report.runs[0].issues)
    assert said == {"HIDDEN_ROW": 21, "NO_IDENTITY": 1}
    last = report.runs[0].issues[-1]
    assert (last.row, last.message.partition(" hidden")[0]) == (
        42,
        "1,480 more rows from row 42 to 3,000 are",
    )


async def test_a_million_empty_rows_within_a_sheet_are_one_row_that_says_so(
    store, catalogue, pack, tmp_path
):
    rows = (
        row(1, text("A1", "平台名称")),
        row(2, text("A2", "甲平台")),
        row(1_048_576, text("A1048576", "乙平台")),
    )
    path = raw_workbook(tmp_path / "t.xlsx", f"<sheetData>{''.join(rows)}</sheetData>")

    report = await import_files(store, catalogue, pack, [path], as_type="Platform")

    [file] = report.runs[0].files
    assert (file.read, file.created, dict(file.skipped)) == (3, 2, {"blank": 1})
    [issue] = report.runs[0].issues
    assert (issue.row, issue.code) == (3, "BLANK_ROWS")
    assert issue.message == "Rows 3 to 1,048,575 are empty; they were counted as one."


async def test_a_hidden_sheet_is_left_out_and_reported(store, catalogue, pack, sheet, saved):
    made = sheet(["平台名称"], ["甲"])
    for name, state in (("旧", "hidden"), ("更旧", "veryHidden")):
        other = made.parent.create_sheet(name)
        other.append(["平台名称"])
        other.append([name])
        other.sheet_state = state

    report = await import_files(store, catalogue, pack, [saved(made)], as_type="Platform")

    assert (await nodes_by_name(store, "Platform")).keys() == {"甲"}
    assert [(f.sheet, f.left_out) for f in report.runs[0].files] == [
        ("Sheet", ""),
        ("旧", "the sheet is hidden"),
        ("更旧", "the sheet is hidden"),
    ]


async def test_formulas_give_their_saved_results_and_errors_give_nothing(
    store, catalogue, pack, tmp_path
):
    header = row(1, text("A1", "平台名称"), text("B1", "建筑面积(平方米)"), text("C1", "地址"))
    path = raw_workbook(
        tmp_path / "t.xlsx",
        "<sheetData>"
        + header
        + row(2, text("A2", "甲"), '<c r="B2"><f>SUM(D2:E2)</f><v>30</v></c>')
        + row(3, text("A3", "乙"), '<c r="B3"><f>SUM(D3:E3)</f></c>')
        + row(4, text("A4", "丙"), '<c r="B4" t="e"><f>1/0</f><v>#DIV/0!</v></c>')
        + row(5, text("A5", "丁"), '<c r="B5"><v>5</v></c>', '<c r="C5" t="e"><v>#N/A</v></c>')
        + row(6, text("A6", "戊"), '<c r="C6" t="str"><f>""</f><v></v></c>')
        + "</sheetData>",
    )

    report = await import_files(store, catalogue, pack, [path], as_type="Platform")

    platforms = await nodes_by_name(store, "Platform", "area", "address")
    assert {name: (p["area"], p["address"]) for name, p in platforms.items()} == {
        "甲": (30.0, None),
        "乙": (None, None),
        "丙": (None, None),
        "丁": (5.0, None),
        "戊": (None, None),
    }
    assert issues(report) == {
        (3, "建筑面积(平方米)", "", "FORMULA_WITHOUT_VALUE"),
        (4, "建筑面积(平方米)", "#DIV/0!", "CELL_ERROR"),
        (5, "地址", "#N/A", "CELL_ERROR"),
    }


async def test_an_error_in_the_name_makes_no_record_of_that_name(store, catalogue, pack, tmp_path):
    path = raw_workbook(
        tmp_path / "t.xlsx",
        "<sheetData>"
        + row(1, text("A1", "平台名称"), text("B1", "共建单位"))
        + row(2, '<c r="A2" t="e"><v>#REF!</v></c>')
        + row(3, text("A3", "甲"), '<c r="B3" t="e"><v>#N/A</v></c>')
        + "</sheetData>",
    )

    report = await import_files(store, catalogue, pack, [path], as_type="Platform")

    [file] = report.runs[0].files
    assert (file.read, file.created, file.rejected) == (2, 1, 1)
    assert Counter(i.code for i in report.runs[0].issues) == {"CELL_ERROR": 2, "NO_IDENTITY": 1}
    assert (await store.info()).nodes == {"Platform": 1}


def test_days_counted_from_1904_are_the_days_that_are_shown(sheet, saved):
    made = sheet([dt.date(2021, 9, 3)])
    made.parent.epoch = dt.datetime(1904, 1, 1)  # noqa: DTZ001

    assert rows_of(saved(made)) == [[PartialDate("2021-09-03")]]


@pytest.mark.parametrize(
    ("code", "shown"), [(14, "2021-09-03"), (31, "2021-09-03"), (57, "2021-09"), (36, "2021-09")]
)
def test_chinese_date_formats_that_no_file_declares_are_dates(tmp_path, code, shown):
    path = raw_workbook(
        tmp_path / "t.xlsx",
        '<sheetData><row><c s="1"><v>44442</v></c><c><v>44442</v></c></row></sheetData>',
        styles=f'<cellXfs><xf numFmtId="0"/><xf numFmtId="{code}"/></cellXfs>',
    )

    # 44442 days after 1899-12-30; without a format it is a number
    assert rows_of(path) == [[PartialDate(shown), 44442]]


def test_readings_above_characters_are_no_part_of_the_text(tmp_path):
    path = raw_workbook(
        tmp_path / "t.xlsx",
        '<sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row></sheetData>',
        texts='<si><r><t>温州</t></r><r><t>大学</t></r><rPh sb="0" eb="2"><t>wēnzhōu</t></rPh></si>'
        "<si><t>a_x000D_b</t></si>",
    )

    assert rows_of(path) == [["温州大学", "a\rb"]]

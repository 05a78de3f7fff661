"""Headers of several rows, with merged cells or without, below titles, and repeated."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from read_back import linked_names, nodes_by_name

from graph_service.ingest import import_files
from loaders.headers import find_header
from loaders.rows import RawRow

TITLES = [["温州市2021年科技项目一览表"], [], ["填报单位：示例", None, None, "日期：2021年9月"]]
HEADER = [
    ["序号", "项目名称", "经费(万元)", None, None, "备注"],
    [None, None, "合计", "财政", "自筹", None],
]
ROWS = [[1, "甲项目", 30, 10, 20, None], [2, "乙项目", 7, 7, 0, "x"]]
MERGED = ("A1:F1", "A4:A5", "B4:B5", "C4:E4", "F4:F5")


def as_csv(path, rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def as_workbook(path, rows, merged=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(path)
    return path


def saved(kind, tmp_path, rows, merged=()):
    if kind == "csv":
        return as_csv(tmp_path / "项目.csv", rows)
    return as_workbook(tmp_path / "项目.xlsx", rows, merged if kind == "merged" else ())


def headers(*rows, known=()):
    """What is found, and in which rows, where these headers are known."""
    numbered = [RawRow(n, list(row)) for n, row in enumerate(rows, start=1)]
    found = find_header(numbered, lambda texts: len(set(known).intersection(texts)))
    return (found.texts, found.first + 1, found.last + 1) if found else None


@pytest.mark.parametrize("kind", ["merged", "csv", "not merged"])
async def test_a_header_of_two_rows_names_columns_by_both(store, catalogue, pack, tmp_path, kind):
    path = saved(kind, tmp_path, [*TITLES, *HEADER, *ROWS], MERGED)

    report = await import_files(store, catalogue, pack, [path], as_type="Project")

    projects = await nodes_by_name(store, "Project", "budgetMinor", "fundingMinor")
    # 30 x 10,000 yuan x 100 fen are the whole, 10 the public part of it.
    assert {n: (p["budgetMinor"], p["fundingMinor"]) for n, p in projects.items()} == {
        "甲项目": (30_000_000, 10_000_000),
        "乙项目": (7_000_000, 7_000_000),
    }
    [file] = report.runs[0].files
    # A part of an amount for which there is no property is not taken for the whole.
    assert file.unknown_columns == ("经费/自筹(万元)",)
    assert dict(file.skipped) == {"above the header": 2, "blank": 1}
    assert [(i.row, i.column, i.code) for i in report.runs[0].issues] == [
        (5, "经费/自筹(万元)", "UNKNOWN_COLUMN")
    ]


@pytest.mark.parametrize("kind", ["merged", "csv"])
async def test_a_header_of_two_rows_that_stands_again_is_dropped_and_counted(
    store, catalogue, pack, tmp_path, kind
):
    again = [*HEADER, [3, "丙项目", 1, 1, 0, None]]
    path = saved(kind, tmp_path, [*TITLES, *HEADER, *ROWS, *again], (*MERGED, "A8:A9", "B8:B9"))

    report = await import_files(store, catalogue, pack, [path], as_type="Project")

    assert (await nodes_by_name(store, "Project")).keys() == {"甲项目", "乙项目", "丙项目"}
    assert report.runs[0].files[0].skipped["repeated header"] == 2
    assert report.total("rejected") == 0


async def test_a_group_names_what_its_column_holds(store, catalogue, pack, tmp_path):
    rows = [["平台", None, "共建单位", None], ["名称", "地址", "名称", "电话"]]
    path = as_csv(tmp_path / "t.csv", [*rows, ["甲平台", "x", "甲大学", "1"]])

    report = await import_files(store, catalogue, pack, [path], as_type="Platform")

    assert (await nodes_by_name(store, "Platform", "address"))["甲平台"]["address"] == "x"
    assert {
        far for _, far in await linked_names(store, "Platform", "BUILT_WITH", "Organization")
    } == {"甲大学"}
    assert report.runs[0].files[0].unknown_columns == ("共建单位/电话",)


def test_the_unit_of_a_group_counts_for_its_columns_unless_they_have_their_own():
    upper = ["名称", "经费（万元）", None, None]
    lower = [None, "财政", "自筹（元）", "2021"]

    assert headers(upper, lower, known=["名称"]) == (
        ("名称", "经费/财政(万元)", "经费/自筹（元）", "经费/2021(万元)"),
        *(1, 2),
    )


def test_a_header_can_have_three_rows():
    rows = (
        ["名称", "经费", None, None, None],
        [None, "财政", None, "自筹", None],
        [None, "2020", "2021", "2020", "2021"],
    )

    assert headers(*rows, known=["名称"]) == (
        ("名称", "经费/财政/2020", "经费/财政/2021", "经费/自筹/2020", "经费/自筹/2021"),
        *(1, 3),
    )


@pytest.mark.parametrize(
    "above",
    [
        ["2021年平台一览表", None, None],
        ["填报单位：示例", None, "日期：2021年"],
        [None, "平台一览表", None],
        [None, None, "单位：万元"],
    ],
)
def test_what_stands_above_a_header_is_no_part_of_it(above):
    assert headers(above, ["名称", "经费", "地址"], known=["名称"]) == (
        ("名称", "经费", "地址"),
        *(2, 2),
    )


@pytest.mark.parametrize(
    "row",
    [["甲", None, "y"], ["甲", "x", None], [None, "10", "20"], ["甲", None, None], [1, "甲", "x"]],
)
def test_a_row_of_data_below_a_header_is_no_part_of_it(row):
    for header in (["名称", "经费", "地址"], ["名称", None, "地址"], ["名称", "经费", None]):
        assert headers(header, row, known=["名称", "经费", "地址"])[1:] == (1, 1)

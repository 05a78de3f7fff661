"""Rows under a table: totals are compared with the rows above, notes are left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read_back import nodes_by_name

from loaders.fields import Column
from loaders.footers import is_footer
from loaders.layout import Field
from loaders.totals import Totals
from schema.declarations import Kind, Property

PROJECTS = "项目名称,项目经费(万元),财政经费(万元)\n"


def issues(report) -> list[tuple]:
    return [(i.row, i.column, i.value, i.code) for i in report.runs[0].issues]


async def test_totals_and_notes_are_no_projects(load, store):
    rows = "甲,1,1\n乙,2,1\n小计,3,2\n合计,3,2\n总计,3,2\n注：经费为合同数,,\n填表人：王某,,\n"
    report = await load("项目.csv", PROJECTS + rows)

    assert set(await nodes_by_name(store, "Project")) == {"甲", "乙"}
    assert report.runs[0].files[0].skipped == {"footer": 5}
    assert issues(report) == []


async def test_a_total_that_differs_from_the_rows_is_reported(load):
    # 120 + 30.5 = 150.5, not 160.5; the other column is right: 20 + 10 = 30
    report = await load("项目.csv", PROJECTS + "甲,120,20\n乙,30.5,10\n合计,160.5,30\n")

    assert issues(report) == [(4, "项目经费(万元)", "160.5", "TOTAL_MISMATCH")]
    [issue] = report.runs[0].issues
    assert issue.message == (
        "项目经费(万元): 160.5 is written; all rows, 2, add up to 150.5; the difference is 10."
    )
    assert issue.hint.startswith("Look for rows that are missing or twice")


async def test_rows_whose_value_is_missing_or_refused_are_named_beside_a_wrong_total(load):
    report = await load("项目.csv", PROJECTS + "甲,120,\n乙,约100,\n丙,,\n丁,1,\n合计,221,\n")

    assert issues(report) == [
        (3, "项目经费(万元)", "约100", "BAD_NUMBER"),
        (6, "项目经费(万元)", "221", "TOTAL_MISMATCH"),
    ]
    message = report.runs[0].issues[1].message
    # 120 + 1 = 121, 221 - 121 = 100
    assert "add up to 121; the difference is 100." in message
    assert "Rows that could not be read: 3. Rows that have no value: 4." in message


async def test_a_subtotal_adds_up_the_rows_since_the_last_one(load):
    rows = "甲,1,\n乙,2,\n小计,3,\n丙,4,\n丁,5,\n乐清市小计,8,\n合计,12,\n"
    report = await load("项目.csv", PROJECTS + rows)

    # 4 + 5 = 9, not 8; 1 + 2 + 4 + 5 = 12
    assert issues(report) == [(7, "项目经费(万元)", "8", "TOTAL_MISMATCH")]
    assert "the rows since the last subtotal, 2, add up to 9" in report.runs[0].issues[0].message


async def test_a_total_may_stand_behind_the_number_of_the_row(load, store):
    numbered = "序号,项目名称,项目经费(万元)\n1,甲,1\n2,乙,2\n,合 计,4\n3,总计,3\n4,,\n"
    report = await load("项目.csv", numbered)

    assert set(await nodes_by_name(store, "Project")) == {"甲", "乙"}
    # A number alone is no record either.
    assert report.runs[0].files[0].skipped == {"footer": 2, "blank": 1}
    assert issues(report) == [(4, "项目经费(万元)", "4", "TOTAL_MISMATCH")]


async def test_a_total_above_the_rows_is_compared_when_all_are_read(load):
    wrong = PROJECTS + "合计,9,3\n甲,1,1\n乙,2,2\n"
    report = await load("项目.csv", wrong)

    assert issues(report) == [(2, "项目经费(万元)", "9", "TOTAL_MISMATCH")]


async def test_totals_of_every_page_are_compared_with_their_page(load):
    pages = f"甲,1,\n乙,2,\n合计,3,\n{PROJECTS}丙,5,\n合计,5,\n"
    report = await load("项目.csv", PROJECTS + pages)

    assert issues(report) == []


async def test_a_total_in_another_unit_is_the_same_total(load):
    report = await load(
        "项目.csv", PROJECTS + "甲,120万元,\n乙,80,\n合计,200万元,\n总计,2000000元,\n"
    )

    assert issues(report) == []


async def test_a_total_that_cannot_be_read_or_compared_is_reported(load):
    report = await load("项目.csv", PROJECTS + "甲,1,1万美元\n乙,2,1\n合计,约3,2\n")

    assert issues(report) == [
        (4, "项目经费(万元)", "约3", "TOTAL_UNCHECKED"),
        (4, "财政经费(万元)", "2", "TOTAL_UNCHECKED"),
    ]
    assert "several currencies" in report.runs[0].issues[1].message


async def test_counts_of_people_and_areas_are_added_up_too(load):
    table = "平台名称,人员数,建筑面积(万平方米)\n甲,12,0.1\n乙,30人,0.2\n合计,43,0.3\n"
    report = await load("平台.csv", table, as_type="创新平台")

    assert issues(report) == [(4, "人员数", "43", "TOTAL_MISMATCH")]
    assert "add up to 42; the difference is 1" in report.runs[0].issues[0].message


async def test_a_column_without_unit_has_no_total_to_compare(load):
    report = await load("p.csv", "项目名称,金额\n甲,18\n乙,17\n合计,36\n", as_type="项目")

    assert report.runs[0].issue_counts == {"UNIT_MISSING": 1}


async def test_rows_that_name_nothing_count_in_a_total(load):
    # The office added them up: 1 + 2
    report = await load("项目.csv", PROJECTS + "甲,1,\n,2,\n合计,3,\n")

    assert [i.code for i in report.runs[0].issues] == ["NO_IDENTITY"]


async def test_sheets_are_added_up_each_by_itself(store, catalogue, pack, tmp_path):
    import openpyxl

    from graph_service.ingest import import_files

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in {"一": [("甲", 1), ("合计", 1)], "二": [("乙", 2), ("合计", 3)]}.items():
        sheet = book.create_sheet(title)
        for row in [("项目名称", "项目经费(万元)"), *rows]:
            sheet.append(row)
    book.save(tmp_path / "项目.xlsx")

    report = await import_files(store, catalogue, pack, [tmp_path / "项目.xlsx"])

    assert [(i.sheet, i.row, i.code) for i in report.runs[0].issues] == [
        ("二", 3, "TOTAL_MISMATCH")
    ]


@pytest.mark.parametrize(
    "leading",
    [
        *(
            "合计",
            "总计",
            "小计",
            "合　计",
            " 合  计 ",
            "合计：",
            "合计(万元)",
            "共计12家",
            "全市合计",
        ),
        *(
            "注：含在建项目",
            "注1：略",
            "填表人： 王某",
            "填报单位：市科技局",
            "Total",
            "Grand Total:",
        ),
    ],
)
def test_footers_are_known_by_what_stands_first(leading):
    assert is_footer(leading, [])


@pytest.mark.parametrize(
    "leading",
    ["总计算中心", "合计科技有限公司", "注塑机厂", "小计量所", "热工综合计", "说明书翻译社"],
)
def test_names_that_begin_like_a_footer_are_names(leading):
    assert not is_footer(leading, [])


def test_a_name_that_ends_like_a_total_is_one_only_beside_figures():
    assert is_footer("乐清市小计", [3, "1,305.5", "—"])
    assert not is_footer("乐清市小计", ["温州大学"])


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1), st.integers(-5, 5))
def test_a_total_agrees_just_if_it_is_the_sum(numbers, error):
    declared = Property(name="p", kind=Kind.INTEGER, description="P.", label="数")
    column = Column(Field(property=declared, header="数"), 1, lambda cell: (cell, ()))
    totals = Totals([column])
    for row, number in enumerate(numbers):
        totals.add(row, ["x", number])

    found = totals.check(len(numbers), ["合计", sum(numbers) + error])

    assert [f.flaw.code for f in found] == (["TOTAL_MISMATCH"] if error else [])

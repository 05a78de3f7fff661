"""Tables as offices hand them over: rows, values, links and what was wrong with them."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from read_back import linked_names, nodes_by_name

from graph_service.ingest import import_files
from loaders.layout import LayoutError

FIRMS = """\
2021年企业名单,,,,,
序号,企业名称,统一社会信用代码,注册资本(万元),成立日期,所在县(市、区)
1,浙江正泰电器股份有限公司,91330000142944445h,"1,200.5",1997年8月,乐清市
2,人民电器集团有限公司,9.13303E+17,约100,1996.2.30,330382

序号,企业名称,统一社会信用代码,注册资本(万元),成立日期,所在县(市、区)
3,,,5,,
4,温州某厂,/,无,,火星
合计,,,1305.5,,
"""


async def test_a_table_in_gb18030_comes_in_with_all_that_is_wrong_named(load, store):
    report = await load("企业.csv", FIRMS, "gb18030")

    [file] = report.runs[0].files
    assert (file.file, file.encoding, file.type) == ("企业.csv", "gb18030", "Enterprise")
    # 8 rows beside the header: 3 firms, one without a name, 4 that are no data
    assert (file.read, file.created, file.rejected) == (8, 3, 1)
    assert dict(file.skipped) == {
        "above the header": 1,
        "blank": 1,
        "repeated header": 1,
        "footer": 1,
    }
    issues = {(i.row, i.column, i.value, i.code) for i in report.runs[0].issues}
    assert issues == {
        (4, "统一社会信用代码", "9.13303E+17", "ID_DAMAGED"),
        (4, "注册资本(万元)", "约100", "BAD_NUMBER"),
        (4, "成立日期", "1996.2.30", "BAD_DATE"),
        (7, "企业名称", "", "NO_IDENTITY"),
        (8, "所在县(市、区)", "火星", "UNKNOWN_DISTRICT"),
        # 1200.5 + 5: what row 4 says could not be read
        (9, "注册资本(万元)", "1305.5", "TOTAL_MISMATCH"),
    }
    firms = await nodes_by_name(
        store, "Enterprise", "uscc", "registeredCapitalMinor", "establishedOn"
    )
    first = firms["浙江正泰电器股份有限公司"]
    # 1,200.5 x 10,000 yuan x 100 fen
    assert first["registeredCapitalMinor"] == 1_200_500_000
    assert (first["id"], first["uscc"], first["establishedOn"]) == (
        "Enterprise:91330000142944445H",
        "91330000142944445H",
        "1997-08",
    )
    assert firms["温州某厂"]["uscc"] is None
    assert firms.keys() == {"浙江正泰电器股份有限公司", "人民电器集团有限公司", "温州某厂"}
    assert await linked_names(store, "Enterprise", "LOCATED_IN", "District") == {
        ("浙江正泰电器股份有限公司", "乐清市"),
        ("人民电器集团有限公司", "乐清市"),
    }


async def test_a_workbook_of_several_sheets_comes_in(store, catalogue, pack, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "高校"
    for row in (["学校名单"], ["单位名称", "简称"], ["温州大学", "温大"], ["注：略"]):
        book.active.append(row)
    notes = book.create_sheet("说明")
    notes.append(["本表由市科技局填报"])
    hidden = book.create_sheet("科研院所")
    hidden.append(["单位名称"])
    hidden.append(["旧所"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "单位.xlsx")

    report = await import_files(store, catalogue, pack, [tmp_path / "单位.xlsx"])

    files = report.runs[0].files
    assert [(f.sheet, f.type, f.left_out) for f in files] == [
        ("高校", "University", ""),
        ("说明", "", "it holds notes on how to fill in the table"),
        ("科研院所", "", "the sheet is hidden"),
    ]
    assert (files[0].read, files[0].created, files[0].skipped.total()) == (3, 1, 2)
    assert list(await nodes_by_name(store, "University")) == ["温州大学"]


async def test_a_column_of_money_without_unit_is_refused_once(load, store):
    report = await load("p.csv", "项目名称,金额\n甲,18\n乙,17\n丙,3万元\n", as_type="项目")

    assert report.runs[0].issue_counts == {"UNIT_MISSING": 1}
    [issue] = report.runs[0].issues
    assert (issue.column, issue.value) == ("金额", "18")
    budgets = await nodes_by_name(store, "Project", "budgetMinor")
    assert {name: row["budgetMinor"] for name, row in budgets.items()} == {
        "甲": None,
        "乙": None,
        "丙": 3_000_000,
    }


async def test_shifted_rows_are_noticed(load):
    report = await load("e.csv", "企业名称,地址\n甲,a,b\n乙\n丙,c,\n")

    assert [(i.row, i.value, i.code) for i in report.runs[0].issues] == [(2, "b", "EXTRA_CELLS")]
    assert report.total("created") == 3


async def test_columns_that_nobody_knows_are_reported(load):
    report = await load("e.csv", "企业名称,颜色\n甲,红\n")

    [issue] = report.runs[0].issues
    assert (issue.row, issue.column, issue.code) == (1, "颜色", "UNKNOWN_COLUMN")
    assert report.runs[0].files[0].unknown_columns == ("颜色",)


async def test_the_report_is_json_all_the_way_down(load):
    import orjson

    report = await load("企业.csv", FIRMS, "gb18030")
    document = orjson.loads(orjson.dumps(report.to_json()))

    assert document["read"] == 8
    assert document["runs"][0]["files"][0]["skipped"]["footer"] == 1
    assert document["runs"][0]["issues"][0]["column"] == "统一社会信用代码"


async def test_a_second_reader_finds_as_many_rows(load):
    report = await load("企业.csv", FIRMS, "gb18030")

    records = list(csv.reader(io.StringIO(FIRMS)))
    assert report.total("read") == len(records) - 1  # the header


async def test_an_issue_says_where_what_why_and_what_to_do(store, catalogue, pack, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "名录"
    for row in (["企业名录"], ["企业名称", "成立日期"], ["甲厂", "去年"], [None, "2021-09"]):
        book.active.append(row)
    book.save(tmp_path / "名录.xlsx")

    report = await import_files(store, catalogue, pack, [tmp_path / "名录.xlsx"])

    assert [tuple(issue) for issue in report.runs[0].issues] == [
        (
            *("名录.xlsx", "名录", 3, "成立日期", "去年", "BAD_DATE"),
            "去年 is not a date.",
            "Write 2021, 2021-09 or 2021-09-03.",
            2,  # the column, from 1
        ),
        (
            *("名录.xlsx", "名录", 4, "企业名称", "", "NO_IDENTITY"),
            "The row names no Enterprise (企业): neither a name nor a valid identifier.",
            "Fill in 企业名称.",
            1,
        ),
    ]
    [file] = report.runs[0].files
    # The bad cell keeps its row, the bad row its file.
    assert (file.read, file.created, file.rejected, dict(file.skipped)) == (
        *(3, 1, 1),
        {"above the header": 1},
    )


async def test_two_columns_of_one_meaning_are_not_mixed(load, store):
    report = await load("e.csv", "企业名称,名称,地址,地址\n甲,乙,a,b\n", as_type="企业")

    firms = await nodes_by_name(store, "Enterprise", "address")
    assert {name: firm["address"] for name, firm in firms.items()} == {"甲": "a"}
    assert [(i.column, i.code) for i in report.runs[0].issues] == [
        ("名称", "UNKNOWN_COLUMN"),
        ("地址", "UNKNOWN_COLUMN"),
    ]


async def test_a_type_that_is_asked_for_goes_before_the_guess(load, store):
    table = "名称,人员数\n甲,5\n"
    with pytest.raises(LayoutError, match=r"two\.csv: the columns fit 2 types: .* --as Platform"):
        await load("two.csv", table)
    assert await store.runs() == ()

    await load("two.csv", table, as_type="科研院所")
    assert list(await nodes_by_name(store, "ResearchInstitute")) == ["甲"]

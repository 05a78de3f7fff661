"""Quirk 22: rows shifted by a column, and cells dragged over those below them."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_back import nodes_by_name
from small_imports import load_catalogue, load_pack
from stores import MEMORY

from graph_service.ingest import import_files

SLIPS = {"AUTOFILL_RUN", "ROW_SHIFTED"}
FIRMS = "企业名称,统一社会信用代码,成立日期,注册资本(万元),所在县(市、区)\n"
CHINT = "91330000142944445H"


def slips(report) -> list[tuple]:
    """Row, column, value and code of each slip."""
    found = [i for i in report.runs[0].issues if i.code in SLIPS]
    return [(i.row, i.column, i.value, i.code) for i in found]


def refused(report) -> list[int]:
    """Rows whose values were refused."""
    return sorted({i.row for i in report.runs[0].issues if i.code not in SLIPS})


# Dragged cells.


async def test_a_dragged_cell_is_one_run_beside_the_values_that_are_refused(load, store):
    # 985大学、211 is a pair of known words; dragged over five rows it becomes 212 ... 216.
    dragged = "".join(f"校{n},985大学、{n}\n" for n in range(212, 217))
    report = await load("高校.csv", f"单位名称,高校类别\n甲大学,985大学、211\n{dragged}")

    assert slips(report) == [(3, "高校类别", "985大学、212", "AUTOFILL_RUN")]
    [run] = [i for i in report.runs[0].issues if i.code == "AUTOFILL_RUN"]
    assert run.message.startswith("Rows 3 to 7 go up by one from 985大学、212 to 985大学、216")
    assert run.message.endswith(
        "5 values, none of which 高校类别 knows, after 985大学、211, which it does."
    )
    # Every row is kept; of the list what is known is, and each bad cell is named.
    assert (report.total("created"), refused(report)) == (6, [3, 4, 5, 6, 7])
    tiers = await nodes_by_name(store, "University", "tiers")
    assert tiers["甲大学"]["tiers"] == ("PROJECT_985", "PROJECT_211")
    assert tiers["校214"]["tiers"] == ("PROJECT_985",)


async def test_two_dragged_values_are_a_run_where_the_value_before_them_is_known(load):
    table = "单位名称,高校类别\n甲大学,985大学、212\n乙大学,985大学、213\n"
    assert slips(await load("高校.csv", table)) == [(2, "高校类别", "985大学、212", "AUTOFILL_RUN")]


async def test_two_values_that_go_up_are_no_run_where_none_before_them_is_known(load):
    # 非211大学、非991大学 is as unknown as they are.
    table = "单位名称,高校类别\n甲大学,非211大学、非992大学\n乙大学,非211大学、非993大学\n"
    assert slips(await load("高校.csv", table)) == []


@pytest.mark.parametrize(
    ("values", "rows"),
    [
        # The last of the numbers goes up, and at a break a new run begins.
        (["非211大学、非992大学", "非211大学、非993大学", "非211大学、非994大学"], [2]),
        (["x7", "x8", "x9", "x10", "y11", "y12", "y13"], [2, 6]),
        # Three known ones between two runs.
        (["x7", "x8", "x9", "985", "211", "", "x10", "x11", "x12"], [2, 8]),
        # Down, by two, or in two numbers at a time: nothing that a spreadsheet does by itself.
        (["x9", "x8", "x7"], []),
        (["x1", "x3", "x5"], []),
        (["1x1", "2x2", "3x3"], []),
        (["x1y1", "x2y1", "x2y2"], []),
        (["x", "y", "z"], []),
    ],
)
async def test_runs_are_told_apart_by_what_goes_up(load, values, rows):
    table = "".join(f"校{n},{value}\n" for n, value in enumerate(values))
    report = await load("高校.csv", f"单位名称,高校类别\n{table}")

    assert [row for row, *_ in slips(report)] == rows


async def test_dragged_codes_are_a_run_too(load, store):
    # 9133 0000 1429 4444 48 ... 50: two of eighteen characters that no check digit fits.
    codes = ["913300001429444448", "913300001429444449", "913300001429444450"]
    report = await load(
        "企业.csv", "企业名称,统一社会信用代码\n" + "".join(f"厂{c[-2:]},{c}\n" for c in codes)
    )

    assert slips(report) == [(2, "统一社会信用代码", codes[0], "AUTOFILL_RUN")]
    assert {v["uscc"] for v in (await nodes_by_name(store, "Enterprise", "uscc")).values()} == {
        None
    }


async def test_a_run_is_in_the_report_though_a_thousand_issues_stand_before_it(load):
    # 1,500 refused values; the report keeps the first thousand, and some of every kind.
    table = "".join(f"校{n},985大学、{n}\n" for n in range(1_000, 2_500))
    report = (await load("高校.csv", f"单位名称,高校类别\n{table}")).runs[0]

    assert report.issue_counts == {"UNKNOWN_TERM": 1_500, "AUTOFILL_RUN": 1}
    assert (len(report.issues), report.issues[-1].code) == (1_001, "AUTOFILL_RUN")
    # 1,000 + 1,499 = 2,499, in rows 2 to 1,501.
    assert report.issues[-1].message.startswith(
        "Rows 2 to 1501 go up by one from 985大学、1000 to 985大学、2499"
    )


# Shifted rows.


async def test_a_row_that_is_shifted_is_told_with_the_way_back(load, store):
    rows = (
        f"甲公司,{CHINT},2015-03,120,乐清市\n"
        "乙公司,,914403001922038216,2016-04-05,300\n"
        "丙公司,2017-01,55.5,鹿城区,\n"
    )
    report = await load("企业.csv", FIRMS + rows)

    assert slips(report) == [(3, "", "", "ROW_SHIFTED"), (4, "", "", "ROW_SHIFTED")]
    right, left = (i for i in report.runs[0].issues if i.code == "ROW_SHIFTED")
    assert right.message == (
        "914403001922038216 stands under 成立日期 and is a value of 统一社会信用代码, 2016-04-05"
        " under 注册资本(万元) and is one of 成立日期: the cells of this row seem to stand one column"
        " too far to the right."
    )
    assert right.hint.startswith("Move the cells of this row one column to the left")
    assert left.message.endswith("too far to the left.")
    assert left.hint.startswith("Move the cells of this row one column to the right")
    # The rows are kept, and nothing is taken from a cell that is not its own.
    firms = await nodes_by_name(
        store, "Enterprise", "uscc", "establishedOn", "registeredCapitalMinor"
    )
    assert set(firms) == {"甲公司", "乙公司", "丙公司"}
    for name in ("乙公司", "丙公司"):
        found = firms[name]
        assert found["uscc"] is found["establishedOn"] is found["registeredCapitalMinor"] is None


@pytest.mark.parametrize(
    "row",
    [
        # One cell beside its own column is a mistake of its own.
        f"甲公司,,{CHINT},120,乐清市",
        # Two that were exchanged stand on either side.
        f"甲公司,2015-03,{CHINT},120,乐清市",
        # What fits nowhere is not shifted.
        "甲公司,某代码,某日,很多,火星",
        # An empty cell in each place, and all else right.
        f"甲公司,{CHINT},,120,",
    ],
)
async def test_wrong_cells_alone_make_no_shifted_row(load, row):
    assert slips(await load("企业.csv", f"{FIRMS}{row}\n")) == []


RIGHT = st.tuples(
    st.sampled_from([CHINT, "914403001922038216", "12100000470095016Q"]),
    st.dates().map(str),
    st.decimals(1, 999, places=2).map(str),
    st.sampled_from(["乐清市", "鹿城区", "瑞安市"]),
)


@settings(max_examples=25)
@given(st.lists(st.tuples(RIGHT, st.sampled_from(["", "left", "right"])), min_size=1, max_size=8))
def test_of_right_rows_just_those_are_told_that_were_shifted(tmp_path_factory, rows):
    lines = []
    for n, (cells, way) in enumerate(rows):
        match way:
            case "left":
                shifted = (*cells[1:], "")
            case "right":
                shifted = ("", *cells[:-1])
            case _:
                shifted = cells
        lines.append(",".join((f"厂{n}", *shifted)) + "\n")
    path = tmp_path_factory.mktemp("shifted") / "企业.csv"
    path.write_text(FIRMS + "".join(lines), encoding="utf-8")

    async def found():
        catalogue = load_catalogue()
        async with MEMORY.new(catalogue) as store:
            return await import_files(store, catalogue, load_pack("wenzhou-2021"), [path])

    report = asyncio.run(found()).runs[0]
    told = [(i.row, i.message.split()[-1].rstrip(".")) for i in report.issues if i.code in SLIPS]
    assert told == [(n, way) for n, (_, way) in enumerate(rows, start=2) if way]

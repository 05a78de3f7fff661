"""Which rows of a sheet are data."""

from __future__ import annotations

import pytest

from loaders.rows import RawRow
from loaders.table import HeaderNotFound, find_table

KNOWN = {"名称", "经费", "成立日期"}


def table_of(*rows: list):
    numbered = (RawRow(n, row) for n, row in enumerate(rows, start=1))
    return find_table(numbered, lambda headers: len(KNOWN.intersection(headers)))


def reasons(*rows: list) -> list[str]:
    return [line.skipped for line in table_of(["名称", "经费"], *rows).lines]


def test_the_header_is_the_row_with_most_known_names_and_titles_stand_above_it():
    table = table_of(
        ["温州市2021年创新平台一览表", None],
        [None, None],
        ["填报单位：示例", "2021年"],
        ["序号", "名称", "经费"],
        ["1", "甲", "3"],
    )

    assert (table.headers, table.header_row) == (("序号", "名称", "经费"), 4)
    assert table.titles == ("温州市2021年创新平台一览表", "填报单位：示例", "2021年")
    assert [(line.row.number, line.skipped) for line in table.lines] == [
        (1, "above the header"),
        (2, "blank"),
        (3, "above the header"),
        (5, ""),
    ]


def test_line_breaks_in_headers_do_not_count():
    assert table_of(["名\n称 ", None, "x"]).headers == ("名称", "", "x")


@pytest.mark.parametrize(
    "first",
    ["合计", "合　计", " 总 计 ", "小计", "注：单位为万元", "备注: 无", "填表人：张三", "Total"],
)
def test_footers_are_no_data(first):
    assert reasons([first, "12"]) == ["footer"]


@pytest.mark.parametrize(
    "name", ["合计科技有限公司", "注塑机厂", "小计量仪器厂", "Total Energies", "0"]
)
def test_names_that_begin_like_a_footer_are_data(name):
    assert reasons([name, "12"]) == [""]


def test_blank_rows_and_repeated_headers_are_no_data():
    assert reasons(["", None], [" ", "　"], [], ["名称", "经费"], ["名 称 ", "经费"]) == [
        "blank",
        "blank",
        "blank",
        "repeated header",
        "",
    ]


def test_a_zero_is_no_blank():
    assert reasons([None, 0]) == [""]


def test_a_sheet_without_a_known_header_names_the_row_that_looks_like_one():
    with pytest.raises(HeaderNotFound) as refusal:
        table_of(["title"], ["foo", "bar", None, "baz"], ["1", "2"])

    assert refusal.value.headers == ("foo", "bar", "baz")


def test_a_header_is_found_below_many_titles():
    assert table_of(*([["x"]] * 49), ["名称"]).header_row == 50


def test_only_the_first_fifty_rows_are_searched():
    with pytest.raises(HeaderNotFound):
        table_of(*([["x"]] * 50), ["名称"])

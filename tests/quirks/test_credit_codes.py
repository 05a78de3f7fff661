"""Quirk 20: social credit codes as they are typed, and codes and names that contradict."""

from __future__ import annotations

import pytest
from read_back import nodes_by_name

CHINT = "91330000142944445H"
HUAWEI = "914403001922038216"
FIRMS = "企业名称,统一社会信用代码\n"


def issues(report) -> list[tuple]:
    return [(i.row, i.column, i.value, i.code) for i in report.runs[0].issues]


def doubts(report) -> list[tuple]:
    return [(c.reason, c.record, c.others, c.row) for c in report.runs[0].candidates]


async def firms(store, *columns: str) -> list[tuple]:
    found = await nodes_by_name(store, "Enterprise", *columns)
    return sorted((name, *(firm[c] for c in columns)) for name, firm in found.items())


@pytest.mark.parametrize(
    "written",
    [
        "91330000142944445h",
        "9133 0000 1429 4444 5H",
        "91330000-14294444-5-H",
        "９１３３００００１４２９４４４４５ｈ",
        " 9133\u00a00000142944445\u3000H",
    ],
)
async def test_small_letters_spaces_and_hyphens_are_one_code_and_nothing_wrong(
    load, store, written
):
    report = await load("企业.csv", f"{FIRMS}正泰电器,{CHINT}\n正泰电器,{written}\n")

    assert await firms(store, "uscc") == [("正泰电器", CHINT)]
    assert (issues(report), doubts(report), report.total("unchanged")) == ([], [], 1)


async def test_letters_for_digits_are_repaired_and_told_where_the_check_digit_then_fits(
    load, store
):
    report = await load("企业.csv", f"{FIRMS}正泰电器,9I33OOOO142944445H\n")

    assert await firms(store, "uscc") == [("正泰电器", CHINT)]
    assert issues(report) == [(2, "统一社会信用代码", "9I33OOOO142944445H", "ID_REPAIRED")]
    assert f"was read as {CHINT}" in report.runs[0].issues[0].message


@pytest.mark.parametrize("written", ["91330000142944445J", "9I33OOOO142944445J", CHINT[:-1] + "I"])
async def test_a_wrong_check_digit_rejects_the_code_and_keeps_the_organisation(
    load, store, written
):
    report = await load("企业.csv", f"{FIRMS}正泰电器,{written}\n")

    assert await firms(store, "uscc") == [("正泰电器", None)]
    assert issues(report) == [(2, "统一社会信用代码", written, "ID_INVALID")]
    assert (report.total("created"), report.total("rejected")) == (1, 0)


async def test_one_code_with_two_names_is_two_organisations_to_be_reviewed(load, store):
    report = await load("企业.csv", f"{FIRMS}甲厂,{CHINT}\n乙公司,{CHINT}\n")

    assert await firms(store, "uscc") == [("乙公司", CHINT), ("甲厂", CHINT)]
    assert doubts(report) == [
        ("SAME_IDENTIFIER", f"Enterprise:{CHINT}~2", (f"Enterprise:{CHINT}",), 3)
    ]


async def test_two_codes_with_one_name_are_two_organisations_to_be_reviewed(load, store):
    report = await load("企业.csv", f"{FIRMS}甲厂,{CHINT}\n甲厂,{HUAWEI}\n")

    assert (await store.info()).nodes["Enterprise"] == 2
    assert doubts(report) == [("SAME_NAME", f"Enterprise:{HUAWEI}", (f"Enterprise:{CHINT}",), 3)]


async def test_old_numbers_are_fields_of_their_own(load, store):
    header = "企业名称,统一社会信用代码,组织机构代码,工商注册号"
    await load("企业.csv", f"{header}\n正泰电器,,14294444-5,330300000012345\n")

    assert await firms(store, "uscc", "organizationCode", "registrationNumber") == [
        ("正泰电器", None, "14294444-5", "330300000012345")
    ]


@pytest.mark.parametrize(
    ("written", "column"), [("330300000012345", "工商注册号"), ("142944445", "组织机构代码")]
)
async def test_an_old_number_among_credit_codes_is_sent_to_its_own_column(
    load, store, written, column
):
    report = await load("企业.csv", f"{FIRMS}正泰电器,{written}\n")

    assert issues(report) == [(2, "统一社会信用代码", written, "ID_INVALID")]
    assert f"Move it to a column {column}" in report.runs[0].issues[0].hint
    assert await firms(store, "uscc", "organizationCode", "registrationNumber") == [
        ("正泰电器", None, None, None)
    ]


async def test_an_old_file_finds_the_organisation_by_the_code_within_the_credit_code(load, store):
    # Characters 9 to 17 of 91330000 14294444 5 H.
    await load("新.csv", f"{FIRMS}浙江正泰电器股份有限公司,{CHINT}\n")
    report = await load("旧.csv", "企业名称,组织机构代码\n浙江正泰电器有限公司,14294444-5\n")

    assert (await store.info()).nodes["Enterprise"] == 1
    assert doubts(report) == []

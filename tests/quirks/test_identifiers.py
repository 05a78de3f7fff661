"""Quirks 16 and 20: identifiers as spreadsheets and typists leave them."""

from __future__ import annotations

import pytest
from read_back import nodes_by_name

from loaders.identifiers import InvalidIdentifier, read_identifier
from schema.time import PartialDate

ZHEJIANG_UNIVERSITY = "12100000470095016Q"
CHINT = "91330000142944445H"


def refusal(scheme: str, cell) -> InvalidIdentifier:
    with pytest.raises(InvalidIdentifier) as caught:
        read_identifier(scheme, cell)
    return caught.value


@pytest.mark.parametrize(
    ("scheme", "cell"),
    [
        ("uscc", "9.1330000E+17"),
        ("uscc", 913300001429444450),
        ("uscc", 9.13300001429e17),
        ("certificate", "2015/8/31"),
        ("certificate", "2013/8/5"),
        ("certificate", PartialDate("2015-08-31")),
        ("certificate", "2015年8月31日"),
        ("project-number", "########"),
        ("project-number", "3-Mar"),
        ("stock-code", 1216),
        ("stock-code", "1216"),
        ("organization-code", 2944445),
        ("patent-application", 1234567),
        ("patent-application", 201710601862.0),
        ("gbt4754", 111),
        ("gbt4754", 1),
        ("orcid", 218250097000000),
    ],
)
def test_an_identifier_that_a_spreadsheet_ate_is_refused_as_damaged(scheme, cell):
    if scheme == "orcid":
        # Fifteen digits may be whole, but they are no sixteen.
        assert refusal(scheme, cell).code == "ID_INVALID"
        return
    assert refusal(scheme, cell).code == "ID_DAMAGED"


async def test_what_was_eaten_is_left_out_of_the_record_and_named(load, store):
    table = "认定名称,证书编号\n甲认定,2015/8/31\n乙认定,9.1330000E+17\n丙认定,GR202433002690\n"
    report = await load("认定.csv", table, as_type="认定")

    found = await nodes_by_name(store, "Accreditation", "certificate")
    assert {name: row["certificate"] for name, row in found.items()} == {
        "甲认定": None,
        "乙认定": None,
        "丙认定": "GR202433002690",
    }
    assert [(i.row, i.value, i.code) for i in report.runs[0].issues] == [
        (2, "2015/8/31", "ID_DAMAGED"),
        (3, "9.1330000E+17", "ID_DAMAGED"),
    ]


@pytest.mark.parametrize(
    ("scheme", "cell", "value"),
    [
        ("uscc", "'91330000142944445H", CHINT),
        ("uscc", '="91330000142944445H"', CHINT),
        ("uscc", "\ufeff91330000142944445H\u200b", CHINT),
        ("uscc", "９１３３００００１４２９４４４４５ｈ", CHINT),
        ("uscc", "9133 0000-1429 4444-5H", CHINT),
        ("patent-application", 201710601862.3, "201710601862.3"),
        ("stock-code", "001216.SZ", "001216"),
        ("stock-code", "SH600519", "600519"),
        ("stock-code", "700.HK", "00700.HK"),
    ],
)
def test_what_only_looks_different_is_read_as_it_was_meant(scheme, cell, value):
    assert read_identifier(scheme, cell) == (value, None)


@pytest.mark.parametrize(
    ("scheme", "text", "value"),
    [
        ("uscc", "9I33OOOO142944445H", CHINT),
        ("uscc", "i21ooooo47oo95oi6q", ZHEJIANG_UNIVERSITY),
        ("organization-code", "I4294444-5", "14294444-5"),
        ("patent-application", "ZL2O17IO6O1862.3", "201710601862.3"),
    ],
)
def test_letters_for_digits_are_repaired_where_the_check_digits_agree_and_told(scheme, text, value):
    found, flaw = read_identifier(scheme, text)
    assert (found, flaw.code) == (value, "ID_REPAIRED")
    assert text in flaw.message
    assert value.replace(".", "").replace("-", "") in flaw.message.replace(".", "")


def test_letters_for_digits_are_not_repaired_where_the_check_digits_disagree():
    # The last character but one is changed as well: no meaning of O makes the code right.
    assert refusal("uscc", "9133OOOO142944446H").code == "ID_INVALID"
    assert refusal("patent-application", "2O1710601863.3").code == "ID_INVALID"


@pytest.mark.parametrize(
    ("scheme", "text", "column"),
    [
        ("uscc", "330300000012345", "工商注册号"),
        ("uscc", "14294444-5", "组织机构代码"),
        ("organization-code", CHINT, "统一社会信用代码"),
        ("registration-number", CHINT, "统一社会信用代码"),
        ("school-code", "10351", "院校代码"),
        ("college-code", "4133010351", "学校标识码"),
        ("patent-application", "CN101225743A", "公开号"),
    ],
)
def test_an_identifier_in_the_wrong_column_is_told_the_right_one(scheme, text, column):
    wrong = refusal(scheme, text)
    assert wrong.code == "ID_INVALID"
    assert column in wrong.hint


@pytest.mark.parametrize(
    ("scheme", "text", "value"),
    [
        ("organization-code", "142944445", "14294444-5"),
        ("certificate", " gr202433002690 ", "GR202433002690"),
        ("certificate", "浙科证 12 号", "浙科证12号"),
        ("school-code", "4133010351", "4133010351"),
        ("college-code", "10343", "10343"),
        ("doi", "https://doi.org/10.1002/(SICI)1097-4571(199806)49:8%3C693", None),
        ("doi", "doi:10.1000/182;A(1)/B", "10.1000/182;a(1)/b"),
        ("doi", "HTTPS://DX.DOI.ORG/10.1038/NATURE12373", "10.1038/nature12373"),
        ("openalex", "i27837315", "https://openalex.org/I27837315"),
        (
            "openalex",
            "https://openalex.org/authors/A5023888391",
            "https://openalex.org/A5023888391",
        ),
        ("wikidata", "http://wikidata.org/entity/q42", "Q42"),
        ("gbt4754", "3823", "C3823"),
        ("gbt4754", "C3823", "C3823"),
        ("gbt4754", "c3823 配电开关控制设备制造", "C3823"),
        ("gbt4754", 38, "C38"),
        ("gbt4754", "0111", "A0111"),
        ("gbt4754", "M", "M"),
        ("gbt4754", "C、制造业", "C"),
    ],
)
def test_each_scheme_has_one_form(scheme, text, value):
    value = value or "10.1002/(sici)1097-4571(199806)49:8<693"
    assert read_identifier(scheme, text) == (value, None)


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        ("organization-code", "14294444-6"),
        ("registration-number", "33030000001234"),
        ("certificate", "GR20243300269"),
        ("school-code", "413301035"),
        ("college-code", "103"),
        ("doi", "11.1000/182"),
        ("doi", "10.12/182"),
        ("openalex", "https://openalex.org/27837315"),
        ("openalex", "Z1"),
        ("stock-code", "贵州茅台"),
        ("gbt4754", "D38"),
        ("gbt4754", "U12"),
        ("gbt4754", "制造业"),
        ("patent-application", "201740601862.8"),
    ],
)
def test_what_breaks_the_rules_of_its_scheme_is_refused(scheme, text):
    assert refusal(scheme, text).code == "ID_INVALID"


@pytest.mark.parametrize(
    ("scheme", "text", "value"),
    [
        ("school-code", "9933010351", "9933010351"),
        ("certificate", "GR202499002690", "GR202499002690"),
        # No edition has a division 98; education is P82 in 2011 and P83 in 2017.
        ("gbt4754", "C98", "C98"),
        ("gbt4754", "P8211", "P8211"),
        # 82 is education in 2011, and repairs of things in 2017: the letter would tell.
        ("gbt4754", "82", "82"),
    ],
)
def test_a_well_formed_code_that_is_not_listed_is_kept_and_told(scheme, text, value):
    found, flaw = read_identifier(scheme, text)
    assert (found, flaw.code) == (value, "UNKNOWN_CODE")

"""Quirks 18, 19 and 25: which rows speak of one record, as far as tables say so themselves."""

from __future__ import annotations

import pytest
from read_back import linked_names, nodes_by_name

CHINT = "91330000142944445H"
SCHOOLS = (
    "单位名称,简称\n温州大学,温大\n浙江大学,浙大\n浙江大学温州研究院,浙大温州院\n"
    "国科温州研究院,国科大温州研究院\n"
)


def doubts(report) -> list[tuple]:
    return [(c.reason, c.record, c.others, c.row) for c in report.runs[0].candidates]


async def budgets(store) -> dict[str, int]:
    projects = await nodes_by_name(store, "Project", "id", "budgetMinor")
    return {project["id"]: project["budgetMinor"] for project in projects.values()}


# Quirk 18: short names.


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("温大", "温州大学"),
        ("浙大温州院", "浙江大学温州研究院"),
        ("国科大温州研究院", "国科温州研究院"),
        ("浙大", "浙江大学"),
    ],
)
async def test_a_short_name_that_a_table_states_finds_its_organisation(load, store, cell, name):
    await load("院校.csv", SCHOOLS, as_type="高校")
    report = await load("项目.csv", f"项目名称,参与单位\n甲,{cell}\n")

    assert await linked_names(store, "University", "PARTICIPATES_IN", "Project") == {(name, "甲")}
    assert (report.total("nodes_created"), doubts(report)) == (1, [])


@pytest.mark.parametrize("cell", ["温州大学瓯江学院", "浙江大学温州学院", "正泰"])
async def test_a_longer_or_unknown_name_is_nobody_who_is_known(load, store, cell):
    await load("院校.csv", SCHOOLS, as_type="高校")
    await load("项目.csv", f"项目名称,参与单位\n甲,{cell}\n")

    assert await linked_names(store, "University", "PARTICIPATES_IN", "Project") == set()
    assert set(await nodes_by_name(store, "UnclassifiedOrganization")) == {cell}


# Quirk 19: legal forms.


async def test_a_legal_form_without_a_code_merges_nothing(load, store):
    names = {"浙江正泰电器", "浙江正泰电器股份有限公司", "正泰集团股份有限公司"}
    await load("企业.csv", "企业名称\n" + "".join(f"{name}\n" for name in sorted(names)))

    assert set(await nodes_by_name(store, "Enterprise")) == names


async def test_a_legal_form_with_the_same_code_is_one(load, store):
    table = f"企业名称,统一社会信用代码\n浙江正泰电器,{CHINT}\n浙江正泰电器股份有限公司,{CHINT}\n"
    report = await load("企业.csv", table)

    firms = await nodes_by_name(store, "Enterprise", "uscc")
    assert [firm["uscc"] for firm in firms.values()] == [CHINT]
    assert doubts(report) == []


async def test_who_was_renamed_is_found_by_both_names_once_that_is_recorded(load, store):
    await load("企业.csv", "企业名称\n国家电网有限公司\n")
    await load(
        "名称.csv",
        "曾用名称,现名称,停用日期\n国家电网公司,国家电网有限公司,2017\n",
        as_type="名称记录",
    )
    await load("项目.csv", "项目名称,参与单位\n甲,国家电网公司\n乙,国家电网有限公司\n")

    assert await linked_names(store, "Enterprise", "PARTICIPATES_IN", "Project") == {
        ("国家电网有限公司", "甲"),
        ("国家电网有限公司", "乙"),
    }


# Quirk 25: duplicates and files that come again.


async def test_one_number_five_times_is_one_project_and_what_differs_is_reported(load, store):
    # 12 disagrees with 10, and 10 after it is shown again; in the other rows nothing is new.
    rows = "".join(f"10BRK006,甲,{funds}\n" for funds in (10, 12, 10, 10, 10))
    report = await load("项目.csv", f"项目编号,项目名称,经费(万元)\n{rows}")

    assert await budgets(store) == {"Project:10BRK006": 10_000_000}
    assert report.runs[0].conflicts == {"budget": 1}
    counted = [report.total(name) for name in ("read", "created", "updated", "unchanged")]
    assert counted == [5, 1, 2, 2]


async def test_one_number_with_two_names_is_two_projects_to_be_reviewed(load, store):
    report = await load("项目.csv", "项目编号,项目名称\n10BRK006,甲\n10BRK006,乙\n")

    assert set(await nodes_by_name(store, "Project")) == {"甲", "乙"}
    assert doubts(report) == [("SAME_IDENTIFIER", "Project:10BRK006~2", ("Project:10BRK006",), 3)]


async def test_rows_without_a_number_are_known_again_by_what_they_say(load, store):
    table = "姓名,人才类别,起始日期\n王磊,A类,2019\n王磊,B类,2020\n王磊,A类,2019\n"
    first = await load("人才.csv", table, source="a")
    made = (await store.info()).nodes["Talent"]
    again = await load("人才.csv", table, source="b")

    # Two people: the third row says what the first does.
    assert (first.total("created"), first.total("unchanged"), made) == (2, 1, 2)
    assert (await store.info()).nodes["Talent"] == 2
    assert (again.total("unchanged"), again.total("nodes_created")) == (3, 0)


async def test_the_same_file_again_changes_nothing_and_a_corrected_one_what_it_corrects(
    load, store
):
    header = "项目编号,项目名称,经费(万元)\n"
    await load("项目.csv", f"{header}A1,甲,10\nA2,乙,20\n", source="科技局", period="2021")
    again = await load("项目.csv", f"{header}A1,甲,10\nA2,乙,20\n", source="科技局", period="2021")
    assert (again.runs[0].repeated, again.total("unchanged")) == (True, 2)

    await load("项目.csv", f"{header}A1,甲,15\nA2,乙,20\n", source="科技局", period="2021")

    # 15 x 10,000 yuan x 100 fen
    assert await budgets(store) == {"Project:A1": 15_000_000, "Project:A2": 20_000_000}

"""Quirk 17: a cell of several names that says of each what it does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_view import shown

from loaders.labelled import label_splitter
from loaders.several import split_names

MAPPING = """
[labelled."承担单位"]
labels = ["牵头", "参与"]
{more}

[subjects.project]
type = "Project"
properties = {{ name = "项目名称" }}

[subjects.unit]
type = "Organization"
each = "承担单位[]"
properties = {{ name = "name" }}

[[links]]
type = "PARTICIPATES_IN"
source = "unit"
target = "project"
properties = {{ role = "承担单位[].label" }}
"""


async def roles(store, catalogue) -> dict[str, str | None]:
    """What each organisation does in the one project."""
    nodes, links = await shown(store, catalogue)
    return {nodes[link[1]][1]["name"]: values.get("role") for link, values in links.items()}


def codes(report) -> list[tuple]:
    return [(i.row, i.column, i.value, i.code) for i in report.runs[0].issues]


@pytest.fixture
def mapped(load, tmp_path):
    async def mapped(cell: str, more: str = ""):
        path = tmp_path / "mine.toml"
        path.write_text(MAPPING.format(more=more), encoding="utf-8")
        return await load("t.csv", f'项目名称,承担单位\n甲,"{cell}"\n', mapping=path)

    return mapped


CELLS = {
    "牵头：温州大学；参与：正泰电器、温大": {"温州大学": "LEAD", "正泰电器": "PARTICIPANT", "温大": "PARTICIPANT"},
    "温州大学（牵头）、正泰电器（参与）": {"温州大学": "LEAD", "正泰电器": "PARTICIPANT"},
    "牵头:温州大学，参与:正泰电器": {"温州大学": "LEAD", "正泰电器": "PARTICIPANT"},
    "【牵头】温州大学 【参与】正泰电器": {"温州大学": "LEAD", "正泰电器": "PARTICIPANT"},
    "正泰电器(参与)\n华北电力大学（北京）(牵头)": {"正泰电器": "PARTICIPANT", "华北电力大学（北京）": "LEAD"},
    "参与：温州大学；牵头：": {"温州大学": "PARTICIPANT"},
}  # fmt: skip


@pytest.mark.parametrize("cell", CELLS)
async def test_a_mapping_gives_each_name_of_a_cell_its_role(mapped, store, catalogue, cell):
    report = await mapped(cell)

    assert await roles(store, catalogue) == CELLS[cell]
    assert codes(report) == []


@pytest.mark.parametrize("cell", CELLS)
async def test_a_table_of_ours_reads_the_same_roles_without_mapping(load, store, catalogue, cell):
    report = await load("项目.csv", f'项目名称,承担单位\n甲,"{cell}"\n')

    assert await roles(store, catalogue) == CELLS[cell]
    assert codes(report) == []


async def test_the_first_leads_and_the_others_take_part_if_the_mapping_says_so(
    mapped, store, catalogue
):
    await mapped("丙大学、甲大学；乙公司", 'first = "牵头"\nothers = "参与"')

    assert await roles(store, catalogue) == {
        "丙大学": "LEAD",
        "甲大学": "PARTICIPANT",
        "乙公司": "PARTICIPANT",
    }


async def test_where_a_name_is_said_to_lead_the_first_does_not(mapped, store, catalogue):
    await mapped("丙大学；甲大学（牵头）", 'first = "牵头"\nothers = "参与"')

    assert await roles(store, catalogue) == {"丙大学": "PARTICIPANT", "甲大学": "LEAD"}


async def test_what_may_be_one_name_beside_a_role_is_kept_whole_and_told(mapped, store, catalogue):
    report = await mapped("牵头：温州大学；参与：正泰电器、温州医科大学")

    assert await roles(store, catalogue) == {
        "温州大学": "LEAD",
        "正泰电器、温州医科大学": "PARTICIPANT",
    }
    assert [code for *_, code in codes(report)] == ["AMBIGUOUS_LIST"]


async def test_names_are_cut_at_the_signs_that_a_mapping_gives(mapped, store, catalogue):
    report = await mapped("牵头：温州大学；参与：正泰电器、温州医科大学", 'separator = "、"')

    assert await roles(store, catalogue) == {
        "温州大学": "LEAD",
        "正泰电器": "PARTICIPANT",
        "温州医科大学": "PARTICIPANT",
    }
    assert codes(report) == []


@pytest.mark.parametrize("cell", ["牵头：温州大学；浙江大学", "温州大学（牵头）、浙江大学"])
async def test_a_name_without_role_among_others_is_linked_without_and_told(
    load, mapped, store, catalogue, cell
):
    reports = [await mapped(cell), await load("项目.csv", f"项目名称,承担单位\n甲,{cell}\n")]

    for report in reports:
        assert codes(report) == [(2, "承担单位", cell, "NO_LABEL")]
        assert "浙江大学 has no label" in report.runs[0].issues[0].message
    assert await roles(store, catalogue) == {"温州大学": "LEAD", "浙江大学": None}


async def test_a_word_that_is_no_role_is_told_and_its_name_is_not_taken(mapped, store, catalogue):
    report = await mapped("牵头：温州大学；联合：浙江大学")

    assert await roles(store, catalogue) == {"温州大学": "LEAD"}
    [issue] = report.runs[0].issues
    assert (issue.column, issue.code) == ("承担单位", "UNKNOWN_TERM")
    assert issue.message.startswith("联合 is no label of 承担单位")


@pytest.mark.parametrize(
    "header",
    ["承担单位（第一为牵头）", "项目承担单位(第一单位为牵头单位)", "参与单位（排名第一为牵头）"],
)
async def test_the_first_leads_if_the_header_says_so(load, store, catalogue, header):
    report = await load("项目.csv", f"项目名称,{header}\n甲,丙大学、甲大学；乙公司\n")

    assert await roles(store, catalogue) == {
        "丙大学": "LEAD",
        "甲大学": "PARTICIPANT",
        "乙公司": "PARTICIPANT",
    }
    assert codes(report) == []


async def test_a_column_of_participants_says_so_of_names_without_role(load, store, catalogue):
    report = await load("项目.csv", "项目名称,参与单位\n甲,温州大学（牵头）、浙江大学\n")

    assert await roles(store, catalogue) == {"温州大学": "LEAD", "浙江大学": "PARTICIPANT"}
    assert codes(report) == []


async def test_people_have_roles_too(load, store, catalogue):
    table = "项目名称,承担单位,项目组成员\n甲,温州大学,张三（负责）、李四（参与）\n"
    await load("项目.csv", table)

    nodes, links = await shown(store, catalogue)
    found = {
        nodes[link[1]][1]["name"]: values.get("role")
        for link, values in links.items()
        if nodes[link[1]][0] == "Talent" and nodes[link[2]][0] == "Project"
    }
    assert found == {"张三": "LEAD", "李四": "PARTICIPANT"}


NAMES = st.lists(
    st.sampled_from(["温州大学", "浙江大学", "正泰电器", "温大", "华北电力大学（北京）"]),
    min_size=1,
    unique=True,
)
LABELS = st.sampled_from(["牵头", "参与"])


@given(NAMES, st.data())
def test_names_and_labels_come_back_in_their_order(names, data):
    labels = [data.draw(LABELS) for _ in names]
    cut = label_splitter(("牵头", "参与"), split_names)
    pairs = list(zip(names, labels, strict=True))

    behind = cut("、".join(f"{name}（{label}）" for name, label in pairs))
    before = cut("；".join(f"{label}：{name}" for name, label in pairs))

    assert behind == before == (tuple(names), tuple(labels), False)
    # Without labels it is the splitting of names alone.
    plain = "；".join(names)
    assert cut(plain) == (tuple(names), (None,) * len(names), split_names(plain)[1])

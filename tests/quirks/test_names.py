"""Names as offices write them: spaces, brackets, several in a cell, people of all peoples."""

from __future__ import annotations

import pytest
from read_back import linked_names, nodes_by_name

from loaders.several import split_names, split_people, split_texts


def codes(report) -> list[str]:
    return [i.code for i in report.runs[0].issues]


async def partners(load, store, cell: str) -> set[str]:
    """Whom a cell of partners names."""
    quoted = '"' + cell + '"'
    await load("项目.csv", f"项目名称,参与单位\n甲,{quoted}\n", as_type="项目")
    return set(await nodes_by_name(store, "UnclassifiedOrganization"))


# Quirks 12 and 13: brackets and white space.


async def test_one_kind_of_brackets_is_another_but_what_stands_in_them_counts(load, store):
    table = "单位名称\n华北电力大学(北京)\n华北电力大学（北京）\n华北电力大学（保定）\n"
    await load("高校.csv", table, as_type="高校")

    # Of the spellings the last one is shown, as it was written.
    assert set(await nodes_by_name(store, "University")) == {
        "华北电力大学（北京）",
        "华北电力大学（保定）",
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北京工商大学　商学院", "北京工商大学商学院"),
        ("北京工商大学\u00a0商学院", "北京工商大学 商学院"),
        ("中国航发北京航空材料研究\n院", "中国航发北京航空材料研究院"),
    ],
)
async def test_white_space_in_a_chinese_name_does_not_make_another_one(load, store, one, other):
    await load("院所.csv", f'单位名称\n"{one}"\n{other}\n', as_type="科研院所")
    await load("项目.csv", f'项目名称,参与单位\n甲,"{one}"\n乙,{other}\n', as_type="项目")

    assert len(await nodes_by_name(store, "ResearchInstitute")) == 1
    assert await nodes_by_name(store, "UnclassifiedOrganization") == {}


async def test_a_name_wrapped_in_its_cell_is_one_and_nothing_is_doubted(load, store):
    report = await load(
        "项目.csv", '项目名称,参与单位\n甲,"中国航发北京航空材料研究\n院"\n', as_type="项目"
    )

    assert set(await nodes_by_name(store, "UnclassifiedOrganization")) == {
        "中国航发北京航空材料研究院"
    }
    assert codes(report) == []


# Quirk 17: several names in a cell.


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        (
            "温州大学、浙江大学温州研究院；正泰电器",
            {"温州大学", "浙江大学温州研究院", "正泰电器"},
        ),
        ("温州大学\n温州医科大学", {"温州大学", "温州医科大学"}),
        ("温州大学，温州医科大学", {"温州大学", "温州医科大学"}),
        ("温州大学/温州医科大学", {"温州大学", "温州医科大学"}),
        ("温州大学;温州医科大学；", {"温州大学", "温州医科大学"}),
        ("温大、浙大", {"温大", "浙大"}),
        (
            "北京大学医学部、中国科学院物理研究所",
            {"北京大学医学部", "中国科学院物理研究所"},
        ),
        ("温州大学（茶山、瓯江口）；正泰电器", {"温州大学（茶山、瓯江口）", "正泰电器"}),
        ("Acme, Ltd; Other plc", {"Acme, Ltd", "Other plc"}),
    ],
)
async def test_a_cell_of_several_organisations_names_each(load, store, cell, names):
    assert await partners(load, store, cell) == names


@pytest.mark.parametrize(
    "cell",
    [
        "山东大学宗教、科学与社会问题研究所",
        "宗教、科学与社会问题研究所",
        "浙江大学跨文化研究所、非物质文化研究中心",
        "温州医科大学附属第一医院、附属第二医院",
        "温州大学 温州医科大学",
        "浙江正泰电器，人民电器",
    ],
)
async def test_a_list_that_may_be_one_name_is_kept_whole_and_flagged(load, store, cell):
    report = await load("项目.csv", f"项目名称,参与单位\n甲,{cell}\n", as_type="项目")

    assert set(await nodes_by_name(store, "UnclassifiedOrganization")) == {cell}
    assert codes(report) == ["AMBIGUOUS_LIST"]
    assert "Separate names with ；" in report.runs[0].issues[0].hint


async def test_the_order_of_the_names_is_kept_and_the_first_leads_if_the_column_says_so():
    assert split_names("丙大学、甲大学；乙公司")[0] == ("丙大学", "甲大学", "乙公司")


# Extra: names of people.


@pytest.mark.parametrize(
    "name",
    [
        *(
            "艾力·斯木吐拉",
            "热比亚.吐尔逊",
            "Peter Ping Li",
            "凌亢（凌迎兵）",
            "阿卜杜热合曼·买买提明",
        ),
        *("Li, Ping", "王 磊", "欧阳震华", "O'Neill"),
    ],
)
async def test_names_of_all_peoples_are_names(load, store, name):
    report = await load("人才.csv", f'姓名,工作单位\n"{name}",温州大学\n')
    await load("项目.csv", f'项目名称,牵头单位,项目负责人\n甲,温州大学,"{name}"\n', as_type="项目")

    assert set(await nodes_by_name(store, "Talent")) == {name}
    assert await linked_names(store, "Talent", "WORKS_ON", "Project") == {(name, "甲")}
    assert codes(report) == []


@pytest.mark.parametrize(
    ("cell", "names", "doubtful"),
    [
        ("艾力·斯木吐拉、凌亢（凌迎兵）", ("艾力·斯木吐拉", "凌亢（凌迎兵）"), False),
        ("王磊，李伟/张三;赵四", ("王磊", "李伟", "张三", "赵四"), False),
        ("张三、李四\n王五", ("张三", "李四", "王五"), False),
        ("Li, Ping; Peter Ping Li", ("Li, Ping", "Peter Ping Li"), False),
        ("王 磊、李 伟", ("王 磊", "李 伟"), False),
        ("王磊（温州大学、瓯江学院）、李伟", ("王磊（温州大学、瓯江学院）", "李伟"), False),
        # Two people, or one of a people whose names have two parts.
        ("王磊 李伟", ("王磊 李伟",), True),
        ("王磊, Peter Li", ("王磊, Peter Li",), True),
        # Who the others are is not said.
        ("王磊、李伟等3人", ("王磊", "李伟"), True),
    ],
)
def test_cells_of_several_people(cell, names, doubtful):
    assert split_people(cell) == (names, doubtful)


def test_signs_within_brackets_separate_nothing():
    assert split_texts("温大（茶山、瓯江）、WZU；甲(a;b)") == (
        "温大（茶山、瓯江）",
        "WZU",
        "甲(a;b)",
    )
    # A bracket that never closes hides nothing.
    assert split_texts("甲（乙、丙") == ("甲（乙", "丙")

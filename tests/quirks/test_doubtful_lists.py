"""Quirk 17: what may be one name or several is divided only if all its parts are known."""

from __future__ import annotations

import asyncio
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_back import linked_names, nodes_by_name
from stores import MEMORY

from graph_service.ingest import import_files
from loaders.several import separable

SCHOOLS = "单位名称,简称\n温州大学,温大\n温州医科大学,温医大\n"
KNOWN_WHOLE = "山东大学宗教、科学与社会问题研究所"


def issues(report) -> list[tuple]:
    return [(i.row, i.column, i.value, i.code) for i in report.runs[0].issues]


def named(cell: str) -> str:
    return f'项目名称,参与单位\n甲,"{cell}"\n'


async def participants(store, type_: str = "University") -> set[str]:
    return {name for name, _ in await linked_names(store, type_, "PARTICIPATES_IN", "Project")}


@pytest.mark.parametrize(
    "cell",
    [
        "温州大学 温州医科大学",
        "温州大学，温州医科大学瓯海",
        "温州大学\n温州医科大学瓯海",
        "温大，WMU",
    ],
)
async def test_a_list_whose_parts_are_all_known_is_divided_and_nothing_is_doubted(
    load, store, cell
):
    await load(
        "高校.csv", SCHOOLS.replace("温医大", "温医大；WMU；温州医科大学瓯海"), as_type="高校"
    )
    report = await load("项目.csv", named(cell), as_type="项目")

    assert await participants(store) == {"温州大学", "温州医科大学"}
    assert await nodes_by_name(store, "UnclassifiedOrganization") == {}
    assert issues(report) == []
    assert (report.total("created"), report.total("links_created")) == (1, 2)


@pytest.mark.parametrize(
    "cell", ["温州大学 某大学", "温州大学，某某联合体", "浙江大学跨文化研究所、非物质文化研究中心"]
)
async def test_a_list_with_a_part_that_nobody_knows_is_kept_whole_and_flagged(load, store, cell):
    await load("高校.csv", SCHOOLS, as_type="高校")
    report = await load("项目.csv", named(cell), as_type="项目")

    assert await participants(store) == set()
    assert set(await nodes_by_name(store, "UnclassifiedOrganization")) == {cell}
    assert issues(report) == [(2, "参与单位", cell, "AMBIGUOUS_LIST")]
    assert "；".join(separable(cell)) in report.runs[0].issues[0].message


async def test_an_organisation_that_was_only_mentioned_is_not_known(load, store):
    # Two cells name 科学与社会问题研究所, but nobody says what that is.
    await load("项目.csv", named("山东大学宗教；科学与社会问题研究所"), as_type="项目", source="a")
    report = await load("项目.csv", named(KNOWN_WHOLE), as_type="项目", source="b")

    assert KNOWN_WHOLE in await participants(store, "UnclassifiedOrganization")
    assert [code for *_, code in issues(report)] == ["AMBIGUOUS_LIST"]


@pytest.mark.parametrize("known", ["", "山东大学宗教\n科学与社会问题研究所\n"])
async def test_a_name_that_is_known_is_one_whatever_signs_it_has(load, store, known):
    await load("院所.csv", f"单位名称\n{KNOWN_WHOLE}\n{known}", as_type="科研院所")
    report = await load("项目.csv", named(KNOWN_WHOLE), as_type="项目")

    assert await participants(store, "ResearchInstitute") == {KNOWN_WHOLE}
    assert issues(report) == []


async def test_a_part_that_two_are_called_divides_nothing(load, store):
    await load(
        "高校.csv",
        "单位名称,简称\n温州大学,\n甲大学,东部新校舍\n乙大学,东部新校舍\n",
        as_type="高校",
    )
    report = await load("项目.csv", named("温州大学，东部新校舍"), as_type="项目")

    assert await participants(store, "UnclassifiedOrganization") == {"温州大学，东部新校舍"}
    assert [code for *_, code in issues(report)] == ["AMBIGUOUS_LIST"]


async def test_those_whom_the_table_itself_states_are_known_wherever_they_stand(load, store):
    table = '企业名称,所属单位\n丙厂,"甲集团 乙集团"\n甲集团,\n乙集团,\n丁厂,"甲集团 丙集团"\n'
    report = await load("企业.csv", table)

    assert await linked_names(store, "Enterprise", "PART_OF", "Enterprise") == {
        ("丙厂", "甲集团"),
        ("丙厂", "乙集团"),
    }
    assert issues(report) == [(5, "所属单位", "甲集团 丙集团", "AMBIGUOUS_LIST")]


async def test_each_row_with_a_doubtful_cell_is_told_and_the_store_is_asked_once(
    load, store, monkeypatch
):
    await load("高校.csv", SCHOOLS, as_type="高校")
    asked: list[str] = []
    lookup = store.lookup

    async def counted(keys):
        asked.extend(keys)
        return await lookup(keys)

    monkeypatch.setattr(store, "lookup", counted)
    rows = "".join(f"项{n},温州大学 某大学\n乙{n},温州大学 温州医科大学\n" for n in range(50))
    report = await load("项目.csv", f"项目名称,参与单位\n{rows}", as_type="项目")

    # Every second of the hundred rows, beginning with the second of the file.
    assert [row for row, *_ in issues(report)] == list(range(2, 102, 2))
    assert report.total("links_created") == 50 + 2 * 50
    assert len(asked) == len(set(asked))
    # Two wholes and the three names in them, and each project's own.
    assert len([key for key in asked if key.startswith("name:Organization:")]) == 5


async def test_the_same_again_in_another_file_changes_nothing(load, store):
    await load("高校.csv", SCHOOLS, as_type="高校")
    await load("项目.csv", named("温州大学 温州医科大学"), as_type="项目", source="a")
    report = await load("项目.csv", named("温州大学 温州医科大学"), as_type="项目", source="b")

    assert (report.total("unchanged"), report.total("nodes_created")) == (1, 0)
    assert report.total("links_created") == 0


async def test_people_are_found_at_each_of_those_who_were_told_apart(load, store):
    await load("高校.csv", SCHOOLS, as_type="高校")
    await load("人才.csv", "姓名,工作单位\n王磊,温州医科大学\n", as_type="人才")
    table = "项目名称,牵头单位,项目负责人\n甲,温州大学 温州医科大学,王磊\n"
    await load("项目.csv", table, as_type="项目")

    assert await linked_names(store, "Talent", "WORKS_ON", "Project") == {("王磊", "甲")}
    assert (await store.info()).nodes["Talent"] == 1


# None of them ends like an organisation, so that a sign between them is doubtful.
WORDS = ("瓯江技术小组", "茶山创新同盟", "龙湾联合课题", "乐清攻关小队")
CELLS = ["，".join(words) for n in (2, 3) for words in combinations(WORDS, n)]


@settings(max_examples=20)
@given(
    known=st.sets(st.sampled_from([*WORDS, *CELLS])),
    cells=st.lists(st.sampled_from(CELLS), min_size=1, max_size=5),
)
def test_who_is_linked_depends_on_who_is_known_alone(
    tmp_path_factory, catalogue, pack, known, cells
):
    folder = tmp_path_factory.mktemp("known")
    schools, projects = folder / "高校.csv", folder / "项目.csv"
    rows = "".join(f'"{name}"\n' for name in sorted(known))
    schools.write_text(f"单位名称\n{rows}", encoding="utf-8")
    rows = "".join(f'项{n},"{cell}"\n' for n, cell in enumerate(cells))
    projects.write_text(f"项目名称,参与单位\n{rows}", encoding="utf-8")

    async def work():
        async with MEMORY.new(catalogue) as store:
            if known:
                await import_files(store, catalogue, pack, [schools], as_type="高校")
            report = await import_files(store, catalogue, pack, [projects], as_type="项目")
            links = set()
            for type_ in ("University", "UnclassifiedOrganization"):
                links |= await linked_names(store, type_, "PARTICIPATES_IN", "Project")
            return report, links

    report, links = asyncio.run(work())

    divided = [cell not in known and known.issuperset(cell.split("，")) for cell in cells]
    doubted = [not d and cell not in known for d, cell in zip(divided, cells, strict=True)]
    assert links == {
        (name, f"项{n}")
        for n, cell in enumerate(cells)
        for name in (cell.split("，") if divided[n] else [cell])
    }
    assert [row for row, *_ in issues(report)] == [n + 2 for n, d in enumerate(doubted) if d]

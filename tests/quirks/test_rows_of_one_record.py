"""Several rows that speak of one record, and several records of which one row speaks."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_view import shown
from stores import MEMORY

from graph_service.ingest import import_files

MAPPING = """
[subjects.project]
type = "Project"
properties = { number = "编号", name = "名称", funding = { column = "经费", unit = "万元" } }

[subjects.unit]
type = "Organization"
properties = { name = "单位" }

[[links]]
type = "PARTICIPATES_IN"
source = "unit"
target = "project"
properties = { role = "角色", amount = { column = "拨款", unit = "万元" } }
"""
HEADER = "编号,名称,经费,状态,单位,角色,拨款\n"
DOWN = 'down = ["编号", "名称", "经费"]\n'
WAN = 10_000 * 100
"""Hundredths of a yuan in 万元."""


@pytest.fixture
def mapped(load, tmp_path):
    async def mapped(rows: str, head: str = ""):
        path = tmp_path / "mine.toml"
        path.write_text(head + MAPPING, encoding="utf-8")
        return await load("t.csv", HEADER + rows, mapping=path)

    return mapped


async def told(store, catalogue):
    """Projects by number, and what each unit does in which and for how much, by their names."""
    nodes, links = await shown(store, catalogue)
    projects = {v["number"]: v for type_, v in nodes.values() if type_ == "Project"}
    return projects, {
        (nodes[unit][1]["name"], nodes[project][1]["number"]): (
            values.get("role"),
            values["amount"][0] // WAN if "amount" in values else None,
        )
        for (_, unit, project, _), values in links.items()
    }


def counted(report) -> tuple[int, ...]:
    [file] = report.runs[0].files
    assert file.read == (
        file.created + file.updated + file.unchanged + file.rejected + sum(file.skipped.values())
    )
    return file.created, file.updated, file.unchanged, file.rejected


async def test_rows_that_repeat_a_record_add_up_to_one_with_all_their_links(
    mapped, store, catalogue
):
    report = await mapped(
        "X1,甲,10,,温州大学,牵头,5\nX1,甲,10,,正泰电器,参与,3\nX1,甲,10,,正泰电器,参与,3\n"
    )

    projects, links = await told(store, catalogue)
    assert projects == {"X1": {"number": "X1", "name": "甲", "funding": (10 * WAN, "CNY")}}
    assert links == {("温州大学", "X1"): ("LEAD", 5), ("正泰电器", "X1"): ("PARTICIPANT", 3)}
    # The second row brings a unit, the third says nothing new.
    assert counted(report) == (2, 0, 1, 0)
    assert report.runs[0].conflicts == {}


async def test_rows_that_leave_repeated_cells_empty_take_nothing_back(mapped, store, catalogue):
    await mapped("X1,甲,10,,温州大学,牵头,5\nX1,,,,正泰电器,参与,3\n")

    projects, links = await told(store, catalogue)
    assert projects["X1"]["funding"] == (10 * WAN, "CNY")
    assert len(links) == 2


async def test_a_row_that_contradicts_an_earlier_one_is_told_with_its_cell_and_the_last_counts(
    mapped, store, catalogue
):
    report = await mapped(
        "X1,甲,10,,温州大学,牵头,5\nX1,甲,12,,正泰电器,参与,3\nX1,甲,,,温州大学,牵头,6\n"
    )

    projects, links = await told(store, catalogue)
    assert projects["X1"]["funding"] == (12 * WAN, "CNY")
    assert links["温州大学", "X1"] == ("LEAD", 6)
    assert [(i.row, i.column, i.value, i.code) for i in report.runs[0].issues] == [
        (3, "经费", "12", "CONTRADICTION"),
        (4, "拨款", "6", "CONTRADICTION"),
    ]
    said = report.runs[0].issues[0].message
    assert "is 120000.00 CNY here and 100000.00 CNY in row 2; 120000.00 CNY is kept" in said
    assert report.runs[0].conflicts == {"funding": 1, "amount": 1}
    assert counted(report) == (2, 1, 0, 0)


async def test_a_row_that_contradicts_one_of_an_earlier_batch_is_told_too(
    load, store, catalogue, tmp_path
):
    (tmp_path / "mine.toml").write_text(MAPPING, encoding="utf-8")
    rows = "X1,甲,10,,甲大学,,\nX2,乙,3,,甲大学,,\nX1,甲,10,,甲大学,,\nX1,甲,9,,甲大学,,\n"
    report = await load("t.csv", HEADER + rows, mapping=tmp_path / "mine.toml", batch_rows=1)

    [issue] = report.runs[0].issues
    assert (issue.row, issue.column, issue.value, issue.code) == (5, "经费", "9", "CONTRADICTION")
    assert "100000.00 CNY in an earlier row" in issue.message
    assert (await told(store, catalogue))[0]["X1"]["funding"] == (9 * WAN, "CNY")


async def test_what_another_source_says_is_a_disagreement_and_no_fault_of_the_table(
    load, store, catalogue
):
    await load("企业.csv", "企业名称,地址\n甲厂,一路\n", source="a")
    report = await load("企业.csv", "企业名称,地址\n甲厂,二路\n", source="b")

    assert report.runs[0].conflicts == {"address": 1}
    assert report.runs[0].issues == []


async def test_two_types_of_one_record_contradict_each_other_and_the_first_stays(
    load, store, catalogue, tmp_path
):
    (tmp_path / "mine.toml").write_text(
        '[subjects.body]\nproperties = { name = "单位" }\n[subjects.body.type]\ncolumn = "类别"\n'
        'types = { "高校" = "University", "企业" = "Enterprise" }\n',
        encoding="utf-8",
    )
    rows = "单位,类别\n温州大学,高校\n温州大学,企业\n"
    report = await load("t.csv", rows, mapping=tmp_path / "mine.toml")

    nodes, _ = await shown(store, catalogue)
    assert [type_ for type_, _ in nodes.values()] == ["University"]
    [issue] = report.runs[0].issues
    assert (issue.row, issue.column, issue.value, issue.code) == (
        3,
        "类别",
        "企业",
        "CONTRADICTION",
    )
    assert "is Enterprise here and University in row 2; University is kept" in issue.message


async def test_other_names_of_a_record_are_disagreements_and_no_faults(load, store):
    code = "91330000142944445H"
    rows = f"企业名称,统一社会信用代码\n浙江甲电器,{code}\n浙江甲电器有限公司,{code}\n"
    report = await load("企业.csv", rows)

    assert report.runs[0].conflicts == {"name": 1}
    assert report.runs[0].issues == []


async def test_rows_go_on_with_the_record_above_only_if_the_mapping_says_so(
    mapped, store, catalogue
):
    rows = "X1,甲,10,,温州大学,牵头,5\n,,,,正泰电器,参与,3\nX2,乙,,,温大,牵头,2\n,,,,医大,参与,1\n"

    plain = await mapped(rows)
    assert (await told(store, catalogue))[1].keys() == {("温州大学", "X1"), ("温大", "X2")}
    assert plain.runs[0].issue_counts == {"NO_IDENTITY": 2}

    report = await mapped(rows, DOWN)
    projects, links = await told(store, catalogue)
    assert links == {
        ("温州大学", "X1"): ("LEAD", 5),
        ("正泰电器", "X1"): ("PARTICIPANT", 3),
        ("温大", "X2"): ("LEAD", 2),
        ("医大", "X2"): ("PARTICIPANT", 1),
    }
    # What the first row of a record leaves empty is not the record's above.
    assert "funding" not in projects["X2"]
    assert report.runs[0].issue_counts == {}


async def test_rows_that_go_on_are_left_out_with_their_record_and_count_once_in_totals(
    mapped, store, catalogue
):
    rows = "X1,甲,10,,温州大学,牵头,5\n,,,,正泰电器,参与,3\nX2,乙,4,作废,丙,牵头,2\n,,,,丁,参与,1\n"
    report = await mapped(f"{rows}合计,,10,,,,8\n", DOWN + 'skip = { "状态" = "作废" }\n')

    projects, links = await told(store, catalogue)
    assert projects.keys() == {"X1"}
    assert links.keys() == {("温州大学", "X1"), ("正泰电器", "X1")}
    assert report.runs[0].files[0].skipped == {"left out by the mapping": 2, "footer": 1}
    # 10, and not 10 + 10; 5 + 3.
    assert report.runs[0].issue_counts == {}


async def test_a_first_row_that_goes_on_with_nothing_names_nobody(mapped, store, catalogue):
    report = await mapped(",,,,正泰电器,参与,3\nX1,甲,10,,温州大学,牵头,5\n", DOWN)

    assert (await told(store, catalogue))[1].keys() == {("温州大学", "X1")}
    assert [(i.row, i.code) for i in report.runs[0].issues] == [(2, "NO_IDENTITY")]


LISTS = """
[subjects.project]
type = "Project"
properties = { number = "编号" }

[subjects.unit]
type = "Organization"
each = true

[subjects.unit.properties]
name = { column = "单位", separator = "、" }
city = { column = "市", separator = "、" }

[[links]]
type = "PARTICIPATES_IN"
source = "unit"
target = "project"

[links.properties]
role = "角色"
amount = { column = "拨款", unit = "万元", separator = "、" }
"""


async def test_lists_beside_each_other_give_each_record_and_link_its_own_value(
    load, store, catalogue, tmp_path
):
    (tmp_path / "mine.toml").write_text(LISTS, encoding="utf-8")
    report = await load(
        "t.csv",
        "编号,单位,市,角色,拨款\nX1,甲、乙、丙,温州、杭州、,参与,1、2、3\nX2,甲、乙,温州,牵头,4、5、6\n",
        mapping=tmp_path / "mine.toml",
    )

    _, links = await told(store, catalogue)
    assert links == {
        ("甲", "X1"): ("PARTICIPANT", 1),
        ("乙", "X1"): ("PARTICIPANT", 2),
        ("丙", "X1"): ("PARTICIPANT", 3),
        ("甲", "X2"): ("LEAD", None),
        ("乙", "X2"): ("LEAD", None),
    }
    nodes, _ = await shown(store, catalogue)
    cities = {v["name"]: v.get("city") for _, v in nodes.values() if "name" in v}
    assert cities == {"甲": "温州", "乙": "杭州", "丙": None}
    # Which of two the one city is of, and who got which of three amounts, nobody knows.
    assert [(i.row, i.column, i.value, i.code) for i in report.runs[0].issues] == [
        (3, "市", "温州", "UNEVEN_LIST"),
        (3, "拨款", "4；5；6", "UNEVEN_LIST"),
    ]


OBJECTS = """
[subjects.project]
type = "Project"
properties = { number = "no" }

[subjects.unit]
type = "Organization"
each = "team[]"
properties = { name = "unit" }

[subjects.person]
type = "Talent"
each = "team[]"
properties = { name = "who" }

[[links]]
type = "AFFILIATED_WITH"
source = "person"
target = "unit"

[[links]]
type = "PARTICIPATES_IN"
source = "unit"
target = "project"
properties = { role = "team[].role" }
"""


async def test_objects_of_a_list_are_linked_within_themselves(load, store, catalogue, tmp_path):
    (tmp_path / "mine.toml").write_text(OBJECTS, encoding="utf-8")
    team = (
        '{"unit": "甲", "who": "A", "role": "牵头"}, {"who": "C"}, {"unit": "乙", "who": "B", '
        '"role": "参与"}, {"unit": "丙"}'
    )
    await load("t.jsonl", f'{{"no": "X1", "team": [{team}]}}\n', mapping=tmp_path / "mine.toml")

    nodes, links = await shown(store, catalogue)
    named = {id_: v.get("name", v.get("number")) for id_, (_, v) in nodes.items()}
    assert {(t, named[a], named[b], v.get("role")) for (t, a, b, _), v in links.items()} == {
        ("AFFILIATED_WITH", "A", "甲", None),
        ("AFFILIATED_WITH", "B", "乙", None),
        ("PARTICIPATES_IN", "甲", "X1", "LEAD"),
        ("PARTICIPATES_IN", "乙", "X1", "PARTICIPANT"),
        ("PARTICIPATES_IN", "丙", "X1", None),
    }


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["X1", "X2"]),
        st.sampled_from(["", "3", "4"]),
        st.sampled_from(["甲", "乙", "丙"]),
        st.sampled_from(["", "牵头", "参与"]),
        st.sampled_from(["", "1", "2"]),
    ),
    max_size=8,
)


def written(folder: Path, rows: list[tuple[str, ...]]) -> tuple[Path, Path]:
    table, mapping = folder / "t.csv", folder / "m.toml"
    lines = (f"{no},{no},{sum_},,{unit},{role},{share}\n" for no, sum_, unit, role, share in rows)
    table.write_text(HEADER + "".join(lines) + "X9,X9,,,丁,,\n", encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    return table, mapping


ROLES = {"": None, "牵头": "LEAD", "参与": "PARTICIPANT"}


@settings(max_examples=60)
@given(ROWS, st.integers(1, 8))
async def test_any_rows_add_up_to_what_reading_them_one_by_one_gives(catalogue, pack, rows, many):
    with tempfile.TemporaryDirectory() as folder:
        table, mapping = written(Path(folder), rows)
        async with MEMORY.new(catalogue) as store:
            report = await import_files(
                store, catalogue, pack, [table], mapping=mapping, batch_rows=many
            )
            projects, links = await told(store, catalogue)

    # The last row that says something counts; whatever differs from it is a disagreement.
    sums: dict[str, list[str]] = {}
    said: dict[tuple[str, str], list[tuple[str, str]]] = {("丁", "X9"): []}
    for no, sum_, unit, role, share in rows:
        sums.setdefault(no, []).append(sum_)
        said.setdefault((unit, no), []).append((role, share))
    last = {pair: [next((v for v in reversed(vs) if v), "") for vs in zip(*told_, strict=True)]
            or ["", ""] for pair, told_ in said.items()}  # fmt: skip
    assert links == {
        pair: (ROLES[role], int(share) if share else None) for pair, (role, share) in last.items()
    }
    funded = {no: next((s for s in reversed(told_) if s), "") for no, told_ in sums.items()}
    assert {no: p["funding"][0] // WAN for no, p in projects.items() if "funding" in p} == {
        no: int(sum_) for no, sum_ in funded.items() if sum_
    }
    assert counted(report)[3] == 0
    # Each value of a project that is not the last one is told.
    lost = sum(len({*told_} - {"", funded[no]}) for no, told_ in sums.items())
    assert report.runs[0].conflicts["funding"] == lost
    assert report.runs[0].issue_counts["CONTRADICTION"] == sum(report.runs[0].conflicts.values())

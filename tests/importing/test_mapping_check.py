"""A mapping's mistakes are told all at once, each with its line and what to do."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from listening_store import Listening
from service_command import Command

from graph_service.ingest import import_files
from loaders.mapping_file import available_mappings, load_mapping, read_mapping
from loaders.mapping_review import compare_with_table, review_words
from loaders.toml_lines import key_lines
from schema.statements import LinkStatement, NodeStatement

WRONG = """\
lable = "x"
money = "kg"

[subjects.project]
type = "Projct"
properties = { number = "编号" }

[subjects.host]
type = "Organization"
properties.nmae = "依托单位"
properties.city = { column = "市", unit = "万元" }

[subjects.leader.properties]
name = ["负责人", "负责人"]

[[links]]
type = "PARTICIPATE_IN"
source = "host"
target = "project"

[[links]]
type = "AFFILIATED_WITH"
source = "leder"
target = "host"
"""


def told(tmp_path, catalogue, text: str) -> list[tuple[int, str]]:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return [(one.line, one.text) for one in read_mapping(path, catalogue).told()]


def test_all_mistakes_are_told_at_once_each_at_its_line(tmp_path, catalogue):
    found = told(tmp_path, catalogue, WRONG)

    assert [line for line, _ in found] == [1, 2, 5, 10, 11, 13, 17, 23]
    expected = ("Did you mean label?", "no unit of money", "Did you mean Project?", "'nmae' is no")
    expected += ("neither an amount of money", "no type", "Did you mean PARTICIPATES_IN?")
    expected += ("Did you mean leader?",)
    for (_, text), part in zip(found, expected, strict=True):
        assert part in text


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = [\n", 2), ("a = 1\nb = x\nc = 2\n", 2), ('a = "x\n', 1), ("a = 1\na = 2\n", 2)],
)
def test_what_is_not_toml_is_told_at_its_line(tmp_path, catalogue, text, line):
    [(found, said)] = told(tmp_path, catalogue, text)

    assert found == line
    assert "this is not TOML" in said


def test_a_record_that_nothing_ties_and_a_column_read_twice_are_doubted(tmp_path, catalogue):
    path = tmp_path / "mine.toml"
    path.write_text(
        '[subjects.a]\ntype = "Project"\n[subjects.a.properties]\nname = "n"\nnumber = "n"\n'
        '[subjects.b]\ntype = "Talent"\nproperties = { name = "p" }\n',
        encoding="utf-8",
    )

    read = read_mapping(path, catalogue)

    doubts = [(one.line, one.doubt) for one in read.told()]
    # a and b are both loose; n is read for the name and for the number.
    assert doubts == [(1, True), (5, True), (6, True)]
    assert load_mapping(path, catalogue).layout.subjects


def test_columns_that_a_table_lacks_are_told_with_the_nearest_there(tmp_path, catalogue):
    path = tmp_path / "mine.toml"
    path.write_text(
        'headers = { "市" = ["城市"] }\n[subjects.a]\ntype = "Enterprise"\n'
        'properties = { name = "企业名", city = "市", address = "住址" }\n',
        encoding="utf-8",
    )
    table = tmp_path / "t.csv"
    table.write_text("企业名称,城市,住址,备注\n甲,温州,某路,\n", encoding="utf-8")

    read = read_mapping(path, catalogue)
    unread = compare_with_table(read, table)

    [one] = read.told()
    assert one.line == 4
    assert "t.csv has no column 企业名. Did you mean 企业名称?" in one.text
    assert unread == ("企业名称", "备注")


def test_words_that_no_list_knows_are_told_at_their_line(tmp_path, catalogue, pack):
    path = tmp_path / "mine.toml"
    path.write_text(
        '[subjects.a]\ntype = "Enterprise"\nproperties = { name = "n" }\n'
        '[subjects.p]\ntype = "Project"\nproperties = { number = "no" }\n'
        '[[links]]\ntype = "PARTICIPATES_IN"\nsource = "a"\ntarget = "p"\n'
        'constants = { role = "LEED" }\n',
        encoding="utf-8",
    )

    read = read_mapping(path, catalogue)
    review_words(read, catalogue, pack)

    [one] = read.told()
    assert one.line == 11
    assert "LEED" in one.text


@pytest.mark.parametrize("name", available_mappings())
def test_the_shipped_mappings_have_no_mistakes(catalogue, pack, name):
    read = read_mapping(name, catalogue)
    review_words(read, catalogue, pack)

    assert not [one for one in read.told() if not one.doubt]


LABELLED = """\
down = "项目"
[labelled."单位"]
labels = ["牵头", "参与"]
first = "牵头"
[subjects.project]
type = "Project"
properties = { name = "项目" }
[subjects.unit]
type = "Organization"
each = "单位[]"
properties = { name = "name" }
[[links]]
type = "PARTICIPATES_IN"
source = "unit"
target = "project"
properties = { role = "单位[].label" }
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('labels = ["牵头", "参与"]', "", 2, "labelled.单位.labels: a text is needed here"),
        ('"参与"]', "3]", 3, "labelled.单位.labels: a text is needed here"),
        ('first = "牵头"', 'first = "主持"', 4, "'主持' is no label"),
        ('first = "牵头"', 'frist = "牵头"', 4, "Did you mean first?"),
        ('first = "牵头"', "people = 1", 4, "labelled.单位.people: true or false is needed"),
        ('down = "项目"', "down = [1]", 1, "down: a text is needed here"),
    ],
)
def test_what_is_wrong_with_labels_is_told(tmp_path, catalogue, *, old, new, line, said):
    assert told(tmp_path, catalogue, LABELLED) == []

    [(found, text)] = told(tmp_path, catalogue, LABELLED.replace(old, new))

    assert found == line
    assert said in text


def test_lists_made_of_a_column_are_not_missed_in_a_table(tmp_path, catalogue):
    (tmp_path / "mine.toml").write_text(LABELLED, encoding="utf-8")
    (tmp_path / "whole.csv").write_text("项目,单位\n甲,牵头：乙\n", encoding="utf-8")
    (tmp_path / "part.csv").write_text("项目,机构\n甲,牵头：乙\n", encoding="utf-8")

    whole, part = (read_mapping(tmp_path / "mine.toml", catalogue) for _ in range(2))
    unread = compare_with_table(whole, tmp_path / "whole.csv")
    compare_with_table(part, tmp_path / "part.csv")

    assert (whole.told(), unread) == ([], ())
    assert (2, "part.csv has no column 单位") in [
        (one.line, one.text.split(": ")[1].split(". ")[0]) for one in part.told()
    ]


def test_lists_of_links_between_two_ends_that_are_several_are_refused(tmp_path, catalogue):
    text = LABELLED.replace(
        'properties = { name = "项目" }',
        'each = true\nproperties = { name = { column = "项目", separator = "、" } }',
    )

    found = told(tmp_path, catalogue, text)

    assert (17, True) in [(line, "several records at both ends" in said) for line, said in found]


def test_a_period_may_be_read_for_both_its_ends_without_doubt(tmp_path, catalogue):
    text = """
[subjects.project]
type = "Project"
[subjects.project.properties]
name = "项目"
startOn = { column = "起止", period = "start" }
endOn = { column = "起止", period = "end" }
"""
    assert told(tmp_path, catalogue, text) == []


KEYS = st.text("ab._ 键\"'#", min_size=1, max_size=4)
VALUES = st.recursive(
    st.integers() | st.booleans() | st.text("ab,]}#=[{\n\"'\\键", max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def written(value: object) -> str:
    """A value as TOML; JSON's texts, numbers and lists are TOML too."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[\n" + "".join(f"{written(v)}, # ]\n" for v in value) + "]"
    return json.dumps(value)


def paths(value: object, path: tuple = ()) -> set[tuple]:
    inner = value.items() if isinstance(value, dict) else ()
    inner = enumerate(value) if isinstance(value, list) else inner
    return {path}.union(*(paths(v, (*path, k)) for k, v in inner))


@given(
    st.dictionaries(KEYS, VALUES, max_size=4), st.lists(st.dictionaries(KEYS, VALUES), max_size=3)
)
def test_every_key_of_a_random_text_has_the_line_it_is_written_in(head, tables):
    lines = [f"{json.dumps(k)} = {written(v)}" for k, v in head.items()]
    for table in tables:
        lines += ["", "[[list.of.tables]] # [x]"]
        lines += [f"{json.dumps(k)} = {written(v)}" for k, v in table.items()]
    text = "\n".join(lines) + "\n"
    if "list" in head:
        return

    found = key_lines(text)

    assert found.keys() == paths(tomllib.loads(text)) - {()}
    rows = text.split("\n")
    for path, line in found.items():
        if isinstance(path[-1], str) and path[0] != "list":
            assert json.dumps(path[-1]) in rows[line - 1]


async def test_a_mapping_reads_headers_sheets_and_rows_as_it_says(tmp_path, catalogue, pack):
    (tmp_path / "mine.toml").write_text(
        """
money = "万元"
header = 2
headers = { "编号" = ["项目编号"] }
skip = { "状态" = ["作废"] }
[subjects.project]
type = "Project"
properties = { number = "编号", funding = "经费" }
[subjects.lead]
type = "Organization"
properties = { name = { column = "单位", separator = ["、", "/"], part = 1 } }
[subjects.partner]
type = "Organization"
each = true
properties = { name = { column = "单位", separator = ["、", "/"], part = "2-" } }
[[links]]
type = "PARTICIPATES_IN"
source = "partner"
target = "project"
constants = { role = "PARTICIPANT" }
""",
        encoding="utf-8",
    )
    table = tmp_path / "t.csv"
    table.write_text(
        "项目编号,经费,单位,状态\n项目编号,经费,单位,状态\n"
        "X1,1.5,甲大学、乙公司/丙公司,在研\nX2,2,丁,作废\n",
        encoding="utf-8",
    )
    store = Listening()

    report = await import_files(store, catalogue, pack, [table], mapping=tmp_path / "mine.toml")

    nodes = [s for s in store.heard if isinstance(s, NodeStatement)]
    links = [s for s in store.heard if isinstance(s, LinkStatement)]
    names = [n.values.get("name", n.values.get("number")) for n in nodes]
    assert names == ["X1", "甲大学", "乙公司", "丙公司"]
    assert nodes[0].values["funding"].minor == 1_500_000  # 1.5 x 10,000 x 100
    assert [link.values["role"] for link in links] == ["PARTICIPANT"] * 2
    [file] = report.runs[0].files
    assert dict(file.skipped) == {"above the header": 1, "left out by the mapping": 1}


def test_the_command_prints_every_problem_and_ends_with_3(tmp_path):
    command = Command(tmp_path)
    (tmp_path / "mine.toml").write_text(WRONG, encoding="utf-8")

    ended = command("mapping", "check", "mine.toml")

    assert ended.returncode == 3
    assert [line.split(" ")[0] for line in ended.stdout.splitlines()] == [
        f"mine.toml:{line}:" for line in (1, 2, 5, 10, 11, 13, 17, 23)
    ]
    assert "mine.toml cannot be used: 8 problems, each with its line above." in ended.stderr

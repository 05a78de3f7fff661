"""What a mapping can say of records with fields within fields, lists, ranges and conditions."""

from __future__ import annotations

import json

import pytest
from listening_store import Listening

from graph_service.ingest import import_files
from loaders.layout import LayoutError
from loaders.mapping_file import load_mapping
from schema.money import Money
from schema.statements import LinkStatement, NodeStatement

MAPPING = """
sparse = true

[subjects.body]
type = { column = "kinds", types = { school = "University", firm = "Enterprise" }, otherwise = "OtherOrganization" }

[subjects.body.properties]
name = [
    { column = "names[].value", where = { "names[].kinds" = ["main", "title"], "names[].lang" = "zh" }, first = true },
    "title",
]
aliases = ["names[].value", "short"]
pic = { column = "ids[].number", where = { "ids[].of" = "EU" }, first = true }
city = { column = "seat.town", where = { "seat.country" = "CN" } }
establishedOn = { column = "period", separator = " to ", part = 1 }

[subjects.owner]
type = "Organization"
each = "ties[]"
where = { kind = "owner" }
properties = { pic = "number", name = "called" }

[[links]]
type = "PART_OF"
source = "body"
target = "owner"
"""


async def said(tmp_path, catalogue, pack, *records: dict, mapping: str = MAPPING):
    """Records and links that a file says, and what was wrong with it."""
    (tmp_path / "mine.toml").write_text(mapping, encoding="utf-8")
    path = tmp_path / "t.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    store = Listening()
    report = await import_files(store, catalogue, pack, [path], mapping=tmp_path / "mine.toml")
    nodes = [s for s in store.heard if isinstance(s, NodeStatement)]
    links = [s for s in store.heard if isinstance(s, LinkStatement)]
    return nodes, links, [(i.row, i.column, i.code) for i in report.runs[0].issues]


async def test_the_values_that_count_are_chosen_by_what_stands_beside_them(
    tmp_path, catalogue, pack
):
    record = {
        "kinds": ["firm", "school"],
        "names": [
            {"value": "A", "kinds": ["main"], "lang": "en"},
            {"value": "甲; 乙", "kinds": ["main"], "lang": "ZH"},
            {"value": "丙", "kinds": ["title", "other"], "lang": "zh"},
            {"value": "丁"},
        ],
        "ids": [{"of": "XX", "number": "1"}, {"of": "EU", "number": "2"}],
        "seat": {"town": "温州", "country": "CN"},
        "period": "1990-05 to 2001",
    }

    nodes, _, issues = await said(tmp_path, catalogue, pack, record)

    # Of two types the one that stands first in the mapping; a list's values are never split.
    assert (nodes[0].type, issues) == ("University", [])
    assert dict(nodes[0].values) == {
        "name": "甲; 乙",
        "aliases": ("A", "丙", "丁"),
        "pic": "2",
        "city": "温州",
        "establishedOn": "1990-05",
    }


async def test_columns_are_tried_in_turn_and_a_table_may_lack_some(tmp_path, catalogue, pack):
    records = (
        {"title": "甲", "short": ["A"], "kinds": ["club"], "seat": {"town": "X", "country": "FR"}},
        {"title": "乙", "period": "1990"},
    )

    nodes, links, issues = await said(tmp_path, catalogue, pack, *records)

    assert [(n.type, dict(n.values)) for n in nodes] == [
        ("OtherOrganization", {"name": "甲", "aliases": ("A",)}),
        ("OtherOrganization", {"name": "乙", "establishedOn": "1990"}),
    ]
    assert (links, issues) == ([], [])


async def test_a_row_may_name_several_records_of_a_kind(tmp_path, catalogue, pack):
    ties = [
        {"kind": "owner", "number": "7", "called": "戊"},
        {"kind": "friend", "number": "8", "called": "己"},
        {"kind": "Owner", "called": "庚"},
    ]
    nodes, links, _ = await said(
        tmp_path, catalogue, pack, {"title": "甲", "ties": ties}, {"title": "乙", "ties": []}
    )

    names = {n.id: n.values["name"] for n in nodes}
    assert [(n.type, n.values) for n in nodes[1:3]] == [
        ("UnclassifiedOrganization", {"name": "戊", "pic": "7"}),
        ("UnclassifiedOrganization", {"name": "庚"}),
    ]
    assert [(link.type, names[link.source], names[link.target]) for link in links] == [
        ("PART_OF", "甲", "戊"),
        ("PART_OF", "甲", "庚"),
    ]


async def test_who_names_a_record_that_the_table_states_does_not_rename_it(
    tmp_path, catalogue, pack
):
    ties = [{"kind": "owner", "number": "7", "called": "Owner"}]
    numbered = {"ids": [{"of": "EU", "number": "7"}], "title": "甲", "short": ["Owner"]}

    nodes, _, _ = await said(tmp_path, catalogue, pack, numbered, {"title": "乙", "ties": ties})

    assert [(n.id, n.values.get("name")) for n in nodes] == [
        ("OtherOrganization:7", "甲"),
        (nodes[1].id, "乙"),
        ("OtherOrganization:7", None),
    ]


async def test_people_are_found_at_the_organisation_of_their_row(tmp_path, catalogue, pack):
    mapping = """
[subjects.project]
type = "Project"
properties = { number = "no", funding = { column = "sum", unit = "万元" } }
[subjects.host]
type = "Organization"
properties = { name = "host" }
[subjects.leader]
type = "Talent"
properties = { name = "leader" }
[[links]]
type = "AFFILIATED_WITH"
source = "leader"
target = "host"
"""
    rows = [("1", "甲大学(北京)", "王磊"), ("2", "甲大学（北京）", "王磊"), ("3", "乙大学", "王磊")]

    nodes, links, _ = await said(
        tmp_path,
        catalogue,
        pack,
        *({"no": no, "host": host, "leader": leader, "sum": "1.5"} for no, host, leader in rows),
        mapping=mapping,
    )

    people = [n.id for n in nodes if n.type == "Talent"]
    assert people[0] == people[1] != people[2]
    assert len({link.target for link in links}) == 2
    assert nodes[0].values["funding"] == Money(1_500_000, "CNY")  # 1.5 万元 in hundredths


async def test_a_table_without_what_names_the_record_is_refused(tmp_path, catalogue, pack):
    with pytest.raises(LayoutError, match=r"needs the columns names\[\]\.value"):
        await said(tmp_path, catalogue, pack, {"kinds": ["firm"], "period": "1990"})


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("sparse = true", 'sparse = "yes"', "sparse: true or false is needed here"),
        ("part = 1", "part = 0", "properties.establishedOn.part: a whole number from 1 is needed"),
        ('separator = " to ", ', "", "establishedOn.separator: a text is needed here"),
        ("first = true }", "first = 1 }", "first: true or false is needed here"),
        ('"ids[].of" = "EU"', '"ids[].of" = 3', "properties.pic.where: a text is needed here"),
        ('"ids[].of" = "EU"', '"ids[].of" = []', "properties.pic.where: a text is needed here"),
        ('"OtherOrganization"', '"Project"', "subjects.body.type: the types are not all of one"),
        ('"OtherOrganization"', '"Cat"', "subjects.body.type.otherwise: 'Cat' is no type"),
        ('each = "ties[]"', "each = 1", "subjects.owner.each: a text is needed here"),
        ('kind = "owner"', "kind = {}", "subjects.owner.where: a text is needed here"),
        ('aliases = ["names[].value", "short"]', "aliases = []", "aliases: a column is needed"),
        ('type = "Organization"', 'type = "Project"', "'pic' is no property"),
    ],
)
def test_a_mistake_is_refused_at_its_place(tmp_path, catalogue, old, new, told):
    path = tmp_path / "mine.toml"
    assert old in MAPPING
    path.write_text(MAPPING.replace(old, new), encoding="utf-8")

    with pytest.raises(LayoutError) as refusal:
        load_mapping(path, catalogue)

    assert told in str(refusal.value)


def test_a_mapping_needs_a_record_that_stands_once_in_each_row(tmp_path, catalogue):
    path = tmp_path / "mine.toml"
    head, _, owner = MAPPING.partition("[subjects.owner]")
    path.write_text("[subjects.owner]" + owner.partition("[[links]]")[0], encoding="utf-8")

    with pytest.raises(LayoutError, match="needs a record that stands once in each row"):
        load_mapping(path, catalogue)
    assert head

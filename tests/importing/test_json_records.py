"""JSON and JSON lines: how records become rows, and files that are damaged or mean harm."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.formats import read_file
from loaders.rows import UnreadableFile


def table_of(path) -> list[dict]:
    [sheet] = read_file(path).sheets
    header, *rows = sheet.rows
    assert header.number == 0
    return [dict(zip(header.cells, row.cells, strict=False)) | {"#": row.number} for row in rows]


def saved(tmp_path, text: str | bytes, name: str = "t.jsonl"):
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def damages(path) -> list[tuple[int, str]]:
    [sheet] = read_file(path).sheets
    return [(row.number, row.damage) for row in sheet.rows if row.damage]


def test_fields_within_fields_are_columns_and_lists_are_cells(tmp_path):
    record = {
        "id": "x",
        "country": {"code": "CN", "seat": {"lat": 1.5}},
        "types": ["a", "b"],
        "none": [],
        "names": [{"value": "甲", "types": ["label", "alias"]}, {"value": "乙", "lang": "zh"}],
        "active": True,
        "mixed": [1, {"a": 2}, [3, 4]],
    }

    assert table_of(saved(tmp_path, json.dumps([record]), "t.json")) == [
        {
            "#": 1,
            "id": "x",
            "country.code": "CN",
            "country.seat.lat": 1.5,
            "types": ("a", "b"),
            "none": None,
            # Lists of the fields of one list are equally long.
            "names[].value": ("甲", "乙"),
            "names[].types": (("label", "alias"), None),
            "names[].lang": (None, "zh"),
            "active": "TRUE",
            "mixed[]": (1, None, (3, 4)),
            "mixed[].a": (None, 2, None),
        }
    ]


def test_records_with_other_fields_share_one_header(tmp_path):
    path = saved(tmp_path, '{"a": 1}\n\n{"b": 2, "a": 3}\n')

    # The blank line is a row as well: rows are lines.
    assert table_of(path) == [{"a": 1, "b": None, "#": 1}, {"#": 2}, {"a": 3, "b": 2, "#": 3}]


def test_numbers_keep_what_a_spreadsheet_would_lose(tmp_path):
    path = saved(tmp_path, '{"id": 914403001922038216, "n": 20.0, "m": 1e3, "r": 0.5, "bad": NaN}')

    [row] = table_of(path)

    assert row == {"id": "914403001922038216", "n": 20, "m": 1000, "r": 0.5, "bad": "NaN", "#": 1}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"a": 1,}', "at character 9 it is no JSON"),
        ('{"a": 1} {"a": 2}', "at character 10 it is no JSON: Extra data."),
        ("[1]", "it is no object"),
        ("null", "it is no object"),
        ('{"a": 1, "b": 2, "a": 3}', "the field a stands twice in one object."),
        ('{"b": [{"c": 1, "c": 1}]}', "the field c stands twice in one object."),
        ('{"a.b": 1, "a": {"b": 2}}', "two of its fields are called a.b."),
        ('{"a": ' * 40 + "1" + "}" * 40, "it is nested more than 32 levels deep."),
        ('{"a": ' + "[" * 40 + "]" * 40 + "}", "it is nested more than 32 levels deep."),
        ('{"a": ' + "[" * 100_000, "it is nested too deeply."),
        ('{"a": "x\\u0000y"}', "it holds a NUL character"),
        ('{"a": "\\ud800"}', "it holds half a character"),
        ('{"a": 1' + "0" * 5000 + "}", ""),
        ('{"a": [' + ",".join(f'{{"f{n}": 1}}' for n in range(1_900)) + "]}", "200,000 values"),
    ],
)
def test_a_line_that_cannot_be_read_is_a_damaged_row_and_the_others_are_read(tmp_path, line, said):
    path = saved(tmp_path, f'{{"a": 0}}\n{line}\n{{"a": 2}}\n')

    found = damages(path)

    assert [row["#"] for row in table_of(path)] == [1, 2, 3]
    if said:
        [(number, reason)] = found
        assert number == 2
        assert said in reason
    else:
        # A number of 5,001 digits is text, as everything is that nobody could keep as a number.
        assert found == []
        assert len(table_of(path)[1]["a"]) == 5001


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"a": 1},\n {"a": 2,}]', "t.json, row 2 (line 2, column 1"),
        ('[{"a": 1}\n {"a": 2}]', "t.json, row 2 (line 2, column 2): there is { where a , is"),
        ('[{"a": 1}', "t.json, row 2 (line 1, column 10): the file ends where a , is needed"),
        ('[{"a": 1}] x', "something follows the end of the records"),
        ('{"a": 1}\n{"a": 2}\n', "t.json, (line 1, column 9): the object holds no array"),
        ('{"a": [{"b": 1}], "c": [{"d": 2}]}', "row 2 (line 1, column 24): there is a second arr"),
        ('{"a": [{"b": 1}]}\n{"a": 2}', "a file of one object a line is called .jsonl"),
        ('{"a": 1, 2: 3}', "(line 1, column 10): a name in quotation marks is needed here"),
        ("[]", "t.json has no records."),
        ("[1, 2]", "t.json, row 1: it is no object with named fields."),
        ("[" * 200_000, "it is nested too deeply"),
        ('[{"a": "' + "x" * (1 << 20), "row 1 (line 1, column 2): it is longer than 1,048,576"),
    ],
)
def test_a_file_whose_records_cannot_be_told_apart_is_refused_with_the_place(tmp_path, text, said):
    path = saved(tmp_path, text, "t.json")

    with pytest.raises(UnreadableFile) as refusal:
        table_of(path)

    assert said in str(refusal.value)


def test_an_element_that_is_no_record_is_a_damaged_row(tmp_path):
    path = saved(tmp_path, '[{"a": 1}, 2, {"a": 1, "a": 2}, {"a": 3}]', "t.json")

    assert [number for number, _ in damages(path)] == [2, 3]


def test_records_with_thousands_of_different_fields_are_no_table(tmp_path):
    path = saved(tmp_path, "".join(f'{{"field {n}": 1}}\n' for n in range(2_001)))

    with pytest.raises(UnreadableFile, match=r"row 2001: .* more than 2,000 different fields"):
        table_of(path)


def test_a_cut_off_compressed_file_is_refused(tmp_path):
    lines = "".join(json.dumps({"a": str(n) * 9}) + "\n" for n in range(9_000))
    path = saved(tmp_path, gzip.compress(lines.encode())[:-20], "t.jsonl.gz")

    with pytest.raises(UnreadableFile, match=r"t\.jsonl\.gz cannot be read"):
        table_of(path)


def test_a_table_called_json_is_read_as_a_table(tmp_path):
    [sheet] = read_file(saved(tmp_path, "a,b\n1,2\n", "t.json")).sheets

    assert [row.cells for row in sheet.rows] == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize("content", [b"\xff\xfea", b"\xff\xfe\x00\xd8a\x00", b"\xfe\xff\xd8"])
def test_utf_16_that_is_cut_off_or_broken_is_refused(tmp_path, content):
    with pytest.raises(UnreadableFile, match="begins like UTF-16 text but is damaged"):
        table_of(saved(tmp_path, content, "t.csv"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**14), 10**14) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("ab", min_size=1, max_size=2), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(records=st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, min_size=1), min_size=1))
def test_json_and_lines_of_the_same_records_are_the_same_table(tmp_path_factory, records):
    folder = tmp_path_factory.mktemp("json")
    array = saved(folder, json.dumps(records, indent=1), "t.json")
    lines = saved(folder, "".join(json.dumps(record) + "\n" for record in records))

    def read(path):
        try:
            return table_of(path), damages(path)
        except UnreadableFile as error:
            return str(error).partition(":")[2]

    assert read(array) == read(lines)


async def test_a_damaged_line_is_rejected_and_the_report_says_where(load):
    report = await load(
        "t.jsonl", '{"名称": "甲公司"}\n{"名称": \n{"名称": "乙公司"}\n', as_type="企业"
    )

    [file] = report.runs[0].files
    [issue] = report.runs[0].issues
    assert (file.read, file.created, file.rejected) == (3, 2, 1)
    assert (issue.row, issue.code) == (2, "DAMAGED_ROW")


async def test_a_list_where_one_value_belongs_gives_the_first_and_says_so(load):
    record = {"名称": "甲公司", "网址": ["http://a", "http://b"], "简称": ["甲; 有限", "甲"]}
    report = await load("t.json", json.dumps([record]), as_type="企业")

    assert [(i.column, i.value, i.code) for i in report.runs[0].issues] == [
        ("网址", "http://a；http://b", "SEVERAL_VALUES")
    ]

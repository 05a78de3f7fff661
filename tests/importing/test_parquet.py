"""Parquet: how columns become cells, and files that are damaged or mean harm."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import sys
import tracemalloc
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.ingest import import_files
from loaders.formats import read_file
from loaders.rows import UnreadableFile
from schema.time import PartialDate


def saved(tmp_path, columns, name="t.parquet", **asked):
    path = tmp_path / name
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), path, **asked)
    return path


def rows_of(path) -> list[dict]:
    [sheet] = read_file(path).sheets
    header, *rows = sheet.rows
    assert header.number == 0
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    return [dict(zip(header.cells, row.cells, strict=False)) for row in rows]


def refused(path) -> str:
    with pytest.raises(UnreadableFile) as refusal:
        rows_of(path)
    said = str(refusal.value)
    assert said.startswith(path.name)
    assert said.endswith(".")
    assert "\n" not in said
    return said


SHANGHAI = "Asia/Shanghai"
PLAIN = dt.datetime.fromisoformat("2021-09-03T23:59")
OLD = dt.datetime.fromisoformat("1969-12-31T23:59")
LATE = dt.datetime(2021, 9, 2, 16, 30, tzinfo=dt.UTC)  # 2021-09-03 00:30 in Shanghai


@pytest.mark.parametrize(
    ("values", "type_", "cells"),
    [
        (["甲", "", None], pa.string(), ["甲", "", None]),
        (["甲"], pa.large_string(), ["甲"]),
        (
            ["甲", "乙", "甲", None],
            pa.dictionary(pa.int32(), pa.string()),
            ["甲", "乙", "甲", None],
        ),
        ([1, -7, None], pa.int8(), [1, -7, None]),
        # 15 digits are exact wherever they go; more would not be.
        (
            [10**15 - 1, 10**15, -(10**15)],
            pa.int64(),
            [10**15 - 1, "1" + "0" * 15, "-1" + "0" * 15],
        ),
        ([1.5, 20.0, float("nan"), float("inf")], pa.float64(), [1.5, 20, "nan", "inf"]),
        ([1.1, None], pa.float32(), [1.1, None]),
        ([Decimal("1234.50"), Decimal("7.00"), None], pa.decimal128(10, 2), [1234.5, 7, None]),
        ([Decimal("1234567890123456.78")], pa.decimal128(18, 2), ["1234567890123456.78"]),
        ([True, False, None], pa.bool_(), ["TRUE", "FALSE", None]),
        ([dt.date(2021, 9, 3), None], pa.date32(), [PartialDate("2021-09-03"), None]),
        ([dt.date(2021, 9, 3)], pa.date64(), [PartialDate("2021-09-03")]),
        ([PLAIN], pa.timestamp("ns"), [PartialDate("2021-09-03")]),
        ([OLD], pa.timestamp("us"), [PartialDate("1969-12-31")]),
        ([LATE, None], pa.timestamp("us", SHANGHAI), [PartialDate("2021-09-03"), None]),
        ([LATE], pa.timestamp("ms", "UTC"), [PartialDate("2021-09-02")]),
        ([LATE], pa.timestamp("s", "+08:00"), [PartialDate("2021-09-03")]),
        ([dt.time(12, 30)], pa.time64("ns"), ["12:30:00"]),
        ([dt.time(12, 30)], pa.time32("ms"), ["12:30:00"]),
        ([None, None], pa.null(), [None, None]),
        ([["甲", "乙"], [], None], pa.list_(pa.string()), [("甲", "乙"), None, None]),
        ([[1, None]], pa.list_(pa.int64(), 2), [(1, None)]),
        ([[1.5]], pa.large_list(pa.float64()), [(1.5,)]),
    ],
)
def test_values_are_cells_as_other_formats_give_them(tmp_path, values, type_, cells):
    path = saved(tmp_path, {"a": pa.array(values, type_)})

    assert [row["a"] for row in rows_of(path)] == cells


def test_a_day_of_the_oldest_kind_of_time_is_a_day(tmp_path):
    times = pa.array([PLAIN], pa.timestamp("ns"))
    path = saved(tmp_path, {"a": times}, use_deprecated_int96_timestamps=True)

    assert rows_of(path) == [{"a": PartialDate("2021-09-03")}]


def test_an_identifier_kept_as_bytes_is_the_text_that_is_meant(tmp_path):
    path = saved(tmp_path, {"a": pa.array([bytes(range(16))], pa.uuid())})

    assert rows_of(path) == [{"a": "00010203-0405-0607-0809-0a0b0c0d0e0f"}]


def test_fields_within_fields_are_the_columns_that_json_gives(tmp_path):
    record = {
        "id": "x",
        "country": {"code": "CN", "seat": {"lat": 1.5}},
        "types": ["a", "b"],
        "names": [{"value": "甲", "types": ["label", "alias"]}, {"value": "乙", "types": None}],
        "both": [[3, 4], [5]],
    }
    (tmp_path / "t.json").write_text(json.dumps([record]))
    path = saved(tmp_path, pa.Table.from_pylist([record]))

    assert rows_of(path) == rows_of(tmp_path / "t.json")
    assert rows_of(path)[0]["names[].types"] == (("label", "alias"), None)


def test_entries_of_maps_are_lists_of_records(tmp_path):
    type_ = pa.map_(pa.string(), pa.int64())
    path = saved(tmp_path, {"a": pa.array([[("x", 1), ("y", 2)], [], None], type_)})

    assert rows_of(path) == [
        {"a[].key": ("x", "y"), "a[].value": (1, 2)},
        {"a[].key": None, "a[].value": None},
        {"a[].key": None, "a[].value": None},
    ]


RECORDS = st.fixed_dictionaries(
    {
        "a": st.none() | st.text("甲乙ab,", max_size=4),
        "b": st.none() | st.integers(-(10**14), 10**14),
        "c": st.fixed_dictionaries(
            {
                "d": st.none() | st.booleans(),
                "e": st.none() | st.lists(st.none() | st.text("xy", max_size=2), max_size=3),
            }
        ),
    }
)
SCHEMA = pa.schema(
    {
        "a": pa.string(),
        "b": pa.int64(),
        "c": pa.struct({"d": pa.bool_(), "e": pa.list_(pa.string())}),
    }
)


@given(records=st.lists(RECORDS, min_size=1, max_size=30), group=st.integers(1, 10))
def test_parquet_and_json_of_the_same_records_are_the_same_table(tmp_path_factory, records, group):
    folder = tmp_path_factory.mktemp("parquet")
    (folder / "t.json").write_text(json.dumps(records))
    path = saved(folder, pa.Table.from_pylist(records, SCHEMA), row_group_size=group)

    assert rows_of(path) == rows_of(folder / "t.json")


def test_rows_of_many_groups_are_read_a_few_at_a_time(tmp_path):
    many = 60_000
    columns = {"n": list(range(many)), "name": [f"温州{n}号研究院" for n in range(many)]}
    path = saved(tmp_path, columns, row_group_size=20_000)
    del columns

    tracemalloc.start()
    [sheet] = read_file(path).sheets
    total = sum(row.cells[0] for row in sheet.rows if row.number)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert total == many * (many - 1) // 2
    assert most < 5 << 20


async def test_a_column_of_bytes_is_told_and_the_others_are_read(tmp_path, store, catalogue, pack):
    path = saved(tmp_path, {"名称": ["甲公司"], "网址": [b"\x00\x01"]})

    report = await import_files(store, catalogue, pack, [path], as_type="企业")

    [file] = report.runs[0].files
    assert (file.read, file.created) == (1, 1)
    [issue] = report.runs[0].issues
    assert (issue.row, issue.column, issue.code) == (0, "网址", "UNREADABLE_COLUMN")
    assert "the type binary" in issue.message


async def test_a_damaged_cell_rejects_its_row_alone(tmp_path, store, catalogue, pack):
    path = saved(tmp_path, {"名称": ["甲公司", "乙\0公司", "丙公司"]})

    report = await import_files(store, catalogue, pack, [path], as_type="企业")

    [file] = report.runs[0].files
    [issue] = report.runs[0].issues
    assert (file.read, file.created, file.rejected) == (3, 2, 1)
    assert (issue.row, issue.code) == (2, "DAMAGED_ROW")


def test_what_is_no_text_rejects_its_row_alone(tmp_path):
    broken = pa.array([b"ok", b"\xff\xfe", b"ok"]).view(pa.string())

    [sheet] = read_file(saved(tmp_path, {"a": broken})).sheets
    _, *rows = sheet.rows

    assert [(r.cells, r.damage) for r in rows] == [
        (["ok"], ""),
        ([], "it holds text that is not UTF-8."),
        (["ok"], ""),
    ]


def test_a_day_that_no_calendar_has_rejects_its_row_alone(tmp_path):
    days = pa.array([0, 2**31 - 1], pa.int32()).view(pa.date32())
    times = pa.array([2**60, 0], pa.int64()).view(pa.timestamp("us"))
    path = saved(tmp_path, {"a": days}, "a.parquet"), saved(tmp_path, {"a": times}, "b.parquet")

    damages = []
    for one in path:
        [sheet] = read_file(one).sheets
        damages.append([row.damage for row in sheet.rows])

    assert [list(map(bool, found)) for found in damages] == [
        [False, False, True],
        [False, True, False],
    ]


def test_without_the_library_one_sentence_says_what_to_do(tmp_path, monkeypatch):
    path = saved(tmp_path, {"a": [1]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    said = refused(path)

    assert "pip install pyarrow" in said
    assert "export the table as .csv" in said


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({f"c{n}": [1] for n in range(2_001)}, "has 2,001 columns, more than 2,000"),
        (pa.table([[1], [2]], ["a", "a"]), "two of its columns are called a."),
        ({"a": pa.array([{"b": 1}]), "a.b": [1]}, "two of its columns are called a.b."),
        ({"a": [b"x"]}, "has no column that a table can have"),
        (
            {"a": pa.array([0], pa.timestamp("s", "Mars/Base"))},
            "of the zone Mars/Base, which nobody",
        ),
    ],
    ids=["wide", "twice", "within", "bytes", "zone"],
)
def test_what_is_no_table_is_refused(tmp_path, columns, said):
    assert said in refused(saved(tmp_path, columns))


def test_fields_nested_too_deeply_are_refused(tmp_path):
    value: dict = {"x": 1}
    for _ in range(40):
        value = {"x": value}

    assert "nested more than 32 levels deep" in refused(saved(tmp_path, {"a": [value]}))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda content: content[: len(content) // 2], "was cut short"),
        (lambda content: content[:-4] + b"PARE", "is encrypted"),
        (lambda content: content[:-8] + b"\xff\xff\xff\xff" + content[-4:], "in 4,096 MB"),
        (lambda content: content[:-8] + b"\xff\xff\0\0" + content[-4:], "its end is missing"),
        (lambda content: content[:4] + b"\xff" * 40 + content[44:], "damaged"),
        (lambda content: content[:-80] + b"\xff" * 72 + content[-8:], "damaged"),
    ],
    ids=["cut", "encrypted", "footer", "short", "page", "schema"],
)
def test_damaged_files_are_refused(tmp_path, change, said):
    path = saved(tmp_path, {"a": ["x" * n for n in range(100)]})
    path.write_bytes(change(path.read_bytes()))

    assert said in refused(path)


def test_encrypted_columns_are_refused(tmp_path):
    encryption = pytest.importorskip("pyarrow.parquet.encryption")

    class Plain(encryption.KmsClient):
        def wrap_key(self, key_bytes, master_key_identifier):
            return key_bytes.hex()

        def unwrap_key(self, wrapped_key, master_key_identifier):
            return bytes.fromhex(wrapped_key)

    asked = encryption.EncryptionConfiguration(
        footer_key="k", column_keys={"k": ["a"]}, plaintext_footer=True
    )
    properties = encryption.CryptoFactory(lambda _: Plain()).file_encryption_properties(
        encryption.KmsConnectionConfig(), asked
    )
    path = saved(tmp_path, {"a": ["x"], "b": ["y"]}, encryption_properties=properties)

    assert "encrypt" in refused(path)


def test_a_text_that_stands_in_many_rows_takes_no_room(tmp_path):
    # 300 x 900,000 bytes are 270 MB; the file holds one of them.
    text = "文" * 300_000
    path = saved(tmp_path, {"a": pa.array([text] * 300).dictionary_encode()})
    del text
    held = pa.total_allocated_bytes()

    [sheet] = read_file(path).sheets
    most = 0
    count = 0
    for row in sheet.rows:
        count += bool(row.number)
        most = max(most, pa.total_allocated_bytes() - held)

    assert count == 300
    assert path.stat().st_size < 2 << 20
    assert most < 150 << 20


def test_pages_that_unpack_to_more_than_a_table_needs_are_refused_unread(tmp_path):
    zeros = "0" * (300 << 20)
    path = saved(
        tmp_path, {"a": [zeros]}, compression="zstd", use_dictionary=False, write_statistics=False
    )
    del zeros
    held = pa.total_allocated_bytes()

    said = refused(path)

    assert "would unpack to 300 MB at once" in said
    assert path.stat().st_size < 1 << 20
    assert pa.total_allocated_bytes() - held < 10 << 20


def test_millions_of_empty_values_in_one_row_are_refused(tmp_path):
    none = pa.nulls(21_000_000, pa.int8())
    lists = pa.ListArray.from_arrays(pa.array([0, len(none)], pa.int32()), none)

    assert "has 21,000,000 values in 1 rows" in refused(saved(tmp_path, {"a": lists}))


def test_billions_of_empty_rows_are_refused(tmp_path):
    path = tmp_path / "t.parquet"
    with pq.ParquetWriter(path, pa.schema({"a": pa.int8()})) as writer:
        writer.write_table(pa.table({"a": pa.nulls(2_000_000, pa.int8())}))

    assert "says that it has 2,000,000 rows in" in refused(path)


def test_files_damaged_anywhere_are_refused_or_read_and_nothing_else(tmp_path):
    chance = random.Random(7)
    columns = {
        "a": [f"温州{n % 50}号" for n in range(300)],
        "b": [n / 7 for n in range(300)],
        "c": [[n, None] for n in range(300)],
    }
    content = io.BytesIO()
    pq.write_table(pa.table(columns), content, row_group_size=100, data_page_size=500)
    path = tmp_path / "t.parquet"
    outcomes = set()
    for _ in range(300):
        damaged = bytearray(content.getvalue())
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(4, len(damaged) - 4)] = chance.randrange(256)
        path.write_bytes(damaged)
        try:
            [sheet] = read_file(path).sheets
            outcomes.add("read" if sum(bool(row.number) for row in sheet.rows) == 300 else "less")
        except UnreadableFile as error:
            outcomes.add("refused" if str(error).startswith("t.parquet") else str(error))

    assert outcomes == {"read", "refused"}

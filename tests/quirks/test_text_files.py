"""Quirks 1 to 4 and extras: text files in the encodings and shapes that offices save."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from pathlib import Path

import orjson
import pytest
from read_back import nodes_by_name

from graph_service.ingest import import_files

GEOJSON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": "330302",
            "properties": {"name": "鹿城区"},
            "geometry": {"type": "Point", "coordinates": [120.6742, 28.0034]},
        },
        {
            "type": "Feature",
            "properties": {"name": "龙湾区", "adcode": 330303},
            "geometry": {"type": "Polygon", "coordinates": [[[120.7, 27.9], [120.8, 27.9]]]},
        },
    ],
}
DISTRICTS = """\
[subjects.district]
type = "District"

[subjects.district.properties]
code = ["properties.adcode", "id"]
name = "properties.name"
"""


@pytest.fixture
def load_bytes(store, catalogue, pack, tmp_path: Path):
    async def load(name: str, content: bytes, **asked):
        (tmp_path / name).write_bytes(content)
        return (await import_files(store, catalogue, pack, [tmp_path / name], **asked)).runs[0]

    return load


async def schools(store, *columns: str) -> dict[str, tuple]:
    found = await nodes_by_name(store, "University", *columns)
    return {name: tuple(school[c] for c in columns) for name, school in found.items()}


# Quirks 1 to 3: encodings.


async def test_a_table_in_gbk_without_a_mark_is_detected_and_told_as_gb18030(load_bytes, store):
    # 单位名称 and 温州大学 as GBK has them, spelled out.
    content = b"\xb5\xa5\xce\xbb\xc3\xfb\xb3\xc6\r\n\xce\xc2\xd6\xdd\xb4\xf3\xd1\xa7\r\n"
    report = await load_bytes("高校.csv", content, as_type="高校")

    assert (report.files[0].encoding, report.issue_counts) == ("gb18030", {})
    assert set(await schools(store)) == {"温州大学"}


async def test_characters_that_gbk_lacks_are_kept(load_bytes, store):
    # 𠮷 is 95 34 B2 35 and 㑇 is FE 56 in GB18030.
    content = "单位名称,地址\n".encode("gb18030") + b"\x95\x34\xb2\x35\xb4\xf3\xd1\xa7,\xfe\x56\n"
    with pytest.raises(UnicodeDecodeError):
        content.decode("gbk")

    report = await load_bytes("高校.csv", content, as_type="高校")

    assert (report.files[0].encoding, report.issue_counts) == ("gb18030", {})
    assert await schools(store, "address") == {"𠮷大学": ("㑇",)}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
async def test_a_character_of_a_private_font_is_kept_and_flagged(load_bytes, store, encoding):
    name = "钟虓\ue863"
    report = await load_bytes("人才.csv", f"姓名\n{name}\n".encode(encoding), as_type="人才")

    assert set(await nodes_by_name(store, "Talent")) == {name}
    [issue] = report.issues
    assert (issue.row, issue.column, issue.value, issue.code) == (2, "姓名", name, "PUA_CHAR")


async def test_a_private_character_in_a_link_column_is_kept_and_flagged(load_bytes, store):
    name = "钟虓\ue863"
    table = f"项目名称,项目负责人\n甲,{name}\n"
    report = await load_bytes("项目.csv", table.encode("gb18030"), as_type="项目")

    assert set(await nodes_by_name(store, "Talent")) == {name}
    assert [(i.row, i.column, i.code) for i in report.issues] == [(2, "项目负责人", "PUA_CHAR")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
async def test_a_mark_at_the_beginning_is_no_part_of_the_first_header(load_bytes, store, encoding):
    content = "名称\t地址\r\n温州大学\t茶山\r\n".encode(encoding)
    assert content.startswith((b"\xef\xbb\xbf", b"\xff\xfe"))

    report = await load_bytes("高校.txt", content, as_type="高校")

    assert (report.files[0].encoding, report.files[0].unknown_columns) == (encoding, ())
    assert await schools(store, "address") == {"温州大学": ("茶山",)}


# Extras: line ends, quotes, separators.


async def test_line_ends_of_both_kinds_in_one_file_end_rows(load_bytes, store):
    content = "名称,地址\r\n甲大学,a\n乙大学,b\r\n丙大学,c\n丁大学,d".encode()
    report = await load_bytes("高校.csv", content, as_type="高校")

    assert report.files[0].read == 4
    assert await schools(store, "address") == {
        "甲大学": ("a",),
        "乙大学": ("b",),
        "丙大学": ("c",),
        "丁大学": ("d",),
    }


async def test_line_breaks_within_quotes_are_no_rows(load_bytes, store):
    # Six lines, three records; the third is told by its record's number.
    content = (
        '名称,成立日期,地址\r\n"甲大学",1933,"茶\r\n山\n镇"\r\n乙大学,someday,"""b"", c"\n'.encode()
    )
    assert content.count(b"\n") == 5
    report = await load_bytes("高校.csv", content, as_type="高校")

    assert report.files[0].read == report.files[0].created == 2
    assert [(i.row, i.code) for i in report.issues] == [(3, "BAD_DATE")]
    found = await schools(store, "address")
    assert found["甲大学"][0].split() == ["茶", "山", "镇"]
    assert found["乙大学"] == ('"b", c',)


@pytest.mark.parametrize("sign", [";", "\t", ","])
async def test_what_separates_cells_is_seen_whatever_the_file_is_called(load_bytes, store, sign):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=sign).writerows([["名称", "地址"], ["温州大学", "茶山,1号;2楼\t东"]])
    report = await load_bytes("高校.csv", gzip.compress(text.getvalue().encode()), as_type="高校")

    assert report.files[0].read == 1
    assert await schools(store, "address") == {"温州大学": ("茶山,1号;2楼\t东",)}


async def test_districts_of_geojson_are_read_by_id_or_code_be_it_text_or_number(
    load_bytes, store, tmp_path
):
    (tmp_path / "m.toml").write_text(DISTRICTS, encoding="utf-8")
    report = await load_bytes(
        "区划.json", json.dumps(GEOJSON).encode(), mapping=tmp_path / "m.toml"
    )

    found = await nodes_by_name(store, "District", "code")
    assert {name: row["code"] for name, row in found.items()} == {
        "鹿城区": "330302",
        "龙湾区": "330303",
    }
    assert report.issue_counts.keys() <= {"UNKNOWN_COLUMN"}


# Extra: stock codes.


async def test_a_stock_code_is_one_with_and_without_its_exchange(load_bytes, store):
    table = "企业名称,股票代码\n正泰电器,601877.SH\n正泰电器,601877\n正泰电器,SH601877\n乙,700.HK\n丙,1216\n"
    report = await load_bytes("企业.csv", table.encode(), as_type="企业")

    found = await nodes_by_name(store, "Enterprise", "stockCode")
    # Of 1216 nobody knows whether it was 001216: a code is not guessed.
    assert {name: firm["stockCode"] for name, firm in found.items()} == {
        "正泰电器": "601877",
        "乙": "00700.HK",
        "丙": None,
    }
    assert [(i.row, i.value, i.code) for i in report.issues] == [(6, "1216", "ID_DAMAGED")]


# Quirk 4: what stands above the header.


async def test_title_and_office_above_the_header_are_kept_as_read_and_are_no_records(
    load_bytes, store
):
    table = (
        "温州市2021年创新平台一览表,,\n,,\n填报单位：科技局,,2021年12月31日\n"
        "序号,平台名称,平台类别\n1,甲平台,科研平台\n"
    )
    report = await load_bytes("表.csv", table.encode("gb18030"))

    assert (report.files[0].type, report.files[0].created) == ("Platform", 1)
    assert report.files[0].skipped == {"above the header": 2, "blank": 1}
    assert set(await nodes_by_name(store, "Platform")) == {"甲平台"}
    kept = orjson.loads(zlib.decompress(await store.ledger.get_blob(f"raw/{report.run}/1")))
    assert [(row, cells[0]) for _, _, row, cells in kept] == [
        (1, "温州市2021年创新平台一览表"),
        (2, ""),
        (3, "填报单位：科技局"),
        (5, "1"),
    ]

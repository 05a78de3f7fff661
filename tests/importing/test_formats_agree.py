"""One table saved in every format says the same."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import html
import io
import json
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt
from listening_store import Listening
from raw_spreadsheets import plain_spreadsheet

from graph_service.ingest import import_files
from loaders.formats import FORMATS, read_file
from loaders.rows import UnreadableFile

HEADERS = ["序号", "平台名称", "信用代码", "建筑面积(万平方米)", "成立日期", "服务产业", "共建单位"]
ROWS = [
    [
        1,
        "甲研究院（温州）",
        "12100000470095016Q",
        1.5,
        dt.date(2021, 9, 3),
        "电气、泵阀",
        "甲大学；乙公司",
    ],
    [2, "乙平台", None, 120, 2020, "电气", None],
    [3, "丙平台", "无", None, "2021年9月", "炼金术", "甲大学"],
    ["合计", None, None, 121.5, None, None, None],
]


def as_xlsx() -> bytes:
    book = openpyxl.Workbook()
    for row in (HEADERS, *ROWS):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_xls() -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet")
    days = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for at, row in enumerate((HEADERS, *ROWS)):
        for column, cell in enumerate(row):
            if isinstance(cell, dt.date):
                sheet.write(at, column, cell, days)
            else:
                sheet.write(at, column, cell)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_text(delimiter: str, encoding: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([HEADERS, *ROWS])
    return text.getvalue().encode(encoding)


def as_records() -> list[dict]:
    """Every row as an object; what is empty is left out."""
    rows = [dict(zip(HEADERS, row, strict=True)) for row in ROWS]
    return [{name: cell for name, cell in row.items() if cell is not None} for row in rows]


def as_lines(encoding: str = "utf-8") -> bytes:
    records = as_records()
    # What is a list in a cell of a table can be a list here.
    records[0]["服务产业"] = records[0]["服务产业"].split("、")
    records[0]["共建单位"] = records[0]["共建单位"].split("；")
    lines = (json.dumps(r, ensure_ascii=False, default=str) + "\n" for r in records)
    return "".join(lines).encode(encoding)


def as_json(encoding: str, indent: int | None = None, *, within: bool = False) -> bytes:
    records = as_records()
    document = {"count": 4, "source": {"of": []}, "rows": records, "next": None}
    text = json.dumps(
        document if within else records,
        ensure_ascii=encoding == "ascii",
        default=str,
        indent=indent,
    )
    return text.encode(encoding)


def as_parquet(**asked) -> bytes:
    """Numbers and lists where a column holds nothing else, texts in the others."""
    columns = {
        header: pa.array([None if c is None else str(c) for c in cells])
        for header, cells in zip(HEADERS, zip(*ROWS, strict=True), strict=True)
    }
    columns["建筑面积(万平方米)"] = pa.array([row[3] for row in ROWS], pa.float64())
    columns["共建单位"] = pa.array([row[6] and row[6].split("；") for row in ROWS])
    columns["平台名称"] = columns["平台名称"].dictionary_encode()
    content = io.BytesIO()
    pq.write_table(pa.table(columns), content, **asked)
    return content.getvalue()


def as_page(encoding: str) -> bytes:
    rows = (
        "".join(f"<td>{'' if cell is None else html.escape(str(cell))}</td>" for cell in row)
        for row in (HEADERS, *ROWS)
    )
    return f"<html><table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>".encode(encoding)


def as_zip(content: bytes, name: str = "表/平台.csv") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, content)
    return packed.getvalue()


SAVED = {
    "t.csv": as_text(",", "utf-8"),
    "bom.csv": as_text(",", "utf-8-sig"),
    "gb.csv": as_text(",", "gb18030"),
    "semicolon.csv": as_text(";", "utf-8"),
    "t.tsv": as_text("\t", "gb18030"),
    "t.txt": as_text("\t", "utf-16"),
    "unicode-text.txt": b"\xff\xfe" + as_text("\t", "utf-16-le"),
    "big-endian.csv": b"\xfe\xff" + as_text(",", "utf-16-be"),
    "t.csv.gz": gzip.compress(as_text(",", "utf-8")),
    "t.txt.gz": gzip.compress(as_text("\t", "utf-16")),
    "t.tsv.gz": gzip.compress(as_text("\t", "utf-8")),
    "t.json": as_json("utf-8"),
    "indented.json": as_json("utf-8-sig", indent=2),
    "escaped.json": as_json("ascii"),
    "gb.json": as_json("gb18030"),
    "within.json": as_json("utf-8", within=True),
    "t.json.gz": gzip.compress(as_json("utf-16")),
    "t.jsonl": as_lines(),
    "t.ndjson": as_lines("utf-16"),
    "t.jsonl.gz": gzip.compress(as_lines()),
    "t.ndjson.gz": gzip.compress(as_lines("gb18030")),
    "t.xlsx": as_xlsx(),
    "t.xlsm": as_xlsx(),
    "t.ods": plain_spreadsheet([HEADERS, *ROWS]),
    "t.parquet": as_parquet(),
    "groups.parquet": as_parquet(row_group_size=2, compression="zstd"),
    "t.zip": as_zip(as_text(",", "gb18030")),
    "t.xls": as_xls(),
    "t.et": as_xls(),
    "t.html": as_page("utf-8"),
    "t.htm": as_page("gb18030"),
    "page.xls": as_page("gb18030"),
}


TEXTS = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson")
PACKED = {
    **{f"{name}.gz": gzip.compress(c) for name, c in SAVED.items() if name.endswith(TEXTS)},
    **{f"{name}.zip": as_zip(c, name) for name, c in SAVED.items() if not name.endswith(".zip")},
}


async def said_by(name: str, tmp_path, catalogue, pack):
    path = tmp_path / name
    path.write_bytes((SAVED | PACKED)[name])
    store = Listening()
    report = await import_files(store, catalogue, pack, [path], as_type="Platform")
    # Records are counted from the first; in other tables the header is the first row.
    header = 0 if "json" in name or "parquet" in name else 1
    issues = [(i.row - header, i.column, i.code) for i in report.runs[0].issues]
    return store.heard, issues, report.total("skipped")


def test_every_ending_of_every_format_is_saved_here():
    endings = {suffix for known in FORMATS for suffix in known.suffixes}

    assert endings == {name[name.index(".") :] for name in SAVED}


@pytest.mark.parametrize("name", SAVED | PACKED)
async def test_all_formats_say_the_same(tmp_path, catalogue, pack, name):
    statements, issues, skipped = await said_by(name, tmp_path, catalogue, pack)

    assert (statements, issues, skipped) == await said_by("t.csv", tmp_path, catalogue, pack)
    # 3 platforms, 甲大学 twice, 乙公司; 3 links to them
    assert len(statements) == 9
    assert issues == [(3, "服务产业", "UNKNOWN_TERM")]
    assert dict(statements[0].values) == {
        "name": "甲研究院（温州）",
        "uscc": "12100000470095016Q",
        "area": 15000.0,
        "establishedOn": "2021-09-03",
        "industries": ("ELECTRICAL", "PUMPS_AND_VALVES"),
    }


@pytest.mark.parametrize("name", sorted(n for n in SAVED if not n.endswith((*TEXTS, ".gz"))))
def test_what_is_no_text_is_refused_when_compressed_with_gzip(tmp_path, name):
    path = tmp_path / f"{name}.gz"
    path.write_bytes(gzip.compress(SAVED[name]))

    with pytest.raises(UnreadableFile, match=rf"{name}\.gz is compressed .* unpack it"):
        read_file(path)

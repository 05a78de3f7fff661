"""Delimited files: encodings, separators, damage."""

from __future__ import annotations

import csv
import gzip
import io
import os

import pytest

from loaders.formats import read_file
from loaders.rows import UnreadableFile

TABLE = [["名称", "地址"], ["温州大学", "茶山\n高教园区"], ["甲、乙", 'the "old" hall; 2, floor 3']]


def rows_of(path) -> list[list[str]]:
    return [row.cells for sheet in read_file(path).sheets for row in sheet.rows]


def written(delimiter: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(TABLE)
    return text.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_table_reads_the_same_in_every_encoding_and_with_every_separator(
    tmp_path, delimiter, encoding, packed
):
    content = written(delimiter).encode(encoding)
    path = tmp_path / ("t.csv.gz" if packed else "t.csv")
    path.write_bytes(gzip.compress(content) if packed else content)

    assert rows_of(path) == TABLE
    assert read_file(path).encoding == encoding


def test_characters_beyond_gbk_survive(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("名称\n".encode("gb18030") + b"\x95\x34\xb2\x35,\xfe\x56\n")

    assert rows_of(path)[1] == ["𠮷", "㑇"]


def test_a_record_with_line_breaks_counts_as_one_row(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('名称,地址\n"a\nb\nc",d\ne,f\n', encoding="utf-8")

    numbers = [row.number for sheet in read_file(path).sheets for row in sheet.rows]

    assert numbers == [1, 2, 3]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'a,b\n1,2\n3,"4\n5,6\n', "row 3 (line 3): a quotation mark is opened and never closed"),
        (b'a,b\n1,2\n3,"4"5\n6,7\n', "row 3 (line 3): a quotation mark stands in the middle"),
        (b"a,b\n" + b"5,6\n" * 40 + b"3,\x004\n5,6\n", "row 42: it contains a NUL character"),
        (b"a,b\n" + b"x" * (1 << 20) + b",1\n", "row 2: it is longer than 1,048,576 characters"),
        (b"a,b\n\xff\xff\xff,1\n", "is neither UTF-8 nor GB18030 text"),
    ],
)
def test_a_damaged_file_is_refused_with_the_row(tmp_path, content, said):
    path = tmp_path / "t.csv"
    path.write_bytes(content)

    with pytest.raises(UnreadableFile) as refusal:
        rows_of(path)

    assert said in str(refusal.value)
    assert str(refusal.value).startswith("t.csv")


def test_a_cut_off_compressed_file_is_refused(tmp_path):
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + bytes(range(65, 91)) * 4000)[:-20])

    with pytest.raises(UnreadableFile, match=r"t\.csv\.gz cannot be read"):
        rows_of(path)


def test_what_is_no_table_file_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (tmp_path / "page.xlsx").write_bytes(b"\n <HTML><p>Log in")
    (tmp_path / "text.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "bytes.csv").write_bytes(b"\x00\x01\x02" * 50)
    os.mkfifo(tmp_path / "pipe.csv")
    refusals = {
        tmp_path / "pipe.csv": "pipe.csv is no ordinary file",
        tmp_path: "is a folder; name the files in it",
        tmp_path / "none.csv": "There is no file",
        tmp_path / "empty.csv": "empty.csv is empty",
        tmp_path / "old.xls": "old.xls is no workbook but another file of an old office program",
        tmp_path / "page.xlsx": "page.xlsx is a web page without a table",
        tmp_path / "text.docx": "text.docx is of no known format; known endings are .xlsx",
        tmp_path / "bytes.csv": "its content is something else",
    }

    for path, said in refusals.items():
        with pytest.raises(UnreadableFile) as refusal:
            read_file(path)
        assert said in str(refusal.value)

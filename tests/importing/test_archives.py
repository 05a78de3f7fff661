"""ZIP archives: each table file in them is a file of its own, and hostile ones are refused."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from stores import MEMORY

from graph_service.ingest import import_files
from loaders.formats import read_file
from loaders.rows import UnreadableFile


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["平台名称"])
    book.active.append(["丙平台"])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture
def packed(tmp_path):
    def packed(members: dict[str, bytes], name: str = "a.zip"):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return tmp_path / name

    return packed


def as_gbk(path, name: str) -> None:
    """Write the one ASCII name in an archive anew, in GBK and without saying so."""
    content = path.read_bytes()
    short = name.encode("gb18030")
    path.write_bytes(content.replace(b"x" * len(short), short))


async def test_each_table_in_an_archive_is_a_file_of_its_own(catalogue, pack, packed):
    path = packed(
        {
            "二〇二一/甲.csv": "平台名称\n甲平台\n".encode("gb18030"),
            "二〇二一/乙.tsv": "平台名称\t地址\n乙平台\tx\n".encode(),
            "丙.xlsx": workbook(),
            "读我.pdf": b"%PDF",
            "__MACOSX/._丙.xlsx": b"x",
        },
        "平台.zip",
    )

    async with MEMORY.new(catalogue) as store:
        report = await import_files(store, catalogue, pack, [path], as_type="Platform")
        again = await import_files(store, catalogue, pack, [path], as_type="Platform")

    assert [(f.file, f.sheet, f.encoding, f.created) for f in report.runs[0].files] == [
        ("平台.zip/二〇二一/甲.csv", "", "gb18030", 1),
        ("平台.zip/二〇二一/乙.tsv", "", "utf-8", 1),
        ("平台.zip/丙.xlsx", "Sheet", "", 1),
        ("平台.zip/读我.pdf", "", "", 0),
    ]
    assert report.runs[0].files[3].left_out == "it is no table file"
    assert report.runs[0].source == "平台"
    assert again.runs[0].repeated


def test_names_in_gbk_are_read_as_such(packed):
    name = "温州大学平台.csv"
    path = packed({"x" * len(name.encode("gb18030")): b"a,b\n1,2\n"})
    as_gbk(path, name)

    assert [sheet.file for sheet in read_file(path).sheets] == [name]


def test_what_cannot_be_read_in_an_archive_is_named_with_it(packed):
    path = packed({"甲.csv": b"a,b\n1,2\n", "in/乙.csv": b'a,b\n"1,2\n'})

    with pytest.raises(UnreadableFile, match=r"^a\.zip/in/乙\.csv, row 2 \(line 2\): a quotation"):
        [list(sheet.rows) for sheet in read_file(path).sheets]


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"a.csv": b"a", "../../etc/b.csv": b"x"}, "a.zip holds a file called ../../etc/b.csv"),
        ({"/etc/b.csv": b"x"}, "which leads out of it; it was not unpacked"),
        ({"C:/b.csv": b"x"}, "a file called C:/b.csv, which leads out of it"),
        ({"a.csv": b"a", "in/b.zip": b"PK"}, "a.zip holds another archive, in/b.zip; unpack it"),
        ({"b.doc": b"a"}, "a.zip holds no table file"),
        (
            {"[Content_Types].xml": b"<Types/>"},
            "a.zip is a workbook, not an archive; call it .xlsx",
        ),
        ({f"{n}.csv": b"a" for n in range(1_001)}, "a.zip holds 1,001 files; at most 1,000"),
        ({"a.csv": bytes(80 << 20)}, "a.zip would unpack to 80 MB in 1 parts, more than a table"),
    ],
    ids=["out", "root", "drive", "nested", "none", "workbook", "many", "bomb"],
)
def test_what_no_archive_of_tables_has_is_refused(packed, members, said):
    with pytest.raises(UnreadableFile) as refusal:
        read_file(packed(members))

    assert said in str(refusal.value)


def test_a_protected_and_a_cut_archive_are_refused(packed, tmp_path):
    path = packed({"a.csv": b"a,b\n" * 100})
    content = bytearray(path.read_bytes())
    (tmp_path / "cut.zip").write_bytes(content[:-30])
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(content)

    with pytest.raises(UnreadableFile, match=r"a\.zip is protected by a password; unpack it"):
        read_file(path)
    with pytest.raises(UnreadableFile, match=r"cut\.zip is a damaged archive"):
        read_file(tmp_path / "cut.zip")


def test_a_member_that_unpacks_to_other_than_it_says_is_refused(packed):
    path = packed({"a.csv": b"a,b\n" * 1_000})
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    path.write_bytes(content)

    with pytest.raises(UnreadableFile, match=r"a\.zip/a\.csv cannot be unpacked: Bad CRC"):
        [list(sheet.rows) for sheet in read_file(path).sheets]

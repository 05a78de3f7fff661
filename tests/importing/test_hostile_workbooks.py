"""Workbooks made to do harm: refused with a sentence, or read in bounded time and memory."""

from __future__ import annotations

import resource
import tracemalloc
import zipfile

import pytest
from raw_workbooks import raw_workbook, row, text

from loaders.formats import read_file
from loaders.rows import UnreadableFile

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    "<{0}><si><t>&b;</t></si></{0}>"
)
OUTSIDE = (
    '<Relationships><Relationship Id="rId1" Type="x/worksheet" TargetMode="External"'
    ' Target="http://127.0.0.1:9/sheet1.xml"/></Relationships>'
)


@pytest.fixture
def refused(tmp_path):
    """The sentence with which a workbook is refused."""

    def refused(sheet: str = "<sheetData/>", **parts: str) -> str:
        path = raw_workbook(tmp_path / "t.xlsx", sheet, **parts)
        with pytest.raises(UnreadableFile) as refusal:
            [list(found.rows) for found in read_file(path).sheets]
        return str(refusal.value)

    return refused


def rows_of(path):
    return [found for sheet in read_file(path).sheets for found in sheet.rows]


@pytest.mark.parametrize("part", ["workbook", "sharedStrings", "sheet1"])
def test_a_part_that_declares_entities_is_refused(refused, part):
    said = refused(**{part: BOMB.format("x")})

    assert said.startswith("t.xlsx")
    assert "DTD" in said.upper() or "declares a document type" in said


def test_a_sheet_that_lies_outside_of_the_file_is_not_fetched(tmp_path):
    path = raw_workbook(tmp_path / "t.xlsx", "<sheetData/>")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/_rels/workbook.xml.rels"] = OUTSIDE.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    with pytest.raises(
        UnreadableFile, match="its sheet Sheet1 lies outside of the file, and links"
    ):
        rows_of(path)


def test_the_size_that_a_sheet_declares_takes_no_room(tmp_path):
    path = raw_workbook(
        tmp_path / "t.xlsx",
        '<dimension ref="A1:XFD1048576"/><sheetData>' + row(1, text("A1", "x")) + "</sheetData>",
    )

    tracemalloc.start()
    rows = rows_of(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert [r.cells for r in rows] == [["x"]]
    assert most < 20 << 20


def test_a_cell_in_the_last_row_and_column_is_read_without_holding_what_lies_between(tmp_path):
    path = raw_workbook(
        tmp_path / "t.xlsx",
        "<sheetData>"
        + row(1, text("A1", "x"))
        + row(1_048_576, text("XFD1048576", "y"))
        + "</sheetData>",
    )

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = 0
    for sheet in read_file(path).sheets:
        for found in sheet.rows:
            count += 1
            last = found
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    # What lies between is one row, which says so.
    assert (count, last.number, len(last.cells), last.cells[-1]) == (*(3, 1_048_576, 16_384, "y"),)
    assert grown < 50 << 10  # kilobytes


def test_a_hundred_thousand_styled_rows_without_values_are_no_rows(tmp_path):
    empty = '<row r="{}" s="1" customFormat="1"><c r="A{}" s="1"/><c r="B{}" s="1"/></row>'
    sheet = "".join(empty.format(n, n, n) for n in range(2, 100_000))
    path = raw_workbook(
        tmp_path / "t.xlsx", "<sheetData>" + row(1, text("A1", "x")) + sheet + "</sheetData>"
    )

    assert [(r.number, r.cells) for r in rows_of(path)] == [(1, ["x"])]


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (row(1_048_577, text("A1", "x")), "a row 1048577 after row 0, which no sheet can have"),
        (row(2, text("A2", "x")) + row(2, text("A2", "y")), "a row 2 after row 2"),
        (row(1, text("XFE1", "x")), "it has a cell XFE1, which no sheet can have"),
        (row(1, '<c r="A1" t="s"><v>7</v></c>'), "there is no shared text 7"),
        (row(1, '<c r="A1"><v>12x</v></c>'), "could not convert string to float: '12x'"),
        (row(1, text("A1", "x" * (40 << 20))), "it has a text longer than any cell can hold"),
        (row(1, text("A1", "x")) + "<row>", "its XML is damaged (mismatched tag"),
        (row(1, text("A1" + "1" * (20 << 20), "x")), "it has a mark of more than 16 MB"),
    ],
    ids=["row", "again", "column", "text", "number", "long", "cut", "mark"],
)
def test_what_no_sheet_can_have_is_refused(refused, sheet, said):
    found = refused(f"<sheetData>{sheet}</sheetData>")

    assert found.startswith("t.xlsx, sheet Sheet1, row ")
    assert said in found


def test_merged_ranges_that_lie_over_each_other_are_bounded(refused):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    names = [f"{c}{a}{b}" for c in ("", "A") for a in letters for b in letters]
    cells = "".join(text(f"{name}1", "x") for name in names)
    merged = "".join(f'<mergeCell ref="{name}1:{name}99"/>' for name in names)
    sheet = f"<sheetData>{row(1, cells)}</sheetData><mergeCells>{merged}</mergeCells>"

    assert "more than 1,000 merged ranges lie over row 1" in refused(sheet)

"""Workbooks of every kind come back marked: with macros, strict, with comments and threads, twice."""

from __future__ import annotations

import re
import zipfile
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from annotated_files import comments_of, flawed, mark, marked_cells, opened
from effort import tried
from office_workbook import (
    MAIN,
    OFFICE,
    SHEET,
    STRICT,
    office_parts,
    read_package,
    replaced,
    with_part,
    with_relation,
    write_package,
)
from package_difference import changed_parts, differences

from loaders.annotation import Findings
from loaders.annotation.findings import MOST
from loaders.annotation.problems import ANOTHER_TITLE, TITLE
from loaders.annotation.styles import Styles
from loaders.names import fold
from loaders.table import NOTES_SHEETS

RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml."
LEGACY = "http://schemas.microsoft.com/office/2017/10/relationships"
PERSON = "{11111111-2222-3333-4444-555555555555}"
THREAD = "{AAAAAAAA-2222-3333-4444-555555555555}"


@pytest.fixture
def annotated(tmp_path):
    """Writes a workbook of parts, marks cells in it and gives back the parts of the copy."""

    def write(parts, *issues, ending="xlsx"):
        write_package(tmp_path / f"a.{ending}", parts)
        done = mark(tmp_path / f"a.{ending}", tmp_path / f"b.{ending}", *issues)
        assert done.reason == ""
        return read_package(tmp_path / f"b.{ending}")

    write.path = tmp_path / "b.xlsx"
    return write


def with_comments(parts, comments: str, authors: str = "<author>张三</author>"):
    """The parts and comments on the first sheet, each with its box, as Excel writes them."""
    cells = re.findall(r'ref="([A-Z])(\d+)"', comments)
    boxes = "".join(
        f'<v:shape id="_x0000_s{1025 + n}" type="#_x0000_t202"><x:ClientData ObjectType="Note">'
        f"<x:Row>{int(row) - 1}</x:Row><x:Column>{'ABCDE'.index(column)}</x:Column>"
        "</x:ClientData></v:shape>"
        for n, (column, row) in enumerate(cells)
    )
    drawing = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:'
        'excel" xmlns:o="urn:schemas-microsoft-com:office:office"><o:shapelayout v:ext="edit">'
        '<o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shapetype id="_x0000_t202"/>'
        f"{boxes}<br></xml>"  # Excel's own are not always XML
    )
    told = (
        f'<comments xmlns="{MAIN}"><authors>{authors}</authors>'
        f"<commentList>{comments}</commentList></comments>"
    )
    parts = with_part(parts, "xl/comments1.xml", told, f"{KINDS}comments+xml")
    vml = "application/vnd.openxmlformats-officedocument.vmlDrawing"
    parts = with_part(parts, "xl/drawings/vmlDrawing1.vml", drawing, vml)
    parts = with_relation(parts, RELATIONS, "rId8", f"{OFFICE}/comments", "../comments1.xml")
    target = "../drawings/vmlDrawing1.vml"
    parts = with_relation(parts, RELATIONS, "rId9", f"{OFFICE}/vmlDrawing", target)
    return replaced(parts, SHEET, ("<extLst>", '<legacyDrawing r:id="rId9"/><extLst>'))


def boxes(parts) -> list[tuple[int, int]]:
    """Rows and columns of the boxes, from 0."""
    found = re.findall(
        rb"<x:Row>(\d+)</x:Row><x:Column>(\d+)</x:Column>", parts["xl/drawings/vmlDrawing1.vml"]
    )
    return [(int(row), int(column)) for row, column in found]


def test_macros_stay_in_the_same_bytes_and_the_workbook_of_their_kind(annotated):
    main = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    parts = replaced(office_parts(), "[Content_Types].xml", (f"{KINDS}sheet.main+xml", main))
    parts = with_part(parts, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros", "application/vnd")
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    rels = "xl/_rels/workbook.xml.rels"
    parts = with_relation(parts, rels, "rId7", kind, "vbaProject.bin")

    after = annotated(parts, flawed("B2"), ending="xlsm")

    assert after["xl/vbaProject.bin"] == parts["xl/vbaProject.bin"]
    assert after["[Content_Types].xml"].decode().count(main) == 1
    assert [d.kind for d in differences(parts[rels], after[rels])] == ["added"]


def test_a_strict_workbook_gets_strict_parts(annotated):
    parts = {
        name: part.replace(MAIN.encode(), STRICT[MAIN].encode()).replace(
            OFFICE.encode(), STRICT[OFFICE].encode()
        )
        for name, part in office_parts().items()
    }

    after = annotated(parts, flawed("B2"))

    for name in after.keys() - parts.keys() | changed_parts(parts, after):
        assert MAIN.encode() not in after[name]
        assert OFFICE.encode() not in after[name]
    kinds = re.findall(r'Type="([^"]*)"', after[RELATIONS].decode())
    assert {f"{STRICT[OFFICE]}/comments", f"{STRICT[OFFICE]}/vmlDrawing"} <= {*kinds}


def test_elements_with_prefixes_quotes_of_the_other_kind_comments_and_raw_text(annotated):
    sheet = (
        "<?xml version='1.0' encoding='utf-8'?><!-- <mergeCell ref='A1:Z99'/> -->"
        f"<x:worksheet xmlns:x='{MAIN}'><x:sheetData><!-- <c r='B1'/> --><x:row><x:c><x:v>1</x:v>"
        "</x:c><x:c t='inlineStr'><x:is><x:t><![CDATA[<c r='B2' s='1'>]]></x:t></x:is></x:c></x:row>"
        "<x:row r='3'/><x:row  r = '4' ><x:c r='C4'\n s='1' /></x:row></x:sheetData>"
        "<!-- <legacyDrawing r:id='rId9'/> --></x:worksheet>"
    )
    parts = {**office_parts(), SHEET: sheet.encode()}

    after = annotated(parts, *map(flawed, ("B1", "B2", "A3", "B4", "C4", "D4", "A9")))

    found = differences(parts[SHEET], after[SHEET])
    expected = [
        *("c[None]@s", "row[2]", "c[A3]", "c[B4]", "c[C4]@s", "c[D4]", "row[9]"),
        "legacyDrawing",
    ]
    assert sorted(d.path.rpartition("/")[2] for d in found) == sorted(expected)
    assert comments_of(annotated.path).keys() == {"B1", "B2", "A3", "B4", "C4", "D4", "A9"}
    assert opened(annotated.path, "名录")["B1"].value == "<c r='B2' s='1'>"


def test_comments_that_are_there_stay_and_ours_come_after_them(annotated):
    parts = with_comments(
        office_parts(),
        '<comment ref="B2" authorId="0"><text><r><rPr><b/></rPr><t>请核</t></r><r><t>实</t></r></text>'
        '</comment><comment ref="D9" authorId="0"><text><t>合计</t></text></comment>'
        '<comment ref="B4" authorId="0"><text><t>旧注</t></text></comment>',
    )

    after = annotated(parts, flawed("B2"), flawed("B4"), flawed("B6"))

    found = comments_of(annotated.path)
    assert found["B2"].startswith("请核实\n\n【数据核对】\n")
    assert found["B4"].startswith("旧注\n\n【数据核对】\n")
    assert found["B6"].startswith("【数据核对】\n")
    assert found["D9"] == "合计"
    assert b"<rPr><b/></rPr>" in after["xl/comments1.xml"]
    assert boxes(after) == [(1, 1), (8, 3), (3, 1), (5, 1)]
    assert changed_parts(parts, after) >= {"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"}
    assert RELATIONS not in changed_parts(parts, after)


def test_talks_in_threads_stay_as_they_are(annotated):
    """Excel makes the comment of a thread anew: what is put into it would be lost or repaired."""
    mirrored = (
        f'<comment ref="B2" authorId="0" xr:uid="{THREAD}" xmlns:xr="http://schemas.microsoft.com/'
        'office/spreadsheetml/2014/revision"><text><t>[线程批注] 请核实</t></text></comment>'
    )
    parts = with_comments(office_parts(), mirrored, f"<author>tc={THREAD}</author>")
    thread = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
        f'threadedcomments"><threadedComment ref="B2" personId="{PERSON}" id="{THREAD}">'
        "<text>请核实</text></threadedComment></ThreadedComments>"
    )
    name = "xl/threadedComments/threadedComment1.xml"
    parts = with_part(parts, name, thread, "application/vnd.ms-excel.threadedcomments+xml")
    target = "../threadedComments/threadedComment1.xml"
    parts = with_relation(parts, RELATIONS, "rId10", f"{LEGACY}/threadedComment", target)
    parts = with_part(parts, "xl/persons/person.xml", "<personList/>", "application/vnd.ms-excel")

    after = annotated(parts, flawed("B2"), flawed("B4"))

    assert changed_parts(parts, after).isdisjoint({name, "xl/persons/person.xml", RELATIONS})
    assert mirrored in after["xl/comments1.xml"].decode()
    assert boxes(after) == [(1, 1), (3, 1)]
    assert marked_cells(annotated.path) == {"B2", "B4"}
    assert opened(annotated.path, "问题").max_row == 4


def test_the_drawing_of_comments_stands_where_a_sheet_must_have_it(annotated):
    """Order of a worksheet's elements: ..., drawing, legacyDrawing, legacyDrawingHF, ..., extLst."""
    filters = '<autoFilter ref="A1:E51"/><mergeCells'
    behind = (
        '<legacyDrawingHF r:id="rId2"/><picture r:id="rId2"/><mc:AlternateContent><mc:Choice'
        ' Requires="x14"><controls/></mc:Choice></mc:AlternateContent><tableParts count="1">'
        '<tablePart r:id="rId3"/></tableParts><extLst>'
    )
    parts = replaced(office_parts(), SHEET, ("<extLst>", behind), ("<mergeCells", filters))

    after = annotated(parts, flawed("B2"))

    names = [d.path for d in differences(parts[SHEET], after[SHEET]) if d.kind != "attribute"]
    assert names == ["/worksheet/legacyDrawing"]
    text = after[SHEET].decode()
    order = [m[1] for m in re.finditer(r"<(drawing|legacyDrawing|legacyDrawingHF|picture)\b", text)]
    assert order == ["drawing", "legacyDrawing", "legacyDrawingHF", "picture"]


def test_it_stands_before_alternatives_of_what_comes_behind_it(annotated):
    behind = (
        '<mc:AlternateContent><mc:Choice Requires="x14"><controls/></mc:Choice>'
        "</mc:AlternateContent><extLst>"
    )
    parts = replaced(office_parts(), SHEET, ("<extLst>", behind))

    text = annotated(parts, flawed("B2"))[SHEET].decode()

    assert text.index("<legacyDrawing ") < text.index("<mc:AlternateContent>")


def test_what_was_annotated_is_annotated_again_without_traces_of_the_first_time(tmp_path):
    """B2 (green before) and B6 are corrected, B4 is bad still, C3 is bad now."""
    parts = with_comments(
        office_parts(), '<comment ref="B2" authorId="0"><text><t>请核实</t></text></comment>'
    )
    write_package(tmp_path / "a.xlsx", parts)
    mark(tmp_path / "a.xlsx", tmp_path / "b.xlsx", *map(flawed, ("B2", "B4", "B6", "C6")))
    mark(tmp_path / "b.xlsx", tmp_path / "c.xlsx", flawed("B4", value="其他"), flawed("C3"))

    comments = comments_of(tmp_path / "c.xlsx")
    assert comments.keys() == {"B2", "B4", "C3"}
    assert comments["B2"] == "请核实"
    assert comments["B4"].count("【数据核对】") == 1
    assert "其他" in comments["B4"]
    assert "someday" not in comments["B4"]
    assert marked_cells(tmp_path / "c.xlsx") == {"B4", "C3"}
    new = opened(tmp_path / "c.xlsx", "名录")
    assert new["B2"].fill.fgColor.rgb == "FFE2EFDA"  # as it was: B's bad cells are green
    assert new["B6"].fill.fgColor.rgb == "FFE2EFDA"
    assert new["C6"].fill.fill_type is None
    assert new.parent.sheetnames == ["名录", "透视", "底稿", "问题"]
    assert [c.value for c in new.parent["问题"]["F"]][2:] == ["B4", "C3"]
    after = read_package(tmp_path / "c.xlsx")
    assert boxes(after) == [(1, 1), (3, 1), (2, 2)]


@pytest.mark.parametrize(
    ("pattern", "colour", "again"),
    [
        ("none", "", True),
        ("solid", '<fgColor rgb="FFE2EFDA"/><bgColor indexed="64"/>', True),
        ("solid", '<fgColor theme="4" tint="0.6"/>', True),
        ("solid", '<bgColor indexed="64"/><fgColor indexed="43"/>', True),
        # A pattern is more than our fill can hold: the cell has no fill then.
        ("lightGrid", '<fgColor rgb="FF00FF00"/>', False),
    ],
)
def test_a_colour_that_a_mark_covered_comes_back(pattern, colour, again):
    fill = f'<fill><patternFill patternType="{pattern}">{colour}</patternFill></fill></fills>'
    format_ = '<xf numFmtId="0" fontId="0" fillId="{}" borderId="0" xfId="0"/>'
    parts = replaced(
        office_parts(),
        "xl/styles.xml",
        ("</fills>", fill),
        (format_.format(0), format_.format(3)),
    )
    first = Styles(parts["xl/styles.xml"], MAIN)
    marked = first.marked(0)
    second = Styles(first.to_bytes(), MAIN)

    unmarked = second.unmarked(marked)

    root = ET.fromstring(second.to_bytes())
    fills, formats = (root.find(f"{{{MAIN}}}{name}") for name in ("fills", "cellXfs"))
    look = fills[int(formats[unmarked].get("fillId"))][0]
    if again:
        colours = (fills[3].find(f".//{{{MAIN}}}fgColor"), look.find(f"{{{MAIN}}}fgColor"))
        assert len({None if c is None else ET.tostring(c) for c in colours}) == 1
    else:
        assert look.get("patternType") == "none"
    assert second.marked(marked) == marked == second.marked_again(marked)


def test_a_colour_that_another_program_put_into_a_mark_is_not_taken_for_the_cells_own(tmp_path):
    """LibreOffice writes a second colour of its own into every full fill."""
    write_package(tmp_path / "a.xlsx", office_parts())
    mark(tmp_path / "a.xlsx", tmp_path / "b.xlsx", flawed("B2"), flawed("C3"))
    saved = read_package(tmp_path / "b.xlsx")
    styles = re.sub(rb"<bgColor [^>]*/>", b'<bgColor rgb="FFD9D9D9"/>', saved["xl/styles.xml"])
    write_package(tmp_path / "b.xlsx", {**saved, "xl/styles.xml": styles})

    mark(tmp_path / "b.xlsx", tmp_path / "c.xlsx", flawed("B4"))

    sheet = opened(tmp_path / "c.xlsx", "名录")
    assert [sheet[name].fill.fill_type for name in ("B2", "C3")] == [None, None]
    assert marked_cells(tmp_path / "c.xlsx") == {"B4"}


def test_a_pink_that_is_the_senders_own_comes_back_too(tmp_path):
    pink = ('rgb="FFE2EFDA"', 'rgb="FFFFC7CE"')
    write_package(tmp_path / "a.xlsx", replaced(office_parts(), "xl/styles.xml", pink))
    for source, target, cell in (("a", "b", "B2"), ("b", "c", "B2"), ("c", "d", "B4")):
        mark(tmp_path / f"{source}.xlsx", tmp_path / f"{target}.xlsx", flawed(cell))

    sheet = opened(tmp_path / "d.xlsx", "名录")
    assert sheet["B2"].fill.fgColor.rgb == sheet["B6"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["B4"].fill.fgColor.rgb != "FFFFC7CE"


def test_the_same_flaws_again_change_no_cell_and_no_comment(tmp_path):
    issues = [*map(flawed, ("B2", "B4", "C3"))]
    write_package(tmp_path / "a.xlsx", office_parts())
    mark(tmp_path / "a.xlsx", tmp_path / "b.xlsx", *issues)
    mark(tmp_path / "b.xlsx", tmp_path / "c.xlsx", *issues)

    before, after = read_package(tmp_path / "b.xlsx"), read_package(tmp_path / "c.xlsx")

    assert before.keys() == after.keys()
    assert changed_parts(before, after) <= {"xl/worksheets/sheet4.xml", "xl/styles.xml"}


@pytest.mark.parametrize("names", ["some", "none", "empty"])
def test_the_name_of_the_filtered_cells_follows_the_list(tmp_path, names):
    """Excel gives the cells that a sheet filters a hidden name."""
    parts = office_parts()
    book = parts["xl/workbook.xml"].decode()
    if names != "some":
        empty = "" if names == "none" else "<definedNames/>"
        book = re.sub("<definedNames>.*</definedNames>", empty, book)
    write_package(tmp_path / "a.xlsx", {**parts, "xl/workbook.xml": book.encode()})

    mark(tmp_path / "a.xlsx", tmp_path / "b.xlsx", flawed("B2"), flawed("B4"))
    mark(tmp_path / "b.xlsx", tmp_path / "c.xlsx", flawed("B2"))

    for name, last in (("b.xlsx", 4), ("c.xlsx", 3)):
        after = read_package(tmp_path / name)
        book = after["xl/workbook.xml"].decode()
        told = re.findall(r'<definedName name="_xlnm._FilterDatabase" ([^>]*)>([^<]*)', book)
        assert told == [('localSheetId="3" hidden="1"', f"'问题'!$A$2:$M${last}")]
        assert book.index("</sheets>") < book.index("<definedNames>") < book.index("<calcPr")
        listed = after["xl/worksheets/sheet4.xml"].decode()
        assert f'<autoFilter ref="A2:M{last}"/>' in listed
    assert book.count("人数") == (names == "some")


def test_a_sheet_of_that_name_that_is_the_offices_own_stays(tmp_path):
    parts = replaced(
        office_parts(), "xl/workbook.xml", ('name="底稿"', 'name="问题"'), (' state="hidden"', "")
    )
    write_package(tmp_path / "a.xlsx", parts)
    mark(tmp_path / "a.xlsx", tmp_path / "b.xlsx", flawed("B2"))
    mark(tmp_path / "b.xlsx", tmp_path / "c.xlsx", flawed("B4"))

    for name in ("b.xlsx", "c.xlsx"):
        after = read_package(tmp_path / name)
        assert after["xl/worksheets/sheet3.xml"] == parts["xl/worksheets/sheet3.xml"]
        names = opened(tmp_path / name, "名录").parent.sheetnames
        assert names == ["名录", "透视", "问题", "问题（数据核对）"]


def test_a_list_of_problems_is_no_table_when_it_is_imported():
    assert {fold(TITLE), fold(ANOTHER_TITLE)} <= {*NOTES_SHEETS}


def test_hidden_sheets_and_days_counted_from_1904_stay(annotated):
    parts = replaced(
        office_parts(), "xl/workbook.xml", ("<workbookPr/>", '<workbookPr date1904="1"/>')
    )

    after = annotated(parts, flawed("B2"))

    book = opened(annotated.path, "名录").parent
    assert book["底稿"].sheet_state == "hidden"
    assert book.epoch.year == 1904
    assert book["名录"]["B42"].value.year == 2019  # 42042 days after 1904-01-01
    assert after["xl/worksheets/sheet3.xml"] == parts["xl/worksheets/sheet3.xml"]


def test_long_texts_stay_within_what_a_cell_and_a_comment_can_hold(annotated):
    long = "长" * 40_000
    issues = [
        flawed("B2", value=long, column=long, code=f"CODE_{n}", message=f"{n} {long}")
        for n in range(60)
    ]

    annotated(office_parts(), *issues)

    (text,) = comments_of(annotated.path).values()
    assert 1_000 < len(text) < 32_767
    rows = opened(annotated.path, "问题").iter_rows(values_only=True)
    assert max(len(str(value)) for row in rows for value in row) < 32_767


def test_names_of_parts_may_be_written_as_some_systems_do(annotated):
    parts = {
        name.replace("/", "\\").replace("Content_Types", "content_types"): part
        for name, part in office_parts().items()
    }

    after = annotated(parts, flawed("B2"))

    assert [name for name in after if "ypes" in name] == ["[content_types].xml"]
    assert changed_parts(parts, after) == {
        *("[content_types].xml", "xl\\workbook.xml", "xl\\_rels\\workbook.xml.rels"),
        *("xl\\styles.xml", "xl\\worksheets\\sheet1.xml", "xl\\worksheets\\_rels\\sheet1.xml.rels"),
    }


@pytest.mark.parametrize("styles", [f'<styleSheet xmlns="{MAIN}"/>', None])
def test_a_workbook_without_formats_gets_some(annotated, styles):
    parts = office_parts()
    if styles is None:
        del parts["xl/styles.xml"]
        told = f'Id="rId4" Type="{OFFICE}/styles" Target="styles.xml"'
        parts = replaced(parts, "xl/_rels/workbook.xml.rels", (f"<Relationship {told}/>", ""))
        override = f'<Override PartName="/xl/styles.xml" ContentType="{KINDS}styles+xml"/>'
        parts = replaced(parts, "[Content_Types].xml", (override, ""))
    else:
        parts["xl/styles.xml"] = styles.encode()
    sheet = re.sub(rb' s="\d+"| dxfId="0"', b"", parts[SHEET])

    annotated({**parts, SHEET: sheet}, flawed("B2"))

    assert marked_cells(annotated.path) == {"B2"}
    assert comments_of(annotated.path).keys() == {"B2"}


def test_of_a_format_with_alternatives_the_common_one_is_marked(annotated):
    plain = '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    alternatives = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="x"><xf x="1"/></mc:Choice><mc:Fallback>{plain}</mc:Fallback>'
        "</mc:AlternateContent>"
    )
    parts = replaced(office_parts(), "xl/styles.xml", (plain, alternatives))

    after = annotated(parts, flawed("C3"))["xl/styles.xml"].decode()

    marked = plain.replace('fillId="0"', 'fillId="3"').replace("/>", ' applyFill="1"/>')
    assert alternatives in after
    assert f"{marked}</cellXfs>" in after


@pytest.mark.parametrize("rows", [("3", "2"), ("2", "2")])
def test_rows_out_of_order_are_not_patched_but_listed(tmp_path, rows):
    inside = "".join(f'<row r="{n}"><c r="A{n}"/></row>' for n in rows)
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{inside}</sheetData></worksheet>'
    write_package(tmp_path / "a.xlsx", {**office_parts(), SHEET: sheet.encode()})

    done = mark(tmp_path / "a.xlsx", tmp_path / "b.xlsx", flawed("B2"))

    assert done.reason == "工作表的行没有按顺序排列"
    assert openpyxl.load_workbook(tmp_path / "b.xlsx").sheetnames == ["问题"]


def test_a_mark_at_the_beginning_of_the_bytes_moves_nothing(annotated):
    parts = {**office_parts(), SHEET: b"\xef\xbb\xbf" + office_parts()[SHEET]}

    after = annotated(parts, flawed("B2"))

    assert after[SHEET].startswith(b"\xef\xbb\xbf<?xml")
    assert len(differences(parts[SHEET], after[SHEET])) == 2


@pytest.mark.parametrize("size", [1, 3])
def test_a_sheet_read_in_small_pieces_comes_out_the_same(annotated, monkeypatch, size):
    whole = annotated(office_parts(), flawed("B2"), flawed("A60"))[SHEET]
    annotated.path.unlink()
    monkeypatch.setattr("loaders.annotation.sheet._CHUNK", size)

    assert annotated(office_parts(), flawed("B2"), flawed("A60"))[SHEET] == whole


def test_more_bad_cells_than_are_listed_are_marked_as_far_as_they_are_listed(tmp_path):
    """With THOROUGH=1 as many as a sheet can have links to."""
    most = tried(every_run=500, thorough=MOST)
    bad = most + 160
    inside = "".join(f'<row r="{n}"><c r="A{n}"/><c r="B{n}"/></row>' for n in range(1, bad + 1))
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{inside}</sheetData></worksheet>'
    write_package(tmp_path / "a.xlsx", {**office_parts(), SHEET: sheet.encode()})
    found = Findings(most)
    for n in range(1, bad + 1):
        found.note(tmp_path, flawed(f"B{n}"))

    done = mark(
        tmp_path / "a.xlsx", tmp_path / "b.xlsx", *found.of(tmp_path), more=found.more(tmp_path)
    )

    assert (done.marked, done.listed, done.more) == (most, most, 160)
    with zipfile.ZipFile(tmp_path / "b.xlsx") as archive:
        listed = archive.read("xl/worksheets/sheet4.xml").decode()
        assert archive.read("xl/comments1.xml").count(b"<comment ") == most
    assert listed.count("<hyperlink ") == most
    assert "还有 160 处未列出" in listed
    assert MOST <= 65_530  # links in a sheet that Excel takes

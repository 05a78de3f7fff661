"""Extra: workbooks that are web pages, as many programs of offices export them."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read_back import nodes_by_name

from graph_service.ingest import import_files
from loaders.formats import read_file
from loaders.rows import UnreadableFile

EXPORTED = """\
<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="gb2312">
<style>td { mso-number-format: "\\@" } table { }</style><title><项目></title></head><body>
<table border=1><tr><td colspan=4>温州市2021年项目</td></tr>
<tr><th rowspan=2>项目名称<th rowspan=2>项目编号<th colspan=2>经费(万元)</tr>
<tr><th>财政<th>自筹</tr>
<tr><td>甲&amp;乙<br>项目</td><td x:str>00012</td><td>1&nbsp;</td><td>2</td></tr>
<tr><td>丙
  项目</td><td rowspan=2>A2</td><td>3<td>&nbsp;
<tr><td>丙 项目</td><td>3</td></tr>
<tr><td>合计<td></td><td>7</td><td>2</td></table></body></html>
"""


def rows_of(path: Path) -> list[list[list]]:
    return [[row.cells for row in sheet.rows] for sheet in read_file(path).sheets]


@pytest.fixture
def page(tmp_path):
    def write(text: str, name: str = "表.xls", encoding: str = "utf-8") -> Path:
        (tmp_path / name).write_bytes(text.encode(encoding))
        return tmp_path / name

    return write


@pytest.mark.parametrize(
    "saved",
    [("表.xls", "gb18030"), ("表.xlsx", "utf-8"), ("表.csv", "utf-8-sig"), ("表.html", "utf-16")],
)
async def test_a_workbook_that_is_a_web_page_is_read_as_the_table_it_shows(
    store, catalogue, pack, page, saved
):
    path = page(EXPORTED, *saved)
    report = (await import_files(store, catalogue, pack, [path], as_type="项目")).runs[0]

    # A title, two rows of header, three projects of which the last two are one, a total.
    assert (report.files[0].read, report.files[0].created, report.files[0].unchanged) == (5, 2, 1)
    assert report.files[0].skipped == {"above the header": 1, "footer": 1}
    found = await nodes_by_name(store, "Project", "number", "fundingMinor")
    # In units of 10,000 yuan x 100 fen; 1 + 3 + 3 is the total of 7, of which nothing is said.
    assert {row["number"]: row["fundingMinor"] for row in found.values()} == {
        "00012": 1_000_000,
        "A2": 3_000_000,
    }
    assert report.issue_counts == {"UNKNOWN_COLUMN": 1}


def test_each_table_is_a_sheet_and_one_within_a_cell_is_one_of_its_own(page):
    path = page(
        "<!DOCTYPE html><table><tr><td>a<table><tr><td>b</table><td>c</table>"
        "<script>if (1 < 2) '<table>'</script><table><tr><td>d<tr><td>e</table>"
    )

    assert [sheet.name for sheet in read_file(path).sheets] == ["table 2", "", "table 3"]
    assert rows_of(path) == [[["b"]], [["a", "c"]], [["d"], ["e"]]]


def test_a_cell_over_rows_counts_for_all_and_one_over_columns_for_the_first(page):
    path = page(
        "<table><tr><td rowspan=3>a<td colspan=2 rowspan=2>b<td>c<tr><td>d"
        "<tr><td>e<td rowspan=0>f<td colspan=x>g</table>"
    )

    assert rows_of(path) == [[["a", "b", None, "c"], ["a", "b", None, "d"], ["a", "e", "f", "g"]]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html><p>请登录", "is a web page without a table; export the table again"),
        ("<table><!--" + "x" * (1 << 21), "a tag or a comment is opened and never closed"),
        ("<table><tr>" + "<td colspan=1000>" * 17, "row 1 has more than 16,384 columns"),
        (
            "<table><tr><td>" + f"<b>{'x' * 1_024}" * 1_025,
            "a cell of row 1 is longer than 1,048,576",
        ),
        ("<table><tr>" + "<td rowspan=9>x" * 1_001, "more than 1,000 merged ranges lie over row 1"),
    ],
)
def test_a_page_that_is_no_table_is_refused_with_the_reason(page, text, said):
    path = page(text)
    with pytest.raises(UnreadableFile, match=said):
        rows_of(path)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8).map(str.strip)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), min_size=1, max_size=5)
)


@given(TABLES, st.booleans())
def test_what_is_written_into_cells_is_read(tmp_path_factory, rows, closed):
    # Ends of cells and rows may be left out.
    end = "</td>" if closed else ""
    cells = ["".join(f"<td>{html.escape(c)}{end}" for c in row) for row in rows]
    path = tmp_path_factory.mktemp("page") / "t.html"
    path.write_text(f"<html><table>{''.join(f'<tr>{c}' for c in cells)}</table>", encoding="utf-8")

    # Spaces count once, as they are shown, and empty cells are empty.
    shown = [[" ".join(part for part in c.split(" ") if part) or None for c in row] for row in rows]
    assert rows_of(path) == [shown]

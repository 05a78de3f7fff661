"""Sheets written in every way that XML allows: a mark changes the format of its cell and no more."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from loaders.annotation.sheet import Marking, mark_sheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MOST_ROWS, MOST_COLUMNS = 8, 6
MARKED = 1_000
"""A marked cell's format is its own and so much more."""

spaces = st.sampled_from(["", " ", "\n  "])
quotes = st.sampled_from("\"'")
asides = st.sampled_from(["", "<!-- <c r='A1'/><row r='1'/> -->", "<?x <c?>", "\n\t"])
contents = st.sampled_from(
    [
        "<{0}v>1</{0}v>",
        "<{0}is><{0}t><![CDATA[</c></row>]]></{0}t></{0}is>",
        "<{0}is><{0}t>a &lt;c/&gt; &#x4E2D;</{0}t></{0}is>",
        '<{0}f>IF(A1&gt;1,"<![CDATA[<row>]]>",2)</{0}f><{0}v/>',
    ]
)


@st.composite
def tags(draw, name, **attributes):
    """A start tag without its end, with odd spaces and quotes."""
    told = ""
    for key, value in attributes.items():
        if value is not None:
            quote = draw(quotes)
            told += f"{draw(spaces) or ' '}{key}{draw(spaces)}={draw(spaces)}{quote}{value}{quote}"
    return f"<{name}{told}{draw(spaces)}"


@st.composite
def elements(draw, prefix, name, inside, **attributes):
    tag = draw(tags(prefix + name, **attributes))
    if not inside and draw(st.booleans()):
        return f"{tag}/>"
    return f"{tag}>{inside}</{prefix}{name}{draw(spaces)}>"


def letters(column):
    return "ABCDEFGH"[column - 1]


@st.composite
def sheets(draw):
    prefix = draw(st.sampled_from(["", "x:", "名:"]))
    rows, row = [], 0
    for number in sorted(draw(st.sets(st.integers(1, MOST_ROWS)))):
        cells, column = [], 0
        for at in sorted(draw(st.sets(st.integers(1, MOST_COLUMNS)))):
            inside = draw(st.none() | contents)
            named = at != column + 1 or draw(st.booleans())
            style = draw(st.none() | st.integers(0, 3))
            cell = elements(
                prefix,
                "c",
                inside.format(prefix) if inside else "",
                r=f"{letters(at)}{number}" if named else None,
                s=style,
                t="inlineStr" if inside and "is>" in inside else None,
            )
            cells.append(draw(asides) + draw(cell))
            column = at
        named = number != row + 1 or draw(st.booleans())
        inside = "".join(cells) + draw(asides) if cells else ""
        rows.append(
            draw(asides) + draw(elements(prefix, "row", inside, r=number if named else None))
        )
        row = number
    data = draw(elements(prefix, "sheetData", "".join(rows)))
    behind = draw(st.sampled_from(["", "<{0}pageMargins/>", "<{0}pageMargins/><{0}extLst/>"]))
    head = draw(st.sampled_from(["", "<?xml version='1.0' encoding='utf-8'?>\n", "\ufeff"]))
    name = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    return (
        f'{head}<{prefix}worksheet {name}="{MAIN}">{data}{behind.format(prefix)}{draw(asides)}'
        f"</{prefix}worksheet>"
    ).encode()


def cells(data: bytes) -> dict[tuple[int, int], tuple[int, str]]:
    """Format and content by place, found by another parser and by counting."""
    found, row = {}, 0
    for element in ET.fromstring(data).find(f"{{{MAIN}}}sheetData"):
        row = int(element.get("r", row + 1))
        column = 0
        for cell in element:
            name = re.fullmatch(r"([A-H])\d+", cell.get("r", ""))
            column = "ABCDEFGH".index(name[1]) + 1 if name else column + 1
            style = int(cell.attrib.pop("s", 0))
            cell.attrib.pop("r", None)
            cell.tail = None
            assert (row, column) not in found
            found[row, column] = style, written(cell)
    return found


def written(cell: ET.Element) -> str:
    # Prefixes are whatever was registered last, by anybody in this process.
    return ET.canonicalize(ET.tostring(cell, encoding="unicode"), rewrite_prefixes=True)


places = st.sets(st.tuples(st.integers(1, MOST_ROWS + 1), st.integers(1, MOST_COLUMNS + 1)))


@given(sheets(), places, places)
def test_marks_change_formats_and_add_empty_cells_and_nothing_else(sheet, marked, unmarked):
    unmarked -= marked
    restyled = {}
    for row, column in marked:
        restyled.setdefault(row, {})[column] = lambda style: style + MARKED
    for row, column in unmarked:
        restyled.setdefault(row, {})[column] = lambda style: style
    target = io.BytesIO()

    mark_sheet(io.BytesIO(sheet), target, Marking(restyled, 'legacyDrawing r="1"/>'))

    before, after = cells(sheet), cells(target.getvalue())
    added = marked - before.keys()
    assert after.keys() == before.keys() | added
    for place, (style, content) in after.items():
        was, told = before.get(place, (0, written(ET.Element(f"{{{MAIN}}}c"))))
        assert style == was + MARKED * (place in marked)
        assert content == told
    names = [element.tag.rpartition("}")[2] for element in ET.fromstring(target.getvalue())]
    assert names.count("legacyDrawing") == 1
    assert names in (
        ["sheetData", "legacyDrawing"],
        ["sheetData", "pageMargins", "legacyDrawing"],
        ["sheetData", "pageMargins", "legacyDrawing", "extLst"],
    )


@given(sheets())
def test_without_marks_a_sheet_is_the_same_bytes(sheet):
    target = io.BytesIO()

    mark_sheet(io.BytesIO(sheet), target, Marking({}, ""))

    assert target.getvalue() == sheet

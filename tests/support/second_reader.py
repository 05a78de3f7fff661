"""A second reading of table files: the rows that say something, found without the loaders."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class SecondSheet:
    """A sheet as texts: one list of cells a row that has any."""

    name: str
    hidden: bool
    rows: list[list[str]]


def read_again(path: Path) -> list[SecondSheet]:
    """All sheets of a workbook or text table, with their rows that have any text."""
    data = path.read_bytes()
    return _workbook(data) if data.startswith(b"PK") else [_text(data)]


def folded(text: str) -> str:
    """A text as it is compared here: no case, no forms of brackets, no white space, no widths."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s\u200b-\u200f\u2060\ufeff]", "", text.translate(_BRACKETS))


_BRACKETS = str.maketrans("[{【〔〖［｛]}】〕〗］｝", "(((((((" + ")))))))")


def _text(data: bytes) -> SecondSheet:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("gb18030")
    first = next((line for line in text.splitlines() if re.search("[,;\t]", line)), ",")
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return SecondSheet(
        "", hidden=False, rows=[row for row in rows if any(cell.strip() for cell in row)]
    )


def _workbook(data: bytes) -> list[SecondSheet]:
    archive = zipfile.ZipFile(io.BytesIO(data))

    def parsed(part: str) -> ET.Element:
        return ET.fromstring(archive.read(part))

    texts: list[str] = []
    if "xl/sharedStrings.xml" in archive.namelist():
        texts = [
            "".join(t.text or "" for t in item.iter(f"{_MAIN}t"))
            for item in parsed("xl/sharedStrings.xml")
        ]
    targets = {
        one.get("Id"): one.get("Target", "").removeprefix("/xl/")
        for one in parsed("xl/_rels/workbook.xml.rels")
    }
    sheets = []
    for sheet in parsed("xl/workbook.xml").iter(f"{_MAIN}sheet"):
        root = parsed("xl/" + targets[sheet.get(_RELATED)])
        rows = [_row(row, texts) for row in root.iter(f"{_MAIN}row")]
        filled = [row for row in rows if any(cell.strip() for cell in row)]
        hidden = sheet.get("state", "visible") != "visible"
        sheets.append(SecondSheet(sheet.get("name", ""), hidden, filled))
    return sheets


def _row(row: ET.Element, texts: list[str]) -> list[str]:
    cells: dict[int, str] = {}
    for cell in row.iter(f"{_MAIN}c"):
        at = 0
        for letter in re.sub(r"\d", "", cell.get("r", "")):
            at = at * 26 + ord(letter) - ord("A") + 1
        cells[at] = _cell(cell, texts)
    return [cells.get(at, "") for at in range(1, max(cells, default=0) + 1)]


def _cell(cell: ET.Element, texts: list[str]) -> str:
    value = cell.find(f"{_MAIN}v")
    if cell.get("t") == "inlineStr":
        return "".join(t.text or "" for t in cell.iter(f"{_MAIN}t"))
    if value is None or value.text is None:
        return ""
    return texts[int(value.text)] if cell.get("t") == "s" else value.text

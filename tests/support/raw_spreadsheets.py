"""OpenDocument spreadsheets written mark by mark."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape

_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
    for prefix in ("office", "table", "text", "style")
)


def raw_spreadsheet(*tables: str, styles: str = "", **parts: str) -> bytes:
    """The bytes of a spreadsheet of tables as they are given."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {_NAMES}><office:automatic-styles>{styles}"
            "</office:automatic-styles><office:body><office:spreadsheet>"
            f"{''.join(tables)}</office:spreadsheet></office:body></office:document-content>",
        )
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", part)
    return content.getvalue()


def table(*rows: str, name: str = "Sheet1", more: str = "", columns: str = "") -> str:
    return f'<table:table table:name="{name}" {more}>{columns}{"".join(rows)}</table:table>'


def row(*cells: object, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(map(cell, cells))}</table:table-row>"


def cell(value: object, *, more: str = "", shown: str = "") -> str:
    """A cell with a value; what is a cell already stays as it is."""
    if isinstance(value, str) and value.startswith("<table:"):
        return value
    match value:
        case None:
            told = ""
        case int() | float():
            told = f'office:value-type="float" office:value="{value}"'
        case dt.date():
            told = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        case _:
            told = 'office:value-type="string"'
    text = shown or ("" if value is None else str(value))
    inside = f"<text:p>{escape(text)}</text:p>" if text else ""
    return f"<table:table-cell {told} {more}>{inside}</table:table-cell>"


def plain_spreadsheet(rows: Iterable[Iterable[object]]) -> bytes:
    return raw_spreadsheet(table(*(row(*cells) for cells in rows)))

"""The list of problems as a workbook of its own."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from loaders.annotation.package import entry
from loaders.annotation.problems import TITLE, summary
from loaders.annotation.problems_sheet import filtered, problems_sheet
from loaders.annotation.styles import Styles
from loaders.report import Issue

__all__ = ["write_separate"]

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KINDS: Final = "application/vnd.openxmlformats-"
_SHEETS: Final = f"{_KINDS}officedocument.spreadsheetml."
_TYPES: Final = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
    f' ContentType="{_KINDS}package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEETS}worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_SHEETS}styles+xml"/></Types>'
)


def write_separate(issues: Sequence[Issue], more: int, reason: str, path: Path) -> None:
    """Write the problems of a file that cannot be given back with marks.

    It is the same sheet that other workbooks get, in a workbook of its own.

    Parameters
    ----------
    issues : sequence of Issue
    more : int
        How many others there are.
    reason : str
        Why the file itself does not come back, in Chinese.
    path : Path
    """
    styles = Styles(None, _MAIN)
    told = f"{summary(issues, more)}原文件未改动：{reason}。"
    sheet = problems_sheet(issues, told, styles, _MAIN, frozenset())
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _HEAD + _TYPES,
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": _book(filtered(len(issues))),
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")
        ),
        "xl/styles.xml": styles.to_bytes(),
        "xl/worksheets/sheet1.xml": sheet,
    }
    with zipfile.ZipFile(path, "w") as written:
        for name, part in parts.items():
            written.writestr(entry(name), part)


def _book(cells: str) -> str:
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="{TITLE}"'
        ' sheetId="1" r:id="rId1"/></sheets><definedNames><definedName'
        f' name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">{TITLE}!{cells}</definedName>'
        "</definedNames></workbook>"
    )


def _relations(*targets: tuple[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'

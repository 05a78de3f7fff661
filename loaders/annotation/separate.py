"""The list of problems as a workbook of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from loaders.annotation.problems import COLUMNS, TITLE, is_risky, problem_rows, summary
from loaders.annotation.problems_sheet import filtered
from loaders.report import Issue

__all__ = ["write_separate"]

_NOT_IN_CELLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_separate(issues: Sequence[Issue], more: int, reason: str, path: Path) -> None:
    """Write the problems of a file that cannot be given back with marks.

    Parameters
    ----------
    issues : sequence of Issue
    more : int
        How many others there are.
    reason : str
        Why the file itself does not come back, in Chinese.
    path : Path
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.properties import PageSetupProperties

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(TITLE)
    for i, (_, width) in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + i)].width = width
    sheet.freeze_panes = "A3"
    sheet.auto_filter.ref = filtered(len(issues)).replace("$", "")
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    told = f"{summary(issues, more)}原文件未改动：{reason}。"
    sheet.append([_cell(sheet, told, font=bold)])
    sheet.append([_cell(sheet, name, font=bold) for name, _ in COLUMNS])
    for row in problem_rows(issues):
        sheet.append([_cell(sheet, value, alignment=wrapped) for value in row])
    book.save(path)


def _cell(sheet: Any, value: str | int, **look: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, int):
        cell = WriteOnlyCell(sheet, value)
    else:
        cell = WriteOnlyCell(sheet, _NOT_IN_CELLS.sub("\ufffd", value) or None)
        if value:
            # A text that begins with = is no formula, here and when somebody edits the cell.
            cell.data_type = "s"
            cell.number_format = "@"
            cell.quotePrefix = is_risky(value)
    for name, part in look.items():
        setattr(cell, name, part)
    return cell

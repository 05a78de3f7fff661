"""Workbooks annotated in a test, and what is marked in them."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import openpyxl

from loaders.annotation import Annotated, annotate
from loaders.report import Issue

FILL = re.compile("FFF[89A-F]C[4-7]C[89A-F]")
"""Shades of pink: they differ by what colour they cover."""


def flawed(
    cell: str,
    *,
    sheet: str = "名录",
    value: str = "someday",
    code: str = "BAD_DATE",
    message: str = "",
    hint: str = "Write 2021, 2021-09 or 2021-09-03.",
    column: str = "成立日期",
) -> Issue:
    """A flaw of one cell; of a whole row if the name is only a number."""
    letters, digits = re.fullmatch(r"([A-Z]*)(\d+)", cell).groups()
    position = openpyxl.utils.column_index_from_string(letters) if letters else 0
    message = message or f"{value} is not a date."
    return Issue("a.xlsx", sheet, int(digits), column, value, code, message, hint, position)


def mark(source: Path, target: Path, *issues: Issue, more: int = 0) -> Annotated:
    return annotate(source, issues, more, target)


def comments_of(path: Path, sheet: str = "名录") -> dict[str, str]:
    """Texts by cell."""
    return {cell.coordinate: cell.comment.text for cell in _cells(path, sheet) if cell.comment}


def marked_cells(path: Path, sheet: str = "名录") -> set[str]:
    """Names of the cells with the fill of bad ones."""
    return {c.coordinate for c in _cells(path, sheet) if FILL.fullmatch(str(c.fill.fgColor.rgb))}


def opened(path: Path, sheet: str):
    """A sheet of a workbook; what openpyxl does not know of it is left out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(path)[sheet]


def _cells(path: Path, sheet: str):
    return [cell for row in opened(path, sheet).iter_rows() for cell in row]

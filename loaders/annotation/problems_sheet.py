"""The list of problems as a sheet of the sender's own workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from loaders.annotation.cells import cell_name, column_letters
from loaders.annotation.findings import marked_place
from loaders.annotation.markup import attribute, shown_text
from loaders.annotation.problems import COLUMNS, HEADER_ROW, LINK, is_risky, problem_rows
from loaders.annotation.styles import Styles
from loaders.report import Issue

__all__ = ["filtered", "problems_sheet"]

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FIRST: Final = HEADER_ROW + 1
"""Row of the first problem."""
_LINE: Final = 15
"""Height of a line in points."""
_MOST_LINES: Final = 12
_NARROW: Final = "\xff"
"""Letters after it are twice as wide."""


def filtered(length: int) -> str:
    """The cells that can be filtered in a list of so many problems.

    Examples
    --------
    >>> filtered(40)
    '$A$2:$M$42'
    """
    last = HEADER_ROW + max(1, length)
    return f"$A${HEADER_ROW}:${column_letters(len(COLUMNS))}${last}"


def problems_sheet(
    issues: Sequence[Issue], told: str, styles: Styles, namespace: str, linked: frozenset[str]
) -> bytes:
    """Write the sheet that lists the problems and leads to their cells.

    Texts stand in the sheet itself, as texts: none is a formula, and the workbook's own list of
    texts stays as it is.

    Parameters
    ----------
    issues : sequence of Issue
    told : str
        What stands above the list.
    styles : Styles
    namespace : str
        The workbook's.
    linked : frozenset of str
        Names of the sheets to which a link can lead.
    """
    last = _FIRST + max(1, len(issues)) - 1
    widths = "".join(
        f'<col min="{i}" max="{i}" width="{width}" customWidth="1"/>'
        for i, (_, width) in enumerate(COLUMNS, start=1)
    )
    pieces = [
        (
            f'{_HEAD}<worksheet xmlns="{namespace}"><sheetPr><tabColor rgb="FFC00000"/>'
            '<pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<dimension ref="A1:{column_letters(len(COLUMNS))}{last}"/><sheetViews>'
            f'<sheetView workbookViewId="0"><pane ySplit="{_FIRST - 1}" topLeftCell="A{_FIRST}"'
            f' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f"<cols>{widths}</cols><sheetData>"
        ),
        _row(1, [told], [styles.header]),
        _row(2, [name for name, _ in COLUMNS], [styles.header] * len(COLUMNS)),
    ]
    links = []
    for number, (issue, row) in enumerate(zip(issues, problem_rows(issues), strict=True), _FIRST):
        place = marked_place(issue)
        leads = place is not None and issue.sheet in linked
        pieces.append(
            _row(
                number,
                row,
                [
                    styles.link
                    if leads and i == LINK
                    else styles.quoted
                    if isinstance(value, str) and is_risky(value)
                    else styles.plain
                    for i, value in enumerate(row)
                ],
            )
        )
        if place is not None and leads:
            sheet = issue.sheet.replace("'", "''")
            target = attribute(f"'{sheet}'!{cell_name(*place)}")
            links.append(f'<hyperlink ref="{cell_name(number, LINK + 1)}" location={target}/>')
    pieces.append(f'</sheetData><autoFilter ref="{filtered(len(issues)).replace("$", "")}"/>')
    if links:
        pieces.append(f"<hyperlinks>{''.join(links)}</hyperlinks>")
    # Printed as wide as a page.
    pieces.append('<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>')
    return "".join(pieces).encode()


def _row(number: int, values: Sequence[str | int], styles: Sequence[int]) -> str:
    cells = "".join(
        _cell(cell_name(number, i), value, style)
        for i, (value, style) in enumerate(zip(values, styles, strict=True), start=1)
        if value != ""
    )
    height = _height(values) if number >= _FIRST else ""
    return f'<row r="{number}"{height}>{cells}</row>'


def _height(values: Sequence[str | int]) -> str:
    """How high a row is whose texts are wrapped, as attributes: not every program works it out."""
    lines = max(
        -(-sum(2 if letter > _NARROW else 1 for letter in value) // width)
        for value, (_, width) in zip(values, COLUMNS, strict=True)
        if isinstance(value, str)
    )
    if lines <= 1:
        return ""
    return f' ht="{_LINE * min(lines, _MOST_LINES)}" customHeight="1"'


def _cell(name: str, value: str | int, style: int) -> str:
    if isinstance(value, int):
        return f'<c r="{name}" s="{style}"><v>{value}</v></c>'
    text = f'<is><t xml:space="preserve">{shown_text(value)}</t></is>'
    return f'<c r="{name}" s="{style}" t="inlineStr">{text}</c>'

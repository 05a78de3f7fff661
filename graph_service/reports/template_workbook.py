"""The workbook of an empty table: the table, notes on its columns, and the lists to pick from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from graph_service.reports.template import TemplateColumn
from loaders.table import NOTES_SHEETS
from schema.declarations import EntityType, Kind

__all__ = ["write_template"]

_ROWS: Final = 5_000
"""Rows that offer lists to pick from."""

_BOLD: Final = Font(bold=True)
_TELLING: Final = PatternFill("solid", fgColor="FFF2CC")
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_LISTS: Final = "选项"
_NOTES: Final = NOTES_SHEETS[0]
_NOTES_HEADER: Final = (
    ("列 Column", 22),
    ("含义 Meaning", 26),
    ("Meaning in English", 40),
    ("格式 Format", 60),
    ("示例 Example", 34),
    ("用于识别 Identifies", 40),
    ("其他可用列名 Other headers", 44),
)
_FORMATS: Final = {
    Kind.STRING: "文本 Text",
    Kind.STRINGS: "文本，可多项，用；分隔 Text; several are separated by ；",
    Kind.INTEGER: "整数 Whole number",
    Kind.FLOAT: "数字 Number",
    Kind.MONEY: "数字，单位见列名 Amount in the unit of the header",
    Kind.DATE: "年、年月或年月日 Year, month or day",
    Kind.BOOLEAN: "是或否 Yes or no",
    Kind.ENUM: "从列表中选一项 One of the list",
    Kind.TERM: "从列表中选一项 One of the list",
    Kind.TERMS: "列表中的值，可多项，用；分隔 Values of the list; several are separated by ；",
}
_EXAMPLES: Final = {
    Kind.STRINGS: "甲；乙",
    Kind.INTEGER: "120",
    Kind.FLOAT: "120.5",
    Kind.MONEY: "120.5",
    Kind.DATE: "2021、2021-09、2021-09-03",
}
_IDENTIFIERS: Final = {
    "uscc": "91330382YX0000075K",
    "orcid": "https://orcid.org/0000-0002-1825-0097",
    "district-code": "330302",
    "organization-code": "14294444-5",
    "registration-number": "330300000012345",
    "school-code": "4133010351",
    "college-code": "10351",
    "stock-code": "600519",
    "gbt4754": "C3823",
    "doi": "10.1000/182",
    "openalex": "https://openalex.org/I27837315",
    "ror": "https://ror.org/03yrm5c26",
    "isni": "0000 0001 2158 1279",
    "wikidata": "Q42",
    "patent-application": "201710601862.3",
}
_NAMES_OF_OTHERS: Final = (
    "对方的名称或统一社会信用代码等标识，可多项，用；分隔 Names or identifiers of the others; several"
    " are separated by ；"
)
_MOST_LISTED: Final = 30


def write_template(type_: EntityType, columns: Sequence[TemplateColumn], path: Path) -> None:
    """Write an empty table of a type as a workbook.

    Its first sheet is called as the type is, so that the import knows what the rows are; the
    notes are never read as data. Dates and identifiers are cells of text: a spreadsheet would
    make a month a day and lose digits.

    Parameters
    ----------
    type_ : EntityType
    columns : sequence of TemplateColumn
        From `graph_service.reports.template.template_columns`.
    path : Path
        Overwritten if it is there.
    """
    book = Workbook()
    sheet: Any = book.active
    sheet.title = type_.label
    notes: Any = book.create_sheet(_NOTES)
    lists: Any = book.create_sheet(_LISTS)
    lists.sheet_state = "hidden"
    for number, column in enumerate(columns, start=1):
        letter = get_column_letter(number)
        cell = sheet.cell(1, number, column.header)
        cell.font, cell.alignment = _BOLD, _WRAPPED
        if column.names or column.identifies:
            cell.fill = _TELLING
        sheet.column_dimensions[letter].width = max(14, 2 * len(column.header) + 4)
        if _is_text(column):
            sheet.column_dimensions[letter].number_format = "@"
        if column.choices:
            _offer(sheet, lists, letter, column)
    sheet.freeze_panes = "A2"
    _explain(notes, type_, columns)
    book.save(path)


def _is_text(column: TemplateColumn) -> bool:
    kind = column.declared.kind if column.declared else Kind.STRING
    return kind not in (Kind.INTEGER, Kind.FLOAT, Kind.MONEY)


def _offer(sheet: Any, lists: Any, letter: str, column: TemplateColumn) -> None:
    """Let the cells of a column offer its values; others are warned of, several may be allowed."""
    assert column.declared is not None  # noqa: S101 - only properties have choices
    at = lists.max_column + 1 if lists.cell(1, 1).value else 1
    for number, choice in enumerate(column.choices, start=1):
        lists.cell(number, at, choice).data_type = "s"
    place = get_column_letter(at)
    several = column.declared.kind is Kind.TERMS
    offered = DataValidation(
        type="list",
        formula1=f"{_LISTS}!${place}$1:${place}${len(column.choices)}",
        allow_blank=True,
        showErrorMessage=not several,
        errorStyle="warning",
        errorTitle=column.header[:32],
        error="不在列表中。The list does not have this value.",
    )
    offered.add(f"{letter}2:{letter}{_ROWS}")
    sheet.add_data_validation(offered)


def _explain(notes: Any, type_: EntityType, columns: Sequence[TemplateColumn]) -> None:
    english = (
        f"{type_.name}: one record a row, with at least one of the yellow columns filled in; columns"
        " that are not needed can be deleted. This sheet is not imported."
    )
    lines: list[Sequence[str]] = [
        [f"{type_.label}：每行一条记录，名称或标识至少填一项（黄色列）；不需要的列可以删去。"],
        [english],
        [],
        [title for title, _ in _NOTES_HEADER],
        *(_note(column) for column in columns),
    ]
    for number, line in enumerate(lines, start=1):
        for at, text in enumerate(line, start=1):
            cell = notes.cell(number, at, text)
            cell.data_type = "s"
            cell.alignment = _WRAPPED if number > len(lines) - len(columns) - 1 else Alignment()
            if number == len(lines) - len(columns):
                cell.font = _BOLD
    for at, (_, width) in enumerate(_NOTES_HEADER, start=1):
        notes.column_dimensions[get_column_letter(at)].width = width


def _note(column: TemplateColumn) -> list[str]:
    end, declared = column.end, column.declared
    if declared is None:
        assert end is not None  # noqa: S101 - a column holds one or the other
        label, description = end.label, end.description
        format_, example = _NAMES_OF_OTHERS, ""
    else:
        label, description = declared.label, declared.description
        if end is not None:
            label = f"{end.label}：{label}"
            description = f"{end.description} {description}"
        format_ = _FORMATS[declared.kind]
        example = _example(column)
    if column.choices:
        listed = "、".join(column.choices[:_MOST_LISTED])
        format_ += f"：{listed}" + (" ..." if len(column.choices) > _MOST_LISTED else "")
    return [column.header, label, description, format_, example, _role(column), _others(column)]


def _example(column: TemplateColumn) -> str:
    declared = column.declared
    assert declared is not None  # noqa: S101 - asked for properties only
    if column.choices:
        return "；".join(column.choices[: 2 if declared.kind is Kind.TERMS else 1])
    return _IDENTIFIERS.get(declared.identifier or declared.notation or "") or _EXAMPLES.get(
        declared.kind, ""
    )


def _role(column: TemplateColumn) -> str:
    if column.identifies:
        return "是：同一标识即同一记录 Yes: the same identifier is the same record"
    if column.names:
        return "名称：按名称查找 By name: records are found by it"
    return "否 No"


def _others(column: TemplateColumn) -> str:
    return "、".join(column.others)

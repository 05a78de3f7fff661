"""Excel workbooks (.xlsx), read as values."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from loaders.formats.format import Format
from loaders.rows import Cell, RawRow, Sheet, SourceFile, UnreadableFile
from schema.time import PartialDate

__all__ = ["XLSX"]

_MAGIC = b"PK\x03\x04"
_LARGEST = 2 << 30
_HIGHEST_RATIO = 200
_SMALL = 64 << 20
_MOST_ENTRIES = 10_000
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def _fits(head: bytes) -> bool:
    """Say whether a file with these first bytes can be a workbook."""
    return head.startswith(_MAGIC)


def _read(path: Path) -> SourceFile:
    """Open a workbook. Hidden sheets are handed over as left out.

    Raises
    ------
    UnreadableFile
        If it is no workbook, or unpacks to more than a table can need.
    """
    _check_size(path)
    return SourceFile(path.name, "", _sheets(path))


def _sheets(path: Path) -> Iterator[Sheet]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises anything over damaged XML
        raise UnreadableFile(f"{path.name} is a damaged workbook: {error}.") from error
    try:
        for sheet in book.worksheets:
            hidden = sheet.sheet_state != "visible"
            rows = iter(()) if hidden else _rows(path, sheet)
            yield Sheet(sheet.title, rows, "the sheet is hidden" if hidden else "")
    finally:
        book.close()


def _rows(path: Path, sheet: Any) -> Iterator[RawRow]:
    number = 0
    blank: list[RawRow] = []
    # The size a sheet declares is often wrong; the rows themselves are not.
    sheet.reset_dimensions()
    try:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            values = [_value(cell) for cell in cells]
            if any(value is not None for value in values):
                yield from blank
                blank.clear()
                yield RawRow(number, values)
            else:
                # Formatted but empty rows after the table are no part of it.
                blank.append(RawRow(number, []))
    except Exception as error:
        raise UnreadableFile(
            f"{path.name}, sheet {sheet.title}, row {number + 1} cannot be read: {error}."
        ) from error


def _value(cell: Any) -> Cell:
    value = cell.value
    match value:
        case None | str():
            return value or None
        case bool():
            return "TRUE" if value else "FALSE"
        case dt.datetime() | dt.date():
            return PartialDate(value.isoformat()[: _date_length(cell.number_format)])
        case float():
            return int(value) if value.is_integer() else value
        case int():
            return value
        case _:
            return str(value)


def _date_length(number_format: str) -> int:
    """Count the characters of an ISO date that a cell shows: a month stays a month."""
    shown = _QUOTED.sub("", number_format.lower())
    if "d" in shown:
        return 10
    if "m" in shown:
        return 7
    return 4 if "y" in shown else 10


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableFile(
            f"{path.name} is not a workbook ({error}); open it in Excel and save it as .xlsx."
        ) from error
    size = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if (
        len(entries) > _MOST_ENTRIES
        or size > _LARGEST
        or (size > _SMALL and size / packed > _HIGHEST_RATIO)
    ):
        raise UnreadableFile(
            f"{path.name} would unpack to {size / 2**20:,.0f} MB in {len(entries):,} parts, more"
            " than a table needs; it was not opened."
        )
    if "[Content_Types].xml" not in {entry.filename for entry in entries}:
        raise UnreadableFile(f"{path.name} is a ZIP archive, not a workbook; unpack it first.")


XLSX = Format("XLSX", (".xlsx", ".xlsm"), _fits, _read)
"""Excel workbooks, read as values."""

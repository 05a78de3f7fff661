"""Workbooks of Excel before 2007 (.xls) and of WPS (.et), read as values."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from loaders.formats.format import Format
from loaders.formats.merges import Merged, Merges, TooManyMerges
from loaders.formats.row_streams import guarded, with_blanks
from loaders.formats.sheet_flaws import cell_error, hidden_columns
from loaders.formats.shown_dates import BUILT_IN, date_length, shown_date
from loaders.rows import Cell, RawRow, SeenFlaw, Sheet, SourceFile, UnreadableFile

__all__ = ["COMPOUND", "XLS"]

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""With this files begin that old office programs wrote, and encrypted ones of new programs."""

_DAMAGE = (TooManyMerges, ValueError, IndexError, AttributeError)
_LARGEST = 256 << 20
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BOOKS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
}


def _fits(head: bytes) -> bool:
    """Say whether a file with these first bytes can be such a workbook."""
    return head.startswith(COMPOUND)


def _read(path: Path) -> SourceFile:
    """Open a workbook. Hidden sheets are handed over as left out.

    Raises
    ------
    UnreadableFile
        If it is no workbook, damaged, or protected by a password.
    """
    import xlrd

    _check(path)
    # What the reader remarks while it reads is not for users.
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
        try:
            book = xlrd.open_workbook(
                str(path), formatting_info=True, logfile=nowhere, ragged_rows=True
            )
        except Exception as error:  # it raises anything over damaged files
            if "encrypted" in str(error):
                raise UnreadableFile(_protected(path)) from error
            raise UnreadableFile(
                f"{path.name} is a damaged workbook ({error}); open it in Excel and save it as"
                " .xlsx."
            ) from error
    return SourceFile(path.name, "", _sheets(path, book))


def _check(path: Path) -> None:
    """Refuse what only begins like a workbook."""
    content = path.read_bytes() if path.stat().st_size <= _LARGEST else b""
    if not content:
        raise UnreadableFile(f"{path.name} is larger than an .xls workbook can be.")
    if _ENCRYPTED in content:
        raise UnreadableFile(_protected(path))
    if not any(book in content for book in _BOOKS):
        raise UnreadableFile(
            f"{path.name} is no workbook but another file of an old office program; copy its table"
            " into Excel and save it as .xlsx."
        )


def _protected(path: Path) -> str:
    return (
        f"{path.name} is protected by a password; open it in Excel, take the password off and save"
        " it again."
    )


def _sheets(path: Path, book: Any) -> Iterator[Sheet]:
    lengths = [_date_length(book, style) for style in book.xf_list]
    for sheet in book.sheets():
        if sheet.visibility:
            yield Sheet(sheet.name, iter(()), "the sheet is hidden")
            continue
        hidden = [c for c, info in sorted(sheet.colinfo_map.items()) if info.hidden]
        yield Sheet(
            sheet.name,
            guarded(path, sheet.name, with_blanks(_rows(book, sheet, lengths)), _DAMAGE),
            flaws=hidden_columns(c for c in hidden if c < sheet.ncols),
        )


def _rows(book: Any, sheet: Any, lengths: list[int | None]) -> Iterator[RawRow]:
    merges = Merges(
        Merged(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells
    )
    for at in range(sheet.nrows):
        number = at + 1
        cells, flaws = _row(book, sheet, at, lengths)
        if not flaws and not any(cell is not None for cell in cells):
            continue
        hidden = at in sheet.rowinfo_map and bool(sheet.rowinfo_map[at].hidden)
        merges.fill(number, cells)
        yield RawRow(number, cells, "", tuple(flaws), hidden, merges.spans(number))


def _row(
    book: Any, sheet: Any, at: int, lengths: list[int | None]
) -> tuple[list[Cell], list[SeenFlaw]]:
    import xlrd

    cells: list[Cell] = []
    flaws: list[SeenFlaw] = []
    for column, cell in enumerate(sheet.row(at)):
        value: Cell = None
        match cell.ctype:
            case xlrd.XL_CELL_TEXT:
                value = cell.value or None
            case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
                length = lengths[cell.xf_index] if 0 <= cell.xf_index < len(lengths) else None
                value = int(cell.value) if cell.value.is_integer() else cell.value
                if length is not None:
                    value = shown_date(cell.value, length, since_1904=bool(book.datemode))
            case xlrd.XL_CELL_BOOLEAN:
                value = "TRUE" if cell.value else "FALSE"
            case xlrd.XL_CELL_ERROR:
                shown = _ERRORS.get(cell.value, f"#{cell.value}")
                flaws.append(SeenFlaw(column, shown, cell_error(shown)))
        cells.append(value)
    return cells, flaws


def _date_length(book: Any, style: Any) -> int | None:
    declared = book.format_map.get(style.format_key)
    if style.format_key in BUILT_IN and (declared is None or not declared.format_str):
        return BUILT_IN[style.format_key]
    return date_length(declared.format_str) if declared else None


XLS = Format("XLS", (".xls", ".et"), _fits, _read)
"""Old Excel workbooks, read as values."""

"""OpenDocument spreadsheets (.ods), as LibreOffice and WPS write them, read as values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from loaders.formats.format import Format
from loaders.formats.merges import TooManyMerges
from loaders.formats.ods_rows import table_marks, table_rows
from loaders.formats.packages import DAMAGED_PACKAGE, ZIP, Package
from loaders.formats.row_streams import guarded, with_blanks
from loaders.formats.sheet_flaws import hidden_columns
from loaders.formats.xlsx_texts import TextTooLong
from loaders.formats.xml_parts import BadXml
from loaders.rows import RawRow, Sheet, SourceFile, UnreadableFile

__all__ = ["ODS"]

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_LARGEST_MANIFEST = 1 << 20
_DAMAGE = (*DAMAGED_PACKAGE, BadXml, TextTooLong, TooManyMerges)


def _fits(head: bytes) -> bool:
    """Say whether a file with these first bytes can be a spreadsheet."""
    return head.startswith(ZIP)


def _read(path: Path) -> SourceFile:
    """Open a spreadsheet. Hidden tables are handed over as left out.

    Raises
    ------
    UnreadableFile
        If it is none, is protected by a password, or unpacks to more than a table can need.
    """
    package = Package(path, "spreadsheet")
    refusal = _refusal(package)
    if refusal:
        package.close()
        raise UnreadableFile(f"{path.name} is {refusal}")
    return SourceFile(path.name, "", _sheets(path, package))


def _refusal(package: Package) -> str:
    """What a package is that is no spreadsheet to be read; empty if it is one."""
    if _CONTENT not in package.names:
        return "a ZIP archive, not a spreadsheet; unpack it first."
    try:
        if _MANIFEST in package.names:
            with package.part(_MANIFEST) as manifest:
                if b"encryption-data" in manifest.read(_LARGEST_MANIFEST):
                    return (
                        "protected by a password; open it, take the password off and save it again."
                    )
    except _DAMAGE as error:
        return f"a damaged spreadsheet: {error}."
    return ""


def _sheets(path: Path, package: Package) -> Iterator[Sheet]:
    try:
        try:
            with package.part(_CONTENT) as content:
                tables = table_marks(content)
        except _DAMAGE as error:
            raise UnreadableFile(f"{path.name} is a damaged spreadsheet: {error}.") from error
        for at, table in enumerate(tables):
            if table.hidden:
                yield Sheet(table.name, iter(()), "the sheet is hidden")
            else:
                rows = with_blanks(_rows(package, at))
                yield Sheet(
                    table.name,
                    guarded(path, table.name, rows, _DAMAGE),
                    flaws=hidden_columns(table.hidden_columns),
                )
    finally:
        package.close()


def _rows(package: Package, at: int) -> Iterator[RawRow]:
    with package.part(_CONTENT) as content:
        yield from table_rows(content, at)


ODS = Format("ODS", (".ods",), _fits, _read)
"""OpenDocument spreadsheets, read as values."""

"""OpenDocument spreadsheets (.ods), as LibreOffice and WPS write them, read as values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from loaders.formats.format import Format
from loaders.formats.merges import TooManyMerges
from loaders.formats.ods_rows import TableRow, table_marks, table_rows
from loaders.formats.packages import DAMAGED_PACKAGE, ZIP, Package
from loaders.formats.row_streams import guarded, with_blanks
from loaders.formats.sheet_flaws import hidden_columns
from loaders.formats.sheet_limits import TextTooLong
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
        reading = _Reading(package, frozenset(at for at, t in enumerate(tables) if not t.hidden))
        for at, table in enumerate(tables):
            if table.hidden:
                yield Sheet(table.name, iter(()), "the sheet is hidden")
            else:
                rows = with_blanks(reading.rows(at))
                yield Sheet(
                    table.name,
                    guarded(path, table.name, rows, _DAMAGE),
                    flaws=hidden_columns(table.hidden_columns),
                )
    finally:
        package.close()


class _Reading:
    """Reads the tables of a document in one pass, for as long as they are asked for in order."""

    def __init__(self, package: Package, tables: frozenset[int]) -> None:
        self._package = package
        self._tables = tables
        self._rows: Iterator[TableRow] = iter(())
        self._table = -1
        self._next: TableRow | None = None

    def rows(self, table: int) -> Iterator[RawRow]:
        """The rows of a table; those of tables before it that nobody took are passed over."""
        if self._table < 0 or self._table >= table:
            self._rows, self._next = _all_rows(self._package, self._tables), None
        self._table = table
        while self._table == table:
            found = self._next or next(self._rows, None)
            self._next = None
            if found is None:
                return
            if found.table > table:
                self._next = found
                return
            if found.table == table:
                yield found.row


def _all_rows(package: Package, tables: frozenset[int]) -> Iterator[TableRow]:
    with package.part(_CONTENT) as content:
        yield from table_rows(content, tables)


ODS = Format("ODS", (".ods",), _fits, _read)
"""OpenDocument spreadsheets, read as values."""

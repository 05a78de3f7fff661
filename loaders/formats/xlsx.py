"""Excel workbooks (.xlsx), read as values: first what stands beside the rows, then the rows."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from loaders.formats.format import Format
from loaders.formats.merges import Merges, TooManyMerges
from loaders.formats.packages import DAMAGED_PACKAGE, ZIP, Package
from loaders.formats.row_streams import guarded, with_blanks
from loaders.formats.sheet_flaws import hidden_columns
from loaders.formats.sheet_limits import TextTooLong
from loaders.formats.shown_dates import BUILT_IN, date_length
from loaders.formats.xlsx_marks import sheet_marks
from loaders.formats.xlsx_rows import CellReader, sheet_rows
from loaders.formats.xlsx_texts import SharedTexts
from loaders.formats.xml_parts import BadXml, local_name
from loaders.rows import RawRow, Sheet, SourceFile, UnreadableFile

__all__ = ["XLSX"]

_CONTENT = "[Content_Types].xml"
_DAMAGE = (*DAMAGED_PACKAGE, ParseError, BadXml, TextTooLong, TooManyMerges, IndexError)
_TRUE = frozenset({"1", "true"})


class _Relation(NamedTuple):
    kind: str
    target: str
    external: bool


def _fits(head: bytes) -> bool:
    """Say whether a file with these first bytes can be a workbook."""
    return head.startswith(ZIP)


def _read(path: Path) -> SourceFile:
    """Open a workbook. Hidden sheets are handed over as left out.

    Raises
    ------
    UnreadableFile
        If it is no workbook, or unpacks to more than a table can need.
    """
    package = Package(path, "workbook")
    if _CONTENT not in package.names:
        package.close()
        raise UnreadableFile(f"{path.name} is a ZIP archive, not a workbook; unpack it first.")
    return SourceFile(path.name, "", _sheets(path, package))


def _sheets(path: Path, package: Package) -> Iterator[Sheet]:
    try:
        try:
            book = _Workbook(package)
        except _DAMAGE as error:
            raise UnreadableFile(f"{path.name} is a damaged workbook: {error}.") from error
        for name, state, part in book.sheets:
            if state not in {"", "visible"}:
                yield Sheet(name, iter(()), "the sheet is hidden")
                continue
            try:
                with package.part(part) as stream:
                    marks = sheet_marks(stream)
                merges = Merges(marks.merges)
            except _DAMAGE as error:
                raise UnreadableFile(
                    f"{path.name}, sheet {name} cannot be read: {error}."
                ) from error
            rows = with_blanks(_rows(package, part, book.cells, merges))
            yield Sheet(
                name,
                guarded(path, name, rows, _DAMAGE),
                flaws=hidden_columns(marks.hidden_columns),
            )
    finally:
        package.close()


def _rows(package: Package, part: str, cells: CellReader, merges: Merges) -> Iterator[RawRow]:
    with package.part(part) as stream:
        yield from sheet_rows(stream, cells, merges)


class _Workbook:
    """What a workbook says of its sheets, texts and styles."""

    def __init__(self, package: Package) -> None:
        self._package = package
        main = next(
            (r.target for r in self._relations("").values() if r.kind == "officeDocument"),
            "xl/workbook.xml",
        )
        root = package.document(main)
        if root is None:
            raise ValueError("it has no list of sheets")
        relations = self._relations(main)
        self.sheets: list[tuple[str, str, str]] = []
        since_1904 = False
        for element in root.iter():
            tag = local_name(element.tag)
            if tag == "workbookPr":
                since_1904 = element.get("date1904", "") in _TRUE
            elif tag == "sheet":
                self._add(element, relations)
        kinds = {r.kind: r.target for r in relations.values() if not r.external}
        lengths = self._date_lengths(kinds.get("styles", ""))
        texts = kinds.get("sharedStrings", "")
        if texts in package.names:
            with package.part(texts) as stream:
                shared = SharedTexts(stream)
        else:
            shared = SharedTexts(None)
        self.cells = CellReader(shared, lengths, since_1904)

    def _add(self, element: Element, relations: dict[str, _Relation]) -> None:
        """Take a sheet of cells; others are charts and macros."""
        key = next((value for n, value in element.items() if local_name(n) == "id"), "")
        relation = relations.get(key)
        if relation is None or relation.kind != "worksheet":
            return
        name = element.get("name", "")
        if relation.external:
            raise ValueError(
                f"its sheet {name} lies outside of the file, and links are not followed"
            )
        if relation.target not in self._package.names:
            raise ValueError(f"its sheet {name} is missing")
        self.sheets.append((name, element.get("state", ""), relation.target))

    def _relations(self, part: str) -> dict[str, _Relation]:
        folder, name = posixpath.split(part)
        root = self._package.document(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, _Relation] = {}
        for element in root if root is not None else ():
            target = element.get("Target", "")
            resolved = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = element.get("Type", "").rpartition("/")[2]
            external = element.get("TargetMode") == "External"
            found[element.get("Id", "")] = _Relation(kind, resolved, external)
        return found

    def _date_lengths(self, part: str) -> list[int | None]:
        """For each style the characters of an ISO date that it shows; None if it shows none."""
        root = self._package.document(part)
        if root is None:
            return []
        declared: dict[int, int | None] = {}
        lengths: list[int | None] = []
        for group in root:
            tag = local_name(group.tag)
            if tag == "numFmts":
                for element in group:
                    code = int(element.get("numFmtId", "0"))
                    declared[code] = date_length(element.get("formatCode", ""))
            elif tag == "cellXfs":
                for element in group:
                    code = int(element.get("numFmtId", "0"))
                    lengths.append(declared[code] if code in declared else BUILT_IN.get(code))
        return lengths


XLSX = Format("XLSX", (".xlsx", ".xlsm"), _fits, _read)
"""Excel workbooks, read as values."""

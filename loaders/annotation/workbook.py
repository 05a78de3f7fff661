"""A workbook's package with cells marked: parts that need no change are copied byte for byte."""

from __future__ import annotations

import shutil
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Final

from loaders.annotation.comments import commented, drawn
from loaders.annotation.findings import marked_place
from loaders.annotation.markup import Element, Unpatchable, attribute, edited, read_markup
from loaders.annotation.package import Package, Relations
from loaders.annotation.problems import TITLE, comment_of
from loaders.annotation.problems_sheet import problems_sheet
from loaders.annotation.sheet import Marking, SheetFacts, mark_sheet, sheet_facts
from loaders.annotation.styles import Styles
from loaders.report import Issue

__all__ = ["LARGEST", "annotate_workbook"]

LARGEST: Final = 1 << 30
"""Unpacked bytes of the sheets to mark beyond which a workbook is not copied."""

_LONG: Final = 1 << 30
_SHEETS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_NAMESPACES: Final = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    "http://purl.oclc.org/ooxml/spreadsheetml/main": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}
"""Of relations by that of workbooks: as everybody writes them, and strict."""


@dataclass(frozen=True, slots=True)
class _Book:
    """A workbook's main part, and what belongs to it."""

    part: str
    data: bytes
    root: Element
    relations: Relations
    namespace: str
    kinds: str

    @property
    def sheets(self) -> Element:
        sheets = self.root.child("sheets")
        if sheets is None or sheets.is_empty:
            raise Unpatchable("文件的压缩包缺少必要部分")
        return sheets

    def part_of(self, name: str) -> str | None:
        """The part of a sheet."""
        by_id = {relation.id: relation.target for relation in self.relations.all}
        for sheet in self.sheets.children:
            if sheet.attributes.get("name") == name:
                ids = (v for k, v in sheet.attributes.items() if k.endswith(":id"))
                return by_id.get(next(ids, ""))
        return None


def annotate_workbook(source: Path, issues: Sequence[Issue], more: int, target: Path) -> int:
    """Write a copy of a workbook with marks and a list of the problems.

    Parameters
    ----------
    source : Path
    issues : sequence of Issue
    more : int
        How many other issues there are.
    target : Path

    Returns
    -------
    int
        How many cells were marked.

    Raises
    ------
    Unpatchable
        If it must not or cannot be changed; what was written then is nothing to keep.
    """
    with zipfile.ZipFile(source) as archive:
        package = Package(archive)
        _refuse_signed(package)
        book = _open(package)
        style = book.relations.of_kind("styles")
        styles = Styles(package.need(style.target) if style else None, book.namespace)
        sheets = _sheets(package, book, issues)
        new: dict[str, bytes] = {}
        markings = {sheet.part: _mark(package, book, sheet, styles, new) for sheet in sheets}
        linked = frozenset(issue.sheet for issue in issues if book.part_of(issue.sheet))
        listed = problems_sheet(issues, more, styles, book.namespace, linked)
        styled = style.target if style else package.fresh("xl/styles{}.xml")
        if style is None:
            book.relations.add(f"{book.kinds}/styles", styled)
            package.types[styled] = f"{_SHEETS}styles+xml"
        _add_sheet(package, book, new, listed)
        new["[Content_Types].xml"] = package.content_types()
        # Which formats are needed is known when all cells were seen: they are written last.
        _copy(package, new, markings, styled, target)
        with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as written:
            written.writestr(package.name(styled) or styled, styles.to_bytes())
    return sum(len(sheet.texts) for sheet in sheets)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet to mark: its part, what else stands in it, and what to say of each cell."""

    part: str
    facts: SheetFacts
    texts: Mapping[tuple[int, int], str]


def _refuse_signed(package: Package) -> None:
    if package.has("_xmlsignatures/"):
        raise Unpatchable("文件带有数字签名，改动会使签名失效")
    if package.has("xl/revisions/"):
        raise Unpatchable("文件是共享工作簿，带有修订记录")


def _open(package: Package) -> _Book:
    main = package.relations("").of_kind("officeDocument")
    if main is None:
        raise Unpatchable("文件的压缩包缺少必要部分")
    data = package.need(main.target)
    root = read_markup(data)
    namespace = root.attributes.get(f"xmlns:{root.prefix[:-1]}" if root.prefix else "xmlns", "")
    if namespace not in _NAMESPACES:
        raise Unpatchable("文件不是 Excel 工作簿")
    protection = root.child("workbookProtection")
    if protection and protection.attributes.get("lockStructure") in ("1", "true"):
        raise Unpatchable("工作簿的结构受保护")
    relations = package.relations(main.target)
    return _Book(main.target, data, root, relations, namespace, _NAMESPACES[namespace])


def _sheets(package: Package, book: _Book, issues: Sequence[Issue]) -> list[_Sheet]:
    """The sheets that have cells to mark."""
    by_sheet: dict[str, dict[tuple[int, int], list[Issue]]] = {}
    for issue in issues:
        place = marked_place(issue)
        if place is not None:
            by_sheet.setdefault(issue.sheet, {}).setdefault(place, []).append(issue)
    size = 0
    sheets = []
    for name, cells in by_sheet.items():
        part = package.name(book.part_of(name) or "")
        if part is None:
            raise Unpatchable(f"文件里找不到工作表“{name}”")
        size += package.archive.getinfo(part).file_size
        if size > LARGEST:
            raise Unpatchable(f"工作表过大（解压后超过 {LARGEST >> 20:,} MB）")
        with package.archive.open(part) as reading:
            facts = sheet_facts(reading)
        if facts.protected:
            raise Unpatchable(f"工作表“{name}”受保护")
        shown: dict[tuple[int, int], list[Issue]] = {}
        leads = _first_of_merged(facts, list(cells))
        for place, found in cells.items():
            shown.setdefault(leads.get(place, place), []).extend(found)
        sheets.append(_Sheet(part, facts, {place: comment_of(i) for place, i in shown.items()}))
    return sheets


def _first_of_merged(
    facts: SheetFacts, places: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For cells that a merged one covers, the cell that is shown in their place."""
    by_row: dict[int, list[int]] = {}
    for row, column in places:
        by_row.setdefault(row, []).append(column)
    rows = sorted(by_row)
    leads = {}
    for first, last in facts.merged:
        for row in rows[bisect_left(rows, first[0]) : bisect_right(rows, last[0])]:
            for column in by_row[row]:
                if first[1] <= column <= last[1]:
                    leads[row, column] = first
    return leads


def _mark(
    package: Package, book: _Book, sheet: _Sheet, styles: Styles, new: dict[str, bytes]
) -> Marking:
    """Prepare the comments of a sheet; say what is to be done to the sheet itself."""
    relations = package.relations(sheet.part)
    comments = relations.of_kind("comments")
    known = package.need(comments.target) if comments else None
    data, uncommented = commented(known, sheet.texts, book.namespace)
    drawing = ""
    if comments is None:
        part = package.fresh("xl/comments{}.xml")
        relations.add(f"{book.kinds}/comments", part)
        package.types[part] = f"{_SHEETS}comments+xml"
    else:
        part = package.name(comments.target) or comments.target
    new[part] = data
    if sheet.facts.drawing:
        targets = {relation.id: relation.target for relation in relations.all}
        boxes = package.name(targets.get(sheet.facts.drawing, ""))
        if boxes is None:
            raise Unpatchable("文件的压缩包缺少必要部分")
        new[boxes] = drawn(package.need(boxes), uncommented, len(new))
    else:
        boxes = package.fresh("xl/drawings/vmlDrawing{}.vml")
        new[boxes] = drawn(None, uncommented, len(new))
        package.endings["vml"] = "application/vnd.openxmlformats-officedocument.vmlDrawing"
        id_ = relations.add(f"{book.kinds}/vmlDrawing", boxes)
        drawing = f'legacyDrawing xmlns:r="{book.kinds}" r:id="{id_}"/>'
    if relations.is_changed:
        new[package.name(relations.part) or relations.part] = relations.to_bytes()
    columns: dict[int, list[int]] = {}
    for row, column in sheet.texts:
        columns.setdefault(row, []).append(column)
    return Marking(columns, styles.marked, drawing)


def _add_sheet(package: Package, book: _Book, new: dict[str, bytes], listed: bytes) -> None:
    part = package.fresh("xl/worksheets/sheet{}.xml")
    package.types[part] = f"{_SHEETS}worksheet+xml"
    new[part] = listed
    id_ = book.relations.add(f"{book.kinds}/worksheet", part)
    relations = book.relations.part
    new[package.name(relations) or relations] = book.relations.to_bytes()
    sheets = book.sheets.children
    names = {sheet.attributes.get("name", "").lower() for sheet in sheets}
    others = (f"{TITLE}{number}" for number in count(2))
    title = next(name for name in chain((TITLE,), others) if name not in names)
    number = max(int(sheet.attributes.get("sheetId", 0)) for sheet in sheets) + 1
    told = (
        f"<{book.sheets.prefix}sheet name={attribute(title)} sheetId={attribute(str(number))}"
        f' xmlns:r="{book.kinds}" r:id={attribute(id_)}/>'
    )
    data = edited(book.data, [book.sheets.appended(book.data, told.encode())])
    new[package.name(book.part) or book.part] = data


def _copy(
    package: Package,
    new: Mapping[str, bytes],
    markings: Mapping[str, Marking],
    left_out: str,
    target: Path,
) -> None:
    """Write all parts, in their order, but one."""
    archive = package.archive
    left_out = package.name(left_out) or left_out
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for info in archive.infolist():
            entry = zipfile.ZipInfo(info.filename, info.date_time)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = info.external_attr
            if info.is_dir() or info.filename == left_out:
                continue
            if info.filename in new:
                written.writestr(entry, new[info.filename])
                continue
            with (
                archive.open(info) as reading,
                written.open(entry, "w", force_zip64=info.file_size > _LONG) as writing,
            ):
                if info.filename in markings:
                    mark_sheet(reading, writing, markings[info.filename])
                else:
                    shutil.copyfileobj(reading, writing, 1 << 20)
        for name in new.keys() - set(archive.namelist()):
            written.writestr(name, new[name])

"""A workbook's package with cells marked: parts that need no change are copied byte for byte."""

from __future__ import annotations

import shutil
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from loaders.annotation.book import Book, open_book
from loaders.annotation.boxes import drawn
from loaders.annotation.cells import Place
from loaders.annotation.comments import commented, places_of_ours
from loaders.annotation.findings import marked_place
from loaders.annotation.markup import Unpatchable
from loaders.annotation.package import TYPES, Package, entry
from loaders.annotation.problems import COLUMNS, HEADER_ROW, comment_of, summary
from loaders.annotation.problems_sheet import filtered, problems_sheet
from loaders.annotation.sheet import Marking, Restyle, mark_sheet
from loaders.annotation.sheet_facts import SheetFacts, sheet_facts
from loaders.annotation.styles import Styles
from loaders.report import Issue

__all__ = ["LARGEST", "annotate_workbook"]

LARGEST: Final = 1 << 30
"""Unpacked bytes of the sheets to mark beyond which a workbook is not copied."""

_LONG: Final = 1 << 30
_STYLES: Final = "xl/styles.xml"
"""Where formats go if there are none: some programs look for them nowhere else."""
_SHEETS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."


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
        book = open_book(package)
        style = book.relations.of_kind("styles")
        styles = Styles(package.need(style.target) if style else None, book.namespace)
        sheets = _sheets(package, book, issues)
        new: dict[str, bytes] = {}
        markings = {sheet.part: _mark(package, book, sheet, styles, new) for sheet in sheets}
        listed = problems_sheet(
            issues, summary(issues, more), styles, book.namespace, frozenset(book.parts)
        )
        styled = style.target if style else _STYLES
        if style is None:
            if package.name(_STYLES):
                raise Unpatchable("文件的样式部分不完整")
            book.relations.add(f"{book.kinds}/styles", styled)
            package.types[styled] = f"{_SHEETS}styles+xml"
        earlier = _earlier_list(source, book)
        left_out = _add_list(package, book, new, listed=listed, earlier=earlier, length=len(issues))
        if book.relations.is_changed:
            relations = book.relations.part
            new[package.name(relations) or relations] = book.relations.to_bytes()
        if package.types or package.endings:
            new[package.name(TYPES) or TYPES] = package.content_types()
        # Which formats are needed is known when all cells were seen: they are written last.
        left_out.add(package.name(styled) or styled)
        _copy(package, new, markings, left_out, target)
        with zipfile.ZipFile(target, "a") as written:
            written.writestr(entry(package.name(styled) or styled), styles.to_bytes())
    return sum(len(sheet.texts) for sheet in sheets)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet to mark: its part, what else stands in it, and what to say of each cell.

    Attributes
    ----------
    part : str
    facts : SheetFacts
    texts : mapping of Place to str
    earlier : set of Place
        Cells that were marked an earlier time.
    comments : bytes or None
        The part with the comments it has.
    """

    part: str
    facts: SheetFacts
    texts: Mapping[Place, str]
    earlier: set[Place]
    comments: bytes | None


def _refuse_signed(package: Package) -> None:
    if package.has("_xmlsignatures/"):
        raise Unpatchable("文件带有数字签名，改动会使签名失效")
    if package.has("xl/revisions/"):
        raise Unpatchable("文件是共享工作簿，带有修订记录")


def _sheets(package: Package, book: Book, issues: Sequence[Issue]) -> list[_Sheet]:
    """The sheets that have cells to mark, or had them an earlier time."""
    by_sheet: dict[str, dict[Place, list[Issue]]] = {}
    for issue in issues:
        place = marked_place(issue)
        if place is not None:
            by_sheet.setdefault(issue.sheet, {}).setdefault(place, []).append(issue)
    size = 0
    sheets = []
    parts = book.parts
    for name in dict.fromkeys((*by_sheet, *parts)):
        part = package.name(parts.get(name, ""))
        if part is None:
            if name in by_sheet:
                raise Unpatchable(f"文件里找不到工作表“{name}”")
            continue
        told = package.relations(part).of_kind("comments")
        comments = package.read(told.target) if told else None
        earlier = places_of_ours(comments) if comments else set()
        if name not in by_sheet and not earlier:
            continue
        size += package.archive.getinfo(part).file_size
        if size > LARGEST:
            raise Unpatchable(f"工作表过大（解压后超过 {LARGEST >> 20:,} MB）")
        with package.archive.open(part) as reading:
            facts = sheet_facts(reading)
        if facts.protected:
            raise Unpatchable(f"工作表“{name}”受保护")
        cells = by_sheet.get(name, {})
        shown: dict[Place, list[Issue]] = {}
        leads = _first_of_merged(facts, list(cells))
        for place, found in cells.items():
            shown.setdefault(leads.get(place, place), []).extend(found)
        texts = {place: comment_of(found) for place, found in shown.items()}
        sheets.append(_Sheet(part, facts, texts, earlier, comments))
    return sheets


def _first_of_merged(facts: SheetFacts, places: Sequence[Place]) -> dict[Place, Place]:
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
    package: Package, book: Book, sheet: _Sheet, styles: Styles, new: dict[str, bytes]
) -> Marking:
    """Prepare the comments of a sheet; say what is to be done to the sheet itself."""
    relations = package.relations(sheet.part)
    comments = relations.of_kind("comments")
    said = commented(sheet.comments, sheet.texts, book.namespace)
    drawing = ""
    if comments is not None and sheet.comments is None:
        raise Unpatchable("文件的压缩包缺少必要部分")
    if comments is None:
        part = package.fresh("xl/comments{}.xml")
        relations.add(f"{book.kinds}/comments", part)
        package.types[part] = f"{_SHEETS}comments+xml"
    else:
        part = package.name(comments.target) or comments.target
    new[part] = said.data
    if sheet.facts.drawing:
        targets = {relation.id: relation.target for relation in relations.all}
        boxes = package.name(targets.get(sheet.facts.drawing, ""))
        if boxes is None:
            raise Unpatchable("文件的压缩包缺少必要部分")
        new[boxes] = drawn(package.need(boxes), said.added, said.removed, len(new))
    else:
        boxes = package.fresh("xl/drawings/vmlDrawing{}.vml")
        new[boxes] = drawn(None, said.added, said.removed, len(new))
        package.endings["vml"] = "application/vnd.openxmlformats-officedocument.vmlDrawing"
        id_ = relations.add(f"{book.kinds}/vmlDrawing", boxes)
        drawing = f'legacyDrawing xmlns:r="{book.kinds}" r:id="{id_}"/>'
    if relations.is_changed:
        new[package.name(relations.part) or relations.part] = relations.to_bytes()
    cells: dict[int, dict[int, Restyle]] = {}
    for place in sheet.earlier | sheet.texts.keys():
        if place not in sheet.texts:
            restyle = styles.unmarked
        else:
            restyle = styles.marked_again if place in sheet.earlier else styles.marked
        row, column = place
        cells.setdefault(row, {})[column] = restyle
    return Marking(cells, drawing)


def _earlier_list(source: Path, book: Book) -> str:
    """The name of the sheet that lists the problems of an earlier time; empty if there is none."""
    from loaders.formats import read_file

    titled = book.titled()
    headers = [header for header, _ in COLUMNS]
    for sheet in read_file(source).sheets if titled else ():
        if sheet.name in titled and any(
            row.cells[: len(headers)] == headers for row in islice(sheet.rows, HEADER_ROW)
        ):
            return sheet.name
    return ""


def _add_list(
    package: Package, book: Book, new: dict[str, bytes], *, listed: bytes, earlier: str, length: int
) -> set[str]:
    """Add the sheet of problems, or put it in the place of an earlier one; say what goes."""
    main = package.name(book.part) or book.part
    if earlier:
        part = book.parts[earlier]
        new[package.name(part) or part] = listed
        changed = book.with_filter(earlier, filtered(length))
        if changed != book.data:
            new[main] = changed
        # What belonged to the earlier one (how it is printed, tables, ...) is not named any more.
        relations = package.name(package.relations(part).part)
        return {relations} if relations else set()
    part = package.fresh("xl/worksheets/sheet{}.xml")
    package.types[part] = f"{_SHEETS}worksheet+xml"
    new[part] = listed
    id_ = book.relations.add(f"{book.kinds}/worksheet", part)
    new[main] = book.with_sheet(id_, filtered(length))
    return set()


def _copy(
    package: Package,
    new: Mapping[str, bytes],
    markings: Mapping[str, Marking],
    left_out: set[str],
    target: Path,
) -> None:
    """Write all parts, in their order, but those left out."""
    archive = package.archive
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for info in archive.infolist():
            if info.is_dir() or info.filename in left_out:
                continue
            copied = entry(info.filename, info.date_time)
            copied.external_attr = info.external_attr
            if info.filename in new:
                written.writestr(copied, new[info.filename])
                continue
            with (
                archive.open(info) as reading,
                written.open(copied, "w", force_zip64=info.file_size > _LONG) as writing,
            ):
                if info.filename in markings:
                    mark_sheet(reading, writing, markings[info.filename])
                else:
                    shutil.copyfileobj(reading, writing, 1 << 20)
        for name in sorted(new.keys() - set(archive.namelist())):
            written.writestr(entry(name), new[name])

"""A workbook's main part: which sheets it has, and the sheet of problems among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Final

from loaders.annotation.markup import (
    Edit,
    Element,
    Unpatchable,
    attribute,
    edited,
    read_markup,
    shown_text,
)
from loaders.annotation.package import Package, Relations
from loaders.annotation.problems import ANOTHER_TITLE, TITLE

__all__ = ["Book", "open_book"]

_NAMESPACES: Final = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    "http://purl.oclc.org/ooxml/spreadsheetml/main": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}
"""Of relations by that of workbooks: as everybody writes them, and strict."""
_FILTERED: Final = "_xlnm._FilterDatabase"
"""The name that Excel gives to the cells which a sheet filters."""
_BEFORE_NAMES: Final = frozenset({"sheets", "functionGroups", "externalReferences"})


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook's main part, and what belongs to it.

    Attributes
    ----------
    part : str
    data : bytes
    root : Element
    relations : Relations
    namespace, kinds : str
        Of its elements, and of the kinds of its relations.
    """

    part: str
    data: bytes
    root: Element
    relations: Relations
    namespace: str
    kinds: str

    @property
    def sheets(self) -> Element:
        """The list of its sheets."""
        sheets = self.root.child("sheets")
        if sheets is None or sheets.is_empty:
            raise Unpatchable("文件的压缩包缺少必要部分")
        return sheets

    @property
    def parts(self) -> dict[str, str]:
        """The part of each sheet by its name."""
        by_id = {relation.id: relation.target for relation in self.relations.all}
        found = {}
        for sheet in self.sheets.children:
            ids = (v for k, v in sheet.attributes.items() if k.endswith(":id"))
            part = by_id.get(next(ids, ""))
            if part:
                found[sheet.attributes.get("name", "")] = part
        return found

    def with_sheet(self, id_: str, filtered: str) -> bytes:
        """The main part with one more sheet, which a relation leads to, and what it filters."""
        sheets = self.sheets.children
        names = {sheet.attributes.get("name", "").lower() for sheet in sheets}
        others = (f"{ANOTHER_TITLE}{number}" for number in count(2))
        title = next(t for t in chain((TITLE, ANOTHER_TITLE), others) if t not in names)
        number = max(int(sheet.attributes.get("sheetId", 0)) for sheet in sheets) + 1
        told = (
            f"<{self.sheets.prefix}sheet name={attribute(title)} sheetId={attribute(str(number))}"
            f' xmlns:r="{self.kinds}" r:id={attribute(id_)}/>'
        )
        added = self.sheets.appended(self.data, told.encode())
        return edited(self.data, [added, self._named(title, len(sheets), filtered)])

    def with_filter(self, name: str, filtered: str) -> bytes:
        """The main part after the cells that a sheet filters became others."""
        names = [sheet.attributes.get("name") for sheet in self.sheets.children]
        told = {"name": _FILTERED, "localSheetId": str(names.index(name))}
        defined = self.root.child("definedNames")
        edits: list[Edit] = [
            (element.opened, element.closing, _cells(name, filtered))
            for element in (defined.children if defined else ())
            if told.items() <= element.attributes.items() and not element.is_empty
        ]
        return edited(self.data, edits)

    def _named(self, sheet: str, number: int, filtered: str) -> Edit:
        """The change that names the cells which a new sheet filters, as Excel does."""
        prefix = self.root.prefix
        name = (
            f'<{prefix}definedName name="{_FILTERED}" localSheetId="{number}" hidden="1">'.encode()
            + _cells(sheet, filtered)
            + f"</{prefix}definedName>".encode()
        )
        defined = self.root.child("definedNames")
        if defined is not None:
            return defined.appended(self.data, name)
        before = [e.end for e in self.root.children if e.local in _BEFORE_NAMES]
        tag = f"{prefix}definedNames>".encode()
        return max(before), max(before), b"<" + tag + name + b"</" + tag

    def titled(self) -> Sequence[str]:
        """Names of sheets that may be lists of problems of an earlier time."""
        names = (sheet.attributes.get("name", "") for sheet in self.sheets.children)
        return [n for n in names if n == TITLE or n.startswith(ANOTHER_TITLE)]


def open_book(package: Package) -> Book:
    """Find a workbook's main part.

    Raises
    ------
    Unpatchable
        If it has none, or its structure must not be changed.
    """
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
    return Book(main.target, data, root, relations, namespace, _NAMESPACES[namespace])


def _cells(sheet: str, cells: str) -> bytes:
    return shown_text(f"'{sheet}'!{cells}").encode()

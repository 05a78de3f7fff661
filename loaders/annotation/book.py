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

    def with_sheet(self, id_: str) -> bytes:
        """The main part with one more sheet, which a relation leads to."""
        sheets = self.sheets.children
        names = {sheet.attributes.get("name", "").lower() for sheet in sheets}
        others = (f"{ANOTHER_TITLE}{number}" for number in count(2))
        title = next(t for t in chain((TITLE, ANOTHER_TITLE), others) if t not in names)
        number = max(int(sheet.attributes.get("sheetId", 0)) for sheet in sheets) + 1
        told = (
            f"<{self.sheets.prefix}sheet name={attribute(title)} sheetId={attribute(str(number))}"
            f' xmlns:r="{self.kinds}" r:id={attribute(id_)}/>'
        )
        return edited(self.data, [self.sheets.appended(self.data, told.encode())])

    def with_filter(self, name: str, reference: str) -> bytes:
        """The main part after the rows that a sheet filters became others.

        Excel keeps them under a name of its own once it has saved a sheet with a filter.
        """
        names = [sheet.attributes.get("name") for sheet in self.sheets.children]
        told = {"name": "_xlnm._FilterDatabase", "localSheetId": str(names.index(name))}
        defined = self.root.child("definedNames")
        edits: list[Edit] = [
            (element.opened, element.closing, shown_text(f"'{name}'!{reference}").encode())
            for element in (defined.children if defined else ())
            if told.items() <= element.attributes.items() and not element.is_empty
        ]
        return edited(self.data, edits)

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

"""What stands in a sheet after its rows but matters to the marks in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, Any, Final
from xml.parsers import expat

from loaders.annotation.cells import Place, cell_place
from loaders.annotation.markup import Unpatchable, local_name, new_parser

__all__ = ["SheetFacts", "sheet_facts"]

_CHUNK: Final = 1 << 18
_DEPTH_OF_MERGES: Final = 2


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What a sheet says of itself.

    Attributes
    ----------
    protected : bool
    merged : tuple of (Place, Place)
        First and last cell of each merged range.
    drawing : str
        The relation of the drawing that holds the boxes of comments; empty if there is none.
    """

    protected: bool
    merged: tuple[tuple[Place, Place], ...]
    drawing: str


def sheet_facts(source: IO[bytes]) -> SheetFacts:
    """Look through a sheet.

    Raises
    ------
    Unpatchable
        If it is no XML.
    """
    found = _Found()
    chunk = source.read(_CHUNK)
    parser = new_parser(chunk)
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    try:
        while chunk:
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no names
            chunk = source.read(_CHUNK)
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise Unpatchable(f"工作表内部的 XML 已损坏（{error}）") from error
    return SheetFacts(found.protected, tuple(found.merged), found.drawing)


class _Found:
    def __init__(self) -> None:
        self.protected = False
        self.merged: dict[tuple[Place, Place], None] = {}
        self.drawing = ""
        self._depth = 0

    def start(self, name: str, attributes: dict[str, Any]) -> None:
        depth = self._depth
        self._depth = depth + 1
        if depth > _DEPTH_OF_MERGES:
            return
        local = local_name(name)
        if local == "mergeCell" and depth == _DEPTH_OF_MERGES:
            first, _, last = attributes.get("ref", "").partition(":")
            ends = cell_place(first), cell_place(last or first)
            if ends[0] and ends[1]:
                self.merged[ends[0], ends[1]] = None
        elif depth == 1 and local == "sheetProtection":
            self.protected = attributes.get("sheet") in ("1", "true")
        elif depth == 1 and local == "legacyDrawing":
            ids = (value for key, value in attributes.items() if local_name(key) == "id")
            self.drawing = next(ids, "")

    def end(self, _: str) -> None:
        self._depth -= 1

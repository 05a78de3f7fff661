"""The texts that the cells of a workbook share, held as bytes: millions of them fit."""

from __future__ import annotations

import re
from array import array
from typing import IO

from loaders.formats.sheet_limits import LONGEST_PIECES, TextTooLong
from loaders.formats.xml_parts import local_name, parsed, reader

__all__ = ["SharedTexts", "unescaped"]

_REMEMBERED = 50_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SharedTexts:
    """Texts by number.

    Parameters
    ----------
    part : binary file or None
        The part ``sharedStrings.xml``; None if the workbook has none.
    """

    def __init__(self, part: IO[bytes] | None) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])
        self._remembered: dict[int, str | None] = {}
        self._pieces: list[str] = []
        self._item: list[str] = []
        self._phonetic = False
        if part is not None:
            self._read(part)

    def __getitem__(self, number: int) -> str | None:
        found = self._remembered.get(number, "")
        if found == "":
            if not 0 <= number < len(self._ends) - 1:
                raise IndexError(f"there is no shared text {number}")
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            text = self._bytes[self._ends[number] : self._ends[number + 1]].decode()
            found = self._remembered[number] = unescaped(text) or None
        return found

    def _read(self, part: IO[bytes]) -> None:
        parser = reader()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._pieces.append
        for _ in parsed(part, parser):
            if len(self._pieces) > LONGEST_PIECES or len(self._item) > LONGEST_PIECES:
                raise TextTooLong

    def _start(self, name: str, _: dict[str, str]) -> None:
        match local_name(name):
            case "t":
                self._pieces.clear()
            case "si":
                self._item.clear()
            case "rPh":
                self._phonetic = True

    def _end(self, name: str) -> None:
        match local_name(name):
            case "t":
                # How characters are read stands above them, and is no part of the text.
                if not self._phonetic:
                    self._item.extend(self._pieces)
            case "si":
                self._bytes += "".join(self._item).encode()
                self._ends.append(len(self._bytes))
            case "rPh":
                self._phonetic = False


def unescaped(text: str) -> str:
    """Resolve ``_x000D_`` and the like; what would be a NUL stays as it is written."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)) if _can_be(int(m[1], 16)) else m[0], text)


def _can_be(code: int) -> bool:
    return code != 0 and not 0xD800 <= code < 0xE000  # noqa: PLR2004 - halves of characters

"""JSON: an array of objects, or an object that holds one; also compressed with gzip."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from loaders.formats.format import Format
from loaders.formats.records import DECODER, Numbered, record_sheet, record_start
from loaders.formats.text import DAMAGE, GZIP, LONGEST_LINE, find_encoding, open_text, unreadable
from loaders.rows import SourceFile, UnreadableFile

__all__ = ["JSON"]

_CHUNK = 1 << 16
_BLANK = " \t\r\n"
_NEAR_THE_END = 16


def _fits(head: bytes) -> bool:
    """Say whether a file with these first bytes can be JSON, compressed or not."""
    return head.startswith(GZIP) or record_start(head, "[{")


def _read(path: Path) -> SourceFile:
    """Open a JSON file.

    Raises
    ------
    UnreadableFile
        If it is no text, its compression is damaged, or it holds no array of objects.
    """
    encoding = find_encoding(path)
    sheet = record_sheet(path, lambda: _records(path, encoding))
    return SourceFile(path.name, encoding, iter((sheet,)))


def _records(path: Path, encoding: str) -> Iterator[Numbered]:
    reader = None
    try:
        with open_text(path, encoding) as text:
            reader = _Reader(text)
            yield from reader.records()
    except _Refused as error:
        assert reader is not None  # noqa: S101 - it refused
        row = f"row {reader.number + 1} " if reader.number or reader.inside else ""
        raise UnreadableFile(f"{path.name}, {row}({error}") from error
    except DAMAGE as error:
        raise unreadable(path, error, reader.number + 1 if reader else 0) from error


class _Refused(Exception):
    """The text is not what it should be; the message begins with the place."""


class _Reader:
    """Reads a text value by value and holds no more of it than one value."""

    def __init__(self, text: IO[str]) -> None:
        self._text = text
        self._held = ""
        self._at = 0
        self._line = 1
        self._column = 1
        self.number = 0
        """Records read so far."""
        self.inside = False
        """Whether the records have begun."""

    def records(self) -> Iterator[Numbered]:
        """The elements of the array, wherever it stands."""
        if self._next() == "[":
            yield from self._elements()
        else:
            yield from self._members()
        if self._next():
            raise self._refusal(
                "something follows the end of the records; a file of one object a line is called"
                " .jsonl."
            )

    def _members(self) -> Iterator[Numbered]:
        """The elements of the one array among the members of an object."""
        self._take("{")
        while self._next() != "}":
            if self._next() != '"':
                raise self._refusal("a name in quotation marks is needed here.")
            self._value()
            self._take(":")
            if self._next() != "[":
                self._value()
            elif self.inside:
                raise self._refusal("there is a second array; only one can be the records.")
            else:
                yield from self._elements()
            if self._next() != "}":
                self._take(",")
        self._take("}")
        if not self.inside:
            raise self._refusal("the object holds no array of records.")

    def _elements(self) -> Iterator[Numbered]:
        self.inside = True
        self._take("[")
        if self._next() == "]":
            self._take("]")
            return
        while True:
            self._next()
            value = self._value()
            self.number += 1
            damage = "" if isinstance(value, dict) else "it is no object with named fields."
            yield Numbered(self.number, value, damage)
            if self._next() == "]":
                break
            self._take(",")
        self._take("]")

    def _next(self) -> str:
        """Go to the next character that is not blank, and return it."""
        while True:
            held, at = self._held, self._at
            while at < len(held) and held[at] in _BLANK:
                at += 1
            self._at = at
            if at < len(held):
                return held[at]
            if not self._more():
                return ""

    def _take(self, character: str) -> None:
        found = self._next()
        if found != character:
            what = f"there is {found}" if found else "the file ends"
            raise self._refusal(f"{what} where a {character} is needed.")
        self._at += 1

    def _value(self) -> object:
        """Parse the value that begins here."""
        while True:
            try:
                value, end = DECODER.raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                if len(self._held) - self._at < LONGEST_LINE and self._more():
                    continue
                raise self._no_json(error) from error
            except RecursionError:
                raise self._refusal("it is nested too deeply.") from None
            # A number may go on in what was not read yet.
            if end == len(self._held) and self._more():
                continue
            self._at = end
            return value

    def _more(self) -> bool:
        """Read on: as much as is held, so that a long value is not parsed too often."""
        self._pass(self._at)
        self._held, self._at = self._held[self._at :], 0
        read = self._text.read(max(_CHUNK, len(self._held)))
        self._held += read
        return bool(read)

    def _pass(self, end: int) -> None:
        """Count the lines and columns that are left behind."""
        passed = self._held[:end]
        breaks = passed.count("\n")
        self._line += breaks
        self._column = len(passed) - passed.rfind("\n") if breaks else self._column + len(passed)

    def _no_json(self, error: json.JSONDecodeError) -> _Refused:
        length = len(self._held) - self._at
        cut = error.pos >= len(self._held) - _NEAR_THE_END or error.msg.startswith("Unterminated")
        if length >= LONGEST_LINE and cut:
            return self._refusal(f"it is longer than {LONGEST_LINE:,} characters.")
        self._at = min(error.pos, len(self._held))
        return self._refusal(
            f"this is no JSON: {error.msg}. Records after it cannot be told apart; correct it and"
            " import the file again."
        )

    def _refusal(self, reason: str) -> _Refused:
        self._pass(self._at)
        self._held, self._at = self._held[self._at :], 0
        return _Refused(f"line {self._line}, column {self._column}): {reason}")


JSON = Format("JSON", (".json", ".json.gz"), _fits, _read)
"""An array of objects, or an object that holds one."""

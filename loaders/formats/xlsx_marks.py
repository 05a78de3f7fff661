"""What stands after the rows of a sheet, or beside them: found before the rows are read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, NamedTuple

from loaders.formats.merges import Merged
from loaders.formats.sheet_limits import MOST_COLUMNS, MOST_ROWS

__all__ = ["SheetMarks", "column_number", "sheet_marks"]

_CHUNK = 1 << 20
_OVERLAP = 4_096
_TAG = re.compile(rb"<(?:\w+:)?(mergeCell|col)\s([^<>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
_MOST_HIDDEN = 1_000


class SheetMarks(NamedTuple):
    """What a sheet says of its cells apart from their values.

    Attributes
    ----------
    merges : list of Merged
    hidden_columns : tuple of int
        From 0.
    """

    merges: list[Merged]
    hidden_columns: tuple[int, ...]


def sheet_marks(part: IO[bytes]) -> SheetMarks:
    """Search a sheet for its merged ranges and hidden columns.

    Merged ranges stand after the rows. All of the sheet is searched for their marks as bytes,
    which takes a small part of the time that parsing takes; in texts ``<`` is written ``&lt;``.
    """
    merges: list[Merged] = []
    hidden: list[int] = []
    for tag, content in _tags(part):
        attributes = {
            m[1].decode(): m[2].decode("utf-8", "replace") for m in _ATTRIBUTE.finditer(content)
        }
        if tag == b"mergeCell":
            merged = _merged(attributes.get("ref", ""))
            if merged is not None:
                merges.append(merged)
        elif attributes.get("hidden") in {"1", "true"} and len(hidden) < _MOST_HIDDEN:
            first, last = (int(attributes.get(end, "0") or 0) for end in ("min", "max"))
            last = min(last, first + _MOST_HIDDEN, MOST_COLUMNS)
            hidden.extend(range(first - 1, last))
    return SheetMarks(merges, tuple(column for column in hidden if column >= 0))


def column_number(letters: str) -> int:
    """The number of a column, from 0: ``A`` is 0, ``AA`` is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _tags(part: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    kept = b""
    while chunk := part.read(_CHUNK):
        held = kept + chunk
        taken = 0
        if b"mergeCell" in held or b"col" in held:
            for match in _TAG.finditer(held):
                yield match[1], match[2]
                taken = match.end()
        kept = held[max(taken, len(held) - _OVERLAP) :]


def _merged(reference: str) -> Merged | None:
    match = _RANGE.fullmatch(reference)
    if match is None:
        return None
    left, right = sorted((column_number(match[1]), column_number(match[3])))
    top, bottom = sorted((int(match[2]), int(match[4])))
    if right >= MOST_COLUMNS or not 1 <= top <= bottom <= MOST_ROWS:
        return None
    return Merged(top, left, bottom, right)

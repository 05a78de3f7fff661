"""JSON Lines: one object a line, also compressed with gzip."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from loaders.formats.format import Format
from loaders.formats.records import DECODER, Numbered, record_sheet, record_start
from loaders.formats.text import DAMAGE, GZIP, BadLine, find_encoding, lines, open_text, unreadable
from loaders.rows import SourceFile, UnreadableFile

__all__ = ["JSONL"]


def _fits(head: bytes) -> bool:
    """Say whether a file with these first bytes can be lines of objects, compressed or not."""
    return head.startswith(GZIP) or record_start(head, "{")


def _read(path: Path) -> SourceFile:
    """Open a file of JSON lines. A line that cannot be read is a damaged row, no damaged file.

    Raises
    ------
    UnreadableFile
        If it is no text, its compression is damaged, or none of its lines is an object.
    """
    encoding = find_encoding(path)
    sheet = record_sheet(path, lambda: _records(path, encoding))
    return SourceFile(path.name, encoding, iter((sheet,)))


def _records(path: Path, encoding: str) -> Iterator[Numbered]:
    number = 0
    try:
        with open_text(path, encoding) as text:
            for number, line in enumerate(lines(text), start=1):
                yield _record(number, line)
    except BadLine as error:
        raise UnreadableFile(f"{path.name}, row {number + 1}: {error}") from error
    except DAMAGE as error:
        raise unreadable(path, error, number + 1) from error


def _record(number: int, line: str) -> Numbered:
    text = line.strip()
    if not text:
        return Numbered(number, None)
    try:
        value = DECODER.decode(text)
    except json.JSONDecodeError as error:
        return Numbered(number, None, f"at character {error.colno} it is no JSON: {error.msg}.")
    except RecursionError:
        return Numbered(number, None, "it is nested too deeply.")
    return Numbered(number, value, "" if isinstance(value, dict) else "it is no object.")


JSONL = Format("JSON Lines", (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"), _fits, _read)
"""One JSON object a line."""

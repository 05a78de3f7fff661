"""CSV and TSV files, also compressed with gzip."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from loaders.formats.format import Format
from loaders.formats.text import (
    DAMAGE,
    LONGEST_LINE,
    BadLine,
    can_be_text,
    find_encoding,
    lines,
    open_text,
    unreadable,
)
from loaders.rows import RawRow, Sheet, SourceFile, UnreadableFile

__all__ = ["DELIMITED"]

_DELIMITERS = (",", ";", "\t")
_SAMPLE_LINES = 20


def _read(path: Path) -> SourceFile:
    """Open a delimited file.

    Raises
    ------
    UnreadableFile
        If it is no text, or its compression is damaged.
    """
    encoding = find_encoding(path)
    sheet = Sheet("", _rows(path, encoding, _delimiter(path, encoding)))
    return SourceFile(path.name, encoding, iter((sheet,)))


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[RawRow]:
    number = 0
    try:
        with open_text(path, encoding) as text:
            reader = csv.reader(lines(text), delimiter=delimiter, strict=True)
            while True:
                number += 1
                begun = reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                yield RawRow(number, cells)  # type: ignore[arg-type]
    except csv.Error as error:
        raise UnreadableFile(
            f"{path.name}, row {number} (line {begun}): {_csv_reason(error)}. Rows after it cannot"
            " be told apart; correct the row and import the file again."
        ) from error
    except BadLine as error:
        raise UnreadableFile(f"{path.name}, row {number}: {error}") from error
    except DAMAGE as error:
        raise unreadable(path, error, number) from error


def _csv_reason(error: csv.Error) -> str:
    words = str(error)
    if "unexpected end" in words or "field larger" in words:
        return "a quotation mark is opened and never closed"
    if "expected after" in words:
        return "a quotation mark stands in the middle of a cell"
    return words


def _delimiter(path: Path, encoding: str) -> str:
    """Find the character that separates most cells in the first line that has any."""
    with open_text(path, encoding) as text:
        for _ in range(_SAMPLE_LINES):
            line = text.readline(LONGEST_LINE)
            unquoted = "".join(line.split('"')[::2])
            best = max(_DELIMITERS, key=unquoted.count)
            if unquoted.count(best):
                return best
    return _DELIMITERS[0]


DELIMITED = Format(
    "CSV or TSV",
    (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz"),
    can_be_text,
    _read,
)
"""Text with a separator: comma, semicolon or tab; UTF-8, UTF-16 or GB18030; also compressed."""

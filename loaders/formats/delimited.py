"""CSV and TSV files, also compressed with gzip."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, cast

from loaders.formats.format import Format
from loaders.rows import RawRow, Sheet, SourceFile, UnreadableFile

__all__ = ["DELIMITED"]

_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20
_LONGEST_LINE = 1 << 20
_LARGEST = 8 << 30
_DELIMITERS = (",", ";", "\t")
_SAMPLE_LINES = 20


def _fits(head: bytes) -> bool:
    """Say whether a file with these first bytes can be text, compressed or not."""
    return head.startswith((_GZIP, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or not (
        head.startswith(b"PK\x03\x04") or b"\0" in head[:64]
    )


def _read(path: Path) -> SourceFile:
    """Open a delimited file.

    Raises
    ------
    UnreadableFile
        If it is neither UTF-8 nor GB18030, or its compression is damaged.
    """
    try:
        encoding = _encoding(path)
        delimiter = _delimiter(path, encoding)
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(path, error) from error
    sheet = Sheet("", _rows(path, encoding, delimiter))
    return SourceFile(path.name, encoding, iter((sheet,)))


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[RawRow]:
    number = 0
    try:
        with _open(path) as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
            reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
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
    except _BadLine as error:
        raise UnreadableFile(f"{path.name}, row {number}: {error}") from error
    except (OSError, EOFError, zlib.error, UnicodeError) as error:
        raise _unreadable(path, error, number) from error


class _BadLine(Exception):
    """A line that no table has."""


def _lines(text: IO[str]) -> Iterator[str]:
    while line := text.readline(_LONGEST_LINE):
        if "\0" in line:
            raise _BadLine("it contains a NUL character; the file is damaged, export it again.")
        if len(line) == _LONGEST_LINE:
            raise _BadLine(f"it is longer than {_LONGEST_LINE:,} characters; this is no table.")
        yield line


def _csv_reason(error: csv.Error) -> str:
    words = str(error)
    if "unexpected end" in words or "field larger" in words:
        return "a quotation mark is opened and never closed"
    if "expected after" in words:
        return "a quotation mark stands in the middle of a cell"
    return words


def _open(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    return cast("BinaryIO", gzip.open(path, "rb")) if packed else path.open("rb")


def _encoding(path: Path) -> str:
    """Find out how a file is encoded by decoding all of it, a chunk at a time.

    GB18030 accepts nearly anything, so it is asked last.
    """
    with _open(path) as raw:
        head = raw.read(len(codecs.BOM_UTF8))
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8-sig" if head == codecs.BOM_UTF8 else "utf-8", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise UnreadableFile(f"{path.name} is neither UTF-8 nor GB18030 text; save it as CSV UTF-8.")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    size = 0
    with _open(path) as raw:
        while chunk := raw.read(_CHUNK):
            size += len(chunk)
            if size > _LARGEST:
                raise UnreadableFile(f"{path.name} unpacks to more than {_LARGEST >> 30} GB.")
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(path: Path, encoding: str) -> str:
    """Find the character that separates most cells in the first line that has any."""
    with _open(path) as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        for _ in range(_SAMPLE_LINES):
            line = text.readline(_LONGEST_LINE)
            unquoted = "".join(line.split('"')[::2])
            best = max(_DELIMITERS, key=unquoted.count)
            if unquoted.count(best):
                return best
    return _DELIMITERS[0]


def _unreadable(path: Path, error: Exception, row: int = 0) -> UnreadableFile:
    where = f"{path.name}, row {row}" if row else path.name
    reason = getattr(error, "strerror", None) or str(error)
    return UnreadableFile(f"{where} cannot be read: {reason}. Nothing after it was read.")


DELIMITED = Format("CSV or TSV", (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz"), _fits, _read)
"""Text with a separator: comma, semicolon or tab; UTF-8 or GB18030; also compressed."""

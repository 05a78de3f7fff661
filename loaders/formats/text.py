"""Text of files: how it is encoded, and lines of it that are no longer than a table's can be."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, cast

from loaders.rows import UnreadableFile

__all__ = [
    "DAMAGE",
    "GZIP",
    "LONGEST_LINE",
    "BadLine",
    "can_be_text",
    "find_encoding",
    "lines",
    "open_text",
    "unreadable",
]

LONGEST_LINE = 1 << 20
"""Characters of a line; what is longer stands in no table."""

DAMAGE = (OSError, EOFError, zlib.error, UnicodeError)
"""What reading a damaged file raises."""

GZIP = b"\x1f\x8b"
"""With this compressed files begin."""
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK = 1 << 20
_LARGEST = 8 << 30


class BadLine(Exception):
    """A line that no table has."""


def can_be_text(head: bytes) -> bool:
    """Say whether a file with these first bytes can be text, compressed or not."""
    return head.startswith((GZIP, *_UTF_16)) or not (
        head.startswith(b"PK\x03\x04") or b"\0" in head[:64]
    )


def open_text(path: Path, encoding: str) -> IO[str]:
    """Open a text file, compressed or not; line ends are left as they are."""
    return io.TextIOWrapper(_open(path), encoding, newline="")


def lines(text: IO[str]) -> Iterator[str]:
    """Yield the lines of a text.

    Raises
    ------
    BadLine
        If one is too long, or has a character that only damage puts there.
    """
    while line := text.readline(LONGEST_LINE):
        if "\0" in line:
            raise BadLine("it contains a NUL character; the file is damaged, export it again.")
        if len(line) == LONGEST_LINE:
            raise BadLine(f"it is longer than {LONGEST_LINE:,} characters; this is no table.")
        yield line


def find_encoding(path: Path) -> str:
    """Find out how a file is encoded by decoding all of it, a chunk at a time.

    A byte order mark decides. GB18030 accepts nearly anything, so it is asked last.

    Raises
    ------
    UnreadableFile
        If it is no text, unpacks to more than a table can need, or its compression is damaged.
    """
    try:
        with _open(path) as raw:
            head = raw.read(len(codecs.BOM_UTF8))
        if head.startswith(_UTF_16):
            if _decodes(path, "utf-16"):
                return "utf-16"
            raise UnreadableFile(
                f"{path.name} begins like UTF-16 text but is damaged; save it again."
            )
        for encoding in ("utf-8-sig" if head == codecs.BOM_UTF8 else "utf-8", "gb18030"):
            if _decodes(path, encoding):
                return encoding
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, error) from error
    raise UnreadableFile(f"{path.name} is neither UTF-8 nor GB18030 text; save it as UTF-8.")


def unreadable(path: Path, error: Exception, row: int = 0) -> UnreadableFile:
    """Return the sentence about what reading a file raised."""
    where = f"{path.name}, row {row}" if row else path.name
    reason = getattr(error, "strerror", None) or str(error)
    return UnreadableFile(f"{where} cannot be read: {reason}. Nothing after it was read.")


def _open(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        packed = file.read(2) == GZIP
    return cast("BinaryIO", gzip.open(path, "rb")) if packed else path.open("rb")


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

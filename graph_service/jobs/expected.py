"""How many rows files have, about, told without reading them as tables."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

__all__ = ["rows_expected"]

_PIECE: Final = 2**20
_MOST: Final = 2**30
"""Bytes, unpacked, that are looked at of one file; nobody waits for a percentage."""
_LINES: Final = (".csv", ".tsv", ".txt")
_BOOKS: Final = (".xlsx", ".xlsm")
_ROW: Final = b"</row>"
_SHEETS: Final = "xl/worksheets/"


def rows_expected(paths: Iterable[Path]) -> int | None:
    """Count lines of text and rows of workbooks; None if a file is neither, or too long.

    Headers, blank rows, sheets that are left out and breaks within a cell are counted too.

    Parameters
    ----------
    paths : iterable of Path
    """
    expected = 0
    for path in paths:
        name = path.name.lower()
        try:
            if name.endswith(_LINES):
                rows = _lines(path)
            elif name.endswith(_BOOKS):
                rows = _rows(path)
            else:
                return None
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
            # What is wrong with it the import says better.
            return None
        if rows is None:
            return None
        expected += rows
    return expected


def _lines(path: Path) -> int | None:
    if path.stat().st_size > _MOST:
        return None
    with path.open("rb") as file:
        counted, last = 0, b"\n"
        for piece in _pieces(file):
            counted += piece.count(b"\n")
            last = piece[-1:]
    return counted + (last not in b"\n\0")


def _rows(path: Path) -> int | None:
    counted = left = 0
    with zipfile.ZipFile(path) as book:
        for entry in book.infolist():
            if not entry.filename.startswith(_SHEETS) or not entry.filename.endswith(".xml"):
                continue
            with book.open(entry) as sheet:
                before = b""
                for piece in _pieces(sheet):
                    left += len(piece)
                    if left > _MOST:
                        return None
                    window = before + piece
                    counted += window.count(_ROW)
                    before = window[1 - len(_ROW) :]
    return counted or None


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece

"""What the readers of sheets have in common: rows by number, and what breaks them off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from loaders.rows import RawRow, UnreadableFile

__all__ = ["guarded", "with_blanks"]


def with_blanks(rows: Iterable[RawRow]) -> Iterator[RawRow]:
    """Yield rows with the empty ones between them, which need not stand in the file.

    Empty rows after the last that holds something are none.
    """
    number = 0
    for row in rows:
        for blank in range(number + 1, row.number):
            yield RawRow(blank, [])
        number = row.number
        yield row


def guarded(
    path: Path, sheet: str, rows: Iterable[RawRow], damage: tuple[type[Exception], ...]
) -> Iterator[RawRow]:
    """Yield the rows of a sheet.

    Raises
    ------
    UnreadableFile
        In place of what reading a damaged sheet raises; it names the row.
    """
    number = 0
    try:
        for row in rows:
            number = row.number
            yield row
    except damage as error:
        raise UnreadableFile(
            f"{path.name}, sheet {sheet}, row {number + 1} or after it cannot be read: {error}."
        ) from error

"""What the readers of sheets have in common: rows by number, and what breaks them off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from loaders.formats.sheet_flaws import blank_rows
from loaders.rows import RawRow, UnreadableFile

__all__ = ["guarded", "with_blanks"]

_MOST_BLANK = 1_000


def with_blanks(rows: Iterable[RawRow]) -> Iterator[RawRow]:
    """Yield rows with the empty ones between them, which need not stand in the file.

    Empty rows after the last that holds something are none. Very many in a row, as a slip of the
    hand at the end of a sheet makes them, are handed over as one, which says so.
    """
    number = 0
    for row in rows:
        first, last = number + 1, row.number - 1
        if last - first < _MOST_BLANK:
            for blank in range(first, last + 1):
                yield RawRow(blank, [])
        else:
            yield RawRow(first, [], flaws=(blank_rows(first, last),))
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

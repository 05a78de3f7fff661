"""The header of a table: one row, or several whose upper cells name groups of columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from loaders.amounts import is_unit
from loaders.rows import Cell, RawRow, cell_text

__all__ = ["Header", "find_header", "header_texts"]

_TALLEST = 3
_NOTE = re.compile(r"[^()（）]*[:：]")
_UNIT = re.compile(r"(.+?)\s*[(（]\s*(?:单位\s*[:：]\s*)?([^()（）]*)[)）]")
_NUMBER = re.compile(r"[\d.,%+/\s-]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LEAST = 2
"""Columns of a group, and texts of a row of groups."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header found among the first rows.

    Attributes
    ----------
    texts : tuple of str
        One a column: ``经费/财政(万元)`` where ``财政`` stands below ``经费(万元)``; empty where a
        column has none.
    first, last : int
        Its rows, from 0 among those searched.
    spelled : tuple of tuple of str
        The texts of each of its rows as they stand there.
    """

    texts: tuple[str, ...]
    first: int
    last: int
    spelled: tuple[tuple[str, ...], ...]


class _Block(NamedTuple):
    """Rows taken for one header, from the top down."""

    texts: tuple[str, ...]
    certain: bool


def find_header(
    rows: Sequence[RawRow], known: Callable[[tuple[str, ...]], int], header_row: int = 0
) -> Header | None:
    """Find the rows whose texts are known best.

    Parameters
    ----------
    rows : sequence of RawRow
        The first rows of a sheet.
    known : callable
        Counts the headers it knows.
    header_row : int
        Number of its first row, if that is known.

    Returns
    -------
    Header or None
        None if no row has a known header.
    """
    texts = [header_texts(row.cells) for row in rows]
    merging = any(row.spans for row in rows)
    best: tuple[int, int] = (0, 0)
    found: Header | None = None
    for first, row in enumerate(rows):
        if header_row not in (0, row.number):
            continue
        for size, block in enumerate(
            _blocks(rows[first:], texts[first:], merging=merging), start=1
        ):
            worth = (known(block.texts), size if block.certain else 0)
            # A page's header again, below its totals, is not a better one.
            later = found is not None and first > found.first
            if worth[0] and worth > best and not (later and best[1] and worth[0] == best[0]):
                last = first + size
                best = worth
                found = Header(block.texts, first, last - 1, tuple(texts[first:last]))
    return found


def header_texts(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The texts of a header row, line breaks and outer white space removed."""
    return tuple(
        "" if cell is None else re.sub(r"\s*\n\s*", "", cell_text(cell)).strip() for cell in cells
    )


def _blocks(
    rows: Sequence[RawRow], texts: Sequence[tuple[str, ...]], *, merging: bool
) -> Iterator[_Block]:
    """Take the first row as a header, then with the rows below it for as long as these go on."""
    upper, certain = texts[0], True
    yield _Block(upper, certain)
    for at in range(1, min(_TALLEST, len(rows))):
        lower = texts[at]
        width = max(len(upper), len(lower))
        upper, lower = _padded(upper, width), _padded(lower, width)
        spans = rows[at - 1].spans if merging else None
        groups = _groups(_padded(texts[at - 1], width), lower, spans)
        if not _goes_on(upper, lower, groups):
            return
        certain = certain and (
            merging or len(set(filter(None, upper))) >= _LEAST or any(map(_has_unit, upper))
        )
        upper = tuple(
            _joined(upper[groups.get(column, column)], lower[column]) for column in range(width)
        )
        yield _Block(upper, certain)


def _groups(
    upper: Sequence[str], lower: Sequence[str], spans: Sequence[tuple[int, int]] | None
) -> dict[int, int]:
    """For the columns of groups the one in which the group's name stands.

    Where nothing is known of merged cells, as in text, a name counts for the empty cells to its
    right, as far as there are texts below them.
    """
    if spans is None:
        spans = []
        for at, name in enumerate(upper):
            end = at
            while name and end + 1 < len(upper) and not upper[end + 1]:
                end += 1
            while end > at and not lower[end]:
                end -= 1
            spans.append((at, end))
    groups: dict[int, int] = {}
    for first, last in spans:
        columns = range(first, min(last + 1, len(upper)))
        if columns and upper[first] and sum(bool(lower[c]) for c in columns) >= _LEAST:
            groups.update(dict.fromkeys(columns, first))
    return groups


def _goes_on(upper: Sequence[str], lower: Sequence[str], groups: dict[int, int]) -> bool:
    """Say whether a row goes on a header: it only tells the columns of groups apart."""
    if not groups or any(_NOTE.match(text) for text in upper):
        return False
    if any(_NUMBER.fullmatch(text) and not _YEAR.fullmatch(text) for text in lower):
        return False
    for column, (above, below) in enumerate(zip(upper, lower, strict=True)):
        if column not in groups and above and below and above != below:
            return False
    # One text over everything is a title.
    names = set(filter(None, upper))
    return len(names) >= _LEAST or not all(c in groups for c, text in enumerate(lower) if text)


def _joined(upper: str, lower: str) -> str:
    if not lower or upper == lower:
        return upper
    if not upper:
        return lower
    unit = ""
    match = _UNIT.fullmatch(upper)
    if match and is_unit(match[2]):
        upper = match[1]
        unit = "" if _has_unit(lower) else f"({match[2].strip()})"
    return f"{upper}/{lower}{unit}"


def _has_unit(text: str) -> bool:
    match = _UNIT.fullmatch(text)
    return bool(match and is_unit(match[2]))


def _padded(texts: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*texts, *[""] * (width - len(texts)))

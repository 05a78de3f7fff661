"""Names of cells: B3 and the like."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, TypeAlias

__all__ = ["Place", "cell_name", "cell_place", "column_letters", "column_number"]

Place: TypeAlias = tuple[int, int]
"""Row and column of a cell, from 1."""

_NAME: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


@lru_cache(maxsize=16_384)
def column_letters(number: int) -> str:
    """Name a column.

    Examples
    --------
    >>> column_letters(1), column_letters(26), column_letters(27), column_letters(16_384)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Count the columns up to this one.

    Examples
    --------
    >>> column_number("A"), column_number("AA"), column_number("XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """Name a cell.

    Examples
    --------
    >>> cell_name(3, 28)
    'AB3'
    """
    return f"{column_letters(column)}{row}"


def cell_place(name: str) -> Place | None:
    """Row and column of a cell by its name, from 1; None if it is no name of a cell.

    Examples
    --------
    >>> cell_place("AB3"), cell_place("$A$1"), cell_place("x")
    ((3, 28), (1, 1), None)
    """
    found = _NAME.fullmatch(name)
    return (int(found[2]), column_number(found[1])) if found else None

"""How large sheets and their texts can be, whatever a file says."""

from __future__ import annotations

__all__ = ["LONGEST_PIECES", "MOST_COLUMNS", "MOST_ROWS", "TextTooLong"]

MOST_ROWS = 1 << 20
"""Rows of a sheet."""

MOST_COLUMNS = 1 << 14
"""Columns of a sheet."""

LONGEST_PIECES = 512
"""Pieces of a cell's text as the parser hands it over, of up to 64 KB each."""


class TextTooLong(Exception):
    """A cell holds more text than a cell can."""

    def __init__(self) -> None:
        super().__init__("it has a text longer than any cell can hold")

"""What spreadsheets do to identifiers."""

from __future__ import annotations

import re
import unicodedata

from loaders.identifiers.form import damaged
from loaders.rows import Cell
from schema.time import PartialDate

__all__ = ["undamaged"]

_EXACT_DIGITS = 15
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")
_DATE = re.compile(
    r"\d{4}([/.-])\d{1,2}\1\d{1,2}(?:[ T]\d{1,2}:\d\d(?::\d\d)?)?|\d{1,2}/\d{1,2}/\d{4}"
    r"|\d{4}年\d{1,2}月(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日"
    r"|\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:-\d\d)?",
    re.ASCII | re.IGNORECASE,
)
_HASHES = re.compile(r"#{3,}")
_AS_TEXT = re.compile(r'="?([^"]*)"?|[\'`]([^\'`]+)')
"""What people write before a number so that a spreadsheet leaves it alone: ``'123``, ``="123"``."""
_SHORTENED = {
    scheme: re.compile(pattern)
    for scheme, pattern in (
        ("uscc", r"\d{1,14}"),
        ("organization-code", r"\d{1,8}"),
        ("ror", r"\d{1,8}"),
        ("stock-code", r"\d{1,5}"),
        ("patent-application", r"\d{1,8}"),
        # 111 may have been 0111: the code of another industry.
        ("gbt4754", r"\d|[1-5]\d\d"),
    )
}
"""Numbers that may be the rest of identifiers that begin with zeros."""
_DOTTED = frozenset({"patent-application"})
"""Schemes whose identifiers look like numbers with one decimal place."""


def undamaged(scheme: str, cell: Cell) -> str:
    """Return the text of a cell as it was entered.

    Parameters
    ----------
    scheme : str
    cell : Cell

    Raises
    ------
    InvalidIdentifier
        If a spreadsheet has lost or changed some of it.
    """
    if isinstance(cell, PartialDate):
        raise damaged(f"{cell} is a date, not an identifier.")
    if isinstance(cell, bool):
        raise damaged(f"{cell} is no identifier.")
    if isinstance(cell, float):
        text = repr(cell)
        if scheme not in _DOTTED or not re.fullmatch(r"\d{1,13}\.[1-9]", text, re.ASCII):
            raise damaged(f"{cell} is a number whose last digits the spreadsheet lost.")
        return text
    text = _entered(str(cell))
    if isinstance(cell, int):
        _check_digits(scheme, cell, text)
    elif _SCIENTIFIC.fullmatch(text):
        raise damaged(f"{text} was turned into a number; digits are lost.")
    elif _DATE.fullmatch(text):
        raise damaged(f"{text} is a date, which a spreadsheet may have made of an identifier.")
    elif _HASHES.fullmatch(text):
        raise damaged(f"{text} is what a spreadsheet shows where a column is too narrow.")
    return text


def _entered(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = text.strip()
    quoted = _AS_TEXT.fullmatch(text)
    return text if quoted is None else (quoted[1] or quoted[2] or "").strip()


def _check_digits(scheme: str, number: int, text: str) -> None:
    if number >= 10**_EXACT_DIGITS:
        raise damaged(f"{number} is a number whose last digits the spreadsheet lost.")
    shortened = _SHORTENED.get(scheme)
    if shortened is not None and shortened.fullmatch(text):
        raise damaged(
            f"{number} is a number of {len(text)} digits; zeros at its beginning may be lost."
        )

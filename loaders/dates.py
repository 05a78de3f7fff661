"""Dates as offices write them, to the precision they wrote."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from loaders.flaws import Flaw
from loaders.rows import Cell
from schema.time import PartialDate

__all__ = ["parse_date"]

_WRITTEN = re.compile(
    r"(\d{4})\s*[年./\-]\s*(\d{1,2})(?:\s*[月./\-]\s*(?:(\d{1,2})\s*日?)?)?"
    r"(?:[ t]0?0:00(?::00(?:\.0+)?)?)?",
    re.ASCII | re.IGNORECASE,
)
_YEAR = re.compile(r"(\d{4})\s*年?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?", re.ASCII)
_SERIAL = re.compile(r"\d{5}", re.ASCII)
_DOTTED_TEN = re.compile(r"\d{4}\.1", re.ASCII)
_OPEN_END = frozenset({"至今", "长期", "永久", "无固定期限", "present"})
_EPOCH = dt.date(1899, 12, 30)
_SERIALS = range(29_952, 55_153)  # the days of 1982 to 2050
_YEARS = range(1800, 2200)
_WHOLE_YEARS = range(1000, 2200)
"""Universities are older than any calendar by which offices write their days."""


def parse_date(cell: Cell) -> tuple[str | None, Flaw | None]:
    """Read a date.

    Parameters
    ----------
    cell : Cell
        A date, or text or a number that spells one.

    Returns
    -------
    value : str or None
        Partial date in ISO form; None for an open end or what is no date.
    flaw : Flaw or None

    Examples
    --------
    >>> [parse_date(text)[0] for text in ("2021年9月", "2021.9.3", "20210903", "44442", "至今")]
    ['2021-09', '2021-09-03', '2021-09-03', '2021-09-03', None]
    """
    if isinstance(cell, PartialDate):
        return cell.text, None
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    if text.casefold() in _OPEN_END:
        return None, None
    if _DOTTED_TEN.fullmatch(text):
        return text[:4], Flaw(
            "AMBIGUOUS_MONTH",
            f"{text} may be January or October; only the year was taken.",
            "Write the month with two digits, such as 2021-10.",
        )
    iso = _iso(text)
    if iso is not None:
        return iso, None
    return None, Flaw(
        "BAD_DATE",
        f"{text} is not a date.",
        "Write 2021, 2021-09 or 2021-09-03.",
    )


def _iso(text: str) -> str | None:
    if _SERIAL.fullmatch(text):
        days = int(text)
        return (_EPOCH + dt.timedelta(days)).isoformat() if days in _SERIALS else None
    match = _YEAR.fullmatch(text) or _COMPACT.fullmatch(text) or _WRITTEN.fullmatch(text)
    if match is None:
        return None
    year, *rest = (int(part) for part in match.groups() if part)
    if year not in (_YEARS if rest else _WHOLE_YEARS):
        return None
    try:
        return PartialDate("-".join((f"{year:04}", *(f"{part:02}" for part in rest)))).text
    except ValueError:
        return None

"""Periods as offices write them in one cell: from when to when."""

from __future__ import annotations

import re
from typing import NamedTuple

from loaders.dates import OPEN_END, date_text, iso_date
from loaders.flaws import Flaw
from loaders.rows import Cell
from schema.time import PartialDate

__all__ = ["Period", "parse_period"]

_BETWEEN = re.compile(r"\s*(?:至|到|~|[-–—―]+)\s*")
_SINCE = re.compile(r"自?(.+?)(?:起|开始|以来)")
_SHORT_END = re.compile(r"(?:(\d{1,2})月)?(?:(\d{1,2})[日号])?", re.ASCII)
_HINT = "Write both ends, such as 2018-01至2020-12."


class Period(NamedTuple):
    """The ends of a period as partial dates; None where one is open or not known."""

    start: str | None
    end: str | None


_UNKNOWN = Period(None, None)


def parse_period(cell: Cell) -> tuple[Period, Flaw | None]:
    """Read a period.

    Returns
    -------
    value : Period
    flaw : Flaw or None

    Examples
    --------
    >>> [tuple(parse_period(t)[0]) for t in ("2018.01-2020.12", "2021年9月3日-5日", "2018年至今")]
    [('2018-01', '2020-12'), ('2021-09-03', '2021-09-05'), ('2018', None)]
    """
    text = date_text(cell)
    if text.casefold() in OPEN_END:
        return _UNKNOWN, None
    since = _SINCE.fullmatch(text)
    if since is not None and (start := iso_date(since[1])):
        return Period(start, None), None
    found = {
        period
        for match in _BETWEEN.finditer(text)
        if (period := _period(text[: match.start()], text[match.end() :])) is not None
    }
    if len(found) == 1:
        (period,) = found
        if period.end and period.start and period.start[:10] > PartialDate(period.end).last:
            return _UNKNOWN, Flaw("BAD_PERIOD", f"{text} ends before it begins.", _HINT)
        return period, None
    reason = "is one date and no period" if iso_date(text) else "is not a period"
    return _UNKNOWN, Flaw("BAD_PERIOD", f"{text} {reason}.", _HINT)


def _period(left: str, right: str) -> Period | None:
    start = iso_date(left.removeprefix("自"))
    if start is None:
        return None
    if right.casefold() in OPEN_END:
        return Period(start, None)
    end = iso_date(right.removesuffix("止")) or _short_end(start, right)
    return Period(start, end) if end else None


def _short_end(start: str, text: str) -> str | None:
    """An end that leaves out what it shares with the start: 5日, 12月, 10月5日."""
    match = _SHORT_END.fullmatch(text)
    if match is None or not text:
        return None
    month, day = match.groups()
    year, *rest = start.split("-")
    if len(rest) != (2 if day else 1):
        return None
    parts = (year, month or rest[0], *((day,) if day else ()))
    return iso_date("-".join(parts))

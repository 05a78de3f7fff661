"""Dates of spreadsheets: numbers of days that a number format shows as a date."""

from __future__ import annotations

import datetime as dt
import re

from loaders.rows import Cell
from schema.time import PartialDate

__all__ = ["BUILT_IN", "TIME", "date_length", "shown_date"]

TIME = 0
"""Length of what shows a time of day only."""

BUILT_IN = {
    **dict.fromkeys((14, 15, 22, 30, 31), 10),
    **dict.fromkeys((17, 27, 36, 50, 52, 57), 7),
    **dict.fromkeys((16, 28, 29, 51, 53, 54, 58), 10),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56), TIME),
}
"""Characters of an ISO date that formats show which no file declares; 27 to 58 are Chinese."""

_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DAY = 10
_FIRST = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets know no time zones
_FIRST_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001
_LEAP_DAY = 60
_LAST = 2_958_466


def date_length(number_format: str) -> int | None:
    """Count the characters of an ISO date that a number format shows: a month stays a month.

    Returns
    -------
    int or None
        `TIME` for a time of day; None for a format of numbers or texts.

    Examples
    --------
    >>> date_length('yyyy"年"m"月"'), date_length("h:mm"), date_length("0.00"), date_length("General")
    (7, 0, None, None)
    """
    shown = _QUOTED.sub("", number_format.lower().split(";")[0]).replace("general", "")
    if "d" in shown:
        return _DAY
    clock = "h" in shown or "s" in shown
    if "m" in shown and not (clock and "y" not in shown):
        return 7
    if "y" in shown:
        return 4
    return TIME if clock else None


def shown_date(serial: float, length: int, *, since_1904: bool) -> Cell:
    """Turn a number of days into the date, or the time of day, that a cell shows.

    A number that is no day of the calendar stays a number.

    Examples
    --------
    >>> str(shown_date(44442, 10, since_1904=False)), str(shown_date(44442, 7, since_1904=False))
    ('2021-09-03', '2021-09')
    >>> str(shown_date(42980, 10, since_1904=True)), shown_date(0.5, TIME, since_1904=False)
    ('2021-09-03', '12:00:00')
    """
    # Excel takes 1900 for a leap year, so that its days before March are one off.
    missing_day = not since_1904 and serial < _LEAP_DAY
    if not 0 <= serial < _LAST or (length != TIME and serial < 1 and not since_1904):
        return serial
    moment = (_FIRST_1904 if since_1904 else _FIRST) + dt.timedelta(serial + missing_day)
    # Fractions of days do not hold seconds exactly.
    moment += dt.timedelta(milliseconds=1)
    if length == TIME:
        return moment.time().isoformat("seconds")
    return PartialDate(moment.date().isoformat()[:length])

"""Dates that may be known only to the month or the year, and closed intervals of validity."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

__all__ = ["FIRST_DAY", "LAST_DAY", "PartialDate", "covers"]

FIRST_DAY: Final = "0001-01-01"
"""The day stored for an interval without a start: every day string sorts after or at it."""

LAST_DAY: Final = "9999-12-31"
"""The day stored for an interval without an end."""

_FORM: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, a month or a year, as precisely as it was written and no more.

    Attributes
    ----------
    text : str
        ISO form: ``2021``, ``2021-09`` or ``2021-09-03``.

    Raises
    ------
    ValueError
        If `text` is not of one of these forms or names a day that does not exist.

    Examples
    --------
    >>> september = PartialDate("2021-09")
    >>> september.first, september.last, september.precision
    ('2021-09-01', '2021-09-30', 'MONTH')
    """

    text: str

    def __post_init__(self) -> None:
        match = _FORM.fullmatch(self.text)
        if match is None:
            raise ValueError(
                f"{self.text!r} is not a date of the form 2021, 2021-09 or 2021-09-03."
            )
        year, month, day = match.groups()
        try:
            date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            raise ValueError(f"{self.text!r} is not a day of the calendar.") from None

    @property
    def precision(self) -> str:
        """``YEAR``, ``MONTH`` or ``DAY``."""
        return {4: "YEAR", 7: "MONTH", 10: "DAY"}[len(self.text)]

    @property
    def first(self) -> str:
        """The first day it may mean, as an ISO day."""
        return (self.text + "-01-01")[:10]

    @property
    def last(self) -> str:
        """The last day it may mean, as an ISO day."""
        year, *rest = self.text.split("-")
        match rest:
            case []:
                return f"{year}-12-31"
            case [month]:
                return f"{year}-{month}-{monthrange(int(year), int(month))[1]:02}"
            case _:
                return self.text

    def __str__(self) -> str:
        return self.text


def covers(valid_from: str | None, valid_to: str | None, day: str) -> bool:
    """Say whether a closed interval of partial dates contains a day.

    `valid_to` is the last valid day; a year or a month covers its whole period; a missing
    bound is open.

    Parameters
    ----------
    valid_from, valid_to : str or None
        Partial dates in ISO form.
    day : str
        An ISO day.

    Returns
    -------
    bool

    Examples
    --------
    >>> covers("2021-09", "2022", "2022-12-31"), covers("2021-09", "2022", "2023-01-01")
    (True, False)
    """
    first = FIRST_DAY if valid_from is None else PartialDate(valid_from).first
    last = LAST_DAY if valid_to is None else PartialDate(valid_to).last
    return first <= day <= last

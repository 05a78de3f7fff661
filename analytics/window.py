"""Activity windows: which projects and other activities a question looks at."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from analytics.tables import MISSING_DAY, Dates
from schema.time import FIRST_DAY, LAST_DAY, PartialDate

__all__ = ["Selection", "Window", "WindowBy", "day_number", "day_text", "select"]

_EPOCH = date(1970, 1, 1).toordinal()


class WindowBy(enum.StrEnum):
    """How an activity is placed in time."""

    START = "START"
    OVERLAP = "OVERLAP"


@dataclass(frozen=True, slots=True)
class Window:
    """A closed interval of days that selects activities.

    Attributes
    ----------
    first_day, last_day : str
        ISO days; the widest possible by default.
    by : WindowBy
        `START` selects activities that start in the window, `OVERLAP` those that go on during
        a part of it.

    Raises
    ------
    ValueError
        If it ends before it begins.
    """

    first_day: str = FIRST_DAY
    last_day: str = LAST_DAY
    by: WindowBy = WindowBy.START

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise ValueError(
                f"The window ends ({self.last_day}) before it begins ({self.first_day})."
            )

    @classmethod
    def between(cls, from_: str | None, to: str | None, by: WindowBy) -> Window | None:
        """Return the window between two partial dates, or None if neither is given.

        Parameters
        ----------
        from_, to : str or None
            Partial dates: the window begins with the first day of `from_` and ends with the
            last day of `to`.
        by : WindowBy

        Raises
        ------
        ValueError
            If one is not a partial date, or they are in the wrong order.

        Examples
        --------
        >>> Window.between("2019", "2019-06", WindowBy.START).last_day
        '2019-06-30'
        """
        if from_ is None and to is None:
            return None
        first = FIRST_DAY if from_ is None else PartialDate(from_).first
        last = LAST_DAY if to is None else PartialDate(to).last
        return cls(first, last, by)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which activities a window selects.

    Attributes
    ----------
    chosen : ndarray of bool, shape (n,)
    missing : ndarray of bool, shape (n,)
        Not chosen because the needed date is missing, or is known too roughly to tell.
    open : ndarray of bool, shape (n,)
        Chosen although the end is missing: taken to go on.
    """

    chosen: npt.NDArray[np.bool_]
    missing: npt.NDArray[np.bool_]
    open: npt.NDArray[np.bool_]


def select(window: Window | None, start: Dates, end: Dates) -> Selection:
    """Select activities by their partial dates.

    `START`: the first day of the start is not before the window and its last day not after it.
    A start that may lie inside or outside (a year against a window of some months) is missing.
    `OVERLAP`: the days from the first of the start to the last of the end meet the window; a
    missing end is open, a missing start is missing.

    Parameters
    ----------
    window : Window or None
        None selects everything, with or without dates.
    start, end : Dates, shape (n,)

    Returns
    -------
    Selection
    """
    none = np.zeros(len(start.first), dtype=np.bool_)
    if window is None:
        return Selection(~none, none, none)
    first, last = day_number(window.first_day), day_number(window.last_day)
    known = start.first != MISSING_DAY
    if window.by is WindowBy.START:
        inside = known & (start.first >= first) & (start.last <= last)
        touches = known & (start.first <= last) & (start.last >= first)
        return Selection(inside, ~known | (touches & ~inside), none)
    unending = end.last == MISSING_DAY
    meets = known & (start.first <= last) & (unending | (end.last >= first))
    return Selection(meets, ~known, meets & unending)


def day_number(day: str) -> int:
    """Days from 1970-01-01 to an ISO day.

    Examples
    --------
    >>> day_number("1970-01-02")
    1
    """
    return date.fromisoformat(day).toordinal() - _EPOCH


def day_text(number: int) -> str | None:
    """The ISO day of a day number; None for `MISSING_DAY`."""
    return None if number == MISSING_DAY else date.fromordinal(number + _EPOCH).isoformat()

"""The network of one day: who is tied to whom by what had begun, or went on, on that day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from analytics.industry_links.question import stale_before
from analytics.networks.network import Network, NetworkQuestion, network_of
from analytics.tables import Tables
from analytics.window import Window, WindowBy, day_number, day_text
from schema.time import FIRST_DAY

__all__ = ["DayQuestion", "network_on_its_day"]

_LONGEST: Final = 1200
"""Months: a hundred years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayQuestion:
    """Which ties make up the network of a day.

    Attributes
    ----------
    network : NetworkQuestion
        Its window is that of the day.
    by : WindowBy
        `START`: activities that have begun by the day; `OVERLAP`: those that go on that day.
    months : int or None
        With `START`, only those that began within so many months before the day.

    Raises
    ------
    ValueError
        If the months are out of range or given with `OVERLAP`, or the network has a window.
    """

    network: NetworkQuestion
    by: WindowBy = WindowBy.START
    months: int | None = None

    def __post_init__(self) -> None:
        if self.network.window is not None:
            raise ValueError("Each of the two days is its own window; months say how long it is.")
        if self.months is None:
            return
        if self.by is WindowBy.OVERLAP:
            raise ValueError("Months count back from the day; what goes on that day needs none.")
        if not 1 <= self.months <= _LONGEST:
            raise ValueError(f"The months before a day are from 1 to {_LONGEST}.")

    def window(self, day: str) -> Window:
        """Return the window of a day.

        Examples
        --------
        >>> yearly = DayQuestion(network=NetworkQuestion(types=("University",)), months=12)
        >>> yearly.window("2023-12-31").first_day
        '2023-01-01'
        """
        if self.by is WindowBy.OVERLAP:
            return Window(day, day, WindowBy.OVERLAP)
        if self.months is None:
            return Window(FIRST_DAY, day)
        begun = min(stale_before(day, self.months) + 1, day_number(day))
        return Window(day_text(begun) or FIRST_DAY, day)


def network_on_its_day(tables: Tables, question: DayQuestion) -> Network:
    """Build the network of the day that tables are of.

    Parameters
    ----------
    tables : Tables
        Links with validity are those that are true on the day.
    question : DayQuestion
    """
    window = question.window(tables.as_of)
    return network_of(tables, replace(question.network, window=window))

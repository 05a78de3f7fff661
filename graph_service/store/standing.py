"""Which units count: what people withdraw, what they only speak of, and what later issues close.

Most stores have neither corrections nor closings; who resolves asks first (`is_plain`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from graph_service.store.units import Arrival, Unit
from schema.statements import UNTYPED, WITHDRAWN
from schema.time import PartialDate

__all__ = [
    "NO_CLOSINGS",
    "Closings",
    "closings_of",
    "counting",
    "is_plain",
    "is_there",
]

Closings: TypeAlias = Mapping[tuple[str, str], str]
"""By source and link type: the last day of the newest issue that closes what it does not state."""

NO_CLOSINGS: Final[Closings] = {}

_END: Final = "validTo"


def is_plain(units: Iterable[Unit], closings: Closings) -> bool:
    """Say whether all units count as they are: nobody corrected and nothing closed them."""
    for unit in units:
        arrival = unit.arrival
        if arrival.by_hand or (closings and (arrival.run.source, unit.type) in closings):
            return False
    return True


def is_there(units: Iterable[Unit]) -> bool:
    """Say whether a record or link is to be seen: somebody states it and nobody withdrew it.

    A correction alone makes no record. Of records that are one, who withdraws one withdraws all.
    """
    stated = False
    for unit in units:
        if WITHDRAWN in unit.values:
            return False
        stated = stated or unit.type != UNTYPED
    return stated


def counting(units: Iterable[Unit], closings: Closings = NO_CLOSINGS) -> list[Unit]:
    """Return the units that count if the record or link is there: with their ends, where closed."""
    said = [unit for unit in units if WITHDRAWN not in unit.values]
    closed = _closed(said, closings) if closings else {}
    return [_ended(unit, closed) for unit in said] if closed else said


def closings_of(arrivals: Iterable[Arrival]) -> dict[tuple[str, str], str]:
    """Return what some runs close."""
    found: dict[tuple[str, str], str] = {}
    for arrival in arrivals:
        for type_ in arrival.run.closes:
            place = (arrival.run.source, type_)
            found[place] = max(arrival.rank[1], found.get(place, ""))
    return found


def _closed(units: Iterable[Unit], closings: Closings) -> dict[tuple[str, str], str]:
    """Return the sources whose last word on a link is closed, with the last day of its issue."""
    last: dict[tuple[str, str], str] = {}
    for unit in units:
        place = (unit.arrival.run.source, unit.type)
        if place in closings:
            last[place] = max(unit.arrival.rank[1], last.get(place, ""))
    # Who says of no time that it speaks of cannot be said to be silent later.
    return {place: day for place, day in last.items() if day and day < closings[place]}


def _ended(unit: Unit, closed: Closings) -> Unit:
    end = closed.get((unit.arrival.run.source, unit.type))
    if end is None or unit.arrival.rank[1] != end:
        return unit
    stated = unit.values.get(_END)
    if stated is not None and PartialDate(str(stated)).last <= end:
        return unit
    return unit.saying({**unit.values, _END: end})

"""Why a value is shown: what else was said of the property, and by which rule it lost."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from graph_service.store.resolve import best, candidates
from graph_service.store.standing import NO_CLOSINGS, Closings, counting
from graph_service.store.units import Arrival, Unit
from schema.columns import Stated
from schema.statements import UNTYPED, NodeStatement, Run, Statement

__all__ = ["Contest", "Offer", "Reason", "contests"]


class Reason(enum.Enum):
    """By which rule one value is shown and not another."""

    PRIORITY = "PRIORITY"
    PERIOD = "PERIOD"
    ROW = "ROW"
    NAME = "NAME"
    FIRST = "FIRST"


@dataclass(frozen=True, slots=True)
class Offer:
    """A value that was said.

    Attributes
    ----------
    value : Stated
        None says that it is not known.
    statement : int
        The place of what is believed most of those that say it, among what was said.
    """

    value: Stated
    statement: int


@dataclass(frozen=True, slots=True)
class Contest:
    """A property of which several values were said.

    Attributes
    ----------
    property : str
        Its name; ``type`` for the record's type.
    offers : tuple of Offer
        At least two, the one that is shown first, then as much as they are believed.
    reasons : tuple of Reason
        For each offer but the first: why the one before it is believed more.
    """

    property: str
    offers: tuple[Offer, ...]
    reasons: tuple[Reason, ...]


def contests(
    said: Sequence[tuple[Run, Statement, int]],
    unclassified: Collection[str],
    closings: Closings = NO_CLOSINGS,
) -> tuple[Contest, ...]:
    """Return the properties of a record or link about which its sources disagree, by name.

    Parameters
    ----------
    said : sequence of (Run, Statement, int)
        Who said what of it, and how often, as `Described.statements`.
    unclassified : collection of str
        The types that only say that nobody stated one.
    closings : mapping
        What later issues close.
    """
    units = counting(_units(said), closings)
    found = [
        contest
        for name, offered in sorted(candidates(units, unclassified).items())
        if (contest := _contest(name, offered)) is not None
    ]
    stated = [unit for unit in units if unit.type not in (*unclassified, UNTYPED)]
    first = {unit.type: unit.number for unit in reversed(stated)}
    if len(first) > 1:
        ordered = sorted(first.items(), key=lambda said: said[1])
        offers = tuple(Offer(type_, at) for type_, at in ordered)
        found.append(Contest("type", offers, (Reason.FIRST,) * (len(offers) - 1)))
    return tuple(found)


def _units(said: Sequence[tuple[Run, Statement, int]]) -> list[Unit]:
    """What was said, numbered by its place; runs are numbered as they arrived."""
    arrivals: dict[str, Arrival] = {}
    units = []
    for at, (run, one, count) in enumerate(said):
        arrival = arrivals.setdefault(run.id, Arrival(run, len(arrivals) + 1))
        keys = one.keys if isinstance(one, NodeStatement) else ()
        units.append(Unit(at, "", arrival, one.type, one.values, keys, at, one.row, count))
    return units


def _contest(name: str, offered: list[Unit]) -> Contest | None:
    left, ordered = list(offered), []
    while left:
        believed = best(name, left)
        ordered.append(believed)
        left = [unit for unit in left if unit.values[name] != believed.values[name]]
    if len(ordered) < 2:  # noqa: PLR2004 - one value is no contest
        return None
    return Contest(
        name,
        tuple(Offer(unit.values[name], unit.number) for unit in ordered),
        tuple(map(_reason, ordered[:-1], ordered[1:])),
    )


def _reason(above: Unit, below: Unit) -> Reason:
    if above.arrival.run.priority != below.arrival.run.priority:
        return Reason.PRIORITY
    if above.arrival.rank != below.arrival.rank:
        return Reason.PERIOD
    return Reason.ROW if above.row != below.row else Reason.NAME

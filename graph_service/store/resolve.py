"""Resolution: which of the things that were said about a record or link are shown.

Pure functions over units. A unit is one thing that one run said about one subject, however many
of its rows said it. Both stores resolve by these rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import orjson

from graph_service.store.port import Conflict
from graph_service.store.standing import NO_CLOSINGS, Closings, counting, is_plain, is_there
from graph_service.store.units import Subject, Unit, subject_text
from schema.columns import Stated, Value
from schema.statements import UNTYPED

__all__ = [
    "Resolved",
    "best",
    "candidates",
    "choose",
    "disagreements",
    "new_disagreements",
    "resolve",
    "resolve_hidden",
    "settle_type",
    "shown_values",
]

Resolved: TypeAlias = tuple[str, Mapping[str, Value]]
"""The type and the values that are shown."""


def resolve(
    units: Sequence[Unit], unclassified: Collection[str], closings: Closings = NO_CLOSINGS
) -> Resolved | None:
    """Return the type and the values that are shown of a subject; None if it is not to be seen.

    Parameters
    ----------
    units : sequence of Unit
        All that was said about it.
    unclassified : collection of str
        The types that only say that nobody stated one.
    closings : mapping
        What later issues close.
    """
    if is_plain(units, closings):
        return _resolve(units, unclassified) if units else None
    return resolve_hidden(units, unclassified, closings) if is_there(units) else None


def resolve_hidden(
    units: Sequence[Unit], unclassified: Collection[str], closings: Closings = NO_CLOSINGS
) -> Resolved | None:
    """Return what would be shown of a subject if nobody had withdrawn it; None of none."""
    counted = counting(units, closings)
    if not is_there(counted):
        return None
    type_, values = _resolve(counted, unclassified)
    return type_, {name: value for name, value in values.items() if value is not None}


def shown_values(chosen: Mapping[str, Unit]) -> dict[str, Any]:
    """Return by property the value that the unit chosen for it says."""
    return {name: unit.values[name] for name, unit in chosen.items()}


def _resolve(units: Sequence[Unit], unclassified: Collection[str]) -> tuple[str, Mapping[str, Any]]:
    if len(units) == 1:
        return units[0].type, units[0].values
    return settle_type(units, unclassified), shown_values(choose(units, unclassified))


def settle_type(units: Iterable[Unit], unclassified: Collection[str]) -> str:
    """Return the first type that was stated, in order of arrival and row."""
    everything = [u for u in units if u.type != UNTYPED]
    stated = [u for u in everything if u.type not in unclassified]
    first = min(stated or everything, key=_standing)
    return first.type


def choose(units: Iterable[Unit], unclassified: Collection[str]) -> dict[str, Unit]:
    """Return for each property the unit whose value is shown."""
    offers = candidates(units, unclassified)
    return {name: best(name, offered) for name, offered in offers.items()}


def candidates(units: Iterable[Unit], unclassified: Collection[str]) -> dict[str, list[Unit]]:
    """Return for each property the units whose values count.

    A unit that only names a record counts where no other offers a value: who mentions an
    organisation by its short name does not rename it. Of several runs of one issue only the
    newest that states the property counts. What people say of a record that others state counts
    beside either.
    """
    offered: dict[str, list[Unit]] = {}
    named: dict[str, list[Unit]] = {}
    amended: dict[str, list[Unit]] = {}
    for unit in units:
        type_ = unit.type
        offers = named if type_ in unclassified else offered if type_ != UNTYPED else amended
        for name in unit.values:
            offers.setdefault(name, []).append(unit)
    found = named | offered
    for name, amending in amended.items():
        found[name] = [*found.get(name, ()), *amending]
    return {name: _newest(offers) for name, offers in found.items()}


def best(name: str, offered: Sequence[Unit]) -> Unit:
    """Return the unit whose value of a property is believed.

    The greatest (priority, period, row) wins; what ties remain are settled by the names of
    source and run and the text of the value, never by order of arrival.
    """
    if len(offered) == 1:
        return offered[0]
    top = max((u.arrival.rank, u.row) for u in offered)
    tied = [u for u in offered if (u.arrival.rank, u.row) == top]
    if len(tied) == 1:
        return tied[0]
    return max(tied, key=lambda u: (u.arrival.run.source, u.arrival.run.id, _text(u.values[name])))


def disagreements(
    subject: Subject,
    units: Sequence[Unit],
    unclassified: Collection[str],
    closings: Closings = NO_CLOSINGS,
) -> list[Conflict]:
    """Return the values that were offered and not chosen, each once."""
    named = subject_text(subject)
    found = [
        Conflict(named, name, kept, offered, *_rows(said, by))
        for name, (kept, by, losers) in _contests(units, unclassified, closings).items()
        for offered, said in losers.items()
    ]
    return sorted(found, key=lambda c: (c.property, _text(c.offered)))


def new_disagreements(
    subject: Subject,
    before: Sequence[Unit],
    after: Sequence[Unit],
    unclassified: Collection[str],
    closings: Closings = NO_CLOSINGS,
) -> list[Conflict]:
    """Return the disagreements that came with new units: one for each new value.

    A new value that is not chosen is offered in vain; one that is chosen is kept against the
    value that was chosen before. The row is that of the new value.
    """
    named = subject_text(subject)
    old = _contests(before, unclassified, closings)
    found: list[Conflict] = []
    for name, (kept, by, losers) in _contests(after, unclassified, closings).items():
        was, _, lost = old.get(name, (None, _NOBODY, {}))
        known = lost.keys() | ({was} if name in old else set())
        found.extend(
            Conflict(named, name, kept, offered, *_rows(said, by))
            for offered, said in losers.items()
            if offered not in known
        )
        beaten = [value for value in losers if value in known]
        if kept not in known and beaten:
            former = was if was in losers else max(beaten, key=_text)
            found.append(Conflict(named, name, kept, former, *_rows(by, losers[former])))
    return found


class _Said(NamedTuple):
    """A row that said a value, and the arrival of its run."""

    row: int
    arrival: int


_NOBODY = _Said(0, 0)

_Contest: TypeAlias = tuple[Stated, _Said, dict[Stated, _Said]]
"""The value kept and who said it, and the losing values with those who did."""


def _contests(
    units: Sequence[Unit], unclassified: Collection[str], closings: Closings
) -> dict[str, _Contest]:
    if not is_plain(units, closings):
        units = counting(units, closings)
    contests: dict[str, _Contest] = {}
    for name, offered in candidates(units, unclassified).items():
        chosen = best(name, offered)
        kept = chosen.values[name]
        losers: dict[Stated, _Said] = {}
        for unit in offered:
            value = unit.values[name]
            if value != kept and unit.row > losers.get(value, _NOBODY).row:
                losers[value] = _Said(unit.row, unit.arrival.sequence)
        contests[name] = (kept, _Said(chosen.row, chosen.arrival.sequence), losers)
    stated = sorted((u for u in units if u.type not in (*unclassified, UNTYPED)), key=_standing)
    if stated:
        others: dict[Stated, _Said] = {
            u.type: _Said(u.first, u.arrival.sequence)
            for u in reversed(stated)
            if u.type != stated[0].type
        }
        first = _Said(stated[0].first, stated[0].arrival.sequence)
        contests["type"] = (stated[0].type, first, others)
    return contests


def _rows(said: _Said, other: _Said) -> tuple[int, int]:
    """The row of a value, and that of another one if the same run said both."""
    return said.row, other.row if other.arrival == said.arrival else 0


def _newest(offered: list[Unit]) -> list[Unit]:
    if len(offered) == 1:
        return offered
    newest: dict[tuple[str, str], int] = {}
    for unit in offered:
        arrival = unit.arrival
        if arrival.sequence > newest.get(arrival.issue, 0):
            newest[arrival.issue] = arrival.sequence
    return [u for u in offered if u.arrival.sequence == newest[u.arrival.issue]]


def _standing(unit: Unit) -> tuple[int, int, str]:
    return unit.arrival.sequence, unit.first, unit.type


def _text(value: Stated) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()

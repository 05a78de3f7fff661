"""Resolution: which of the things that were said about a record or link are shown.

Pure functions over units. A unit is one thing that one run said about one subject, however many
of its rows said it. Both stores resolve by these rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import orjson

from graph_service.store.port import Conflict
from schema.columns import Value
from schema.statements import Run
from schema.time import PartialDate

__all__ = [
    "Arrival",
    "LinkKey",
    "Subject",
    "Unit",
    "best",
    "candidates",
    "choose",
    "disagreements",
    "new_disagreements",
    "resolve",
    "settle_type",
    "subject_text",
]

LinkKey: TypeAlias = tuple[str, str, str, str]
"""Type, source, target and key of a link."""

Subject: TypeAlias = str | LinkKey
"""What a unit speaks of: a record id, or the link between two records."""


class Arrival:
    """A run as it arrived.

    Attributes
    ----------
    run : Run
    sequence : int
        Order of arrival, from 1.
    rows : int
        The last row that is known.
    rank : tuple of (int, str)
        Priority, and the last day of the period: the greater is believed.
    issue : tuple of (str, str)
        Source and period; of two runs of one issue the newer replaces the older.
    """

    __slots__ = ("issue", "rank", "rows", "run", "sequence")

    def __init__(self, run: Run, sequence: int, rows: int = 0) -> None:
        self.run = run
        self.sequence = sequence
        self.rows = rows
        self.rank = (run.priority, PartialDate(run.period).last if run.period else "")
        self.issue = (run.source, run.period)


class Unit:
    """One thing that a run said about a subject.

    Attributes
    ----------
    number : int
        Its place in the log; 0 until it has one.
    subject : Subject
    arrival : Arrival
    type : str
        Stated type of the record, or type of the link.
    values : dict of str to Value
    keys : tuple of str
        Lookup keys.
    first, row : int
        The first and the last row that said it.
    count : int
        How many rows said it.
    """

    __slots__ = ("arrival", "count", "first", "keys", "number", "row", "subject", "type", "values")

    def __init__(  # noqa: PLR0917 - made for every statement, keywords cost
        self,
        number: int,
        subject: Subject,
        arrival: Arrival,
        type_: str,
        values: Mapping[str, Value],
        keys: tuple[str, ...],
        first: int,
        row: int,
        count: int,
    ) -> None:
        self.number = number
        self.subject = subject
        self.arrival = arrival
        self.type = type_
        self.values = values
        self.keys = keys
        self.first = first
        self.row = row
        self.count = count

    def said_again(self, row: int) -> Unit:
        """The unit after one more row said it."""
        return Unit(
            self.number,
            self.subject,
            self.arrival,
            self.type,
            self.values,
            self.keys,
            self.first,
            row,
            self.count + 1,
        )


def resolve(
    units: Sequence[Unit], unclassified: Collection[str]
) -> tuple[str, Mapping[str, Value]]:
    """Return the type and the values that are shown of a subject.

    Parameters
    ----------
    units : sequence of Unit
        All that was said about it, at least one.
    unclassified : collection of str
        The types that only say that nobody stated one.
    """
    if len(units) == 1:
        return units[0].type, units[0].values
    chosen = choose(units, unclassified)
    return settle_type(units, unclassified), {name: u.values[name] for name, u in chosen.items()}


def settle_type(units: Iterable[Unit], unclassified: Collection[str]) -> str:
    """Return the first type that was stated, in order of arrival and row."""
    everything = list(units)
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
    newest that states the property counts.
    """
    offered: dict[str, list[Unit]] = {}
    named: dict[str, list[Unit]] = {}
    for unit in units:
        offers = named if unit.type in unclassified else offered
        for name in unit.values:
            offers.setdefault(name, []).append(unit)
    return {name: _newest(found) for name, found in (named | offered).items()}


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
    subject: Subject, units: Sequence[Unit], unclassified: Collection[str]
) -> list[Conflict]:
    """Return the values that were offered and not chosen, each once."""
    named = subject_text(subject)
    found = [
        Conflict(named, name, kept, offered, *_rows(said, by))
        for name, (kept, by, losers) in _contests(units, unclassified).items()
        for offered, said in losers.items()
    ]
    return sorted(found, key=lambda c: (c.property, _text(c.offered)))


def new_disagreements(
    subject: Subject,
    before: Sequence[Unit],
    after: Sequence[Unit],
    unclassified: Collection[str],
) -> list[Conflict]:
    """Return the disagreements that came with new units: one for each new value.

    A new value that is not chosen is offered in vain; one that is chosen is kept against the
    value that was chosen before. The row is that of the new value.
    """
    named = subject_text(subject)
    old = _contests(before, unclassified)
    found: list[Conflict] = []
    for name, (kept, by, losers) in _contests(after, unclassified).items():
        was, _, lost = old.get(name, (None, _NOBODY, {}))
        known = lost.keys() | ({was} if was is not None else set())
        found.extend(
            Conflict(named, name, kept, offered, *_rows(said, by))
            for offered, said in losers.items()
            if offered not in known
        )
        beaten = [value for value in losers if value in known]
        if kept not in known and beaten:
            former = was if was in losers else max(beaten, key=_text)
            assert former is not None  # noqa: S101 - it is one of the losers
            found.append(Conflict(named, name, kept, former, *_rows(by, losers[former])))
    return found


def subject_text(subject: Subject) -> str:
    """Name a record or a link in a message."""
    if isinstance(subject, str):
        return subject
    type_, source, target, key = subject
    return f"{source} -[{type_}{' ' + key if key else ''}]-> {target}"


class _Said(NamedTuple):
    """A row that said a value, and the arrival of its run."""

    row: int
    arrival: int


_NOBODY = _Said(0, 0)

_Contest: TypeAlias = tuple[Value, _Said, dict[Value, _Said]]
"""The value kept and who said it, and the losing values with those who did."""


def _contests(units: Sequence[Unit], unclassified: Collection[str]) -> dict[str, _Contest]:
    contests: dict[str, _Contest] = {}
    for name, offered in candidates(units, unclassified).items():
        chosen = best(name, offered)
        kept = chosen.values[name]
        losers: dict[Value, _Said] = {}
        for unit in offered:
            value = unit.values[name]
            if value != kept and unit.row > losers.get(value, _NOBODY).row:
                losers[value] = _Said(unit.row, unit.arrival.sequence)
        contests[name] = (kept, _Said(chosen.row, chosen.arrival.sequence), losers)
    stated = sorted((u for u in units if u.type not in unclassified), key=_standing)
    if stated:
        others: dict[Value, _Said] = {
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


def _text(value: Value) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()

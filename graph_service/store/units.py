"""Units: what one run said about one record or link, however many of its rows said it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from schema.columns import Stated
from schema.packs import MANUAL
from schema.statements import Run
from schema.time import PartialDate

__all__ = [
    "Arrival",
    "Identity",
    "LinkKey",
    "Subject",
    "Unit",
    "lookup_keys",
    "number_units",
    "subject_text",
]

LinkKey: TypeAlias = tuple[str, str, str, str]
"""Type, source, target and key of a link."""

Subject: TypeAlias = str | LinkKey
"""What a unit speaks of: a record id, or the link between two records."""

Identity: TypeAlias = tuple[Subject, int, str, tuple[str, ...], frozenset[tuple[str, Stated]]]
"""What is equal where one run says the same again: subject, run, type, keys and values."""


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
    by_hand : bool
        Whether people say it: they may withdraw, and say that a value is not known.
    """

    __slots__ = ("by_hand", "issue", "rank", "rows", "run", "sequence")

    def __init__(self, run: Run, sequence: int, rows: int = 0) -> None:
        self.run = run
        self.sequence = sequence
        self.rows = rows
        self.rank = (run.priority, PartialDate(run.period).last if run.period else "")
        self.issue = (run.source, run.period)
        self.by_hand = run.source == MANUAL


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
    values : dict of str to Stated
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
        values: Mapping[str, Stated],
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

    @property
    def identity(self) -> Identity:
        """What it says, without the rows that say it."""
        return (
            self.subject,
            self.arrival.sequence,
            self.type,
            self.keys,
            frozenset(self.values.items()),
        )

    def saying(self, values: Mapping[str, Stated], keys: tuple[str, ...] | None = None) -> Unit:
        """The unit if it said other values, and had other lookup keys."""
        return Unit(
            self.number,
            self.subject,
            self.arrival,
            self.type,
            values,
            self.keys if keys is None else keys,
            self.first,
            self.row,
            self.count,
        )


def lookup_keys(units: Iterable[Unit]) -> set[tuple[str, str]]:
    """The lookup keys of units, each with the record that it finds."""
    return {(key, str(unit.subject)) for unit in units for key in unit.keys}


def number_units(units: Iterable[Unit], last: int) -> None:
    """Give units their places in the log, after the last one."""
    for number, unit in enumerate(units, last + 1):
        unit.number = number


def subject_text(subject: Subject) -> str:
    """Name a record or a link in a message."""
    if isinstance(subject, str):
        return subject
    type_, source, target, key = subject
    return f"{source} -[{type_}{' ' + key if key else ''}]-> {target}"

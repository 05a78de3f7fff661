"""What an import would do, as data: each value before and after, with the cell that says it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from loaders.report import ImportReport
from schema.columns import Stated, Value
from schema.money import Money

__all__ = ["ConflictPreview", "Place", "Preview", "SubjectPreview", "ValuePreview", "Withdrawn"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was read.

    Attributes
    ----------
    source : str
        Who says it.
    file, sheet : str
    row : int
        Row of the sheet, from 1; 0 if it was not read now but stands in the store.
    column, cell : str
        Header and content of the cell; empty if the whole row is meant or the mapping says it.
    """

    source: str
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    cell: str = ""

    def to_json(self) -> dict[str, Any]:
        """The place as a JSON object."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class ValuePreview:
    """A value before and after.

    Attributes
    ----------
    property : str
        ``type`` for a record's type.
    before, after : Value or None
    place : Place or None
        Where the value after it comes from; None if there is none.
    """

    property: str
    before: Value | None
    after: Value | None
    place: Place | None

    def to_json(self) -> dict[str, Any]:
        """The values as a JSON object."""
        return {
            "property": self.property,
            "before": value_json(self.before),
            "after": value_json(self.after),
            "place": self.place.to_json() if self.place else None,
        }


@dataclass(frozen=True, slots=True)
class SubjectPreview:
    """What would become of a record or link.

    Attributes
    ----------
    id : str
        Of a record; empty for a link.
    type, name : str
        For a link: its type, and the names of its ends with an arrow between.
    source, target : str
        Ids of a link's ends; empty for a record.
    outcome : str
        ``created``, ``updated``, ``unchanged`` or ``removed``.
    place : Place or None
        The first row that speaks of it.
    values : tuple of ValuePreview
        Those that differ.
    """

    id: str
    type: str
    name: str
    source: str
    target: str
    outcome: str
    place: Place | None
    values: tuple[ValuePreview, ...]

    def to_json(self) -> dict[str, Any]:
        """What would become of it as a JSON object."""
        return {
            "outcome": self.outcome,
            "type": self.type,
            "name": self.name,
            **({"id": self.id} if self.id else {"source": self.source, "target": self.target}),
            "place": self.place.to_json() if self.place else None,
            "values": [value.to_json() for value in self.values],
        }


@dataclass(frozen=True, slots=True)
class ConflictPreview:
    """A disagreement that the import would bring.

    Attributes
    ----------
    subject, property : str
    kept, offered : Stated
    place : Place
        The row that offers it.
    """

    subject: str
    property: str
    kept: Stated
    offered: Stated
    place: Place

    def to_json(self) -> dict[str, Any]:
        """The disagreement as a JSON object."""
        return {
            "subject": self.subject,
            "property": self.property,
            "kept": value_json(self.kept),
            "offered": value_json(self.offered),
            "place": self.place.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Something that an earlier issue said and the one that takes its place does not.

    Attributes
    ----------
    subject, type, name : str
    source, period : str
        Who said it, and of when.
    values : mapping of str to Value
    """

    subject: str
    type: str
    name: str
    source: str
    period: str
    values: dict[str, Value]

    def to_json(self) -> dict[str, Any]:
        """The statement as a JSON object."""
        said = {name: value_json(value) for name, value in self.values.items()}
        parts = ("subject", "type", "name", "source", "period")
        return {**{name: getattr(self, name) for name in parts}, "values": said}


@dataclass(slots=True)
class Preview:
    """What an import would do.

    Attributes
    ----------
    report : ImportReport
        The import's own report, of the import that was tried.
    records, links : Counter
        How many would be created, updated, unchanged or removed.
    changes : list of SubjectPreview
        The first of them, those that change before those that do not.
    conflicts : list of ConflictPreview
        The first disagreements.
    conflict_count : int
    withdrawn : list of Withdrawn
        The first statements that would be taken back and not said again.
    withdrawn_count : int
    retracted : int
        All statements that would be taken back.
    limit : int
        How many of each are listed at most.
    """

    report: ImportReport
    limit: int
    records: Counter[str] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)
    changes: list[SubjectPreview] = field(default_factory=list)
    conflicts: list[ConflictPreview] = field(default_factory=list)
    conflict_count: int = 0
    withdrawn: list[Withdrawn] = field(default_factory=list)
    withdrawn_count: int = 0
    retracted: int = 0

    def to_json(self) -> dict[str, Any]:
        """The report of the import that was tried, and what it would do under ``dry_run``."""
        outcomes = ("created", "updated", "unchanged", "removed")
        return {
            **self.report.to_json(),
            "dry_run": {
                "limit": self.limit,
                "records": {name: self.records[name] for name in outcomes},
                "links": {name: self.links[name] for name in outcomes},
                "changes": [change.to_json() for change in self.changes],
                "conflict_count": self.conflict_count,
                "conflicts": [conflict.to_json() for conflict in self.conflicts],
                "retracted": self.retracted,
                "withdrawn_count": self.withdrawn_count,
                "withdrawn": [said.to_json() for said in self.withdrawn],
            },
        }


def value_json(value: Value | None) -> Any:
    """A value as JSON."""
    if isinstance(value, Money):
        return {"amount": value.amount, "currency": value.currency}
    return list(value) if isinstance(value, tuple) else value

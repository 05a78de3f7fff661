"""The truth that a store holds: runs, decisions, and all that was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from graph_service.store.applied import Conflict
from graph_service.store.standing import Closings
from schema.columns import Value
from schema.statements import Decision, Run, Statement

__all__ = ["Contents", "Described", "DescribedLink", "Found", "LinkIdentity", "RunState", "Said"]

LinkIdentity: TypeAlias = tuple[str, str, str, str]
"""Type, source, target and key of a link."""


@dataclass(frozen=True, slots=True)
class RunState:
    """A run as the store knows it.

    Attributes
    ----------
    run : Run
    sequence : int
        Order of arrival, from 1.
    rows : int
        The last row applied: rows up to it are known and are not applied again. None are while the
        run is being taken back.
    """

    run: Run
    sequence: int
    rows: int


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a run said about a record or link, however many of its rows said it.

    Attributes
    ----------
    run : int
        Sequence of the run.
    statement : NodeStatement or LinkStatement
        With the last row that said it.
    first : int
        The first row that said it.
    count : int
        How many rows said it.
    """

    run: int
    statement: Statement
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Contents:
    """A part of the truth that a store holds: not of the view, which follows from it.

    Attributes
    ----------
    runs : tuple of RunState
    decisions : tuple of Decision
        Verdicts in force.
    said : tuple of Said
        All that was said about some records and links.
    after : str
        From where the store goes on after this part; only the store can read it.
    """

    runs: tuple[RunState, ...] = ()
    decisions: tuple[Decision, ...] = ()
    said: tuple[Said, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A record found by a lookup key.

    Attributes
    ----------
    id : str
    type : str
    keys : frozenset of str
        All its lookup keys.
    name : str
        The value that is shown of its property ``name``; empty if there is none.
    """

    id: str
    type: str
    keys: frozenset[str]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """A record with all that was said about it.

    Attributes
    ----------
    id : str
        Canonical id.
    records : tuple of str
        Ids of the records it unites, its own included.
    type : str
    values : mapping of str to Value
        The chosen values.
    statements : tuple of (Run, NodeStatement, int)
        Who said what, and how often.
    conflicts : tuple of Conflict
    withdrawn : bool
        Whether people say that it is not so: then it is not to be seen, and `values` are those
        that would be shown.
    """

    id: str
    records: tuple[str, ...]
    type: str
    values: Mapping[str, Value]
    statements: tuple[tuple[Run, Statement, int], ...]
    conflicts: tuple[Conflict, ...]
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class DescribedLink:
    """A link with all that was said about it.

    Attributes
    ----------
    type, source, target, key : str
        What tells it from other links; the ends are canonical ids.
    values : mapping of str to Value
        The chosen values.
    statements : tuple of (Run, LinkStatement, int)
        Who said what, and how often.
    conflicts : tuple of Conflict
    closings : mapping
        What later issues close, of this link or of others.
    """

    type: str
    source: str
    target: str
    key: str
    values: Mapping[str, Value]
    statements: tuple[tuple[Run, Statement, int], ...]
    conflicts: tuple[Conflict, ...]
    closings: Closings = field(default_factory=dict)

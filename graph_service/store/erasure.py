"""What is to be erased from a graph, and what was."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Erased", "Erasure"]


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is to be erased.

    Attributes
    ----------
    id : str
        The record, or one of those it unites: all of them are meant.
    property : str
        The only property that is erased; ``""`` erases the record with its links and verdicts.
    keys : frozenset of str
        Lookup keys made of the property's values.
    lent : frozenset of str
        Lookup keys that it lent to the records it is linked with.
    """

    id: str
    property: str = ""
    keys: frozenset[str] = frozenset()
    lent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased.

    Attributes
    ----------
    version : str
        Graph version afterwards; unchanged if there was nothing.
    statements : int
        How many rows said it, each counted once for every record and link.
    links : int
        How many links went with it.
    """

    version: str
    statements: int = 0
    links: int = 0

"""Records as an import knows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

__all__ = ["Candidate", "FoundRecord", "Record"]

_FEW = 8


class FoundRecord(Protocol):
    """What a store says about a record that a lookup key found."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def type(self) -> str:
        """Its type."""
        ...

    @property
    def keys(self) -> Collection[str]:
        """All its lookup keys."""
        ...

    @property
    def name(self) -> str:
        """What it is called; empty if it has no name."""
        ...


@dataclass(slots=True, eq=False)
class Record:
    """A record as this import knows it.

    Attributes
    ----------
    id : str
        Final once it was confirmed.
    type : str
    keys : collection of str
        Lookup keys.
    name : str
        What it is called, as far as that is known.
    stated : bool
        Whether a row of this import stated it, and did not only name it.
    """

    id: str
    type: str
    keys: Collection[str] = ()
    name: str = ""
    stated: bool = False

    def add_keys(self, keys: tuple[str, ...]) -> None:
        """Take more lookup keys.

        There may be millions of records with two or three keys each: a tuple takes a fraction of
        the room of a set, none at all where it is the draft's own.
        """
        held = self.keys
        if not held:
            self.keys = keys if len(keys) <= _FEW else set(keys)
        elif isinstance(held, set):
            held.update(keys)
        elif not all(key in held for key in keys):
            self.keys = tuple(dict.fromkeys((*held, *keys)))
            if len(self.keys) > _FEW:
                self.keys = set(self.keys)

    def has_any(self, keys: Iterable[str]) -> bool:
        """Say whether some of these are its lookup keys."""
        return any(key in self.keys for key in keys)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Records that may be one and that somebody should look at.

    Attributes
    ----------
    record : Record
        The one a row speaks of.
    others : tuple of Record
    reason : str
        ``SAME_IDENTIFIER``, ``SAME_NAME`` or ``SEVERAL_IDENTIFIERS``.
    row : int
        Ordinal of the row that brought it up.
    """

    record: Record
    others: tuple[Record, ...]
    reason: str
    row: int

"""Records as an import knows them, and what tells them apart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol

from loaders.drafts import DraftNode
from loaders.names import core_name

__all__ = [
    "Candidate",
    "FoundRecord",
    "Record",
    "content_key",
    "contradicts",
    "differs_by_trait",
    "keys_beside",
    "names_agree",
]


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


@dataclass(slots=True, eq=False)
class Record:
    """A record as this import knows it.

    Attributes
    ----------
    id : str
        Final once it was confirmed.
    type : str
    keys : set of str
    """

    id: str
    type: str
    keys: set[str]


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


def keys_beside(draft: DraftNode, near: DraftNode) -> tuple[str, ...]:
    """Lookup keys of a draft's name beside another record, if that is known."""
    if near.record is None or not draft.name_keys:
        return ()
    name = draft.name_keys[0].split(":", 2)[2]
    return (f"person:{name}@{near.record.id}",)


def content_key(draft: DraftNode) -> str:
    """The lookup key of a draft that nothing but its content tells apart."""
    said = [draft.family, *draft.identifiers, *draft.name_keys, *draft.traits]
    if draft.bound:
        said.extend(f"{name}={value}" for name, value in sorted(draft.values.items()))
    return "row:" + blake2b("\n".join(said).encode(), digest_size=10).hexdigest()


def names_agree(record: Record, draft: DraftNode) -> bool:
    """Say whether the names of a record and a draft that share an identifier fit."""
    if not draft.name_keys or not record.keys.isdisjoint(draft.name_keys):
        return True
    prefix = f"name:{draft.family}:"
    names = {key[len(prefix) :].partition("@")[0] for key in record.keys if key.startswith(prefix)}
    if not names:
        return True
    mine = {core_name(key[len(prefix) :]) for key in draft.name_keys}
    return not mine.isdisjoint(core_name(name) for name in names)


def contradicts(record: Record, draft: DraftNode) -> bool:
    """Say whether something that tells records of one name apart differs."""
    for key in draft.identifiers:
        scheme = key.partition(":")[0] + ":"
        if key not in record.keys and any(k.startswith(scheme) for k in record.keys):
            return True
    return differs_by_trait(record, draft)


def differs_by_trait(record: Record, draft: DraftNode) -> bool:
    """Say whether a draft has a value that tells records of one name apart, and the record another."""
    if not draft.traits or not record.keys.isdisjoint(draft.traits):
        return False
    return any(k.startswith(f"{name}@") for name in draft.name_keys for k in record.keys)

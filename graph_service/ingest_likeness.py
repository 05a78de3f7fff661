"""After an import: which of the records it made are called nearly like others, for people to look at."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

import numpy as np

from analytics.tables import Coded, CodedLists, NodeTable, Tables
from graph_service.store.intake import Intake
from graph_service.store.port import SnapshotColumns, SnapshotRequest
from loaders.identity import outweighs
from loaders.likeness import LikeNames, Likeness
from loaders.likeness_words import Words, words_of
from loaders.names import match_key
from loaders.records import Record
from schema.catalogue import Catalogue
from schema.packs import Pack

__all__ = ["LikeRecord", "LikeRecords", "compared_families"]

_NEW: Final = 50_000
"""New records whose names are held together; known names are gone through once for each such part."""
_ASKED: Final = 1_000
_OTHER_TYPE: Final = 0.8
"""What is left of a score where two sources stated two types."""
_ANY_DAY: Final = "2000-01-01"


class LikeRecord(NamedTuple):
    """A new record that may be one that is known by another name.

    Attributes
    ----------
    record : Record
    row : int
        Ordinal of the row that brought it up.
    other : str
        Id of the one that it is like.
    reason : str
    score : float
    """

    record: Record
    row: int
    other: str
    reason: str
    score: float


def compared_families(catalogue: Catalogue) -> frozenset[str]:
    """Families whose records are called in several ways, and have no code that settles who is who.

    Of classifications every entry has a code; titles of projects differ in one word on purpose.
    """
    return frozenset(
        catalogue.family(t.name)
        for t in catalogue.concrete
        if any(p.naming and p.kind.plural for p in t.properties)
        and not any(p.name == "code" and p.identifier for p in t.properties)
    )


class LikeRecords:
    """Compares new names with all that the store knows, in a thread, once a run.

    Parameters
    ----------
    store : Intake
    catalogue : Catalogue
    pack : Pack
    """

    def __init__(self, store: Intake, catalogue: Catalogue, pack: Pack) -> None:
        self._store = store
        self._catalogue = catalogue
        self._pack = pack

    async def find(self, newcomers: Mapping[Record, int]) -> list[LikeRecord]:
        """Return who may be whom; identifiers that differ settle that two are not one.

        Parameters
        ----------
        newcomers : mapping of Record to int
            New records with the ordinals of their rows.
        """
        by_family: dict[str, list[Record]] = defaultdict(list)
        for record in newcomers:
            by_family[self._catalogue.family(record.type)].append(record)
        found: list[LikeRecord] = []
        for family, records in sorted(by_family.items()):
            tables = await self._store.snapshot(self._names_of(family))
            words = await asyncio.to_thread(words_of, self._pack)
            place = {record.id: at for at, record in enumerate(records)}
            ids, known = await asyncio.to_thread(_numbered, tables, place)
            left = iter(records)
            while part := list(islice(left, _NEW)):
                new = [(len(ids) + place[r.id], name) for r in part for name in _names(r, family)]
                alike = await asyncio.to_thread(_compared, new, tables, words, known)
                found += await self._agreeing(alike, records, ids, family, newcomers)
        return found

    def _names_of(self, family: str) -> SnapshotRequest:
        return SnapshotRequest(
            tuple(
                SnapshotColumns(
                    name,
                    tuple(p.name for p in self._catalogue.by_name[name].properties if p.naming),
                )
                for name in self._catalogue.members(family)
            ),
            (),
            _ANY_DAY,
        )

    async def _agreeing(
        self,
        alike: Sequence[Likeness],
        records: Sequence[Record],
        ids: Sequence[str],
        family: str,
        newcomers: Mapping[Record, int],
    ) -> list[LikeRecord]:
        """Leave out pairs whose identifiers differ, and say less of those of two stated types."""
        others = await self._others({one.known: one.name for one in alike}, ids, records, family)
        unclassified = self._catalogue.unclassified
        found = []
        for one in alike:
            record, other = records[one.new - len(ids)], others.get(one.known)
            if other is None or other.id == record.id:
                continue
            if outweighs(_identifiers(record.keys), other) or _differ_by_trait(record, other):
                continue
            stated = {record.type, other.type} - unclassified
            score = one.alike.score * (_OTHER_TYPE if len(stated) > 1 else 1)
            row = newcomers[record]
            found.append(LikeRecord(record, row, other.id, one.alike.reason, round(score, 3)))
        return found

    async def _others(
        self,
        names: Mapping[int, str],
        ids: Sequence[str],
        records: Sequence[Record],
        family: str,
    ) -> dict[int, Record]:
        """The records that new ones are like, with all their lookup keys."""
        found = {n: records[n - len(ids)] for n in names if n >= len(ids)}
        stored = {ids[n]: n for n in names if n < len(ids)}
        keys = list(dict.fromkeys(f"name:{family}:{names[n]}" for n in stored.values()))
        for at in range(0, len(keys), _ASKED):
            for hits in (await self._store.lookup(keys[at : at + _ASKED])).values():
                for hit in hits:
                    if hit.id in stored:
                        found[stored[hit.id]] = Record(hit.id, hit.type, hit.keys, hit.name)
        return found


def _compared(
    new: Sequence[tuple[int, str]],
    tables: Tables,
    words: Words,
    known: Collection[int],
) -> list[Likeness]:
    """Compare new names with each other and with those of a snapshot; runs in a thread."""
    names = LikeNames(new, words)
    names.look_at((n, name) for n, name in _stored_names(tables) if n not in known)
    return names.pairs()


def _stored_names(tables: Tables) -> Iterator[tuple[int, str]]:
    begun = 0
    for table in tables.nodes.values():
        for at, name in _named(table):
            yield begun + at, match_key(name)
        begun += len(table.ids)


def _numbered(tables: Tables, new: Collection[str]) -> tuple[Sequence[str], Collection[int]]:
    """The ids of a snapshot by their numbers, and the numbers of those that are new."""
    ids = [id_ for table in tables.nodes.values() for id_ in table.ids]
    return ids, {at for at, id_ in enumerate(ids) if id_ in new}


def _named(table: NodeTable) -> Iterator[tuple[int, str]]:
    """Yield the place of each record of a table with each of its names."""
    for column in table.columns.values():
        if isinstance(column, Coded):
            there = np.flatnonzero(column.codes >= 0)
            values = column.values
            for at, code in zip(there.tolist(), column.codes[there].tolist(), strict=True):
                yield at, values[code]
        elif isinstance(column, CodedLists):
            values = column.items.values
            owners = np.repeat(np.arange(len(table.ids)), np.diff(column.offsets))
            for at, code in zip(owners.tolist(), column.items.codes.tolist(), strict=True):
                yield at, values[code]


def _names(record: Record, family: str) -> list[str]:
    """The names by which a record is found, as match keys."""
    prefix = f"name:{family}:"
    return [k.removeprefix(prefix) for k in record.keys if k.startswith(prefix) and "@" not in k]


def _identifiers(keys: Collection[str]) -> list[str]:
    return [key for key in keys if not key.startswith(("name:", "person:", "row:"))]


def _differ_by_trait(one: Record, other: Record) -> bool:
    """Say whether both have what tells namesakes apart, such as a district, and not the same."""
    mine, its = (
        {key.rpartition("@")[2] for key in r.keys if key.startswith("name:") and "@" in key}
        for r in (one, other)
    )
    return bool(mine and its) and mine.isdisjoint(its)

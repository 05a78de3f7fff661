"""Records as a file of decisions names them, and recognised in a graph that was built again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_service.store.port import Described, Found, Store
from loaders.names import match_key
from schema.catalogue import Catalogue
from schema.declarations import Access, Property
from schema.statements import NodeStatement

__all__ = ["Named", "Recognised", "named_records", "recognised"]


@dataclass(frozen=True, slots=True)
class Named:
    """A record as it is named in a file.

    Attributes
    ----------
    id : str
    type, name : str
        Empty if they are not known.
    identifiers : tuple of (str, str)
        Property and value.
    """

    id: str
    type: str = ""
    name: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, said: Any) -> Named:
        """Read what `document` wrote.

        Raises
        ------
        KeyError, TypeError
            If it is something else.
        """
        if not isinstance(said, dict) or not isinstance(said.get("identifiers", {}), dict):
            raise TypeError("left and right must be objects with an id")
        id_, type_, name = said["id"], said.get("type", ""), said.get("name", "")
        identifiers = sorted(said.get("identifiers", {}).items())
        if not all(
            isinstance(text, str) for text in (id_, type_, name, *(v for _, v in identifiers))
        ):
            raise TypeError("ids, types, names and identifiers must be texts")
        return cls(id_, type_, name, tuple(identifiers))

    def document(self) -> dict[str, Any]:
        """Write it for a file."""
        written = {"id": self.id, "type": self.type, "name": self.name}
        known: dict[str, Any] = {name: text for name, text in written.items() if text}
        return {**known, "identifiers": dict(self.identifiers)} if self.identifiers else known


@dataclass(frozen=True, slots=True)
class Recognised:
    """The record of a graph that is meant.

    Attributes
    ----------
    id : str
        Empty if there is none.
    problem : str
        Why there is none; a sentence.
    """

    id: str
    problem: str = ""


async def named_records(
    store: Store, catalogue: Catalogue, ids: Collection[str]
) -> dict[str, Named]:
    """Name records by what is said of each, not of those that it is united with."""
    wanted = sorted(ids)
    described = await store.describe(wanted) if wanted else ()
    return {
        id_: _named(catalogue, id_, record)
        for id_, record in zip(wanted, described, strict=True)
        if record is not None
    }


async def recognised(
    store: Store, catalogue: Catalogue, meant: Collection[Named]
) -> Mapping[Named, Recognised]:
    """Find the records that are meant: by id, else by identifiers; the store is asked twice."""
    everyone = sorted(meant, key=lambda one: one.id)
    described = await store.describe([one.id for one in everyone]) if everyone else ()
    there = {o: d for o, d in zip(everyone, described, strict=True) if d is not None}
    keys = {one: _keys(catalogue, one) for one in everyone if one not in there}
    asked = sorted({key for some in keys.values() for key in some})
    found = await store.lookup(asked) if asked else {}
    return {
        one: _checked(catalogue, one, there[one])
        if one in there
        else _by_identifiers(one, [f for key in keys[one] for f in found.get(key, ())])
        for one in everyone
    }


def _named(catalogue: Catalogue, id_: str, record: Described) -> Named:
    said = list(_said_of(id_, record))
    type_ = next((s.type for s in said if s.type not in catalogue.unclassified), record.type)
    values: dict[str, Any] = {}
    for statement in said or [s for _, s, _ in record.statements if isinstance(s, NodeStatement)]:
        values = {**values, **statement.values}
    readable = {p.name: p for p in _readable(catalogue, record.type)}
    identifiers = [
        (p.name, values[p.name])
        for p in readable.values()
        if p.identifier and isinstance(values.get(p.name), str)
    ]
    name = str(values.get("name") or "") if "name" in readable else ""
    return Named(id_, type_, name, tuple(sorted(identifiers)))


def _checked(catalogue: Catalogue, meant: Named, record: Described) -> Recognised:
    """See that a record of the same id is still the one that was decided about."""
    mine = dict(_named(catalogue, meant.id, record).identifiers)
    both = [(value, mine[name]) for name, value in meant.identifiers if name in mine]
    if any(theirs == here for theirs, here in both):
        return Recognised(meant.id)
    names = set(_names(meant.id, record))
    if both:
        return Recognised("", f"{meant.id} has other identifiers in this graph.")
    if meant.name and names and match_key(meant.name) not in {match_key(n) for n in names}:
        return Recognised("", f"{meant.id} is called {min(names)} in this graph, not {meant.name}.")
    return Recognised(meant.id)


def _by_identifiers(meant: Named, found: Sequence[Found]) -> Recognised:
    ids = sorted({one.id for one in found})
    if len(ids) == 1:
        return Recognised(ids[0])
    called = f" ({meant.name})" if meant.name else ""
    if ids:
        return Recognised(
            "",
            f"{meant.id}{called} is not in this graph; its identifiers are of {len(ids)} records.",
        )
    return Recognised("", f"{meant.id}{called} is not in this graph.")


def _keys(catalogue: Catalogue, meant: Named) -> list[str]:
    if meant.type not in catalogue.by_name:
        return []
    declared = {p.name: p.identifier for p in catalogue.by_name[meant.type].properties}
    return [f"{declared[name]}:{value}" for name, value in meant.identifiers if declared.get(name)]


def _said_of(id_: str, record: Described) -> Iterable[NodeStatement]:
    for _, statement, _ in record.statements:
        if isinstance(statement, NodeStatement) and statement.id == id_:
            yield statement


def _names(id_: str, record: Described) -> Iterable[str]:
    for statement in _said_of(id_, record):
        for value in (statement.values.get("name"), statement.values.get("aliases")):
            if isinstance(value, str):
                yield value
            elif isinstance(value, tuple):
                yield from value


def _readable(catalogue: Catalogue, type_: str) -> Iterable[Property]:
    return (p for p in catalogue.by_name[type_].properties if p.access is Access.PUBLIC)

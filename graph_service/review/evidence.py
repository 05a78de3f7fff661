"""What speaks for two records being one, and what uniting them would change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from graph_service.review.candidates import Pair
from graph_service.review.surroundings import Surroundings, surroundings
from graph_service.store.port import Described, ReadContext, Store
from graph_service.store.resolve import resolve_hidden
from graph_service.store.units import Arrival, Unit
from loaders.names import match_key
from schema.catalogue import Catalogue
from schema.columns import Value
from schema.declarations import Access, Property
from schema.statements import NodeStatement

__all__ = ["Differing", "Evidence", "Merging", "Shared", "evidence_of"]

_NAMED: Final = 20
"""Ids that are named; all are counted."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What both records have.

    Attributes
    ----------
    count : int
    ids : tuple of str
        The first by id.
    """

    count: int
    ids: tuple[str, ...]


class Differing(NamedTuple):
    """A property of which the records have two values, or one of them none.

    Attributes
    ----------
    property : str
        Its name; ``type`` for the type.
    left, right : Value or None
        What each shows now.
    chosen : Value
        What one record of both would show.
    """

    property: str
    left: Value | None
    right: Value | None
    chosen: Value


@dataclass(frozen=True, slots=True)
class Merging:
    """What uniting two records would change.

    Attributes
    ----------
    survivor, retired : str
        Whose id stays, and whose leads to it from then on.
    values : tuple of Differing
        By property. A value that is not chosen stays visible as a conflict.
    links_moved : int
        Links of the one that goes.
    links_together : int
        Of these, how many the other has too: they become one.
    """

    survivor: str
    retired: str
    values: tuple[Differing, ...]
    links_moved: int
    links_together: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What two records have in common, and what tells them apart.

    Attributes
    ----------
    pair : Pair
    identifiers : tuple of (str, str)
        Property and value of identifiers that both have.
    contrary : tuple of str
        Identifiers of which each has another one.
    partners : Shared
        Organisations that are tied to both, by projects, contracts, patents and what they built.
    people : Shared
        People of the left one of whom the right one has a namesake, or who belong to both.
    districts : Shared
        Where both are.
    side_by_side : Shared
        Projects, contracts and patents that name both: this speaks against one body.
    merging : Merging
    complete : bool
        Whether all links were looked at; else the counts of what is shared are lower bounds.
    """

    pair: Pair
    identifiers: tuple[tuple[str, str], ...]
    contrary: tuple[str, ...]
    partners: Shared
    people: Shared
    districts: Shared
    side_by_side: Shared
    merging: Merging
    complete: bool


async def evidence_of(
    store: Store, catalogue: Catalogue, pairs: Sequence[Pair], context: ReadContext
) -> list[Evidence | None]:
    """Tell of pairs what speaks for and against each; None of those that are not two records.

    The store is asked three times, however many pairs there are. What is not for everybody is
    left out.

    Parameters
    ----------
    store : Store
    catalogue : Catalogue
    pairs : sequence of Pair
    context : ReadContext
    """
    ids = sorted({id_ for pair in pairs for id_ in (pair.left, pair.right)})
    if not ids:
        return []
    known = {id_: d for id_, d in zip(ids, await store.describe(ids), strict=True) if d is not None}
    arrivals = {s.run.id: Arrival(s.run, s.sequence) for s in await store.runs()}
    records = sorted({d.id: d.type for d in known.values()}.items())
    telling = _Telling(catalogue, await surroundings(store, catalogue, records, context), arrivals)
    return [telling.tell(pair, known.get(pair.left), known.get(pair.right)) for pair in pairs]


@dataclass(frozen=True, slots=True)
class _Telling:
    """What is known of the records of all pairs."""

    catalogue: Catalogue
    around: Mapping[str, Surroundings]
    arrivals: Mapping[str, Arrival]

    def tell(self, pair: Pair, left: Described | None, right: Described | None) -> Evidence | None:
        if left is None or right is None or left.id == right.id:
            return None
        one, other = self.around[left.id], self.around[right.id]
        both = [
            p
            for p in _readable(self.catalogue, left.type, right.type)
            if p.identifier and p.name in left.values and p.name in right.values
        ]
        same = [p.name for p in both if left.values[p.name] == right.values[p.name]]
        namesakes = {match_key(name) for name in other.people.values()}
        people = [
            id_
            for id_, name in one.people.items()
            if id_ in other.people or (name and match_key(name) in namesakes)
        ]
        return Evidence(
            pair,
            tuple((name, str(left.values[name])) for name in same),
            tuple(p.name for p in both if p.name not in same),
            _shared((one.partners & other.partners) - {left.id, right.id}),
            _shared(people),
            _shared(one.districts & other.districts),
            _shared(one.works & other.works),
            self._merging(left, right),
            one.complete and other.complete,
        )

    def _merging(self, left: Described, right: Described) -> Merging:
        survivor, retired = sorted((left.id, right.id))
        units = [unit for described in (left, right) for unit in _units(described, self.arrivals)]
        type_, values = resolve_hidden(units, self.catalogue.unclassified) or (left.type, {})
        differing = [
            Differing(p.name, left.values.get(p.name), right.values.get(p.name), values[p.name])
            for p in _readable(self.catalogue, left.type, right.type)
            if p.name in values and left.values.get(p.name) != right.values.get(p.name)
        ]
        if left.type != right.type:
            differing.append(Differing("type", left.type, right.type, type_))
        return Merging(
            survivor,
            retired,
            tuple(differing),
            self.around[retired].links,
            len(self.around[retired].joints & self.around[survivor].joints),
        )


def _units(described: Described, arrivals: Mapping[str, Arrival]) -> Iterable[Unit]:
    for at, (run, said, count) in enumerate(described.statements):
        arrival = arrivals.get(run.id) or Arrival(run, len(arrivals) + 1)
        keys = said.keys if isinstance(said, NodeStatement) else ()
        yield Unit(
            at, described.id, arrival, said.type, said.values, keys, said.row, said.row, count
        )


def _readable(catalogue: Catalogue, *types: str) -> Iterable[Property]:
    """Properties of types that everybody may read, each once, by name."""
    found = {
        p.name: p
        for type_ in types
        for p in catalogue.by_name[type_].properties
        if p.access is Access.PUBLIC
    }
    return [found[name] for name in sorted(found)]


def _shared(ids: Collection[str]) -> Shared:
    return Shared(len(ids), tuple(sorted(ids)[:_NAMED]))

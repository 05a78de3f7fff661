"""Going through the truth of a graph, part by part, for a survey."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final, TypeVar

import numpy as np

from graph_service.quality.survey import Bounded, Records, Survey
from graph_service.store.merging import components
from graph_service.store.port import Contents, LinkIdentity, Said
from graph_service.store.resolve import candidates, resolve
from graph_service.store.standing import NO_CLOSINGS, Closings, closings_of, counting
from graph_service.store.units import Arrival, Subject, Unit
from schema.catalogue import Catalogue
from schema.columns import Value
from schema.declarations import EntityType, Kind
from schema.packs import Pack
from schema.statements import UNTYPED, NodeStatement
from schema.time import FIRST_DAY, LAST_DAY, PartialDate

__all__ = ["Surveyor"]

K = TypeVar("K")
V = TypeVar("V", str, LinkIdentity)

_DAYS: Final = ("validFrom", "validTo")
_WIDEST: Final = 64


class Surveyor:
    """Collects what parts of the truth say, records before links.

    Parameters
    ----------
    catalogue : Catalogue
        What is looked at; of what it lacks nothing is counted.
    pack : Pack
        Knows the codes of the region's lists.
    """

    def __init__(self, catalogue: Catalogue, pack: Pack) -> None:
        self._catalogue = catalogue
        self._unclassified = catalogue.unclassified
        self._closings: Closings = NO_CLOSINGS
        self._arrivals: dict[int, Arrival] = {}
        self._canonical: Mapping[str, str] = {}
        self._tables = {t.name: _Table(t, pack) for t in catalogue.concrete}
        self._dated = {
            t.name for t in catalogue.concrete if {p.name for p in t.properties}.issuperset(_DAYS)
        }
        self._place: dict[str, tuple[_Table, int]] = {}
        self._own_days: dict[str, tuple[str, str]] = {}
        self._conflicts: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._link_conflicts: dict[tuple[str, str], list[LinkIdentity]] = defaultdict(list)
        self._links: Counter[str] = Counter()
        self._link_values: Counter[tuple[str, str]] = Counter()
        self._bounded: dict[str, list[Bounded]] = defaultdict(list)
        self._boundless: Counter[str] = Counter()
        self._awaiting: dict[str, list[LinkIdentity]] = defaultdict(list)

    def add(self, part: Contents) -> None:
        """Take a part; the first one has the runs and decisions."""
        for state in part.runs:
            self._arrivals[state.sequence] = Arrival(state.run, state.sequence, state.rows)
        if part.runs:
            self._closings = closings_of(self._arrivals.values())
        if part.decisions:
            self._canonical = components({d.pair: d.verdict for d in part.decisions})
        for subject, said in groupby(part.said, self._subject):
            units = [self._unit(one) for one in said]
            if isinstance(subject, str):
                self._record(subject, units)
            else:
                self._link(subject, units)

    def finish(self, version: str) -> Survey:
        """Return the survey of all that was taken."""
        issues: dict[str, str] = {}
        for arrival in self._arrivals.values():
            day = arrival.rank[1]
            if day and arrival.rows:
                issues[arrival.run.source] = max(day, issues.get(arrival.run.source, ""))
        sources = tuple(sorted({arrival.run.source for arrival in self._arrivals.values()}))
        numbers = {source: at for at, source in enumerate(sources)}
        awaited = {end for links in self._awaiting.values() for link in links for end in link[1:3]}
        return Survey(
            version=version,
            records={name: table.records(numbers) for name, table in self._tables.items()},
            sources=sources,
            issues=issues,
            conflicts=_sorted(self._conflicts),
            link_conflicts=_sorted(self._link_conflicts),
            links=dict(self._links),
            link_values=dict(self._link_values),
            unknown_codes={
                (name, declared): tuple(sorted(found))
                for name, table in self._tables.items()
                for declared, found in table.unknown.items()
            },
            bounded={
                type_: tuple(sorted(found, key=lambda b: (b.end, b.link)))
                for type_, found in self._bounded.items()
            },
            boundless=dict(self._boundless),
            awaiting=_sorted(self._awaiting),
            here=frozenset(awaited.intersection(self._place)),
        )

    def _subject(self, one: Said) -> Subject:
        said, canonical = one.statement, self._canonical
        if isinstance(said, NodeStatement):
            return canonical.get(said.id, said.id)
        source, target = canonical.get(said.source, said.source), said.target
        return said.type, source, canonical.get(target, target), said.key

    def _unit(self, one: Said) -> Unit:
        said = one.statement
        keys = said.keys if isinstance(said, NodeStatement) else ()
        arrival = self._arrivals[one.run]
        return Unit(0, "", arrival, said.type, said.values, keys, one.first, said.row, one.count)

    def _record(self, id_: str, units: Sequence[Unit]) -> None:
        resolved = resolve(units, self._unclassified, self._closings)
        table = None if resolved is None else self._tables.get(resolved[0])
        if resolved is None or table is None:
            return
        type_, values = resolved
        units = counting(units, self._closings)
        newest = max((u.arrival.rank[1], u.arrival.run.source) for u in units)
        self._place[id_] = table, table.add(id_, values, newest)
        if type_ in self._dated and any(values.get(name) for name in _DAYS):
            self._own_days[id_] = _days(values)
        for name in self._contested(units, table.bits):
            self._conflicts[type_, name].append(id_)
        if len({u.type for u in units} - self._unclassified - {UNTYPED}) > 1:
            self._conflicts[type_, "type"].append(id_)

    def _link(self, link: LinkIdentity, units: Sequence[Unit]) -> None:
        type_, source, target, _ = link
        declared = self._catalogue.links.get(type_)
        resolved = resolve(units, self._unclassified, self._closings)
        if declared is None or resolved is None:
            return
        units = counting(units, self._closings)
        ends = [self._place[end] for end in (source, target) if end in self._place]
        if len(ends) < 2:  # noqa: PLR2004 - a link has two ends
            self._awaiting[type_].append(link)
            return
        self._links[type_] += 1
        for table, at in ends:
            table.tied[at] = True
        values = resolved[1]
        names = [p.name for p in declared.properties]
        self._link_values.update((type_, name) for name in names if values.get(name) is not None)
        for name in self._contested(units, names):
            self._link_conflicts[type_, name].append(link)
        if declared.validity and any(table.name in self._dated for table, _ in ends):
            stated = any(values.get(name) for name in _DAYS)
            ends_told = [end for end in dict.fromkeys((source, target)) if end in self._own_days]
            found = ends_told if stated else []
            self._boundless[type_] += not found
            self._bounded[type_] += [
                Bounded(link, end, _days(values), self._own_days[end]) for end in found
            ]

    def _contested(self, units: Sequence[Unit], names: Iterable[str]) -> list[str]:
        """The properties of which several values count."""
        if len(units) == 1:
            return []
        offered = candidates(units, self._unclassified)
        return [n for n in names if n in offered and len({u.values[n] for u in offered[n]}) > 1]


class _Table:
    """The records of one type so far."""

    def __init__(self, declared: EntityType, pack: Pack) -> None:
        self.name = declared.name
        self.properties = tuple(p.name for p in declared.properties)
        self.bits = {name: 1 << at for at, name in enumerate(self.properties)}
        self.unknown: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.tied: list[bool] = []
        self._ids: list[str] = []
        self._masks: list[int] = []
        self._newest: list[tuple[str, str]] = []
        self._codes = {
            p.name: frozenset(term.code for term in pack.lists.get(str(p.vocabulary), ()))
            for p in declared.properties
            if p.kind in {Kind.TERM, Kind.TERMS}
        }

    def add(self, id_: str, values: Mapping[str, Value], newest: tuple[str, str]) -> int:
        """Take a record and return its place."""
        mask = 0
        for name, value in values.items():
            if name in self.bits and value != ():
                mask |= self.bits[name]
                if name in self._codes:
                    self._check_codes(id_, name, value)
        self._ids.append(id_)
        self._masks.append(mask)
        self._newest.append(newest)
        self.tied.append(False)
        return len(self._ids) - 1

    def _check_codes(self, id_: str, name: str, value: Value) -> None:
        codes = value if isinstance(value, tuple) else (value,)
        strange = [str(code) for code in codes if code not in self._codes[name]]
        if strange:
            self.unknown[name].append((id_, "；".join(strange)))

    def records(self, sources: Mapping[str, int]) -> Records:
        """Lay out what was taken."""
        order = sorted(range(len(self._ids)), key=self._ids.__getitem__)
        wide = len(self.properties) > _WIDEST
        masks = np.array([self._masks[at] for at in order], dtype=object if wide else np.uint64)
        bits = np.arange(len(self.properties), dtype=object if wide else np.uint64)
        return Records(
            ids=np.array([self._ids[at] for at in order], dtype=object),
            properties=self.properties,
            filled=((masks[:, None] >> bits) & masks.dtype.type(1)).astype(bool),
            tied=np.array([self.tied[at] for at in order], dtype=bool),
            newest=np.array([self._newest[at][0] for at in order], dtype="U10"),
            said_by=np.array([sources[self._newest[at][1]] for at in order], dtype=np.int32),
        )


def _days(values: Mapping[str, Value]) -> tuple[str, str]:
    begun, ended = (values.get(name) for name in _DAYS)
    return (
        PartialDate(str(begun)).first if begun else FIRST_DAY,
        PartialDate(str(ended)).last if ended else LAST_DAY,
    )


def _sorted(found: Mapping[K, list[V]]) -> dict[K, tuple[V, ...]]:
    return {key: tuple(sorted(some)) for key, some in found.items()}

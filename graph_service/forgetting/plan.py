"""What has to go so that a record, or one property of it, is forgotten: worked out from what is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from graph_service.forgetting.refusals import Keys, keys_of
from graph_service.forgetting.rows import Spoken
from graph_service.forgetting.traces import Traces, squeezed, texts_of
from graph_service.store.port import Described, Erasure, Store
from loaders.identifiers.organisations import also_known_by
from loaders.names import match_key
from schema.catalogue import Catalogue
from schema.columns import Value
from schema.declarations import Access, EntityType, Kind, Property
from schema.statements import NodeStatement

__all__ = ["Plan", "plan_for"]

_TEXTS: Final = frozenset({Kind.STRING, Kind.STRINGS})


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done.

    Attributes
    ----------
    type : str
    erasure : Erasure
        For the store.
    keys : Keys
        What finds the record.
    values : tuple of Value
        The values of the property; none if the whole record is forgotten.
    is_text : bool
        Whether these are texts.
    traces : Traces
        What is erased wherever it stands.
    runs : dict of str to Spoken
        How runs speak of it.
    """

    type: str
    erasure: Erasure
    keys: Keys
    values: tuple[Value, ...]
    is_text: bool
    traces: Traces
    runs: dict[str, Spoken] = field(default_factory=dict)


async def plan_for(store: Store, catalogue: Catalogue, found: Described, property_: str) -> Plan:
    """Work out what has to go.

    Parameters
    ----------
    store : Store
    catalogue : Catalogue
    found : Described
        The record with all that was said about it.
    property_ : str
        The property; ``""`` for all of the record.
    """
    declared = catalogue.by_name[found.type]
    said = [s for _, s, _ in found.statements if isinstance(s, NodeStatement)]
    keys = frozenset(key for s in said for key in s.keys)
    by_name = all(name in {p.name for p in declared.properties} for name in declared.found_by)
    shared = await _shared_names(store, found, keys)
    telling = [p for p in declared.properties if p.naming or p.identifier]
    names = _texts(said, telling)
    gone = [p for p in declared.properties if property_ in {"", p.name}]
    own = {t for t in _texts(said, filter(_is_own, gone)) if t not in shared}
    plan = Plan(
        type=found.type,
        erasure=_erasure(catalogue, found, keys, said, property_),
        keys=keys_of(found.records, keys, by_name=by_name),
        values=tuple(dict.fromkeys(v for s in said for n, v in _told(s.values) if n == property_)),
        is_text=property_ != "" and declared.property(property_).kind in _TEXTS,
        traces=Traces(
            frozenset() if property_ else frozenset(found.records),
            tuple(sorted(own)),
            tuple(sorted(names)),
        ),
    )
    for run, statement, count in found.statements:
        values = {n: v for n, v in _told(statement.values) if property_ in {"", n}}
        if property_ and not values:
            continue
        texts, vague = texts_of(values, declared.properties)
        spoken = plan.runs.setdefault(run.id, Spoken(plan.traces))
        spoken.rows.add(statement.row)
        if count > 1:
            spoken.until = max(spoken.until, statement.row)
        spoken.traces = Traces(
            plan.traces.ids,
            plan.traces.own,
            plan.traces.names,
            tuple(sorted({*spoken.traces.near, *texts})),
            vague=spoken.traces.vague or vague or not texts,
        )
    return plan


def _is_own(declared: Property) -> bool:
    """Whether a value tells of one record only, or nobody may read it."""
    return bool(declared.naming or declared.identifier) or declared.access is not Access.PUBLIC


def _texts(said: Iterable[NodeStatement], declared: Iterable[Property]) -> set[str]:
    wanted = {p.name: p for p in declared if p.kind in _TEXTS}
    texts: set[str] = set()
    for statement in said:
        values = {n: v for n, v in _told(statement.values) if n in wanted}
        found, _ = texts_of(values, wanted.values())
        texts |= found
    return texts


async def _shared_names(store: Store, found: Described, keys: Iterable[str]) -> set[str]:
    """The names by which other records are found too."""
    names = [key for key in keys if key.startswith("name:")]
    shared = set()
    for key, records in (await store.lookup(names)).items():
        if any(record.id not in found.records for record in records):
            shared.add(squeezed(key.split(":", 2)[2]))
    return shared


def _erasure(
    catalogue: Catalogue,
    found: Described,
    keys: frozenset[str],
    said: Iterable[NodeStatement],
    property_: str,
) -> Erasure:
    declared = catalogue.by_name[found.type]
    names = {
        match_key(str(part))
        for s in said
        for p in declared.properties
        if p.naming and property_ in {"", p.name}
        for part in _parts(s.values.get(p.name, ()))
    }
    lent = frozenset(
        f"name:{catalogue.family(link.target)}:{name}"
        for link in catalogue.links.values()
        if link.names_target and link.source in catalogue.lineage(declared.name)
        for name in names
    )
    if not property_:
        return Erasure(found.id, lent=lent)
    lost = {key for key in keys if _is_made_of(key, declared, property_, said, names)}
    return Erasure(found.id, property_, frozenset(lost), lent)


def _is_made_of(
    key: str,
    declared: EntityType,
    property_: str,
    said: Iterable[NodeStatement],
    names: Iterable[str],
) -> bool:
    """Whether a lookup key is made of a value of a property."""
    of = declared.property(property_)
    values = {str(p) for s in said for p in _parts(s.values.get(property_, ()))}
    if of.identifier:
        known = {(of.identifier, value) for value in values}
        known |= {other for scheme, value in known for other in also_known_by(scheme, value)}
        if tuple(key.split(":", 1)) in known:
            return True
    if property_ in declared.found_by and any(f"@{value}" in key for value in values):
        return True
    if of.naming:
        head, _, rest = key.partition(":")
        name = rest.partition(":")[2] if head == "name" else rest
        return head in {"name", "person"} and any(
            name == one or name.startswith(f"{one}@") for one in names
        )
    return key.startswith("row:")


def _told(values: Mapping[str, Value | None]) -> Iterator[tuple[str, Value]]:
    """Values that are known; people may also say that one is not."""
    return ((name, value) for name, value in values.items() if value is not None)


def _parts(value: Value | tuple[()] | None) -> tuple[Value, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)

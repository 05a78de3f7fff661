"""Records found by lookup keys and by ids, with what was said about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from graph_service.store.neo4j.layout import KEY, NODE, RETIRED, RUN, SAID, TYPE, key_digest
from graph_service.store.neo4j.said import keys_said, unpack
from graph_service.store.neo4j.versions import Versions, guarded
from graph_service.store.port import Found
from graph_service.store.resolve import Arrival, Unit
from schema.statements import Run

__all__ = ["find", "units_of"]

_SURVIVOR: Final = f"OPTIONAL MATCH (r:`{RETIRED}` {{id: id}})"
_FIND: Final = guarded(
    f"CALL () {{ UNWIND $keys AS key MATCH (k:`{KEY}` {{key: key}}) WITH key, k.record AS id"
    f" {_SURVIVOR} WITH DISTINCT key, coalesce(r.into, id) AS id"
    f" MATCH (n:{NODE} {{id: id}})"
    f" RETURN collect([key, n.id, n.{TYPE}, n.{SAID}, n.name]) AS answer }}"
)
_UNITS: Final = guarded(
    f"CALL () {{ MATCH (r:`{RUN}`)"
    " RETURN collect([r.sequence, r.id, r.source, r.period, r.priority, r.rows]) AS runs }\n"
    f"CALL (runs) {{ UNWIND $ids AS id {_SURVIVOR} WITH id, coalesce(r.into, id) AS survivor"
    f" MATCH (n:{NODE} {{id: survivor}}) RETURN"
    f" collect([id, n.id, n.{SAID}]) AS found }}\nWITH _begun, _done, [runs, found] AS answer"
)


async def find(versions: Versions, keys: Sequence[str]) -> Mapping[str, tuple[Found, ...]]:
    """Find records by lookup keys; keys that find nothing are left out."""
    if not keys:
        return {}
    known: dict[str, Found] = {}
    found: dict[str, dict[str, Found]] = {}
    asked = {key_digest(key): key for key in keys}
    for digest, id_, type_, said, name in await versions.read(_FIND, {"keys": list(asked)}):
        record = known.get(id_)
        if record is None:
            record = known[id_] = Found(id_, type_, keys_said(said), name or "")
        found.setdefault(asked[digest], {})[id_] = record
    return {key: tuple(records[id_] for id_ in sorted(records)) for key, records in found.items()}


async def units_of(
    versions: Versions, ids: Sequence[str]
) -> list[tuple[str, tuple[Unit, ...]] | None]:
    """Return for each id the canonical id of its record and what was said about it."""
    runs, found = await versions.read(_UNITS, {"ids": list(dict.fromkeys(ids))})
    arrivals = {
        sequence: Arrival(Run(id_, source, period, priority), sequence, rows)
        for sequence, id_, source, period, priority, rows in runs
    }
    units = {asked: (id_, unpack(id_, said, arrivals)) for asked, id_, said in found}
    return [units.get(id_) for id_ in ids]

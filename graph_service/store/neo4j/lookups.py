"""Records found by lookup keys and by ids, with what was said about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from graph_service.store.neo4j.layout import (
    HIDDEN,
    KEY,
    LINK_KEY,
    NODE,
    RETIRED,
    RUN,
    SAID,
    TYPE,
    key_digest,
    quoted,
)
from graph_service.store.neo4j.said import keys_said, unpack, unpack_links
from graph_service.store.neo4j.versions import Versions, guarded
from graph_service.store.port import Found, LinkIdentity
from graph_service.store.standing import Closings, closings_of
from graph_service.store.units import Arrival, LinkKey, Unit
from schema.catalogue import Catalogue
from schema.statements import Run

__all__ = ["find", "units_of", "units_of_links"]

_SURVIVOR: Final = f"OPTIONAL MATCH (r:`{RETIRED}` {{id: id}})"
_FIND: Final = guarded(
    f"CALL () {{ UNWIND $keys AS key MATCH (k:`{KEY}` {{key: key}}) WITH key, k.record AS id"
    f" {_SURVIVOR} WITH DISTINCT key, coalesce(r.into, id) AS id"
    f" MATCH (n:{NODE} {{id: id}})"
    f" RETURN collect([key, n.id, n.{TYPE}, n.{SAID}, n.name]) AS shown }}\n"
    # Few graphs have records that are not to be seen: keys are looked up again for those alone.
    f"CALL () {{ MATCH (h:`{HIDDEN}`) WITH count(h) AS hidden WHERE hidden > 0"
    f" UNWIND $keys AS key MATCH (k:`{KEY}` {{key: key}}) WITH key, k.record AS id"
    f" {_SURVIVOR} WITH DISTINCT key, coalesce(r.into, id) AS id"
    f" MATCH (h:`{HIDDEN}` {{id: id}}) WHERE h.{TYPE} <> ''"
    f" RETURN collect([key, h.id, h.{TYPE}, h.{SAID}, h.name]) AS concealed }}\n"
    "WITH _begun, _done, shown + concealed AS answer"
)
_RUNS: Final = (
    f"CALL () {{ MATCH (r:`{RUN}`)"
    " RETURN collect([r.sequence, r.id, r.source, r.period, r.priority, r.rows,"
    " coalesce(r.closes, [])]) AS runs }\n"
)
_UNITS: Final = guarded(
    f"{_RUNS}CALL (runs) {{ UNWIND $ids AS id {_SURVIVOR} WITH id, coalesce(r.into, id) AS survivor"
    f" MATCH (n:{NODE} {{id: survivor}}) RETURN"
    f" collect([id, n.id, n.{SAID}]) AS shown }}\n"
    f"CALL () {{ MATCH (h:`{HIDDEN}`) WITH count(h) AS hidden WHERE hidden > 0"
    f" UNWIND $ids AS id {_SURVIVOR} WITH id, coalesce(r.into, id) AS survivor"
    f" MATCH (h:`{HIDDEN}` {{id: survivor}}) RETURN"
    f" collect([id, h.id, h.{SAID}]) AS hidden }}\n"
    "WITH _begun, _done, [runs, shown + hidden] AS answer"
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
    arrivals = _arrivals(runs)
    units = {asked: (id_, unpack(id_, said, arrivals)) for asked, id_, said in found}
    return [units.get(id_) for id_ in ids]


async def units_of_links(
    versions: Versions, catalogue: Catalogue, links: Sequence[LinkIdentity]
) -> tuple[list[tuple[LinkKey, tuple[Unit, ...]] | None], Closings]:
    """Return for each link its identity between survivors and what was said about it; what is closed."""
    by_type: dict[str, dict[LinkKey, None]] = {}
    for link in links:
        if link[0] in catalogue.links:
            by_type.setdefault(link[0], {})[link] = None
    if not by_type:
        return [None] * len(links), {}
    asked = {f"l{at}": [*held] for at, held in enumerate(by_type.values())}
    text = "".join(map(_between, by_type, asked))
    found = " + ".join(f"{name}f" for name in asked)
    body = guarded(f"{_RUNS}{text}WITH _begun, _done, [runs, {found}] AS answer")
    parts = {name: [[*link[1:]] for link in held] for name, held in asked.items()}
    runs, rows = await versions.read(body, parts)
    arrivals = _arrivals(runs)
    units: dict[LinkKey, tuple[LinkKey, tuple[Unit, ...]]] = {}
    for name, at, source, target, key, said in rows:
        link = asked[name][at]
        own = (link[0], source, target, key)
        units[link] = own, unpack_links(own, said, arrivals)
    return [units.get(link) for link in links], closings_of(arrivals.values())


def _between(type_: str, name: str) -> str:
    """Write the subquery that finds links of a type; each end may be a retired id."""
    ends = "".join(
        f" OPTIONAL MATCH (r{at}:`{RETIRED}` {{id: parts[{at}]}})"
        f" WITH *, coalesce(r{at}.into, parts[{at}]) AS end{at}"
        for at in (0, 1)
    )
    return (
        f"CALL () {{ UNWIND range(0, size(${name}) - 1) AS at WITH at, ${name}[at] AS parts{ends}"
        f" MATCH (a:{NODE} {{id: end0}}) MATCH (b:{NODE} {{id: end1}})"
        f" WITH at, parts, a, b MATCH (a)-[r:{quoted(type_)}]->(b) WHERE r.{LINK_KEY} = parts[2]"
        f" RETURN collect(['{name}', at, a.id, b.id, r.{LINK_KEY}, r.{SAID}]) AS {name}f }}\n"
    )


def _arrivals(runs: Sequence[Sequence[Any]]) -> dict[int, Arrival]:
    return {
        sequence: Arrival(Run(id_, source, period, priority, tuple(closes)), sequence, rows)
        for sequence, id_, source, period, priority, rows, closes in runs
    }

"""The Cypher of writes: names from the catalogue, everything else a parameter.

Whole records and links come as one list a column, named like the column.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from graph_service.store.neo4j.layout import (
    DECISION,
    HIDDEN,
    KEY,
    LINK_KEY,
    NODE,
    RETIRED,
    SAID,
    SEARCH,
    TYPE,
    WAITING,
    labels_of,
    missing,
    order_columns,
    quoted,
)
from schema.catalogue import Catalogue
from schema.columns import VALID_FIRST, VALID_LAST, stored_columns

__all__ = [
    "CEASE",
    "DECIDE",
    "DELETE",
    "FIND",
    "HIDE",
    "LOSE",
    "REPEAT",
    "RETIRE",
    "REVEAL",
    "REVIVE",
    "SOURCE",
    "TARGET",
    "UNDECIDE",
    "WAIT",
    "columns_of_links",
    "columns_of_records",
    "create_links",
    "create_records",
    "delete_links",
    "repeat_links",
    "replace_links",
    "replace_records",
    "retype_records",
]

SOURCE: Final = "_source"
"""Parameter with the ids of links' sources."""

TARGET: Final = "_target"
"""Parameter with the ids of links' targets."""

REPEAT: Final = (
    f"CYPHER 5 UNWIND $rows AS row MATCH (n:{NODE} {{id: row[0]}}) SET n.{SAID} = row[1]"
)
DELETE: Final = f"CYPHER 5 UNWIND $rows AS id MATCH (n:{NODE} {{id: id}}) DETACH DELETE n"
HIDE: Final = f"CYPHER 5 UNWIND $rows AS row MERGE (h:`{HIDDEN}` {{id: row.id}}) SET h = row"
REVEAL: Final = f"CYPHER 5 UNWIND $rows AS id MATCH (h:`{HIDDEN}` {{id: id}}) DELETE h"
FIND: Final = f"CYPHER 5 UNWIND $rows AS row CREATE (:`{KEY}` {{key: row[0], record: row[1]}})"
LOSE: Final = (
    f"CYPHER 5 UNWIND $rows AS row MATCH (k:`{KEY}` {{key: row[0]}})"
    " WHERE k.record = row[1] DELETE k"
)
RETIRE: Final = (
    f"CYPHER 5 UNWIND $rows AS row MERGE (r:`{RETIRED}` {{id: row[0]}}) SET r.into = row[1]"
)
REVIVE: Final = f"CYPHER 5 UNWIND $rows AS id MATCH (r:`{RETIRED}` {{id: id}}) DELETE r"
WAIT: Final = (
    f"CYPHER 5 UNWIND $rows AS row MERGE (w:`{WAITING}` {{identity: row.identity}}) SET w = row"
)
CEASE: Final = (
    f"CYPHER 5 UNWIND $rows AS identity MATCH (w:`{WAITING}` {{identity: identity}}) DELETE w"
)
DECIDE: Final = (
    f"CYPHER 5 MERGE (d:`{DECISION}` {{pair: $pair}})"
    " SET d.lower = $lower, d.upper = $upper, d.verdict = $verdict"
)
UNDECIDE: Final = f"CYPHER 5 MATCH (d:`{DECISION}` {{pair: $pair}}) DELETE d"

_ENDS: Final = (
    f"CYPHER 5 UNWIND range(0, size(${LINK_KEY}) - 1) AS at"
    f" MATCH (a:{NODE} {{id: ${SOURCE}[at]}}) MATCH (b:{NODE} {{id: ${TARGET}[at]}})"
)


def columns_of_records(catalogue: Catalogue, type_: str) -> tuple[str, ...]:
    """Name the columns of the records of a concrete type."""
    return stored_columns(catalogue.by_name[type_].properties)


def columns_of_links(catalogue: Catalogue, type_: str) -> tuple[str, ...]:
    """Name the columns of the links of a type."""
    declared = catalogue.links[type_]
    days = (VALID_FIRST, VALID_LAST) if declared.validity else ()
    return (*stored_columns(declared.properties), *days)


def create_records(catalogue: Catalogue, type_: str) -> str:
    """Return the statement that adds records of a type."""
    labels = _labels(labels_of(catalogue, type_))
    return (
        "CYPHER 5 UNWIND range(0, size($id) - 1) AS at"
        f" CREATE (n{labels} {_record(catalogue, type_)})"
    )


def replace_records(catalogue: Catalogue, type_: str) -> str:
    """Return the statement that gives records of a type other values."""
    return (
        f"CYPHER 5 UNWIND range(0, size($id) - 1) AS at MATCH (n:{NODE} {{id: $id[at]}})"
        f" SET n = {_record(catalogue, type_)}"
    )


def retype_records(catalogue: Catalogue, former: str, now: str) -> str:
    """Return the statement that gives records the labels of another type."""
    labels = labels_of(catalogue, now)
    lost = [label for label in labels_of(catalogue, former) if label not in labels]
    removed = f" REMOVE n{_labels(lost)}" if lost else ""
    return (
        f"CYPHER 5 UNWIND $rows AS id MATCH (n:{NODE} {{id: id}}) SET n{_labels(labels)}{removed}"
    )


def create_links(catalogue: Catalogue, type_: str) -> str:
    """Return the statement that adds links of a type."""
    return f"{_ENDS} CREATE (a)-[:{quoted(type_)} {_link(catalogue, type_)}]->(b)"


def replace_links(catalogue: Catalogue, type_: str) -> str:
    """Return the statement that gives links of a type other values."""
    return f"{_between(type_)} SET r = {_link(catalogue, type_)}"


def repeat_links(catalogue: Catalogue, type_: str) -> str:
    """Return the statement that notes what more was said about links of a type."""
    del catalogue
    return f"{_between(type_)} SET r.{SAID} = ${SAID}[at]"


def delete_links(catalogue: Catalogue, type_: str) -> str:
    """Return the statement that removes links of a type."""
    del catalogue
    return f"{_between(type_)} DELETE r"


def _between(type_: str) -> str:
    return (
        f"{_ENDS} WITH at, a, b MATCH (a)-[r:{quoted(type_)}]->(b)"
        f" WHERE r.{LINK_KEY} = ${LINK_KEY}[at]"
    )


def _record(catalogue: Catalogue, type_: str) -> str:
    lacking = order_columns(catalogue.by_name[type_].properties)
    names = ("id", *columns_of_records(catalogue, type_), *map(missing, lacking), SAID, SEARCH)
    return _map(names, f"{TYPE}: '{type_}'")


def _link(catalogue: Catalogue, type_: str) -> str:
    return _map((*columns_of_links(catalogue, type_), LINK_KEY, SAID))


def _map(names: Iterable[str], *fixed: str) -> str:
    entries = [f"{quoted(name)}: ${quoted(name)}[at]" for name in names]
    return f"{{{', '.join([*entries, *fixed])}}}"


def _labels(labels: Iterable[str]) -> str:
    return "".join(f":{quoted(label)}" for label in labels)

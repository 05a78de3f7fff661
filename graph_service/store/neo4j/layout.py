"""How the graph stands in Neo4j: labels, hidden labels and hidden properties.

A record is a node with the labels of its type, of the abstract types above it, and ``Node``; its
columns (`schema.columns`) are ordinary properties. What begins with an underscore is the store's
own and is not for queries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

from schema.catalogue import Catalogue
from schema.columns import columns_of
from schema.declarations import Kind, Property

__all__ = [
    "BLOB",
    "DECISION",
    "DOCUMENT",
    "GATE",
    "HIDDEN",
    "KEY",
    "LINK_KEY",
    "META",
    "NODE",
    "RETIRED",
    "RUN",
    "SAID",
    "SEARCH",
    "SEARCH_INDEX",
    "TOUCHED",
    "TYPE",
    "WAITING",
    "index_columns",
    "key_digest",
    "labels_of",
    "missing",
    "order_columns",
    "quoted",
]

NODE: Final = "Node"
"""Label of every record; its ``id`` is unique."""

TYPE: Final = "_type"
"""Property of a record: its concrete type."""

SAID: Final = "_said"
"""Property of a record or link: all that was said about it, as `said` writes it."""

LINK_KEY: Final = "_key"
"""Property of a link: what tells parallel links apart, ``''`` where nothing does."""

SEARCH: Final = "_search"
"""Property of a record: what it is found by, as `searching` writes it."""

SEARCH_INDEX: Final = "search"
"""Name of the full-text index of `SEARCH`."""

META: Final = "_Meta"
"""The one node ``{id: 0, store, schema, changes, judged}``; a writer locks it first."""

GATE: Final = "_Gate"
"""The one node ``{id: 0, begun, done}`` by which readers see that a commit is under way."""

RUN: Final = "_Run"
"""A run: ``{sequence, id, source, period, priority, rows, closes}`` and the outcome of its last batch."""

TOUCHED: Final = "_Touched"
"""What a batch of a run spoke of: ``{run, batch, subjects}``."""

KEY: Final = "_Key"
"""A record found by a lookup key: ``{key, record}``, the key as `key_digest` writes it."""

RETIRED: Final = "_Retired"
"""A record that was united with another: ``{id, into}``."""

DECISION: Final = "_Decision"
"""A verdict in force: ``{lower, upper, verdict}``."""

WAITING: Final = "_Waiting"
"""A link whose end is missing: ``{identity, type, source, target, key, said}``."""

HIDDEN: Final = "_Hidden"
"""A record that is not to be seen: ``{id, _type, _said, name}``, the type and name it would have."""

DOCUMENT: Final = "_Document"
"""A document of the ledger."""

BLOB: Final = "_Blob"
"""A blob of the ledger."""

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def labels_of(catalogue: Catalogue, type_: str) -> tuple[str, ...]:
    """Return the labels of the records of a concrete type: its own, its ancestors', ``Node``."""
    return (*catalogue.lineage(type_), NODE)


def missing(column: str) -> str:
    """Name the hidden property that holds a record's id if it lacks one of `order_columns`.

    By its index the records without a value are found in the order of their ids.
    """
    return f"_missing_{column}"


def key_digest(key: str) -> str:
    """Write a lookup key short: names are long, and the server compares all of them with each other."""
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def order_columns(properties: Iterable[Property]) -> tuple[str, ...]:
    """Name the columns by which lists are often ordered first; who lacks one has `missing`."""
    # Amounts are ordered by currency first.
    return tuple(columns_of(p)[-1] for p in properties if p.indexed and not p.kind.plural)


def index_columns(properties: Iterable[Property]) -> tuple[str, ...]:
    """Name the columns that have an index: those of `order_columns`, and the days of dates."""
    declared = [p for p in properties if p.indexed and not p.kind.plural]
    days = [p.name + end for p in declared if p.kind is Kind.DATE for end in ("First", "Last")]
    return (*order_columns(declared), *days)


def quoted(name: str) -> str:
    """Return a name of the catalogue as it stands in Cypher.

    Raises
    ------
    ValueError
        If it is not of letters, digits and underscores: no such name is declared.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of the catalogue.")
    return f"`{name}`"

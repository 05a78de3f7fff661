"""Whole columns of a graph in Neo4j: read in ranges of start nodes, as collected lists."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.tables import LinkTable, NodeTable, Tables
from graph_service.store.coding import as_column, check_request, needed
from graph_service.store.neo4j.column_texts import (
    counting_links,
    counting_nodes,
    links_in_range,
    nodes_in_order,
)
from graph_service.store.neo4j.versions import Ask, Versions
from graph_service.store.port import SnapshotColumns, SnapshotRequest, StoreError
from schema.catalogue import Catalogue
from schema.declarations import EntityType, LinkType

__all__ = ["read_tables"]

Indices: TypeAlias = npt.NDArray[np.int64]

_STARTS: Final = 2_000
"""How many nodes a statement begins at."""

_LINKS: Final = 10_000
"""How many links a statement should list: what the event loop decodes without being missed."""


async def read_tables(versions: Versions, catalogue: Catalogue, request: SnapshotRequest) -> Tables:
    """Lay out nodes and links of one version as columns, as `columnar.build_tables` does.

    Parameters
    ----------
    versions : Versions
    catalogue : Catalogue
    request : SnapshotRequest

    Returns
    -------
    Tables
        Node tables in the order of the request, their ids by code point; links by the indices of
        their source and target, then by key.

    Raises
    ------
    StoreError
        If the request names an unknown type or property, or a type twice; if the server lists
        fewer than it counts.
    """
    check_request(catalogue, request)
    return await versions.whole(partial(_read, catalogue, request))


async def _read(catalogue: Catalogue, request: SnapshotRequest, ask: Ask, version: str) -> Tables:
    nodes = [
        await _read_nodes(ask, asked, catalogue.by_name[asked.type]) for asked in request.nodes
    ]
    reading = _Reading(ask, request.as_of, nodes, _Index(nodes))
    links = []
    for asked in request.links:
        declared = catalogue.links[asked.type]
        sources = catalogue.members(declared.source)
        links.append(await reading.links(asked, declared, sources))
    return await asyncio.to_thread(_tables, version, request.as_of, nodes, links)


@dataclass(slots=True)
class _Nodes:
    """The nodes of one type in the order of their ids, and the server's numbers for them."""

    asked: SnapshotColumns
    declared: EntityType
    stored: dict[str, list[Any]]
    ids: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Links:
    """The links of one type, piece by piece as they came: indices of their ends, and columns."""

    asked: SnapshotColumns
    declared: LinkType
    stored: dict[str, list[Any]]
    source: list[Indices] = field(default_factory=list)
    target: list[Indices] = field(default_factory=list)


class _Index:
    """The indices of nodes in the tables, by the server's numbers for them."""

    def __init__(self, nodes: Iterable[_Nodes]) -> None:
        numbers = np.array([n for of in nodes for n in of.numbers], dtype=np.int64)
        self._indices = np.argsort(numbers)
        self._numbers = numbers[self._indices]

    def find(self, numbers: Indices) -> Indices:
        """Return indices, -1 for nodes that are not in the tables."""
        at = np.searchsorted(self._numbers, numbers)
        at[at == len(self._numbers)] = 0
        return np.where(self._numbers[at] == numbers, self._indices[at], -1)


async def _read_nodes(ask: Ask, asked: SnapshotColumns, declared: EntityType) -> _Nodes:
    nodes = _Nodes(asked, declared, _columns_of(asked, declared))
    known: dict[str, str] = {}
    counted = await ask(counting_nodes(declared.name), {})
    text = nodes_in_order(declared.name, tuple(nodes.stored))
    while len(nodes.ids) < counted:
        low = _next(nodes.ids[-1]) if nodes.ids else ""
        ids, numbers, *values = await ask(text, {"low": low, "limit": _STARTS})
        if not ids:
            break
        nodes.ids.extend(ids)
        nodes.numbers.extend(numbers)
        for held, more in zip(nodes.stored.values(), values, strict=True):
            held.extend(_shared(more, known))
    _check_total(declared.name, len(nodes.ids), counted)
    return nodes


@dataclass(slots=True)
class _Reading:
    """Reading of links between nodes that were read before."""

    ask: Ask
    day: str
    nodes: list[_Nodes]
    index: _Index

    async def links(
        self, asked: SnapshotColumns, declared: LinkType, sources: tuple[str, ...]
    ) -> _Links:
        """Return all of a type, from declared sources and from others."""
        links = _Links(asked, declared, _columns_of(asked, declared))
        left = await self.ask(counting_links(declared.type), {})
        # Sources of data may link what no declaration expects; others are asked if some are left.
        for of in sorted(self.nodes, key=lambda n: n.declared.name not in sources):
            if not left:
                break
            counted = await self.ask(counting_links(declared.type, of.declared.name), {})
            if counted:
                met = await self._links_from(links, of, counted)
                _check_total(f"{declared.type} of {of.declared.name}", met, counted)
                left -= counted
        return links

    async def _links_from(self, links: _Links, of: _Nodes, counted: int) -> int:
        known: dict[str, str] = {}
        total = 0
        text = links_in_range(of.declared.name, links.declared, tuple(links.stored))
        # About so many links a statement.
        step = max(1, min(_STARTS, _LINKS * len(of.ids) // counted))
        for low in ("", *of.ids[step::step]):
            values = {"low": low, "limit": step, "day": self.day}
            met, starts, ends, *columns = await self.ask(text, values)
            total += met
            numbers = np.repeat(np.array(starts, dtype=np.int64), [len(some) for some in ends])
            links.source.append(self.index.find(numbers))
            numbers = np.fromiter(chain.from_iterable(ends), dtype=np.int64, count=len(numbers))
            links.target.append(self.index.find(numbers))
            for held, more in zip(links.stored.values(), columns, strict=True):
                held.extend(_shared(chain.from_iterable(more), known))
        return total


def _next(id_: str) -> str:
    """Return the text that follows directly by code point."""
    return f"{id_}\x00"


def _shared(values: Iterable[Any], known: dict[str, str]) -> Iterator[Any]:
    """Give the values, equal texts as one object: a column of a million has few."""
    return (known.setdefault(v, v) if type(v) is str else v for v in values)


def _columns_of(asked: SnapshotColumns, declared: EntityType | LinkType) -> dict[str, list[Any]]:
    by_name = {p.name: p for p in declared.properties}
    return {column: [] for name in asked.columns for column in needed(by_name[name])}


def _check_total(what: str, met: int, counted: int) -> None:
    if met != counted:
        raise StoreError(
            f"The server counts {counted:,} {what} and lists {met:,}: its indexes are damaged."
        )


def _tables(version: str, as_of: str, nodes: list[_Nodes], links: list[_Links]) -> Tables:
    tables: dict[str, NodeTable] = {}
    start = 0
    for of in nodes:
        by_name = {p.name: p for p in of.declared.properties}
        columns = {n: as_column(by_name[n], of.stored.__getitem__) for n in of.asked.columns}
        tables[of.asked.type] = NodeTable(of.asked.type, start, tuple(of.ids), columns)
        start += len(of.ids)
    return Tables(version, as_of, tables, {of.asked.type: _link_table(of) for of in links})


def _link_table(links: _Links) -> LinkTable:
    none = np.zeros(0, dtype=np.int64)
    source, target = (np.concatenate((none, *some)) for some in (links.source, links.target))
    # The sort is stable: links of the same ends stay in the order of their keys.
    order = np.lexsort((target, source))
    order = order[target[order] >= 0]
    places = order.tolist() if links.stored else []

    def stored(column: str) -> list[Any]:
        values = links.stored[column]
        return [values[place] for place in places]

    by_name = {p.name: p for p in links.declared.properties}
    return LinkTable(
        links.asked.type,
        source[order].astype(np.int32),
        target[order].astype(np.int32),
        {name: as_column(by_name[name], stored) for name in links.asked.columns},
    )

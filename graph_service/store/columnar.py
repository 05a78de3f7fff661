"""The graph in memory as columns: what analytics start from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter, itemgetter
from typing import Any, Final, TypeAlias

import numpy as np

from analytics.tables import (
    MISSING_DAY,
    Coded,
    CodedLists,
    Column,
    Dates,
    LinkTable,
    Money,
    NodeTable,
    Numbers,
    Tables,
)
from graph_service.store.memory import Link, MemoryGraph, Node
from graph_service.store.port import SnapshotColumns, SnapshotRequest, StoreError
from schema.catalogue import Catalogue
from schema.columns import VALID_FIRST, VALID_LAST, Scalar
from schema.declarations import Kind, Property

__all__ = ["build_tables"]

Stored: TypeAlias = Sequence[Mapping[str, Scalar]]

_EPOCH: Final = date(1970, 1, 1).toordinal()


def build_tables(
    graph: MemoryGraph, catalogue: Catalogue, request: SnapshotRequest, version: str
) -> Tables:
    """Lay out nodes and links as columns.

    Parameters
    ----------
    graph : MemoryGraph
        It must not change meanwhile.
    catalogue : Catalogue
        Tells the kinds of the columns.
    request : SnapshotRequest
        Column names are property names.
    version : str
        The graph's version.

    Returns
    -------
    Tables
        Node tables in the order of the request, their ids by code point; links by the indices of
        their source and target, then by key.

    Raises
    ------
    StoreError
        If the request names an unknown type or property, or a type twice.
    """
    _check_once(request)
    index: dict[Node, int] = {}
    nodes: list[Node] = []
    node_tables: dict[str, NodeTable] = {}
    for asked in request.nodes:
        declared = catalogue.by_name.get(asked.type)
        if declared is None or declared.abstract:
            raise StoreError(f"A snapshot cannot list {asked.type!r}: it is no concrete type.")
        of_type = sorted(graph.by_type[asked.type].values(), key=attrgetter("id"))
        ids = tuple(node.id for node in of_type)
        columns = _columns(asked, declared.properties, [node.stored for node in of_type])
        node_tables[asked.type] = NodeTable(asked.type, len(nodes), ids, columns)
        index.update(zip(of_type, range(len(nodes), len(nodes) + len(ids)), strict=True))
        nodes += of_type
    link_tables = {
        asked.type: _link_table(asked, catalogue, nodes, index, request.as_of)
        for asked in request.links
    }
    return Tables(version, request.as_of, node_tables, link_tables)


def _link_table(
    asked: SnapshotColumns,
    catalogue: Catalogue,
    nodes: list[Node],
    index: Mapping[Node, int],
    day: str,
) -> LinkTable:
    declared = catalogue.links.get(asked.type)
    if declared is None:
        raise StoreError(f"A snapshot cannot list {asked.type!r}: it is no link type.")
    source: list[int] = []
    target: list[int] = []
    links: list[Link] = []
    for at, node in enumerate(nodes):
        found = [
            (to, link.key, link)
            for link in node.out.get(asked.type, ())
            if (to := index.get(link.target)) is not None
        ]
        if declared.validity:
            found = [entry for entry in found if _covers(entry[2].stored, day)]
        if len(found) > 1:
            found.sort(key=itemgetter(0, 1))
        for to, _, link in found:
            source.append(at)
            target.append(to)
            links.append(link)
    return LinkTable(
        asked.type,
        np.array(source, dtype=np.int32),
        np.array(target, dtype=np.int32),
        _columns(asked, declared.properties, [link.stored for link in links]),
    )


def _covers(stored: Mapping[str, Any], day: str) -> bool:
    covered: bool = stored[VALID_FIRST] <= day <= stored[VALID_LAST]
    return covered


def _columns(
    asked: SnapshotColumns, properties: Iterable[Property], stored: Stored
) -> dict[str, Column]:
    declared = {p.name: p for p in properties}
    for name in asked.columns:
        if name not in declared:
            raise StoreError(f"A snapshot cannot list {asked.type}.{name}: no such property.")
    return {name: _BUILDERS[declared[name].kind](name, stored) for name in asked.columns}


def _check_once(request: SnapshotRequest) -> None:
    for asked in (request.nodes, request.links):
        names = [columns.type for columns in asked]
        for name in names:
            if names.count(name) > 1:
                raise StoreError(f"A snapshot lists {name!r} twice: name its columns together.")


def _coded(name: str, stored: Stored) -> Coded:
    return _encode([values.get(name) for values in stored])


def _encode(values: Iterable[Any]) -> Coded:
    code: dict[str, int] = {}
    codes = [-1 if v is None else code.setdefault(v, len(code)) for v in values]
    return Coded(np.array(codes, dtype=np.int32), tuple(code))


def _coded_lists(name: str, stored: Stored) -> CodedLists:
    lists: list[Any] = [values.get(name) or () for values in stored]
    offsets = np.zeros(len(lists) + 1, dtype=np.int64)
    np.cumsum([len(items) for items in lists], out=offsets[1:])
    return CodedLists(offsets, _encode(item for items in lists for item in items))


def _dates(name: str, stored: Stored) -> Dates:
    days: dict[Any, int] = {None: MISSING_DAY}

    def number(day: Any) -> int:
        known = days.get(day)
        if known is None:
            known = days[day] = date.fromisoformat(day).toordinal() - _EPOCH
        return known

    first, last = (
        np.array([number(values.get(name + end)) for values in stored], dtype=np.int32)
        for end in ("First", "Last")
    )
    return Dates(first, last)


def _money(name: str, stored: Stored) -> Money:
    minor = [values.get(f"{name}Minor", 0) for values in stored]
    return Money(np.array(minor, dtype=np.int64), _coded(f"{name}Currency", stored))


def _numbers(name: str, stored: Stored) -> Numbers:
    nan = float("nan")
    return Numbers(np.array([values.get(name, nan) for values in stored], dtype=np.float64))


_BUILDERS: Final[Mapping[Kind, Callable[[str, Stored], Column]]] = {
    Kind.STRING: _coded,
    Kind.ENUM: _coded,
    Kind.TERM: _coded,
    Kind.STRINGS: _coded_lists,
    Kind.TERMS: _coded_lists,
    Kind.DATE: _dates,
    Kind.MONEY: _money,
    Kind.INTEGER: _numbers,
    Kind.FLOAT: _numbers,
    Kind.BOOLEAN: _numbers,
}

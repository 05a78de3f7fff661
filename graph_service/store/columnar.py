"""The graph in memory as columns: what analytics start from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any

import numpy as np

from analytics.tables import Column, LinkTable, NodeTable, Tables
from graph_service.store.coding import as_column, check_request
from graph_service.store.memory import Link, MemoryGraph, Node
from graph_service.store.port import SnapshotColumns, SnapshotRequest
from schema.catalogue import Catalogue
from schema.columns import VALID_FIRST, VALID_LAST, Scalar
from schema.declarations import Property

__all__ = ["build_tables"]


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
    check_request(catalogue, request)
    index: dict[Node, int] = {}
    nodes: list[Node] = []
    node_tables: dict[str, NodeTable] = {}
    for asked in request.nodes:
        declared = catalogue.by_name[asked.type]
        of_type = sorted(graph.by_type[asked.type].values(), key=attrgetter("id"))
        ids = tuple(node.id for node in of_type)
        columns = _columns(asked, declared.properties, [node.stored for node in of_type])
        node_tables[asked.type] = NodeTable(asked.type, len(nodes), ids, columns)
        index.update(zip(of_type, range(len(nodes), len(nodes) + len(ids)), strict=True))
        nodes += of_type
    leaving: dict[str, list[tuple[int, Sequence[Link]]]] = {
        asked.type: [] for asked in request.links
    }
    for at, node in enumerate(nodes):
        for type_, links in node.out.items():
            if type_ in leaving:
                leaving[type_].append((at, links))
    link_tables = {
        asked.type: _link_table(asked, catalogue, leaving[asked.type], index, request.as_of)
        for asked in request.links
    }
    return Tables(version, request.as_of, node_tables, link_tables)


def _link_table(
    asked: SnapshotColumns,
    catalogue: Catalogue,
    leaving: Iterable[tuple[int, Sequence[Link]]],
    index: Mapping[Node, int],
    day: str,
) -> LinkTable:
    declared = catalogue.links[asked.type]
    source: list[int] = []
    target: list[int] = []
    links: list[Link] = []
    for at, each in leaving:
        found = [
            (to, link.key, link) for link in each if (to := index.get(link.target)) is not None
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
    asked: SnapshotColumns,
    properties: Iterable[Property],
    stored: Sequence[Mapping[str, Scalar]],
) -> dict[str, Column]:
    declared = {p.name: p for p in properties}
    return {
        name: as_column(declared[name], lambda column: [values.get(column) for values in stored])
        for name in asked.columns
    }

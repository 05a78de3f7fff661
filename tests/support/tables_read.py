"""Tables of a snapshot as plain values: nodes by id, links as tuples."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from analytics.tables import Coded, CodedLists, Money, Tables
from graph_service.store.port import SnapshotColumns, SnapshotRequest, Store


async def whole(
    store: Store, nodes: dict[str, tuple[str, ...]], links: dict[str, tuple[str, ...]]
) -> Tables:
    """Some columns of all nodes and links of some types."""
    return await store.snapshot(
        SnapshotRequest(
            nodes=tuple(SnapshotColumns(name, columns) for name, columns in nodes.items()),
            links=tuple(SnapshotColumns(name, columns) for name, columns in links.items()),
            as_of="2023-12-31",
        )
    )


def nodes_by_id(tables: Tables) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for table in tables.nodes.values():
        columns = {name: _plain(column) for name, column in table.columns.items()}
        for i, id_ in enumerate(table.ids):
            found[id_] = {"type": table.type, **{n: values[i] for n, values in columns.items()}}
    return found


def links_of(tables: Tables, type_: str) -> list[tuple[Any, ...]]:
    """(source id, target id, values ...) of all links of a type."""
    ids = {
        table.start + i: id_ for table in tables.nodes.values() for i, id_ in enumerate(table.ids)
    }
    links = tables.links[type_]
    columns = [_plain(column) for column in links.columns.values()]
    ends = zip(links.source.tolist(), links.target.tolist(), strict=True)
    return [
        (ids[source], ids[target], *(values[i] for values in columns))
        for i, (source, target) in enumerate(ends)
    ]


def _plain(column: Any) -> Sequence[Any]:
    match column:
        case Coded():
            return [column.values[code] if code >= 0 else None for code in column.codes.tolist()]
        case CodedLists():
            items = _plain(column.items)
            bounds = column.offsets.tolist()
            return [tuple(items[a:b]) for a, b in pairwise(bounds)]
        case Money():
            currencies = _plain(column.currency)
            return [
                minor if currency else None
                for minor, currency in zip(column.minor.tolist(), currencies, strict=True)
            ]
        case _:
            return [str(day) for day in column.first.astype("datetime64[D]").astype(str)]

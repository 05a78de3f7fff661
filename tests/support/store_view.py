"""All that a store shows, read through its port."""

from __future__ import annotations

from typing import Any

from graph_service.store.plan import (
    Connection,
    Field,
    Follow,
    Hop,
    NodeView,
    Scan,
    Selection,
)
from graph_service.store.port import ReadContext, Store
from schema.catalogue import Catalogue
from schema.columns import columns_of
from schema.declarations import Direction, Property
from schema.money import Money

_ALL = 10_000
CONTEXT = ReadContext(as_of="2023-12-31")


async def shown(
    store: Store, catalogue: Catalogue
) -> tuple[dict[str, Any], dict[tuple[str, ...], dict[str, Any]]]:
    """Nodes by id as (type, values), and links by (type, source, target, key) as values."""
    nodes: dict[str, Any] = {}
    links: dict[tuple[str, ...], dict[str, Any]] = {}
    for declared in catalogue.concrete:
        out = [e.link for e in catalogue.ends(declared.name) if e.direction is Direction.OUT]
        selection = Selection(
            fields=_fields(declared.properties),
            follows=tuple(
                Follow(
                    link.type,
                    Hop(link.type, Direction.OUT, link.target),
                    Connection(
                        nodes=(NodeView("far", Selection()),),
                        edges=_fields(link.properties),
                        limit=_ALL,
                    ),
                )
                for link in out
            ),
        )
        scan = Scan((declared.name,), Connection(nodes=(NodeView("node", selection),), limit=_ALL))
        page = await store.read(scan, CONTEXT)
        assert not page.has_next
        for entry in page.entries:
            row = entry["node"]
            nodes[row["@id"]] = (row["@type"], _values(row, declared.properties))
            for link in out:
                for edge in row[link.type].entries:
                    identity = (link.type, row["@id"], edge["far"]["@id"], edge["@position"][-1])
                    links[identity] = _values(edge, link.properties)
    return nodes, links


def laid_out(
    view: tuple[dict[str, Any], dict[tuple[str, ...], dict[str, Any]]], catalogue: Catalogue
) -> tuple[dict[str, Any], dict[tuple[str, ...], dict[str, Any]]]:
    """What `shown` gives for values as they were stated: those of other types are not shown."""
    nodes, links = view
    return {
        id_: (type_, _declared(values, catalogue.by_name[type_].properties))
        for id_, (type_, values) in nodes.items()
    }, {link: _declared(v, catalogue.links[link[0]].properties) for link, v in links.items()}


def _declared(values: dict[str, Any], properties: tuple[Property, ...]) -> dict[str, Any]:
    return {
        p.name: (v.minor, v.currency) if isinstance(v := values[p.name], Money) else v
        for p in properties
        if p.name in values
    }


def _fields(properties: tuple[Property, ...]) -> tuple[Field, ...]:
    return tuple(Field(p.name, columns_of(p)) for p in properties)


def _values(row: dict[str, Any], properties: tuple[Property, ...]) -> dict[str, Any]:
    return {p.name: row[p.name] for p in properties if row[p.name] is not None}

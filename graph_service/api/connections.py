"""Connections: pages of nodes or links as GraphQL shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import strawberry
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from graph_service.api.context import ResolveInfo
from graph_service.api.executor.reading import Pure
from graph_service.api.filters import link_match
from graph_service.api.listed import Entry, Listed, cursor_of, entries_of, nodes_key
from graph_service.api.page_arguments import page_arguments
from graph_service.api.provenance import link_provenance_fields
from graph_service.api.registry import GeneratedField, Registry, argument, described, stored_field
from graph_service.api.served import Served
from graph_service.api.shapes import own_name
from graph_service.api.summary_fields import summary_fields
from graph_service.api.values import annotation_of, served_by
from schema.declarations import LinkEnd

__all__ = [
    "PageInfo",
    "connection_of",
    "declare_connection",
    "declare_link_connection",
    "edge_of",
    "link_field",
    "list_arguments",
]


@strawberry.type(name="PageInfo", description="Whether and where a list goes on.")
class PageInfo:
    """What to ask for next; `Listed` knows it."""

    has_next_page: bool = strawberry.field(
        description="Whether the list goes on after this page; true if `before` was given."
    )
    has_previous_page: bool = strawberry.field(
        description="Whether the list has more before this page; true if `after` was given."
    )
    start_cursor: str | None = strawberry.field(
        description="Cursor of the first entry, for `before`; null if the page is empty."
    )
    end_cursor: str | None = strawberry.field(
        description="Cursor of the last entry, for `after`; null if the page is empty."
    )


def connection_of(end: LinkEnd) -> str:
    """Name of the connection type of a link field.

    Links without properties share their target's connection.
    """
    return f"{own_name(end)}Connection" if end.link.properties else f"{end.far}Connection"


def edge_of(connection: str) -> str:
    """Name of the edge type of a connection type."""
    return connection.removesuffix("Connection") + "Edge"


def link_field(end: LinkEnd, registry: Registry, *, guarded: bool) -> GeneratedField:
    """Make the field that lists the links of one end; null for some who ask, if it is guarded."""
    scope = f"{end.near}.{end.name}"

    def resolve(
        row: Any,
        info: ResolveInfo,
        orderBy: Any = None,  # noqa: N803 - the argument's name
        **_: Any,
    ) -> Listed | None:
        if guarded and info.path.key not in row:
            return None
        return Listed(row[info.path.key], scope, orderBy, row["@id"], end)

    match: Any = registry[link_match(registry, end)]
    where = argument("where", match | None, "Which links; all if left out.")
    connection: Any = registry[connection_of(end)]
    return GeneratedField(
        end.name,
        connection | None if guarded else connection,
        described(end.description, end.label),
        resolve,
        (where, *list_arguments(registry, end.far)),
        reading=Pure(alone=True),
    )


def list_arguments(registry: Registry, type_: str) -> tuple[StrawberryArgument, ...]:
    """Declare the arguments of every list: order, length and place."""
    order: Any = registry[f"{type_}Order"]
    return (
        argument("orderBy", list[order] | None, "At most 5 keys, then the id; by id if left out."),
        *page_arguments(),
    )


def declare_connection(registry: Registry, served: Served, type_: str) -> None:
    """Declare the connection to nodes of a type."""
    text, more = f"A page of {type_}.", summary_fields(registry, served, type_, None)
    said = partial(link_provenance_fields, always=False)
    _declare(registry, type_, type_, text, properties=said, more=more)


def declare_link_connection(registry: Registry, served: Served, end: LinkEnd) -> None:
    """Declare the connection over the links of one end; its edges have the link's properties."""

    def fields() -> Iterable[StrawberryField]:
        yield GeneratedField(
            "key",
            str,
            "Tells parallel links apart; empty where there can be none.",
            lambda entry, _info: entry["@position"][-1],
            reading=Pure(alone=True),
        )
        guards = served.guards.by_type.get(edge_of(connection_of(end)), {})
        for p in end.link.properties:
            yield stored_field(
                p.name,
                annotation_of(p, registry, guarded=p.name in guards),
                described(p.description, p.label, p.unit),
                served_by(p, served.pack),
                guarded=p.name in guards,
            )
        yield from link_provenance_fields(always=True)

    text = f"A page of the links {end.near}.{end.name}."
    more = summary_fields(registry, served, end.far, end)
    _declare(registry, own_name(end), end.far, text, properties=fields, more=more)


def _declare(
    registry: Registry,
    name: str,
    target: str,
    text: str,
    *,
    properties: Callable[[], Iterable[StrawberryField]],
    more: Iterable[StrawberryField],
) -> None:
    def edge() -> Iterable[StrawberryField]:
        cursor = "Its place, for `after` and `before`."
        yield _pure("cursor", str, cursor, lambda entry, _info: cursor_of(entry))
        yield stored_field("node", registry[target], "The node at the far end.")
        yield from properties()

    def connection() -> Iterable[StrawberryField]:
        edges: Any = registry[f"{name}Edge"]
        nodes: Any = registry[target]
        yield _pure("edges", list[edges], "The entries of the page.", _edges)
        yield _pure("nodes", list[nodes], "The nodes of the page's entries.", _nodes)
        yield _pure("pageInfo", PageInfo, "Whether the list goes on.", lambda found, _info: found)
        yield _pure(
            "totalCount", int, "Length of the whole list.", lambda found, _info: found.page.count
        )
        yield from more

    registry.declare_object(f"{name}Edge", f"An entry: {text[0].lower()}{text[1:]}", edge)
    registry.declare_object(f"{name}Connection", text, connection)


def _pure(name: str, annotation: Any, text: str, resolve: Callable[..., Any]) -> GeneratedField:
    return GeneratedField(name, annotation, text, resolve, reading=Pure(alone=True))


def _edges(found: Listed, info: ResolveInfo) -> list[Entry]:
    return entries_of(found, str(info.path.key))


def _nodes(found: Listed, info: ResolveInfo) -> list[Any]:
    key = nodes_key(str(info.path.key))
    return [row[key] for row in found.page.entries]

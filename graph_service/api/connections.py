"""Connections: pages of nodes or links as GraphQL shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import strawberry
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from graph_service.api.context import ResolveInfo
from graph_service.api.cursors import digest_of, encode
from graph_service.api.filters import link_match
from graph_service.api.page_arguments import page_arguments
from graph_service.api.provenance import link_provenance_fields
from graph_service.api.registry import GeneratedField, Registry, argument, described
from graph_service.api.served import Served
from graph_service.api.shapes import own_name
from graph_service.api.summary_fields import summary_fields
from graph_service.api.values import annotation_of, served_by
from graph_service.store.port import LinkIdentity, Page
from schema.declarations import Direction, LinkEnd

__all__ = [
    "Listed",
    "PageInfo",
    "connection_of",
    "declare_connection",
    "declare_link_connection",
    "edge_of",
    "link_field",
    "list_arguments",
    "listed",
]


@strawberry.type(name="PageInfo", description="Whether and where a list goes on.")
class PageInfo:
    """What to ask for next."""

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


@dataclass(frozen=True, slots=True)
class Listed:
    """A page, what binds its cursors to its list and order, and over whose links of what end it is."""

    page: Page
    digest: str
    near: str = ""
    end: LinkEnd | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a page, what binds its cursor, and over whose links of what end it is."""

    row: dict[str, Any]
    digest: str
    near: str
    end: LinkEnd | None

    @property
    def link(self) -> LinkIdentity | None:
        """What tells the entry's link from others; None in a list of nodes."""
        if self.end is None:
            return None
        *_, far, key = self.row["@position"]
        out = self.end.direction is Direction.OUT
        return self.end.link.type, *((self.near, far) if out else (far, self.near)), key


def listed(
    scope: str, page: Page, order_by: object, near: str = "", end: LinkEnd | None = None
) -> Listed:
    """Prepare a page for the fields of its connection; one over links with the node at hand."""
    return Listed(page, digest_of(scope, order_by or []), near, end)


def connection_of(end: LinkEnd) -> str:
    """Name of the connection type of a link field.

    Links without properties share their target's connection.
    """
    return f"{own_name(end)}Connection" if end.link.properties else f"{end.far}Connection"


def edge_of(connection: str) -> str:
    """Name of the edge type of a connection type."""
    return connection.removesuffix("Connection") + "Edge"


def link_field(end: LinkEnd, registry: Registry) -> GeneratedField:
    """Make the field that lists the links of one end."""
    scope = f"{end.near}.{end.name}"

    def resolve(row: Any, info: ResolveInfo, orderBy: Any = None, **_: Any) -> Listed:  # noqa: N803 - the argument's name
        return listed(scope, row[info.path.key], orderBy, row["@id"], end)

    match: Any = registry[link_match(registry, end)]
    where = argument("where", match | None, "Which links; all if left out.")
    return GeneratedField(
        end.name,
        registry[connection_of(end)],
        described(end.description, end.label),
        resolve,
        (where, *list_arguments(registry, end.far)),
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
            lambda entry, _info: entry.row["@position"][-1],
        )
        for p in end.link.properties:
            yield GeneratedField(
                p.name,
                annotation_of(p, registry),
                described(p.description, p.label, p.unit),
                _of_edge(served_by(p, served.pack)),
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
        yield GeneratedField("cursor", str, cursor, _cursor)
        yield GeneratedField("node", registry[target], "The node at the far end.", _of_edge(None))
        yield from properties()

    def connection() -> Iterable[StrawberryField]:
        edges: Any = registry[f"{name}Edge"]
        nodes: Any = registry[target]
        yield GeneratedField("edges", list[edges], "The entries of the page.", _edges)
        yield GeneratedField("nodes", list[nodes], "The nodes of the page's entries.", _nodes)
        yield GeneratedField("pageInfo", PageInfo, "Whether the list goes on.", _page_info)
        yield GeneratedField(
            "totalCount", int, "Length of the whole list.", lambda found, _info: found.page.count
        )
        yield from more

    registry.declare_object(f"{name}Edge", f"An entry: {text[0].lower()}{text[1:]}", edge)
    registry.declare_object(f"{name}Connection", text, connection)


def _edges(found: Listed, _info: ResolveInfo) -> list[Entry]:
    digest, near, end = found.digest, found.near, found.end
    return [Entry(row, digest, near, end) for row in found.page.entries]


def _nodes(found: Listed, info: ResolveInfo) -> list[Any]:
    key = str(info.path.key)
    return [row[key] for row in found.page.entries]


def _page_info(found: Listed, _info: ResolveInfo) -> PageInfo:
    page = found.page
    first, last = (
        (encode(found.digest, page.position(at)) for at in (0, -1))
        if page.entries
        else (None, None)
    )
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=first,
        end_cursor=last,
    )


def _cursor(entry: Entry, _info: ResolveInfo) -> str:
    return encode(entry.digest, entry.row["@position"])


def _of_edge(served: Callable[[Any], Any] | None) -> Callable[..., Any]:
    # The plan's key of an edge's field: the response key of the list of edges, then its own.
    def resolve(entry: Entry, info: ResolveInfo) -> Any:
        path: Any = info.path
        value = entry.row[f"{path.prev.prev.key}.{path.key}"]
        return served(value) if served else value

    return resolve

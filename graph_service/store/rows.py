"""Selections compiled to functions from a node to its row, pages of followed links included."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

from graph_service.store.hops import every_link, far_end, link_lister
from graph_service.store.made_rows import MOST, Own, entries_maker, row_maker
from graph_service.store.memory import Link, Node
from graph_service.store.ordering import LinkOrder
from graph_service.store.paging import cut
from graph_service.store.plan import Connection, Field, Follow, Hop, NodeView, Position, Selection
from graph_service.store.port import Page
from graph_service.store.predicates import column_reader, link_column_reader, link_predicate
from graph_service.store.reading import Reading
from graph_service.store.shared_rows import SharedRow, is_shared, weigher
from graph_service.store.summing import Summarize, summarizer

__all__ = ["Row", "row_builder", "shared_view_builders", "view_builders"]

Row: TypeAlias = dict[str, Any]


def view_builders(
    views: tuple[NodeView, ...], reading: Reading
) -> list[tuple[str, Callable[[Node], Row]]]:
    """Compile what an entry of a page shows of its node: keys and what makes the rows."""
    return [(view.key, row_builder(view.selection, reading)) for view in views]


def shared_view_builders(
    views: tuple[NodeView, ...], reading: Reading
) -> list[tuple[str, Callable[[Node], Row]]]:
    """Do the same, but make rows once that are likely to be asked for again."""
    return [(view.key, _shared_row_builder(view.selection, reading)) for view in views]


def _shared_row_builder(selection: Selection, reading: Reading) -> Callable[[Node], Row]:
    if not is_shared(selection):
        return row_builder(selection, reading)
    graph = reading.graph
    build: Callable[[Node], Row] | None = None

    def make(node: Node) -> SharedRow:
        nonlocal build
        if build is None:
            build = row_builder(selection, reading)
        return SharedRow(build(node), graph.rows.held)

    name = (selection, reading.as_of)
    return graph.rows.of(name, graph.revision, make, weigher(selection))


def row_builder(selection: Selection, reading: Reading) -> Callable[[Node], Row]:
    """Compile a selection to a function that makes a node's row."""
    own, rest = _split(selection)
    plain = row_maker(own)
    if not (rest.fields or rest.follows or rest.branches):
        return plain
    fill = _filler(rest, reading)

    def row(node: Node) -> Row:
        built = plain(node)
        fill(built, node)
        return built

    return row


def _split(selection: Selection) -> tuple[Own, Selection]:
    """Take out of a selection what is a node's own and shown as it is."""
    own, rest = _split_fields(selection.fields)
    return own, Selection(rest, selection.follows, selection.branches)


@lru_cache(maxsize=512)
def _split_fields(fields: tuple[Field, ...]) -> tuple[Own, tuple[Field, ...]]:
    ids: list[str] = []
    own: list[tuple[str, str]] = []
    rest: list[Field] = []
    for field in fields:
        column = field.columns[0]
        if len(field.columns) > 1 or column == "@type" or len(ids) + len(own) >= MOST:
            rest.append(field)
        elif column == "id":
            ids.append(field.key)
        else:
            own.append((field.key, column))
    keys, columns = tuple(key for key, _ in own), tuple(column for _, column in own)
    return (tuple(ids), keys, columns), tuple(rest)


def _filler(selection: Selection, reading: Reading) -> Callable[[Row, Node], None]:
    fields = [(f.key, _field_reader(f, column_reader)) for f in selection.fields]
    follows = [(f.key, _follower(f, reading)) for f in selection.follows]
    branches: dict[str, list[Callable[[Row, Node], None]]] = {}
    for branch in selection.branches:
        branches.setdefault(branch.type, []).append(_filler(branch.selection, reading))

    def fill(row: Row, node: Node) -> None:
        for key, read in fields:
            row[key] = read(node)
        for key, follow in follows:
            row[key] = follow(node)
        for more in branches.get(node.type, ()):
            more(row, node)

    return fill


def _field_reader(
    field: Field, reader: Callable[[str], Callable[[Any], Any]]
) -> Callable[[Any], Any]:
    if len(field.columns) == 1:
        return reader(field.columns[0])
    reads = [reader(column) for column in field.columns]

    def several(subject: Any) -> tuple[Any, ...] | None:
        values = tuple([read(subject) for read in reads])
        return None if values[0] is None else values

    return several


def _follower(follow: Follow, reading: Reading) -> Callable[[Node], Page]:
    hop, connection = follow.hop, follow.connection
    order = LinkOrder(connection.order, hop.direction, reading)
    graph, every = reading.graph, None
    if connection.limit is not None and order.is_kept:
        links, name = every_link(hop), (hop.link, hop.direction, connection.order)
        every = graph.ordered_links.of(
            name, graph.revision, lambda node: _sorted(links(node), order), _worth_sorting
        )
    links_of = link_lister(hop, reading, every)
    keep = link_predicate(connection.where, hop, reading)
    counted, limit = connection.count, connection.limit
    summarize = _link_summarizer(hop, connection, reading) if connection.summaries else None
    if limit is None and summarize is None:
        return lambda node: Page(count=_kept_length(links_of(node), keep) if counted else None)
    choose = (lambda _: Page()) if limit is None else _chooser(hop, connection, order, reading)

    def followed(node: Node) -> Page:
        links = links_of(node)
        if keep is not None:
            links = list(filter(keep, links))
        page = choose(links)
        if counted:
            page.count = len(links)
        if summarize is not None:
            page.summaries = summarize(links)
        return page

    if _is_kept(connection):
        return graph.pages.of((follow, reading.as_of), graph.revision, followed, _length)
    return followed


def _is_kept(connection: Connection) -> bool:
    """Whether the pages of a connection are likely to be asked for again, and have bounded rows."""
    return connection.after is None and not any(
        view.selection.follows or view.selection.branches for view in connection.nodes
    )


def _length(page: Page) -> int:
    return len(page.entries)


def _sorted(links: list[Link], order: LinkOrder) -> list[Link]:
    return sorted(links, key=order.key) if len(links) > 1 else links


def _worth_sorting(links: list[Link]) -> int:
    return len(links) if len(links) > 1 else 0


def _link_summarizer(hop: Hop, connection: Connection, reading: Reading) -> Summarize:
    far = far_end(hop)

    def reader(column: str, of_link: bool) -> Callable[[Link], Any]:  # noqa: FBT001 - see `summarizer`
        if of_link:
            return link_column_reader(column)
        read = column_reader(column)
        return lambda link: read(far(link))

    return summarizer(connection.summaries, reader, reading.deadline)


def _kept_length(links: list[Link], keep: Callable[[Link], bool] | None) -> int:
    return len(links) if keep is None else sum(map(keep, links))


def _chooser(
    hop: Hop, connection: Connection, order: LinkOrder, reading: Reading
) -> Callable[[list[Link]], Page]:
    """Compile what is done with the links that are in a list: cut the page out of them.

    They come in order if the order is one that is kept.
    """
    key, most, backward = order.key, (connection.limit or 0) + 1, connection.backward
    after = None if connection.after is None else order.place(connection.after)
    foremost = heapq.nlargest if backward else heapq.nsmallest
    entries = _entries_builder(hop, connection, order.position, reading)

    def choose(links: list[Link]) -> Page:
        if after is not None:
            links = (
                [link for link in links if key(link) < after]
                if backward
                else [link for link in links if after < key(link)]
            )
        if not order.is_kept:
            links = foremost(most, links, key=key)
        elif backward:
            links = links[: -most - 1 : -1]
        else:
            links = links[:most]
        page = Page()
        page.entries = entries(cut(page, links, connection))
        return page

    return choose


def _entries_builder(
    hop: Hop, connection: Connection, position: Callable[[Link], Position], reading: Reading
) -> Callable[[list[Link]], list[Row]]:
    """Compile what the entries of a page show of their links and far ends."""
    if len(connection.nodes) == 1 and not connection.edges and not connection.order:
        own, rest = _split(connection.nodes[0].selection)
        if rest == Selection():
            return entries_maker(own, connection.nodes[0].key, hop.direction)
    far = far_end(hop)
    views = view_builders(connection.nodes, reading)
    fields = [(f.key, _field_reader(f, link_column_reader)) for f in connection.edges]

    def entry(link: Link) -> Row:
        node = far(link)
        built: Row = {name: view(node) for name, view in views}
        for name, read in fields:
            built[name] = read(link)
        built["@position"] = position(link)
        return built

    return lambda links: list(map(entry, links))

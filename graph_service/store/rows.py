"""Selections compiled to functions from a node to its row, pages of followed links included."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any, TypeAlias

from graph_service.store.hops import far_end, link_lister
from graph_service.store.memory import Link, Node
from graph_service.store.ordering import LinkOrder
from graph_service.store.paging import cut
from graph_service.store.plan import Connection, Field, Follow, Hop, NodeView, Selection
from graph_service.store.port import Page
from graph_service.store.predicates import column_reader, link_column_reader, link_predicate
from graph_service.store.reading import Reading
from graph_service.store.summing import Summarize, summarizer

__all__ = ["Row", "row_builder", "view_builders"]

Row: TypeAlias = dict[str, Any]


def view_builders(
    views: tuple[NodeView, ...], reading: Reading
) -> list[tuple[str, Callable[[Node], Row]]]:
    """Compile what an entry of a page shows of its node: keys and what makes the rows."""
    return [(view.key, row_builder(view.selection, reading)) for view in views]


def row_builder(selection: Selection, reading: Reading) -> Callable[[Node], Row]:
    """Compile a selection to a function that makes a node's row."""
    fill = _filler(selection, reading)

    def row(node: Node) -> Row:
        built: Row = {"@type": node.type, "@id": node.id}
        fill(built, node)
        return built

    return row


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
    links_of = link_lister(hop, reading)
    keep = link_predicate(connection.where, hop, reading)
    counted, limit = connection.count, connection.limit
    summarize = _link_summarizer(hop, connection, reading) if connection.summaries else None
    if limit is None and summarize is None:
        return lambda node: Page(count=_kept_length(links_of(node), keep) if counted else None)
    choose = (lambda _: Page()) if limit is None else _chooser(hop, connection, limit, reading)

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

    return followed


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
    hop: Hop, connection: Connection, limit: int, reading: Reading
) -> Callable[[list[Link]], Page]:
    """Compile what is done with the links that are in a list: cut the page out of them."""
    far = far_end(hop)
    order = LinkOrder(connection.order, far, reading)
    key, position = order.key, order.position
    after = None if connection.after is None else order.place(connection.after)
    backward = connection.backward
    foremost = heapq.nlargest if backward else heapq.nsmallest
    views = view_builders(connection.nodes, reading)
    fields = [(f.key, _field_reader(f, link_column_reader)) for f in connection.edges]

    def choose(links: list[Link]) -> Page:
        if after is not None:
            links = (
                [link for link in links if key(link) < after]
                if backward
                else [link for link in links if after < key(link)]
            )
        if len(links) > limit + 1:
            links = foremost(limit + 1, links, key=key)
        elif len(links) > 1:
            links = sorted(links, key=key, reverse=backward)
        page = Page()
        for link in cut(page, links, connection):
            node = far(link)
            entry: Row = {name: view(node) for name, view in views}
            for name, read in fields:
                entry[name] = read(link)
            entry["@position"] = position(link)
            page.entries.append(entry)
        return page

    return choose

"""Lists of nodes, read in at most two branches.

A list ordered by a column that may be missing is two lists: the nodes that have it, walked along
the index of the column, and those that lack it, walked along the index of `missing`. The second is
read only if the first ends within the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph_service.store.neo4j.comparisons import bound, compared, of_types, present, walked
from graph_service.store.neo4j.cypher import FALSE, TRUE, Draft, either, every
from graph_service.store.neo4j.decoding import Read
from graph_service.store.neo4j.filters import Conditions
from graph_service.store.neo4j.held import Held, NodeSubject, sort_of
from graph_service.store.neo4j.labels import Label, label_of
from graph_service.store.neo4j.layout import missing, quoted
from graph_service.store.neo4j.orders import Key, beyond, checked, order_by
from graph_service.store.neo4j.rows import Rows, order_keys
from graph_service.store.neo4j.summaries import Matched, Summarized, summarized
from graph_service.store.neo4j.texts import is_agreed
from graph_service.store.plan import Column, Connection, Op, Position, Scan, Selection
from schema.catalogue import Catalogue

__all__ = ["ScanPage", "count_scan", "page_scan", "summarize_scan"]


@dataclass(frozen=True, slots=True)
class ScanPage:
    """The subqueries of a page, the variable of its lists, and what reads one."""

    calls: list[str]
    name: str
    read: Read


@dataclass(frozen=True, slots=True)
class _Branch:
    """A part of a list: conditions of its own, its order, the column whose index it walks along."""

    conditions: tuple[str, ...]
    order: str
    along: str = ""


def count_scan(
    draft: Draft, conditions: Conditions, catalogue: Catalogue, scan: Scan
) -> tuple[list[str], str]:
    """Return the subqueries and the expression of the length of a list."""
    types = _types(catalogue, scan)
    if not types:
        return [], "0"
    label, where = label_of(catalogue, types), scan.connection.where
    node = NodeSubject(draft.name("n"), types, catalogue)
    tests = conditions.node(where.node if where else None, node)
    n = node.variable
    if every(tests) == TRUE:
        # The server knows how many nodes have a label.
        labels = types if label.shared else (label.name,)
        counts = [(draft.name("c"), quoted(name)) for name in labels]
        calls = [
            draft.subquery((), f"MATCH ({n}:{of}) RETURN count({n}) AS {c}") for c, of in counts
        ]
        return calls, " + ".join(c for c, _ in counts)
    name = draft.name("c")
    matched = label.match(n, (every((*_narrowed(draft, label, node), *tests)),))
    return [draft.subquery((), f"{matched} RETURN count({n}) AS {name}")], name


def summarize_scan(
    draft: Draft, conditions: Conditions, catalogue: Catalogue, scan: Scan
) -> Summarized:
    """Return how the summaries of a list are read."""
    types, where = _types(catalogue, scan), scan.connection.where

    def match() -> Matched | None:
        node = NodeSubject(draft.name("n"), types, catalogue)
        tests = conditions.node(where.node if where else None, node)
        if not types or FALSE in tests:
            return None
        label = label_of(catalogue, types)
        found = label.match(node.variable, (every((*_narrowed(draft, label, node), *tests)),))
        return Matched(found.removeprefix("MATCH "), node)

    return summarized(draft, (), scan.connection.summaries, match)


def page_scan(
    draft: Draft,
    conditions: Conditions,
    catalogue: Catalogue,
    scan: Scan,
    limit: int,
    *,
    shared: Callable[[Selection, Read], Read] | None = None,
) -> ScanPage:
    """Return how a page of a list is read.

    `shared` makes of what reads rows of a selection what finds them made.

    Raises
    ------
    StoreError
        If the page begins after a place of another order.
    """
    connection = scan.connection
    types = _types(catalogue, scan)
    node = NodeSubject(draft.name("n"), types, catalogue)
    ties = (node.column("id"),)
    keys, counts = order_keys(draft, conditions, connection, node, ties)
    place = checked(connection.after, keys)
    written = Rows(draft, conditions, catalogue).entry(node, None, connection, keys, shared)
    if not types:
        return ScanPage([], "[]", written.read)
    label = label_of(catalogue, types)
    where = connection.where.node if connection.where else None
    tests = (*_narrowed(draft, label, node), *conditions.node(where, node))
    after = TRUE
    if counts:
        after = TRUE if place is None else draft.as_one(beyond(draft, keys, place))
        branches = [_Branch((), order_by(keys))]
    else:
        branches = _branches(draft, label, connection, keys, place=place, node=node)
    hinted = not label.finds(where)
    cut = draft.parameter(limit + 1)
    n = node.variable
    matches = [
        label.match(
            n,
            (every((*branch.conditions, *tests)),),
            along=branch.along if hinted and FALSE not in tests else "",
        )
        for branch in branches
    ]
    # The rows know numbers of links by name; they are counted before the page is cut.
    carried = ", ".join((n, *(f"{count} AS {name}" for name, count in counts.items())))
    name = draft.name("f")
    end = (*written.calls, f"RETURN collect({written.row}) AS {name}")
    if len(branches) == 1:
        if after != TRUE:
            matches[0] += f"\nWITH {carried} WHERE {after}"
            carried = ", ".join((n, *counts))
        cut_off = f"WITH {carried} ORDER BY {branches[0].order} LIMIT {cut}"
        call = draft.subquery((), matches[0], cut_off, *end)
        return ScanPage([call], name, written.read)
    first, second = draft.name("b"), draft.name("b")
    one, other = (
        f"{matched}\nWITH {n} ORDER BY {branch.order} LIMIT {cut} RETURN collect({n})"
        for matched, branch in zip(matches, branches, strict=True)
    )
    calls = [
        draft.subquery((), f"{one} AS {first}"),
        draft.subquery(
            (first,), f"WITH {first} WHERE size({first}) < {cut}", f"{other} AS {second}"
        ),
        draft.subquery((first, second), f"UNWIND ({first} + {second})[..{cut}] AS {n}", *end),
    ]
    return ScanPage(calls, name, written.read)


def _types(catalogue: Catalogue, scan: Scan) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t for t in scan.types if catalogue.members(t) == (t,)))


def _narrowed(draft: Draft, label: Label, node: NodeSubject) -> tuple[str, ...]:
    return (of_types(draft, node.variable, node.types),) if label.shared else ()


def _branches(
    draft: Draft,
    label: Label,
    connection: Connection,
    keys: Sequence[Key],
    *,
    place: Position | None,
    node: NodeSubject,
) -> list[_Branch]:
    by = connection.order[0].by if connection.order else Column("id")
    column = by.name if isinstance(by, Column) else ""
    key = keys[0]
    value = None if place is None else place[0]
    walks = column in label.ordered and key.held.sort is not None
    if place is not None:
        # A place may be one that nothing can have.
        suits = key.held.missing if value is None else sort_of(value) is key.held.sort
        walks = walks and suits
    if not walks:
        after = TRUE if place is None else draft.as_one(beyond(draft, keys, place))
        return [_Branch((after,), order_by(keys))]
    if len(keys) == 2 and column == "id" and place is not None and value == place[1]:  # noqa: PLR2004
        # Nothing follows an id.
        keys, place = keys[:1], place[:1]
    branches = []
    if place is None or value is not None or key.descending:
        branches.append(_valued(draft, column, keys, place if value is not None else None))
    if key.held.missing and (place is None or value is None or not key.descending):
        branches.append(_missing(draft, column, keys, place if value is None else None, node))
    return branches[::-1] if key.descending else branches


def _valued(draft: Draft, column: str, keys: Sequence[Key], place: Position | None) -> _Branch:
    """The nodes that have a column, from a place on that has it too."""
    key = keys[0]
    if place is None:
        some = f"{key.held.text} IS NOT NULL"
        return _Branch((some,), order_by(keys), column)
    reached, passed = (Op.LTE, Op.LT) if key.descending else (Op.GTE, Op.GT)
    if len(keys) == 1:
        return _Branch(walked(draft, key.held, passed, place[0]), order_by(keys), column)
    reach = bound(draft, key.held, reached, place[0])
    if is_agreed(place[0]):
        # Who has reached the value has passed it or has it.
        later = compared(draft, key.held, passed, place[0])
        beyond_it = either((later, beyond(draft, keys[1:], place[1:])))
    else:
        beyond_it = beyond(draft, keys, place)
    return _Branch((reach, draft.as_one(beyond_it)), order_by(keys), column)


def _missing(
    draft: Draft,
    column: str,
    keys: Sequence[Key],
    place: Position | None,
    node: NodeSubject,
) -> _Branch:
    """The nodes that lack a column, from a place on that lacks it too."""
    hidden = f"{node.variable}.{quoted(missing(column))}"
    rest = keys[1:]
    if len(rest) > 1:
        after = TRUE if place is None else draft.as_one(beyond(draft, rest, place[1:]))
        return _Branch((f"{hidden} IS NOT NULL", after), order_by(rest), missing(column))
    # It holds the id, by which these nodes are ordered.
    key = Key(Held(hidden, node.column("id").sorts), rest[0].descending)
    if place is None:
        return _Branch((present(key.held),), key.text, missing(column))
    passed = Op.LT if key.descending else Op.GT
    return _Branch(walked(draft, key.held, passed, place[1]), key.text, missing(column))

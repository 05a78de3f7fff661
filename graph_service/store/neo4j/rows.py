"""Selections as lists by position, pages of followed links included, and how they are read back.

No response key is in the text. Pages are sorted and cut before the lists are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from graph_service.store.neo4j.cypher import FALSE, TRUE, Draft, every, hop_match
from graph_service.store.neo4j.decoding import (
    Cell,
    Places,
    Raw,
    Read,
    Row,
    entry_reader,
    page_reader,
    row_reader,
)
from graph_service.store.neo4j.filters import Conditions
from graph_service.store.neo4j.held import Held, LinkSubject, NodeSubject, number
from graph_service.store.neo4j.layout import quoted
from graph_service.store.neo4j.orders import Key, beyond, checked, order_by
from graph_service.store.neo4j.summaries import Matched, summarized
from graph_service.store.plan import (
    Column,
    Connection,
    Hop,
    Selection,
)
from graph_service.store.port import Page
from schema.catalogue import Catalogue
from schema.columns import Sort

__all__ = ["Rows", "Written", "order_keys"]

Add: TypeAlias = Callable[[Row, Raw], None]
Types: TypeAlias = tuple[str, ...]
"""Concrete types for which something is wanted; none for all."""

_NOTHING: Final = "null"


@dataclass(frozen=True, slots=True)
class Written:
    """What is returned of a node or link.

    Attributes
    ----------
    calls : tuple of str
        Subqueries before it.
    row : str
        The expression of the list.
    read : callable
        Makes an entry, or a row, of such a list.
    """

    calls: tuple[str, ...]
    row: str
    read: Read


class _Slots:
    """The expressions of a list, each once."""

    def __init__(self, node: NodeSubject) -> None:
        self.node = node
        self.calls: list[str] = []
        self._at: dict[str, int] = {}
        self.held(node.column("@type"))
        self.held(node.column("id"))

    def place(self, text: str) -> int:
        return self._at.setdefault(text, len(self._at))

    def held(self, held: Held) -> int:
        return self.place(held.text if held.sorts else _NOTHING)

    def cell(self, key: str, columns: Iterable[Held]) -> Cell:
        several = list(columns)
        lists = any(Sort.LIST in held.sorts for held in several)
        return Cell(key, [self.held(held) for held in several], lists=lists)

    @property
    def row(self) -> str:
        return f"[{', '.join(self._at)}]"


class Rows:
    """Writes what is returned by one statement.

    Parameters
    ----------
    draft : Draft
    conditions : Conditions
    catalogue : Catalogue
    """

    def __init__(self, draft: Draft, conditions: Conditions, catalogue: Catalogue) -> None:
        self._draft = draft
        self._conditions = conditions
        self._catalogue = catalogue

    def row(self, node: NodeSubject, selection: Selection) -> Written:
        """Write a selection of a node."""
        slots = _Slots(node)
        (read,) = self._views(slots, [selection])
        return Written(tuple(slots.calls), slots.row, read)

    def entry(
        self,
        node: NodeSubject,
        link: LinkSubject | None,
        connection: Connection,
        keys: Sequence[Key],
        shared: Callable[[Selection, Read], Read] | None = None,
    ) -> Written:
        """Write an entry of a page: views of the node, fields of the link, its place in the order.

        `shared` makes of what reads a view what finds its rows made.
        """
        slots = _Slots(node)
        position = slots.cell("", [key.held for key in keys])
        cells = (
            [slots.cell(f.key, map(link.column, f.columns)) for f in connection.edges]
            if link
            else []
        )
        reads = self._views(slots, [view.selection for view in connection.nodes])
        if shared is not None:
            selections = [view.selection for view in connection.nodes]
            reads = [*map(shared, selections, reads)]
        names = [view.key for view in connection.nodes]
        views = list(zip(names, reads, strict=True))
        return Written(tuple(slots.calls), slots.row, entry_reader(views, cells, position))

    def _views(self, slots: _Slots, selections: Sequence[Selection]) -> list[Read]:
        """Place what selections show of one node; what several of them follow is followed once."""
        wanted: dict[tuple[Hop, int], tuple[Connection, Types]] = {}
        for selection in selections:
            _gather(selection, (), wanted)
        pages = {
            which: self._follow(slots, which[0], connection, only)
            for which, (connection, only) in wanted.items()
        }
        return [self._selection(slots, slots.node, one, pages)[0] for one in selections]

    def _selection(
        self,
        slots: _Slots,
        node: NodeSubject,
        selection: Selection,
        pages: dict[tuple[Hop, int], Callable[[Raw], Page]],
    ) -> tuple[Read, Add]:
        cells = [slots.cell(f.key, map(node.column, f.columns)) for f in selection.fields]
        follows = [(f.key, pages[f.hop, id(f.connection)]) for f in selection.follows]
        branches: dict[str, list[Add]] = {}
        for branch in selection.branches:
            of_type = NodeSubject(node.variable, (branch.type,), self._catalogue)
            _, add = self._selection(slots, of_type, branch.selection, pages)
            branches.setdefault(branch.type, []).append(add)
        return row_reader(cells, follows, branches)

    def _follow(
        self, slots: _Slots, hop: Hop, connection: Connection, only: Types
    ) -> Callable[[Raw], Page]:
        near = slots.node.variable
        page_at, count_at, summaries_at = 0, None, None
        read = summaries = None
        if connection.count:
            count_at = slots.place(self._count(slots, hop, connection, near))
        if connection.limit is not None:
            call, name, read = self._page(hop, connection, near, only)
            slots.calls.append(call)
            page_at = slots.place(name)
        if connection.summaries:
            summed = summarized(
                self._draft, (near,), connection.summaries, self._matching(hop, connection, near)
            )
            slots.calls += summed.calls
            summaries_at, summaries = slots.place(summed.row), summed.read
        places = Places(page_at, count_at, summaries_at)
        return page_reader(read, connection, places, summaries)

    def _count(self, slots: _Slots, hop: Hop, connection: Connection, near: str) -> str:
        draft = self._draft
        link, far = draft.name("r"), draft.name("n")
        conditions = self._conditions.link(connection.where, hop, link, far)
        if every(conditions) == TRUE:
            return self._conditions.count(hop, near)
        found = hop_match(draft, hop, (near, link, far), conditions)
        name = draft.name("c")
        slots.calls.append(draft.subquery((near,), f"MATCH {found} RETURN count({link}) AS {name}"))
        return name

    def _matching(
        self, hop: Hop, connection: Connection, near: str
    ) -> Callable[[], Matched | None]:
        draft = self._draft

        def match() -> Matched | None:
            link, far = draft.name("r"), draft.name("n")
            conditions = self._conditions.link(connection.where, hop, link, far)
            if FALSE in conditions:
                return None
            return Matched(
                hop_match(draft, hop, (near, link, far), conditions),
                self._conditions.far(hop, far),
                LinkSubject(link, hop.link, self._catalogue),
            )

        return match

    def _page(
        self, hop: Hop, connection: Connection, near: str, only: Types
    ) -> tuple[str, str, Read]:
        """Return the subquery of a page of links, its variable, and what reads an entry."""
        draft = self._draft
        link, far = draft.name("r"), draft.name("n")
        node = self._conditions.far(hop, far)
        edge = LinkSubject(link, hop.link, self._catalogue)
        ties = (node.column("id"), edge.key)
        keys, counts = order_keys(draft, self._conditions, connection, node, ties)
        # What is followed from here comes first: the conditions must know whether there are sets.
        written = self.entry(node, edge, connection, keys)
        conditions = self._conditions.link(connection.where, hop, link, far)
        if only:
            conditions.insert(0, f"{near}:{'|'.join(map(quoted, only))}")
        place = checked(connection.after, keys)
        after = TRUE if place is None else draft.as_one(beyond(draft, keys, place))
        if not counts:
            conditions.append(after)
        carried = ", ".join((link, far, *(f"{count} AS {name}" for name, count in counts.items())))
        found = hop_match(draft, hop, (near, link, far), conditions)
        if counts and after != TRUE:
            found = f"{found}\nWITH {carried} WHERE {after}"
            carried = ", ".join((link, far, *counts))
        cut = draft.parameter((connection.limit or 0) + 1)
        name = draft.name("f")
        call = draft.subquery(
            (near,),
            f"MATCH {found}",
            f"WITH {carried} ORDER BY {order_by(keys)} LIMIT {cut}",
            *written.calls,
            f"RETURN collect({written.row}) AS {name}",
        )
        return call, name, written.read


def order_keys(
    draft: Draft,
    conditions: Conditions,
    connection: Connection,
    node: NodeSubject,
    ties: Iterable[Held],
) -> tuple[list[Key], dict[str, str]]:
    """Return the keys of the order in which a list is walked.

    Parameters
    ----------
    draft : Draft
    conditions : Conditions
    connection : Connection
        A page of the list's end is walked to the other way round.
    node : NodeSubject
    ties : iterable of Held
        What completes the order.

    Returns
    -------
    list of Key
    dict of str to str
        The variables among them, with what each must count.
    """
    keys: list[Key] = []
    counts: dict[str, str] = {}
    for key in connection.order:
        descending = key.descending is not connection.backward
        if isinstance(key.by, Column):
            keys.append(Key(node.column(key.by.name), descending))
            continue
        name = draft.name("k")
        counts[name] = conditions.count(key.by.hop, node.variable)
        keys.append(Key(number(name), descending))
    return [*keys, *(Key(held, connection.backward) for held in ties)], counts


def _gather(
    selection: Selection, only: Types, wanted: dict[tuple[Hop, int], tuple[Connection, Types]]
) -> None:
    """Collect what is followed, and for which types of the node."""
    for follow in selection.follows:
        which = (follow.hop, id(follow.connection))
        known = wanted.get(which)
        types = only if known is None else tuple({**dict.fromkeys(known[1]), **dict.fromkeys(only)})
        wanted[which] = (follow.connection, types if not known or (known[1] and only) else ())
    for branch in selection.branches:
        _gather(branch.selection, (branch.type,), wanted)

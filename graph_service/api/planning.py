"""From what a query selects to a read plan, and to how much it can return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from graphql import FieldNode

from graph_service.api.answer_size import NOTHING, AnswerSize
from graph_service.api.connections import connection_of, edge_of
from graph_service.api.cursors import decode, digest_of
from graph_service.api.derived import needs
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.listed import edges_key, nodes_key
from graph_service.api.orders import order_keys, value_kinds
from graph_service.api.page_arguments import PageAsked, page_asked
from graph_service.api.provenance import PROVENANCE, provenance_size
from graph_service.api.selection import Selected
from graph_service.api.served import Served
from graph_service.api.shapes import Shape, hop_of
from graph_service.api.summary_fields import SUMMARY_FIELDS, summaries_asked
from graph_service.store.plan import (
    Branch,
    Connection,
    Field,
    Follow,
    LinkFilter,
    Lookup,
    NodeView,
    Position,
    Scan,
    Selection,
)
from graph_service.store.summaries import Summary
from schema.columns import columns_of
from schema.declarations import LinkEnd
from schema.derived import Derived

__all__ = ["MAX_LISTS", "Planner"]

MAX_LISTS = 300
"""How many nested lists one plan may read."""

Item: TypeAlias = Field | Follow
Nodes: TypeAlias = Sequence[FieldNode]


@dataclass(frozen=True, slots=True)
class _Costed:
    """Something to select of a node, and how much lies below it for each node."""

    item: Item
    below: AnswerSize = NOTHING


@dataclass(frozen=True, slots=True)
class _Listing:
    """A list: of nodes of a shape, or of links of an end to nodes of a shape."""

    shape: Shape
    members: tuple[str, ...]
    type: str
    scope: str
    end: LinkEnd | None = None


class Planner:
    """Makes the plans of one operation.

    Parameters
    ----------
    served : Served
    selected : Selected
    as_of : str
        The ISO day that the plans are for.
    """

    def __init__(self, served: Served, selected: Selected, as_of: str) -> None:
        self._served = served
        self._selected = selected
        self._as_of = as_of
        self._lists = 0

    def lookup(self, type_: str, ids: Sequence[str], nodes: Nodes) -> tuple[Lookup, AnswerSize]:
        """Plan the reading of nodes by their ids.

        Parameters
        ----------
        type_ : str
            Concrete or abstract type, or ``Node``.
        ids : sequence of str
        nodes : sequence of FieldNode
            The fields whose selections are wanted.

        Returns
        -------
        Lookup
        AnswerSize
            How much it can return.
        """
        selection, each = self.selection(type_, nodes)
        return Lookup(tuple(ids), selection), each.times(len(ids))

    def selection(self, type_: str, nodes: Nodes) -> tuple[Selection, AnswerSize]:
        """Plan what is wanted of nodes of a type; how much it can return is that of each."""
        selection, below = self._selection(self._served.shapes[type_].members, nodes)
        return selection, below.plus(AnswerSize(rows=1))

    def scan(
        self, shape: Shape, types: tuple[str, ...], nodes: Nodes, arguments: dict[str, Any]
    ) -> tuple[Scan, AnswerSize]:
        """Plan the reading of a list of nodes of some concrete types of a shape."""
        where = arguments.get("where")
        condition = self._served.conditions.node(shape.name, where) if where else None
        listing = _Listing(shape, types, f"{shape.name}Connection", shape.name)
        connection, size = self._connection(listing, nodes, arguments, LinkFilter(node=condition))
        return Scan(types, connection), size

    def _selection(self, members: tuple[str, ...], nodes: Nodes) -> tuple[Selection, AnswerSize]:
        """Plan what is selected of a node; the size is that of one, without its own row."""
        planned: dict[tuple[object, ...], _Costed] = {}
        by_type: dict[str, dict[str, _Costed]] = {}
        largest = NOTHING
        for member in members:
            selected = self._selected.fields(member, nodes)
            items = by_type[member] = self._items(member, selected, planned)
            size = AnswerSize(values=len(selected))
            for costed in items.values():
                size = size.plus(costed.below)
            largest = AnswerSize(*map(max, largest, size))
        first, *others = by_type.values() if by_type else ({},)
        common = {
            key: costed.item
            for key, costed in first.items()
            if all(key in items and items[key].item == costed.item for items in others)
        }
        branches = tuple(
            Branch(member, _selection_of(own))
            for member, items in by_type.items()
            if (own := [c.item for key, c in items.items() if key not in common])
        )
        plain = _selection_of(list(common.values()))
        return Selection(plain.fields, plain.follows, branches), largest

    def _items(
        self,
        member: str,
        selected: Mapping[str, Nodes],
        planned: dict[tuple[object, ...], _Costed],
    ) -> dict[str, _Costed]:
        """Plan what is selected of a concrete type; equal selections of other types are shared."""
        shape = self._served.shapes[member]
        items: dict[str, _Costed] = {}
        for key, group in selected.items():
            name = group[0].name.value
            if name == "id":
                items[key] = _Costed(Field(key, ("id",)))
            elif name in shape.properties:
                items[key] = _Costed(Field(key, columns_of(shape.properties[name])))
            elif name in shape.links:
                end = shape.links[name]
                identity = (key, end.link.type, end.direction, *map(id, group))
                if identity not in planned:
                    planned[identity] = self._follow(member, key, end, group)
                items[key] = planned[identity]
            elif name in shape.derived:
                items |= self._derived(key, shape.derived[name], shape)
            elif name in PROVENANCE:
                items[f"{key}.id"] = _Costed(
                    Field(f"{key}.id", ("id",)), self._provenance(member, name, group)
                )
        return items

    def _derived(self, key: str, derived: Derived, shape: Shape) -> dict[str, _Costed]:
        recognitions = derived.rule.recognitions
        below = AnswerSize(rows=recognitions.most) if recognitions else NOTHING
        return {
            item.key: _Costed(item, below if isinstance(item, Follow) else NOTHING)
            for item in needs(key, derived, shape, self._served, self._as_of)
        }

    def _provenance(self, type_: str, name: str, nodes: Nodes) -> AnswerSize:
        arguments = self._selected.arguments(type_, nodes[0])
        return provenance_size(name, arguments.get("first", 0), self._selected.count(nodes))

    def _follow(self, member: str, key: str, end: LinkEnd, nodes: Nodes) -> _Costed:
        # What differs from type to type in one list differs in each way below it.
        self._lists += 1
        if self._lists > MAX_LISTS:
            raise ApiError(
                f"The query selects more than {MAX_LISTS} nested lists, those counted apart that"
                " differ by the types of the records above them; select the same for more types.",
                ErrorCode.LIMIT_EXCEEDED,
            )
        arguments = self._selected.arguments(member, nodes[0])
        where = arguments.get("where")
        condition = self._served.conditions.link(end, where) if where else LinkFilter()
        far = self._served.shapes[end.far]
        listing = _Listing(far, far.members, connection_of(end), f"{end.near}.{end.name}", end)
        connection, size = self._connection(listing, nodes, arguments, condition)
        return _Costed(Follow(key, hop_of(end), connection), size)

    def _connection(
        self, listing: _Listing, nodes: Nodes, arguments: dict[str, Any], where: LinkFilter
    ) -> tuple[Connection, AnswerSize]:
        asked = page_asked(arguments)
        order_by = arguments.get("orderBy") or []
        names = set()
        views: dict[str, Nodes] = {}
        edges: list[Field] = []
        selected = self._selected.fields(listing.type, nodes)
        alone = sum(group[0].name.value == "edges" for group in selected.values()) == 1
        entry, beside = AnswerSize(rows=1), AnswerSize(values=len(selected))
        summaries: list[Summary] = []
        for key, group in selected.items():
            name = group[0].name.value
            names.add(name)
            if name == "nodes":
                views[nodes_key(key)] = group
            elif name == "edges":
                own_views, own_fields, of_entry = self._edges(key, group, listing, alone=alone)
                entry = entry.plus(of_entry)
                views |= own_views
                edges += own_fields
            elif name in SUMMARY_FIELDS:
                asked_for, shown = summaries_asked(
                    self._served,
                    self._selected,
                    listing.type,
                    group,
                    key=key,
                    target=listing.shape.name,
                    end=listing.end,
                )
                summaries += asked_for
                beside = beside.plus(shown)
        paged = bool(names & {"nodes", "edges", "pageInfo"})
        planned = []
        for key, chosen in views.items():
            selection, below = self._selection(listing.members, chosen)
            planned.append(NodeView(key, selection))
            entry = entry.plus(below)
        connection = Connection(
            nodes=tuple(planned),
            edges=tuple(edges),
            where=where if where != LinkFilter() else None,
            order=order_keys(listing.shape, order_by),
            after=_place(asked, listing, order_by),
            backward=asked.backward,
            limit=asked.length if paged else None,
            count="totalCount" in names,
            summaries=tuple(summaries),
        )
        return connection, beside.plus(entry.times(asked.length)) if paged else beside

    def _edges(
        self, key: str, nodes: Nodes, listing: _Listing, *, alone: bool
    ) -> tuple[dict[str, Nodes], list[Field], AnswerSize]:
        end = listing.end
        properties = {p.name: p for p in end.link.properties} if end else {}
        views: dict[str, Nodes] = {}
        fields = []
        type_ = edge_of(listing.type)
        selected = self._selected.fields(type_, nodes)
        size = AnswerSize(values=len(selected))
        for own, group in selected.items():
            name = group[0].name.value
            if name == "node":
                views[edges_key(key, own, alone=alone)] = group
            elif name in properties:
                shown = edges_key(key, own, alone=alone)
                fields.append(Field(shown, columns_of(properties[name])))
            elif name in PROVENANCE:
                size = size.plus(self._provenance(type_, name, group))
        return views, fields, size


def _selection_of(items: list[Item]) -> Selection:
    return Selection(
        fields=tuple(item for item in items if isinstance(item, Field)),
        follows=tuple(item for item in items if isinstance(item, Follow)),
    )


def _place(asked: PageAsked, listing: _Listing, order_by: list[Any]) -> Position | None:
    if asked.cursor is None:
        return None
    digest, kinds = digest_of(listing.scope, order_by), value_kinds(listing.shape, order_by)
    return decode(asked.cursor, digest, kinds, ties=2 if listing.end else 1, argument=asked.word)

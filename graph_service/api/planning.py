"""From what a query selects to a read plan, and to how much it can return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from graphql import FieldNode

from graph_service.api.connections import connection_of, edge_of
from graph_service.api.cursors import decode, digest_of
from graph_service.api.derived import needs
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.listed import edges_key, nodes_key
from graph_service.api.orders import order_keys, value_kinds
from graph_service.api.page_arguments import PageAsked, check_length, page_asked
from graph_service.api.provenance import PROVENANCE
from graph_service.api.selection import Selected
from graph_service.api.served import Part
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

__all__ = ["MAX_LISTS", "Planner"]

MAX_LISTS = 300
"""How many nested lists one plan may read."""

Item: TypeAlias = Field | Follow
Nodes: TypeAlias = Sequence[FieldNode]


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
    part : Part
        What who asks may read: of what is selected beside it nothing is planned.
    selected : Selected
    as_of : str
        The ISO day that the plans are for.
    """

    def __init__(self, part: Part, selected: Selected, as_of: str) -> None:
        self._part = part
        self._selected = selected
        self._as_of = as_of
        self._lists = 0

    def lookup(self, type_: str, ids: Sequence[str], nodes: Nodes) -> Lookup:
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
        """
        return Lookup(tuple(ids), self.selection(type_, nodes))

    def selection(self, type_: str, nodes: Nodes) -> Selection:
        """Plan what is wanted of nodes of a type."""
        return self._selection(self._part.shapes[type_].members, nodes)

    def shown(self, shape: Shape, types: tuple[str, ...], nodes: Nodes) -> Connection:
        """Plan what is shown of a list of nodes of some concrete types of a shape, but not which.

        It depends on what stands below the list's field alone, and not on its arguments.
        """
        return self._shown(_of_nodes(shape, types), nodes)

    def scan(
        self,
        shape: Shape,
        types: tuple[str, ...],
        arguments: dict[str, Any],
        shown: Connection,
    ) -> Scan:
        """Plan the reading of a list of nodes: which of them, in what order, and what is shown."""
        where = arguments.get("where")
        condition = self._part.conditions.node(shape.name, where) if where else None
        listing = _of_nodes(shape, types)
        return Scan(types, _placed(shown, listing, arguments, LinkFilter(node=condition)))

    def _selection(self, members: tuple[str, ...], nodes: Nodes) -> Selection:
        """Plan what is selected of a node."""
        planned: dict[tuple[object, ...], Item] = {}
        by_type = {
            member: self._items(member, self._selected.fields(member, nodes), planned)
            for member in members
        }
        first, *others = by_type.values() if by_type else ({},)
        common = {
            key: item
            for key, item in first.items()
            if all(key in items and items[key] == item for items in others)
        }
        branches = tuple(
            Branch(member, _selection_of(own))
            for member, items in by_type.items()
            if (own := [item for key, item in items.items() if key not in common])
        )
        plain = _selection_of(list(common.values()))
        return Selection(plain.fields, plain.follows, branches)

    def _items(
        self,
        member: str,
        selected: Mapping[str, Nodes],
        planned: dict[tuple[object, ...], Item],
    ) -> dict[str, Item]:
        """Plan what is selected of a concrete type; equal selections of other types are shared."""
        shape = self._part.shapes[member]
        items: dict[str, Item] = {}
        for key, group in selected.items():
            name = group[0].name.value
            if name == "id":
                items[key] = Field(key, ("id",))
            elif name in shape.properties:
                items[key] = Field(key, columns_of(shape.properties[name]))
            elif name in shape.links:
                end = shape.links[name]
                identity = (key, end.link.type, end.direction, *map(id, group))
                if identity not in planned:
                    planned[identity] = self._follow(member, key, end, group)
                items[key] = planned[identity]
            elif name in shape.derived:
                derived = shape.derived[name]
                found = needs(key, derived, shape, self._part, self._as_of)
                items |= {item.key: item for item in found}
            elif name in PROVENANCE:
                self._check_provenance(member, group)
                items[f"{key}.id"] = Field(f"{key}.id", ("id",))
        return items

    def _check_provenance(self, type_: str, nodes: Nodes) -> None:
        """Refuse, before anything is read, a length that no list of sources can have."""
        check_length(self._selected.arguments(type_, nodes[0]).get("first", 0))

    def _follow(self, member: str, key: str, end: LinkEnd, nodes: Nodes) -> Follow:
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
        condition = self._part.conditions.link(end, where) if where else LinkFilter()
        far = self._part.shapes[end.far]
        type_ = connection_of(self._part.schema_shapes[end.near].links[end.name])
        listing = _Listing(far, far.members, type_, f"{end.near}.{end.name}", end)
        connection = _placed(self._shown(listing, nodes), listing, arguments, condition)
        return Follow(key, hop_of(end), connection)

    def _shown(self, listing: _Listing, nodes: Nodes) -> Connection:
        """Plan what is shown of a list; a list that shows entries has a limit, of nought yet."""
        names = set()
        views: dict[str, Nodes] = {}
        edges: list[Field] = []
        selected = self._selected.fields(listing.type, nodes)
        alone = sum(group[0].name.value == "edges" for group in selected.values()) == 1
        summaries: list[Summary] = []
        for key, group in selected.items():
            name = group[0].name.value
            names.add(name)
            if name == "nodes":
                views[nodes_key(key)] = group
            elif name == "edges":
                own_views, own_fields = self._edges(key, group, listing, alone=alone)
                views |= own_views
                edges += own_fields
            elif name in SUMMARY_FIELDS:
                summaries += summaries_asked(
                    self._part,
                    self._selected,
                    listing.type,
                    group,
                    key=key,
                    target=listing.shape.name,
                    end=listing.end,
                )
        return Connection(
            nodes=tuple(
                NodeView(key, self._selection(listing.members, chosen))
                for key, chosen in views.items()
            ),
            edges=tuple(edges),
            limit=0 if names & {"nodes", "edges", "pageInfo"} else None,
            count="totalCount" in names,
            summaries=tuple(summaries),
        )

    def _edges(
        self, key: str, nodes: Nodes, listing: _Listing, *, alone: bool
    ) -> tuple[dict[str, Nodes], list[Field]]:
        end = listing.end
        properties = {p.name: p for p in end.link.properties} if end else {}
        views: dict[str, Nodes] = {}
        fields = []
        type_ = edge_of(listing.type)
        selected = self._selected.fields(type_, nodes)
        for own, group in selected.items():
            name = group[0].name.value
            if name == "node":
                views[edges_key(key, own, alone=alone)] = group
            elif name in properties:
                shown = edges_key(key, own, alone=alone)
                fields.append(Field(shown, columns_of(properties[name])))
            elif name in PROVENANCE:
                self._check_provenance(type_, group)
        return views, fields


def _of_nodes(shape: Shape, types: tuple[str, ...]) -> _Listing:
    return _Listing(shape, types, f"{shape.name}Connection", shape.name)


def _placed(
    shown: Connection, listing: _Listing, arguments: dict[str, Any], where: LinkFilter
) -> Connection:
    """Say which entries of a list are shown."""
    asked = page_asked(arguments)
    order_by = arguments.get("orderBy") or []
    return replace(
        shown,
        where=where if where != LinkFilter() else None,
        order=order_keys(listing.shape, order_by),
        after=_place(asked, listing, order_by),
        backward=asked.backward,
        limit=None if shown.limit is None else asked.length,
    )


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

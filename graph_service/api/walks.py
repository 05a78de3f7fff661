"""The root fields ``paths`` and ``neighbourhood``: how records are linked, whichever way links point."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Annotated, Any, Final

import strawberry
from strawberry import Info

from graph_service.api.analytics.enums import Layout
from graph_service.api.context import Context
from graph_service.api.ecosystem_map.around import Around, MaxLinks, MaxNodes, map_around
from graph_service.api.ecosystem_map.map_types import EcosystemMapAnswer
from graph_service.api.ecosystem_map.positions import MapLayout
from graph_service.api.ecosystem_map.query import DEFAULT_LINKS, DEFAULT_NODES
from graph_service.api.errors import ApiError
from graph_service.api.page_arguments import DEFAULT_LENGTH, MAX_LENGTH
from graph_service.api.selected import enum_type, interface_type, read_nodes
from graph_service.store.exploring import Joint, Neighbourhood, Paths
from graph_service.store.plan import Lookup
from schema.catalogue import Catalogue
from schema.time import PartialDate

__all__ = ["WalksQuery"]

_LONGEST: Final = 6
"""How long a path may be."""
_DEEPEST: Final = 3
"""How far a neighbourhood may go."""
_MOST: Final = 500
"""How many records a neighbourhood may keep."""
_LINK_VALUES: Final = 5

_Node: Any = interface_type("Node") | None
_AsOf = Annotated[
    PartialDate | None,
    strawberry.argument(description="Links with validity count if they are true on this day."),
]


@strawberry.type(description="A link between two records of an answer.")
class GraphLink:
    """A link by its ends."""

    type: str = strawberry.field(description="Type of the link, such as PARTICIPATES_IN.")
    label: str = strawberry.field(description="Its Chinese label, seen from the source.")
    source: strawberry.ID = strawberry.field(description="Id of the record where it begins.")
    target: strawberry.ID = strawberry.field(description="Id of the record where it ends.")
    key: str = strawberry.field(
        description="Tells it from other links of its type between the two; empty if there can be none."
    )


@strawberry.type(description="A way from one record to another.")
class GraphPath:
    """A path."""

    nodes: list[Any] = strawberry.field(
        description="The records on the way, both ends included.",
        graphql_type=list[_Node],
    )
    links: list[GraphLink] = strawberry.field(
        description="All links between neighbours on the way, in its order."
    )


@strawberry.type(description="The shortest ways from one record to another.")
class PathsResult:
    """All shortest paths."""

    paths: list[GraphPath] = strawberry.field(
        description="All ways that are as short as the shortest, in the order of their ids."
    )
    truncated: bool = strawberry.field(description="Whether there are more.")
    excluded: list[Any] = strawberry.field(
        description="Records that were met and not passed through, because they have more than 1,000"
        " links. If there are none, no way was missed.",
        graphql_type=list[_Node],
    )


@strawberry.type(description="A record of a neighbourhood.")
class NeighbourhoodNode:
    """A record and how it stands to the centre."""

    distance: int = strawberry.field(description="How many links away from the centre.")
    links: int = strawberry.field(description="How many links it has, also to records not shown.")
    node: Any = strawberry.field(description="The record.", graphql_type=_Node)


@strawberry.type(description="What is around a record.")
class NeighbourhoodResult:
    """Records and the links among them."""

    nodes: list[NeighbourhoodNode] = strawberry.field(
        description="The centre, then the nearest, of these the ones with most links, then by id."
    )
    links: list[GraphLink] = strawberry.field(description="All links among these records.")
    truncated: bool = strawberry.field(
        description="Whether records within the depth were left out."
    )
    around: strawberry.Private[Around]

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="What is around the record as a map, in the form of `ecosystemMap` with a scope "
        "around it: all types and recorded links that a map shows. Records that the map of "
        "all organisations and their ties has are where that shows them, others beside them."
    )
    async def map(
        self,
        info: Info[Any, None],
        max_nodes: MaxNodes = DEFAULT_NODES,
        max_links: MaxLinks = DEFAULT_LINKS,
        layout: MapLayout = Layout.FORCE,
    ) -> EcosystemMapAnswer | None:
        """Draw it."""
        return await map_around(info, self.around, layout, max_nodes=max_nodes, max_links=max_links)


@strawberry.type
class WalksQuery:
    """Mixed into ``Query``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="All shortest ways between two records, whichever way their links point; null if"
        " one of them is not there."
    )
    async def paths(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Any, None],
        from_: Annotated[
            strawberry.ID, strawberry.argument(name="from", description="Id of one record.")
        ],
        to: Annotated[strawberry.ID, strawberry.argument(description="Id of the other.")],
        max_length: Annotated[
            int, strawberry.argument(description=f"Links on a way; at most {_LONGEST}.")
        ] = _LONGEST,
        first: Annotated[
            int, strawberry.argument(description=f"How many ways; at most {MAX_LENGTH}.")
        ] = DEFAULT_LENGTH,
        as_of: _AsOf = None,
    ) -> PathsResult | None:
        """Find them."""
        _check("maxLength", max_length, _LONGEST)
        _check("first", first, MAX_LENGTH)
        context: Context = info.context
        types, links = context.part.members("Node"), tuple(context.catalogue.links)
        if not await _are_there(context, (from_, to), as_of):
            return None
        found = await context.store.paths(
            Paths(from_, to, max_length, types, links, first), context.reading(as_of)
        )
        if found is None:
            return None
        steps = _by_step(found.joints)
        told = [
            [joint for step in pairwise(path) for joint in steps[frozenset(step)]]
            for path in found.paths
        ]
        context.spend(_LINK_VALUES * sum(map(len, told)))
        ids = [id_ for path in found.paths for id_ in path]
        rows = await read_nodes(
            info,
            [*ids, *found.excluded],
            field=("paths.nodes", "excluded"),
            as_of=as_of,
        )
        nodes = iter(rows)
        return PathsResult(
            paths=[
                GraphPath(
                    nodes=[next(nodes) for _ in path],
                    links=_served(context.catalogue, joints),
                )
                for path, joints in zip(found.paths, told, strict=True)
            ],
            truncated=found.truncated,
            excluded=list(nodes),
        )

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="What is around a record, breadth first and whichever way links point, with all"
        " links among the records kept; null if it is not there."
    )
    async def neighbourhood(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Any, None],
        id: Annotated[  # noqa: A002 - the argument's name
            strawberry.ID, strawberry.argument(description="Id of the record in the centre.")
        ],
        depth: Annotated[
            int, strawberry.argument(description=f"How many links away; at most {_DEEPEST}.")
        ] = 1,
        first: Annotated[
            int,
            strawberry.argument(
                description=f"How many records to keep beside the centre; at most {_MOST}."
            ),
        ] = MAX_LENGTH,
        types: Annotated[
            Any,
            strawberry.argument(
                description="Types of the records to go to and through; all if left out.",
                graphql_type=list[enum_type("NodeType")] | None,
            ),
        ] = None,
        as_of: _AsOf = None,
    ) -> NeighbourhoodResult | None:
        """Walk there."""
        _check("depth", depth, _DEEPEST)
        _check("first", first, _MOST)
        context: Context = info.context
        every = context.part.members("Node")
        context.part.check(map(str, types or ()))
        if not await _are_there(context, (id,), as_of):
            return None
        chosen = every if types is None else tuple(dict.fromkeys(map(str, types)))
        found = await context.store.neighbourhood(
            Neighbourhood(id, depth, chosen, tuple(context.catalogue.links), first),
            context.reading(as_of),
        )
        if found is None:
            return None
        context.spend(_LINK_VALUES * len(found.joints))
        ids = [neighbour.id for neighbour in found.neighbours]
        rows = await read_nodes(info, ids, field="nodes.node", as_of=as_of)
        return NeighbourhoodResult(
            nodes=[
                NeighbourhoodNode(distance=near.distance, links=near.links, node=row)
                for near, row in zip(found.neighbours, rows, strict=True)
            ],
            links=_served(context.catalogue, found.joints),
            truncated=found.truncated,
            around=Around(found.neighbours[0].id, depth, None if types is None else chosen, as_of),
        )


async def _are_there(context: Context, ids: Sequence[str], as_of: PartialDate | None) -> bool:
    """Say whether records are there for who asks; a walk would begin at any."""
    part = context.part
    if part.catalogue is part.schema_catalogue:
        return True
    rows = await context.store.read(Lookup(tuple(ids)), context.reading(as_of))
    members = part.members("Node")
    return all(row is not None and row["@type"] in members for row in rows)


def _check(name: str, given: int, most: int) -> None:
    if not 0 <= given <= most:
        raise ApiError(f"{name} is {given}; it must be from 0 to {most}.")


def _by_step(joints: Iterable[Joint]) -> dict[frozenset[str], list[Joint]]:
    found: dict[frozenset[str], list[Joint]] = {}
    for joint in joints:
        found.setdefault(frozenset((joint.source, joint.target)), []).append(joint)
    return found


def _served(catalogue: Catalogue, joints: Iterable[Joint]) -> list[GraphLink]:
    return [
        GraphLink(
            type=joint.type,
            label=catalogue.links[joint.type].label,
            source=strawberry.ID(joint.source),
            target=strawberry.ID(joint.target),
            key=joint.key,
        )
        for joint in joints
    ]

"""The graph, or a part of it, as an export: read page by page from a store."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from graph_service.exporting.columns import columns_for, fields_for, values_of
from graph_service.exporting.parts import Head, Link, Node, Part
from graph_service.exporting.refused import ExportRefused
from graph_service.store.plan import (
    And,
    Compare,
    Connection,
    Filter,
    Follow,
    Hop,
    LinkFilter,
    Lookup,
    NodeView,
    Op,
    Position,
    Quantified,
    Quantifier,
    Scan,
    Selection,
)
from graph_service.store.port import Page, ReadContext, Store
from schema.catalogue import Catalogue
from schema.declarations import Direction, LinkType

__all__ = ["Subgraph", "SubgraphQuestion", "in_region"]

_NODES: Final = 500
"""Nodes of a page."""
_LINKED: Final = 100
"""Nodes whose links are read together."""
_LINKS: Final = 200
"""Links of one node and type that are read together."""
_LOCATED_IN, _DISTRICT = "LOCATED_IN", "District"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubgraphQuestion:
    """Which part of the graph.

    Attributes
    ----------
    types : tuple of str
        Concrete types.
    links : tuple of str
        Types of links; those between two nodes that are both in the file.
    nodes_where : mapping of str to Filter
        By concrete type, which nodes; all of the others.
    links_where : mapping of str to Filter
        By type, which links.
    as_of : str
        ISO day on which links with validity must be true.
    region : str or None
        Prefix of district codes.
    with_nodes, with_links : bool
        Whether they are written; which links there are depends on the nodes either way.
    asked : mapping of str to object
        The arguments as they were given.
    """

    types: tuple[str, ...]
    links: tuple[str, ...]
    nodes_where: Mapping[str, Filter]
    links_where: Mapping[str, Filter]
    as_of: str
    region: str | None = None
    with_nodes: bool = True
    with_links: bool = True
    asked: Mapping[str, object]


class Subgraph:
    """Reads a part of the graph: nodes by type and id, then links by type and the ids of their ends.

    However large it is, a page is in memory at a time.

    Parameters
    ----------
    store : Store
    catalogue : Catalogue
        What may be read, and no more.
    question : SubgraphQuestion
    seconds : float
        How long one page may take.
    max_nodes : int
        Above it nothing is written.
    personal, sample : bool
        As in `Head`.
    """

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        question: SubgraphQuestion,
        *,
        seconds: float,
        max_nodes: int,
        personal: bool = False,
        sample: bool = False,
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._question = question
        self._seconds = seconds
        self._max_nodes = max_nodes
        self._personal = personal
        self._sample = sample
        self._version = ""
        self._types: tuple[str, ...] = ()
        self._link_types: tuple[str, ...] = ()

    async def begin(self) -> Head:
        """Fix the version, and count the nodes.

        Raises
        ------
        ExportRefused
            If there are more than may be.
        """
        info = await self._in_time(self._store.info())
        catalogue, question = self._catalogue, self._question
        # What there is nothing of is not asked for.
        self._version = info.version
        self._types = tuple(name for name in question.types if info.nodes.get(name))
        self._link_types = tuple(name for name in question.links if info.links.get(name))
        await self._check_size(info.nodes)
        nodes = [p for name in question.types for p in catalogue.by_name[name].properties]
        links = [catalogue.links[name] for name in question.links]
        return Head(
            name="graph",
            graph_version=self._version,
            as_of=question.as_of,
            region=question.region,
            personal=self._personal,
            sample=self._sample,
            asked=question.asked,
            node_columns=columns_for(nodes),
            link_columns=columns_for(p for declared in links for p in declared.properties),
            labels={name: catalogue.lineage(name) for name in question.types},
            keys={declared.type: declared.key for declared in links if declared.key},
        )

    async def parts(self) -> AsyncGenerator[Part]:
        """Hand out the nodes, then the links."""
        if self._question.with_nodes:
            for type_ in self._types:
                async for part in self._nodes(type_):
                    yield part
        if self._question.with_links:
            for name in self._link_types:
                declared = self._catalogue.links[name]
                for types, where in self._alike(declared.source):
                    async for part in self._links(declared, types, where):
                        yield part

    async def unchanged(self) -> bool:
        """Say whether the graph is of the version that was found at the beginning."""
        return bool(await self._in_time(self._store.version()) == self._version)

    async def _check_size(self, numbers: Mapping[str, int]) -> None:
        total = 0
        for type_ in self._types:
            where = self._where(type_)
            if where is None:
                total += numbers[type_]
            else:
                page = await self._read(Scan((type_,), Connection(where=where, count=True)))
                total += page.count
        if total > self._max_nodes:
            raise ExportRefused(
                f"That would be {total:,} nodes; the limit here is {self._max_nodes:,}. Choose"
                " fewer types, or add a filter (where, region)."
            )

    async def _nodes(self, type_: str) -> AsyncGenerator[Part]:
        properties = self._catalogue.by_name[type_].properties
        selection = Selection(fields_for(properties))
        async for page in self._pages((type_,), selection, _NODES, self._where(type_)):
            rows = (entry["node"] for entry in page.entries)
            yield Part(
                nodes=[Node(row["@id"], row["@type"], values_of(properties, row)) for row in rows]
            )

    async def _links(
        self, declared: LinkType, types: tuple[str, ...], where: LinkFilter | None
    ) -> AsyncGenerator[Part]:
        follows = tuple(self._follows(declared))
        if not follows:
            return
        async for page in self._pages(types, Selection(follows=follows), _LINKED, where):
            for follow in follows:
                found: list[Link] = []
                for entry in page.entries:
                    row = entry["node"]
                    followed: Page = row[follow.key]
                    found += _links_of(declared, row["@id"], followed)
                    while followed.has_next:
                        if len(found) >= _LINKS:
                            yield Part(links=found)
                            found = []
                        after = followed.position(-1)
                        followed = await self._more(row["@id"], follow, after)
                        found += _links_of(declared, row["@id"], followed)
                if found:
                    yield Part(links=found)

    async def _pages(
        self, types: tuple[str, ...], selection: Selection, size: int, where: LinkFilter | None
    ) -> AsyncGenerator[Page]:
        after: Position | None = None
        while True:
            connection = Connection(
                (NodeView("node", selection),), where=where, after=after, limit=size
            )
            page = await self._read(Scan(types, connection))
            if page.entries:
                yield page
            if not page.has_next:
                return
            after = page.position(-1)

    async def _more(self, id_: str, follow: Follow, after: Position) -> Page:
        further = replace(follow, connection=replace(follow.connection, after=after))
        (row,) = await self._read(Lookup((id_,), Selection(follows=(further,))))
        # It may be gone: then the file says that it is not of one version.
        return Page() if row is None else row[follow.key]

    def _follows(self, declared: LinkType) -> Iterable[Follow]:
        edge = self._question.links_where.get(declared.type)
        members = self._catalogue.members(declared.target)
        groups = self._alike(declared.target, self._question.types)
        for types, where in groups:
            # One step to all members, or one to each of some of them.
            for far in (declared.target,) if types == members else types:
                yield Follow(
                    far,
                    Hop(declared.type, Direction.OUT, far, declared.validity),
                    Connection(
                        (NodeView("node", Selection()),),
                        edges=fields_for(declared.properties),
                        where=_either(edge, None if where is None else where.node),
                        limit=_LINKS,
                    ),
                )

    def _alike(
        self, type_: str, among: tuple[str, ...] | None = None
    ) -> list[tuple[tuple[str, ...], LinkFilter | None]]:
        """The members of a type that are in the file, together where one filter holds for them."""
        members = self._catalogue.members(type_)
        groups: list[tuple[tuple[str, ...], LinkFilter | None]] = []
        for name in self._types if among is None else among:
            if name in members:
                where = self._where(name)
                at = next((i for i, (_, other) in enumerate(groups) if other == where), None)
                if at is None:
                    groups.append(((name,), where))
                else:
                    groups[at] = ((*groups[at][0], name), where)
        return groups

    def _where(self, type_: str) -> LinkFilter | None:
        question = self._question
        found = (
            question.nodes_where.get(type_),
            in_region(self._catalogue, type_, question.region),
        )
        parts = tuple(part for part in found if part is not None)
        return LinkFilter(node=And(parts)) if parts else None

    async def _read(self, plan: Scan | Lookup) -> Any:
        context = ReadContext(
            as_of=self._question.as_of,
            deadline=time.monotonic() + self._seconds,
            role="editor" if self._personal else "anonymous",
            region=self._question.region,
        )
        return await self._in_time(self._store.read(plan, context))

    async def _in_time(self, work: Any) -> Any:
        async with asyncio.timeout(self._seconds):
            return await work


def in_region(catalogue: Catalogue, type_: str, region: str | None) -> Filter | None:
    """Return the condition that a node is in a region; None for types that are nowhere.

    Parameters
    ----------
    catalogue : Catalogue
    type_ : str
    region : str or None
        Prefix of district codes. Districts are in it, and what is located in one of them.
    """
    if region is None:
        return None
    inside = Compare("code", Op.STARTS_WITH, region)
    if type_ == _DISTRICT:
        return inside
    located = catalogue.links.get(_LOCATED_IN)
    if located is None or type_ not in catalogue.members(located.source):
        return None
    hop = Hop(located.type, Direction.OUT, located.target, located.validity)
    return Quantified(hop, Quantifier.SOME, LinkFilter(node=inside))


def _either(edge: Filter | None, node: Filter | None) -> LinkFilter | None:
    return None if edge is None and node is None else LinkFilter(edge, node)


def _links_of(declared: LinkType, source: str, page: Page) -> Iterable[Link]:
    for entry in page.entries:
        values = values_of(declared.properties, entry)
        yield Link(declared.type, source, entry["node"]["@id"], values)

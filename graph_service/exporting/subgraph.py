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

    async def begin(self) -> Head:
        """Fix the version, and count the nodes.

        Raises
        ------
        ExportRefused
            If there are more than may be.
        """
        self._version = await self._in_time(self._store.version())
        await self._check_size()
        catalogue, question = self._catalogue, self._question
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
            for type_ in self._question.types:
                async for part in self._nodes(type_):
                    yield part
        if self._question.with_links:
            for name in self._question.links:
                declared = self._catalogue.links[name]
                for type_ in self._among(declared.source):
                    async for part in self._links(declared, type_):
                        yield part

    async def unchanged(self) -> bool:
        """Say whether the graph is of the version that was found at the beginning."""
        return bool(await self._in_time(self._store.version()) == self._version)

    async def _check_size(self) -> None:
        total = 0
        for type_ in self._question.types:
            page = await self._read(
                Scan((type_,), Connection(where=self._where(type_), count=True))
            )
            total += page.count
        if total > self._max_nodes:
            raise ExportRefused(
                f"That would be {total:,} nodes; the limit here is {self._max_nodes:,}. Choose"
                " fewer types, or add a filter (where, region)."
            )

    async def _nodes(self, type_: str) -> AsyncGenerator[Part]:
        properties = self._catalogue.by_name[type_].properties
        selection = Selection(fields_for(properties))
        async for page in self._pages(type_, selection, _NODES):
            rows = (entry["node"] for entry in page.entries)
            yield Part(
                nodes=[Node(row["@id"], row["@type"], values_of(properties, row)) for row in rows]
            )

    async def _links(self, declared: LinkType, type_: str) -> AsyncGenerator[Part]:
        follows = tuple(self._follow(declared, far) for far in self._among(declared.target))
        if not follows:
            return
        async for page in self._pages(type_, Selection(follows=follows), _LINKED):
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

    async def _pages(self, type_: str, selection: Selection, size: int) -> AsyncGenerator[Page]:
        after: Position | None = None
        where = self._where(type_)
        while True:
            connection = Connection(
                (NodeView("node", selection),), where=where, after=after, limit=size
            )
            page = await self._read(Scan((type_,), connection))
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

    def _follow(self, declared: LinkType, far: str) -> Follow:
        where = self._where(far)
        return Follow(
            far,
            Hop(declared.type, Direction.OUT, far, declared.validity),
            Connection(
                (NodeView("node", Selection()),),
                edges=fields_for(declared.properties),
                where=_either(
                    self._question.links_where.get(declared.type),
                    None if where is None else where.node,
                ),
                limit=_LINKS,
            ),
        )

    def _among(self, type_: str) -> tuple[str, ...]:
        members = self._catalogue.members(type_)
        return tuple(name for name in self._question.types if name in members)

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

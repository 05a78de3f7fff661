"""The fields ``sources`` and ``conflicts`` of every record and link: who said so, against whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from graph_service.api.context import Context, ResolveInfo
from graph_service.api.executor.reading import Batch
from graph_service.api.listed import Entry, link_of
from graph_service.api.page_arguments import DEFAULT_LENGTH, MAX_LENGTH
from graph_service.api.provenance_shown import (
    Conflict,
    SourceList,
    contested,
    source_list,
)
from graph_service.api.registry import GeneratedField, argument
from graph_service.store.port import Described, DescribedLink, LinkIdentity
from schema.declarations import LinkEnd, Property

__all__ = [
    "PROVENANCE",
    "link_provenance_fields",
    "provenance_fields",
]

PROVENANCE: Final = frozenset({"sources", "conflicts"})
"""The fields that rest on what was said about a record or link."""

_Link: TypeAlias = tuple[LinkEnd, LinkIdentity]


def provenance_fields() -> Iterable[GeneratedField]:
    """Make the fields of ``Node`` and of every type."""
    yield GeneratedField(
        "sources",
        SourceList,
        "What imports said about this record. 来源",
        _sources,
        (argument("first", int, f"How many, at most {MAX_LENGTH}.", DEFAULT_LENGTH),),
        reading=Batch(_all_sources),
    )
    yield GeneratedField(
        "conflicts",
        list[Conflict],
        "Fields of this record about which its sources disagree, with every value. 冲突",
        _conflicts,
        reading=Batch(_all_conflicts),
    )


def link_provenance_fields(*, always: bool) -> Iterable[GeneratedField]:
    """Make the fields of an edge, which are of its link.

    Parameters
    ----------
    always : bool
        Whether there always is one: edges of links without properties are those of lists of
        nodes too.
    """
    kind: Any = SourceList
    yield GeneratedField(
        "sources",
        kind if always else kind | None,
        "What imports said about this link"
        + (". 来源" if always else "; null in a list that follows no links. 来源"),
        _link_sources,
        (argument("first", int, f"How many, at most {MAX_LENGTH}.", DEFAULT_LENGTH),),
        reading=Batch(_all_link_sources),
    )
    yield GeneratedField(
        "conflicts",
        list[Conflict],
        "Fields of this link about which its sources disagree, with every value. 冲突",
        _link_conflicts,
        reading=Batch(_all_link_conflicts),
    )


async def _sources(row: Any, info: ResolveInfo, first: int = DEFAULT_LENGTH) -> SourceList:
    context: Context = info.context
    found = await context.in_time(context.said.record(_id(row, info)))
    return _sources_of(context, found, first)


async def _all_sources(
    rows: Sequence[Any], info: ResolveInfo, first: int = DEFAULT_LENGTH
) -> list[SourceList]:
    context: Context = info.context
    found = await context.in_time(context.said.records([_id(row, info) for row in rows]))
    return [_sources_of(context, one, first) for one in found]


async def _conflicts(row: Any, info: ResolveInfo) -> list[Conflict]:
    context: Context = info.context
    return _conflicts_of(context, await context.in_time(context.said.record(_id(row, info))))


async def _all_conflicts(rows: Sequence[Any], info: ResolveInfo) -> list[list[Conflict]]:
    context: Context = info.context
    found = await context.in_time(context.said.records([_id(row, info) for row in rows]))
    return [_conflicts_of(context, one) for one in found]


async def _link_sources(
    entry: Entry, info: ResolveInfo, first: int = DEFAULT_LENGTH
) -> SourceList | None:
    context: Context = info.context
    link = link_of(entry)
    if link is None:
        return None
    return _link_sources_of(context, link, await context.in_time(context.said.link(link[1])), first)


async def _all_link_sources(
    entries: Sequence[Entry], info: ResolveInfo, first: int = DEFAULT_LENGTH
) -> list[SourceList | None]:
    links = list(map(link_of, entries))
    found = await _described_links(info.context, links)
    return [
        None if link is None else _link_sources_of(info.context, link, one, first)
        for link, one in zip(links, found, strict=True)
    ]


async def _link_conflicts(entry: Entry, info: ResolveInfo) -> list[Conflict]:
    context: Context = info.context
    link = _contestable(entry)
    if link is None:
        return []
    return _link_conflicts_of(context, link, await context.in_time(context.said.link(link[1])))


async def _all_link_conflicts(entries: Sequence[Entry], info: ResolveInfo) -> list[list[Conflict]]:
    context: Context = info.context
    links = list(map(_contestable, entries))
    found = await _described_links(context, links)
    return [
        [] if link is None else _link_conflicts_of(context, link, one)
        for link, one in zip(links, found, strict=True)
    ]


def _id(row: Any, info: ResolveInfo) -> str:
    id_: str = row[f"{info.path.key}.id"]
    return id_


def _contestable(entry: Entry) -> _Link | None:
    # Without properties there is nothing to disagree about.
    link = link_of(entry)
    return link if link is not None and link[0].link.properties else None


async def _described_links(
    context: Context, links: Sequence[_Link | None]
) -> list[DescribedLink | None]:
    asked = [link[1] for link in links if link is not None]
    found = iter(await context.in_time(context.said.links(asked)))
    return [None if link is None else next(found) for link in links]


def _sources_of(context: Context, found: Described | None, first: int) -> SourceList:
    if found is None:
        return SourceList(total_count=0, nodes=[])
    return source_list(found.statements, first, _shown(context, found))


def _conflicts_of(context: Context, found: Described | None) -> list[Conflict]:
    if found is None:
        return []
    return contested(context, found.statements, _shown(context, found))


def _link_sources_of(
    context: Context, link: _Link, found: DescribedLink | None, first: int
) -> SourceList:
    if found is None:
        return SourceList(total_count=0, nodes=[])
    return source_list(found.statements, first, _shown_of_link(context, link[0]))


def _link_conflicts_of(
    context: Context, link: _Link, found: DescribedLink | None
) -> list[Conflict]:
    if found is None:
        return []
    shown = _shown_of_link(context, link[0])
    return contested(context, found.statements, shown, found.closings)


def _shown(context: Context, described: Described) -> Mapping[str, Property]:
    shape = context.part.shapes.get(described.type)
    return shape.properties if shape else {}


def _shown_of_link(context: Context, end: LinkEnd) -> Mapping[str, Property]:
    link = context.catalogue.links.get(end.link.type)
    return {p.name: p for p in link.properties} if link else {}

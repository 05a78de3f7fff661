"""The root field ``graphInfo``: what is in the graph, and whose it is."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry import Info

from graph_service.api.context import Context
from graph_service.api.vocabularies import Vocabulary, regional_lists

__all__ = ["GraphInfoQuery", "PackInfo", "described_pack"]


@strawberry.type(description="How many there are of one type of record or link.")
class TypeCount:
    """A type and a number."""

    type: str = strawberry.field(description="Name of the type.")
    label: str = strawberry.field(description="Its Chinese label.")
    count: int = strawberry.field(description="How many there are.")


@strawberry.type(description="What a region decides for itself.")
class PackInfo:
    """GraphQL's view of `schema.packs.Pack`."""

    name: str = strawberry.field(description="Name of the pack.")
    label: str = strawberry.field(description="Chinese title.")
    description: str = strawberry.field(description="English title.")
    home_region: str | None = strawberry.field(
        description="Prefix of the codes of the region's districts."
    )
    time_zone: str = strawberry.field(description="Where days begin, as an IANA name.")
    currency: str = strawberry.field(description="ISO 4217 code of amounts that name none.")
    lists: list[Vocabulary] = strawberry.field(description="The region's own lists.")


@strawberry.type(description="What is in the graph.")
class GraphInfo:
    """The graph at a glance."""

    version: str = strawberry.field(description="Changes with every change of the graph.")
    as_of: str = strawberry.field(description="The day that answers speak of.")
    nodes: list[TypeCount] = strawberry.field(description="Records by type.")
    links: list[TypeCount] = strawberry.field(description="Links by type.")
    pack: PackInfo = strawberry.field(description="The region's own names and lists.")


@strawberry.type
class GraphInfoQuery:
    """Mixed into ``Query``."""

    @strawberry.field(description="What is in the graph, and whose it is.")  # type: ignore[untyped-decorator]
    async def graph_info(self, info: Info[Any, None]) -> GraphInfo | None:
        """Count what is in the graph."""
        context: Context = info.context
        counted, catalogue = await context.in_time(context.store.info()), context.catalogue
        return GraphInfo(
            version=counted.version,
            as_of=context.as_of,
            nodes=[
                TypeCount(type=t.name, label=t.label, count=counted.nodes.get(t.name, 0))
                for t in catalogue.concrete
            ],
            links=[
                TypeCount(type=name, label=link.label, count=counted.links.get(name, 0))
                for name, link in catalogue.links.items()
            ],
            pack=described_pack(context),
        )


def described_pack(context: Context) -> PackInfo:
    """Serve the pack of a request."""
    pack = context.pack
    return PackInfo(
        name=pack.name,
        label=pack.label,
        description=pack.description,
        home_region=pack.home_region,
        time_zone=pack.time_zone,
        currency=pack.currency,
        lists=list(regional_lists(context.served)),
    )

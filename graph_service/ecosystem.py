"""The columns of the graph that analytics look at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from analytics.chains.handover import PATH_LINKS
from analytics.chains.provisions import FUNDING, SUPPORT_LINKS, WORKS
from analytics.chains.segments import CHAIN, SEGMENT_OF
from analytics.chains.served_segments import (
    CARRIER,
    CARRIER_SERVES,
    HOSTS,
    OPERATES_IN,
    SEGMENT,
    SERVES,
)
from analytics.chains.supply_lines import PRODUCES, PRODUCT, PRODUCT_OF, UPSTREAM_OF
from analytics.chains.volumes import AMOUNT, CONTRACT, CONTRACT_GROUP, SIDE
from analytics.industry_links.acquaintances import ACQUAINTANCE_LINKS
from analytics.industry_links.peer_ranks import PEER_COLUMN
from analytics.partners.subjects import ADDRESSES, FIELD, TECHNOLOGY, USED_IN
from analytics.region import DISTRICT, LOCATED_IN
from analytics.ties.kinds import CONVERTED_BY, GROUPS, WITH_VALIDITY
from graph_service.store.port import SnapshotColumns, SnapshotRequest
from schema.catalogue import Catalogue
from schema.declarations import Access, LinkType

__all__ = ["ecosystem_of"]

_ORGANIZATION: Final = "Organization"

_GROUPS: Final = (*GROUPS.values(), *(group for work in WORKS for group in work.groups))

_NODES: Final = {
    **{group.type: (group.start, group.end, "stage", "trl") for group in _GROUPS},
    CONTRACT: (CONTRACT_GROUP.start, "stage", AMOUNT),
    PRODUCT: (),
    TECHNOLOGY: (FIELD,),
    FUNDING: ("on",),
    CARRIER: (),
    "Talent": (),
    "TalentTeam": (),
    CHAIN: (),
    SEGMENT: ("position", "order"),
    DISTRICT: ("code", "longitude", "latitude", "datum"),
}

_LINKS: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys((*ACQUAINTANCE_LINKS, *PATH_LINKS), ()),
    **{link: () for group in _GROUPS for link in (group.link,)},
    **{work.serves: () for work in WORKS},
    **dict.fromkeys((LOCATED_IN, SERVES, HOSTS, CARRIER_SERVES, OPERATES_IN, SEGMENT_OF), ()),
    **dict.fromkeys(SUPPORT_LINKS, ()),
    **dict.fromkeys(WITH_VALIDITY.values(), ("validFrom", "validTo")),
    CONVERTED_BY: ("on",),
    **dict.fromkeys((ADDRESSES, USED_IN), ()),
    **dict.fromkeys((PRODUCT_OF, PRODUCES, UPSTREAM_OF), ()),
    CONTRACT_GROUP.link: (SIDE,),
}


def ecosystem_of(catalogue: Catalogue, as_of: str) -> SnapshotRequest:
    """Return what analytics ask for; what is not in the catalogue, or not public, is not asked for.

    Parameters
    ----------
    catalogue : Catalogue
    as_of : str
        ISO day on which links with validity must be true.
    """
    nodes = [
        *((name, (PEER_COLUMN,)) for name in catalogue.members(_ORGANIZATION)),
        *((name, columns) for name, columns in _NODES.items() if name in catalogue.by_name),
    ]
    public = {name for name in catalogue.by_name if _is_public(catalogue, name)}
    return SnapshotRequest(
        nodes=tuple(
            SnapshotColumns(name, _declared(catalogue, name, c))
            for name, c in nodes
            if name in public
        ),
        links=tuple(
            SnapshotColumns(name, columns)
            for name, columns in _LINKS.items()
            if name in catalogue.links and _is_open(catalogue.links[name], public)
        ),
        as_of=as_of,
    )


def _declared(catalogue: Catalogue, type_: str, columns: Iterable[str]) -> tuple[str, ...]:
    declared = {p.name for p in catalogue.by_name[type_].properties if p.access is Access.PUBLIC}
    return tuple(name for name in dict.fromkeys(columns) if name in declared)


def _is_public(catalogue: Catalogue, type_: str) -> bool:
    return all(catalogue.by_name[name].access is Access.PUBLIC for name in catalogue.lineage(type_))


def _is_open(link: LinkType, public: set[str]) -> bool:
    return link.access is Access.PUBLIC and {link.source, link.target} <= public

"""The columns of the graph that analytics look at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from analytics.chain_handover import PATH_LINKS
from analytics.chain_provisions import FUNDING, SUPPORT_LINKS, WORKS
from analytics.chain_segments import CHAIN, SEGMENT_OF
from analytics.chain_volumes import AMOUNT, CONTRACT, CONTRACT_GROUP, SIDE
from analytics.peer_ranks import PEER_COLUMN
from analytics.region import DISTRICT, LOCATED_IN
from analytics.served_segments import CARRIER, CARRIER_SERVES, HOSTS, OPERATES_IN, SEGMENT, SERVES
from analytics.supply_lines import PRODUCES, PRODUCT, PRODUCT_OF, UPSTREAM_OF
from analytics.tie_kinds import CONVERTED_BY, GROUPS, WITH_VALIDITY
from graph_service.store.port import SnapshotColumns, SnapshotRequest
from schema.catalogue import Catalogue

__all__ = ["ecosystem_of"]

_ORGANIZATION: Final = "Organization"

_GROUPS: Final = (*GROUPS.values(), *(group for work in WORKS for group in work.groups))

_NODES: Final = {
    **{group.type: (group.start, group.end, "stage", "trl") for group in _GROUPS},
    CONTRACT: (CONTRACT_GROUP.start, "stage", AMOUNT),
    PRODUCT: (),
    FUNDING: ("on",),
    CARRIER: (),
    "Talent": (),
    "TalentTeam": (),
    CHAIN: (),
    SEGMENT: ("position", "order"),
    DISTRICT: ("code",),
}

_LINKS: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(PATH_LINKS, ()),
    **{link: () for group in _GROUPS for link in (group.link,)},
    **{work.serves: () for work in WORKS},
    **dict.fromkeys((LOCATED_IN, SERVES, HOSTS, CARRIER_SERVES, OPERATES_IN, SEGMENT_OF), ()),
    **dict.fromkeys(SUPPORT_LINKS, ()),
    **dict.fromkeys(WITH_VALIDITY.values(), ("validFrom", "validTo")),
    CONVERTED_BY: ("on",),
    **dict.fromkeys((PRODUCT_OF, PRODUCES, UPSTREAM_OF), ()),
    CONTRACT_GROUP.link: (SIDE,),
}


def ecosystem_of(catalogue: Catalogue, as_of: str) -> SnapshotRequest:
    """Return what analytics ask for; what the catalogue does not have is not asked for.

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
    return SnapshotRequest(
        nodes=tuple(SnapshotColumns(name, _declared(catalogue, name, c)) for name, c in nodes),
        links=tuple(
            SnapshotColumns(name, columns)
            for name, columns in _LINKS.items()
            if name in catalogue.links
        ),
        as_of=as_of,
    )


def _declared(catalogue: Catalogue, type_: str, columns: Iterable[str]) -> tuple[str, ...]:
    declared = {p.name for p in catalogue.by_name[type_].properties}
    return tuple(name for name in dict.fromkeys(columns) if name in declared)

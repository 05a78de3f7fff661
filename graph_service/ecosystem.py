"""The columns of the graph that analytics look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from analytics.peer_ranks import PEER_COLUMN
from analytics.region import DISTRICT, LOCATED_IN
from analytics.served_segments import CARRIER, CARRIER_SERVES, HOSTS, OPERATES_IN, SEGMENT, SERVES
from analytics.tie_kinds import (
    ACHIEVEMENT,
    BUILT_WITH,
    CONVERTED_BY,
    GROUPS,
    INCUBATES,
    LINKS_OF,
)
from graph_service.store.port import SnapshotColumns, SnapshotRequest
from schema.catalogue import Catalogue

__all__ = ["ecosystem_of"]

_ORGANIZATION: Final = "Organization"

_NODES: Final[Mapping[str, tuple[str, ...]]] = {
    **{group.type: tuple(dict.fromkeys((group.start, group.end))) for group in GROUPS.values()},
    ACHIEVEMENT: (),
    CARRIER: (),
    SEGMENT: (),
    DISTRICT: ("code",),
}

_LINKS: Final[Mapping[str, tuple[str, ...]]] = {
    **{link: () for links in LINKS_OF.values() for link in links},
    BUILT_WITH: ("validFrom", "validTo"),
    INCUBATES: ("validFrom", "validTo"),
    CONVERTED_BY: ("on",),
    **dict.fromkeys((LOCATED_IN, SERVES, HOSTS, CARRIER_SERVES, OPERATES_IN), ()),
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


def _declared(catalogue: Catalogue, type_: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    declared = {p.name for p in catalogue.by_name[type_].properties}
    return tuple(name for name in columns if name in declared)

"""The segments of one industry chain: their order, who serves them, which one is last."""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.served_segments import CARRIER_SERVES, HOSTS, SEGMENT, SERVES
from analytics.joins import links_of
from analytics.region import Places
from analytics.tables import Coded, Numbers, Tables
from analytics.ties.kinds import GROUPS, Tie
from analytics.ties.participation import mask_of, select_activities
from analytics.window import Window

__all__ = ["CHAIN", "PROJECT_SERVES", "SEGMENT_OF", "last_downstream", "segments_of", "served"]

CHAIN: Final = "IndustryChain"
SEGMENT_OF: Final = "SEGMENT_OF"
PROJECT_SERVES: Final = "PROJECT_SERVES"
_PLATFORM: Final = "Platform"
_DOWNSTREAM: Final = "DOWNSTREAM"

_Ints: TypeAlias = npt.NDArray[np.int64]
_Flags: TypeAlias = npt.NDArray[np.bool_]


def segments_of(tables: Tables, chain: int) -> _Ints:
    """Return the segments of a chain by ``order``, those without one last, then by id."""
    links = links_of(tables, SEGMENT_OF)
    segments = np.unique(links.source[links.target == chain]).astype(np.int64)
    segments = segments[tables.order_by_id(segments)]
    table = tables.nodes.get(SEGMENT)
    order = None if table is None else table.columns.get("order")
    if table is None or not isinstance(order, Numbers):
        return segments
    return segments[np.argsort(order.values[segments - table.start], kind="stable")]


def last_downstream(tables: Tables, segments: _Ints) -> int | None:
    """Return the row of the last segment whose ``position`` is downstream; None without one."""
    table = tables.nodes.get(SEGMENT)
    position = None if table is None else table.columns.get("position")
    if table is None or not isinstance(position, Coded) or _DOWNSTREAM not in position.values:
        return None
    code = position.values.index(_DOWNSTREAM)
    rows = np.flatnonzero(position.codes[segments - table.start] == code)
    return int(rows[-1]) if len(rows) else None


def served(tables: Tables, places: Places, window: Window | None) -> _Flags:
    """Say which nodes are segments that a platform, a project or a carrier serves.

    Parameters
    ----------
    tables : Tables
    places : Places
        A project is local if one of its participants is, a carrier if a host is.
    window : Window or None
        Which projects count.
    """
    platforms = mask_of(tables, (_PLATFORM,)) & places.local
    group = GROUPS[Tie.PROJECT]
    projects = select_activities(tables, group, window).chosen
    projects &= _reached(tables, group.link, places.local)
    carriers = _reached(tables, HOSTS, places.local)
    found = np.zeros(tables.size, dtype=np.bool_)
    for type_, sources in (
        (SERVES, platforms),
        (PROJECT_SERVES, projects),
        (CARRIER_SERVES, carriers),
    ):
        found |= _reached(tables, type_, sources)
    return found


def _reached(tables: Tables, type_: str, sources: _Flags) -> _Flags:
    links, reached = links_of(tables, type_), np.zeros(tables.size, dtype=np.bool_)
    reached[links.target[sources[links.source]]] = True
    return reached

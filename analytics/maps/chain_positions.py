"""Positions along industry chains: a column for each segment, a row for each stage."""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.segments import CHAIN, SEGMENT_OF, segments_of
from analytics.chains.served_segments import OPERATES_IN, SEGMENT
from analytics.chains.stages import stages_of
from analytics.chains.supply_lines import PRODUCT_OF
from analytics.maps.positions import Positions
from analytics.maps.spread import spread
from analytics.tables import Tables
from schema.stages import STAGES

__all__ = ["BAND", "positions_along_chains"]

_Ints: TypeAlias = npt.NDArray[np.int64]

BAND: Final = len(STAGES) + 2
"""Height of a chain: a row for what has no stage, one a stage, and one that stays empty."""
_ABOUT: Final = 0.4
"""How far from the middle of its cell a record is drawn at most."""
_FIRST: Final = (OPERATES_IN, PRODUCT_OF)
"""Links that say more than that a segment is served."""


def positions_along_chains(tables: Tables, nodes: _Ints) -> Positions:
    """Place nodes by the segment of an industry chain that they are of, and their stage.

    Chains lie one above the other, by id, each `BAND` high. Along x are its segments in their
    order, from 0; along y, from the bottom, first what has no stage, then one row for each stage,
    from BASIC to INDUSTRIALISATION; who operates in a segment is in the row of the last stage.
    A segment stands in its column below the rows, a chain left of its segments. What several
    segments are linked to is placed by links of operating before others, then by the least chain
    and the first segment. What no link leads from to a segment has no position.

    Parameters
    ----------
    tables : Tables
        With ``IndustryChain``, ``ChainSegment`` (``order``) and ``SEGMENT_OF``; the stages of
        records where they have one.
    nodes : ndarray of int64
        Node indices.
    """
    x, y = np.full(tables.size, np.nan), np.full(tables.size, np.nan)
    band, row, chains = _cells_of_segments(tables)
    segment, operates = _segment_of(tables, band, row)
    lane = np.zeros(tables.size, dtype=np.int64)
    for type_ in tables.nodes:
        lane = np.maximum(lane, stages_of(tables, type_).code + 1)
    lane[operates] = len(STAGES)
    placed = np.flatnonzero(segment >= 0)
    x[placed] = row[segment[placed]]
    y[placed] = band[segment[placed]] * BAND + lane[placed]
    about = np.zeros(tables.size)
    about[placed] = _ABOUT
    own = np.flatnonzero(row >= 0)
    x[own], y[own], about[own] = row[own], band[own] * BAND - 0.5, 0.0
    x[chains], y[chains] = -1.0, np.arange(len(chains)) * BAND
    about = about[nodes]
    x, y = spread(tables.ids_of(nodes), x[nodes], y[nodes], about, about)
    notes = () if len(own) else (f"No {SEGMENT_OF} link has been loaded.",)
    return Positions(x, y, notes)


def _cells_of_segments(tables: Tables) -> tuple[_Ints, _Ints, _Ints]:
    """Of each segment the place of its chain and its own in the chain, over all nodes; the chains."""
    band, row = (np.full(tables.size, -1, dtype=np.int64) for _ in range(2))
    table = tables.nodes.get(CHAIN)
    if table is None:
        return band, row, np.zeros(0, dtype=np.int64)
    chains = np.arange(table.start, table.start + len(table.ids))
    chains = chains[tables.order_by_id(chains)]
    for place, chain in reversed([*enumerate(chains.tolist())]):
        segments = segments_of(tables, chain)
        band[segments], row[segments] = place, np.arange(len(segments))
    return band, row, chains


def _segment_of(tables: Tables, band: _Ints, row: _Ints) -> tuple[_Ints, npt.NDArray[np.bool_]]:
    """The segment of every node, -1 if it has none; and whether it operates there."""
    found = np.full(tables.size, -1, dtype=np.int64)
    operates = np.zeros(tables.size, dtype=np.bool_)
    table = tables.nodes.get(SEGMENT)
    if table is None:
        return found, operates
    parts = [
        (links.source[which], links.target[which], name not in _FIRST, name == OPERATES_IN)
        for name, links in tables.links.items()
        for which in (row[links.target] >= 0,)
    ]
    if not parts:
        return found, operates
    source = np.concatenate([part[0] for part in parts]).astype(np.int64)
    target = np.concatenate([part[1] for part in parts]).astype(np.int64)
    later, operating = (
        np.concatenate([np.full(len(part[0]), part[which]) for part in parts]) for which in (2, 3)
    )
    order = np.lexsort((target, row[target], band[target], later))[::-1]
    found[source[order]] = target[order]  # The last one written is the first in the order.
    operates[source[order]] = operating[order]
    return found, operates

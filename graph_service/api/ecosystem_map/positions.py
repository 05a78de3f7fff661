"""Where the records of a map are drawn, and the argument that decides it."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Final

import numpy as np
import numpy.typing as npt
import strawberry

from analytics.layouts.force import UNIT, beside, laid_out
from analytics.maps.chain_positions import positions_along_chains
from analytics.maps.ecosystem_map import EcosystemMap, ecosystem_map
from analytics.maps.geography import Seat, positions_on_the_ground
from analytics.maps.positions import Positions, box_of
from analytics.maps.question import MapQuestion
from analytics.patience import Check
from graph_service.api.analytics.answer import Question
from graph_service.api.analytics.enums import Layout
from graph_service.api.ecosystem_map.charted import Charted, charted
from graph_service.api.ecosystem_map.map_types import MapBox
from graph_service.layouts import Layouts
from schema.packs import Pack

__all__ = ["OF_POSITIONS", "MapLayout", "box_told", "positions_of_map", "warnings_of"]

OF_POSITIONS: Final = ("nodes.x", "nodes.y", "columns.xs", "columns.ys", "box", "unplaced")
"""The fields for which positions are worked out."""
_TRIES: Final = 5
"""How often a layout is begun anew because another process has written one meanwhile."""

MapLayout = Annotated[Layout, strawberry.argument(description="What decides where records are.")]


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where the records of the largest map are, over all nodes of the tables; NaN for others."""

    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]


async def positions_of_map(
    map_: Charted, drawn: EcosystemMap, layout: Layout, like: MapQuestion | None = None
) -> Positions:
    """Place the records of a map, once for this graph version, day and question.

    By forces, maps of all sizes and those around a record share the positions of the largest map.

    Parameters
    ----------
    map_ : Charted
    drawn : EcosystemMap
    layout : Layout
    like : MapQuestion or None
        The map whose positions it shares by forces; that of its own question if None.

    Raises
    ------
    ApiError
        If kernels are still being compiled, or it takes too long.
    """
    question, asked, tables = map_.question, map_.asked, map_.question.tables
    key: Hashable = ("ecosystemMap positions", layout, asked)
    if layout is Layout.GEO:
        seats = _seats(question.context.pack)
        return await question.compute(
            key, partial(positions_on_the_ground, tables, drawn.nodes, seats)
        )
    if layout is Layout.CHAIN:
        return await question.compute(key, partial(positions_along_chains, tables, drawn.nodes))
    question.need_kernels()
    largest = replace(like or asked, around=None, distance=1).whole
    placed = await question.fetch(
        ("ecosystemMap layout", largest), partial(_placed, question, largest)
    )
    key = ("ecosystemMap positions", largest, asked)
    return await question.compute(key, partial(_taken_from, placed, drawn, question.check()))


def box_told(positions: Positions | None) -> MapBox | None:
    """Serve the box of positions."""
    box = None if positions is None else box_of(positions)
    if box is None:
        return None
    return MapBox(min_x=box.min_x, min_y=box.min_y, max_x=box.max_x, max_y=box.max_y)


def warnings_of(positions: Positions | None) -> Iterator[str]:
    """Say what a reader of positions must know."""
    if positions is not None:
        if positions.unplaced:
            yield f"{positions.unplaced} of the records on the map have no position."
        yield from positions.notes


async def _placed(question: Question, largest: MapQuestion) -> _Placed:
    """Lay out the largest map, begun where the last layout of the question ended, and keep it."""
    map_ = await charted(question, largest)
    drawn = await question.compute(
        ("ecosystemMap", largest),
        partial(ecosystem_map, question.tables, map_.network, map_.chart, largest),
    )
    layouts, name = Layouts(question.context.snapshots.ledger), _name_of(question, largest)
    for _ in range(_TRIES):
        memory, revision = await layouts.remembered(name)
        laid = await question.compute(
            ("ecosystemMap laid", largest, revision),
            partial(
                laid_out,
                drawn.ids,
                drawn.source,
                drawn.target,
                drawn.link_weight,
                memory,
                check=question.check(),
            ),
        )
        # While an import runs the graph is half of what it will be: nothing to begin with later.
        if not laid.anew or question.stale:
            break
        if await layouts.remember(name, laid.memory, revision):
            break
    x, y = np.full(question.tables.size, np.nan), np.full(question.tables.size, np.nan)
    x[drawn.nodes], y[drawn.nodes] = laid.x / UNIT, laid.y / UNIT
    return _Placed(x, y)


def _taken_from(placed: _Placed, drawn: EcosystemMap, check: Check) -> Positions:
    x, y = placed.x[drawn.nodes], placed.y[drawn.nodes]
    ends = drawn.source, drawn.target, drawn.link_weight
    return Positions(*beside(drawn.ids, *ends, x=x, y=y, check=check))


def _name_of(question: Question, largest: MapQuestion) -> str:
    """What is the same for questions that share positions, whatever the day and the version."""
    # Who may read more is drawn another map: from positions nobody is to learn of its links.
    clearance = question.context.caller.role.clearance
    told = (
        largest.types,
        largest.link_types,
        largest.region,
        largest.chain,
        largest.min_weight,
        clearance.name,
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def _seats(pack: Pack) -> dict[str, Seat]:
    return {
        district.code: (district.longitude, district.latitude, district.datum or "")
        for district in pack.districts
        if district.longitude is not None and district.latitude is not None
    }

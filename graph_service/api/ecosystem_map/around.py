"""The map of a neighbourhood: what is around a record, drawn where the map of all shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import strawberry
from strawberry import Info

from analytics.maps.question import MOST_LINKS, MOST_NODES, MapQuestion
from analytics.ties.kinds import Tie
from graph_service.api.analytics.answer import begin
from graph_service.api.analytics.arguments import members
from graph_service.api.analytics.enums import Layout
from graph_service.api.ecosystem_map.map_types import EcosystemMapAnswer
from graph_service.api.ecosystem_map.query import answer_map
from graph_service.api.errors import ApiError
from schema.time import PartialDate

__all__ = ["Around", "MaxLinks", "MaxNodes", "map_around"]

MaxNodes = Annotated[
    int, strawberry.argument(description=f"How many records it shows; at most {MOST_NODES}.")
]
MaxLinks = Annotated[
    int, strawberry.argument(description=f"How many links it shows; at most {MOST_LINKS}.")
]


@dataclass(frozen=True, slots=True)
class Around:
    """Which neighbourhood.

    Attributes
    ----------
    centre : str
        Id of the record in the centre.
    depth : int
    types : tuple of str or None
        Types of the records; all if None.
    as_of : PartialDate or None
    """

    centre: str
    depth: int
    types: tuple[str, ...] | None
    as_of: PartialDate | None


async def map_around(
    info: Info[Any, None], around: Around, layout: Layout, *, max_nodes: int, max_links: int
) -> EcosystemMapAnswer:
    """Draw a neighbourhood.

    Parameters
    ----------
    info : strawberry.Info
    around : Around
    layout : Layout
    max_nodes, max_links : int

    Raises
    ------
    ApiError
        If a number is out of range, or no map shows records of the type of the centre.
    """
    question = await begin(info, around.as_of, None)
    tables = question.tables
    wanted = None if around.types is None else {*around.types}
    index = tables.index_of(around.centre)
    own = {
        name
        for name, table in tables.nodes.items()
        if index is not None and table.start <= index < table.start + len(table.ids)
    }
    try:
        asked = MapQuestion(
            types=tuple(name for name in tables.nodes if wanted is None or name in wanted | own),
            link_types=tuple(tables.links),
            around=around.centre,
            distance=max(around.depth, 1),
            max_nodes=max_nodes if around.depth else min(max_nodes, 1),
            max_links=max_links,
        )
    except ValueError as error:
        raise ApiError(str(error)) from error
    like = MapQuestion(types=members(info, None), link_types=tuple(tie.value for tie in Tie))
    return await answer_map(info, question, asked, layout, like)

"""The argument ``scope`` of maps: which part of the graph is looked at."""

from __future__ import annotations

from typing import Annotated

import strawberry

from analytics.maps.question import MOST_STEPS

__all__ = ["MapScope", "Scope"]


@strawberry.input(description="Which part of the graph a map is drawn of.")
class MapScope:
    """See `analytics.maps.question.MapQuestion`."""

    local: bool = strawberry.field(
        default=False, description="Whether only what is located in the region is looked at."
    )
    chain: strawberry.ID | None = strawberry.field(
        default=None,
        description="Id of an industry chain: only the chain, its segments, what a link joins to "
        "one of them, and who serves one by what it hosts.",
    )
    around: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the record around which the map is drawn."
    )
    distance: int = strawberry.field(
        default=1,
        description=f"How many links lead from it to what is shown; at most {MOST_STEPS}.",
    )


Scope = Annotated[
    MapScope | None,
    strawberry.argument(description="Which part of the graph; the whole if left out."),
]

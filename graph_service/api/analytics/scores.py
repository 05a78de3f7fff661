"""Numbers about nodes: one shape for all analytics that score."""

from __future__ import annotations

from typing import Any

import strawberry

from graph_service.api.analytics.answer import present
from graph_service.api.selected import interface_type

__all__ = ["Score", "ScoredNode"]

_NODE = interface_type("Node")


@strawberry.type(description="A number about a node.")
class Score:
    """One number."""

    measure: str = strawberry.field(description="Which number it is.")
    value: float | None = strawberry.field(
        description="The number, to nine digits after the point; null where it is not defined."
    )
    reason: str | None = strawberry.field(
        default=None, description="Why there is no number; null where there is one."
    )
    per_activity: float | None = strawberry.field(
        default=None,
        description="The number over the node's activities: big ones are central because they "
        "are big. Null where that means nothing.",
    )
    rank: int | None = strawberry.field(
        default=None,
        description="1 for the highest; equal numbers have the same, the least, rank.",
    )
    expected: float | None = strawberry.field(
        default=None, description="What chance would give; null where that is not computed."
    )
    standard_error: float | None = strawberry.field(
        default=None, description="Of a number that was estimated; null of one that is exact."
    )
    p_value: float | None = strawberry.field(
        default=None,
        description="How often chance alone lies as far off; null where that is not computed.",
    )
    low: float | None = strawberry.field(
        default=None, description="Lower end of its interval; null where there is none."
    )
    high: float | None = strawberry.field(default=None, description="Upper end of its interval.")
    ref: str | None = strawberry.field(
        default=None, description="For `evidence`: what adds up to the number."
    )


@strawberry.type(description="A node and the numbers about it.")
class ScoredNode:
    """One row; read its node as ``<list>.node``."""

    row: strawberry.Private[object]
    scores: list[Score] = strawberry.field(description="The numbers asked for, in their order.")

    @strawberry.field(description="The organisation, or whatever it is.", graphql_type=_NODE)  # type: ignore[untyped-decorator]
    def node(self) -> Any:
        """The row read for it."""
        return present(self.row)

"""The GraphQL types of ``chokepoints``."""

from __future__ import annotations

from typing import Any

import strawberry

from graph_service.api.analytics.about import AnalyticAnswer
from graph_service.api.analytics.answer import present
from graph_service.api.analytics.enums import ChainColumn, ChokepointKind
from graph_service.api.analytics.weak_link_types import NotEvaluated
from graph_service.api.selected import interface_type, object_type

__all__ = ["ChokepointRow", "ChokepointsAnswer", "SegmentSupply"]

_NODE, _ORGANIZATION = interface_type("Node"), interface_type("Organization")
_CHAIN, _SEGMENT = object_type("IndustryChain"), object_type("ChainSegment")


@strawberry.type(name="Chokepoint", description="A thing that an industry chain hangs on.")
class ChokepointRow:
    """GraphQL's view of `analytics.chains.chokepoints.Chokepoint`."""

    rows: strawberry.Private[tuple[object, object]]
    has_other: strawberry.Private[bool]
    kind: ChokepointKind = strawberry.field(description="Why it is one.")
    number: int = strawberry.field(
        description="Local suppliers, final products that are lost, organisations that fall off, "
        "or the fewest that all ways pass: see `reason`."
    )
    of: int = strawberry.field(description="Out of how many.")
    reason: str = strawberry.field(description="The same as a sentence.")
    ref: str = strawberry.field(
        description="For `evidence`: as many as `number` as NUMERATOR, as `of` as DENOMINATOR."
    )

    @strawberry.field(description="The segment, product or organisation.", graphql_type=_NODE)  # type: ignore[untyped-decorator]
    def node(self) -> Any:
        """The row read for it."""
        return present(self.rows[0])

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="The end of a bridge on the side that falls off; null otherwise.",
        graphql_type=_ORGANIZATION | None,
    )
    def other(self) -> Any:
        """The row read for it."""
        return present(self.rows[1]) if self.has_other else None


@strawberry.type(description="Who supplies a segment of an industry chain.")
class SegmentSupply:
    """One segment."""

    row: strawberry.Private[object]
    suppliers: int = strawberry.field(description="Different local organisations.")
    outside: int = strawberry.field(description="Different organisations not known to be local.")
    external_share: float | None = strawberry.field(
        description="Those out of all suppliers; null without any."
    )
    missing_share: float | None = strawberry.field(
        description="Organisations that may be local suppliers as well, out of these and the local "
        "ones; null where there are none."
    )
    ref: str = strawberry.field(
        description="For `evidence`: local suppliers as NUMERATOR, all as DENOMINATOR, and those "
        "that may be local as EXCLUDED."
    )

    @strawberry.field(description="The segment.", graphql_type=_SEGMENT)  # type: ignore[untyped-decorator]
    def segment(self) -> Any:
        """The row read for it."""
        return present(self.row)


@strawberry.type(name="Chokepoints", description="On what an industry chain hangs, with reasons.")
class ChokepointsAnswer(AnalyticAnswer):
    """The answer."""

    rows_read: strawberry.Private[tuple[object, object]]
    rows: list[ChokepointRow] = strawberry.field(
        description="By kind; those with the largest number first, then by id; `first` of them."
    )
    total: int = strawberry.field(description="How many there are.")
    segments: list[SegmentSupply] = strawberry.field(
        description="In the order of the chain; `first` of them."
    )
    providers: int = strawberry.field(description="Organisations in the network of providers.")
    ties: int = strawberry.field(description="Pairs of them that share something.")
    redundancy: int | None = strawberry.field(
        description="Ways without a common provider from the first stage that has any to the last "
        "segment that has any; null without such a stage or segment."
    )
    from_stage: ChainColumn | None = strawberry.field(description="That stage.")
    tiers: int = strawberry.field(
        description="Products in the longest supply line: how far up the data see. 0 without any."
    )
    products: int = strawberry.field(description="Products looked at.")
    final_products: int = strawberry.field(description="Final ones that supply lines reach.")
    not_evaluated: list[NotEvaluated] = strawberry.field(
        description="What the data do not tell, and why."
    )

    @strawberry.field(description="The chain.", graphql_type=_CHAIN)  # type: ignore[untyped-decorator]
    def chain(self) -> Any:
        """The row read for it."""
        return present(self.rows_read[0])

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="The last segment with local suppliers, to which redundancy is counted.",
        graphql_type=_SEGMENT | None,
    )
    def to_segment(self) -> Any:
        """The row read for it."""
        return self.rows_read[1]

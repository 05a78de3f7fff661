"""The GraphQL types of ``chainCoverage``."""

from __future__ import annotations

from typing import Any

import strawberry

from graph_service.api.analytics.about import AnalyticAnswer
from graph_service.api.analytics.answer import present
from graph_service.api.analytics.enums import (
    CandidateReason,
    ChainColumn,
    ChainFinding,
    ChainVerb,
)
from graph_service.api.selected import interface_type, object_type

__all__ = [
    "ChainCandidate",
    "ChainCell",
    "ChainCoverageAnswer",
    "ChainHandover",
    "ChainSegmentCoverage",
]

_CHAIN = object_type("IndustryChain")
_SEGMENT = object_type("ChainSegment")
_ORGANIZATION = interface_type("Organization")


@strawberry.type(description="An organisation that is near to filling a gap of a chain.")
class ChainCandidate:
    """GraphQL's view of `analytics.chains.candidates.Candidate`."""

    row: strawberry.Private[object]
    score: float = strawberry.field(
        description="(2 relatedness + nearness + locality) / 4, to rank by."
    )
    relatedness: float = strawberry.field(
        description="1 if it does this very thing, 1/2 one step away, 1/4 two steps."
    )
    nearness: float = strawberry.field(
        description="1 / (1 + distance); 0 beyond 3 links or without anybody to reach."
    )
    distance: int | None = strawberry.field(
        description="Links between partners to who provides it now; null beyond 3."
    )
    local: bool | None = strawberry.field(
        description="Whether it is in the region; null if its district is not known."
    )
    reasons: list[CandidateReason] = strawberry.field(description="What speaks for it.")
    works: int = strawberry.field(
        description="Projects, segments and other things that give its relatedness."
    )
    ref: str = strawberry.field(description="For `evidence`: those things.")

    @strawberry.field(description="The organisation.", graphql_type=_ORGANIZATION)  # type: ignore[untyped-decorator]
    def organization(self) -> Any:
        """The row read for it."""
        return present(self.row)


def _candidates() -> Any:
    return strawberry.field(
        description="Who is nearest to filling the gap, the best first; `candidates` of them. None "
        "without a gap."
    )


@strawberry.type(description="Who provides one stage of a segment, or one support of the chain.")
class ChainCell:
    """One cell."""

    column: ChainColumn = strawberry.field(description="The stage or support.")
    providers: int = strawberry.field(description="Different local organisations.")
    outside: int = strawberry.field(description="Different organisations not known to be local.")
    findings: list[ChainFinding] = strawberry.field(
        description="What that amounts to, the worst first."
    )
    worst: ChainFinding = strawberry.field(description="The worst of them.")
    verb: ChainVerb | None = strawberry.field(description="What policy does about the worst.")
    missing_share: float | None = strawberry.field(
        description="Organisations of which it cannot be told, out of these and the providers; "
        "null where there are none."
    )
    ref: str = strawberry.field(
        description="For `evidence`: the providers as NUMERATOR, with those outside as "
        "DENOMINATOR, and those of which it cannot be told as EXCLUDED."
    )
    candidates: list[ChainCandidate] = _candidates()


@strawberry.type(description="Two consecutive stages of a segment that both have providers.")
class ChainHandover:
    """GraphQL's view of `analytics.chains.coverage.Handover`."""

    from_: ChainColumn = strawberry.field(name="from", description="The earlier stage.")
    to: ChainColumn = strawberry.field(description="The later stage.")
    distance: int | None = strawberry.field(
        description="Links of the shortest path between their providers; null beyond `hops`."
    )
    finding: ChainFinding | None = strawberry.field(
        description="BROKEN_HANDOVER, or null if there is a path."
    )
    candidates: list[ChainCandidate] = _candidates()


@strawberry.type(description="A segment of an industry chain and who provides its stages.")
class ChainSegmentCoverage:
    """One row."""

    row: strawberry.Private[object]
    cells: list[ChainCell] = strawberry.field(description="One for each stage, in their order.")
    worst: ChainFinding = strawberry.field(description="The worst of all its cells.")
    findings: list[ChainFinding] = strawberry.field(description="Of the segment as a whole.")
    verbs: list[ChainVerb] = strawberry.field(
        description="What policy does about its cells and findings; each verb once."
    )
    handovers: list[ChainHandover] = strawberry.field(
        description="Consecutive stages that both have local providers."
    )
    candidates: list[ChainCandidate] = strawberry.field(
        description="If nobody serves the segment: the platforms that are nearest to it."
    )

    @strawberry.field(description="The segment.", graphql_type=_SEGMENT)  # type: ignore[untyped-decorator]
    def segment(self) -> Any:
        """The row read for it."""
        return present(self.row)


@strawberry.type(name="ChainCoverage", description="Which stages of an industry chain have gaps.")
class ChainCoverageAnswer(AnalyticAnswer):
    """The answer."""

    row: strawberry.Private[object]
    theta: int = strawberry.field(description="So many providers cover a cell.")
    hops: int = strawberry.field(description="Links of the longest path that is a handover.")
    rows: list[ChainSegmentCoverage] = strawberry.field(
        description="The segments in the order of the chain; `first` of them."
    )
    supports: list[ChainCell] = strawberry.field(
        description="Finance and talent, for the whole chain."
    )
    truncated: bool = strawberry.field(description="Whether there are more segments.")

    @strawberry.field(description="The chain.", graphql_type=_CHAIN)  # type: ignore[untyped-decorator]
    def chain(self) -> Any:
        """The row read for it."""
        return present(self.row)

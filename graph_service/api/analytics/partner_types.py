"""The GraphQL types of ``recommendPartners``."""

from __future__ import annotations

from typing import Any, Final

import strawberry

from analytics.partners.proposals import Reason
from analytics.partners.quality import Scorer
from graph_service.api.analytics.about import AnalyticAnswer
from graph_service.api.analytics.answer import Definition, present
from graph_service.api.analytics.scores import Score
from graph_service.api.selected import interface_type

__all__ = [
    "MOST_REASONS",
    "PartnerReason",
    "PartnerRecommendations",
    "ProposedPartner",
    "RecommendationQuality",
    "ScorerQuality",
]

MOST_REASONS: Final = 20
"""How many reasons one proposal lists."""
_NODE, _ORGANIZATION = interface_type("Node"), interface_type("Organization")


@strawberry.type(description="One thing that two organisations have in common.")
class PartnerReason:
    """GraphQL's view of `analytics.partners.proposals.Why`."""

    row: strawberry.Private[object]
    reason: Reason = strawberry.field(description="What it is.")
    label: str | None = strawberry.field(
        description="The name of a field of technology; null of what has its own record."
    )
    shared_by: int = strawberry.field(
        description="Partners of the partner, or organisations of the segment, technology, field."
    )
    adds: float = strawberry.field(description="What it adds to the score.")

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="The partner, segment or technology; of a field a technology of it.",
        graphql_type=_NODE,
    )
    def node(self) -> Any:
        """The row read for it."""
        return present(self.row)


@strawberry.type(description="An organisation that is proposed.")
class ProposedPartner:
    """GraphQL's view of `analytics.partners.proposals.Proposal`."""

    row: strawberry.Private[object]
    score: Score = strawberry.field(description="Its score and rank.")
    partners: int = strawberry.field(description="How many partners it has in the network.")
    reasons: list[PartnerReason] = strawberry.field(
        description=f"What adds most to the score first; {MOST_REASONS} at most, all as evidence."
    )

    @strawberry.field(description="The organisation.", graphql_type=_ORGANIZATION)  # type: ignore[untyped-decorator]
    def organization(self) -> Any:
        """The row read for it."""
        return present(self.row)


@strawberry.type(description="How well one way of scoring foretells who is tied next.")
class ScorerQuality:
    """GraphQL's view of `analytics.partners.quality.ScorerQuality`."""

    scorer: Scorer = strawberry.field(description="The way of scoring.")
    auc: float | None = strawberry.field(
        description="Area under the ROC curve: 0.5 is chance; null where the data are too few."
    )
    precision_at10: float | None = strawberry.field(
        description="Share of the ten best proposals that came true; null where data are too few."
    )
    reason: str | None = strawberry.field(description="Why there is no number.")


@strawberry.type(description="How well proposals made before a day foretold the ties from it on.")
class RecommendationQuality:
    """GraphQL's view of `analytics.partners.quality.Quality`."""

    definition: Definition = strawberry.field(description="What the numbers mean.")
    split: str | None = strawberry.field(
        description="First day of the test: the latest fifth of all ties begin from it on; null "
        "if the ties have no days to split."
    )
    train_ties: int = strawberry.field(description="Ties that begin before it.")
    test_ties: int = strawberry.field(description="Ties that begin from it on.")
    positives: int = strawberry.field(description="Ordered pairs that were tied from it on.")
    negatives: int = strawberry.field(description="Ordered pairs looked at that were not.")
    sources: int = strawberry.field(
        description="Organisations with a new tie: precision is the mean over them."
    )
    sampled: bool = strawberry.field(description="Whether pairs were drawn, by the seed.")
    scorers: list[ScorerQuality] = strawberry.field(
        description="What was asked for, each part of it alone, popularity and chance."
    )


@strawberry.type(
    description="Whom an organisation could work with next, and how well that is told."
)
class PartnerRecommendations(AnalyticAnswer):
    """The answer."""

    row: strawberry.Private[object]
    partners: list[ProposedPartner] = strawberry.field(
        description="Highest score first, then by id; `first` of them."
    )
    total: int = strawberry.field(description="How many organisations could be proposed.")
    too_popular: int = strawberry.field(
        description="Organisations that are not proposed because of maxPartners."
    )
    quality: RecommendationQuality = strawberry.field(
        description="AUC and precision from a split in time."
    )

    @strawberry.field(description="The organisation asked about.", graphql_type=_ORGANIZATION)  # type: ignore[untyped-decorator]
    def organization(self) -> Any:
        """The row read for it."""
        return present(self.row)

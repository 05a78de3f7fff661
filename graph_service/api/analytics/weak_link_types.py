"""The GraphQL types of ``weakIndustryLinks``."""

from __future__ import annotations

from typing import Any

import strawberry

from analytics.industry_links.industry_ties import Indicator
from analytics.industry_links.weak_links import Rule
from analytics.ties.kinds import Tie
from graph_service.api.analytics.about import AnalyticAnswer
from graph_service.api.analytics.answer import Definition, present
from graph_service.api.analytics.enums import OrganizationType
from graph_service.api.analytics.introductions import ProposedIntroduction
from graph_service.api.analytics.number_refs import NumberRef, refs_field
from graph_service.api.selected import interface_type
from graph_service.api.values import TermValue

__all__ = [
    "IndicatorValue",
    "NotEvaluated",
    "NotRanked",
    "PeerGroup",
    "PeerRank",
    "RuleCount",
    "Thresholds",
    "WeakIndustryLink",
    "WeakIndustryLinks",
]

_ORGANIZATION = interface_type("Organization")


@strawberry.type(description="The thresholds that were applied.")
class Thresholds:
    """The arguments of the rules."""

    min_projects: int = strawberry.field(description="Who has fewer activities is not ranked.")
    low_share: float = strawberry.field(description="LOW_ENTERPRISE_SHARE is met below it.")
    dominance: float = strawberry.field(description="ONE_ENTERPRISE_DOMINATES is met from it on.")
    stale_months: int = strawberry.field(description="STALE_TIES is met after so many months.")


@strawberry.type(description="A kind of tie or a rule that could not be looked at.")
class NotEvaluated:
    """GraphQL's view of `analytics.definition.NotEvaluated`."""

    name: str = strawberry.field(description="Its name.")
    reason: str = strawberry.field(description="Why.")


@strawberry.type(description="How many organisations meet a rule.")
class RuleCount:
    """A rule and a number."""

    rule: Rule = strawberry.field(description="The rule.")
    count: int | None = strawberry.field(
        description="Organisations that meet it; null if it was not evaluated."
    )
    ref: str | None = strawberry.field(
        description="For `evidence`: they as NUMERATOR, all looked at as DENOMINATOR; null if it "
        "was not evaluated."
    )


@strawberry.type(description="Organisations that are compared with each other.")
class PeerGroup:
    """A type of organisation, and for platforms their system."""

    type: Any = strawberry.field(
        description="Type of the organisations.", graphql_type=OrganizationType
    )
    system: TermValue | None = strawberry.field(description="System of the platforms.")
    considered: int = strawberry.field(description="Organisations looked at.")
    weak: int = strawberry.field(description="Those of them that meet a rule.")
    refs: list[NumberRef] = refs_field()


@strawberry.type(description="A place among peers; equals share theirs.")
class PeerRank:
    """A rank interval."""

    first: int = strawberry.field(description="The best place it can claim, 1 the weakest links.")
    last: int = strawberry.field(description="The worst place it can claim.")
    of: int = strawberry.field(description="Organisations in the peer group.")


@strawberry.type(
    description="A number with all that it takes to check it, shown to nine digits after the point."
)
class IndicatorValue:
    """One indicator of one organisation."""

    name: Indicator = strawberry.field(description="Which number it is.")
    value: float | None = strawberry.field(
        description="The number; null where the denominator is zero."
    )
    numerator: float = strawberry.field(description="What was counted.")
    denominator: float | None = strawberry.field(
        description="What it was counted out of; null for a plain count."
    )
    missing_share: float | None = strawberry.field(
        description="The share that could not be told; null where there is nothing."
    )
    definition: Definition = strawberry.field(description="What was counted.")
    ref: str = strawberry.field(description="For `evidence`: the nodes and links behind it.")


@strawberry.type(description="An organisation with weak links to industry.")
class WeakIndustryLink:
    """One row."""

    rows: strawberry.Private[tuple[object, object]]
    has_largest: strawberry.Private[bool]
    rules: list[Rule] = strawberry.field(description="The rules that it meets.")
    indicators: list[IndicatorValue] = strawberry.field(description="The numbers behind them.")
    newest_enterprise_tie: str | None = strawberry.field(
        description="The latest day on which its newest tie to an enterprise may have begun."
    )
    peer_group: PeerGroup = strawberry.field(description="Whom it is compared with.")
    rank: PeerRank = strawberry.field(description="Its place among them.")
    introductions: list[ProposedIntroduction] = strawberry.field(
        description="Enterprises that it should meet, the best first, and the known people and "
        "organisations who lead there."
    )
    cursor: str = strawberry.field(description="Its place, for `after`.")

    @strawberry.field(description="The organisation.", graphql_type=_ORGANIZATION)  # type: ignore[untyped-decorator]
    def organization(self) -> Any:
        """The row read for it."""
        return present(self.rows[0])

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="The enterprise with the strongest ties; null if it has none.",
        graphql_type=_ORGANIZATION | None,
    )
    def largest_enterprise(self) -> Any:
        """The row read for it."""
        return present(self.rows[1]) if self.has_largest else None


@strawberry.type(description="An organisation of which too little is known to rank it.")
class NotRanked:
    """One row."""

    row: strawberry.Private[object]
    activity: int = strawberry.field(description="Its activities in the window.")
    ref: str = strawberry.field(description="For `evidence`: those activities.")
    reason: str = strawberry.field(description="Why it is not ranked.")

    @strawberry.field(description="The organisation.", graphql_type=_ORGANIZATION)  # type: ignore[untyped-decorator]
    def organization(self) -> Any:
        """The row read for it."""
        return present(self.row)


@strawberry.type(description="Organisations with weak links to industry, and why.")
class WeakIndustryLinks(AnalyticAnswer):
    """The answer."""

    thresholds: Thresholds = strawberry.field(description="The thresholds that were applied.")
    ties: list[Tie] = strawberry.field(description="The kinds of tie that were looked at.")
    not_evaluated: list[NotEvaluated] = strawberry.field(
        description="Kinds of tie and rules that were asked for and could not be looked at."
    )
    considered: int = strawberry.field(description="Organisations looked at.")
    weak: int = strawberry.field(description="Those of them that meet at least one rule.")
    not_ranked_count: int = strawberry.field(
        description="Organisations of the types asked for with too little activity."
    )
    missing: int = strawberry.field(
        description="Activities left out: their date is missing or too rough for the window."
    )
    refs: list[NumberRef] = refs_field()
    found_by_rule: list[RuleCount] = strawberry.field(
        description="How many meet each of the rules asked for."
    )
    peer_groups: list[PeerGroup] = strawberry.field(description="Who is compared with whom.")
    rows: list[WeakIndustryLink] = strawberry.field(
        description="Those that meet a rule: most rules first, then the lowest share of "
        "enterprises, then by id; a page."
    )
    has_next_page: bool = strawberry.field(description="Whether the rows go on.")
    not_ranked: list[NotRanked] = strawberry.field(
        description="Organisations with too little activity, by id; `first` of them."
    )

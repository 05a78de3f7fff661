"""The root field ``analytics`` and its arguments."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import Info

from analytics.chains.coverage import ChainQuestion
from analytics.counted import Part
from analytics.industry_links.weak_links import Rule, WeakLinksQuestion
from analytics.networks.network import Weighting
from analytics.ties.kinds import Tie
from analytics.window import WindowBy
from graph_service.api.analytics.answer import window_of
from graph_service.api.analytics.arguments import (
    After,
    AsOf,
    First,
    From,
    NetworkInput,
    Region,
    To,
    Types,
    WindowedBy,
    members,
)
from graph_service.api.analytics.brokers import BrokersField
from graph_service.api.analytics.centrality import CentralityField
from graph_service.api.analytics.chain_coverage import (
    MOST_CANDIDATES,
    answer_chain_coverage,
)
from graph_service.api.analytics.chain_types import ChainCoverageAnswer
from graph_service.api.analytics.changes import ChangesField
from graph_service.api.analytics.chokepoints import ChokepointsField
from graph_service.api.analytics.collaboration import (
    CollaborationNetworkAnswer,
    answer_collaboration_network,
)
from graph_service.api.analytics.communities import CommunitiesField
from graph_service.api.analytics.concentration import ConcentrationField
from graph_service.api.analytics.enums import OrganizationType
from graph_service.api.analytics.evidence import Evidence, answer_evidence
from graph_service.api.analytics.gatekeepers import GatekeepersField
from graph_service.api.analytics.introductions import MOST
from graph_service.api.analytics.mixing import MixingField
from graph_service.api.analytics.next_segments import NextSegmentsField
from graph_service.api.analytics.partners import RecommendPartnersField
from graph_service.api.analytics.resilience import ResilienceField
from graph_service.api.analytics.triple_helix import TripleHelixField
from graph_service.api.analytics.weak_link_types import WeakIndustryLinks
from graph_service.api.analytics.weak_links import answer_weak_links
from graph_service.api.errors import ApiError

__all__ = ["AnalyticsQuery"]


@strawberry.type(description="Numbers computed from the whole graph, once for each version of it.")
class Analytics(
    ChangesField,
    BrokersField,
    CentralityField,
    ChokepointsField,
    CommunitiesField,
    ConcentrationField,
    GatekeepersField,
    MixingField,
    NextSegmentsField,
    ResilienceField,
    TripleHelixField,
    RecommendPartnersField,
):
    """All analytic fields."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Organisations that should work with enterprises and hardly do, and why."
    )
    async def weak_industry_links(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Any, None],
        types: Annotated[
            Any,
            strawberry.argument(
                description="Organisation types to look at.",
                graphql_type=list[OrganizationType],
            ),
        ],
        ties: Annotated[
            list[Tie] | None,
            strawberry.argument(description="Kinds of tie; all that have data if left out."),
        ] = None,
        from_: From = None,
        to: To = None,
        window_by: WindowedBy = WindowBy.START,
        rules: Annotated[
            list[Rule] | None, strawberry.argument(description="Rules; all if left out.")
        ] = None,
        min_projects: Annotated[
            int, strawberry.argument(description="Who has fewer activities is not ranked.")
        ] = 1,
        low_share: Annotated[
            float,
            strawberry.argument(description="Below it, the share of enterprises is low."),
        ] = 0.2,
        dominance: Annotated[
            float, strawberry.argument(description="From it on, one enterprise dominates.")
        ] = 0.8,
        stale_months: Annotated[
            int,
            strawberry.argument(description="Without a newer enterprise tie, ties are stale."),
        ] = 24,
        introductions: Annotated[
            int,
            strawberry.argument(
                description=f"How many enterprises to propose to each; at most {MOST}."
            ),
        ] = 3,
        first: First = 100,
        after: After = None,
        as_of: AsOf = None,
        region: Region = None,
    ) -> WeakIndustryLinks | None:
        """Find them."""
        try:
            asked = WeakLinksQuestion(
                types=members(info, types),
                ties=None if ties is None else tuple(dict.fromkeys(ties)),
                rules=tuple(Rule) if rules is None else tuple(dict.fromkeys(rules)),
                window=window_of(from_, to, window_by),
                min_projects=min_projects,
                low_share=low_share,
                dominance=dominance,
                stale_months=stale_months,
            )
        except ValueError as error:
            raise ApiError(str(error)) from error
        return await answer_weak_links(
            info,
            asked,
            first=first,
            introductions=introductions,
            after=after,
            as_of=as_of,
            region=region,
        )

    @strawberry.field(description="Organisations linked by what they share: projects or more.")  # type: ignore[untyped-decorator]
    async def collaboration_network(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Any, None],
        types: Types = None,
        ties: Annotated[
            list[Tie] | None,
            strawberry.argument(description="Kinds of tie; projects alone if left out."),
        ] = None,
        from_: From = None,
        to: To = None,
        window_by: WindowedBy = WindowBy.START,
        weighting: Annotated[
            Weighting, strawberry.argument(description="What a link weighs.")
        ] = Weighting.COUNT,
        max_consortium: Annotated[
            int | None,
            strawberry.argument(
                description="Projects, contracts and patents that more organisations share tie "
                "nobody."
            ),
        ] = None,
        local: Annotated[  # noqa: FBT002 - strawberry passes them by name
            bool, strawberry.argument(description="Whether only organisations of the region.")
        ] = False,
        chain: Annotated[
            strawberry.ID | None,
            strawberry.argument(
                description="Id of an industry chain: only organisations that serve or operate in it."
            ),
        ] = None,
        min_weight: Annotated[
            float, strawberry.argument(description="Links that weigh less are left out.")
        ] = 0.0,
        min_degree: Annotated[
            int,
            strawberry.argument(description="Organisations with fewer links are left out."),
        ] = 0,
        first: First = 100,
        as_of: AsOf = None,
        region: Region = None,
    ) -> CollaborationNetworkAnswer | None:
        """Project what they share onto organisations."""
        asked = NetworkInput(
            types=types,
            ties=ties,
            from_=from_,
            to=to,
            window_by=window_by,
            weighting=weighting,
            max_consortium=max_consortium,
            local=local,
            chain=chain,
        )
        return await answer_collaboration_network(
            info,
            asked,
            min_weight=min_weight,
            min_degree=min_degree,
            first=first,
            as_of=as_of,
            region=region,
        )

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Which stages of which segments of an industry chain have gaps."
    )
    async def chain_coverage(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Any, None],
        chain: Annotated[
            strawberry.ID, strawberry.argument(description="Id of the industry chain.")
        ],
        from_: From = None,
        to: To = None,
        window_by: WindowedBy = WindowBy.START,
        theta: Annotated[
            int, strawberry.argument(description="So many providers cover a cell.")
        ] = 3,
        hops: Annotated[
            int,
            strawberry.argument(description="Links of the longest path that is a handover."),
        ] = 2,
        candidates: Annotated[
            int,
            strawberry.argument(
                description=f"How many candidates for each gap; at most {MOST_CANDIDATES}."
            ),
        ] = 3,
        first: First = 100,
        as_of: AsOf = None,
        region: Region = None,
    ) -> ChainCoverageAnswer | None:
        """Find the gaps."""
        try:
            asked = ChainQuestion(
                chain=str(chain), window=window_of(from_, to, window_by), theta=theta, hops=hops
            )
        except ValueError as error:
            raise ApiError(str(error)) from error
        return await answer_chain_coverage(
            info, asked, candidates=candidates, first=first, as_of=as_of, region=region
        )

    @strawberry.field(description="The nodes and links behind a number; see `ref` of it.")  # type: ignore[untyped-decorator]
    async def evidence(
        self,
        info: Info[Any, None],
        ref: Annotated[str, strawberry.argument(description="The ref of an indicator.")],
        part: Annotated[
            Part, strawberry.argument(description="Which part of the number.")
        ] = Part.NUMERATOR,
        first: First = 100,
        after: After = None,
    ) -> Evidence | None:
        """List what was counted."""
        return await answer_evidence(info, ref=ref, part=part, first=first, after=after)


@strawberry.type
class AnalyticsQuery:
    """Mixed into ``Query``."""

    @strawberry.field(description="Numbers computed from the whole graph.")  # type: ignore[untyped-decorator]
    def analytics(self) -> Analytics:
        """All analytic fields."""
        return Analytics()

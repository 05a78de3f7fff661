"""What a map of the ecosystem is made of, as GraphQL types of plain attributes."""

from __future__ import annotations

from typing import Any

import strawberry

from analytics.maps.districts import DistrictMeasure
from analytics.maps.groups import GroupedBy
from graph_service.api.analytics.about import AnalyticAnswer
from graph_service.api.analytics.arguments import First
from graph_service.api.ecosystem_map.charted import Charted
from graph_service.api.ecosystem_map.columns import MapColumns
from graph_service.api.ecosystem_map.districts import DistrictsBy, MapDistricts, answer_districts
from graph_service.api.ecosystem_map.flows import FlowsBy, From, MapFlows, To, Via, answer_flows
from graph_service.api.selected import enum_type

__all__ = [
    "EcosystemMapAnswer",
    "MapBox",
    "MapCommunity",
    "MapKind",
    "MapLegend",
    "MapLink",
    "MapNode",
    "MapTotals",
]


@strawberry.type(description="A record on a map.")
class MapNode:
    """One node."""

    id: strawberry.ID = strawberry.field(description="Id of the record.")
    label: str | None = strawberry.field(description="Its name; null if none is known.")
    type: Any = strawberry.field(description="Its type.", graphql_type=enum_type("NodeType"))
    community: strawberry.ID | None = strawberry.field(
        description="Its community, as the legend has it; null if it has no links, or if "
        "`communityReason` says why there are none."
    )
    degree: int = strawberry.field(
        description="How many records it is joined to, those included that are not shown."
    )
    weight: int = strawberry.field(description="Sum of the weights of the links to them.")
    hidden_neighbours: int = strawberry.field(
        description="To how many of them no link is shown; `neighbourhood` lists them."
    )
    x: float | None = strawberry.field(
        description="How far right it is drawn; degrees of longitude in a layout by GEO, segments "
        "in one by CHAIN. Null where that is not known."
    )
    y: float | None = strawberry.field(
        description="How far up it is drawn; degrees of latitude in a layout by GEO."
    )
    degree_ref: str = strawberry.field(description="For `evidence`: the records it is joined to.")
    weight_ref: str = strawberry.field(description="For `evidence`: the links to them.")


@strawberry.type(description="A link on a map.")
class MapLink:
    """One link."""

    source: strawberry.ID = strawberry.field(
        description="Id of the record where it begins; of a tie that with the lesser id."
    )
    target: strawberry.ID = strawberry.field(description="Id of the other one.")
    type: str = strawberry.field(
        description="Kind of tie, such as PROJECT, or type of recorded links, such as HOSTS."
    )
    weight: int = strawberry.field(
        description="How many activities the two share, or how many links are recorded."
    )
    ref: str = strawberry.field(
        description="For `evidence`: the activities, or the links that are recorded."
    )


@strawberry.type(description="A type of records or links on a map.")
class MapKind:
    """One entry of the legend."""

    type: str = strawberry.field(description="Name of the type, as nodes or links have it.")
    label: str = strawberry.field(description="Its Chinese name.")
    english: str = strawberry.field(description="Its English name.")
    count: int = strawberry.field(description="How many there are.")
    shown: int = strawberry.field(description="How many of them are on the map.")


@strawberry.type(
    description="Records that are joined to each other more than to others, by all links of the map, "
    "shown or not."
)
class MapCommunity:
    """One community in the legend."""

    id: strawberry.ID = strawberry.field(
        description="Id of its strongest member, which it is called by."
    )
    label: str | None = strawberry.field(description="The name of that; null if none is known.")
    count: int = strawberry.field(description="How many records are in it.")
    shown: int = strawberry.field(description="How many of them are on the map.")


@strawberry.type(description="What the types on a map are called, and how many there are of each.")
class MapLegend:
    """The legend."""

    nodes: list[MapKind] = strawberry.field(description="Types of records.")
    links: list[MapKind] = strawberry.field(description="Kinds of tie, then types of links.")
    communities: list[MapCommunity] = strawberry.field(
        description="The communities that are on the map, the largest first."
    )


@strawberry.type(description="The smallest upright rectangle around the records on a map.")
class MapBox:
    """GraphQL's view of `analytics.maps.positions.Box`."""

    min_x: float = strawberry.field(description="Its left edge.")
    min_y: float = strawberry.field(description="Its lower edge.")
    max_x: float = strawberry.field(description="Its right edge.")
    max_y: float = strawberry.field(description="Its upper edge.")


@strawberry.type(description="What there is and what is not on the map: the parts add up.")
class MapTotals:
    """GraphQL's view of `analytics.maps.ecosystem_map.MapTotals`."""

    nodes: int = strawberry.field(description="All records of the types asked for.")
    shown_nodes: int = strawberry.field(description="Those on the map.")
    beyond_distance: int = strawberry.field(
        description="Records too far from the one around which the map is drawn."
    )
    below_min_degree: int = strawberry.field(description="Other records, of too low a degree.")
    beyond_max_nodes: int = strawberry.field(
        description="Further records, of a lower degree than those shown or the same."
    )
    links: int = strawberry.field(description="All links of the types asked for between these.")
    shown_links: int = strawberry.field(description="Those on the map.")
    below_min_weight: int = strawberry.field(description="Links that are too light.")
    of_hidden_nodes: int = strawberry.field(
        description="Other links of which an end is not on the map."
    )
    beyond_max_links: int = strawberry.field(
        description="Further links, as light as the lightest one shown or lighter."
    )


@strawberry.type(
    name="EcosystemMap",
    description="The best-connected records and the heaviest links between them.",
)
class EcosystemMapAnswer(AnalyticAnswer):
    """The answer."""

    charted: strawberry.Private[Charted]
    nodes: list[MapNode] = strawberry.field(
        description="Those of greatest degree first, equal ones by id; of a map around a record "
        "the nearest first."
    )
    links: list[MapLink] = strawberry.field(
        description="The heaviest first, equal ones by the ids of their ends, then by type."
    )
    columns: MapColumns | None = strawberry.field(
        description="The same as columns; ask for one of the two forms.",
        graphql_type=MapColumns,
    )
    box: MapBox | None = strawberry.field(
        description="What the positions lie in; null if no record has one."
    )
    unplaced: int | None = strawberry.field(
        description="How many of the records on the map have no position, because no place of "
        "theirs or no segment is known; `warnings` says more."
    )
    legend: MapLegend = strawberry.field(description="What the types are called.")
    totals: MapTotals = strawberry.field(description="What there is and what was left out.")
    truncated: bool = strawberry.field(
        description="Whether maxNodes or maxLinks left something out."
    )
    community_reason: str | None = strawberry.field(
        description="Why no communities are told; null if they are, or are not asked for."
    )

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="All links of at least minWeight in the scope, shown or not, summed up from "
        "column to column: what a Sankey diagram draws."
    )
    async def flows(
        self,
        from_: From = None,
        via: Via = None,
        to: To = None,
        by: FlowsBy = GroupedBy.TYPE,
        first: First = 100,
    ) -> MapFlows:
        """Sum them up."""
        return await answer_flows(self.charted, from_=from_, via=via, to=to, by=by, first=first)

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="All records and links of at least minWeight in the scope, shown or not, "
        "summed up by district: what a choropleth draws."
    )
    async def by_district(self, measure: DistrictsBy = DistrictMeasure.RECORDS) -> MapDistricts:
        """Sum them up."""
        return await answer_districts(self.charted, measure)

"""What a map of the ecosystem is made of, as GraphQL types of plain attributes."""

from __future__ import annotations

from typing import Any

import strawberry

from graph_service.api.analytics.about import AnalyticAnswer
from graph_service.api.ecosystem_map.columns import MapColumns
from graph_service.api.selected import enum_type

__all__ = [
    "EcosystemMapAnswer",
    "MapDistrict",
    "MapFlow",
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
    degree: int = strawberry.field(
        description="How many records it is joined to, those included that are not shown."
    )
    weight: int = strawberry.field(description="Sum of the weights of the links to them.")
    hidden_neighbours: int = strawberry.field(
        description="To how many of them no link is shown; `neighbourhood` lists them."
    )


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


@strawberry.type(description="A type of records or links on a map.")
class MapKind:
    """One entry of the legend."""

    type: str = strawberry.field(description="Name of the type, as nodes or links have it.")
    label: str = strawberry.field(description="Its Chinese label.")
    count: int = strawberry.field(description="How many there are.")
    shown: int = strawberry.field(description="How many of them are on the map.")


@strawberry.type(description="What the types on a map are called, and how many there are of each.")
class MapLegend:
    """The legend."""

    nodes: list[MapKind] = strawberry.field(description="Types of records.")
    links: list[MapKind] = strawberry.field(description="Kinds of tie, then types of links.")


@strawberry.type(description="What there is and what is not on the map: the parts add up.")
class MapTotals:
    """GraphQL's view of `analytics.maps.ecosystem_map.MapTotals`."""

    nodes: int = strawberry.field(description="All records of the types asked for.")
    shown_nodes: int = strawberry.field(description="Those on the map.")
    below_min_degree: int = strawberry.field(description="Records of too low a degree.")
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


@strawberry.type(description="Links of one type from records of one type to those of another.")
class MapFlow:
    """GraphQL's view of `analytics.maps.summaries.Flow`."""

    source: Any = strawberry.field(
        description="Type of the records where they begin; ties, which have no direction, are "
        "told in the order of the legend.",
        graphql_type=enum_type("NodeType"),
    )
    target: Any = strawberry.field(
        description="Type of the other records.", graphql_type=enum_type("NodeType")
    )
    type: str = strawberry.field(description="Type of the links, as links have it.")
    links: int = strawberry.field(description="How many links.")
    weight: int = strawberry.field(description="Sum of their weights.")


@strawberry.type(
    description="What of a map is located in a district; in several, it counts in each."
)
class MapDistrict:
    """GraphQL's view of `analytics.maps.summaries.InDistrict`."""

    id: strawberry.ID | None = strawberry.field(
        description="Id of the district; null of what is located in none that is known."
    )
    code: str | None = strawberry.field(description="Its code, as on boundary maps.")
    label: str | None = strawberry.field(description="Its name, if the region's pack has it.")
    records: int = strawberry.field(description="Records located there, shown or not.")
    links: int = strawberry.field(description="Links with an end there, shown or not.")
    inside: int = strawberry.field(description="Those of them with both ends there.")
    weight: int = strawberry.field(description="Sum of the weights of the links with an end there.")


@strawberry.type(
    name="EcosystemMap",
    description="The best-connected records and the heaviest links between them.",
)
class EcosystemMapAnswer(AnalyticAnswer):
    """The answer."""

    nodes: list[MapNode] = strawberry.field(
        description="Those of greatest degree first, equal ones by id."
    )
    links: list[MapLink] = strawberry.field(
        description="The heaviest first, equal ones by the ids of their ends, then by type."
    )
    columns: MapColumns | None = strawberry.field(
        description="The same as columns; ask for one of the two forms.",
        graphql_type=MapColumns,
    )
    flows: list[MapFlow] = strawberry.field(
        description="All links of at least minWeight, shown or not, summed up between the types of "
        "records: what a Sankey or chord diagram draws."
    )
    by_district: list[MapDistrict] = strawberry.field(
        description="All records and links of at least minWeight, shown or not, summed up by "
        "district, in the order of their codes: what a choropleth draws."
    )
    legend: MapLegend = strawberry.field(description="What the types are called.")
    totals: MapTotals = strawberry.field(description="What there is and what was left out.")
    truncated: bool = strawberry.field(
        description="Whether maxNodes or maxLinks left something out."
    )

"""The GraphQL types of ``dataQuality`` and ``qualityFindings``."""

from __future__ import annotations

from typing import Any, Final

import strawberry

from graph_service.api.analytics.answer import Definition, stale_field
from graph_service.api.enum_descriptions import describe
from graph_service.api.selected import interface_type
from graph_service.quality.kinds import KINDS, Kind

__all__ = [
    "MOST_GROUPS",
    "DataQuality",
    "QualityFinding",
    "QualityFindingList",
    "QualityGroup",
    "QualityMeasure",
]

MOST_GROUPS: Final = 1_000
"""Groups of one measure that are shown."""

describe(
    Kind,
    "QualityKind",
    "What can be wrong with data.",
    {kind.name: f"{KINDS[kind].label}." for kind in Kind},
)


def _ref_field() -> Any:
    return strawberry.field(
        description="For `evidence`: the findings; null of MISSING_END, whose records are not "
        "there: `qualityFindings` lists them."
    )


@strawberry.type(description="Findings of one kind, of one type, property or source.")
class QualityGroup:
    """GraphQL's view of `graph_service.quality.measures.Group`."""

    type: str | None = strawberry.field(description="Type of record or link, if it is of one.")
    type_label: str | None = strawberry.field(description="Its Chinese label.")
    property: str | None = strawberry.field(
        description="Property, if it is of one; `type` for what a record is."
    )
    property_label: str | None = strawberry.field(description="Its Chinese label.")
    source: str | None = strawberry.field(description="Source, if it is of one.")
    newest_period: str | None = strawberry.field(
        description="Of a source: the last day of its newest period."
    )
    count: int = strawberry.field(description="How many findings.")
    out_of: int | None = strawberry.field(description="Of how many.")
    share: float | None = strawberry.field(description="count of outOf; null if that is 0.")
    missing_share: float | None = strawberry.field(
        description="Share of outOf of which it cannot be told, because values are missing."
    )
    ref: str | None = _ref_field()


@strawberry.type(description="All findings of one kind.")
class QualityMeasure:
    """GraphQL's view of `graph_service.quality.measures.Measure`."""

    kind: Kind = strawberry.field(description="Which kind.")
    label: str = strawberry.field(description="Its Chinese label.")
    definition: Definition = strawberry.field(description="What is counted.")
    count: int = strawberry.field(description="How many findings: the sum over the groups.")
    out_of: int | None = strawberry.field(
        description="Of how many; null for pairs, which are part of nothing."
    )
    share: float | None = strawberry.field(description="count of outOf; null if that is 0.")
    missing_share: float | None = strawberry.field(
        description="Share of outOf of which it cannot be told, because values are missing."
    )
    ref: str | None = _ref_field()
    groups: list[QualityGroup] = strawberry.field(
        description=f"By type, property and source; at most {MOST_GROUPS}, the largest shares first."
    )


@strawberry.type(description="What is wrong in the graph, by kind. 数据质量")
class DataQuality:
    """The answer."""

    graph_version: str = strawberry.field(description="Version of the graph that was looked at.")
    stale: bool = stale_field()
    as_of: str = strawberry.field(description="The day it speaks of.")
    records: int = strawberry.field(description="How many records there are.")
    links: int = strawberry.field(description="How many links are shown.")
    measures: list[QualityMeasure] = strawberry.field(description="One for each kind asked for.")


@strawberry.type(description="One finding.")
class QualityFinding:
    """GraphQL's view of `graph_service.quality.measures.Finding`."""

    type: str | None = strawberry.field(description="Type of record or link of its group.")
    property: str | None = strawberry.field(description="Property of its group.")
    source: str | None = strawberry.field(description="Source of its group.")
    node_id: strawberry.ID = strawberry.field(description="Id of the record it is about.")
    other_id: strawberry.ID | None = strawberry.field(
        description="Id of the other record, of a pair or link."
    )
    detail: str = strawberry.field(
        description="What else tells it: the code, the period's last day, the link, the reason of a pair."
    )
    node: Any = strawberry.field(
        description="The record it is about; null if it is not in the graph.",
        graphql_type=interface_type("Node") | None,
    )
    other: Any = strawberry.field(
        description="The other record; null if there is none in the graph.",
        graphql_type=interface_type("Node") | None,
    )
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of findings.")
class QualityFindingList:
    """The answer."""

    graph_version: str = strawberry.field(description="Version of the graph that was looked at.")
    stale: bool = stale_field()
    total_count: int = strawberry.field(description="How many there are: the number shown.")
    items: list[QualityFinding] = strawberry.field(
        description="By type, property and source, then by ids."
    )
    has_next_page: bool = strawberry.field(description="Whether it goes on.")

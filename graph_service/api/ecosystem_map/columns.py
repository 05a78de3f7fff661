"""The map as columns: few long lists instead of many small objects, ready for typed arrays."""

from __future__ import annotations

from typing import Any

import strawberry

from analytics.maps.ecosystem_map import EcosystemMap
from analytics.maps.question import MapQuestion
from graph_service.api.ecosystem_map.column_scalars import FloatColumn, IntColumn, TextColumn
from graph_service.api.ecosystem_map.said import Said
from graph_service.api.selected import enum_type

__all__ = ["MapColumns", "columns_of_map"]

_NODE_TYPE: Any = enum_type("NodeType")


@strawberry.type(description="The same records and links as `nodes` and `links`, as columns.")
class MapColumns:
    """The columnar form."""

    ids: TextColumn = strawberry.field(description="Ids of the records.")
    labels: TextColumn = strawberry.field(description="Their names; null where none is known.")
    types: list[Any] = strawberry.field(
        description="The types of records to which `typeCodes` lead, those of the legend.",
        graphql_type=list[_NODE_TYPE],
    )
    type_codes: IntColumn = strawberry.field(
        description="Of each record the place of its type in `types`, from 0."
    )
    degrees: IntColumn = strawberry.field(description="Of each record the degree.")
    weights: IntColumn = strawberry.field(description="Of each record the weight.")
    hidden_neighbours: IntColumn = strawberry.field(
        description="Of each record the number of hidden neighbours."
    )
    xs: FloatColumn = strawberry.field(
        description="Of each record how far right it is drawn; null where that is not known."
    )
    ys: FloatColumn = strawberry.field(description="Of each record how far up.")
    communities: TextColumn = strawberry.field(
        description="The communities to which `communityCodes` lead, those of the legend."
    )
    community_codes: IntColumn = strawberry.field(
        description="Of each record the place of its community in `communities`; -1 for none."
    )
    degree_refs: TextColumn = strawberry.field(
        description="Of each record, for `evidence`: the records it is joined to."
    )
    weight_refs: TextColumn = strawberry.field(
        description="Of each record, for `evidence`: the links to them."
    )
    sources: IntColumn = strawberry.field(
        description="Of each link the place in `ids` of the record where it begins, from 0."
    )
    targets: IntColumn = strawberry.field(
        description="Of each link the place in `ids` of the other record."
    )
    link_types: list[str] = strawberry.field(
        description="The types of links to which `linkTypeCodes` lead, those of the legend."
    )
    link_type_codes: IntColumn = strawberry.field(
        description="Of each link the place of its type in `linkTypes`, from 0."
    )
    link_weights: IntColumn = strawberry.field(description="Of each link the weight.")
    link_refs: TextColumn = strawberry.field(
        description="Of each link, for `evidence`: the activities, or the links recorded."
    )


def columns_of_map(drawn: EcosystemMap, said: Said, question: MapQuestion) -> MapColumns:
    """Make the columnar form of a map.

    Parameters
    ----------
    drawn : EcosystemMap
    said : Said
        What else is told of its nodes and links.
    question : MapQuestion
        What it is the answer to.
    """
    return MapColumns(
        ids=TextColumn(list(drawn.ids)),
        labels=TextColumn(list(said.labels)),
        types=list(question.types),
        type_codes=IntColumn(drawn.type.tolist()),
        degrees=IntColumn(drawn.degree.tolist()),
        weights=IntColumn(drawn.weight.tolist()),
        hidden_neighbours=IntColumn(drawn.hidden.tolist()),
        xs=FloatColumn(list(said.xs)),
        ys=FloatColumn(list(said.ys)),
        communities=TextColumn(list(said.names)),
        community_codes=IntColumn(list(said.codes)),
        degree_refs=TextColumn(list(said.degree_refs)),
        weight_refs=TextColumn(list(said.weight_refs)),
        sources=IntColumn(drawn.source.tolist()),
        targets=IntColumn(drawn.target.tolist()),
        link_types=list(question.link_types),
        link_type_codes=IntColumn(drawn.link_type.tolist()),
        link_weights=IntColumn(drawn.link_weight.tolist()),
        link_refs=TextColumn(list(said.link_refs)),
    )

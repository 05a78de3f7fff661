"""The map as columns: few long lists instead of many small objects, ready for typed arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import strawberry

from analytics.maps.ecosystem_map import EcosystemMap
from analytics.maps.question import MapQuestion
from graph_service.api.ecosystem_map.column_scalars import IntColumn, TextColumn
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


def columns_of_map(
    drawn: EcosystemMap, labels: Sequence[str | None], question: MapQuestion
) -> MapColumns:
    """Make the columnar form of a map.

    Parameters
    ----------
    drawn : EcosystemMap
    labels : sequence of (str or None)
        Of its nodes.
    question : MapQuestion
        What it is the answer to.
    """
    return MapColumns(
        ids=TextColumn(list(drawn.ids)),
        labels=TextColumn(list(labels)),
        types=list(question.types),
        type_codes=IntColumn(drawn.type.tolist()),
        degrees=IntColumn(drawn.degree.tolist()),
        weights=IntColumn(drawn.weight.tolist()),
        hidden_neighbours=IntColumn(drawn.hidden.tolist()),
        sources=IntColumn(drawn.source.tolist()),
        targets=IntColumn(drawn.target.tolist()),
        link_types=list(question.link_types),
        link_type_codes=IntColumn(drawn.link_type.tolist()),
        link_weights=IntColumn(drawn.link_weight.tolist()),
    )

"""The root field ``ecosystemMap``: as much of the graph as can be drawn."""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from typing import Annotated, Any, Final, cast

import strawberry
from strawberry import Info

from analytics.maps.ecosystem_map import DEFINITION, EcosystemMap, ecosystem_map
from analytics.maps.question import MOST_LINKS, MOST_NODES, MapQuestion
from analytics.maps.summaries import NOWHERE, InDistrict, districts_of, flows_of
from analytics.tables import Tables
from analytics.ties.kinds import Tie
from graph_service.api.analytics.about import about
from graph_service.api.analytics.answer import Question, begin
from graph_service.api.analytics.arguments import AsOf, Region, members
from graph_service.api.analytics.network_scores import label_of
from graph_service.api.context import Context
from graph_service.api.ecosystem_map.columns import columns_of_map
from graph_service.api.ecosystem_map.drawing import (
    DrawnRows,
    drawn_rows,
    labels_of,
    legend_of,
)
from graph_service.api.ecosystem_map.map_types import (
    EcosystemMapAnswer,
    MapDistrict,
    MapFlow,
    MapLink,
    MapNode,
    MapTotals,
)
from graph_service.api.errors import ApiError
from graph_service.api.objects import type_code
from graph_service.api.selected import enum_type, selects

__all__ = ["EcosystemMapQuery"]

_DEFAULT_NODES: Final = 300
_DEFAULT_LINKS: Final = 1_000


@strawberry.type
class EcosystemMapQuery:
    """Mixed into ``Query``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="The best-connected records and the heaviest links between them, to be drawn:"
        " a bounded part of the graph that says what it leaves out."
    )
    async def ecosystem_map(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Any, None],
        types: Annotated[
            Any,
            strawberry.argument(
                description="Types of the records; all organisations if left out.",
                graphql_type=list[enum_type("NodeType")] | None,
            ),
        ] = None,
        link_types: Annotated[
            list[str] | None,
            strawberry.argument(
                description="What joins them: kinds of tie of organisations, such as PROJECT, and "
                "types of recorded links, such as PARTICIPATES_IN; all kinds of tie if left out."
            ),
        ] = None,
        min_degree: Annotated[
            int,
            strawberry.argument(description="Records joined to fewer others are left out."),
        ] = 0,
        min_weight: Annotated[
            int,
            strawberry.argument(
                description="Links that weigh less are left out, and count nowhere."
            ),
        ] = 1,
        max_nodes: Annotated[
            int, strawberry.argument(description=f"How many records; at most {MOST_NODES}.")
        ] = _DEFAULT_NODES,
        max_links: Annotated[
            int, strawberry.argument(description=f"How many links; at most {MOST_LINKS}.")
        ] = _DEFAULT_LINKS,
        local: Annotated[  # noqa: FBT002 - strawberry passes them by name
            bool,
            strawberry.argument(
                description="Whether only what is located in the region is looked at."
            ),
        ] = False,
        as_of: AsOf = None,
        region: Region = None,
    ) -> EcosystemMapAnswer | None:
        """Draw it."""
        question = await begin(info, as_of, region)
        if local and question.region is None:
            raise ApiError("No region was given, so nothing is local; give region.")
        try:
            asked = MapQuestion(
                types=_types(info, question.tables, types),
                link_types=_link_types(question, link_types),
                region=question.region if local else None,
                min_degree=min_degree,
                min_weight=min_weight,
                max_nodes=max_nodes,
                max_links=max_links,
            )
        except ValueError as error:
            raise ApiError(str(error)) from error
        return await _answer(info, question, asked)


async def _answer(
    info: Info[Any, None], question: Question, asked: MapQuestion
) -> EcosystemMapAnswer:
    context: Context = info.context
    network = await question.network(asked.network)
    drawn = await question.compute(
        ("ecosystemMap", asked), partial(ecosystem_map, question.tables, network, asked)
    )
    rows, columns = DrawnRows([], []), None
    if selects(info, "nodes") or selects(info, "links"):
        labels = await _labels(question, drawn, asked)
        rows = await question.compute(
            ("ecosystemMap rows", asked), partial(drawn_rows, drawn, labels, asked)
        )
    if selects(info, "columns"):
        labels = await _labels(question, drawn, asked)
        columns = await question.compute(
            ("ecosystemMap columns", asked), partial(columns_of_map, drawn, labels, asked)
        )
    flows: list[MapFlow] = []
    if selects(info, "flows"):
        flows = [
            MapFlow(**{field.name: getattr(flow, field.name) for field in fields(flow)})
            for flow in await question.compute(
                ("ecosystemMap flows", asked), partial(flows_of, question.tables, network, asked)
            )
        ]
    districts: list[MapDistrict] = []
    if selects(info, "byDistrict"):
        found = await question.compute(
            ("ecosystemMap districts", asked),
            partial(districts_of, question.tables, network, asked),
        )
        districts = [_district(context, district) for district in found]
    totals = drawn.totals
    return EcosystemMapAnswer(
        **about(
            question,
            DEFINITION,
            asked=asked,
            n=totals.nodes,
            warnings=[
                f"{left.name} is not evaluated: {left.reason}" for left in drawn.not_evaluated
            ],
        ),
        nodes=cast("list[MapNode]", rows.nodes),
        links=cast("list[MapLink]", rows.links),
        columns=columns,
        flows=flows,
        by_district=districts,
        legend=legend_of(context, drawn, asked),
        totals=MapTotals(**{field.name: getattr(totals, field.name) for field in fields(totals)}),
        truncated=totals.truncated,
    )


async def _labels(question: Question, drawn: EcosystemMap, asked: MapQuestion) -> list[str | None]:
    return await question.fetch(
        ("ecosystemMap labels", asked),
        partial(labels_of, question.context, drawn, asked, question.as_of),
    )


def _district(context: Context, found: InDistrict) -> MapDistrict:
    return MapDistrict(
        id=None if found.id == NOWHERE else strawberry.ID(found.id),
        code=found.code,
        label=None if found.code is None else label_of(context, found.code),
        records=found.records,
        links=found.links,
        inside=found.inside,
        weight=found.weight,
    )


def _types(info: Info[Any, None], tables: Tables, asked: list[str] | None) -> tuple[str, ...]:
    """The types asked for, in one order whatever that of the question."""
    if asked is None:
        return members(info, None)
    wanted = {*map(str, asked)}
    absent = sorted(wanted - {*tables.nodes})
    if absent:
        raise ApiError(
            f"types names {type_code(absent[0])}, which no map shows; "
            f"it can name {', '.join(map(type_code, tables.nodes))}."
        )
    return tuple(name for name in tables.nodes if name in wanted)


def _link_types(question: Question, asked: list[str] | None) -> tuple[str, ...]:
    """The link types asked for, in one order whatever that of the question."""
    ties = tuple(tie.value for tie in Tie)
    if asked is None:
        return ties
    known = (*ties, *question.tables.links)
    absent = sorted({*asked} - {*known})
    if absent:
        raise ApiError(f"linkTypes names {absent[0]!r}; it can name {', '.join(known)}.")
    return tuple(name for name in known if name in asked)

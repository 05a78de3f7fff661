"""``ecosystemMap { flows }``: the links of a map from column to column."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Final

import orjson
import strawberry

from analytics.maps.flows import DEFINITION, FlowNode, Flows, FlowsQuestion, flows_of
from analytics.maps.groups import GroupedBy
from analytics.region import codes_of_districts
from graph_service.api.analytics.answer import Definition, checked_first, definition_of, ref_of
from graph_service.api.analytics.network_scores import label_of
from graph_service.api.ecosystem_map.charted import Charted
from graph_service.api.ecosystem_map.evidence import ANALYTIC, FLOW_LINKS, FLOW_WEIGHT, MapAsked
from graph_service.api.ecosystem_map.naming import CODES, NOWHERE, Named, labels_of, type_named
from graph_service.api.enum_descriptions import describe
from graph_service.api.errors import ApiError
from graph_service.api.objects import type_code
from graph_service.api.selected import enum_type

__all__ = ["FlowsBy", "From", "MapFlows", "To", "Via", "answer_flows"]

_TYPES: Final = list[enum_type("NodeType")] | None  # type: ignore[misc]

From = Annotated[
    Any,
    strawberry.argument(
        name="from",
        description="Types of the first column; all of the map that via does not name if left out.",
        graphql_type=_TYPES,
    ),
]
Via = Annotated[
    Any,
    strawberry.argument(
        description="Types of a column between the two, through which flows are followed.",
        graphql_type=_TYPES,
    ),
]
To = Annotated[
    Any,
    strawberry.argument(
        description="Types of the last column; all of the map that via does not name if left out.",
        graphql_type=_TYPES,
    ),
]
FlowsBy = Annotated[GroupedBy, strawberry.argument(description="What is put together in a column.")]

describe(
    GroupedBy,
    "MapGroupedBy",
    "What divides the records of a map into groups.",
    {
        "TYPE": "Their types.",
        "STAGE": "Stages of research and development: their own, or those of their works.",
        "POSITION": "Positions in the chain: upstream, midstream, downstream.",
        "DISTRICT": "Districts.",
        "RECORD": "Each record is a group.",
    },
)


@strawberry.type(description="A group of records in a column of flows.")
class MapFlowNode:
    """GraphQL's view of `analytics.maps.flows.FlowNode`."""

    column: int = strawberry.field(description="Its column, from 0.")
    name: str | None = strawberry.field(
        description="Type, code of a stage or position, or id of a district or record; null for "
        "what is in no group."
    )
    label: str | None = strawberry.field(description="Its Chinese name, if one is known.")
    english: str | None = strawberry.field(
        description="Its English name; null of a district or record, whose name is `label`."
    )
    records: int = strawberry.field(description="Records of it that a flow joins to others.")


@strawberry.type(description="Links of one type from one group to another.")
class MapFlow:
    """One flow."""

    source: int = strawberry.field(description="Place in `nodes` of where it comes from, from 0.")
    target: int = strawberry.field(description="Place in `nodes` of where it leads.")
    type: str = strawberry.field(description="Type of the links, as links of the map have it.")
    links: int = strawberry.field(description="How many links.")
    weight: int = strawberry.field(description="Sum of their weights.")
    links_ref: str = strawberry.field(description="For `evidence`: the links.")
    weight_ref: str = strawberry.field(description="For `evidence`: the links by their weights.")


@strawberry.type(description="The links of a map from column to column: a Sankey diagram.")
class MapFlows:
    """The answer."""

    definition: Definition = strawberry.field(description="What is summed up.")
    nodes: list[MapFlowNode] = strawberry.field(
        description="The groups, by column, those of the flows shown."
    )
    flows: list[MapFlow] = strawberry.field(
        description="The heaviest first, equal ones by column and groups; `first` of them."
    )
    links: int = strawberry.field(description="Links in all flows, once for each flow.")
    weight: int = strawberry.field(description="Weight of all flows.")
    shown_weight: int = strawberry.field(description="Weight of the flows shown.")
    truncated: bool = strawberry.field(description="Whether there are more flows.")


async def answer_flows(
    map_: Charted, *, from_: Any, via: Any, to: Any, by: GroupedBy, first: int
) -> MapFlows:
    """Answer the field; see its arguments."""
    limit, question = checked_first(first), map_.question
    types = map_.asked.types
    try:
        asked = FlowsQuestion(
            sources=_types(types, "from", from_),
            via=_types(types, "via", via),
            targets=_types(types, "to", to),
            by=by,
        )
    except ValueError as error:
        raise ApiError(str(error)) from error
    found = await question.compute(
        ("ecosystemMap flows", map_.asked.whole, asked),
        partial(flows_of, question.tables, map_.chart, map_.asked.whole, asked),
    )
    columns = (found.source, found.target, found.type, found.links, found.weight)
    rows = [*zip(*(column[:limit].tolist() for column in columns), strict=True)]
    used = sorted({place for source, target, *_ in rows for place in (source, target)})
    shown = {old: new for new, old in enumerate(used)}
    names = await _names(map_, [found.nodes[place] for place in used], by)
    return MapFlows(
        definition=definition_of(DEFINITION),
        nodes=[
            MapFlowNode(
                column=node.column,
                name=_code(node.name, by),
                label=label,
                english=english,
                records=node.records,
            )
            for node, (label, english) in names
        ],
        flows=[
            MapFlow(
                source=shown[source],
                target=shown[target],
                type=map_.asked.link_types[kind],
                links=links,
                weight=weight,
                links_ref=_ref(map_, asked, found, (source, target, kind), FLOW_LINKS),
                weight_ref=_ref(map_, asked, found, (source, target, kind), FLOW_WEIGHT),
            )
            for source, target, kind, links, weight in rows
        ],
        links=int(found.links.sum()),
        weight=int(found.weight.sum()),
        shown_weight=sum(weight for *_, weight in rows),
        truncated=len(found.weight) > len(rows),
    )


def _ref(
    map_: Charted,
    asked: FlowsQuestion,
    found: Flows,
    flow: tuple[int, int, int],
    measure: str,
) -> str:
    source, target = found.nodes[flow[0]], found.nodes[flow[1]]
    subject = [source.column, source.name, target.name, map_.asked.link_types[flow[2]]]
    return ref_of(
        map_.question,
        ANALYTIC,
        orjson.dumps(subject).decode(),
        measure,
        MapAsked(map_.asked.whole, asked),
    )


async def _names(
    map_: Charted, nodes: list[FlowNode], by: GroupedBy
) -> list[tuple[FlowNode, Named | tuple[str | None, None]]]:
    question = map_.question
    context = question.context
    if by is GroupedBy.RECORD:
        ids = [str(node.name) for node in nodes]
        labels = await labels_of(context, ids, map_.asked.types, question.as_of)
        return [(node, (label, None)) for node, label in zip(nodes, labels, strict=True)]
    codes = codes_of_districts(question.tables) if by is GroupedBy.DISTRICT else {}
    found: list[tuple[FlowNode, Named | tuple[str | None, None]]] = []
    for node in nodes:
        if node.name is None:
            found.append((node, NOWHERE))
        elif by is GroupedBy.TYPE:
            found.append((node, type_named(context, node.name)))
        elif by is GroupedBy.DISTRICT:
            code = codes.get(node.name)
            found.append((node, (None if code is None else label_of(context, code), None)))
        else:
            found.append((node, CODES[node.name]))
    return found


def _code(name: str | None, by: GroupedBy) -> str | None:
    return type_code(name) if name is not None and by is GroupedBy.TYPE else name


def _types(known: tuple[str, ...], argument: str, asked: list[str] | None) -> tuple[str, ...]:
    """The types asked for, in the order of the map; nothing if none is."""
    if asked is None:
        return ()
    wanted = {*map(str, asked)}
    absent = sorted(wanted - {*known})
    if absent:
        raise ApiError(
            f"{argument} names {type_code(absent[0])}, which is not on the map; name it in types."
        )
    return tuple(name for name in known if name in wanted)

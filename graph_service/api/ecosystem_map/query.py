"""The root field ``ecosystemMap``: as much of the graph as can be drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields
from functools import partial
from typing import Annotated, Any, Final, cast

import strawberry
from strawberry import Info

from analytics.maps.communities import SEED, MapCommunities
from analytics.maps.ecosystem_map import DEFINITION, EcosystemMap, ecosystem_map
from analytics.maps.positions import Layout, Positions
from analytics.maps.question import MOST_LINKS, MOST_NODES, MapQuestion
from analytics.tables import Tables
from analytics.ties.kinds import Tie
from graph_service.api.analytics.about import about
from graph_service.api.analytics.answer import Question, begin
from graph_service.api.analytics.arguments import AsOf, Region, members
from graph_service.api.context import Context
from graph_service.api.ecosystem_map.charted import Charted, charted, found_communities
from graph_service.api.ecosystem_map.columns import columns_of_map
from graph_service.api.ecosystem_map.drawing import DrawnRows, drawn_rows, legend_of
from graph_service.api.ecosystem_map.map_types import (
    EcosystemMapAnswer,
    MapCommunity,
    MapLink,
    MapNode,
    MapTotals,
)
from graph_service.api.ecosystem_map.naming import labels_of
from graph_service.api.ecosystem_map.positions import (
    OF_POSITIONS,
    MapLayout,
    box_told,
    positions_of_map,
    warnings_of,
)
from graph_service.api.ecosystem_map.said import Said, Wanted, on_the_map, said_of
from graph_service.api.ecosystem_map.scope import MapScope, Scope
from graph_service.api.errors import ApiError
from graph_service.api.objects import type_code
from graph_service.api.selected import enum_type, selects

__all__ = ["DEFAULT_LINKS", "DEFAULT_NODES", "EcosystemMapQuery", "answer_map"]

DEFAULT_NODES: Final = 300
"""How many records a map shows if it is not asked for more."""
DEFAULT_LINKS: Final = 1_000
"""How many links."""
_OF_COMMUNITIES: Final = (
    "nodes.community",
    "columns.communities",
    "columns.communityCodes",
    "legend.communities",
    "communityReason",
)


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
        scope: Scope = None,
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
        ] = DEFAULT_NODES,
        max_links: Annotated[
            int, strawberry.argument(description=f"How many links; at most {MOST_LINKS}.")
        ] = DEFAULT_LINKS,
        layout: MapLayout = Layout.FORCE,
        as_of: AsOf = None,
        region: Region = None,
    ) -> EcosystemMapAnswer | None:
        """Draw it."""
        question = await begin(info, as_of, region)
        part = scope or MapScope()
        if part.local and question.region is None:
            raise ApiError("No region was given, so nothing is local; give region.")
        try:
            asked = MapQuestion(
                types=_types(info, question.tables, types),
                link_types=_link_types(question, link_types),
                region=question.region if part.local else None,
                chain=None if part.chain is None else str(part.chain),
                around=None if part.around is None else str(part.around),
                distance=part.distance,
                min_degree=min_degree,
                min_weight=min_weight,
                max_nodes=max_nodes,
                max_links=max_links,
            )
        except ValueError as error:
            raise ApiError(str(error)) from error
        return await answer_map(info, question, asked, layout)


async def answer_map(
    info: Info[Any, None],
    question: Question,
    asked: MapQuestion,
    layout: Layout,
    like: MapQuestion | None = None,
) -> EcosystemMapAnswer:
    """Answer with a map, as far as it is selected.

    Parameters
    ----------
    info : strawberry.Info
    question : Question
    asked : MapQuestion
    layout : Layout
    like : MapQuestion or None
        The map whose positions it shares; that of its own question if None.
    """
    context: Context = info.context
    map_ = await charted(question, asked)
    drawn = await question.compute(
        ("ecosystemMap", asked),
        partial(ecosystem_map, question.tables, map_.network, map_.chart, asked),
    )
    found, reason = None, None
    if any(selects(info, field) for field in _OF_COMMUNITIES):
        found, reason = await found_communities(map_)
    positions = None
    if any(selects(info, field) for field in OF_POSITIONS):
        positions = await positions_of_map(map_, drawn, layout, like)
    rows, columns = DrawnRows([], []), None
    if selects(info, "nodes") or selects(info, "links"):
        rows = await _made(info, map_, drawn, (found, (layout, like), positions), _ROWS)
    if selects(info, "columns"):
        columns = await _made(info, map_, drawn, (found, (layout, like), positions), _COLUMNS)
    communities: list[MapCommunity] = []
    if found is not None and selects(info, "legend.communities"):
        communities = await _communities(map_, drawn, found)
    totals = drawn.totals
    return EcosystemMapAnswer(
        **about(
            question,
            DEFINITION,
            asked=asked,
            n=totals.nodes,
            seed=SEED if found or positions else None,
            warnings=[
                *(f"{left.name} is not evaluated: {left.reason}" for left in drawn.not_evaluated),
                *warnings_of(positions),
            ],
        ),
        charted=map_,
        nodes=cast("list[MapNode]", rows.nodes),
        links=cast("list[MapLink]", rows.links),
        columns=columns,
        box=box_told(positions),
        unplaced=None if positions is None else positions.unplaced,
        legend=legend_of(context, drawn, asked, communities),
        totals=MapTotals(**{field.name: getattr(totals, field.name) for field in fields(totals)}),
        truncated=totals.truncated,
        community_reason=reason,
    )


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of the map: how it is made, and the fields that ask for refs."""

    make: Callable[[EcosystemMap, Said, MapQuestion], Any]
    degree_refs: str
    weight_refs: str
    link_refs: str


_ROWS: Final = _Form(drawn_rows, "nodes.degreeRef", "nodes.weightRef", "links.ref")
_COLUMNS: Final = _Form(
    columns_of_map, "columns.degreeRefs", "columns.weightRefs", "columns.linkRefs"
)


async def _made(
    info: Info[Any, None],
    map_: Charted,
    drawn: EcosystemMap,
    beside: tuple[MapCommunities | None, Hashable, Positions | None],
    form: _Form,
) -> Any:
    found, place, positions = beside
    question, asked = map_.question, map_.asked
    labels = await question.fetch(
        ("ecosystemMap labels", asked),
        partial(labels_of, question.context, drawn.ids, asked.types, question.as_of),
    )
    wanted = Wanted(
        degree_refs=selects(info, form.degree_refs),
        weight_refs=selects(info, form.weight_refs),
        link_refs=selects(info, form.link_refs),
    )

    def make() -> Any:
        said = said_of(
            question, drawn, asked, labels=labels, found=found, positions=positions, wanted=wanted
        )
        return form.make(drawn, said, asked)

    return await question.compute(
        (
            "ecosystemMap form",
            form.degree_refs,
            asked,
            wanted,
            found is not None,
            None if positions is None else place,
        ),
        make,
    )


async def _communities(
    map_: Charted, drawn: EcosystemMap, found: MapCommunities
) -> list[MapCommunity]:
    question, asked = map_.question, map_.asked
    numbers, codes = on_the_map(drawn, found)
    names = [found.names[number] for number in numbers]
    labels = await question.fetch(
        ("ecosystemMap communities' labels", asked),
        partial(labels_of, question.context, names, asked.types, question.as_of),
    )
    shown = Counter(codes)
    return [
        MapCommunity(
            id=strawberry.ID(name), label=label, count=int(found.size[number]), shown=shown[code]
        )
        for code, (number, name, label) in enumerate(zip(numbers, names, labels, strict=True))
    ]


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

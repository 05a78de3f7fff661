"""``analytics { communities }``: which clusters a network has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import numpy as np
import strawberry
from strawberry import Info

from analytics.counted import Counted, Part
from analytics.networks.communities import DEFINITION, MAX_RUNS, Communities, Method, communities
from analytics.networks.evidence import counted_nodes
from analytics.networks.groupings import Grouping, groups_of
from analytics.networks.network import Network, NetworkQuestion
from graph_service.api.analytics.about import AnalyticAnswer, about, network_warnings
from graph_service.api.analytics.answer import Question, begin, checked_first, ref_of
from graph_service.api.analytics.arguments import (
    AsOf,
    First,
    NetworkArgument,
    Region,
    network_question,
)
from graph_service.api.analytics.network_scores import (
    ScoredGroup,
    label_of,
    score,
)
from graph_service.api.analytics.refs import ScoreRef, asked_of
from graph_service.api.analytics.scores import Score, ScoredNode
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.selected import read_nodes

__all__ = ["ANALYTIC", "CommunitiesField", "community_things"]

ANALYTIC = "communities/1"

_LEAST_RUNS = 20
_RESOLUTIONS = (0.01, 100.0)
_MEMBERS = 20
_NO_LINKS = "The network has no links."


@dataclass(frozen=True, slots=True)
class _Asked:
    network: NetworkQuestion
    method: Method
    resolution: float
    runs: int
    seed: int


@strawberry.type(description="A cluster of a network.")
class Community:
    """One community."""

    number: int = strawberry.field(description="Its number: 1 for the largest.")
    size: int = strawberry.field(description="How many organisations are in it.")
    scores: list[Score] = strawberry.field(
        description="What it adds to modularity, and its members as a number to open."
    )
    members: list[ScoredNode] = strawberry.field(
        description="The strongest members, then by id; it is named after the first. At most "
        "`members` of them; its size as a number opens to all."
    )
    types: list[ScoredGroup] = strawberry.field(
        description="Its members by organisation type, with their share."
    )


@strawberry.type(name="Communities", description="The clusters of a network.")
class CommunitiesAnswer(AnalyticAnswer):
    """The answer."""

    scores: list[Score] = strawberry.field(
        description="Modularity, and how far the runs agree: stability."
    )
    communities: list[Community] = strawberry.field(
        description="The largest communities; `first` of them."
    )
    without_links: int = strawberry.field(description="Organisations that belong to none.")
    truncated: bool = strawberry.field(description="Whether there are more communities.")


@strawberry.type
class CommunitiesField:
    """Mixed into ``Analytics``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Clusters of organisations that work with each other more than with others."
    )
    async def communities(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Any, None],
        network: NetworkArgument = None,
        method: Annotated[
            Method, strawberry.argument(description="How they are found.")
        ] = Method.LOUVAIN,
        resolution: Annotated[
            float, strawberry.argument(description="Above 1 for smaller communities.")
        ] = 1.0,
        runs: Annotated[
            int,
            strawberry.argument(
                description=f"How often they are looked for, from {_LEAST_RUNS} to {MAX_RUNS}."
            ),
        ] = _LEAST_RUNS,
        seed: Annotated[int, strawberry.argument(description="Of the runs.")] = 1,
        members: Annotated[
            int, strawberry.argument(description="How many members of each are listed.")
        ] = _MEMBERS,
        first: First = 20,
        as_of: AsOf = None,
        region: Region = None,
    ) -> CommunitiesAnswer | None:
        """Find them."""
        shown = checked_first(members)
        limit = checked_first(first)
        low, high = _RESOLUTIONS
        if not low <= resolution <= high:
            raise ApiError(f"resolution is {resolution}; it must be from {low} to {high}.")
        if not _LEAST_RUNS <= runs <= MAX_RUNS:
            raise ApiError(f"runs is {runs}; it must be from {_LEAST_RUNS} to {MAX_RUNS}.")
        if seed < 0:
            raise ApiError("seed cannot be negative.")
        question = await begin(info, as_of, region)
        question.need_kernels()
        asked = _Asked(
            network_question(info, network, question.region), method, resolution, runs, seed
        )
        return await _answer(info, question, asked, limit, shown)


async def _answer(
    info: Info[Any, None], question: Question, asked: _Asked, limit: int, shown: int
) -> CommunitiesAnswer:
    network, found = await _found(question, asked)
    graph, tables = network.graph, question.tables
    without = int((found.community < 0).sum())
    types = groups_of(tables, network.nodes, Grouping.TYPE)
    table = np.zeros((len(found.size), len(types.names)), dtype=np.int64)
    linked = found.community >= 0
    np.add.at(table, (found.community[linked], types.labels[linked]), 1)
    numbers = range(min(limit, len(found.size)))
    listed = [_members(found, number)[:shown] for number in numbers]
    ids = [str(graph.ids[place]) for places in listed for place in places]
    rows = iter(await read_nodes(info, ids, field="communities.members.node", as_of=question.as_of))
    return CommunitiesAnswer(
        **about(
            question,
            DEFINITION,
            asked=asked,
            n=len(graph),
            seed=asked.seed,
            warnings=network_warnings(network),
        ),
        scores=[
            score("MODULARITY", found.modularity, reason=_NO_LINKS),
            *(
                score(measure, value if network.graph.size else None, reason=_NO_LINKS)
                for measure, value in (
                    ("MUTUAL_INFORMATION", found.mutual_information),
                    ("ADJUSTED_RAND", found.adjusted_rand),
                    ("WORST_MODULARITY", float(found.modularities.min())),
                )
            ),
        ],
        communities=[
            Community(
                number=number + 1,
                size=int(found.size[number]),
                scores=[
                    score("MODULARITY", found.share[number]),
                    score(
                        "SIZE",
                        float(found.size[number]),
                        ref=ref_of(question, ANALYTIC, str(number + 1), "SIZE", asked),
                    ),
                ],
                members=[
                    ScoredNode(row=next(rows), scores=[score("STRENGTH", found.strength[place])])
                    for place in places
                ],
                types=[
                    ScoredGroup(
                        name=types.names[column],
                        label=label_of(question.context, types.names[column]),
                        size=int(table[number, column]),
                        scores=[score("SHARE", table[number, column] / found.size[number])],
                    )
                    for column in np.flatnonzero(table[number]).tolist()
                ],
            )
            for number, places in zip(numbers, listed, strict=True)
        ],
        without_links=without,
        truncated=len(found.size) > limit,
    )


async def _found(question: Question, asked: _Asked) -> tuple[Network, Communities]:
    network = await question.network(asked.network)
    from analytics.kernels.leiden import LeidenMissing

    try:
        found = await question.compute(
            ("communities", asked),
            partial(
                communities,
                network.graph,
                method=asked.method,
                resolution=asked.resolution,
                runs=asked.runs,
                seed=asked.seed,
                check=question.check(),
            ),
        )
    except LeidenMissing as missing:
        raise ApiError(str(missing)) from missing
    return network, found


def _members(found: Communities, number: int) -> list[int]:
    """The strongest first, as they are named."""
    places = np.flatnonzero(found.community == number)
    order: list[int] = places[np.lexsort((places, -found.strength[places]))].tolist()
    return order


async def community_things(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List the members of a community."""
    asked = asked_of(_Asked, ref)
    question.need_kernels()
    network, found = await _found(question, asked)
    number = int(ref.subject) - 1 if ref.subject.isdecimal() else -1
    if not 0 <= number < len(found.size):
        raise ApiError(f"There is no community {ref.subject!r}.", ErrorCode.NOT_FOUND)
    if part is not Part.NUMERATOR:
        return []
    places = np.flatnonzero(found.community == number)
    return counted_nodes(network.graph, None, places, np.ones(len(places)))

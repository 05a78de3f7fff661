"""``analytics { centrality }``: who is central in a network."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import strawberry
from strawberry import Info

import analytics.definition
from analytics.counted import Counted, Part
from analytics.graph import Graph
from analytics.networks.centrality import (
    DEFINITION,
    DEFINITIONS,
    UNDEFINED,
    Centrality,
    Measure,
    centrality,
)
from analytics.networks.centrality_shares import centrality_shares
from analytics.networks.evidence import counted_nodes
from analytics.networks.network import NetworkQuestion
from graph_service.api.analytics.about import about, network_warnings
from graph_service.api.analytics.answer import Question, begin, checked_first, ref_of
from graph_service.api.analytics.arguments import (
    AsOf,
    First,
    NetworkArgument,
    Region,
    network_question,
)
from graph_service.api.analytics.network_scores import (
    NetworkScores,
    node_named,
    score,
    scored_nodes,
)
from graph_service.api.analytics.refs import ScoreRef, asked_of
from graph_service.api.analytics.scores import Score
from graph_service.api.errors import ApiError

__all__ = ["ANALYTIC", "CentralityField", "central_things", "meaning"]

ANALYTIC = "centrality/1"

_EXACT_UP_TO = 2_000
_SAMPLED = 500
_LEAST = 2
_MEASURES = (Measure.DEGREE, Measure.STRENGTH, Measure.BETWEENNESS, Measure.HARMONIC)


@dataclass(frozen=True, slots=True)
class _Asked:
    network: NetworkQuestion
    measures: tuple[Measure, ...]
    sources: int | None
    seed: int


@strawberry.type
class CentralityField:
    """Mixed into ``Analytics``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Organisations ranked by how central they are in a network."
    )
    async def centrality(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Any, None],
        network: NetworkArgument = None,
        measures: Annotated[
            list[Measure] | None,
            strawberry.argument(
                description="Measures; the first one orders. Degree, strength, betweenness and "
                "harmonic centrality if left out."
            ),
        ] = None,
        sources: Annotated[
            int | None,
            strawberry.argument(
                description="From how many organisations betweenness is estimated; if left out, "
                f"from all of at most {_EXACT_UP_TO}, else from {_SAMPLED}."
            ),
        ] = None,
        seed: Annotated[int, strawberry.argument(description="Of that sample.")] = 1,
        first: First = 100,
        as_of: AsOf = None,
        region: Region = None,
    ) -> NetworkScores | None:
        """Rank them."""
        wanted = tuple(dict.fromkeys(_MEASURES if measures is None else measures))
        limit = checked_first(first)
        if not wanted:
            raise ApiError("measures is empty; name at least one.")
        if sources is not None and sources < _LEAST:
            raise ApiError(f"sources is {sources}; it must be at least {_LEAST}.")
        if seed < 0:
            raise ApiError("seed cannot be negative.")
        question = await begin(info, as_of, region)
        question.need_kernels()
        asked = _Asked(network_question(info, network, question.region), wanted, sources, seed)
        return await _answer(info, question, asked, limit)


async def _answer(
    info: Info[Any, None], question: Question, asked: _Asked, limit: int
) -> NetworkScores:
    network = await question.network(asked.network)
    graph = network.graph
    sources = _sources(graph, asked)
    scored: list[Centrality] = []
    for measure in asked.measures:
        sampled = sources if measure is Measure.BETWEENNESS else None
        key = ("centrality", asked.network, measure, sampled, asked.seed if sampled else 0)
        scored.append(
            await question.compute(
                key,
                partial(
                    centrality,
                    graph,
                    measure,
                    network.participations,
                    sources=sampled,
                    seed=asked.seed,
                    check=question.check(),
                ),
            )
        )

    def scores(place: int) -> list[Score]:
        subject = str(graph.ids[place])
        return [
            score(
                found.measure.value,
                found.score[place],
                reason=UNDEFINED.get(found.measure),
                rank=int(found.rank[place]),
                per_activity=found.per_activity[place],
                standard_error=None if found.error is None else found.error[place],
                ref=ref_of(question, ANALYTIC, subject, found.measure.value, asked),
            )
            for found in scored
        ]

    warnings = network_warnings(network)
    estimated = next((found for found in scored if found.error is not None), None)
    if estimated is not None:
        warnings.append(
            f"Betweenness is estimated from {estimated.sources} of {len(graph)} organisations; "
            "see standardError."
        )
    return NetworkScores(
        **about(
            question,
            DEFINITIONS[asked.measures[0]] if len(asked.measures) == 1 else DEFINITION,
            asked=asked,
            n=len(graph),
            seed=None if estimated is None else asked.seed,
            warnings=warnings,
        ),
        scores=[],
        nodes=await scored_nodes(
            info,
            question,
            ids=list(map(str, graph.ids)),
            ranks=scored[0].rank,
            limit=limit,
            scores=scores,
        ),
        truncated=len(graph) > limit,
    )


def meaning(measure: str) -> analytics.definition.Definition:
    """Return what a measure means."""
    return DEFINITIONS[Measure(measure)]


async def central_things(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List what a score of centrality is the sum of."""
    asked = asked_of(_Asked, ref)
    question.need_kernels()
    network = await question.network(asked.network)
    node = node_named(network.graph.ids, ref.subject)
    if part is not Part.NUMERATOR:
        return []
    listing = partial(
        _listed,
        network.graph,
        node,
        Measure(ref.measure),
        sources=_sources(network.graph, asked),
        seed=asked.seed,
        check=question.check(),
    )
    return await question.compute(("evidence", ref, part), listing)


def _listed(graph: Graph, node: int, measure: Measure, **sample: Any) -> list[Counted]:
    nodes, share = centrality_shares(graph, measure, node, **sample)
    return counted_nodes(graph, node, nodes, share)


def _sources(graph: Graph, asked: _Asked) -> int | None:
    if asked.sources is not None:
        return asked.sources
    return None if len(graph) <= _EXACT_UP_TO else _SAMPLED

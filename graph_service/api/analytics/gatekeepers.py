"""``analytics { gatekeepers }``: through whom a region reaches the world outside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import numpy as np
import strawberry
from strawberry import Info

from analytics.counted import Counted, Part
from analytics.graph import Graph
from analytics.networks.centrality_shares import steps_from
from analytics.networks.evidence import counted_nodes
from analytics.networks.gatekeepers import (
    DEFINITION,
    Gatekeepers,
    carried_shares,
    gatekeepers,
)
from analytics.networks.network import Network, NetworkQuestion
from analytics.networks.ranking import min_ranks
from analytics.networks.subgraphs import induced
from analytics.patience import Check
from analytics.region import places_of
from analytics.tables import Tables
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

__all__ = ["ANALYTIC", "GatekeepersField", "carried_things"]

ANALYTIC = "gatekeepers/1"

_NOBODY = "Nobody reaches anybody outside the region."
_EMPTY = "Nobody in the network is local."


@dataclass(frozen=True, slots=True)
class _Asked:
    network: NetworkQuestion
    local: str
    unknown_outside: bool


@dataclass(frozen=True, eq=False, slots=True)
class _Known:
    """The network, and who of it is local.

    Attributes
    ----------
    graph : Graph
    local : ndarray of bool
    activities : ndarray of int64
    unknown : int
        Organisations of no known district.
    """

    graph: Graph
    local: Any
    activities: Any
    unknown: int


@strawberry.type
class GatekeepersField:
    """Mixed into ``Analytics``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Local organisations ranked by the reach to the outside that they carry for "
        "others."
    )
    async def gatekeepers(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Any, None],
        network: NetworkArgument = None,
        unknown_outside: Annotated[  # noqa: FBT002 - strawberry passes them by name
            bool,
            strawberry.argument(
                description="Whether organisations of no known district are taken to be outside "
                "the region; else they are left out."
            ),
        ] = True,
        first: First = 100,
        as_of: AsOf = None,
        region: Region = None,
    ) -> NetworkScores | None:
        """Rank them."""
        limit = checked_first(first)
        question = await begin(info, as_of, region)
        question.need_kernels()
        if question.region is None:
            raise ApiError("No region was given, so no organisation is local; give region.")
        wanted = network_question(info, network, question.region)
        asked = _Asked(wanted, question.region, unknown_outside)
        if asked.network.region is not None:
            raise ApiError("A network of local organisations has no outside; leave local out.")
        return await _answer(info, question, asked, limit)


async def _answer(
    info: Info[Any, None], question: Question, asked: _Asked, limit: int
) -> NetworkScores:
    network = await question.network(asked.network)
    known, found = await _found(question, asked, network)
    ids = [str(known.graph.ids[node]) for node in found.nodes.tolist()]
    ranks = min_ranks(found.carried)
    activities = known.activities[found.nodes]

    def scores(place: int) -> list[Score]:
        ref = partial(ref_of, question, ANALYTIC, ids[place], asked=asked)
        return [
            score(
                "CARRIED",
                found.carried[place],
                rank=int(ranks[place]),
                per_activity=found.carried[place] / activities[place],
                ref=ref("CARRIED"),
            ),
            score("REACH", found.reach[place], ref=ref("REACH")),
            score("DIRECT", found.direct[place]),
            score("GATEKEEPER", float(found.triads[place])),
            score("INNER", float(found.inner[place])),
            score("OUTER", float(found.outer[place])),
        ]

    warnings = network_warnings(network)
    if known.unknown:
        warnings.append(
            f"{known.unknown} organisations of no known district are "
            + ("taken to be outside." if asked.unknown_outside else "left out with their links.")
        )
    return NetworkScores(
        **about(question, DEFINITION, asked=asked, n=len(ids), warnings=warnings),
        scores=[
            score("AVERAGE_REACH", found.average_reach, reason=_EMPTY),
            score("SHARE_OF_GATEKEEPERS", found.share_of_gatekeepers, reason=_NOBODY),
            score("SHARE_DIRECT", found.share_direct, reason=_NOBODY),
            score("SHARE_CARRIED", found.share_carried, reason=_NOBODY),
            score("GATEKEEPERS", float(found.is_gatekeeper.sum())),
            score("OUTSIDERS", float(found.outsiders)),
        ],
        nodes=await scored_nodes(info, question, ids=ids, ranks=ranks, limit=limit, scores=scores),
        truncated=len(ids) > limit,
    )


async def _found(question: Question, asked: _Asked, network: Network) -> tuple[_Known, Gatekeepers]:
    known = await question.compute(
        ("placed", asked), partial(_known, question.tables, network, asked)
    )
    build = partial(gatekeepers, known.graph, known.local, check=question.check())
    return known, await question.compute(("gatekeepers", asked), build)


def _known(tables: Tables, network: Network, asked: _Asked) -> _Known:
    places = places_of(tables, asked.local)
    unknown = places.unknown[network.nodes] & ~places.local[network.nodes]
    kept = np.ones_like(unknown) if asked.unknown_outside else ~unknown
    graph, nodes = induced(network.graph, kept)
    return _Known(
        graph,
        places.local[network.nodes][nodes],
        network.participations[nodes],
        int(unknown.sum()),
    )


async def carried_things(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List for whom reach is carried, or who is reached."""
    asked = asked_of(_Asked, ref)
    question.need_kernels()
    network = await question.network(asked.network)
    known, _ = await _found(question, asked, network)
    node = node_named(known.graph.ids, ref.subject)
    if part is not Part.NUMERATOR:
        return []
    listing = partial(_listed, known, node, ref.measure, question.check())
    return await question.compute(("evidence", ref, part), listing)


def _listed(known: _Known, node: int, measure: str, check: Check) -> list[Counted]:
    if measure == "CARRIED":
        nodes, share = carried_shares(known.graph, known.local, node, check=check)
        return counted_nodes(known.graph, node, nodes, share)
    steps = steps_from(known.graph, node)
    nodes = np.flatnonzero((steps > 0) & ~known.local)
    return counted_nodes(known.graph, node, nodes, 1.0 / steps[nodes])

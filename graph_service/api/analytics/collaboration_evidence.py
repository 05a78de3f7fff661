"""What adds up to the numbers of ``collaborationNetwork``: partners of a node, what an edge shares."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import orjson

from analytics.counted import Counted, Part
from analytics.networks.collaboration import at_least
from analytics.networks.evidence import counted_nodes
from analytics.networks.network import Network, NetworkQuestion
from analytics.networks.shared import shared_evidence
from graph_service.api.analytics.answer import Question
from graph_service.api.analytics.network_scores import node_named
from graph_service.api.analytics.refs import ScoreRef, asked_of
from graph_service.api.errors import ApiError

__all__ = [
    "ANALYTIC",
    "DEGREE",
    "STRENGTH",
    "WEIGHT",
    "CollaborationAsked",
    "pair_of",
    "shared_things",
]

ANALYTIC: Final = "collaborationNetwork/1"
DEGREE: Final = "DEGREE"
STRENGTH: Final = "STRENGTH"
WEIGHT: Final = "WEIGHT"


@dataclass(frozen=True, slots=True)
class CollaborationAsked:
    """What is asked.

    Attributes
    ----------
    network : NetworkQuestion
    min_weight : float
    min_degree : int
    """

    network: NetworkQuestion
    min_weight: float
    min_degree: int


def pair_of(source: str, target: str) -> str:
    """Name an edge by the ids of its ends."""
    return orjson.dumps([source, target]).decode()


async def shared_things(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List what a number of the network is the sum of."""
    asked = asked_of(CollaborationAsked, ref)
    if part is not Part.NUMERATOR:
        return []
    if ref.measure == WEIGHT:
        source, target = _ends(ref.subject)
        listing = partial(shared_evidence, question.tables, asked.network, source, target)
    else:
        network = await question.network(asked.network)
        node = node_named(network.graph.ids, ref.subject)
        listing = partial(
            _partners, network, node, asked.min_weight, weighted=ref.measure == STRENGTH
        )
    return await question.compute(("evidence", ref, part), listing)


def _partners(network: Network, node: int, min_weight: float, *, weighted: bool) -> list[Counted]:
    graph = network.graph
    row = slice(graph.offsets[node], graph.offsets[node + 1])
    partners, weights = graph.neighbours[row].astype(np.int64), graph.weights[row]
    kept = at_least(weights, min_weight)
    return counted_nodes(
        graph, node, partners[kept], weights[kept] if weighted else np.ones(int(kept.sum()))
    )


def _ends(subject: str) -> tuple[str, str]:
    try:
        source, target = orjson.loads(subject)
    except (ValueError, TypeError) as error:
        raise ApiError("ref is not a ref; use the ref of an edge.") from error
    return str(source), str(target)

"""The chart behind a map, in the hands of the fields that sum it up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from analytics.maps.chart import Chart, chart_of
from analytics.maps.communities import MapCommunities, map_communities
from analytics.maps.question import MapQuestion
from analytics.networks.network import Network
from graph_service.api.analytics.answer import Question
from graph_service.api.errors import ApiError, ErrorCode

__all__ = ["Charted", "charted", "found_communities", "within_half"]


@dataclass(frozen=True, slots=True)
class Charted:
    """What a map is drawn from.

    Attributes
    ----------
    question : Question
    asked : MapQuestion
    network : Network
    chart : Chart
    """

    question: Question
    asked: MapQuestion
    network: Network
    chart: Chart


async def charted(question: Question, asked: MapQuestion) -> Charted:
    """Chart what a map could draw, once for this graph version and day.

    Raises
    ------
    ApiError
        If the chain or the record around which it is drawn is not there, or it takes too long.
    """
    network = await question.network(asked.network)
    whole = asked.whole
    chart = await question.compute(
        ("ecosystemMap chart", whole), partial(chart_of, question.tables, network, whole)
    )
    if asked.around is not None and not chart.near.any():
        raise ApiError(
            f"There is no record {asked.around!r} of the types and in the scope of the map.",
            ErrorCode.NOT_FOUND,
        )
    return Charted(question, asked, network, chart)


async def found_communities(map_: Charted) -> tuple[MapCommunities | None, str | None]:
    """Find the communities of a chart, or say why there are none."""
    question, chart = map_.question, map_.chart
    if not len(chart.links):
        return None, "The map has no links."
    try:
        question.need_kernels()
        return await within_half(question, _communities(map_)), None
    except ApiError as error:
        # The map is drawn without; as it can be had in a moment, the answer is not kept.
        question.context.reads.beyond = True
        return None, str(error)


async def _communities(map_: Charted) -> MapCommunities:
    question, chart = map_.question, map_.chart
    return await question.compute(
        ("ecosystemMap communities", map_.asked.whole),
        partial(map_communities, question.tables, chart, check=question.check()),
    )


async def within_half(
    question: Question, looking: Coroutine[Any, Any, MapCommunities]
) -> MapCommunities:
    """Wait for communities half of the time that is left: the other half draws the map.

    Raises
    ------
    ApiError
        If that is not enough.
    """
    left = max(question.context.deadline - time.monotonic(), 0)
    found = asyncio.create_task(looking)
    # It goes on without us, and is kept for the next request; what comes of it is told there.
    found.add_done_callback(lambda task: task.cancelled() or task.exception())
    done, _ = await asyncio.wait({found}, timeout=left / 2)
    if not done:
        raise ApiError("Communities are being looked for; ask again in a moment.")
    return found.result()

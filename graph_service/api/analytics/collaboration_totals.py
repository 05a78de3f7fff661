"""What the totals of ``collaborationNetwork`` open to."""

from __future__ import annotations

from functools import partial
from typing import Final

from analytics.counted import Counted, Part
from analytics.networks.collaboration import listed
from analytics.networks.totals_evidence import Total, total_evidence
from analytics.ties.kinds import Tie
from graph_service.api.analytics.answer import Question
from graph_service.api.analytics.collaboration_evidence import CollaborationAsked
from graph_service.api.analytics.refs import ScoreRef, asked_of
from graph_service.api.errors import ApiError

__all__ = ["ANALYTIC", "KIND_NUMBERS", "NUMBERS", "list_network_total"]

ANALYTIC: Final = "collaborationTotals/1"
"""Its name in refs."""
NUMBERS: Final = tuple(total.value for total in Total if total is not Total.ACTIVITIES)
KIND_NUMBERS: Final = ("activities", "participations", "edges", "weight", "missing")


async def list_network_total(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List what a total of the network, or of a kind of tie in it, counts.

    Raises
    ------
    ApiError
        If there is no such total.
    """
    asked = asked_of(CollaborationAsked, ref)
    if part is not Part.NUMERATOR:
        return []
    try:
        total, kind = Total(ref.measure), Tie(ref.subject) if ref.subject else None
    except ValueError as error:
        raise ApiError("ref is not a ref of this version of the service.") from error
    network = await question.network(asked.network)
    if kind is not None and kind not in network.ties:
        return []
    shown = await question.compute(
        ("collaborationNetwork", asked),
        partial(listed, network, min_weight=asked.min_weight, min_degree=asked.min_degree),
    )
    listing = partial(
        total_evidence, question.tables, asked.network, network, shown, total=total, kind=kind
    )
    return await question.compute(("evidence", ref, part), listing)

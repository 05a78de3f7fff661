"""What the figures of ``dataQuality`` open to: their findings, in the form of all evidence."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

import analytics.definition
from analytics.counted import Counted, CountedLink, Part
from graph_service.api.analytics.answer import Question
from graph_service.api.analytics.refs import ScoreRef, asked_of
from graph_service.api.data_quality import QualityAsked, figures_of
from graph_service.api.errors import ApiError
from graph_service.quality.figures import Finding, Group, Measure
from graph_service.quality.kinds import KINDS, Kind
from schema.time import PartialDate

__all__ = ["list_findings", "meaning"]


def meaning(measure: str) -> analytics.definition.Definition:
    """Say what a figure counts.

    Raises
    ------
    ApiError
        If there is no such kind.
    """
    try:
        return KINDS[Kind(measure)].definition
    except ValueError as error:
        raise ApiError("ref is not a ref of this version of the service.") from error


async def list_findings(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List the findings of a figure; what they are out of is not listed."""
    asked = asked_of(QualityAsked, ref)
    if part is not Part.NUMERATOR:
        return []
    kind, day = Kind(ref.measure), PartialDate(ref.as_of)
    measure = await figures_of(question.context, kind, day, asked.stale_months)
    return await asyncio.to_thread(_listed, measure, asked)


def _listed(measure: Measure, asked: QualityAsked) -> list[Counted]:
    groups = [group for group in measure.groups if asked.means(group)]
    counted = [_counted(group, one) for group in groups for one in _findings(group)]
    return sorted(counted, key=lambda thing: thing.position)


def _findings(group: Group) -> Iterator[Finding] | Sequence[Finding]:
    return group.findings() if group.count else ()


def _counted(group: Group, found: Finding) -> Counted:
    links: tuple[CountedLink, ...] = ()
    if found.other and group.type:
        # A link is told from its source to its target.
        begins = found.detail.startswith(f"{found.node} -[")
        ends = (found.node, found.other) if begins else (found.other, found.node)
        links = (CountedLink(group.type, *ends),)
    # The other record of a suspected pair is of no type's group.
    other = found.other if found.other and not group.type else None
    side = "\n".join((*group.key(), found.other, found.detail))
    return Counted(found.node, other, 1.0, None, links, side)

"""Which analytic lists what behind its numbers: one entry an analytic."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

import analytics.definition
from analytics.chains.candidates import DEFINITION as CANDIDATES
from analytics.chains.chokepoints import DEFINITION as CHOKEPOINTS
from analytics.chains.concentration import DEFINITION as CONCENTRATION
from analytics.chains.next_segments import DEFINITION as NEXT_SEGMENTS
from analytics.chains.resilience import DEFINITION as RESILIENCE
from analytics.counted import Counted, Part
from analytics.industry_links.introductions import DEFINITION as INTRODUCTIONS
from analytics.industry_links.weak_links import DEFINITION as WEAK_LINKS
from analytics.networks.changes import DEFINITION as CHANGES
from analytics.networks.collaboration import DEFINITION as COLLABORATION
from analytics.networks.communities import DEFINITION as COMMUNITIES
from analytics.networks.gatekeepers import DEFINITION as GATEKEEPERS
from analytics.networks.mixing import DEFINITION as MIXING
from analytics.networks.triple_helix import DEFINITION as TRIPLE_HELIX
from analytics.partners.question import DEFINITION as PARTNERS
from graph_service.api.analytics import (
    brokers,
    centrality,
    chain_candidates,
    changes,
    chokepoints,
    collaboration_evidence,
    collaboration_totals,
    communities,
    concentration,
    gatekeepers,
    introductions,
    mixing,
    next_segments,
    partners,
    resilience,
    triple_helix,
    weak_link_totals,
)
from graph_service.api.analytics.answer import Question
from graph_service.api.analytics.refs import ScoreRef
from graph_service.api.data_quality import ANALYTIC as DATA_QUALITY
from graph_service.api.ecosystem_map import evidence as ecosystem_map
from graph_service.api.quality_evidence import list_findings, meaning

__all__ = ["SCORES", "ScoreEvidence"]


@dataclass(frozen=True, slots=True)
class ScoreEvidence:
    """How the numbers of an analytic are counted again.

    Attributes
    ----------
    definition : callable
        What a measure means.
    listing : callable
        What was counted for a number, by `Counted.position`; the sum of the weights of its
        numerator over that of its denominator, if it has one, is the number. Raises `ApiError`
        if the number or its subject is not there any more.
    """

    definition: Callable[[str], analytics.definition.Definition]
    listing: Callable[[Question, ScoreRef, Part], Awaitable[list[Counted]]]


SCORES: Final[Mapping[str, ScoreEvidence]] = {
    chain_candidates.ANALYTIC: ScoreEvidence(lambda _: CANDIDATES, chain_candidates.list_candidate),
    brokers.ANALYTIC: ScoreEvidence(brokers.meaning, brokers.brokered_things),
    centrality.ANALYTIC: ScoreEvidence(centrality.meaning, centrality.central_things),
    collaboration_evidence.ANALYTIC: ScoreEvidence(
        lambda _: COLLABORATION, collaboration_evidence.shared_things
    ),
    collaboration_totals.ANALYTIC: ScoreEvidence(
        lambda _: COLLABORATION, collaboration_totals.list_network_total
    ),
    communities.ANALYTIC: ScoreEvidence(lambda _: COMMUNITIES, communities.community_things),
    gatekeepers.ANALYTIC: ScoreEvidence(lambda _: GATEKEEPERS, gatekeepers.carried_things),
    mixing.ANALYTIC: ScoreEvidence(lambda _: MIXING, mixing.mixed_things),
    triple_helix.ANALYTIC: ScoreEvidence(lambda _: TRIPLE_HELIX, triple_helix.helix_things),
    chokepoints.ANALYTIC: ScoreEvidence(lambda _: CHOKEPOINTS, chokepoints.list_chokepoint),
    concentration.ANALYTIC: ScoreEvidence(
        lambda _: CONCENTRATION, concentration.list_concentration
    ),
    resilience.ANALYTIC: ScoreEvidence(lambda _: RESILIENCE, resilience.list_resilience),
    introductions.ANALYTIC: ScoreEvidence(lambda _: INTRODUCTIONS, introductions.list_introduction),
    next_segments.ANALYTIC: ScoreEvidence(
        lambda _: NEXT_SEGMENTS, next_segments.list_next_segments
    ),
    partners.ANALYTIC: ScoreEvidence(lambda _: PARTNERS, partners.list_partner),
    changes.ANALYTIC: ScoreEvidence(lambda _: CHANGES, changes.list_change),
    ecosystem_map.ANALYTIC: ScoreEvidence(ecosystem_map.map_meaning, ecosystem_map.map_things),
    DATA_QUALITY: ScoreEvidence(meaning, list_findings),
    weak_link_totals.ANALYTIC: ScoreEvidence(
        lambda _: WEAK_LINKS, weak_link_totals.list_weak_total
    ),
}
"""By the name in a ref: the field's name, a slash, and the version of its refs."""

"""``analytics { recommendPartners }``: whom an organisation could work with next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final

import strawberry
from strawberry import Info

from analytics.counted import Counted, Part
from analytics.partners.evidence import partners_evidence
from analytics.partners.proposals import Proposal, Recommender, Why
from analytics.partners.quality import DEFINITION as QUALITY
from analytics.partners.quality import Quality, Scorer, Split, quality_of, split_of
from analytics.partners.question import DEFINITION, Method, PartnersQuestion
from analytics.shown import as_shown
from analytics.tables import Tables
from graph_service.api.analytics.about import about, network_warnings
from graph_service.api.analytics.answer import (
    Question,
    begin,
    checked_first,
    definition_of,
    ref_of,
)
from graph_service.api.analytics.arguments import (
    AsOf,
    First,
    NetworkArgument,
    Region,
    network_question,
)
from graph_service.api.analytics.partner_types import (
    MOST_REASONS,
    PartnerReason,
    PartnerRecommendations,
    ProposedPartner,
    RecommendationQuality,
    ScorerQuality,
)
from graph_service.api.analytics.refs import ScoreRef, asked_of
from graph_service.api.analytics.scores import Score
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.selected import read_nodes, selects
from schema.time import PartialDate

__all__ = ["ANALYTIC", "RecommendPartnersField", "list_partner"]

ANALYTIC: Final = "recommendPartners/1"
"""Its name in refs."""
_SCORE: Final = "SCORE"
_SEED: Final = 1


@dataclass(frozen=True, slots=True)
class _Asked:
    id: str
    how: PartnersQuestion


@dataclass(frozen=True, slots=True)
class _Found:
    """Proposals, and what the network leaves out."""

    proposals: tuple[Proposal, ...]
    total: int
    popular: int
    looked_at: int
    warnings: tuple[str, ...]


@strawberry.type
class RecommendPartnersField:
    """Mixed into ``Analytics``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Organisations that one could work with next, each with what speaks for it, "
        "and how well such proposals foretold the ties of late."
    )
    async def recommend_partners(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Any, None],
        id: Annotated[strawberry.ID, strawberry.argument(description="Id of the organisation.")],  # noqa: A002
        network: NetworkArgument = None,
        method: Annotated[
            Method, strawberry.argument(description="How much what is in common counts.")
        ] = Method.ADAMIC_ADAR,
        content: Annotated[
            float,
            strawberry.argument(
                description="Weight of shared segments, technologies and fields; 0 leaves them out."
            ),
        ] = 1.0,
        complement: Annotated[
            float,
            strawberry.argument(
                description="Weight of segments that the other one has in a shared chain."
            ),
        ] = 0.5,
        cross_sector: Annotated[  # noqa: FBT002 - strawberry passes them by name
            bool,
            strawberry.argument(description="Whether only another type of organisation counts."),
        ] = False,
        max_partners: Annotated[
            int | None,
            strawberry.argument(description="Who has more partners is not proposed."),
        ] = None,
        seed: Annotated[
            int, strawberry.argument(description="Seed of what is drawn for the quality.")
        ] = _SEED,
        first: First = 10,
        as_of: AsOf = None,
        region: Region = None,
    ) -> PartnerRecommendations | None:
        """Propose them."""
        limit = checked_first(first)
        if not 0 <= seed < 2**31:
            raise ApiError(f"seed is {seed}; it must be from 0 to {2**31 - 1}.")
        question = await begin(info, as_of, region)
        try:
            how = PartnersQuestion(
                network=network_question(info, network, question.region),
                method=method,
                content=content,
                complement=complement,
                cross_sector=cross_sector,
                max_partners=max_partners,
            )
        except ValueError as error:
            raise ApiError(str(error)) from error
        asked = _Asked(str(id), how)
        found = await question.compute(
            ("recommendPartners", asked, limit), _proposing(question.tables, asked, limit)
        )
        return await _served(info, question, asked, found, seed)


async def list_partner(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List what adds up to a score.

    Raises
    ------
    ApiError
        If one of the two is not there any more.
    """
    asked = asked_of(_Asked, ref)
    listing = _listing(question.tables, asked, ref.subject, part)
    return await question.compute(("evidence", ref, part), listing)


def _proposing(tables: Tables, asked: _Asked, limit: int) -> Callable[[], _Found]:
    node = _index(tables, asked.id)

    def propose() -> _Found:
        made = Recommender(tables, asked.how)
        row = made.row_of(node)
        if row is None:
            raise ApiError(
                f"The organisation {asked.id!r} is not one of those looked at; see network."
            )
        proposals, total, popular = made.propose(row, limit)
        warnings = tuple(network_warnings(made.network))
        return _Found(proposals, total, popular, len(made.nodes), warnings)

    return propose


def _listing(tables: Tables, asked: _Asked, other: str, part: Part) -> Callable[[], list[Counted]]:
    ends = _index(tables, asked.id), _index(tables, other)
    if part is not Part.NUMERATOR:
        return list
    return partial(partners_evidence, tables, asked.how, *ends)


def _index(tables: Tables, id_: str) -> int:
    index = tables.index_of(id_)
    if index is None:
        raise ApiError(f"There is no organisation {id_!r}.", ErrorCode.NOT_FOUND)
    return index


async def _served(
    info: Info[Any, None], question: Question, asked: _Asked, found: _Found, seed: int
) -> PartnerRecommendations:
    tables = question.tables
    why = [proposal.why[:MOST_REASONS] for proposal in found.proposals]
    read = partial(read_nodes, info, as_of=question.as_of)
    rows = await read(
        [tables.id_of(proposal.organization) for proposal in found.proposals],
        field="partners.organization",
    )
    reasons = iter(
        await read(
            [tables.id_of(one.node) for row in why for one in row], field="partners.reasons.node"
        )
    )
    (organization,) = await read([asked.id], field="organization")
    wanted = selects(info, "quality")
    return PartnerRecommendations(
        **about(
            question,
            DEFINITION,
            asked=asked,
            n=found.looked_at,
            seed=seed if wanted else None,
            warnings=found.warnings,
        ),
        row=organization,
        partners=[
            ProposedPartner(
                row=row,
                score=_score(question, asked, proposal, rank),
                partners=proposal.partners,
                reasons=[_reason(one, next(reasons)) for one in told],
            )
            for proposal, row, told, rank in zip(
                found.proposals, rows, why, _ranks(found.proposals), strict=True
            )
        ],
        total=found.total,
        too_popular=found.popular,
        quality=await _quality(info, question, asked.how, seed) if wanted else None,  # type: ignore[arg-type]
    )


def _ranks(proposals: tuple[Proposal, ...]) -> list[int]:
    scores = [proposal.score for proposal in proposals]
    return [1 + scores.index(score) for score in scores]


def _score(question: Question, asked: _Asked, proposal: Proposal, rank: int) -> Score:
    tables = question.tables
    return Score(
        measure=_SCORE,
        value=proposal.score,
        rank=rank,
        ref=ref_of(question, ANALYTIC, tables.id_of(proposal.organization), _SCORE, asked),
    )


def _reason(one: Why, row: object) -> PartnerReason:
    return PartnerReason(
        row=row,
        reason=one.reason,
        label=one.label or None,
        shared_by=one.shared_by,
        adds=as_shown(one.adds),
    )


async def _quality(
    info: Info[Any, None], question: Question, how: PartnersQuestion, seed: int
) -> RecommendationQuality:
    tables = question.tables
    split = await question.compute(("split", how.network), partial(split_of, tables, how.network))
    if split is None:
        return _told(None, None)
    # Not a request's own question: what was known on the eve of the split.
    eve = await begin(info, PartialDate(split.before), question.region)
    measure = partial(quality_of, eve.tables, tables, how, split, seed=seed, check=question.check())
    key = ("partnersQuality", how, seed, eve.tables.version)
    return _told(split, await question.compute(key, measure))


def _told(split: Split | None, quality: Quality | None) -> RecommendationQuality:
    if split is None or quality is None:
        reason = "No two days on which ties begin: nothing can be foretold."
        scorers = [
            ScorerQuality(scorer=scorer, auc=None, precision_at10=None, reason=reason)
            for scorer in Scorer
        ]
    else:
        scorers = [
            ScorerQuality(
                scorer=one.name, auc=one.auc, precision_at10=one.precision, reason=one.reason
            )
            for one in quality.scorers
        ]
    return RecommendationQuality(
        definition=definition_of(QUALITY),
        split=split.day if split else None,
        train_ties=split.train if split else 0,
        test_ties=split.test if split else 0,
        positives=quality.positives if quality else 0,
        negatives=quality.negatives if quality else 0,
        sources=quality.sources if quality else 0,
        sampled=bool(quality and quality.sampled),
        scorers=scorers,
    )

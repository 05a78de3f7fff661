"""The root field ``reviewQueue``: pairs of records that may be one, for people to decide."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Any

import strawberry
from strawberry import Info

from graph_service.api.context import Context
from graph_service.api.errors import ApiError
from graph_service.api.judgements import MatchDecision, match_decision
from graph_service.api.page_arguments import DEFAULT_LENGTH, First, check_length
from graph_service.api.review_evidence import (
    MatchEffect,
    MatchEvidence,
    ReviewRecord,
    effect_of,
    record_of,
    shown_evidence,
)
from graph_service.api.selected import selects
from graph_service.review.open_pairs import count_open_pairs
from graph_service.review.questions import (
    Question,
    Questions,
    labels_of,
    questions,
    reason_label,
)
from schema.catalogue import Catalogue

__all__ = ["ReviewQuery"]

_COUNTED = 1_000
_LONGEST_CURSOR = 200


@strawberry.type(description="Two records that may be one. 待判定的记录对")
class ReviewPair:
    """GraphQL's view of `graph_service.review.questions.Question`."""

    left: ReviewRecord = strawberry.field(description="One record.")
    right: ReviewRecord = strawberry.field(description="The other.")
    reason: str = strawberry.field(description="Code of why they are asked about.")
    reason_label: str = strawberry.field(description="The same in Chinese.")
    score: float = strawberry.field(description="How much speaks for it, from 0 to 1.")
    run: strawberry.ID = strawberry.field(description="The import that brought it up.")
    source: str = strawberry.field(description="Its source.")
    evidence: MatchEvidence | None = strawberry.field(description="What speaks for and against it.")
    effect: MatchEffect | None = strawberry.field(description="What deciding SAME would change.")
    decisions: list[MatchDecision] = strawberry.field(
        description="What was decided about the pair before, the newest first."
    )
    expected: strawberry.ID | None = strawberry.field(
        description="What `decideMatch` wants as `expected`: the decision that is in force."
    )
    hint: str = strawberry.field(
        description="What else may be the case, such as a succession; empty if nothing."
    )


@strawberry.type(description="Pairs that nobody decided.")
class ReviewQueuePage:
    """A page of the queue."""

    nodes: list[ReviewPair] = strawberry.field(description="Those with most evidence first.")
    end_cursor: str | None = strawberry.field(description="The next page begins after it.")
    has_next_page: bool = strawberry.field(description="Whether there are more.")

    @strawberry.field(  # type: ignore[untyped-decorator]
        description=f"How many are to be decided; {_COUNTED} stands for that many or more."
    )
    async def total_count(self, info: Info[Context, None]) -> int:
        """Count them."""
        context = info.context
        return await context.in_time(count_open_pairs(context.store, most=_COUNTED))


@strawberry.type
class ReviewQuery:
    """Mixed into ``Query``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Pairs of records that may be one, for people to decide; see `decideMatch`."
    )
    async def review_queue(
        self,
        info: Info[Context, None],
        first: First = DEFAULT_LENGTH,
        after: Annotated[
            str | None, strawberry.argument(description="Begin after this cursor.")
        ] = None,
    ) -> ReviewQueuePage | None:
        """List a page of them."""
        check_length(first)
        context = info.context
        page = await context.in_time(
            questions(
                context.store,
                context.catalogue,
                context.reading(),
                after="" if after is None else _place(after),
                limit=first,
                with_evidence=_wants(info),
            )
        )
        return ReviewQueuePage(
            nodes=[_pair(context.catalogue, page, question) for question in page.asked],
            end_cursor=_cursor(page.end) if page.end else None,
            has_next_page=page.has_next,
        )


def _wants(info: Any) -> bool:
    return selects(info, "nodes.evidence") or selects(info, "nodes.effect")


def _pair(catalogue: Catalogue, page: Questions, question: Question) -> ReviewPair:
    pair, evidence, standing = question.pair, question.evidence, question.in_force
    labels = labels_of(catalogue, question.left.type, question.right.type)
    return ReviewPair(
        left=record_of(question.left),
        right=record_of(question.right),
        reason=pair.reason,
        reason_label=reason_label(pair.reason),
        score=pair.score,
        run=strawberry.ID(pair.run),
        source=pair.source,
        evidence=shown_evidence(evidence, page.named, labels) if evidence else None,
        effect=effect_of(evidence.merging, labels) if evidence else None,
        decisions=[match_decision(judgement) for judgement in question.history],
        expected=strawberry.ID(str(standing.number)) if standing else None,
        hint=question.hint,
    )


def _cursor(place: str) -> str:
    return urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _place(cursor: str) -> str:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        place = urlsafe_b64decode(padded).decode() if len(cursor) <= _LONGEST_CURSOR else ""
    except (ValueError, binascii.Error):
        place = ""
    if not place or _cursor(place) != cursor:
        raise ApiError("after is no cursor of this list; use the endCursor of an earlier page.")
    return place

"""The root field ``decisions``: who decided what about whom, when and why."""

from __future__ import annotations

import strawberry
from strawberry import Info

from graph_service.api.context import Context
from graph_service.api.enum_descriptions import describe
from graph_service.api.errors import ApiError
from graph_service.api.page_arguments import DEFAULT_LENGTH, First, Older, check_length, number_in
from graph_service.review.decision_log import DecisionLog, Judgement
from schema.statements import Verdict

__all__ = ["DecisionsQuery", "MatchDecision", "decision_number", "match_decision"]

describe(
    Verdict,
    "MatchVerdict",
    "Whether two records are one.",
    {
        "SAME": "They are one. 同一",
        "DIFFERENT": "They are two. 不同",
        "UNDECIDED": "Nobody can tell yet. 未定",
    },
)


@strawberry.type(description="What somebody decided about two records, or took back. 判定")
class MatchDecision:
    """GraphQL's view of `graph_service.review.decision_log.Judgement`."""

    id: strawberry.ID = strawberry.field(description="Its id.")
    left: strawberry.ID = strawberry.field(description="Id of one record.")
    right: strawberry.ID = strawberry.field(description="Id of the other.")
    verdict: Verdict = strawberry.field(description="What holds from then on.")
    by: str = strawberry.field(description="Who decided.")
    at: str = strawberry.field(description="When: an ISO moment in UTC.")
    reason: str = strawberry.field(description="Why.")
    in_force: bool = strawberry.field(description="Whether it is a decision that is in force.")
    undoes: strawberry.ID | None = strawberry.field(
        description="The decision that this took back; null if it is a decision itself."
    )
    ended_by: strawberry.ID | None = strawberry.field(
        description="What took its place or took it back; null if nothing did."
    )


@strawberry.type(description="Decisions on who is who.")
class MatchDecisionList:
    """A page of them."""

    nodes: list[MatchDecision] = strawberry.field(description="The newest first.")
    has_next_page: bool = strawberry.field(description="Whether there are older ones.")


@strawberry.type
class DecisionsQuery:
    """Mixed into ``Query``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="What people decided about who is who, and took back, the newest first."
    )
    async def decisions(
        self,
        info: Info[Context, None],
        first: First = DEFAULT_LENGTH,
        after: Older = None,
    ) -> MatchDecisionList | None:
        """List a page of them."""
        check_length(first)
        before = 0 if after is None else decision_number(after, "after")
        context = info.context
        log = DecisionLog(context.store.ledger)
        page = await context.in_time(log.page(before=before, limit=first + 1))
        return MatchDecisionList(
            nodes=[match_decision(judgement) for judgement in page[:first]],
            has_next_page=len(page) > first,
        )


def match_decision(judgement: Judgement) -> MatchDecision:
    """Show a decision."""
    return MatchDecision(
        id=_id(judgement.number),
        left=strawberry.ID(judgement.left),
        right=strawberry.ID(judgement.right),
        verdict=judgement.verdict,
        by=judgement.by,
        at=judgement.at,
        reason=judgement.reason,
        in_force=judgement.stands,
        undoes=_id(judgement.undoes) if judgement.undoes else None,
        ended_by=_id(judgement.ended) if judgement.ended else None,
    )


def decision_number(id_: str, argument: str) -> int:
    """Read the id of a decision.

    Raises
    ------
    ApiError
        If it is none.
    """
    number = number_in(id_)
    if number is None:
        raise ApiError(f"{argument} is no id of a decision.")
    return number


def _id(number: int) -> strawberry.ID:
    return strawberry.ID(str(number))

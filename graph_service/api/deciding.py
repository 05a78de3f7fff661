"""The fields ``decideMatch`` and ``undoDecision``: people say who is who, and take it back."""

from __future__ import annotations

import enum
from collections.abc import Awaitable
from typing import Annotated

import strawberry
from strawberry import Info

from graph_service.api.context import Context
from graph_service.api.judgements import MatchDecision, decision_number, match_decision
from graph_service.api.writing import came_of, name_of, require_editor
from graph_service.review.decisions import (
    Decided,
    DecidedOtherwise,
    DecisionRefused,
    decide,
    undo_decision,
)
from schema.statements import Verdict

__all__ = ["DecidingMutation"]


@strawberry.enum(name="MatchStatus", description="What came of deciding.")
class Status(enum.Enum):
    """Whether it was written, and why not."""

    DECIDED = strawberry.enum_value("DECIDED", description="It is in force.")
    UNCHANGED = strawberry.enum_value(
        "UNCHANGED", description="It was decided so before; nothing was written."
    )
    OVERTAKEN = strawberry.enum_value(
        "OVERTAKEN",
        description="Somebody else decided otherwise meanwhile; nothing was written.",
    )
    REFUSED = strawberry.enum_value(
        "REFUSED", description="It cannot be so: the message says why; nothing was written."
    )


@strawberry.type(description="What came of deciding, or of taking a decision back.")
class MatchAnswer:
    """GraphQL's view of `graph_service.review.decisions.Decided`, or of why it was not done."""

    status: Status = strawberry.field(description="Whether it was written, and why not.")
    message: str = strawberry.field(description="A sentence about it; empty if it is in force.")
    decision: MatchDecision | None = strawberry.field(
        description="What was written, or says the same already; null if nothing does."
    )
    in_force: MatchDecision | None = strawberry.field(
        description="What holds for the pair now, where that is known; null if nothing does."
    )
    graph_version: str | None = strawberry.field(
        description="Of the graph, afterwards; null if nothing was written."
    )


_BY = strawberry.argument(description="Who decides: a name; if left out, whose key it is.")
_REASON = strawberry.argument(description="Why.")


@strawberry.type
class DecidingMutation:
    """The fields ``decideMatch`` and ``undoDecision``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Decide whether two records are one. It is remembered, follows through (A is B "
        "and B is C makes A C), and can be taken back."
    )
    async def decide_match(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Context, None],
        left: Annotated[strawberry.ID, strawberry.argument(description="Id of one record.")],
        right: Annotated[strawberry.ID, strawberry.argument(description="Id of the other.")],
        verdict: Annotated[Verdict, strawberry.argument(description="What they are.")],
        reason: Annotated[str, _REASON],
        by: Annotated[str | None, _BY] = None,
        expected: Annotated[
            strawberry.ID | None,
            strawberry.argument(
                description="The decision on the pair that you believe to be in force; left out if "
                "you believe that there is none. If another one is, nothing is written."
            ),
        ] = None,
    ) -> MatchAnswer | None:
        """Decide it."""
        context = info.context
        require_editor(context)
        believed = 0 if expected is None else decision_number(expected, "expected")
        deciding = decide(
            context.store,
            context.catalogue,
            str(left),
            str(right),
            verdict,
            by=name_of(context, by),
            reason=reason,
            expected=believed,
        )
        return await _answered(info, deciding)

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Take a decision back: what was decided before it is in force again."
    )
    async def undo_decision(
        self,
        info: Info[Context, None],
        id: Annotated[strawberry.ID, strawberry.argument(description="Of the decision.")],  # noqa: A002
        reason: Annotated[str, _REASON],
        by: Annotated[str | None, _BY] = None,
    ) -> MatchAnswer | None:
        """Take it back."""
        context = info.context
        require_editor(context)
        number = decision_number(id, "id")
        return await _answered(
            info, undo_decision(context.store, number, by=name_of(context, by), reason=reason)
        )


async def _answered(info: Info[Context, None], deciding: Awaitable[Decided]) -> MatchAnswer:
    came_of(info, wrote=False)
    try:
        decided = await info.context.in_time(deciding)
    except DecidedOtherwise as error:
        now = match_decision(error.in_force) if error.in_force else None
        return _not_done(Status.OVERTAKEN, str(error), now)
    except DecisionRefused as error:
        return _not_done(Status.REFUSED, str(error), None)
    in_force = decided.in_force
    came_of(info, subject=str(decided.judgement.number), wrote=decided.changed)
    return MatchAnswer(
        status=Status.DECIDED if decided.changed else Status.UNCHANGED,
        message="" if decided.changed else "It was decided so before.",
        decision=match_decision(decided.judgement),
        in_force=match_decision(in_force) if in_force else None,
        graph_version=decided.version,
    )


def _not_done(status: Status, message: str, in_force: MatchDecision | None) -> MatchAnswer:
    return MatchAnswer(
        status=status, message=message, decision=None, in_force=in_force, graph_version=None
    )

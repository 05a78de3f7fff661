"""Who made a correction, when and why, as ``sources`` and ``importRuns`` show it."""

from __future__ import annotations

import strawberry

from graph_service.corrections.log import Act

__all__ = ["CorrectedBy", "corrected_by"]


@strawberry.type(description="Who corrected something, when and why.")
class CorrectedBy:
    """GraphQL's view of `graph_service.corrections.log.Act`."""

    act: str = strawberry.field(description="CORRECT, ADD_NODE, ADD_LINK or WITHDRAW.")
    by: str = strawberry.field(description="Who did it.")
    at: str = strawberry.field(description="When, in UTC.")
    reason: str = strawberry.field(description="Why.")


def corrected_by(act: Act | None) -> CorrectedBy | None:
    """Show an act; None of an import."""
    if act is None:
        return None
    return CorrectedBy(act=act.act, by=act.by, at=act.at, reason=act.reason)

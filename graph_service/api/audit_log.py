"""The root field ``auditLog``: who wrote and decided what, for administrators."""

from __future__ import annotations

import strawberry
from strawberry import Info

from graph_service.api.context import Context
from graph_service.api.enum_descriptions import describe
from graph_service.api.errors import ApiError
from graph_service.api.page_arguments import DEFAULT_LENGTH, First, Older, check_length, number_in
from graph_service.api.role_type import Role
from graph_service.api.writing import require
from graph_service.identity.audit import AuditEntry, AuditLog, AuditOutcome

__all__ = ["AuditQuery"]

describe(
    AuditOutcome,
    "AuditOutcome",
    "What came of an act.",
    {
        "DONE": "It was done. 完成",
        "UNCHANGED": "Nothing was to be written. 无变化",
        "FAILED": "It could not be done. 失败",
        "REFUSED": "Who asked for it may not. 拒绝",
    },
)


@strawberry.type(description="Somebody wrote or decided something, or was not let. 审计记录")
class AuditedAct:
    """GraphQL's view of `graph_service.identity.audit.AuditEntry`."""

    id: strawberry.ID = strawberry.field(description="Its id.")
    at: str = strawberry.field(description="When it ended: an ISO moment in UTC.")
    name: str = strawberry.field(description="Who: the name of the key or of the login.")
    key: strawberry.ID | None = strawberry.field(
        description="Public id of the key; null if none was sent."
    )
    role: str = strawberry.field(description="The role that they had then.")
    act: str = strawberry.field(
        description="What: a field that writes, `sendFiles`, `import`, `stopImport`, or a command."
    )
    outcome: AuditOutcome = strawberry.field(description="What came of it.")
    request_id: str | None = strawberry.field(
        description="Id of the request; null of a command or of an import that ended."
    )
    runs: list[strawberry.ID] = strawberry.field(
        description="The runs that were written or taken back."
    )
    subject: strawberry.ID | None = strawberry.field(
        description="The job, decision or key that it was about; null if none."
    )


@strawberry.type(description="Entries of the audit log.")
class AuditedActList:
    """A page of them."""

    nodes: list[AuditedAct] = strawberry.field(description="The newest first.")
    has_next_page: bool = strawberry.field(description="Whether there are older ones.")


@strawberry.type
class AuditQuery:
    """Mixed into ``Query``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Who wrote and decided what, the newest first; for administrators. 审计日志"
    )
    async def audit_log(
        self,
        info: Info[Context, None],
        first: First = DEFAULT_LENGTH,
        after: Older = None,
    ) -> AuditedActList | None:
        """List a page of them."""
        check_length(first)
        context = info.context
        require(context, Role.ADMIN)
        before = 0 if after is None else number_in(after)
        if before is None:
            raise ApiError(f"after names no entry: {str(after)[:50]}.")
        page = await context.in_time(
            AuditLog(context.store.ledger).page(before=before, limit=first + 1)
        )
        return AuditedActList(
            nodes=[_shown(entry) for entry in page[:first]], has_next_page=len(page) > first
        )


def _shown(entry: AuditEntry) -> AuditedAct:
    return AuditedAct(
        id=strawberry.ID(str(entry.number)),
        at=entry.at,
        name=entry.name,
        key=strawberry.ID(entry.key) if entry.key else None,
        role=entry.role,
        act=entry.act,
        outcome=AuditOutcome(entry.outcome),
        request_id=entry.request or None,
        runs=[strawberry.ID(run) for run in entry.runs],
        subject=strawberry.ID(entry.subject) if entry.subject else None,
    )

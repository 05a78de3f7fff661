"""What fields that write begin with: whether the request may."""

from __future__ import annotations

from collections.abc import Sequence

from strawberry import Info

from graph_service.api.context import Act, Context
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.identity.audit import AuditOutcome
from graph_service.identity.roles import Role

__all__ = ["came_of", "name_of", "require", "require_admin", "require_editor"]


def require_editor(context: Context) -> None:
    """Let a field write, if the request may; it is then not executed a second time.

    Raises
    ------
    ApiError
        UNAUTHENTICATED or FORBIDDEN, with what to do.
    """
    require(context, Role.EDITOR)
    context.wrote = True


def require_admin(context: Context) -> None:
    """Let a field change who may do what, if the request may; it is not executed a second time.

    Raises
    ------
    ApiError
        UNAUTHENTICATED or FORBIDDEN, with what to do.
    """
    require(context, Role.ADMIN)
    context.wrote = True


def came_of(
    info: Info[Context, None], *, runs: Sequence[str] = (), subject: str = "", wrote: bool = True
) -> None:
    """Tell the audit log what came of a field that writes.

    Parameters
    ----------
    info : Info
        Of the field.
    runs : sequence of str
        The runs that were written or taken back.
    subject : str
        Id of the decision or key that it was about.
    wrote : bool
        Whether something was written.
    """
    outcome = AuditOutcome.DONE if wrote else AuditOutcome.UNCHANGED
    info.context.acts[str(info.path.key)] = Act(outcome, tuple(runs), subject)


def name_of(context: Context, by: str | None) -> str:
    """Return the name under which something is written: the one given, else whose key it is."""
    return context.caller.name if by is None else by


def require(context: Context, role: Role) -> None:
    """Go on only if who asks is of a role, or of one that may more.

    Raises
    ------
    ApiError
        UNAUTHENTICATED or FORBIDDEN, with what to do.
    """
    has = context.caller.role
    if has >= role:
        return
    if has is Role.ANONYMOUS:
        raise ApiError(
            f"Only who has the role {role.word} may do this. Send your key as the header "
            "`Authorization: Bearer KEY`.",
            ErrorCode.UNAUTHENTICATED,
        )
    raise ApiError(
        f"This needs the role {role.word}; yours is {has.word}. Ask an administrator for it.",
        ErrorCode.FORBIDDEN,
    )

"""What fields that write begin with: whether the request may."""

from __future__ import annotations

from graph_service.api.context import Context
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.write_access import OFF

__all__ = ["require_editor"]


def require_editor(context: Context) -> None:
    """Let a field write, if the request may; it is then not executed a second time.

    Raises
    ------
    ApiError
        UNAUTHENTICATED or FORBIDDEN, with what to do.
    """
    refused = context.refusal
    if refused is not None:
        code = ErrorCode.FORBIDDEN if refused is OFF else ErrorCode.UNAUTHENTICATED
        raise ApiError(refused.message, code)
    context.wrote = True

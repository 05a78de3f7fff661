"""Who else may ask from a page: none but the service's own, unless origins are named."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

__all__ = ["shared_with"]


def shared_with(app: ASGIApp, origins: Sequence[str]) -> ASGIApp:
    """Let pages of other origins use an application; it is the same application if there are none.

    There are no cookies here, so browsers send nothing that a page does not know.

    Parameters
    ----------
    app : ASGIApp
    origins : sequence of str
        `Settings.cors_origins`.
    """
    if not origins:
        return app
    return CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=("GET", "HEAD", "POST"),
        allow_headers=("Authorization", "If-None-Match", "X-Request-Id"),
        expose_headers=("ETag", "Retry-After", "X-Request-Id"),
        max_age=3_600,
    )

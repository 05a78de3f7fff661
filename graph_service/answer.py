"""Queries answered without a server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from graph_service.api.service import Service
from graph_service.app import State, create_app
from graph_service.settings import Settings

__all__ = ["opened_service"]


@asynccontextmanager
async def opened_service(settings: Settings) -> AsyncIterator[Service]:
    """Open the store for reading and answer as the server would, until the block ends.

    Parameters
    ----------
    settings : Settings

    Yields
    ------
    Service

    Raises
    ------
    PackError, StoreError
        If there is no such pack, or the store cannot be opened.
    """
    app = create_app(settings.model_copy(update={"read_only": True}))
    async with app.router.lifespan_context(app) as state:
        yield cast("State", state)["service"]

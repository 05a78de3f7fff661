"""Queries answered without a server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from graph_service.api.service import Service
from graph_service.app import State, create_app
from graph_service.kernels import Kernels
from graph_service.settings import Settings
from graph_service.store import open_store
from schema.catalogue import load_catalogue

__all__ = ["opened_service", "opened_state"]


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
    async with opened_state(settings) as state:
        yield state["service"]


@asynccontextmanager
async def opened_state(settings: Settings) -> AsyncIterator[State]:
    """As `opened_service`, with all that the application has.

    Parameters
    ----------
    settings : Settings

    Yields
    ------
    State
    """
    store = await open_store(
        settings.store_url, load_catalogue(), read_only=True, access=settings.access()
    )
    try:
        app = create_app(settings, store=store, kernels=Kernels())
        async with app.router.lifespan_context(app) as state:
            yield cast("State", state)
    finally:
        await store.close()

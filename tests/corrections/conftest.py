"""A store of its own, in memory and on a server, and an import into it, for each test."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from small_imports import catalogue, load, pack

from graph_service.corrections.making import Corrections

__all__ = ["catalogue", "load", "pack"]


@pytest.fixture
async def store(place, catalogue):
    async with place.new(catalogue) as opened:
        yield opened


@pytest.fixture
def corrections(store, catalogue, pack) -> Corrections:
    return Corrections(store, catalogue, pack, lambda: datetime(2024, 3, 1, 9, 30, tzinfo=UTC))

"""Stores of both kinds, a clock and a ledger that can be told what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from given_clock import GivenClock
from stores import KINDS, Place, place_of

from graph_service.store.port import Store


@pytest.fixture(scope="module", params=KINDS)
def place(request: pytest.FixtureRequest) -> Place:
    return place_of(request)


@pytest_asyncio.fixture
async def store(place: Place) -> AsyncIterator[Store]:
    async with place.new() as opened:
        yield opened


@pytest.fixture
def clock() -> GivenClock:
    return GivenClock(datetime(2023, 12, 31, 8, tzinfo=UTC), timedelta())

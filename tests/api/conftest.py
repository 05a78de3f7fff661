"""A served graph small enough to know by heart."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from api_client import ApiClient, serving
from api_graph import STATEMENTS


@pytest.fixture
async def api() -> AsyncIterator[ApiClient]:
    """The application over `api_graph`, for one test."""
    async with serving(STATEMENTS) as client:
        yield client


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def _opened() -> AsyncIterator[ApiClient]:
    async with serving(STATEMENTS) as client:
        yield client


@pytest.fixture
def shared(_opened: ApiClient) -> ApiClient:
    """The application over `api_graph`, for the tests of a module that only read."""
    _opened.store.forget()
    _opened.store.failure = None
    return _opened

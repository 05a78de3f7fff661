"""A served graph small enough to know by heart."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from api_client import ApiClient, serving
from api_graph import STATEMENTS
from stores import Place

from schema.statements import Run


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of a module on one event loop: a connection to a server is bound to one."""
    for item in items:
        if item.path.parent == Path(__file__).parent and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="module"), append=False)


@pytest_asyncio.fixture(loop_scope="module")
async def alone(place: Place) -> AsyncIterator[ApiClient]:
    """The application over `api_graph`, for one test."""
    async with serving(STATEMENTS, place=place) as client:
        yield client


@pytest.fixture
def api(alone: ApiClient) -> ApiClient:
    """The application over `api_graph`; modules that mostly read take it from `shared`."""
    return alone


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def _opened(place: Place) -> AsyncIterator[tuple[ApiClient, list[str]]]:
    async with serving(STATEMENTS, place=place) as client:
        yield client, [await client.store.version()]


@pytest_asyncio.fixture(loop_scope="module")
async def shared(_opened: tuple[ApiClient, list[str]], place: Place) -> ApiClient:
    """The application over `api_graph`, for the tests of a module that only read."""
    client, of_version = _opened
    client.store.forget()
    client.store.failure = None
    if place.is_server and of_version != [await client.store.version()]:
        # Another test of the module had the place meanwhile.
        async with place.new() as store:
            of_version[:] = [(await store.apply(STATEMENTS, Run("run", "source"))).version]
    return client

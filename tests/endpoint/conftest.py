"""One real server for all tests here."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from api_graph import STATEMENTS
from live_server import live

from graph_service.identity.roles import Role


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of a server over `api_graph`; it knows the key of an editor."""
    with live(STATEMENTS, keys=[Role.EDITOR]) as found:
        yield found


@pytest.fixture
def http(address: str) -> Iterator[httpx.Client]:
    """A client of the server."""
    with httpx.Client(base_url=address) as client:
        yield client


@pytest.fixture(scope="session")
def other_address() -> Iterator[str]:
    """The address of one on which everything is set otherwise."""
    origins = ("https://map.example.org",)
    with live(plain_statuses=True, graphiql=False, cors_origins=origins) as found:
        yield found


@pytest.fixture
def other(other_address: str) -> Iterator[httpx.Client]:
    """A client of the other server."""
    with httpx.Client(base_url=other_address) as client:
        yield client

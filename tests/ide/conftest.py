"""The service as anybody reaches it, over a small graph."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from api_graph import STATEMENTS
from live_server import live


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of a server over `api_graph`."""
    with live(STATEMENTS) as found:
        yield found


@pytest.fixture(scope="session")
def http(address: str) -> Iterator[httpx.Client]:
    """A client of it."""
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client

"""One real server for all tests here, which watches what it holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from live_server import Running, running

from graph_service.identity.roles import Role


@pytest.fixture(scope="session")
def server() -> Iterator[Running]:
    """A server over an empty graph; it has keys of an editor and a viewer."""
    with running(
        keys=(Role.EDITOR, Role.VIEWER), cors_origins=("https://map.example.org",)
    ) as found:
        yield found

"""The service as anybody reaches it: over a small graph for the editor, over the sample for examples."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial

import httpx
import pytest
from api_graph import STATEMENTS
from live_server import live

from graph_service.demo import import_sample
from graph_service.settings import Settings


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


@pytest.fixture(scope="session")
def sample() -> Iterator[httpx.Client]:
    """A client of a server with the sample."""
    prepare = partial(
        import_sample,
        settings=Settings(),
        say=lambda sentence: None,
        progress=lambda: contextlib.nullcontext(lambda done: None),
    )
    with (
        live(prepare=prepare, sample=True) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client

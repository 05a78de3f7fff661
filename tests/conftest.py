"""Fixtures that every test folder may ask for."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

CHECKOUT = Path(os.environ.get("CHECKOUT", Path(__file__).parents[1]))

sys.path.insert(0, str(Path(__file__).parent / "support"))

import stores  # noqa: E402 - found in the folder just named

# A slow or busy machine is no failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder with the sources; the tests may lie elsewhere (CHECKOUT)."""
    return CHECKOUT


@pytest.fixture(scope="session")
def trials() -> Path:
    """The folder of trial data, or a skip that names what is missing."""
    folder = Path(os.environ.get("TRIALS", CHECKOUT.parent / "shared" / "trials"))
    if not folder.is_dir():
        pytest.skip(f"no trial data: {folder} is not a folder (set TRIALS)")
    return folder


_SERVER = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def neo4j_url(pytestconfig: pytest.Config) -> Iterator[str]:
    """The address of one Neo4j for the whole session; `neo4j_server.wipe` empties it.

    It is the one of NEO4J_TEST_URI, or started by tools/neo4j; without Java or Maven there is a
    skip, and where CI=true a failure.
    """
    import neo4j_server

    with ExitStack() as stack:
        try:
            server = stack.enter_context(neo4j_server.found(CHECKOUT))
        except neo4j_server.Unusable as error:
            pytest.fail(str(error), pytrace=False)
        except neo4j_server.NoServer as error:
            if os.environ.get("CI", "").lower() in {"1", "true"}:
                pytest.fail(f"no Neo4j, and CI must have one: {error}", pytrace=False)
            pytest.skip(f"no Neo4j: {error}")
        pytestconfig.stash[_SERVER] = f"Neo4j {server.version} at {server.url}"
        yield server.url


@pytest.fixture(scope="module", params=stores.KINDS)
def place(request: pytest.FixtureRequest) -> stores.Place:
    """Where a store can be kept: in memory, then on Neo4j. It holds one store at a time."""
    return stores.place_of(request)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with files of slow tests: of several processes none works alone on one at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """Let the collector be: what is loaded stays, and schemas are built and dropped by the dozen."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the tests that need a Neo4j server, so that -m neo4j chooses them."""
    if "neo4j_url" in getattr(item, "fixturenames", ()):
        item.add_marker("neo4j")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Take from a process of pytest-xdist which server its tests had."""
    server = getattr(node, "workeroutput", {}).get("server")
    if server is not None:
        others = node.config.stash.get(_SERVER, None)
        node.config.stash[_SERVER] = f"{others} and {server}" if others else server


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell it to the process that prints the summary, where that is another one."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["server"] = session.config.stash.get(_SERVER, None)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say how many tests had trial data and a server, so that a run without is not taken for one."""
    trials_ran, trials_skipped = _counted(terminalreporter, "trials")
    terminalreporter.write_line(f"trial tests: {trials_ran} ran, {trials_skipped} skipped")
    ran, skipped = _counted(terminalreporter, "neo4j")
    server = config.stash.get(_SERVER, "no server was needed" if not skipped else "no server")
    terminalreporter.write_line(f"Neo4j tests: {ran} ran, {skipped} skipped ({server})")


def _counted(terminalreporter: pytest.TerminalReporter, marker: str) -> tuple[int, int]:
    stats = terminalreporter.stats
    ran, skipped = (
        sum(
            marker in report.keywords
            for outcome in outcomes
            for report in stats.get(outcome, ())
            if isinstance(report, pytest.TestReport)
        )
        for outcomes in (("passed", "failed", "xfailed", "xpassed"), ("skipped", "error"))
    )
    return ran, skipped

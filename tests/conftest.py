"""Fixtures that every test folder may ask for."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

CHECKOUT = Path(os.environ.get("CHECKOUT", Path(__file__).parents[1]))

sys.path.insert(0, str(Path(__file__).parent / "support"))

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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests had the trial data, so that a run without them is not taken for one."""
    stats = terminalreporter.stats
    ran, skipped = (
        sum(
            "trials" in report.keywords
            for outcome in outcomes
            for report in stats.get(outcome, ())
            if isinstance(report, pytest.TestReport)
        )
        for outcomes in (("passed", "failed", "xfailed", "xpassed"), ("skipped", "error"))
    )
    terminalreporter.write_line(f"trial tests: {ran} ran, {skipped} skipped")

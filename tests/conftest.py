"""Fixtures that every test folder may ask for."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "support"))


@pytest.fixture(scope="session")
def trials() -> Path:
    """The folder of trial data, or a skip that names what is missing."""
    folder = Path(os.environ.get("TRIALS", Path(__file__).parents[2] / "shared" / "trials"))
    if not folder.is_dir():
        pytest.skip(f"no trial data: {folder} is not a folder (set TRIALS)")
    return folder

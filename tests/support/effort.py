"""How much is tried at random: enough to be of use in every run, much more with THOROUGH=1."""

from __future__ import annotations

import os

THOROUGH = os.environ.get("THOROUGH", "") not in {"", "0"}


def tried(every_run: int, thorough: int) -> int:
    """The number of examples or seeds for this run."""
    return thorough if THOROUGH else every_run

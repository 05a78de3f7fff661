"""Sharing the interpreter: an import gives way to requests while both run in one process.

A thread that computes keeps the interpreter for a switch interval before another one gets it, and
the event loop asks for it several times a request; so the interval is short while a job runs. The
collector would go through all that the store holds, while nothing else runs: during a job only what
is new is looked at, in the pauses between batches.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from graph_service.store.collector import paused

__all__ = ["collect_young", "sharing"]

_INTERVAL: Final = 0.0005
"""Seconds; Python's own is 0.005."""
_YOUNG: Final = 1
"""The generation up to which objects are looked at: those since the last time."""


@contextmanager
def sharing() -> Iterator[None]:
    """Let threads take turns quickly, and the collector wait, as long as the block runs."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, _INTERVAL))
    try:
        with paused():
            try:
                yield
            finally:
                # What the import brought stays: the collector need not go through it, now or later.
                gc.freeze()
    finally:
        sys.setswitchinterval(before)


def collect_young() -> None:
    """Collect what became garbage since the last time."""
    gc.collect(_YOUNG)

"""Work that has the process to itself: nobody waits for an answer meanwhile."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from graph_service.store.collector import paused

__all__ = ["long_work"]

_TURN: Final = 0.1
"""Seconds that a thread may go on while others wait; changing turns costs more than waiting."""


@contextmanager
def long_work() -> Iterator[None]:
    """Let nothing be collected and threads take long turns during a block.

    A command ends soon after it: what is left then goes with the process, and the collector, which
    would go through all of it twice more, need not look at it.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        with paused():
            try:
                yield
            finally:
                gc.freeze()
    finally:
        sys.setswitchinterval(before)

"""Work that has the process to itself: nobody waits for an answer meanwhile."""

from __future__ import annotations

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
    """Let nothing be collected and threads take long turns during a block."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        with paused():
            yield
    finally:
        sys.setswitchinterval(before)

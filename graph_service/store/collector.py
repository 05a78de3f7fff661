"""Python's garbage collector, kept out of work that makes many objects and no garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["paused", "seldom"]

_YOUNG: Final = 50_000
"""So many new objects make the collector look: more than an answer of a whole map is made of."""


@contextmanager
def paused() -> Iterator[None]:
    """Let nothing be collected during a block: it would go through all that the store holds."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextmanager
def seldom() -> Iterator[None]:
    """Collect seldom during a block, and nothing that was there before: for a service.

    The objects of an answer are gone when it is sent; nothing but collecting in between would look
    at each of them, and at the schema, the graph and the libraries again and again.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_YOUNG, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)

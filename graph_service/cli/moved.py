"""How far a copy is, on stderr: a moving line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from graph_service.moving import Tally

__all__ = ["shown_tally"]

_EVERY = 100_000
"""Things moved between two plain lines."""


@contextmanager
def shown_tally(to: TextIO | None = None) -> Iterator[Callable[[Tally], None]]:
    """Show how much was moved as long as the block runs.

    Parameters
    ----------
    to : text file or None
        Where to; stderr if None.

    Yields
    ------
    callable
        To be called with the tally whenever it grew.
    """
    stream = to or sys.stderr
    if stream.isatty():
        from rich.console import Console

        with Console(file=stream, markup=False, highlight=False).status("reading ...") as status:
            yield lambda tally: status.update(str(tally))
        return
    told = 0

    def show(tally: Tally) -> None:
        nonlocal told
        if tally.counts.total() >= told + _EVERY:
            told = tally.counts.total()
            stream.write(f"{tally}\n")
            stream.flush()

    yield show

"""How far an import is, on stderr: a moving line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from graph_service.ingest import Progress

__all__ = ["shown_progress"]

_EVERY = 20_000
"""Rows between two plain lines."""


@contextmanager
def shown_progress(to: TextIO | None = None) -> Iterator[Callable[[Progress], None]]:
    """Show an import's progress as long as the block runs.

    Parameters
    ----------
    to : text file or None
        Where to; stderr if None.

    Yields
    ------
    callable
        To be called with each `Progress`.
    """
    stream = to or sys.stderr
    if not stream.isatty():
        yield _PlainLines(stream).show
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("reading ...", total=None)

        def show(progress: Progress) -> None:
            many = progress.files > 1
            bar.update(
                task,
                description=_sentence(progress),
                completed=progress.file_number - 1,
                total=progress.files if many else None,
            )

        yield show


class _PlainLines:
    """Lines for logs: one a file, and one every so many rows."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._file = ""
        self._next = 0

    def show(self, progress: Progress) -> None:
        """Write a line if there is news."""
        if progress.file != self._file or progress.rows >= self._next:
            self._stream.write(f"{_sentence(progress)}\n")
            self._stream.flush()
            self._file = progress.file
            self._next = progress.rows + _EVERY


def _sentence(progress: Progress) -> str:
    sheet = f" [{progress.sheet}]" if progress.sheet else ""
    number = f" ({progress.file_number} of {progress.files})" if progress.files > 1 else ""
    return f"{progress.file}{sheet}{number}: {progress.rows:,} rows"

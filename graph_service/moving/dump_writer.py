"""Writing a dump: all that a source holds, in one file that is there whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from graph_service.moving.dump_items import DumpError
from graph_service.moving.dump_lines import ORDER, encode, header_line, lines_of
from graph_service.moving.pieces import Shown, Source, Tally
from graph_service.store.port import StoreError

__all__ = ["write_dump"]

_COMPRESSION: Final = 6


async def write_dump(
    path: Path,
    source: Source,
    *,
    made: datetime,
    force: bool = False,
    shown: Shown = lambda _: None,
) -> Tally:
    """Write a dump.

    Parameters
    ----------
    path : Path
    source : Source
    made : datetime
        The present moment, with its time zone.
    force : bool
        Whether a file that is there may be replaced.
    shown : callable

    Returns
    -------
    Tally

    Raises
    ------
    DumpError
        If the file is there already, or cannot be written.
    StoreError
        If the source is changed meanwhile. No file is left then.
    """
    tally, graph = Tally(), await source.identity()
    async with _whole(path, force=force) as file:
        lines = _Lines(file)
        lines.write("header", header_line(graph, made))
        async for piece in source.pieces():
            for kind, line in lines_of(piece):
                lines.write(kind, line)
            tally.add(piece)
            shown(tally)
        lines.end()
        now = await source.identity()
        if now != graph:
            raise StoreError(
                f"{source.name} was changed while it was read: it was {graph} and is {now}. Run it"
                " again."
            )
    return tally


class _Lines:
    """Counts and sums up what it writes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._counts: Counter[str] = Counter()
        self._sum = hashlib.sha256()

    def write(self, kind: str, line: bytes) -> None:
        self._counts[kind] += 1
        self._sum.update(line)
        self._file.write(line)

    def end(self) -> None:
        counts = {kind: self._counts[kind] for kind in ORDER}
        self._file.write(encode("end", {"lines": counts, "sha256": self._sum.hexdigest()}))


@asynccontextmanager
async def _whole(path: Path, *, force: bool) -> AsyncIterator[IO[bytes]]:
    """Open a compressed file that appears at `path` when all of it is safely written."""
    _refuse_to_replace(path, force=force)
    unfinished = path.with_name(f"{path.name}.new")
    try:
        with unfinished.open("wb") as file:
            # No name and no time in it: the same dump is the same file.
            with gzip.GzipFile("", "wb", _COMPRESSION, file, mtime=0) as packed:
                yield packed  # type: ignore[misc]
            file.flush()
            os.fsync(file.fileno())
        _refuse_to_replace(path, force=force)
        unfinished.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise DumpError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _refuse_to_replace(path: Path, *, force: bool) -> None:
    if path.exists() and not force:
        raise DumpError(f"{path} is there already: name another file, or add --force.")

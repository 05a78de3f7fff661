"""An export as a stream of bytes: whole and of one version where it is small, honest where it is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

from graph_service.exporting.parts import End, Export, Head, Link, Node, Part, Writer
from graph_service.exporting.refused import ExportRefused

__all__ = ["Limits", "Started", "gather", "start"]

_AT_ONCE: Final = 500
"""Nodes and links that are written together; fewer wait for more."""
_BUFFER: Final = 1_000_000
"""Up to so many bytes are made before the first is handed out."""
_ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an export may be.

    Attributes
    ----------
    nodes, links : int
    seconds : float
        How long all of it may take, a slow reader included.
    step : float
        How long one page may take.
    """

    nodes: int = 500_000
    links: int = 5_000_000
    seconds: float = 900.0
    step: float = 30.0


@dataclass(slots=True)
class _Run:
    """One attempt."""

    export: Export
    writer: Writer
    limits: Limits
    end: End | None = None
    nodes: int = 0
    links: int = 0
    written: int = 0
    waiting: list[Part] = field(default_factory=list)

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Make the file."""
        yield await asyncio.to_thread(self.writer.begin)
        async with aclosing(self.export.parts()) as parts:
            async for part in parts:
                self.nodes += len(part.nodes)
                self.links += len(part.links)
                _check_size(self.limits, self.nodes, self.links)
                self.waiting.append(part)
                if self.nodes + self.links >= self.written + _AT_ONCE:
                    yield await self._write()
        yield await self._write()
        self.end = End(self.nodes, self.links, await self.export.unchanged())
        yield await asyncio.to_thread(self.writer.end, self.end)

    async def _write(self) -> bytes:
        waiting, self.waiting = self.waiting, []
        self.written = self.nodes + self.links
        gathered = Part(
            nodes=[node for part in waiting for node in part.nodes],
            links=[link for part in waiting for link in part.links],
        )
        # The loop is not held up by it.
        return await asyncio.to_thread(self.writer.write, gathered)


class Started:
    """An export that has begun.

    Attributes
    ----------
    head : Head
    """

    def __init__(
        self, head: Head, run: _Run, made: list[bytes], rest: AsyncGenerator[bytes]
    ) -> None:
        self.head = head
        self._run = run
        self._made = made
        self._rest = rest

    @property
    def end(self) -> End | None:
        """How it ended, once that is known: of a small one before the first byte is handed out."""
        return self._run.end

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Hand out the file, once; who does not want all of it calls `close`."""
        while self._made:
            yield self._made.pop(0)
        async for chunk in self._rest:
            yield chunk

    async def close(self) -> None:
        """Stop the work, and hand out nothing more."""
        self._made.clear()
        await self._rest.aclose()


async def start(export: Export, writer: Callable[[Head], Writer], limits: Limits) -> Started:
    """Begin an export.

    What fits into a buffer is made before anything is handed out: if the graph changes meanwhile
    it is made anew, three times at most. What is larger streams, and says at its end whether the
    graph stayed as it was.

    Parameters
    ----------
    export : Export
    writer : callable
    limits : Limits

    Raises
    ------
    ExportRefused, StoreError, TimeoutError
        As long as nothing was handed out.
    """
    for _ in range(_ATTEMPTS - 1):
        started = await _begun(export, writer, limits)
        if started.end is None or started.end.consistent:
            return started
        await started.close()
    return await _begun(export, writer, limits)


async def gather(export: Export, limits: Limits) -> tuple[Head, Part]:
    """Return all nodes and links of an export, of one graph version.

    Parameters
    ----------
    export : Export
    limits : Limits

    Raises
    ------
    ExportRefused
        If there are more than may be, or the graph keeps changing.
    StoreError, TimeoutError
    """
    for _ in range(_ATTEMPTS):
        head = await export.begin()
        nodes: list[Node] = []
        links: list[Link] = []
        async with aclosing(export.parts()) as parts:
            async for part in parts:
                nodes += part.nodes
                links += part.links
                _check_size(limits, len(nodes), len(links))
        if await export.unchanged():
            return head, Part(nodes, links)
    raise ExportRefused("The graph changes too often to be read whole; try again later.")


async def _begun(export: Export, writer: Callable[[Head], Writer], limits: Limits) -> Started:
    head = await export.begin()
    run = _Run(export, await asyncio.to_thread(writer, head), limits)
    chunks = run.chunks()
    made: list[bytes] = []
    size = 0
    try:
        async for chunk in chunks:
            made.append(chunk)
            size += len(chunk)
            if size > _BUFFER:
                break
    except BaseException:
        await chunks.aclose()
        raise
    return Started(head, run, made, chunks)


def _check_size(limits: Limits, nodes: int, links: int) -> None:
    for what, number, limit in (
        ("nodes", nodes, limits.nodes),
        ("links", links, limits.links),
    ):
        if number > limit:
            raise ExportRefused(
                f"That is more than {limit:,} {what}, the limit here. Choose fewer types or link"
                " types, or add a filter (where, region)."
            )

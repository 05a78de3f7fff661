"""Long lists, completed in slices, between which others have their turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from graphql.pyutils import AwaitableOrValue, is_awaitable

__all__ = ["SLICE", "Writing", "in_slices"]

SLICE: Final = 1_000
"""How many values are completed at once: about half a millisecond."""


class Writing(Protocol):
    """How a long list is written while it is completed."""

    def part(self, completed: list[Any]) -> bytes:
        """Write some values, of which there is at least one.

        Raises
        ------
        TypeError
            If they cannot be written.
        """
        ...

    def whole(self, parts: Sequence[bytes]) -> Any:
        """Return what stands for the list in the result."""
        ...


async def in_slices(
    values: Sequence[Any],
    complete: Callable[[Sequence[Any]], list[Any] | None],
    writing: Writing | None,
    again: Callable[[], AwaitableOrValue[list[Any]]],
) -> Any:
    """Complete a list.

    Parameters
    ----------
    values : list or tuple
    complete : callable
        Completes some of them; None if graphql-core has to complete them all.
    writing : Writing or None
        The list stays one if None.
    again : callable
        Lets graphql-core complete them all.
    """
    parts: list[bytes] = []
    completed: list[Any] = []
    for begin in range(0, len(values), SLICE):
        if begin:
            await asyncio.sleep(0)
        done = complete(values[begin : begin + SLICE])
        if done is not None and writing is not None:
            try:
                parts.append(writing.part(done))
            except TypeError:
                done = None
        if done is None:
            redone = again()
            return await redone if is_awaitable(redone) else redone
        if writing is None:
            completed += done
    return completed if writing is None else writing.whole(parts)

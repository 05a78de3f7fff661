"""One run of a plan: what all its parts share."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final, TypeVar

from graph_service.store.memory import MemoryGraph
from graph_service.store.port import DeadlineExceeded
from schema.catalogue import Catalogue

__all__ = ["STEP", "Deadline", "Reading"]

STEP: Final = 1_000
"""How many candidates are looked at between two looks at the clock."""

T = TypeVar("T")


class Deadline:
    """Gives a run up when its time has passed.

    Parameters
    ----------
    at : float or None
        On the clock of `time.monotonic`; None is never.
    """

    __slots__ = ("_at", "_left")

    def __init__(self, at: float | None) -> None:
        self._at = at
        self._left = 0

    def give_up(self) -> None:
        """Let the run end at its next look at the clock: nobody waits for it any more."""
        self._at = -inf

    def spend(self, candidates: int) -> None:
        """Account for candidates that are about to be looked at.

        Raises
        ------
        DeadlineExceeded
            If the time has passed.
        """
        self._left -= candidates
        if self._left < 0:
            self._left = STEP
            if self._at is not None and time.monotonic() > self._at:
                raise DeadlineExceeded(
                    "The read was given up at its deadline: ask for fewer or narrower lists."
                )

    def metered(self, items: Sequence[T]) -> Iterator[T]:
        """Yield `items`, looking at the clock now and then."""
        for at in range(0, len(items), STEP):
            self.spend(STEP)
            yield from items[at : at + STEP]


@dataclass(frozen=True, slots=True)
class Reading:
    """The surroundings of one run.

    Attributes
    ----------
    graph : MemoryGraph
    catalogue : Catalogue
    as_of : str
        ISO day on which links with validity must be true.
    deadline : Deadline
    """

    graph: MemoryGraph
    catalogue: Catalogue
    as_of: str
    deadline: Deadline

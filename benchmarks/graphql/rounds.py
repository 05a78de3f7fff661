"""Rounds in which every server is asked the same for some seconds, one server after the other."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contenders import Running
from load import in_a_loop
from percentiles import percentiles
from questions import Question


@dataclass(frozen=True)
class Turn:
    """One server's turn in one round; milliseconds, and of the processor too."""

    p50: float
    p95: float
    rate: float
    cpu: float


@dataclass(frozen=True)
class Taken:
    """All turns of one server with one question."""

    turns: tuple[Turn, ...]

    @property
    def middle(self) -> Turn:
        """The median of each figure."""
        return Turn(
            *(
                statistics.median(getattr(turn, name) for turn in self.turns)
                for name in ("p50", "p95", "rate", "cpu")
            )
        )

    def times(self, other: Taken) -> tuple[float, float]:
        """How many times the requests of another are answered, and for how much less processor.

        Both are compared within each round, and the median is taken.
        """
        pairs = list(zip(self.turns, other.turns, strict=True))
        rates = statistics.median(mine.rate / theirs.rate for mine, theirs in pairs)
        return rates, statistics.median(theirs.cpu / mine.cpu for mine, theirs in pairs)


def turn(server: Running, requests: Iterator[bytes], lines: int, seconds: float) -> Turn:
    """Ask one server for some seconds, three times at least."""
    before = server.processor_seconds()
    asked = in_a_loop(server.port, requests, lines=lines, seconds=seconds, least=3)
    used = server.processor_seconds() - before
    p50, p95 = percentiles(asked.seconds)
    return Turn(p50, p95, asked.rate, used / len(asked.seconds) * 1000)


def in_rounds(
    asked: Sequence[tuple[Running, Question]], *, rounds: int, seconds: float, warm_up: float
) -> dict[str, Taken]:
    """Warm every server up, then let each have its turn in every round, each time another first."""
    asking = [(server, question.requests(), question.lines) for server, question in asked]
    for server, requests, lines in asking:
        turn(server, requests, lines, warm_up)
    turns: dict[str, list[Turn]] = defaultdict(list)
    for number in range(rounds):
        at = number % len(asking)
        for server, requests, lines in (*asking[at:], *asking[:at]):
            turns[server.name].append(turn(server, requests, lines, seconds))
    return {name: Taken(tuple(taken)) for name, taken in turns.items()}

"""How long small questions take that are asked at a steady rate while maps are served in a loop."""

from __future__ import annotations

import statistics
from collections.abc import Iterable

from contenders import Running
from load import Asked, at_a_rate
from questions import Question

RATE = 50


def p99(asked: Asked) -> float:
    """In milliseconds."""
    return statistics.quantiles(asked.seconds, n=100)[98] * 1000


def beside_maps(
    asked: Iterable[tuple[Running, Question, Question]], seconds: float
) -> tuple[dict[str, float], str]:
    """The p99 of every server, and the table."""
    lines = [
        f"| small, {RATE} / s, while one asks for maps in a loop | asked | p50, ms | p95, ms | p99, ms | maps / s |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    found = {}
    for server, question, beside in asked:
        small, loop = question.requests(), beside.requests()
        at_a_rate(server.port, small, loop, rate=RATE, seconds=seconds / 5)
        taken, looped = at_a_rate(server.port, small, loop, rate=RATE, seconds=seconds)
        cuts = statistics.quantiles(taken.seconds, n=20)
        found[server.name] = p99(taken)
        lines.append(
            f"| {server.name} | {len(taken.seconds):,} | {cuts[9] * 1000:,.1f} "
            f"| {cuts[18] * 1000:,.1f} | {found[server.name]:,.1f} | {looped.rate:,.3g} |"
        )
    return found, "\n".join(lines)

"""What was measured as tables, and beside it what was aimed at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contenders import OURS
from rounds import Taken

AIMS = {
    ("graphql-yoga", "small"): 1.5,
    ("graphql-yoga", "page"): 3.0,
    ("graphql-yoga", "map"): 8.0,
    ("graphql-yoga + graphql-jit", "page"): 0.9,
    ("graphql-yoga + graphql-jit", "map"): 0.9,
    ("strawberry + FastAPI", "page"): 20.0,
    ("strawberry + FastAPI", "map"): 40.0,
}
"""How many times the requests of whom, with what question."""


@dataclass(frozen=True)
class Aim:
    """Something to reach."""

    name: str
    aimed: float
    reached: float
    least: bool = True

    def line(self) -> str:
        met = self.reached >= self.aimed if self.least else self.reached <= self.aimed
        bound = "at least" if self.least else "at most"
        return (
            f"| {self.name}: {bound} {self.aimed:,g} | {self.reached:,.3g} "
            f"| {'met' if met else 'missed'} |"
        )


def table(name: str, taken: Mapping[str, Taken], lines: int) -> str:
    """One question, all servers."""
    ours = taken.get(OURS)
    rows = [
        f"| {name}, {lines} connections | p50 / p95, ms | requests / s | processor, ms a request | ours / it, requests / s | it / ours, processor |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for server, all_ in taken.items():
        middle, ratios = all_.middle, ("", "")
        if ours and server != OURS:
            ratios = tuple(f"{ratio:,.2f}" for ratio in ours.times(all_))
        rows.append(
            f"| {server} | {middle.p50:,.2f} / {middle.p95:,.2f} | {middle.rate:,.5g} "
            f"| {middle.cpu:,.3f} | {ratios[0]} | {ratios[1]} |"
        )
    return "\n".join(rows)


def aims(taken: Mapping[str, Mapping[str, Taken]]) -> list[Aim]:
    """The aims of the questions that were asked, by servers that were asked."""
    return [
        Aim(
            f"{question}, times {peer}",
            aimed,
            taken[question][OURS].times(taken[question][peer])[0],
        )
        for (peer, question), aimed in AIMS.items()
        if question in taken and {peer, OURS} <= taken[question].keys()
    ]


def aims_table(reached: list[Aim]) -> str:
    return "\n".join(
        ("| aim | reached | |", "| --- | --- | --- |", *(aim.line() for aim in reached))
    )

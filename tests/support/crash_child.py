"""Writes to stores until it is killed. As a script: a server that forks a writer per line read.

Standard input gives ``seed path`` lines; the pids of writers go to standard output; what they
acknowledge, and their deaths, go to the descriptor given as argument.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections.abc import Iterator
from typing import Any

from graph_service.store import open_store
from graph_service.store.port import Store
from schema.catalogue import load_catalogue
from schema.statements import Decision, LinkStatement, NodeStatement, Run, Statement, Verdict

_RUNS = tuple(Run(f"r{n}", f"source {n}", f"202{n}", n % 2) for n in range(3))


def operations(seed: int) -> Iterator[tuple[str, Any, Any]]:
    """What the writer with this seed does, one after the other, without end."""
    dice = random.Random(seed)
    rows = dict.fromkeys(_RUNS, 0)
    while True:
        run = dice.choice(_RUNS)
        kind = dice.random()
        if kind < 0.8:
            batch: list[Statement] = []
            for _ in range(dice.randint(1, 3)):
                rows[run] += 1
                batch += _row(dice, rows[run])
            yield "apply", batch, run
        elif kind < 0.9:
            rows[run] = 0
            yield "retract", run.id, None
        else:
            left, right = dice.sample("abc", 2)
            verdict = dice.choice([Verdict.SAME, Verdict.UNDECIDED])
            yield "decide", Decision(left, right, verdict), None


def _row(dice: random.Random, row: int) -> list[Statement]:
    id_, project = dice.choice("abc"), dice.choice("pq")
    return [
        NodeStatement(row, id_, "Enterprise", {"name": dice.choice("xyz")}, (f"name:{id_}",)),
        NodeStatement(row, project, "Project"),
        LinkStatement(row, "PARTICIPATES_IN", id_, project, "", {"role": "LEAD"}),
    ]


async def perform(target: Any, operation: tuple[str, Any, Any]) -> None:
    """Do one operation on a store."""
    name, first, second = operation
    method = getattr(target, name)
    await (method(first) if second is None else method(first, second))


async def _write(path: str, seed: int, acknowledge: int) -> None:
    store: Store = await open_store(f"file:{path}", load_catalogue())
    for number, operation in enumerate(operations(seed), 1):
        await perform(store, operation)
        os.write(acknowledge, f"{number}\n".encode())


def _serve(acknowledge: int) -> None:
    load_catalogue()
    for line in sys.stdin:
        seed, path = line.rstrip("\n").split(" ", 1)
        writer = os.fork()
        if not writer:
            asyncio.run(_write(path, int(seed), acknowledge))
        print(writer, flush=True)  # noqa: T201 - it is what the parent reads
        _, status = os.waitpid(writer, 0)
        os.write(acknowledge, f"dead {os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    _serve(int(sys.argv[1]))

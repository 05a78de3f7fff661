"""What positions by forces cost and how good they are: CORDIS 2019, then with January 2020 as well.

The map is that of `ecosystem_map.py`: 10,752 organisations and 170,081 ties, cut to 5,000 and 20,000.
It is asked of a service that was just started, with and without positions; then an import is added.
"""

from __future__ import annotations

import asyncio
import csv
import gzip
import os
import time
from pathlib import Path

import numpy as np
from ecosystem_map import FILE, TYPES, projects_of_2019

from graph_service.api.exchange import Asked
from graph_service.api.service import make_service
from graph_service.settings import Settings
from graph_service.store import open_store
from graph_service.store.port import Store
from schema.catalogue import load_catalogue
from schema.statements import LinkStatement, NodeStatement, Run, Statement

WITHOUT = "{ ecosystemMap(maxNodes: 5000, maxLinks: 20000) { columns { ids sources targets } } }"
WITH = WITHOUT.replace("targets }", "targets xs ys }")
ROW = "| {:<26} | {:>9,.0f} | {:>9,.0f} | {:>6,} | {:>6.2f} | {:>8} | {:>9} |"


def projects_of(trials: Path, month: str) -> list[Statement]:
    """What starts in a month: organisations, projects, and who takes part."""
    with gzip.open(trials / FILE, "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["start_date"].startswith(month)]
    said: list[Statement] = []
    for at, row in enumerate(rows):
        name, project = f"{TYPES[row['type']]} {row['pic']}", f"project {row['rcn']}"
        said += [
            NodeStatement(at, row["pic"], TYPES[row["type"]], {"name": name}),
            NodeStatement(at, project, "Project", {"name": project}),
            LinkStatement(at, "PARTICIPATES_IN", row["pic"], project, "", {}),
        ]
    return said


async def answered(store: Store, settings: Settings, query: str) -> tuple[float, dict]:
    """CPU milliseconds of a service that was just started, and the columns."""
    service = make_service(settings, store, load_catalogue())
    begun = time.process_time()
    answer = await service.engine.answer(Asked(query), await service.context())
    spent = (time.process_time() - begun) * 1e3
    assert not answer.errors, answer.errors
    return spent, answer.shown()["data"]["ecosystemMap"]["columns"]


def neighbours(columns: dict) -> dict[str, set[str]]:
    """Ids of the neighbours on the map, by id."""
    ids = columns["ids"]
    found: dict[str, set[str]] = {id_: set() for id_ in ids}
    for one, other in zip(columns["sources"], columns["targets"], strict=True):
        found[ids[one]].add(ids[other])
        found[ids[other]].add(ids[one])
    return found


def ratio_of(columns: dict) -> float:
    """The median distance of linked records over that of all others."""
    place = np.array([columns["xs"], columns["ys"]])
    far = np.hypot(*(place[:, :, None] - place[:, None, :]))
    linked = np.zeros(far.shape, dtype=bool)
    linked[columns["sources"], columns["targets"]] = True
    linked |= linked.T
    once = np.triu(np.ones(far.shape, dtype=bool), 1)
    return float(np.median(far[once & linked]) / np.median(far[once & ~linked]))


def stayed(before: dict, after: dict) -> tuple[int, float]:
    """How many kept their links, and how far one of these moved at most, in widths of the box."""
    old, new = neighbours(before), neighbours(after)
    same = [id_ for id_ in old if old[id_] == new.get(id_)]
    moved = 0.0
    for axis in ("xs", "ys"):
        low, high = np.percentile(after[axis], [1, 99])
        was = dict(zip(before["ids"], before[axis], strict=True))
        now = dict(zip(after["ids"], after[axis], strict=True))
        moved = max(moved, *(abs(was[id_] - now[id_]) / (high - low) for id_ in same))
    return len(same), moved


async def main() -> None:
    """Print a row for each graph."""
    settings = Settings(store_url=":memory:", answers_bytes=0, request_timeout=600)
    trials = Path(os.environ.get("TRIALS", "../shared/trials"))
    if not (trials / FILE).exists():
        print(f"Nothing is measured: there is no {FILE} in TRIALS.")
        return
    print(
        "| graph | map, ms | with positions | places | linked / others | same links | moved most |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    store = await open_store(":memory:", load_catalogue())
    try:
        await store.apply(projects_of_2019(trials), Run("2019", "source"))
        await answered(store, settings, WITHOUT)  # Loads what a process loads once.
        before: dict | None = None
        for graph in ("CORDIS 2019", "again", "with January 2020", "again"):
            if graph.startswith("with"):
                await store.apply(projects_of(trials, "2020-01"), Run("2020", "source"))
            without, _ = await answered(store, settings, WITHOUT)
            spent, after = await answered(store, settings, WITH)
            places = len({*zip(after["xs"], after["ys"], strict=True)})
            same, moved = stayed(before, after) if before else ("", "")
            told = f"{moved:.4f}" if before else ""
            print(ROW.format(graph, without, spent, places, ratio_of(after), same, told))
            before = after
    finally:
        await store.close()


if __name__ == "__main__":
    asyncio.run(main())

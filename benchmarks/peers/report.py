"""Each analytic beside other libraries, as tables.

First all libraries answer on a small graph, and nothing is printed unless they agree.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from peers.agreement import disagreement, quality
from peers.graphs import Edges, made
from peers.measured import LIBRARIES
from process import HERE

ANALYTICS = {
    "build": "from arrays to a graph",
    "pagerank": "PageRank, weighted, to 1e-5",
    "components": "connected components",
    "cores": "core numbers",
    "clustering": "local clustering",
    "articulation": "articulation points",
    "bridges": "bridges",
    "constraint": "constraint, weighted; ours with effective size",
    "louvain": "Louvain, weighted",
    "adamic_adar": "Adamic-Adar, best 10 of every node",
    "betweenness": "betweenness from 200 sources",
    "all_betweenness": "betweenness, exact",
    "closeness": "closeness, exact, all nodes",
    "harmonic": "harmonic, exact, all nodes",
    "projection": "Newman's projection of memberships",
}
AIMS = {
    "pagerank": 55,
    "components": 55,
    "cores": 130,
    "clustering": 250,
    "louvain": 100,
    "bridges": 300,
    "adamic_adar": 100,
    "betweenness": 150,
    "closeness": 2000,
}
LEAST, MEDIAN, HOLES_MB = 30, 100, 300
NOT_AT = {"all_betweenness": {"100k", "cordis"}, "projection": {"10k", "100k"}}
"""Graphs on which an analytic is left out: too long for a sample to tell, or the same again."""
PEERS = tuple(name for name in LIBRARIES if name not in {"networkx", "ours", "nx on ours"})
PACKAGES = (
    "networkx",
    "numba",
    "numpy",
    "igraph",
    "rustworkx",
    "networkit",
    "scikit-network",
    "rustnx",
)
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)

SHARE = 0.3
"""Of the time for all, what one library may take on one graph."""

Found = dict[str, dict[str, dict[str, Any]]]


def main() -> None:
    choice = argparse.ArgumentParser(description=__doc__)
    choice.add_argument("--graph", action="append", choices=("1k", "10k", "100k", "cordis"))
    choice.add_argument("--analytic", action="append", choices=tuple(ANALYTICS))
    choice.add_argument("--minutes", type=float, default=15)
    chosen = choice.parse_args()
    until = time.monotonic() + 60 * chosen.minutes
    longest = 60 * chosen.minutes * SHARE
    analytics = [name for name in ANALYTICS if name in (chosen.analytic or ANALYTICS)]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        small = measured("1k", analytics, folder, until, longest)
        agree(small, folder)
        print(conditions(), end="\n\n", flush=True)
        for graph in chosen.graph or ("1k", "100k", "10k", "cordis"):
            found = small if graph == "1k" else measured(graph, analytics, folder, until, longest)
            print("\n".join(table(graph, found, folder)), end="\n\n", flush=True)
            if graph == "100k":
                print("\n".join(summary(found)), end="\n\n", flush=True)


def measured(graph: str, analytics: list[str], folder: Path, until: float, longest: float) -> Found:
    """Run each library in its own process; what there is no time for is left out."""
    wanted = [name for name in analytics if graph not in NOT_AT.get(name, ())]
    path = made(graph, folder)
    found: Found = {name: {} for name in wanted}
    for library in LIBRARIES:
        results = folder / graph
        results.mkdir(exist_ok=True)
        seconds = max(min(until - time.monotonic(), longest), 1)
        child = subprocess.Popen(
            [
                *(sys.executable, str(HERE / "analytics.py"), "measure", library),
                *(str(path), str(results), str(seconds), *wanted),
            ],
            env=os.environ | ONE_THREAD,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            output, _ = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            output, _ = child.communicate()
        else:
            if child.returncode:
                raise SystemExit(f"{library} on {graph} ended with {child.returncode}.")
        for line in output.splitlines():
            told = json.loads(line)
            found[told.pop("analytic")][library] = told
    return found


def agree(found: Found, folder: Path) -> None:
    """End with a sentence if two libraries find different things on the small graph."""
    edges = Edges.read(folder / "1k.npz")
    wrong = []
    for analytic, by_library in found.items():
        networkx = result(folder, "1k", "networkx", analytic)
        for library in by_library:
            array = result(folder, "1k", library, analytic)
            told = disagreement(analytic, library, array, networkx, edges)
            wrong += [f"{analytic} of {library}: {told}"] if told else []
    if wrong:
        raise SystemExit("\n".join(("Libraries disagree:", *wrong)))


def result(folder: Path, graph: str, library: str, analytic: str) -> np.ndarray:
    return np.load(folder / graph / f"{library}-{analytic}.npy")


def conditions() -> str:
    from run import machine

    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{machine()}. {packages}. Processor seconds of one thread, each library in its own "
        f"process, {platform.python_implementation()}; median of three, or one that takes over 5 s."
    )


def table(graph: str, found: Found, folder: Path) -> Iterator[str]:
    edges = Edges.read(folder / f"{graph}.npz")
    yield (
        f"| {graph}: {edges.nodes:,} nodes, {len(edges.source):,} edges | "
        + " | ".join((*LIBRARIES, "best peer / ours"))
        + " |"
    )
    yield "| --- " * (len(LIBRARIES) + 2) + "|"
    samples = []
    for analytic, by_library in found.items():
        plain = by_library.get("networkx", {}).get("seconds")
        cells = []
        for library in LIBRARIES:
            told = by_library.get(library)
            cell = "" if told is None else shown(told["seconds"])
            if told and plain and library != "networkx":
                cell += f" ({plain / told['seconds']:,.3g}x)"
            if told and analytic == "louvain":
                label = result(folder, graph, library, analytic)
                cell += f", Q {quality(edges, label):.3f}"
            if told and told["sample"]:
                cell += " †"
                samples.append(f"{analytic} of {library}: {told['sample']}")
            cells.append(cell)
        best = best_peer(by_library)
        ours = by_library.get("ours")
        cells.append(f"{best[1] / ours['seconds']:.3g} ({best[0]})" if best and ours else "")
        yield f"| {ANALYTICS[analytic]} | " + " | ".join(cells) + " |"
    if samples:
        yield ""
        yield f"† From a sample: {'; '.join(samples)}."


def shown(seconds: float) -> str:
    return f"{seconds:,.0f}" if seconds >= 100 else f"{seconds:.3g}"


def best_peer(by_library: dict[str, dict[str, Any]]) -> tuple[str, float] | None:
    known = {name: by_library[name]["seconds"] for name in PEERS if name in by_library}
    return min(known.items(), key=lambda item: item[1]) if known else None


def summary(found: Found) -> Iterator[str]:
    """Aims of the engine at 100,000 nodes, met or missed."""
    ratios, beside = {}, {}
    for analytic, by_library in found.items():
        if "ours" not in by_library or "networkx" not in by_library or analytic == "build":
            continue
        ours = by_library["ours"]["seconds"]
        ratios[analytic] = by_library["networkx"]["seconds"] / ours
        if best := best_peer(by_library):
            beside[analytic] = best[1] / ours
    if not ratios:
        return
    yield "| aim at 100k / 1M | | |"
    yield "| --- | --- | --- |"

    def row(name: str, value: float, aim: float, *, most: bool = False) -> str:
        met = value <= aim if most else value >= aim
        return f"| {name}: {'at most' if most else 'at least'} {aim:,g} | {value:,.3g} | {'met' if met else 'missed'} |"

    yield row("median times networkx", median(ratios.values()), MEDIAN)
    lowest = min(ratios, key=lambda name: ratios[name])
    yield row(f"lowest times networkx ({ANALYTICS[lowest]})", ratios[lowest], LEAST)
    for analytic, aim in AIMS.items():
        if analytic in ratios:
            yield row(f"{ANALYTICS[analytic]}, times networkx", ratios[analytic], aim)
    if "constraint" in found and "ours" in found["constraint"]:
        peak = found["constraint"]["ours"]["peak_mb"]
        yield row("constraint and effective size in one pass, MB", peak, HOLES_MB, most=True)
    ahead = sum(ratio >= 1 for ratio in beside.values())
    yield row(
        f"rows ahead of the best peer, of {len(beside)}", ahead, round(2 / 3 * len(beside), 1)
    )
    worst = min(beside, key=lambda name: beside[name])
    yield row(
        f"times the best peer's, at worst ({ANALYTICS[worst]})", 1 / beside[worst], 1.5, most=True
    )

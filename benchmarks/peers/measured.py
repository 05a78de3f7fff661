"""Measures one library on one graph: `analytics.py measure LIBRARY GRAPH.npz FOLDER SECONDS ANALYTIC...`.

In the classes of a library a method does the work of an analytic and gives back a function that turns
what came of it into an array, so that turning it is not measured. `Sampled` is what takes too
long: a part, and what it stands for. None is what a library does not do, or not in time.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from peers.by_networkx import Networkx, Rustnx, ThroughNetworkx
from peers.by_others import Igraph, Networkit, Rustworkx, Sknetwork
from peers.by_us import Ours
from peers.graphs import Edges
from peers.results import Sampled

ONCE_FROM, TIMES = 5.0, 3

LIBRARIES = {
    "networkx": Networkx,
    "ours": Ours,
    "nx on ours": ThroughNetworkx,
    "igraph": Igraph,
    "rustworkx": Rustworkx,
    "networkit": Networkit,
    "scikit-network": Sknetwork,
    "rustnx": Rustnx,
}


def peak_of(work: Callable[[], object]) -> tuple[object, float]:
    """Megabytes that a piece of work takes beside what is there; 0 where nobody tells."""
    status = Path("/proc/self/status")
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return work(), 0.0

    def told(name: str) -> int:
        return int(status.read_text().split(name)[1].split()[0])

    before = told("VmRSS:")
    done = work()
    return done, (told("VmHWM:") - before) / 1024


def measure(library: object, analytic: str) -> tuple[dict[str, object], np.ndarray] | None:
    """Processor seconds, the median of three, or of one where it takes long."""
    method = getattr(library, analytic, None)
    if method is None:
        return None
    seconds: list[float] = []
    peak = 0.0
    while not seconds or (seconds[0] < ONCE_FROM and len(seconds) < TIMES):
        gc.collect()
        begun = time.process_time()
        if seconds:
            done = method()
        else:
            done, peak = peak_of(method)
        taken = time.process_time() - begun
        if done is None:
            return None
        seconds.append(taken)
    sample = done if isinstance(done, Sampled) else None
    array = np.asarray(done.array() if sample else done())
    told = {
        "seconds": float(np.median(seconds)) * (sample.times if sample else 1),
        "sample": sample.of if sample and sample.times > 1 else None,
        "peak_mb": peak,
    }
    return told, array


def warmed(library: str, analytics: tuple[str, ...]) -> None:
    """Compile, and load what is loaded when it is first used, on a graph of five nodes."""
    ends = np.array([0, 1, 2, 0, 3]), np.array([1, 2, 3, 2, 4])
    members = np.array([0, 1, 1, 2]), np.array([0, 0, 1, 1])
    small = LIBRARIES[library](Edges(5, *ends, np.ones(5), *members))
    for analytic in analytics:
        method = getattr(small, analytic, None)
        if method is not None:
            method()


def main(library: str, path: str, folder: str, seconds: str, *analytics: str) -> None:
    until = time.monotonic() + float(seconds)
    warmed(library, analytics)
    ready = LIBRARIES[library](Edges.read(Path(path)))
    for analytic in analytics:
        if time.monotonic() > until:
            break
        measured = measure(ready, analytic)
        if measured is None:
            continue
        told, array = measured
        np.save(Path(folder) / f"{library}-{analytic}.npy", array)
        print(json.dumps({"analytic": analytic, **told}), flush=True)

"""Communities by the method of Leiden, through networkit: well connected, and often better ones."""

from __future__ import annotations

from threading import Lock
from typing import Final

import numpy as np

from analytics.kernels.arrays import Floats, Ints, Nodes
from analytics.kernels.louvain import Partition, numbered
from analytics.kernels.modularity import modularity
from analytics.patience import Check, patient

__all__ = ["LeidenMissing", "leiden"]


_ITERATIONS: Final = 3
"""Rounds of a run: networkit's own number."""

_ALONE: Final = Lock()  # networkit keeps one seed and one number of threads for the process.


class LeidenMissing(ImportError):
    """networkit is not installed."""


def leiden(
    offsets: Ints,
    neighbours: Nodes,
    weights: Floats,
    *,
    resolution: float = 1.0,
    seed: int = 0,
    runs: int = 1,
    check: Check = patient,
) -> Partition:
    """Look for the partition of an undirected graph with the highest modularity.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
    weights : ndarray of float64, shape (a,)
    resolution : float
    seed : int
        Of the first run; the others have the numbers that follow.
    runs : int
        At least 1.
    check : Check
        Called between two runs.

    Returns
    -------
    Partition

    Raises
    ------
    LeidenMissing
        If networkit is not installed.

    Notes
    -----
    V. A. Traag, L. Waltman, N. J. van Eck, From Louvain to Leiden: guaranteeing well-connected
    communities, Sci. Rep. 9 (2019) 5233. One thread, so that a seed always gives one answer.
    """
    try:
        import networkit
    except ImportError as error:
        raise LeidenMissing(
            "Leiden needs networkit, which is not installed: install it with "
            "pip install 'innovation-graph-service[leiden]', or ask for LOUVAIN."
        ) from error

    labels = np.zeros((runs, len(offsets) - 1), dtype=np.int64)
    reached = np.zeros(runs)
    tail = np.repeat(np.arange(len(offsets) - 1, dtype=np.uint64), np.diff(offsets))
    once = tail < neighbours
    graph = networkit.GraphFromCoo(
        (weights[once], (tail[once], neighbours[once].astype(np.uint64))),
        n=len(offsets) - 1,
        weighted=True,
    )
    for run in range(runs):
        check()
        with _ALONE:
            threads = networkit.getCurrentNumberOfThreads()
            networkit.setNumberOfThreads(1)
            networkit.setSeed(seed + run, False)  # noqa: FBT003 - its signature
            try:
                method = networkit.community.ParallelLeiden(
                    graph, iterations=_ITERATIONS, gamma=resolution
                )
                labels[run] = numbered(np.array(method.run().getPartition().getVector()))
            finally:
                networkit.setNumberOfThreads(threads)
        reached[run] = modularity(offsets, neighbours, weights, labels[run], resolution)
    best = int(np.argmax(reached))
    return Partition(labels[best], float(reached[best]), reached, labels)

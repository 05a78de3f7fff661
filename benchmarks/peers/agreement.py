"""That libraries find the same, before anybody asks how fast."""

from __future__ import annotations

import numpy as np
from peers.graphs import Edges

EXACT = ("build", "components", "cores", "articulation", "bridges")
CLOSE = (
    "clustering",
    "constraint",
    "adamic_adar",
    "betweenness",
    "all_betweenness",
    "closeness",
    "harmonic",
    "projection",
)
OTHERWISE = {
    ("adamic_adar", "igraph"): "scores neighbours too, each node beside all others",
    ("adamic_adar", "networkit"): "a sample of nodes",
    ("betweenness", "networkit"): "draws its own sources",
    ("betweenness", "rustnx"): "draws its own sources",
}
"""What is not the same question, and so not compared."""

RANKS_DIFFER = 1e-4
"""By how much ranks may differ in all: each library stops by a rule of its own."""

QUALITY = 0.04
"""How much lower the modularity of another partition may be."""


def quality(edges: Edges, label: np.ndarray) -> float:
    """Modularity, by its definition."""
    strength = np.bincount(label[edges.source], edges.weight, label.max() + 1)
    strength += np.bincount(label[edges.target], edges.weight, label.max() + 1)
    total = edges.weight.sum()
    inside = edges.weight[label[edges.source] == label[edges.target]].sum()
    return float(inside / total - ((strength / (2 * total)) ** 2).sum())


def disagreement(
    analytic: str, library: str, found: np.ndarray, networkx: np.ndarray, edges: Edges
) -> str | None:
    """What is wrong with a result beside that of networkx."""
    if (analytic, library) in OTHERWISE:
        return None
    if analytic == "louvain":
        ours, theirs = quality(edges, found), quality(edges, networkx)
        return None if ours > theirs - QUALITY else f"modularity {ours:.3f}, networkx {theirs:.3f}"
    if found.shape != networkx.shape:
        return f"shape {found.shape}, networkx {networkx.shape}"
    if analytic == "pagerank":
        apart = float(np.abs(found - networkx).sum())
        return None if apart < RANKS_DIFFER else f"ranks differ by {apart:.2e} in all"
    if analytic in EXACT:
        return None if np.array_equal(found, networkx) else "not the same"
    same = np.allclose(found, networkx, rtol=1e-9, atol=1e-12, equal_nan=True)
    return None if same else f"differs by up to {np.nanmax(np.abs(found - networkx)):.2e}"

"""Small random graphs of networkx, and the same as the product's graphs."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from analytics.graph import Graph


def graph_of(plain, weight="weight"):
    """The product's graph of a networkx graph whose nodes are 0, 1, 2, ..."""
    edges = [(u, v, d.get(weight, 1.0)) for u, v, d in plain.edges(data=True)]
    source, target = (np.array([edge[end] for edge in edges], dtype=np.int64) for end in (0, 1))
    return Graph.from_edges(
        [*plain], source, target, np.array([edge[2] for edge in edges], dtype=np.float64)
    )


@st.composite
def drawn(draw, *, nodes=9, weighted=False):
    """A graph of networkx with at most so many nodes."""
    size = draw(st.integers(1, nodes))
    plain = nx.empty_graph(size)
    pairs = [(u, v) for u in range(size) for v in range(u)]
    for u, v in draw(st.sets(st.sampled_from(pairs))) if pairs else ():
        plain.add_edge(u, v, weight=draw(st.sampled_from((0.5, 1.0, 2.0))) if weighted else 1.0)
    return plain


def labelled(data, plain, number):
    """Groups of its nodes from 0, or -1 for none."""
    return np.array([data.draw(st.integers(-1, number - 1)) for _ in plain], dtype=np.int64)

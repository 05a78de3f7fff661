"""PageRank: what it is known to be, and what plain networkx says."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from kernel_graphs import arrays_of, random_graphs

from analytics.kernels.pagerank import pagerank


def rank(graph, **words):
    arrays = arrays_of(graph)
    told, settled = pagerank(
        arrays.offsets, arrays.neighbours, arrays.weights, directed=arrays.directed, **words
    )
    assert settled
    return told


@pytest.mark.parametrize("directed", [False, True])
def test_ranks_are_those_of_networkx(directed):
    for graph in random_graphs(40, directed=directed):
        true = nx.pagerank(graph, tol=1e-12, max_iter=500, backend="networkx")
        told = rank(graph, tol=1e-12, max_iter=500)
        assert told == pytest.approx([*true.values()], rel=1e-9)
        assert told.sum() == pytest.approx(1)


@pytest.mark.parametrize("directed", [False, True])
def test_it_stops_after_the_same_step_as_networkx(directed):
    for graph in random_graphs(20, directed=directed):
        true = nx.pagerank(graph, tol=1e-4, backend="networkx")
        assert rank(graph, tol=1e-4) == pytest.approx([*true.values()], rel=1e-12)


def test_where_the_surfer_starts_anew_and_where_he_goes_from_a_dead_end_can_be_told():
    for seed, graph in enumerate(random_graphs(20, directed=True)):
        generator = np.random.default_rng(seed)
        shares = generator.random((3, len(graph))) + 0.01
        words = ("personalization", "dangling", "nstart")
        true = nx.pagerank(
            graph,
            backend="networkx",
            **{word: dict(enumerate(one)) for word, one in zip(words, shares, strict=True)},
        )
        told = rank(graph, personalization=shares[0], dangling=shares[1], start=shares[2])
        assert told == pytest.approx([*true.values()], rel=1e-9)


def test_of_two_nodes_and_one_arc_the_ranks_are_one_to_one_plus_alpha():
    # x0 = .15/2 + .85 x1/2, x1 = x0 + .85 x0: so 1/2.85 and 1.85/2.85.
    graph = nx.DiGraph([(0, 1)])
    assert rank(graph, tol=1e-14) == pytest.approx([1 / 2.85, 1.85 / 2.85])


def test_an_isolate_has_its_own_share_and_what_it_hands_round_itself():
    # 3 nodes, one isolate: x = .15/3 + .85 x/3, so .15/2.15.
    graph = nx.Graph([(0, 1)])
    graph.add_node(2)
    assert rank(graph, tol=1e-14)[2] == pytest.approx(0.15 / 2.15)


def test_ranks_that_do_not_settle_in_time_are_said_not_to():
    arrays = arrays_of(nx.star_graph(4))
    rows = arrays.offsets, arrays.neighbours, arrays.weights
    assert not pagerank(*rows, directed=False, max_iter=3)[1]
    assert not pagerank(*rows, directed=False, max_iter=0)[1]
    assert pagerank(*rows, directed=False, max_iter=100)[1]


def test_it_gives_up_between_steps_when_told_to():
    class Enough(Exception):
        pass

    def check():
        raise Enough

    arrays = arrays_of(nx.star_graph(4))
    with pytest.raises(Enough):
        pagerank(
            arrays.offsets, arrays.neighbours, arrays.weights, directed=False, tol=0, check=check
        )


def test_nobody_has_no_rank():
    assert rank(nx.empty_graph(0)).tolist() == []

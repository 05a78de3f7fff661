"""Oracles: published values of the Florentine families, and plain networkx on random graphs."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
from drawn_graphs import drawn, graph_of
from hypothesis import given
from hypothesis import strategies as st

from analytics.graph import Graph
from analytics.networks.centrality import Measure, centrality
from analytics.networks.centrality_shares import centrality_shares, steps_from
from analytics.networks.ranking import best_first, min_ranks

PLAIN = {"backend": "networkx"}


def clustered(plain):
    told = nx.clustering(plain, **PLAIN)
    return {n: told[n] if plain.degree(n) > 1 else math.nan for n in plain}


ORACLES = {
    Measure.DEGREE: lambda g: dict(g.degree()),
    Measure.STRENGTH: lambda g: dict(g.degree(weight="weight")),
    Measure.PAGERANK: lambda g: nx.pagerank(g, tol=1e-14, max_iter=1_000, **PLAIN),
    Measure.BETWEENNESS: lambda g: nx.betweenness_centrality(g, **PLAIN),
    Measure.CLOSENESS: lambda g: nx.closeness_centrality(g, **PLAIN),
    Measure.HARMONIC: lambda g: nx.harmonic_centrality(g, **PLAIN),
    Measure.CORE: lambda g: nx.core_number(g, **PLAIN),
    Measure.CLUSTERING: clustered,
}


@pytest.fixture(scope="module")
def florentine():
    families = nx.florentine_families_graph()
    names = [*families]
    return graph_of(nx.convert_node_labels_to_integers(families)), names


def of(found, names, name):
    return found.score[names.index(name)], found.rank[names.index(name)]


def test_the_medici_are_between_and_close_as_published(florentine):
    graph, names = florentine
    once = np.ones(len(names), dtype=np.int64)
    between = centrality(graph, Measure.BETWEENNESS, once)
    assert of(between, names, "Medici") == (pytest.approx(0.5220, abs=5e-5), 1)
    assert between.error is None
    close = centrality(graph, Measure.CLOSENESS, once)
    assert of(close, names, "Medici") == (pytest.approx(0.5600, abs=5e-5), 1)


@given(drawn(weighted=True), st.sampled_from(Measure))
def test_agrees_with_networkx_on_random_graphs(plain, measure):
    found = centrality(graph_of(plain), measure, np.full(len(plain), 4))
    true = ORACLES[measure](plain)
    assert found.score.tolist() == pytest.approx([true[n] for n in plain], nan_ok=True)
    assert found.per_activity.tolist() == pytest.approx([true[n] / 4 for n in plain], nan_ok=True)


@given(drawn(weighted=True), st.sampled_from(Measure))
def test_what_a_score_opens_to_adds_up_to_it(plain, measure):
    graph = graph_of(plain)
    found = centrality(graph, measure, np.ones(len(plain), dtype=np.int64))
    for node, score in enumerate(found.score.tolist()):
        nodes, share = centrality_shares(graph, measure, node)
        assert share.sum() == pytest.approx(0 if math.isnan(score) else score, abs=1e-9)
        assert (np.diff(nodes) > 0).all()
        assert (share > 0).all()


def test_core_numbers_open_to_partners_as_deep():
    # A triangle 0 1 2, and 3 tied to 0 alone: 0 has three partners and core number 2.
    plain = nx.Graph([(0, 1), (1, 2), (2, 0), (0, 3)])
    nodes, share = centrality_shares(graph_of(plain), Measure.CORE, 0)
    assert (nodes.tolist(), share.tolist()) == ([1, 2], [1, 1])


@given(st.integers(0, 3))
def test_a_sample_is_an_estimate_with_an_error_and_opens_to_its_sources(seed):
    plain = nx.gnm_random_graph(20, 40, seed=1)
    graph, once = graph_of(plain), np.ones(20, dtype=np.int64)
    found = centrality(graph, Measure.BETWEENNESS, once, sources=8, seed=seed)
    assert found.sources == 8
    assert (found.error > 0).any()
    for node in range(20):
        nodes, share = centrality_shares(graph, Measure.BETWEENNESS, node, sources=8, seed=seed)
        assert len(nodes) <= 8
        assert share.sum() == pytest.approx(found.score[node])


def test_as_many_sources_as_nodes_are_no_sample():
    graph, once = graph_of(nx.path_graph(5)), np.ones(5, dtype=np.int64)
    found = centrality(graph, Measure.BETWEENNESS, once, sources=5)
    assert (found.sources, found.error) == (None, None)
    assert found.score.tolist() == [0, 3 / 6, 4 / 6, 3 / 6, 0]


def test_sampled_errors_cover_the_truth_about_as_often_as_they_say():
    # Standard errors of a mean: the truth lies within two of them for nearly all nodes and seeds.
    plain = nx.gnm_random_graph(60, 180, seed=2)
    graph, once = graph_of(plain), np.ones(60, dtype=np.int64)
    true = centrality(graph, Measure.BETWEENNESS, once).score
    inside = []
    for seed in range(20):
        found = centrality(graph, Measure.BETWEENNESS, once, sources=30, seed=seed)
        inside.append(np.abs(found.score - true) <= 2 * found.error + 1e-12)
    assert np.mean(inside) > 0.85


@given(drawn(weighted=True), st.randoms(use_true_random=False), st.sampled_from(Measure))
def test_other_numbers_of_nodes_give_the_same_scores(plain, random, measure):
    order = [*plain]
    random.shuffle(order)
    turned = nx.relabel_nodes(plain, dict(zip(plain, order, strict=True)))
    again = nx.Graph()
    again.add_nodes_from(range(len(plain)))
    again.add_weighted_edges_from(turned.edges(data="weight"))
    once = np.ones(len(plain), dtype=np.int64)
    one, two = (centrality(graph_of(g), measure, once) for g in (plain, again))
    assert two.score[order].tolist() == pytest.approx(one.score.tolist(), nan_ok=True)
    assert two.rank[order].tolist() == one.rank.tolist()


@pytest.mark.parametrize("measure", Measure)
def test_an_empty_network_has_no_scores(measure):
    nobody = Graph.from_edges("", np.zeros(0, dtype=int), np.zeros(0, dtype=int))
    found = centrality(nobody, measure, np.zeros(0, dtype=np.int64))
    assert (len(found.score), len(found.rank)) == (0, 0)


def test_who_does_nothing_has_no_score_for_its_size():
    found = centrality(graph_of(nx.path_graph(2)), Measure.DEGREE, np.array([0, 2]))
    assert math.isnan(found.per_activity[0])
    assert found.per_activity_rank.tolist() == [0, 1]


@given(drawn(), st.data())
def test_steps_are_those_of_networkx(plain, data):
    node = data.draw(st.sampled_from([*plain]))
    true = nx.single_source_shortest_path_length(plain, node)
    assert steps_from(graph_of(plain), node).tolist() == [true.get(n, -1) for n in plain]


@given(st.lists(st.one_of(st.just(math.nan), st.integers(0, 5).map(float))))
def test_a_rank_is_one_more_than_how_many_are_better(scores):
    ranks = min_ranks(np.array(scores, dtype=np.float64)).tolist()
    for score, rank in zip(scores, ranks, strict=True):
        assert rank == (0 if math.isnan(score) else 1 + sum(other > score for other in scores))
    order = best_first(np.array(ranks, dtype=np.int64)).tolist()
    assert order == sorted(range(len(ranks)), key=lambda n: (ranks[n] or math.inf, n))


def test_scores_that_look_the_same_have_the_same_rank():
    assert min_ranks(np.array([sum([1 / 6] * 6), 1.0, 2.0])).tolist() == [2, 2, 1]

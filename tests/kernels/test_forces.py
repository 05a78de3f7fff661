"""The oracle of a step is `naive_forces`, which divides squares by recursion."""

from __future__ import annotations

import numpy as np
import pytest
from kernel_graphs import arrays_of, random_graph
from naive_forces import one_step

from analytics.kernels.forces import pulled_together, settled
from analytics.patience import GivenUp


def drawn(graph, seed, *, wide=30.0):
    dice = np.random.default_rng(seed)
    return dice.uniform(-wide, wide, len(graph)), dice.uniform(-wide, wide, len(graph))


def moved(graph, x, y, free, **asked):
    rows = arrays_of(graph)
    x, y = x.copy(), y.copy()
    settled(rows.offsets, rows.neighbours, rows.weights, x, y, free, **asked)
    return x, y


@pytest.mark.parametrize("seed", range(12))
def test_a_step_follows_the_forces_by_recursion(seed):
    graph = random_graph(seed, most=30)
    x, y = drawn(graph, seed, wide=(3.0, 60.0)[seed % 2])
    free = np.random.default_rng(seed).random(len(graph)) < 0.8
    edges = {(u, v): w for u, v, w in graph.edges(data="weight", default=1) if u != v}
    expected = one_step(edges, [*zip(x.tolist(), y.tolist(), strict=True)], free, 7.0)
    found = moved(graph, x, y, free, heat=7.0, cold=7.0, steps=1)
    assert np.allclose(np.array(found).T, expected, rtol=1e-9, atol=1e-9)
    assert (found[0][~free] == x[~free]).all()


def test_a_later_step_goes_no_farther_than_its_heat():
    # The force on a node at (100, 0) that is alone is (-100, 0), a step at most 40 of it.
    graph = random_graph(0, most=1)
    assert len(graph) == 1
    alone = np.array([True])
    x, y = moved(graph, np.array([100.0]), np.zeros(1), alone, heat=8.0, cold=2.0, steps=3)
    assert (x.tolist(), y.tolist()) == ([100 - 8 - 4 - 2], [0.0])


def test_nodes_in_one_place_come_apart_and_nothing_is_not_a_number():
    graph = random_graph(3, most=12)
    x = y = np.full(len(graph), 5.0)
    free = np.ones(len(graph), dtype=bool)
    x, y = moved(graph, x + np.arange(len(graph)) * 1e-9, y, free, heat=1, cold=0.1, steps=50)
    assert np.isfinite(x).all()
    assert np.isfinite(y).all()
    assert len({*zip(x.round(3).tolist(), y.round(3).tolist(), strict=True)}) == len(graph)


def test_pulling_moves_half_the_way_to_the_mean_of_the_neighbours():
    # 0 and 1 weigh 1 together, 1 and 2 weigh 3; 3 is alone.
    offsets, neighbours = np.array([0, 1, 3, 4, 4]), np.array([1, 0, 2, 1], dtype=np.int32)
    weights = np.array([1.0, 1.0, 3.0, 3.0])
    x, y = np.array([0.0, 8.0, 4.0, 9.0]), np.array([0.0, 0.0, 8.0, 9.0])
    pulled_together(offsets, neighbours, weights, x, y, 1)
    # 1 goes half the way to (0 + 3 * 4) / 4 = 3 and (0 + 3 * 8) / 4 = 6.
    assert (x.tolist(), y.tolist()) == ([4.0, 5.5, 6.0, 9.0], [0.0, 3.0, 4.0, 9.0])


def test_it_can_be_stopped_between_steps():
    def stop():
        raise GivenUp("enough")

    graph = random_graph(5, most=9)
    x, y = drawn(graph, 1)
    with pytest.raises(GivenUp):
        moved(graph, x, y, np.ones(len(graph), bool), heat=1, cold=0.1, steps=1, check=stop)

"""Projection against plain networkx, the women of Davis, and what its definition says."""

from __future__ import annotations

import random

import networkx as nx
import numpy as np
import pytest
from networkx.algorithms import bipartite

from analytics.kernels.projection import projected

ANY_SIZE = 1_000_000


def ties(pairs, largest=ANY_SIZE):
    """Count and weight by pair, of (member, activity) pairs."""
    members, activities = (sorted({pair[side] for pair in pairs}) for side in (0, 1))
    numbers = [(activities.index(k), members.index(u)) for u, k in pairs]
    activity, member = np.array(numbers, dtype=np.int64).reshape(-1, 2).T
    left, right, shared, weight = projected(
        activity.copy(), member.copy(), len(activities), len(members), largest
    )
    keys = [*zip(left.tolist(), right.tolist(), strict=True)]
    assert keys == sorted(set(keys))
    assert all(one < other for one, other in keys)
    return {
        (members[one], members[other]): numbers
        for (one, other), *numbers in zip(keys, shared.tolist(), weight.tolist(), strict=True)
    }


def random_pairs(seed):
    rng = random.Random(seed)
    members, activities = rng.randint(1, 15), rng.randint(1, 10)
    number = rng.randint(1, members * activities)
    pairs = sorted(
        {(rng.randrange(members), 100 + rng.randrange(activities)) for _ in range(number)}
    )
    rng.shuffle(pairs)
    return pairs


def test_the_women_of_davis():
    graph = nx.davis_southern_women_graph()
    women = graph.graph["top"]
    found = ties([(woman, event) for woman in women for event in graph[woman]])
    assert len(found) == 139
    assert sum(weight for _, weight in found.values()) == pytest.approx(44.5)
    assert found["Evelyn Jefferson", "Laura Mandeville"] == [6, pytest.approx(1.562637, abs=5e-7)]
    # Nobody is ever alone at an event, so that a woman's strength is the number of her events.
    for woman in women:
        strength = sum(weight for pair, (_, weight) in found.items() if woman in pair)
        assert strength == pytest.approx(graph.degree[woman])


@pytest.mark.parametrize("seed", range(30))
def test_equals_networkx_on_random_memberships(seed):
    pairs = random_pairs(seed)
    both = nx.Graph(pairs)
    members = {pair[0] for pair in pairs}
    counted = bipartite.weighted_projected_graph(both, members)
    newman = bipartite.collaboration_weighted_projected_graph(both, members)
    told = {frozenset(pair): numbers for pair, numbers in ties(pairs).items()}
    assert told == {
        frozenset((u, v)): [shared, pytest.approx(newman[u][v]["weight"], abs=1e-12)]
        for u, v, shared in counted.edges(data="weight")
    }


def test_an_activity_larger_than_the_cap_is_left_out():
    pairs = [(u, "big") for u in "abcd"] + [(u, "small") for u in "abc"]
    assert ties(pairs, 4)["a", "b"] == [2, pytest.approx(1 / 3 + 1 / 2)]
    assert ties(pairs, 3) == {("a", "b"): [1, 0.5], ("a", "c"): [1, 0.5], ("b", "c"): [1, 0.5]}
    assert ties(pairs, 2) == {}


def test_the_order_of_memberships_changes_nothing():
    pairs = random_pairs(5)
    again = pairs[::-1]
    assert ties(again).keys() == ties(pairs).keys()
    for pair, (shared, weight) in ties(again).items():
        assert ties(pairs)[pair] == [shared, pytest.approx(weight)]


def test_nobody_and_nothing():
    assert ties([]) == {}
    assert ties([("a", "k")]) == {}

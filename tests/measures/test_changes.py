"""What changed between two days.

The oracles: `naive_networks` (loops over pairs) for ties, plain networkx for PageRank, and a dense
inverse by numpy for what each tie adds to it.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import naive_networks as naive
import networkx as nx
import numpy as np
import pytest
from graph_tables import tables_from, tables_of
from hypothesis import given, settings
from hypothesis import strategies as st
from measured_graphs import TYPES, rich_graphs

from analytics.networks.changes import changes
from analytics.networks.network import NetworkQuestion, Weighting
from analytics.networks.on_a_day import DayQuestion, network_on_its_day
from analytics.networks.rank_moves import Measure, causes_of
from analytics.patience import GivenUp
from analytics.ties.kinds import Tie
from analytics.window import WindowBy

EVERYBODY = ("University", "Enterprise", "Platform", "UnclassifiedOrganization")
ALL = (Tie.PROJECT, Tie.CONTRACT, Tie.PATENT, Tie.CONVERSION, Tie.CO_BUILT, Tie.INCUBATION)


def asked(by=WindowBy.START, months=None, ties=ALL, weighting=Weighting.NEWMAN):
    network = NetworkQuestion(types=EVERYBODY, ties=ties, weighting=weighting)
    return DayQuestion(network=network, by=by, months=months)


def between(earlier, later, question=None):
    question = question or asked()
    return changes(*(network_on_its_day(tables, question) for tables in (earlier, later)))


def ties_of(found, which):
    ends = zip(found.source[which].tolist(), found.target[which].tolist(), strict=True)
    return [found.ids[u] + found.ids[v] for u, v in ends]


def on(day, graph):
    """Tables of a day: links whose validity is over, or has not begun, are not in them."""
    return tables_of(**{**graph, "built": true_on(day, graph["built"])}, as_of=day)


def true_on(day, built):
    return [row for row in built if (row[2] or "") <= day <= (row[3] or "9")]


GRAPH = {
    "organizations": {"a": "University", "b": "Enterprise", "c": "Platform", "d": "Enterprise"},
    # p: a, b from 2020; q: a, b, c from 2022; r: b, d from 2023, over in June.
    "projects": {"p": ("2020", "2021"), "q": ("2022-03-01", None), "r": ("2023", "2023-06-30")},
    "participations": [
        *((o, "p") for o in "ab"),
        *((o, "q") for o in "abc"),
        *((o, "r") for o in "bd"),
    ],
    "built": [("c", "d", "2019-05-01", "2022-12-31")],
}


def test_ties_are_gained_by_what_began_and_lost_by_what_ended():
    found = between(on("2021-06-30", GRAPH), on("2023-12-31", GRAPH))
    assert ties_of(found, found.gained) == ["bd", "ac", "bc"]  # 1, 1/2 and 1/2
    assert ties_of(found, found.lost) == ["cd"]
    assert ties_of(found, found.kept) == ["ab"]
    row = found.kept[0]
    assert (found.before[row], found.after[row]) == (1.0, 1.0 + 1 / 2)


def test_degrees_move_by_the_ties_gained_and_lost():
    found = between(on("2021-06-30", GRAPH), on("2023-12-31", GRAPH))
    moves = found.moves[Measure.DEGREE]
    # Before: ab and cd, all have one. After: ab ac bc bd; a 2, b 3, c 2, d 1.
    assert moves.before.tolist() == [1, 1, 1, 1]
    assert moves.after.tolist() == [2, 3, 2, 1]
    assert moves.rank_before.tolist() == [1, 1, 1, 1]
    assert moves.rank_after.tolist() == [2, 1, 2, 4]
    assert [found.ids[node] for node in moves.moved] == ["d", "a", "c"]
    c, d = 2, 3
    (why,) = causes_of((found.source, found.target), (found.before, found.after),
                       Measure.DEGREE, np.array([c]), 4)  # fmt: skip
    assert sorted(zip(ties_of(found, why.edge), why.contribution.tolist(), strict=True)) == [
        ("ac", 1.0),
        ("bc", 1.0),
        ("cd", -1.0),
    ]
    left_behind, left_by = moves.passed(d)
    assert (left_behind.tolist(), left_by.tolist()) == ([], [0, 1, 2])


def test_a_tie_grows_old_when_only_the_last_months_count():
    question = asked(months=24)
    found = between(on("2021-12-31", GRAPH), on("2022-12-31", GRAPH), question)
    # On the first day p counts (2020, within 24 months). A year later q alone does:
    # p began by 2020-12-31 at the latest, and the window begins on 2021-01-01.
    assert ties_of(found, found.kept) == ["ab"]
    assert found.before[found.kept].tolist() == [1.0]
    assert found.after[found.kept].tolist() == [1 / 2]
    assert ties_of(found, found.gained) == ["ac", "bc"]
    later = between(on("2022-12-31", GRAPH), on("2025-12-31", GRAPH), question)
    assert ties_of(later, later.lost) == ["ab", "ac", "bc"]


def test_what_goes_on_that_day_is_lost_when_it_is_over():
    question = asked(by=WindowBy.OVERLAP, ties=(Tie.PROJECT,))
    found = between(on("2023-06-30", GRAPH), on("2023-07-01", GRAPH), question)
    assert (ties_of(found, found.gained), ties_of(found, found.lost)) == ([], ["bd"])


def test_nothing_changes_from_a_day_to_itself():
    tables = on("2023-12-31", GRAPH)
    found = between(tables, tables)
    assert len(found.gained) == len(found.lost) == 0
    assert (found.before == found.after).all()
    for moves in found.moves.values():
        assert len(moves.moved) == 0
        assert (moves.before == moves.after).all()


def test_who_is_there_on_one_day_alone_counts_on_the_other_without_ties():
    early = tables_of({"a": "University", "b": "University"}, {"p": ("2020", None)},
                      [("a", "p"), ("b", "p")], as_of="2020-12-31")  # fmt: skip
    late = tables_of({"c": "University", "b": "University"}, {"q": ("2021", None)},
                     [("c", "q"), ("b", "q")], as_of="2021-12-31")  # fmt: skip
    found = between(early, late)
    assert found.ids == ("a", "b", "c")
    assert found.moves[Measure.STRENGTH].before.tolist() == [1, 1, 0]
    assert found.moves[Measure.STRENGTH].after.tolist() == [0, 1, 1]


def test_nobody_and_nothing_make_no_changes():
    empty = tables_from({"University": {}}, {})
    found = between(empty, empty)
    assert found.ids == ()
    assert len(found.gained) == len(found.lost) == len(found.kept) == 0


def test_work_that_nobody_waits_for_stops():
    def give_up():
        raise GivenUp

    networks = [network_on_its_day(on(day, GRAPH), asked()) for day in ("2021-12-31", "2023-12-31")]
    with pytest.raises(GivenUp):
        changes(*networks, check=give_up)


@pytest.mark.parametrize(
    ("by", "months", "reason"),
    [
        (WindowBy.START, 0, "from 1 to 1200"),
        (WindowBy.START, 1201, "from 1 to 1200"),
        (WindowBy.OVERLAP, 12, "goes on that day needs none"),
    ],
)
def test_senseless_months_are_refused_with_the_reason(by, months, reason):
    with pytest.raises(ValueError, match=reason):
        asked(by=by, months=months)


DAYS = ("2019-12-31", "2020-02-29", "2021-12-31", "2023-12-31")


def naive_ties(graph, question, tables):
    window = question.window(tables.as_of)
    days = date.fromisoformat(window.first_day), date.fromisoformat(window.last_day)
    edges, *_ = naive.network(graph, [t.value for t in ALL], TYPES, (*days, window.by.value))
    return {pair: float(sum(w for _, w in kinds.values())) for pair, kinds in edges.items()}


@settings(max_examples=40)
@given(rich_graphs(), st.sampled_from(DAYS), st.sampled_from(DAYS), st.booleans())
def test_gained_and_kept_are_the_later_ties_and_lost_and_kept_the_earlier(
    graph, earlier, later, running
):
    question = asked(by=WindowBy.OVERLAP if running else WindowBy.START)
    tables = [tables_of(**graph, as_of=day) for day in (earlier, later)]
    found = between(*tables, question)
    for other, side, weight in ((found.lost, 0, found.before), (found.gained, 1, found.after)):
        there = np.concatenate((other, found.kept))
        ends = zip(found.source[there].tolist(), found.target[there].tolist(), strict=True)
        told = {(found.ids[u], found.ids[v]): w
                for (u, v), w in zip(ends, weight[there].tolist(), strict=True)}  # fmt: skip
        assert told == pytest.approx(naive_ties(graph, question, tables[side]))
    back = between(*reversed(tables), question)
    assert sorted(ties_of(back, back.gained)) == sorted(ties_of(found, found.lost))


@settings(max_examples=40)
@given(rich_graphs(), st.sampled_from(DAYS), st.sampled_from(DAYS), st.sampled_from(Measure))
def test_scores_are_those_of_networkx_and_causes_add_up_to_their_changes(
    graph, earlier, later, measure
):
    found = between(*(tables_of(**graph, as_of=day) for day in (earlier, later)))
    moves, size = found.moves[measure], len(found.ids)
    for weight, scores in ((found.before, moves.before), (found.after, moves.after)):
        whole = nx.Graph()
        whole.add_nodes_from(range(size))
        ends = zip(found.source.tolist(), found.target.tolist(), weight.tolist(), strict=True)
        whole.add_weighted_edges_from(edge for edge in ends if edge[2])
        assert scores.tolist() == pytest.approx([oracle(whole, measure)[v] for v in range(size)])
    ends, weights = (found.source, found.target), (found.before, found.after)
    whys = causes_of(ends, weights, measure, np.arange(size), size)
    for node, why in enumerate(whys):
        assert why.contribution.sum() == pytest.approx(
            moves.after[node] - moves.before[node], abs=1e-10
        )
        assert (found.before[why.edge] != found.after[why.edge]).all()
        behind, ahead = moves.passed(node)
        assert moves.rank_after[node] == moves.rank_before[node] - len(behind) + len(ahead)


def oracle(graph, measure):
    if measure is Measure.DEGREE:
        return dict(graph.degree())
    if measure is Measure.STRENGTH:
        return dict(graph.degree(weight="weight"))
    if not graph:
        return {}
    return nx.pagerank(graph, alpha=0.85, tol=1e-13, max_iter=2000, backend="networkx")


def test_a_tie_adds_to_pagerank_what_the_inverse_of_the_matrix_says():
    # a - b - c; c - d is gained and d had no tie: only the columns of c and d change.
    ends = (np.array([0, 1, 2]), np.array([1, 2, 3]))
    weights = (np.array([1.0, 1.0, 0.0]), np.array([1.0, 1.0, 1.0]))
    before = np.array(
        [[0, 1 / 2, 0, 1 / 4], [1, 0, 1, 1 / 4], [0, 1 / 2, 0, 1 / 4], [0, 0, 0, 1 / 4]]
    )
    after = np.array([[0, 1 / 2, 0, 0], [1, 0, 1 / 2, 0], [0, 1 / 2, 0, 1], [0, 0, 1 / 2, 0]])
    x = np.linalg.solve(np.eye(4) - 0.85 * before, np.full(4, 0.15 / 4))
    change = np.linalg.inv(np.eye(4) - 0.85 * after) @ (0.85 * (after - before) @ x)
    for node, why in enumerate(causes_of(ends, weights, Measure.PAGERANK, np.arange(4), 4)):
        assert why.edge.tolist() == [2]
        assert why.contribution[0] == pytest.approx(change[node], abs=1e-12)


def test_causes_come_with_those_that_matter_most_first():
    ends = (np.array([0, 0, 0]), np.array([1, 2, 3]))
    weights = (np.array([1.0, 3.0, 0.0]), np.array([0.5, 0.0, 2.0]))
    (why,) = causes_of(ends, weights, Measure.STRENGTH, np.array([0]), 4)
    assert list(zip(why.edge.tolist(), why.contribution.tolist(), strict=True)) == [
        (1, -3.0),
        (2, 2.0),
        (0, -0.5),
    ]
    for measure in Measure:
        (why,) = causes_of(ends, weights, measure, np.array([1]), 4)
        sizes = np.abs(why.contribution).tolist()
        assert all(one >= other for one, other in pairwise(sizes))

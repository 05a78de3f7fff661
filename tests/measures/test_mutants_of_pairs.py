"""Small faults put into changes, introductions and proposed partners are all found."""

from __future__ import annotations

import random

import naive_partners as naive
import networkx as nx
import numpy as np
import pytest
from graph_tables import tables_of
from mutated_measures import measures

MUTANTS = [
    ("networks.on_a_day", "self.months) + 1, day", "self.months), day"),
    ("networks.on_a_day", "return Window(FIRST_DAY, day)", "return Window()"),
    ("networks.changes", "(self.shared_before == 0) & (self.shared_after > 0)", "self.shared_after > 0"),
    ("networks.changes", "(self.shared_before > 0) & (self.shared_after == 0)", "self.shared_before > 0"),
    ("networks.changes", "{*map(str, earlier.graph.ids), *map(str, later.graph.ids)}", "{*map(str, later.graph.ids)}"),
    ("networks.rank_moves", 'rounded, side="right")', 'rounded, side="left")'),
    ("networks.rank_moves", "ahead & ~ahead_now), np.flatnonzero(~ahead & ahead_now)", "ahead_now & ~ahead), np.flatnonzero(~ahead_now & ahead)"),
    ("networks.rank_moves", "usual[emptied] = g.mean(axis=0)", ""),
    ("networks.rank_moves", "through = np.where(emptied, before.share, after.share)", "through = after.share"),
    ("networks.rank_moves", "(ends, ends[::-1])", "(ends,)"),
    ("networks.rank_moves", "delta = (after > 0).astype(np.float64) - (before > 0)", "delta = after - before"),
    ("networks.rank_moves", "+ lost / max(self.size, 1)", ""),
    ("industry_links.acquaintances", "through = cost[tail] + (degree[tail] if step > 1 else 0)", "through = cost[tail]"),
    ("industry_links.acquaintances", "(order[tail], through, head)", "(-order[tail], through, head)"),
    ("industry_links.acquaintances", "range(1, most + 1)", "range(1, most)"),
    ("chains.segment_presence", "np.maximum(size[:, None], size[None, :])", "np.minimum(size[:, None], size[None, :])"),
    ("industry_links.introductions", "& (distance != 1)", ""),
    ("industry_links.introductions", "np.where(distance < 0, _FAR, distance)", "distance"),
    ("industry_links.introductions", "-np.round(relatedness, DIGITS),", "np.round(relatedness, DIGITS),"),
    ("industry_links.introductions", "            -shared,\n", "            shared,\n"),
    ("partners.question", "np.log(k) if self is Method.ADAMIC_ADAR else k", "np.log(k)"),
    ("partners.proposals", "may[row] = False", ""),
    ("partners.proposals", "may[_row(self.tied, row)] = False", ""),
    ("partners.proposals", "may &= self._type != self._type[row]", "may &= self._type == self._type[row]"),
    ("partners.proposals", "self.degree <= (", "self.degree < ("),
    ("partners.proposals", "method.of(self.workers + 1)", "method.of(self.workers)"),
    ("partners.proposals", "wanting = reached - reached * own", "wanting = reached"),
    ("partners.subjects", "pairs = np.unique(worker[known] * width + field_of[at][known])", "pairs = np.sort(worker[known] * width + field_of[at][known])"),
    ("partners.quality", "below + equal / 2", "below + equal"),
    ("partners.quality", "modest = past.modest() & past.active", "modest = past.modest()"),
]  # fmt: skip
TYPES = ("University", "Enterprise", "Platform")
YEARS = (
    "2017",
    "2017-12-31",
    "2018-05-01",
    "2019",
    "2020-02-29",
    "2021-06-01",
    "2022-01-01",
    "2023",
)


def random_graph(seed):
    rng = random.Random(seed)
    orgs = {f"o{i}": rng.choice(TYPES) for i in range(9)}
    projects = {f"p{i}": (rng.choice(YEARS), None) for i in range(9)}
    pairs = {(rng.choice([*orgs]), rng.choice([*projects])) for _ in range(20)}

    def some(sources, targets, most):
        return sorted({(rng.choice(sources), rng.choice(targets)) for _ in range(most)})

    segments = ["s0", "s1", "s2"]
    links = {
        "SEGMENT_OF": some(segments, ["c0"], 3),
        "SERVES": some([*orgs], segments, 4),
        "OPERATES_IN": some([*orgs], segments, 7),
        "PROJECT_ADDRESSES": some([*projects], ["k0", "k1"], 3),
        "USED_IN": some(["k0", "k1"], ["g0"], 1),
        "PRODUCES": some([*orgs], ["g0"], 2),
    }
    more = {
        "ChainSegment": {s: {} for s in segments},
        "IndustryChain": {"c0": {}},
        "Technology": {"k0": {"field": "optics"}, "k1": {"field": "optics"}},
        "Product": {"g0": {}},
    }
    return {
        "organizations": orgs,
        "projects": projects,
        "participations": sorted(pairs),
        "more": more,
        "links": links,
    }


def wrong(m, graph):
    return changes_are_wrong(m, graph) or ways_are_wrong(m, graph) or partners_are_wrong(m, graph)


def ties_by(graph, day, since="0000"):
    """{pair: shared projects} of what began by a day, and not before another."""
    ends = {4: "-12-31", 10: ""}
    found = {}
    for project, (text, _) in graph["projects"].items():
        if not since <= text + ends[len(text)] <= day or (
            len(text) == 4 and text + "-01-01" < since
        ):
            continue
        members = sorted({o for o, p in graph["participations"] if p == project})
        for i, one in enumerate(members):
            for other in members[i + 1 :]:
                found[one, other] = found.get((one, other), 0) + 1
    return found


def changes_are_wrong(m, graph):
    days = "2019-12-31", "2022-01-01"
    tables = [tables_of(**graph, as_of=day) for day in days]
    for months, since in ((None, ("0000", "0000")), (24, ("2018-01-01", "2020-01-02"))):
        network = m["networks.network"].NetworkQuestion(
            types=TYPES, weighting=m["networks.network"].Weighting.COUNT
        )
        asked = m["networks.on_a_day"].DayQuestion(network=network, months=months)
        for one, other in ((0, 1), (1, 0)):
            on = m["networks.on_a_day"].network_on_its_day
            found = m["networks.changes"].changes(on(tables[one], asked), on(tables[other], asked))
            before, after = (ties_by(graph, days[i], since[i]) for i in (one, other))
            pairs = [(found.ids[u], found.ids[v])
                     for u, v in zip(found.source, found.target, strict=True)]  # fmt: skip
            if {pairs[i] for i in found.gained} != {*after} - {*before}:
                return True
            if {pairs[i] for i in found.lost} != {*before} - {*after}:
                return True
            if dict(zip(pairs, found.after, strict=True)) != {p: after.get(p, 0) for p in pairs}:
                return True
            if moves_are_wrong(m["networks.rank_moves"], found):
                return True
    return False


def moves_are_wrong(ranking, found):
    size = len(found.ids)
    ends, weights = (found.source, found.target), (found.before, found.after)
    for measure in ranking.Measure:
        moves = found.moves[measure]
        for weight, scores, ranks in (
            (found.before, moves.before, moves.rank_before),
            (found.after, moves.after, moves.rank_after),
        ):
            graph = nx.Graph()
            graph.add_nodes_from(range(size))
            graph.add_weighted_edges_from(e for e in zip(*ends, weight, strict=True) if e[2])
            true = {
                "DEGREE": lambda g: dict(g.degree()),
                "STRENGTH": lambda g: dict(g.degree(weight="weight")),
                "PAGERANK": lambda g: nx.pagerank(g, tol=1e-13, max_iter=2000, backend="networkx"),
            }[measure.value](graph)
            if not np.allclose(scores, [true[v] for v in range(size)], atol=1e-9):
                return True
            shown = np.round(scores, 9)
            if ranks.tolist() != [1 + int((shown > mine).sum()) for mine in shown]:
                return True
        for node, why in enumerate(
            ranking.causes_of(ends, weights, measure, np.arange(size), size)
        ):
            behind, ahead = moves.passed(node)
            if abs(why.contribution.sum() - (moves.after - moves.before)[node]) > 1e-9:
                return True
            if moves.rank_after[node] != moves.rank_before[node] - len(behind) + len(ahead):
                return True
    return False


def ways_are_wrong(m, graph):
    tables = tables_of(**graph)
    whole = m["industry_links.acquaintances"].acquaintances(tables)
    oracle = nx.Graph(graph["participations"])
    ids = [tables.id_of(i) for i in range(tables.size)]
    order = np.argsort(np.argsort(ids))
    for start in range(len(graph["organizations"])):
        for most in (2, 9):
            ways = m["industry_links.acquaintances"].ways_from(whole, start, order, most)
            for end in range(len(graph["organizations"])):
                if best_way(oracle, ids[start], ids[end], most) != [ids[i] for i in ways.to(end)]:
                    return True
    return introductions_are_wrong(m, graph, tables, ids)


def best_way(graph, start, end, most):
    if start == end:
        return [start]
    if start not in graph or end not in graph or not nx.has_path(graph, start, end):
        return []
    every = list(nx.all_shortest_paths(graph, start, end))
    best = min(every, key=lambda way: (sum(graph.degree(v) for v in way[1:-1]), way[::-1]))
    return best if len(best) - 1 <= most else []


def introductions_are_wrong(m, graph, tables, ids):
    asked = m["industry_links.question"].WeakLinksQuestion(types=TYPES)
    introducer = m["industry_links.introductions"].Introducer(tables, asked, TYPES)
    tied, who = nx.Graph(), naive.inside(graph)
    tied.add_nodes_from(graph["organizations"])
    tied.add_edges_from(ties_by(graph, "9999"))
    for unit, id_ in enumerate(ids[: len(graph["organizations"])]):
        own = [s for s in graph["more"]["ChainSegment"] if id_ in who.get(s, ())]
        true = []
        for other, type_ in graph["organizations"].items():
            theirs = [s for s, inside in who.items() if other in inside]
            near = [max((close(who, s, t) for t in theirs), default=0.0) for s in own]
            related = round(sum(near) / len(near), 9) if near else 0.0
            far = nx.shortest_path_length(tied, id_, other) if nx.has_path(tied, id_, other) else 99
            if type_ == "Enterprise" and other != id_ and far != 1 and (related or far < 99):
                true.append((-len({*own} & {*theirs}), -related, far, other))
        (found,) = introducer.introduce(np.array([unit]), 99)
        if [ids[one.enterprise] for one in found] != [row[-1] for row in sorted(true)]:
            return True
    return False


def close(who, s, t):
    return 1.0 if s == t else len(who[s] & who[t]) / max(len(who[s]), len(who[t]))


def partners_are_wrong(m, graph):
    tables = tables_of(**graph)
    network = m["networks.network"].NetworkQuestion(types=TYPES)
    tied = {o: set() for o in graph["organizations"]}
    for one, other in ties_by(graph, "9999"):
        tied[one].add(other)
        tied[other].add(one)
    for method in m["partners.question"].Method:
        for cross, most in ((False, None), (True, 3)):
            asked = m["partners.question"].PartnersQuestion(
                network=network, method=method, cross_sector=cross, max_partners=most
            )
            made = m["partners.proposals"].Recommender(tables, asked)
            for row, u in enumerate(tables.ids_of(made.nodes)):
                true = {}
                for v in graph["organizations"]:
                    if v == u or v in tied[u] or (most is not None and len(tied[v]) > most):
                        continue
                    if cross and graph["organizations"][u] == graph["organizations"][v]:
                        continue
                    why = naive.why(graph, tied, u, v, method=method.value, content=1.0,
                                    complement=0.5, projects={*graph["projects"]})  # fmt: skip
                    if why:
                        true[v] = sum(why.values())
                found, *_ = made.propose(row, 99)
                told = {tables.id_of(one.organization): one.score for one in found}
                if {*told} != {*true} or any(abs(told[v] - true[v]) > 1e-8 for v in true):
                    return True
    return quality_is_wrong(m, graph, tables, network)


def quality_is_wrong(m, graph, tables, network):
    quality = m["partners.quality"]
    quality.FEWEST = 1
    split = quality.split_of(tables, network)
    if split is None:
        return False
    asked = m["partners.question"].PartnersQuestion(network=network, content=0.0, complement=0.0)
    found = quality.quality_of(tables, tables, asked, split, seed=1)
    before, after = ties_by(graph, split.before), ties_by(graph, tables.as_of)
    tied, active = {}, set()
    for one, other in before:
        tied.setdefault(one, set()).add(other)
        tied.setdefault(other, set()).add(one)
    for organization, project in graph["participations"]:
        text = graph["projects"][project][0]
        if (text if len(text) > 4 else text + "-12-31") <= split.before:
            active.add(organization)
    yes, no = [], []
    for u in active:
        for v in active - {u} - tied.get(u, set()):
            common = tied.get(u, set()) & tied.get(v, set())
            score = round(sum(naive.of("ADAMIC_ADAR", len(tied[z])) for z in common), 9)
            (yes if (min(u, v), max(u, v)) in after else no).append(score)
    if (found.positives, found.negatives) != (len(yes), len(no)):
        return True
    return bool(yes and no) and abs(found.scorers[0].auc - naive.auc(yes, no)) > 1e-8


def graphs():
    return (random_graph(seed) for seed in range(25))


def test_all_three_are_right_on_all_these_graphs():
    with measures() as modules:
        assert not any(wrong(modules, graph) for graph in graphs())


@pytest.mark.parametrize("mutant", MUTANTS, ids=[f"{m[0]}: {m[1][:40]}" for m in MUTANTS])
def test_a_fault_is_found(mutant):
    with measures(mutant) as modules:
        assert any(_fails(modules, graph) for graph in graphs())


def _fails(modules, graph):
    try:
        return wrong(modules, graph)
    except (ValueError, IndexError, KeyError, ZeroDivisionError):
        return True

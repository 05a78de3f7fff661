"""Small faults put into the measures are all found by the oracles on random graphs."""

from __future__ import annotations

import random
from datetime import date

import naive_networks
import naive_weak_links as naive
import networkx as nx
import pytest
from graph_tables import tables_of
from measured_graphs import DAYS, TYPES, enriched
from mutated_measures import measures
from networkx.algorithms import bipartite

MUTANTS = [
    ("window", "(start.first >= first) & (start.last <= last)", "(start.first >= first)"),
    ("window", "(start.first <= last) & (unending |", "(start.first < last) & (unending |"),
    ("window", "~known | (touches & ~inside)", "~known"),
    ("ties.participation", "np.unique(target * width + source)", "np.sort(target * width + source)"),
    ("ties.projection", "members.begin + members.size - place - 1", "members.begin + members.size - place"),
    ("ties.projection", "np.repeat(1.0 / np.maximum(members.size - 1, 1)", "np.repeat(1.0 / members.size"),
    ("networks.edges", "int((sizes == 1).sum())", "int((sizes == 2).sum())"),
    ("networks.edges", "np.minimum(left, right) * width + np.maximum(left, right)", "left * width + right"),
    ("ties.projection", "tied &= organizations[pairs.source] & organizations[pairs.target]", "tied &= organizations[pairs.source]"),
    ("ties.projection", "_distinct(number[missing]),", "int(missing.sum()),"),
    ("networks.collaboration", "shown = degree >= min_degree", "shown = degree > min_degree"),
    ("ties.gathering", "1.0 / (members.size[left] - 1)", "1.0 / members.size[left]"),
    ("ties.gathering", "other = left != right", "other = left != -1"),
    ("ties.gathering", "partner = np.concatenate((pairs.source, pairs.target))", "partner = np.concatenate((pairs.source, pairs.source))"),
    ("ties.gathering", "newman if kind is Tie.PROJECT else", "newman if kind is not Tie.CONTRACT else"),
    ("ties.gathering", "(unit != partner) & pairs.placed.chosen[number]", "pairs.placed.chosen[number]"),
    ("ties.gathering", "_, once = np.unique(number[known] * max(tables.size, 1) + unit[known], return_index=True)", "once = np.arange(known.sum())"),
    ("ties.kinds", '"signedOn", "signedOn"', '"signedOn", ""'),
    ("ties.pairs", "apart = np.flatnonzero(source != target)", "apart = np.arange(len(source))"),
    ("ties.pairs", "ownerless[owned] = False", "ownerless[:] = False"),
    ("joins", 'number = np.searchsorted(right, left, side="right", sorter=order) - begin', 'number = np.minimum(np.searchsorted(right, left, side="right", sorter=order) - begin, 1)'),
    ("region", "code.startswith(region)", "code.endswith(region)"),
    ("region", "located[links.source[coded[links.target]]] = True", "located[links.source] = True"),
    ("chains.served_segments", "there[operating.target[local[operating.source]]] = True", "there[operating.target] = True"),
    ("chains.served_segments", "local = enterprise & places.local", "local = places.local"),
    ("chains.served_segments", "(enterprise | unstated)", "enterprise"),
    ("industry_links.question", "if Tie.PROJECT not in kinds:", "if Tie.PROJECT in kinds:"),
    ("industry_links.industry_ties", "day >= stale_before", "day > stale_before"),
    ("industry_links.industry_ties", "np.maximum.at(newest, row, day)", "np.minimum.at(newest, row, day)"),
    ("industry_links.industry_ties", "(np.diff(ties.partner, prepend=-1) != 0)", "(np.diff(ties.activity, prepend=-1) != 0)"),
    ("industry_links.weak_links", "enterprise_share.share(np.inf) < question.low_share", "enterprise_share.share(np.inf) <= question.low_share"),
    ("industry_links.weak_links", "dominance >= question.dominance", "dominance > question.dominance + 2 * EXACT"),
    ("industry_links.weak_links", "done >= question.min_projects", "done > question.min_projects"),
    ("industry_links.weak_links", "np.lexsort((share, -times))", "np.lexsort((-times, share))"),
    ("industry_links.evidence", "enterprise & ~dated", "enterprise & dated"),
    ("industry_links.evidence", "if weighted else 1.0", "if not weighted else 1.0"),
]  # fmt: skip
WINDOWS = (None, ("2020-02-10", "2021-12-31", "START"), ("2020-02-10", "2021-12-31", "OVERLAP"))


def random_graph(seed):
    rng = random.Random(seed)
    orgs = {f"o{i}": (rng.choice(TYPES), None) for i in range(rng.randint(2, 12))}
    orgs["u"] = ("University", None)
    works = {f"p{i}": (rng.choice(DAYS), rng.choice(DAYS)) for i in range(rng.randint(1, 8))}
    pairs = [(rng.choice([*orgs]), rng.choice([*works])) for _ in range(rng.randint(1, 30))]
    platforms = [id_ for id_, (type_, _) in orgs.items() if type_ == "Platform"]
    built = {(rng.choice(platforms), rng.choice([*orgs])) for _ in range(3)} if platforms else set()
    graph = {
        "organizations": orgs,
        "projects": works,
        "participations": [] if seed % 3 == 1 else [*pairs, ("u", "p0")],
        "built": [(*ends, rng.choice(DAYS), None) for ends in sorted(built)],
    }
    return enriched(graph, rng) if seed % 3 else graph


def borderline_graphs():
    """One enterprise of five partners; four fifths of the strength; a tie just two years old."""
    everybody = {"u": "University", "e": "Enterprise", "f": "Enterprise"}
    others = {f"v{i}": "University" for i in range(4)}
    yield {
        "organizations": {"u": "University", "e": "Enterprise", **others},
        "projects": {"p": ("2021-12-31", None)},
        "participations": [(o, "p") for o in ("u", "e", *others)],
        "built": [],
    }
    yield {
        "organizations": everybody,
        "projects": {f"p{i}": ("2023", None) for i in range(5)},
        "participations": [
            pair for i in range(5) for pair in (("u", f"p{i}"), ("f" if i else "e", f"p{i}"))
        ],
        "built": [],
    }


def wrong(modules, graph):
    """Whether the measures contradict an oracle on a graph."""
    shared = bool(graph["participations"])
    if any(rich_network_is_wrong(modules, graph, types) for types in (TYPES, TYPES[:2])):
        return True
    return (shared and network_is_wrong(modules, graph)) or any(
        weak_links_are_wrong(modules, graph, window) for window in WINDOWS
    )


def network_is_wrong(modules, graph):
    m, tables = modules["networks.collaboration"], tables_of(**graph)
    both = nx.Graph(graph["participations"])
    actors = [node for node in both if node in graph["organizations"]]
    for weighting, project in (
        (m.Weighting.COUNT, bipartite.weighted_projected_graph),
        (m.Weighting.NEWMAN, bipartite.collaboration_weighted_projected_graph),
    ):
        expected = project(both, actors)
        kept = expected.subgraph([n for n, degree in expected.degree() if degree >= 1])
        for least, oracle in ((0, expected), (1, kept)):
            found = m.collaboration_network(
                tables, types=TYPES, weighting=weighting, min_degree=least
            )
            edges = zip(
                tables.ids_of(found.source), tables.ids_of(found.target), found.weight, strict=True
            )
            told = {frozenset(edge[:2]): float(edge[2]) for edge in edges}
            true = {frozenset((u, v)): w for u, v, w in oracle.edges(data="weight")}
            if told != pytest.approx(true) or found.totals.isolates != nx.number_of_isolates(
                oracle
            ):
                return True
    return False


def rich_network_is_wrong(modules, graph, types):
    m, kinds, tables = (
        modules["networks.collaboration"],
        modules["ties.kinds"].Tie,
        tables_of(**graph),
    )
    window = modules["window"].Window("2020-02-10", "2021-12-31")
    found = m.collaboration_network(
        tables, types=types, ties=tuple(kinds), weighting=m.Weighting.NEWMAN, window=window
    )
    days = (*map(date.fromisoformat, WINDOWS[1][:2]), "START")
    edges, nodes, _, missing = naive_networks.network(graph, {*naive.LINKS}, types, days)
    ends = zip(tables.ids_of(found.source), tables.ids_of(found.target), strict=True)
    told = dict(zip(ends, found.weight.tolist(), strict=True))
    true = {pair: float(sum(w for _, w in by.values())) for pair, by in edges.items()}
    left_out = {part.kind.name: part.missing for part in found.totals.by_kind if part.missing}
    return (
        told != pytest.approx(true)
        or {*tables.ids_of(found.nodes)} != nodes
        or left_out != dict(missing)
    )


def weak_links_are_wrong(modules, graph, window):
    m, tables = modules["industry_links.weak_links"], tables_of(**graph)
    w = modules["window"]
    question = m.WeakLinksQuestion(
        types=("University", "Platform"),
        ties=tuple(modules["ties.kinds"].Tie),
        window=window and w.Window(window[0], window[1], w.WindowBy(window[2])),
        region="3303",
    )
    found = m.weak_links(tables, question)
    days = window and (*map(date.fromisoformat, window[:2]), window[2])
    words = {"kinds": {*naive.LINKS}, "window": days, "as_of": tables.as_of, "months": 24}
    told = {id_: row for row, id_ in enumerate(tables.ids_of(found.units))}
    true = {
        id_: naive.weak_link(graph, id_, region="3303", **words)
        for id_, type_ in graph["organizations"].items()
        if (type_ if isinstance(type_, str) else type_[0]) in question.types
    }
    active = {id_: one for id_, one in true.items() if one["activity"]}
    if told.keys() != active.keys():
        return True
    places = [(-len(active[i]["rules"]), _share(active[i]), i) for i in told]
    return places != sorted(places) or any(
        unit_is_wrong(modules, (tables, question), found, told[id_], one)
        for id_, one in active.items()
    )


def unit_is_wrong(modules, asked, found, row, true):
    tables, question = asked
    day = modules["window"].day_text(int(found.newest[row]))
    if day != (str(true["newest"]) if true["newest"] else None):
        return True
    if {rule.name for rule, flags in found.fired.items() if flags[row]} != true["rules"]:
        return True
    evidence = modules["industry_links.evidence"]
    for indicator, measured in found.indicators.items():
        numbers = [float(n or 0) for n in true["numbers"][indicator.name]]
        denominator = 0.0 if measured.denominator is None else measured.denominator[row]
        shown = [measured.numerator[row], denominator, measured.excluded[row]]
        listed = [
            sum(
                thing.weight
                for thing in evidence.evidence(
                    tables, question, int(found.units[row]), indicator, part
                )
            )
            for part in modules["counted"].Part
        ]
        if shown != pytest.approx(numbers) or listed != pytest.approx(numbers):
            return True
    return False


def _share(one):
    firms, partners, _ = one["numbers"]["ENTERPRISE_SHARE"]
    return firms / partners if partners else float("inf")


def graphs():
    yield from borderline_graphs()
    yield from map(random_graph, range(60))


def test_the_measures_themselves_are_right_on_all_these_graphs():
    with measures() as modules:
        assert not any(wrong(modules, graph) for graph in graphs())


@pytest.mark.parametrize("mutant", MUTANTS, ids=[f"{m[0]}: {m[2]}" for m in MUTANTS])
def test_a_fault_is_found(mutant):
    with measures(mutant) as modules:
        assert any(_fails(modules, graph) for graph in graphs())


def _fails(modules, graph):
    try:
        return wrong(modules, graph)
    except (ValueError, IndexError, KeyError):
        return True

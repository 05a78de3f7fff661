"""Collaboration networks by loops over pairs: the oracle, sharing no code with the measure."""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction
from itertools import combinations, product

from naive_weak_links import LINKS, SHARED, links, looked_at, placed, type_of


def network(graph, kinds, types, window=None):
    """{(u, v): {kind: (number, Newman weight)}}, the nodes, and activities, missing by kind."""
    edges = defaultdict(dict)
    nodes, activities, missing = set(), Counter(), Counter()
    for kind in looked_at(graph, kinds):
        for span, members, pairs in activities_of(graph, kind, window):
            mine = {o for o in members if type_of(graph, o) in types}
            answer = placed(span, window)
            if not mine:
                continue
            if answer is None:
                missing[kind] += 1
            if not answer:
                continue
            activities[kind] += 1
            nodes |= mine
            share = Fraction(1, max(len(mine) - 1, 1)) if pairs is None else Fraction(1)
            for pair in combinations(sorted(mine), 2) if pairs is None else pairs:
                if not {*pair} <= mine or len({*pair}) < 2:
                    continue
                key = tuple(sorted(pair))
                number, weight = edges[key].get(kind, (0, 0))
                edges[key][kind] = number + 1, weight + share
    return edges, nodes, activities, missing


def activities_of(graph, kind, window):
    """(span, members, pairs); no pairs where each two members are tied."""
    if kind == "PROJECT":
        for project, span in graph["projects"].items():
            members = {o for o, p in graph["participations"] if p == project}
            yield span or (None, None), members, None
    elif kind in SHARED:
        type_, day = SHARED[kind]
        for id_, said in graph["more"][type_].items():
            members = {o for o, shared, _ in links(graph, LINKS[kind][0]) if shared == id_}
            yield (said.get(day),) * 2, members, None
    elif kind == "CONVERSION":
        for achievement, converter, said in links(graph, "CONVERTED_BY"):
            owners = {o for o, a, _ in links(graph, "OWNS") if a == achievement}
            yield (said.get("on"),) * 2, owners | {converter}, list(product(owners, [converter]))
    else:
        always = "always" if window is not None and window[2] == "OVERLAP" else None
        for source, target, said in links(graph, LINKS[kind][0]):
            if source != target:
                span = (said.get("validFrom") or always, said.get("validTo"))
                yield span, {source, target}, [(source, target)]

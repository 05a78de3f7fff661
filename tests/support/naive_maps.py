"""Maps by loops over pairs and over the rows of links, in plain dicts: the oracle."""

from __future__ import annotations

from collections import Counter, defaultdict

import naive_networks as naive
from naive_weak_links import links, type_of

from analytics.ties.kinds import Tie

TIES = tuple(tie.value for tie in Tie)


def looked_at(graph, question):
    """{record: type} of all records, {link: weight} of all links, and of those not too light."""
    more = graph["more"]
    here = {
        **{o: type_of(graph, o) for o in graph["organizations"]},
        **dict.fromkeys(graph["projects"], "Project"),
        **{id_: type_ for type_, records in more.items() for id_ in records},
    }
    here = {id_: type_ for id_, type_ in here.items() if type_ in question.types}
    if question.region is not None:
        codes = {id_: said.get("code", "") for id_, said in more["District"].items()}
        inside = {
            o for o, d, _ in links(graph, "LOCATED_IN") if codes[d].startswith(question.region)
        }
        here = {id_: type_ for id_, type_ in here.items() if id_ in inside}
    every = Counter()
    organizations = {o: t for o, t in graph["organizations"].items() if o in here}
    inner = {**graph, "organizations": organizations}
    inner["participations"] = [(o, p) for o, p in graph["participations"] if o in here]
    for (u, v), kinds in naive.network(graph, question.ties, question.types)[0].items():
        if u in here and v in here:
            every.update({(u, v, kind): number for kind, (number, _) in kinds.items()})
    for kind in set(question.link_types) - {*TIES}:
        every.update((s, t, kind) for s, t, _ in links(graph, kind) if {s, t} <= {*here} and s != t)
    heavy = {link: w for link, w in every.items() if w >= question.min_weight}
    return here, every, heavy


def drawn_map(graph, question):
    """Nodes and links in their order, and seven totals."""
    here, every, heavy = looked_at(graph, question)
    partners, weight = defaultdict(set), Counter()
    for (u, v, _), w in heavy.items():
        partners[u].add(v)
        partners[v].add(u)
        weight.update({u: w, v: w})
    left = [id_ for id_ in here if len(partners[id_]) >= question.min_degree]
    order = sorted(left, key=lambda id_: (-len(partners[id_]), id_))[: question.max_nodes]
    among = {link: w for link, w in heavy.items() if {*link[:2]} <= {*order}}
    place = question.link_types.index
    shown = sorted(among, key=lambda link: (-among[link], *link[:2], place(link[2])))
    shown = shown[: question.max_links]
    seen = defaultdict(set)
    for u, v, _ in shown:
        seen[u].add(v)
        seen[v].add(u)
    nodes = {
        id_: (len(partners[id_]), weight[id_], len(partners[id_] - seen[id_])) for id_ in order
    }
    cuts = (len(here), len(here) - len(left), len(left) - len(order))
    cuts += (len(every), len(every) - len(heavy), len(heavy) - len(among))
    return nodes, [(*link, among[link]) for link in shown], (*cuts, len(among) - len(shown))


def flows(graph, question):
    """{(type of links, source type, target type): (links, weight)}."""
    here, _, heavy = looked_at(graph, question)
    found = defaultdict(lambda: (0, 0))
    for (u, v, kind), weight in heavy.items():
        ends = (here[u], here[v])
        if kind in TIES:
            ends = tuple(sorted(ends, key=question.types.index))
        many, total = found[kind, *ends]
        found[kind, *ends] = many + 1, total + weight
    return dict(found)


def districts(graph, question):
    """{district: (records, links, inside, weight)}; "" is none."""
    here, _, heavy = looked_at(graph, question)
    located = {id_: set() for id_ in here}
    for record, district, _ in links(graph, "LOCATED_IN"):
        if record in here:
            located[record].add(district)
    places = {id_: found or {""} for id_, found in located.items()}
    found = {d: [0, 0, 0, 0] for of in places.values() for d in of}
    for of in places.values():
        for d in of:
            found[d][0] += 1
    for (u, v, _), weight in heavy.items():
        for d in places[u] | places[v]:
            found[d][1] += 1
            found[d][2] += d in places[u] & places[v]
            found[d][3] += weight
    return {d: tuple(row) for d, row in found.items()}

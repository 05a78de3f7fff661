"""Maps by loops over pairs and over the rows of links, in plain dicts: the oracle."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import product

import naive_networks as naive
from naive_groups import POSITIONS, STAGES, groups
from naive_weak_links import links, type_of

from analytics.ties.kinds import Tie

TIES = tuple(tie.value for tie in Tie)
CHAIN = "chain"


def staged(graph, dice):
    """The same graph with an industry chain, positions of segments, and stages of works."""
    more, said = graph["more"], graph["links"]

    def drawn(records, **choices):
        return {
            id_: {**of, **{name: dice.choice(choice) for name, choice in choices.items()}}
            for id_, of in records.items()
        }

    works = {"stage": (None, *STAGES), "trl": (None, 3, 7)}
    return {
        **graph,
        "more": {
            **more,
            "ChainSegment": drawn(more["ChainSegment"], position=(None, *POSITIONS)),
            "IndustryChain": {CHAIN: {}},
            "Project": drawn({id_: {} for id_ in graph["projects"]}, **works),
            "Achievement": drawn(more["Achievement"], **works),
            "Patent": drawn(more["Patent"], stage=(None, *STAGES)),
        },
        "links": {
            **said,
            "SEGMENT_OF": [(id_, CHAIN) for id_ in more["ChainSegment"] if dice.random() < 0.6],
            "PROJECT_SERVES": [
                (project, dice.choice([*more["ChainSegment"]]))
                for project in graph["projects"]
                if dice.random() < 0.5
            ],
        },
    }


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
    if question.chain is not None:
        inside = of_chain(graph, question.chain)
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


def of_chain(graph, chain):
    segments = {s for s, c, _ in links(graph, "SEGMENT_OF") if c == chain}
    found = {*segments, chain} if segments else set()
    for kind in {"PARTICIPATES_IN", "BUILT_WITH", *graph["links"]}:
        for source, target, _ in links(graph, kind):
            if {source, target} & segments:
                found |= {source, target}
    carriers = {c for c, s, _ in links(graph, "CARRIER_SERVES") if s in segments}
    return found | {host for host, c, _ in links(graph, "HOSTS") if c in carriers}


def near(here, heavy, question):
    """{record: links from the record in the middle}, and the links between them."""
    if question.around is None:
        return dict.fromkeys(here, 0), heavy
    far, distance = {question.around} & {*here}, {}
    for step in range(question.distance + 1):
        distance.update(dict.fromkeys(far, step))
        ends = {end for u, v, _ in heavy for end in (u, v) if {u, v} & far}
        far = ends - {*distance}
    return distance, {link: w for link, w in heavy.items() if {*link[:2]} <= {*distance}}


def drawn_map(graph, question):
    """Nodes and links in their order, and eight totals."""
    here, every, heavy = looked_at(graph, question)
    partners, weight = defaultdict(set), Counter()
    for (u, v, _), w in heavy.items():
        partners[u].add(v)
        partners[v].add(u)
        weight.update({u: w, v: w})
    distance, _ = near(here, heavy, question)
    left = [id_ for id_ in distance if len(partners[id_]) >= question.min_degree]
    order = sorted(left, key=lambda id_: (distance[id_], -len(partners[id_]), id_))
    order = order[: question.max_nodes]
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
    cuts = (len(here), len(here) - len(distance), len(distance) - len(left))
    cuts += (len(left) - len(order),)
    cuts += (len(every), len(every) - len(heavy), len(heavy) - len(among))
    return nodes, [(*link, among[link]) for link in shown], (*cuts, len(among) - len(shown))


def flows(graph, question, asked):
    """{(column, source, target, type of links): links as (near, far, type): weight}."""
    here, _, heavy = looked_at(graph, question)
    distance, heavy = near(here, heavy, question)
    here = {record: here[record] for record in distance}
    places, names = groups(graph, question, here, asked.by)
    columns = [asked.sources, *([asked.via] if asked.via else []), asked.targets]
    others = set(question.types) - set(asked.via)
    columns = [set(column) or others for column in columns]
    met = defaultdict(dict)
    for step in range(len(columns) - 1):
        for (u, v, kind), weight in heavy.items():
            ways = [
                (near_, far)
                for near_, far in ((u, v), (v, u))
                if here[near_] in columns[step] and here[far] in columns[step + 1]
            ]
            for near_, far in ways[:1]:
                if asked.via and not passed_on(heavy, here, columns, (near_, far), step):
                    continue
                for led in product(places[near_], places[far]):
                    turned = len(ways) == 2 and kind in TIES and led[0] > led[1]
                    ends = (far, near_) if turned else (near_, far)
                    of = tuple(names[place] for place in (sorted(led) if turned else led))
                    met[step, *of, kind][u, v] = (weight, ends)
    return met


def passed_on(heavy, here, columns, ends, step):
    """Whether the one in the middle is joined to another one beyond."""
    middle, other = (ends[1], ends[0]) if step == 0 else ends
    beyond = columns[2] if step == 0 else columns[0]
    joined = {end for u, v, _ in heavy if middle in (u, v) for end in (u, v)} - {middle, other}
    return any(here[end] in beyond for end in joined)


def districts(graph, question, measure):
    """{district: sum}, and the same of all together; "" is none."""
    here, _, heavy = looked_at(graph, question)
    partners = defaultdict(set)
    for u, v, _ in heavy:
        partners[u].add(v)
        partners[v].add(u)
    distance, heavy = near(here, heavy, question)
    located = {id_: set() for id_ in distance}
    for record, district, _ in links(graph, "LOCATED_IN"):
        if record in located:
            located[record].add(district)
    places = {id_: found or {""} for id_, found in located.items()}
    found = Counter({d: 0 for of in places.values() for d in of} | {"": 0})
    whole = 0
    if measure in ("RECORDS", "LINKED_RECORDS", "DEGREES"):
        for record, of in places.items():
            number = len(partners[record])
            number = {"RECORDS": 1, "LINKED_RECORDS": int(number > 0)}.get(measure, number)
            found.update(dict.fromkeys(of, number))
            whole += number
        return found, whole
    for (u, v, _), weight in heavy.items():
        inside = measure.startswith("INSIDE")
        of = places[u] & places[v] if inside else places[u] | places[v]
        number = weight if measure.endswith("WEIGHT") else 1
        found.update(dict.fromkeys(of, number))
        whole += number if of else 0
    return found, whole

"""Proposed partners by loops over sets: the oracle, sharing no code with the measure."""

from __future__ import annotations

from collections import defaultdict
from math import log


def of(method, k):
    return 1 / log(k) if method == "ADAMIC_ADAR" else 1 / k


def inside(graph):
    """{segment: organisations in it}."""
    links = graph["links"]
    found = defaultdict(set)
    for name in ("OPERATES_IN", "SERVES"):
        for organization, segment, *_ in links.get(name, ()):
            found[segment].add(organization)
    for organization, carrier, *_ in links.get("HOSTS", ()):
        for other, segment, *__ in links.get("CARRIER_SERVES", ()):
            if other == carrier:
                found[segment].add(organization)
    return found


def on_technology(graph, projects):
    """{technology: organisations that work on it}, and {field: likewise}."""
    links, by_technology, by_field = graph["links"], defaultdict(set), defaultdict(set)
    for project, technology, *_ in links.get("PROJECT_ADDRESSES", ()):
        for organization, other in graph["participations"]:
            if other == project and project in projects:
                by_technology[technology].add(organization)
    for technology, product, *_ in links.get("USED_IN", ()):
        for organization, other, *__ in links.get("PRODUCES", ()):
            if other == product:
                by_technology[technology].add(organization)
    for technology, said in graph["more"].get("Technology", {}).items():
        if said.get("field") is not None:
            by_field[said["field"]] |= by_technology.get(technology, set())
    return by_technology, by_field


def why(graph, tied, u, v, *, method, content, complement, projects):
    """{(reason, what): what it adds}; `tied` is {organisation: partners}."""
    found = {("PARTNER", z): of(method, len(tied[z])) for z in tied[u] & tied[v]}
    segments, (technologies, fields) = inside(graph), on_technology(graph, projects)
    for reason, who_by in (("SEGMENT", segments), ("TECHNOLOGY", technologies), ("FIELD", fields)):
        for what, who in who_by.items():
            if {u, v} <= who:
                found[reason, what] = content * of(method, len(who))
    chains = defaultdict(set)
    for segment, chain, *_ in graph["links"].get("SEGMENT_OF", ()):
        chains[chain].add(segment)
    for segment, who in segments.items():
        near = {t for of_chain in chains.values() if segment in of_chain for t in of_chain}
        if u not in who and v in who and any(u in segments.get(t, ()) for t in near):
            found["COMPLEMENT", segment] = complement * of(method, len(who) + 1)
    return {key: adds for key, adds in found.items() if adds}


def auc(positive, negative):
    """Over all pairs, one by one."""
    won = sum(1.0 if p > n else 0.5 if p == n else 0.0 for p in positive for n in negative)
    return won / (len(positive) * len(negative))

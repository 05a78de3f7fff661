"""Random small graphs of an industry chain, as nodes by type and id and links by type."""

from __future__ import annotations

import random

from hypothesis import strategies as st
from naive_chains import STAGES, WAYS, WORK

DAYS = (None, "2019", "2020-02", "2020-02-29", "2021-06-30", "2021-12-31", "2022-01-01", "2023")
DISTRICTS = {"ouhai": {"code": "330304"}, "hangzhou": {"code": "330106"}, "nowhere": {}}
ORGANIZATIONS = ("Enterprise", "University", "Platform")
ENDS = {
    "PARTICIPATES_IN": ("Organization", "Project", 9),
    "OWNS": ("Organization", "Achievement", 4),
    "OWNS_PATENT": ("Organization", "Patent", 3),
    "CO_APPLIED": ("Organization", "Patent", 3),
    "PARTY_TO": ("Organization", "TechnologyContract", 4),
    "OPERATES_IN": ("Organization", "ChainSegment", 6),
    "SERVES": ("Organization", "ChainSegment", 3),
    "HOSTS": ("Organization", "Carrier", 2),
    "CARRIER_SERVES": ("Carrier", "ChainSegment", 2),
    "PROJECT_SERVES": ("Project", "ChainSegment", 6),
    "ACHIEVEMENT_SERVES": ("Achievement", "ChainSegment", 4),
    "PATENT_SERVES": ("Patent", "ChainSegment", 4),
    "CONTRACT_SERVES": ("TechnologyContract", "ChainSegment", 4),
    "CONVERTED_BY": ("Achievement", "Organization", 2),
    "CONVERTED_FROM": ("Achievement", "Project", 2),
    "CONTRACT_FOR": ("TechnologyContract", "Achievement", 2),
    "BUILT_WITH": ("Platform", "Organization", 2),
    "PART_OF": ("Organization", "Organization", 1),
    "LOCATED_IN": ("Organization", "District", 8),
    "FUNDS": ("Organization", "FundingEvent", 3),
    "RECEIVES": ("Organization", "FundingEvent", 2),
    "FUNDS_PROJECT": ("FundingEvent", "Project", 2),
    "TRAINS": ("Organization", "Talent", 2),
    "TEAM_OF": ("TalentTeam", "Organization", 2),
    "SEGMENT_OF": ("ChainSegment", "IndustryChain", 6),
}
assert {*WAYS} - {"CONVERTED_FROM_PATENT", "INCUBATES"} <= {*ENDS}


def chain_graph(rng):
    """Nodes by type and id, and links by type."""
    nodes = {type_: {} for type_ in ORGANIZATIONS}
    for i in range(rng.randint(2, 7)):
        nodes[rng.choice(ORGANIZATIONS)][f"o{i}"] = {}
    for type_, (_, _, start, end) in WORK.items():
        nodes[type_] = {
            f"{type_.lower()}{i}": work(rng, type_, start, end) for i in range(rng.randint(1, 3))
        }
    positions = (None, "UPSTREAM", "MIDSTREAM", "DOWNSTREAM")
    nodes["ChainSegment"] = {
        f"s{i}": {"order": rng.choice((None, 1, 2, 3)), "position": rng.choice(positions)}
        for i in range(rng.randint(1, 3))
    }
    nodes["IndustryChain"] = {"chain": {}, "other": {}}
    nodes["District"] = DISTRICTS
    nodes["FundingEvent"] = {"f0": {"on": rng.choice(DAYS)}, "f1": {"on": rng.choice(DAYS)}}
    nodes["Carrier"], nodes["Talent"], nodes["TalentTeam"] = {"c0": {}}, {"x0": {}}, {"y0": {}}
    links = {type_: some(rng, nodes, *ends) for type_, ends in ENDS.items()}
    return nodes, links


def work(rng, type_, start, end):
    said = {start: rng.choice(DAYS), "stage": rng.choice((None, *STAGES))}
    if end != start:
        said[end] = rng.choice(DAYS)
    if type_ in ("Project", "Achievement"):
        said["trl"] = rng.choice((None, *range(11)))
    return said


def some(rng, nodes, source, target, most):
    sources, targets = ids(nodes, source), ids(nodes, target)
    if not sources or not targets:
        return []
    number = rng.randint(0, most)
    return sorted({(rng.choice(sources), rng.choice(targets)) for _ in range(number)})


def ids(nodes, type_):
    types = ORGANIZATIONS if type_ == "Organization" else (type_,)
    return [id_ for one in types for id_ in nodes[one]]


chain_graphs = st.integers(0, 2**32).map(lambda seed: chain_graph(random.Random(seed)))


def with_an_actor(graph, rng):
    """The same graph with one more organisation, its place and its links."""
    nodes, links = graph
    type_ = rng.choice(ORGANIZATIONS)
    nodes = {**nodes, type_: {**nodes[type_], "new": {}}}
    links = dict(links)
    for link, (source, target, _) in ENDS.items():
        if source in ("Organization", type_) and rng.random() < 0.5:
            far = rng.choice(ids(nodes, target))
            links[link] = [*links[link], ("new", far)]
        if target == "Organization" and rng.random() < 0.3:
            near = ids(nodes, source)
            links[link] = [*links[link], *((rng.choice(near), "new") for _ in near[:1])]
    return nodes, links

"""Random small graphs of organisations and what they share, for properties of measures."""

from __future__ import annotations

import random

from hypothesis import strategies as st

TYPES = ("Enterprise", "University", "Platform", "UnclassifiedOrganization")
DAYS = (None, "2019", "2020-02", "2020-02-29", "2021-06-30", "2021-12-31", "2022-01-01", "2023")
DISTRICTS = {"ouhai": {"code": "330304"}, "hangzhou": {"code": "330106"}, "nowhere": {}}
SEGMENTS = ("s0", "s1", "s2")


@st.composite
def graphs(draw, organizations=8, projects=6):
    """Keyword arguments of `graph_tables.tables_of`: projects and co-buildings."""
    types = draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=organizations))
    orgs = {f"o{i}": (t, draw(st.sampled_from((None, "lab", "hub")))) for i, t in enumerate(types)}
    spans = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS))
    works = {f"p{i}": draw(spans) for i in range(draw(st.integers(0, projects)))}
    pairs = st.tuples(st.sampled_from([*orgs]), st.sampled_from([*works, ""]))
    taking_part = [p for p in draw(st.lists(pairs, max_size=24)) if p[1]]
    platforms = [id_ for id_, (t, _) in orgs.items() if t == "Platform"]
    built = []
    if platforms:
        ends = st.tuples(st.sampled_from(platforms), st.sampled_from([*orgs]))
        for platform, builder in draw(st.lists(ends, max_size=5, unique=True)):
            built.append((platform, builder, draw(st.sampled_from(DAYS)), None))
    return {
        "organizations": orgs,
        "projects": works,
        "participations": taking_part,
        "built": built,
    }


@st.composite
def rich_graphs(draw):
    """The same with everything else that ties organisations, and with segments they serve."""
    graph = draw(graphs(organizations=6, projects=3))
    return enriched(graph, random.Random(draw(st.integers(0, 2**32))))


def enriched(graph, rng):
    """Add contracts, patents, conversions, incubations, districts and served segments."""
    orgs = [*graph["organizations"]]
    of_type = {t: [o for o in orgs if _type(graph, o) == t] for t in TYPES}

    def some(sources, targets, most, properties=dict):
        if not sources or not targets:
            return []
        ends = {(rng.choice(sources), rng.choice(targets)) for _ in range(rng.randint(0, most))}
        return [(*pair, properties()) for pair in sorted(ends)]

    def numbered(letter, name=None):
        ids = [f"{letter}{i}" for i in range(3)]
        return {id_: {name: rng.choice(DAYS)} if name else {} for id_ in ids}

    def lasting():
        return {"validFrom": rng.choice(DAYS), "validTo": rng.choice((None, "2024", "2025-01"))}

    contracts, patents = numbered("k", "signedOn"), numbered("t", "filedOn")
    achievements, carriers = numbered("a"), numbered("c")
    return {
        **graph,
        "more": {
            "TechnologyContract": contracts,
            "Patent": patents,
            "Achievement": achievements,
            "Carrier": carriers,
            "ChainSegment": {id_: {} for id_ in SEGMENTS},
            "District": DISTRICTS,
        },
        "links": {
            "PARTY_TO": some(orgs, [*contracts], 7),
            "CO_APPLIED": some(orgs, [*patents], 7),
            "OWNS": some(orgs, [*achievements], 5),
            "CONVERTED_BY": some([*achievements], orgs, 5, lambda: {"on": rng.choice(DAYS)}),
            "INCUBATES": some(of_type["Platform"], of_type["Enterprise"], 4, lasting),
            "LOCATED_IN": some(orgs, [*DISTRICTS], 8),
            "SERVES": some(orgs, [*SEGMENTS], 5),
            "HOSTS": some(orgs, [*carriers], 4),
            "CARRIER_SERVES": some([*carriers], [*SEGMENTS], 4),
            "OPERATES_IN": some(orgs, [*SEGMENTS], 6),
        },
    }


def _type(graph, id_):
    said = graph["organizations"][id_]
    return said if isinstance(said, str) else said[0]

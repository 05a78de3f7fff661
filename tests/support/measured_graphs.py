"""Random small graphs of organisations, projects and platforms, for properties of measures."""

from __future__ import annotations

from hypothesis import strategies as st

TYPES = ("Enterprise", "University", "Platform", "UnclassifiedOrganization")
DAYS = (None, "2019", "2020-02", "2020-02-29", "2021-06-30", "2021-12-31", "2022-01-01", "2023")


@st.composite
def graphs(draw, organizations=8, projects=6):
    """Keyword arguments of `graph_tables.tables_of`."""
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

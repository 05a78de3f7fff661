"""The concentration of a chain's supply by sets and fractions: the oracle, sharing no code."""

from __future__ import annotations

from fractions import Fraction

WORK = {
    "Project": ("PROJECT_SERVES", ["PARTICIPATES_IN"]),
    "Achievement": ("ACHIEVEMENT_SERVES", ["OWNS"]),
    "Patent": ("PATENT_SERVES", ["OWNS_PATENT", "CO_APPLIED"]),
    "TechnologyContract": ("CONTRACT_SERVES", ["PARTY_TO"]),
}


def naive_index(graph, segments, region):
    """The index of some segments by works, without a window."""
    nodes, links = graph

    def pairs(type_):
        return [row[:2] for row in links.get(type_, [])]

    def local(organization):
        codes = [
            nodes["District"][d].get("code") for o, d in pairs("LOCATED_IN") if o == organization
        ]
        return region is None or any(code and code.startswith(region) for code in codes)

    things = {pair for pair in pairs("OPERATES_IN") if pair[1] in segments}
    for serves, ways in WORK.values():
        serving = {work for work, segment in pairs(serves) if segment in segments}
        things |= {pair for way in ways for pair in pairs(way) if pair[1] in serving}
    things = {pair for pair in things if local(pair[0])}
    each = {o: sum(1 for one, _ in things if one == o) for o, _ in things}
    whole = sum(each.values())
    if not whole:
        return None
    return 10_000 * sum(Fraction(n, whole) ** 2 for n in each.values())

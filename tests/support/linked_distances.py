"""How far apart nodes are drawn: those that are linked, and those that are not."""

from __future__ import annotations

from itertools import combinations
from statistics import median


def linked_and_not(x, y, links):
    """The median distances of the two kinds of pairs; links: pairs of places in x and y."""
    linked = {frozenset(map(int, pair)) for pair in links}
    far = {True: [], False: []}
    places = [*zip(map(float, x), map(float, y), strict=True)]
    for a, b in combinations(range(len(places)), 2):
        along, across = (p - q for p, q in zip(places[a], places[b], strict=True))
        far[frozenset((a, b)) in linked].append((along * along + across * across) ** 0.5)
    return median(far[True]), median(far[False])

"""The forces of a drawing by recursion over squares: an oracle for the pyramid of cells."""

from __future__ import annotations

import math
from itertools import product

LEVELS = 6


def one_step(edges, places, free, heat):
    """Where nodes are after one step; edges: {(u, v): weight}, places: [(x, y)]."""
    mass = [1 + sum(w for ends, w in edges.items() if node in ends) for node in range(len(places))]
    left, bottom = (min(place[axis] for place in places) for axis in (0, 1))
    wide = max(max(place[axis] for place in places) - low for axis, low in ((0, left), (1, bottom)))
    wide = wide * 1.0001 + 1e-9
    cells = [(int((x - left) / wide * 64), int((y - bottom) / wide * 64)) for x, y in places]
    after = []
    for node, (x, y) in enumerate(places):
        along, across = _pushed(node, (places, mass, cells), [*range(len(places))], wide, 0)
        for (u, v), weight in edges.items():
            if node in (u, v):
                other = places[v if node == u else u]
                along += weight * (other[0] - x) / mass[node]
                across += weight * (other[1] - y) / mass[node]
        along, across = along - x, across - y
        strength = math.hypot(along, across)
        go = min(heat, 0.4 * strength) / strength if strength and free[node] else 0.0
        after.append((x + go * along, y + go * across))
    return after


def _pushed(node, drawn, members, wide, level):
    places, mass, cells = drawn
    if not members:
        return 0.0, 0.0
    whole = sum(mass[m] for m in members)
    x, y = (sum(mass[m] * places[m][axis] for m in members) / whole for axis in (0, 1))
    along, across = places[node][0] - x, places[node][1] - y
    if wide**2 < 0.49 * (along**2 + across**2):
        far = along**2 + across**2
        return whole / far * along, whole / far * across
    if level == LEVELS:
        return _added(_apart(node, other, places, mass) for other in members if other != node)
    shift = LEVELS - 1 - level
    return _added(
        _pushed(
            node,
            drawn,
            [m for m in members if (cells[m][0] >> shift & 1, cells[m][1] >> shift & 1) == part],
            wide / 2,
            level + 1,
        )
        for part in product((0, 1), (0, 1))
    )


def _apart(node, other, places, mass):
    along, across = (places[node][axis] - places[other][axis] for axis in (0, 1))
    far = along**2 + across**2 + 1e-4
    return mass[other] / far * along, mass[other] / far * across


def _added(parts):
    both = [*parts]
    return sum(p[0] for p in both), sum(p[1] for p in both)

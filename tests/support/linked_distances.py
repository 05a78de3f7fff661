"""How far apart nodes are drawn: those that are linked, and those that are not."""

from __future__ import annotations

import numpy as np


def linked_and_not(x, y, links):
    """The median distances of the two kinds of pairs; links: pairs of places in x and y."""
    place = np.array([x, y], dtype=float)
    far = np.hypot(*(place[:, :, None] - place[:, None, :]))
    linked = np.zeros(far.shape, dtype=bool)
    for one, other in links:
        linked[one, other] = linked[other, one] = True
    once = np.triu(np.ones(far.shape, dtype=bool), 1)
    return np.median(far[once & linked]), np.median(far[once & ~linked])

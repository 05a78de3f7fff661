"""What libraries give back, as arrays that can be compared; which sources all of them start from."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

ALPHA, CHANGE, PIVOTS, TOP = 0.85, 1e-5, 200, 10


@dataclass(frozen=True)
class Sampled:
    """Something that stands for more of its kind: what it was, and how often it goes into all."""

    of: str
    times: float
    array: Callable[[], np.ndarray]


def pivots(nodes: int) -> list[int]:
    """Those that networkx draws with this seed."""
    return random.Random(7).sample(range(nodes), min(PIVOTS, nodes))


def firsts(labels: np.ndarray) -> np.ndarray:
    """Name each group by its first node."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return first[inverse]


def marked(nodes: int, some: Iterable[int]) -> np.ndarray:
    found = np.zeros(nodes, dtype=bool)
    found[np.fromiter(some, dtype=np.int64)] = True
    return found


def pairs(ends: Iterable[object]) -> np.ndarray:
    return np.unique(np.sort(np.array(list(ends), dtype=np.int64).reshape(-1, 2), axis=1), axis=0)


def grouped(nodes: int, parts: Iterable[object]) -> np.ndarray:
    labels = np.empty(nodes, dtype=np.int64)
    for number, part in enumerate(parts):
        labels[list(part)] = number
    return firsts(labels)

"""Different places for different nodes: who comes to a place that is taken goes to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["apart"]

_Ints: TypeAlias = npt.NDArray[np.int64]


def apart(x: _Ints, y: _Ints, taken: Iterable[tuple[int, int]] = ()) -> tuple[_Ints, _Ints]:
    """Give every node a place of its own on a lattice, the first ones the places they have.

    Parameters
    ----------
    x, y : ndarray of int64, shape (n,)
    taken : iterable of (int, int)
        Places that nobody gets.

    Returns
    -------
    x, y : ndarray of int64
        The nearest free places, looked for in rings about the place wanted.

    Examples
    --------
    >>> x, y = apart(np.array([5, 5, 5]), np.array([0, 0, 0]), taken=[(5, 0)])
    >>> list(zip(x.tolist(), y.tolist()))
    [(4, -1), (4, 0), (4, 1)]
    """
    seen, found = set(taken), []
    for wanted in zip(x.tolist(), y.tolist(), strict=True):
        place = wanted
        if place in seen:
            place = next(at for at in _around(*wanted) if at not in seen)
        seen.add(place)
        found.append(place)
    columns = np.array(found, dtype=np.int64).reshape(-1, 2)
    return columns[:, 0].copy(), columns[:, 1].copy()


def _around(x: int, y: int) -> Iterator[tuple[int, int]]:
    for ring in count(1):
        for along in range(-ring, ring + 1):
            for across in range(-ring, ring + 1):
                if max(abs(along), abs(across)) == ring:
                    yield x + along, y + across

"""Places in an order of scores: equals share the best place, and what is undefined has none."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from analytics.shown import DIGITS

__all__ = ["best_first", "min_ranks"]


def min_ranks(scores: npt.NDArray[np.float64], *, ascending: bool = False) -> npt.NDArray[np.int64]:
    """Rank scores, the highest first: one more than how many are better as they are shown.

    Parameters
    ----------
    scores : ndarray of float64, shape (n,)
        NaN where undefined.
    ascending : bool
        The lowest first.

    Returns
    -------
    ndarray of int64, shape (n,)
        From 1; 0 where undefined.

    Examples
    --------
    >>> min_ranks(np.array([2.0, np.nan, 5.0, 2.0])).tolist()
    [2, 0, 1, 2]
    """
    known = np.isfinite(scores)
    shown = np.round(scores[known] if ascending else -scores[known], DIGITS)
    ranks = np.zeros(len(scores), dtype=np.int64)
    ranks[known] = 1 + np.searchsorted(np.sort(shown), shown)
    return ranks


def best_first(ranks: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int64]:
    """Return the places that put ranks in order: equals as they stand, what has none last.

    Parameters
    ----------
    ranks : ndarray of int, shape (n,)
        As `min_ranks` gives them.
    """
    placed = np.where(ranks > 0, ranks, len(ranks) + 1)
    return np.argsort(placed, kind="stable").astype(np.int64)

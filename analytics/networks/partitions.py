"""How far two ways of dividing the same things into groups agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["adjusted_rand", "mean_agreement", "mutual_information"]

_Ints: TypeAlias = npt.NDArray[np.int64]


def mutual_information(one: _Ints, other: _Ints) -> float:
    r"""Normalised mutual information, by the mean of the two entropies.

    .. math:: \frac{2 I(X; Y)}{H(X) + H(Y)}

    Parameters
    ----------
    one, other : ndarray of int64, shape (n,)
        Labels, from 0.

    Returns
    -------
    float
        From 0 to 1; 1 if both have a single group.

    References
    ----------
    L. Danon et al., Comparing community structure identification, J. Stat. Mech. (2005) P09008.

    Examples
    --------
    >>> mutual_information(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    apart = _entropy(np.bincount(one)) + _entropy(np.bincount(other))
    if apart == 0:
        return 1.0
    return max(0.0, min(1.0, 2 * (apart - _entropy(_crossed(one, other))) / apart))


def adjusted_rand(one: _Ints, other: _Ints) -> float:
    """Adjusted Rand index: pairs that both keep together, less what chance gives.

    Parameters
    ----------
    one, other : ndarray of int64, shape (n,)
        Labels, from 0.

    Returns
    -------
    float
        At most 1; 0 on average by chance.

    References
    ----------
    L. Hubert, P. Arabie, Comparing partitions, Journal of Classification 2 (1985) 193.

    Examples
    --------
    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]))
    -0.5
    """
    together = _pairs(_crossed(one, other))
    first, second = _pairs(np.bincount(one)), _pairs(np.bincount(other))
    all_pairs = len(one) * (len(one) - 1) // 2
    most = (first + second) * all_pairs - 2 * first * second
    return 1.0 if most == 0 else 2 * (together * all_pairs - first * second) / most


def mean_agreement(partitions: Sequence[_Ints]) -> tuple[float, float]:
    """Mean of both over all pairs of partitions; 1 if there is but one.

    Parameters
    ----------
    partitions : sequence of ndarray of int64, shape (n,)

    Returns
    -------
    mutual_information, adjusted_rand : float
    """
    pairs = [(a, b) for place, a in enumerate(partitions) for b in partitions[:place]]
    if not pairs:
        return 1.0, 1.0
    information = [mutual_information(a, b) for a, b in pairs]
    rand = [adjusted_rand(a, b) for a, b in pairs]
    return float(np.mean(information)), float(np.mean(rand))


def _crossed(one: _Ints, other: _Ints) -> _Ints:
    """How many things fall into each pair of groups that has any."""
    cells = one * (int(other.max(initial=0)) + 1) + other
    return np.asarray(np.unique_counts(cells).counts, dtype=np.int64)


def _entropy(counts: npt.NDArray[np.integer[Any]]) -> float:
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log(shares)).sum()) if len(shares) else 0.0


def _pairs(counts: npt.NDArray[np.integer[Any]]) -> int:
    """In whole numbers of any size: their products outgrow those of arrays."""
    return int((counts * (counts - 1)).sum()) // 2

"""Mutual information in three dimensions: whether three helices act together or apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["CELLS", "TERMS", "Transmission", "pointwise", "transmission"]

_Floats: TypeAlias = npt.NDArray[np.float64]

CELLS: Final = 8
"""Which of the three take part: bit 0 for the first, 1 for the second, 2 for the third."""

TERMS: Final = ("U", "I", "G", "UI", "UG", "IG", "UIG")
_BITS: Final = (1, 2, 4, 3, 5, 6, 7)
_SIGNS: Final = np.array([1.0, 1.0, 1.0, -1.0, -1.0, -1.0, 1.0])
_PARTS: Final = np.array([[cell & bits for cell in range(CELLS)] for bits in _BITS])
"""Of each term and cell: what is seen of the cell by who looks at the term's dimensions alone."""


@dataclass(frozen=True, eq=False, slots=True)
class Transmission:
    """Mutual information, its entropies, and what is known of its error; in bits.

    Attributes
    ----------
    value : float
        Negative: synergy. Positive: redundancy.
    corrected : float
        With the bias of small numbers removed from each entropy, after Miller and Madow.
    entropies : ndarray of float64, shape (7,)
        For `TERMS`.
    """

    value: float
    corrected: float
    entropies: _Floats


def transmission(counts: npt.NDArray[np.float64]) -> Transmission:
    r"""Compute the mutual information of three yes-or-no variables.

    .. math:: T_{uig} = H_u + H_i + H_g - H_{ui} - H_{ug} - H_{ig} + H_{uig}

    Parameters
    ----------
    counts : ndarray of float64, shape (8,)
        How often each of `CELLS` occurs.

    Returns
    -------
    Transmission
        NaN if nothing occurs.

    References
    ----------
    W. J. McGill, Psychometrika 19 (1954) 97; L. Leydesdorff, The mutual information of
    university-industry-government relations, Scientometrics 58 (2003) 445; G. A. Miller, Note on
    the bias of information estimates (1955).

    Examples
    --------
    Each of three is told by the other two together and by none alone.

    >>> transmission(np.array([1.0, 0, 0, 1, 0, 1, 1, 0])).value
    -1.0
    """
    total = float(counts.sum())
    if total == 0:
        return Transmission(np.nan, np.nan, np.full(len(TERMS), np.nan))
    seen = _seen(counts)
    shares = seen / total
    logs = np.log2(shares, out=np.zeros_like(shares), where=shares > 0)
    entropies = -(shares * logs).sum(axis=1) + 0.0
    bias = ((seen > 0).sum(axis=1) - 1) / (2 * total * np.log(2))
    return Transmission(float(_SIGNS @ entropies), float(_SIGNS @ (entropies + bias)), entropies)


def pointwise(counts: npt.NDArray[np.float64]) -> _Floats:
    """What one occurrence of each cell adds to the mutual information.

    Parameters
    ----------
    counts : ndarray of float64, shape (8,)

    Returns
    -------
    ndarray of float64, shape (8,)
        Times `counts` its sum is the value; 0 where nothing occurs.
    """
    total = float(counts.sum())
    shares = _seen(counts)[np.arange(len(TERMS))[:, None], _PARTS] / max(total, 1.0)
    logs = np.log2(shares, out=np.zeros_like(shares), where=shares > 0)
    return np.where(counts > 0, -(_SIGNS @ logs) / max(total, 1.0), 0.0)


def _seen(counts: npt.NDArray[np.float64]) -> _Floats:
    seen = np.zeros((len(TERMS), CELLS))
    for row, parts in enumerate(_PARTS):
        seen[row] = np.bincount(parts, counts, CELLS)
    return seen

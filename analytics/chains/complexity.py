"""Relatedness and complexity: which regions are strong in what, and what lies near to that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = [
    "Complexity",
    "advantage",
    "complexity",
    "density",
    "proximity",
    "shrunk_advantage",
]

_Floats: TypeAlias = npt.NDArray[np.float64]
_Flags: TypeAlias = npt.NDArray[np.bool_]

_EQUAL: Final = 1e-9
"""Eigenvalues and correlations that differ by less are the same."""


@dataclass(frozen=True, slots=True)
class Complexity:
    """How complex regions and what they do are.

    Attributes
    ----------
    eci : ndarray of float64, shape (r,)
        Of regions; mean 0 and standard deviation 1 over those that do something, NaN of others.
    pci : ndarray of float64, shape (p,)
        The same of activities.
    reason : str
        Why there are no numbers; empty if there are.
    """

    eci: _Floats
    pci: _Floats
    reason: str


def advantage(counts: _Floats) -> _Floats:
    r"""Return the revealed comparative advantage of each region in each activity.

    .. math:: RCA_{rp} = \frac{x_{rp} / \sum_p x_{rp}}{\sum_r x_{rp} / \sum_{rp} x_{rp}}

    Parameters
    ----------
    counts : ndarray of float64, shape (r, p)

    Returns
    -------
    ndarray of float64, shape (r, p)
        NaN where a region does nothing, or nobody does an activity.

    Examples
    --------
    >>> advantage(np.array([[3.0, 1.0], [1.0, 3.0]])).tolist()
    [[1.5, 0.5], [0.5, 1.5]]
    """
    return _over(counts, _expected(counts))


def shrunk_advantage(counts: _Floats, prior: float) -> _Floats:
    r"""Return the same drawn towards 1, the more so the less there is to expect.

    .. math:: \widetilde{RCA}_{rp} = \frac{x_{rp} + a}{E_{rp} + a}, \qquad
              E_{rp} = \frac{\sum_p x_{rp} \sum_r x_{rp}}{\sum_{rp} x_{rp}}

    the mean of a Poisson rate's posterior under a Gamma prior of mean 1 and weight a.

    Parameters
    ----------
    counts : ndarray of float64, shape (r, p)
    prior : float
        a, above zero.

    Examples
    --------
    >>> shrunk_advantage(np.array([[3.0, 1.0], [1.0, 3.0]]), 2.0).tolist()
    [[1.25, 0.75], [0.75, 1.25]]
    """
    expected = _expected(counts)
    return np.where(expected > 0, (counts + prior) / (expected + prior), np.nan)


def proximity(strong: _Flags) -> _Floats:
    r"""Return how often activities are strengths of the same regions.

    .. math:: \varphi_{pq} = \min(P(M_p | M_q), P(M_q | M_p))
              = \frac{(M^T M)_{pq}}{\max(k_p, k_q)}, \qquad \varphi_{pp} = 0

    Parameters
    ----------
    strong : ndarray of bool, shape (r, p)

    Examples
    --------
    >>> proximity(np.array([[True, True], [True, False]])).tolist()
    [[0.0, 0.5], [0.5, 0.0]]
    """
    made = strong.astype(np.float64)
    number = made.sum(axis=0)
    near = _over(made.T @ made, np.maximum(number[:, None], number[None, :]))
    near = np.nan_to_num(near)
    np.fill_diagonal(near, 0.0)
    return near


def density(strong: _Flags, near: _Floats) -> _Floats:
    r"""Return how much of what is near to an activity a region is strong in.

    .. math:: \omega_{rp} = \frac{\sum_q M_{rq} \varphi_{pq}}{\sum_q \varphi_{pq}}

    Parameters
    ----------
    strong : ndarray of bool, shape (r, p)
    near : ndarray of float64, shape (p, p)

    Returns
    -------
    ndarray of float64, shape (r, p)
        NaN where nothing is near to an activity; 1 where a region is strong in everything.

    Examples
    --------
    >>> strong = np.array([[True, True], [True, False]])
    >>> density(strong, proximity(strong)).tolist()
    [[1.0, 1.0], [0.0, 1.0]]
    """
    return _over(strong @ near, near.sum(axis=1)[None, :])


def complexity(strong: _Flags) -> Complexity:
    r"""Return the economic complexity index of regions and of activities.

    The second eigenvector of :math:`D_r^{-1} M D_p^{-1} M^T`, standardised, with the sign that
    makes it grow with the number of strengths :math:`k_r`; that of activities is the mean over
    the regions that are strong in them, standardised.

    Parameters
    ----------
    strong : ndarray of bool, shape (r, p)
        Empty rows and columns are left out.

    References
    ----------
    C. A. Hidalgo and R. Hausmann, PNAS 106 (2009) 10570; P. Mealy, J. D. Farmer and A. Teytelboym,
    Science Advances 5 (2019) eaau1705, on what the eigenvector is.

    Examples
    --------
    >>> found = complexity(np.array([[True, True], [True, False]]))
    >>> found.eci.tolist(), found.pci.tolist()
    ([1.0, -1.0], [-1.0, 1.0])
    """
    rows, columns = np.atleast_1d(strong.any(axis=1)), np.atleast_1d(strong.any(axis=0))
    eci, pci = np.full(len(rows), np.nan), np.full(len(columns), np.nan)
    made = strong[rows][:, columns].astype(np.float64)
    if made.shape[0] < 2:  # noqa: PLR2004 - one region has no second eigenvector
        return Complexity(eci, pci, "Fewer than two regions are strong in anything.")
    diversity, ubiquity = made.sum(axis=1), made.sum(axis=0)
    # Symmetric, with the same eigenvalues; its vectors are those sought times sqrt(diversity).
    half = made / np.sqrt(diversity)[:, None] / np.sqrt(ubiquity)[None, :]
    values, vectors = np.linalg.eigh(half @ half.T)
    if values[-2] > 1 - _EQUAL:
        return Complexity(
            eci,
            pci,
            "The regions fall into groups that share no strength, so none is above another.",
        )
    third = values[-3] if len(values) > 2 else -1.0  # noqa: PLR2004 - the third largest
    if values[-2] < _EQUAL or values[-2] - third < _EQUAL:
        return Complexity(eci, pci, "The second eigenvector is not unique.")
    vector = _standardised(vectors[:, -2] / np.sqrt(diversity))
    agreement = float(vector @ (diversity - diversity.mean()))
    if abs(agreement) < _EQUAL * len(vector):
        return Complexity(eci, pci, "The sign cannot be told: it does not grow with diversity.")
    vector = vector if agreement > 0 else -vector
    eci[rows] = vector
    pci[columns] = _standardised(made.T @ vector / ubiquity)
    return Complexity(eci, pci, "")


def _expected(counts: _Floats) -> _Floats:
    """What each region would do of each activity if all regions were alike."""
    total = counts.sum()
    if not total:
        return np.zeros_like(counts)
    expected: _Floats = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / total
    return expected


def _over(left: _Floats, right: _Floats) -> _Floats:
    """The quotient, NaN where the divisor is 0."""
    divisor = np.broadcast_to(right, left.shape)
    quotient = np.full(left.shape, np.nan)
    np.divide(left, divisor, out=quotient, where=divisor > 0)
    return quotient


def _standardised(values: _Floats) -> _Floats:
    """Mean 0 and standard deviation 1; NaN if all are alike."""
    spread = float(values.std())
    if spread < _EQUAL:
        return np.full(len(values), np.nan)
    standardised: _Floats = (values - values.mean()) / spread
    return standardised

"""Nodes that share a place, side by side: each keeps its own spot, whoever comes and goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.layouts.apart import apart
from analytics.layouts.scatter import marks_of, scattered

__all__ = ["spread"]

_Floats: TypeAlias = npt.NDArray[np.float64]

_FINE: Final = 1e6
"""Places of the lattice in one unit: a tenth of a metre in a degree."""


def spread(
    ids: Sequence[str], x: _Floats, y: _Floats, wide: _Floats, high: _Floats
) -> tuple[_Floats, _Floats]:
    """Move every node within an ellipse about its place, as its id says.

    Parameters
    ----------
    ids : sequence of str
    x, y : ndarray of float64, shape (n,)
        The places; NaN where there is none.
    wide, high : ndarray of float64, shape (n,)
        Half axes of the ellipses; 0 for what stays where it is.

    Returns
    -------
    x, y : ndarray of float64, shape (n,)
        Different ones, NaN apart.
    """
    along, across = scattered(marks_of(ids))
    found = np.full((2, len(ids)), np.nan)
    placed = np.flatnonzero(~np.isnan(x))
    # Who stays is first, so that nobody takes the place; then by id, whatever the order given.
    moved = (wide > 0).tolist()
    order = np.array(
        sorted(placed.tolist(), key=lambda place: (moved[place], ids[place])), dtype=np.int64
    )
    wanted = (x + along * wide)[order], (y + across * high)[order]
    on_lattice = (np.rint(column * _FINE).astype(np.int64) for column in wanted)
    for row, column in enumerate(apart(*on_lattice)):
        found[row, order] = column / _FINE
    return found[0], found[1]

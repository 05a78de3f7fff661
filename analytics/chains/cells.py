"""The cells of a chain's coverage: whom each one counts, and who might belong to it as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.provisions import ChainColumn, Provisions
from analytics.region import Places
from schema.stages import STAGES

__all__ = ["COLUMNS", "Cells", "cells_of"]

_Ints: TypeAlias = npt.NDArray[np.int64]

COLUMNS: Final = tuple(ChainColumn)
_STAGES: Final = len(STAGES)


@dataclass(frozen=True, slots=True)
class Cells:
    """Who is in which cell; a row a segment, and after them one for the supports of the chain.

    Attributes
    ----------
    rows : int
        Number of rows, that of the supports included.
    local, anywhere, untold : tuple of two ndarrays of int64
        Cell number (row times the number of columns, plus the column) and node index of each
        different provider, by cell and then by index: in the region, in all, and of those not
        counted as local who may be all the same.
    """

    rows: int
    local: tuple[_Ints, _Ints]
    anywhere: tuple[_Ints, _Ints]
    untold: tuple[_Ints, _Ints]

    def numbers(self, which: tuple[_Ints, _Ints]) -> _Ints:
        """How many there are in each cell, as an array of rows and columns."""
        shape = (self.rows, len(COLUMNS))
        counts = np.bincount(which[0], minlength=shape[0] * shape[1]).astype(np.int64)
        return counts.reshape(shape)

    def members(self, which: tuple[_Ints, _Ints], row: int, column: int) -> _Ints:
        """Who they are in one cell."""
        cell, organization = which
        begin, end = np.searchsorted(cell, row * len(COLUMNS) + column + np.arange(2))
        return organization[begin:end]


def cells_of(provisions: Provisions, segments: _Ints, places: Places) -> Cells:
    """Count each organisation once a cell.

    Parameters
    ----------
    provisions : Provisions
    segments : ndarray of int64, shape (n,)
        Node indices, in the order of the rows.
    places : Places
        Who is local.
    """
    size = max(len(places.local), 1)
    row_of = np.full(size + 1, len(segments), dtype=np.int64)
    row_of[segments] = np.arange(len(segments))
    row = row_of[provisions.segment]
    organization, certain = provisions.organization, provisions.certain
    keys = (row * len(COLUMNS) + provisions.column) * size + organization
    anywhere = np.unique(keys[certain])
    local = anywhere[places.local[anywhere % size]]

    near = places.local | places.unknown
    doubtful = ~certain & near[organization]
    staged = keys[doubtful & (provisions.column >= 0)]
    # Without a stage it may belong to any.
    stageless = doubtful & (provisions.column < 0)
    first = row[stageless] * len(COLUMNS) * size + organization[stageless]
    every = (first[:, None] + np.arange(_STAGES) * size).ravel()
    placeless = anywhere[places.unknown[anywhere % size]]
    untold = np.setdiff1d(np.concatenate((staged, every, placeless)), local)
    split = [(keys // size, keys % size) for keys in (local, anywhere, untold)]
    return Cells(len(segments) + 1, *split)

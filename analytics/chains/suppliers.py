"""Who supplies each segment of an industry chain: the providers of some of its stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.cells import COLUMNS, cells_of
from analytics.chains.evidence import listed_providers
from analytics.chains.provisions import ChainColumn, provisions_of
from analytics.chains.segments import segments_of
from analytics.counted import Counted, Part
from analytics.region import places_of
from analytics.tables import Tables
from analytics.window import Window
from schema.stages import STAGES

__all__ = ["Suppliers", "SupplyQuestion", "supplier_evidence", "suppliers_of"]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Pairs: TypeAlias = tuple[_Ints, _Ints]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyQuestion:
    """Which supply is looked at.

    Attributes
    ----------
    chain : str
        Id of the industry chain.
    region : str or None
        Prefix of the local district codes.
    window : Window or None
        Which records count.
    stages : tuple of ChainColumn
        A provider of one of these supplies the segment.

    Raises
    ------
    ValueError
        If there is no stage, or one is none.
    """

    chain: str
    region: str | None = None
    window: Window | None = None
    stages: tuple[ChainColumn, ...] = (ChainColumn.INDUSTRIALISATION,)

    def __post_init__(self) -> None:
        if not self.stages:
            raise ValueError("stages is empty; name at least one stage.")
        for stage in self.stages:
            if stage.value not in STAGES:
                raise ValueError(f"{stage.value} is no stage; stages are {', '.join(STAGES)}.")


@dataclass(frozen=True, slots=True)
class Suppliers:
    """Providers of each segment; each pair once, by row and then by node index.

    Attributes
    ----------
    segments : ndarray of int64, shape (s,)
        Node indices, in the order of the chain: the rows.
    local, anywhere, untold : tuple of two ndarrays of int64
        Row and node index of each provider: in the region, in all, and of those not counted as
        local who may be all the same.
    """

    segments: _Ints
    local: _Pairs
    anywhere: _Pairs
    untold: _Pairs

    def numbers(self, which: _Pairs) -> _Ints:
        """How many there are of each segment."""
        return np.bincount(which[0], minlength=len(self.segments)).astype(np.int64)

    def members(self, which: _Pairs, row: int) -> _Ints:
        """Who they are in one segment."""
        begin, end = np.searchsorted(which[0], (row, row + 1))
        return which[1][begin:end]

    @property
    def firms(self) -> _Ints:
        """The different local providers, by node index."""
        return np.unique(self.local[1])


def suppliers_of(tables: Tables, question: SupplyQuestion, chain: int) -> Suppliers:
    """Find the suppliers of each segment, counted as in `analytics.chains.coverage`.

    Parameters
    ----------
    tables : Tables
        See `analytics.chains.provisions.provisions_of`.
    question : SupplyQuestion
    chain : int
        Node index of the chain.
    """
    segments, places = segments_of(tables, chain), places_of(tables, question.region)
    cells = cells_of(provisions_of(tables, segments, question.window), segments, places)
    columns = [COLUMNS.index(stage) for stage in question.stages]
    size = max(tables.size, 1)

    def keys(which: _Pairs) -> _Ints:
        row, column = np.divmod(which[0], len(COLUMNS))
        kept = (row < len(segments)) & np.isin(column, columns)
        return np.unique(row[kept] * size + which[1][kept])

    local, anywhere, untold = map(keys, (cells.local, cells.anywhere, cells.untold))
    split = [np.divmod(one, size) for one in (local, anywhere, np.setdiff1d(untold, local))]
    return Suppliers(segments, *split)


def supplier_evidence(
    tables: Tables, question: SupplyQuestion, chain: int, *, segment: int, part: Part
) -> list[Counted]:
    """List the suppliers of a segment; the length of the list is the number that is shown.

    Parameters
    ----------
    tables : Tables
    question : SupplyQuestion
    chain, segment : int
        Node indices.
    part : Part
        `Part.NUMERATOR` lists local suppliers, `Part.DENOMINATOR` all of them, and
        `Part.EXCLUDED` those who may be local as well.

    Returns
    -------
    list of Counted
        By id. Of a segment that is none of the chain's there is nothing.
    """
    suppliers = suppliers_of(tables, question, chain)
    rows = np.flatnonzero(suppliers.segments == segment).tolist()
    if not rows:
        return []
    which = {
        Part.NUMERATOR: suppliers.local,
        Part.DENOMINATOR: suppliers.anywhere,
        Part.EXCLUDED: suppliers.untold,
    }[part]
    provisions = provisions_of(tables, suppliers.segments, question.window)
    columns = [COLUMNS.index(stage) for stage in question.stages]
    here = provisions.segment == segment
    here &= np.isin(provisions.column, columns) | (provisions.column < 0)
    if part is not Part.EXCLUDED:
        here &= provisions.certain
    return listed_providers(tables, provisions, suppliers.members(which, rows[0]), here)

"""Next segments: what a district could grow into from what it is strong in."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.complexity import advantage, complexity, density, proximity, shrunk_advantage
from analytics.chains.evidence import listed_providers
from analytics.chains.provisions import Provisions, provisions_of
from analytics.chains.segments import segments_of
from analytics.chains.served_segments import SEGMENT
from analytics.counted import Counted, CountedLink, Part
from analytics.definition import Definition
from analytics.joins import joined, links_of
from analytics.region import DISTRICT, LOCATED_IN
from analytics.tables import Tables
from analytics.window import Window

__all__ = [
    "DEFINITION",
    "FEW_REGIONS",
    "NextSegments",
    "NextSegmentsQuestion",
    "Quadrant",
    "next_segments",
    "next_segments_evidence",
]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Floats: TypeAlias = npt.NDArray[np.float64]
_Flags: TypeAlias = npt.NDArray[np.bool_]

FEW_REGIONS: Final = 20
"""With fewer the complexity index is a cut through a handful of districts."""
_MOST: Final = 1_000

DEFINITION: Final = Definition(
    "x counts the different organisations located in a district that have, in the window, a "
    "project, achievement, patent or technology contract serving a segment, or operate in it; all "
    "districts of the data are compared, each by its own code, whatever the region. RCA = (x / "
    "all of the district) / (all of the segment / all). Shrunk RCA = (x + prior) / (E + prior), E "
    "the x to expect: small numbers are drawn towards 1. A district is strong in a segment if RCA "
    "is at least 1 and x at least minCount. Proximity of two segments: districts strong in both, "
    "out of those strong in the one that more are strong in; 0 with itself. Relatedness density: "
    "the proximities of a segment to the district's strengths, out of those to all segments; null "
    "if nothing is near. Complexity: second eigenvector of the matrix of strengths between "
    "districts, standardised, of the sign that grows with the number of strengths; of a segment, "
    "the mean over districts strong in it, standardised. Segments in which the district is not "
    "strong are options: RELATED if the density is at least the mean over its options, COMPLEX if "
    "the complexity is at least 0, the mean of all segments.",
    "1",
    "C. A. Hidalgo and R. Hausmann, PNAS 106 (2009) 10570; P.-A. Balland, R. Boschma, J. Crespo and "
    "D. L. Rigby, Regional Studies 53 (2019) 1252.",
)


class Quadrant(enum.StrEnum):
    """Where an option lies between relatedness and complexity."""

    RELATED_COMPLEX = "RELATED_COMPLEX"
    RELATED_SIMPLE = "RELATED_SIMPLE"
    UNRELATED_COMPLEX = "UNRELATED_COMPLEX"
    UNRELATED_SIMPLE = "UNRELATED_SIMPLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextSegmentsQuestion:
    """What is asked.

    Attributes
    ----------
    district : str
        Id of the district.
    chain : str or None
        Id of the industry chain whose segments are looked at; None for all segments.
    window : Window or None
        Which records count.
    min_count : int
        With fewer organisations a district is not strong in a segment.
    prior : float
        How much the shrunk RCA is drawn towards 1.

    Raises
    ------
    ValueError
        If a number is out of range.
    """

    district: str
    chain: str | None = None
    window: Window | None = None
    min_count: int = 2
    prior: float = 2.0

    def __post_init__(self) -> None:
        if not 1 <= self.min_count <= _MOST:
            raise ValueError(f"minCount is {self.min_count}; it must be from 1 to {_MOST}.")
        if not 0 < self.prior <= _MOST:
            raise ValueError(f"prior is {self.prior}; it must be above 0 and at most {_MOST}.")


@dataclass(frozen=True, slots=True)
class NextSegments:
    """The answer about one district; arrays have a place for each segment, by id.

    Attributes
    ----------
    segments : ndarray of int64, shape (p,)
        Node indices.
    number : ndarray of int64, shape (p,)
        Organisations of the district in each.
    rca, shrunk, density, pci : ndarray of float64, shape (p,)
        NaN where not defined.
    strong : ndarray of bool, shape (p,)
    eci : float
        Of the district; NaN where not defined.
    diversity, regions : int
        Strengths of the district, and districts with any organisation in a segment.
    order : ndarray of int64, shape (p,)
        Places of the options, the nearest first (density, then complexity, then id), then those
        of the strengths by RCA.
    no_complexity : str
        Why there is no complexity; empty if there is.
    """

    segments: _Ints
    number: _Ints
    rca: _Floats
    shrunk: _Floats
    density: _Floats
    pci: _Floats
    strong: _Flags
    eci: float
    diversity: int
    regions: int
    order: _Ints
    no_complexity: str

    def quadrant(self, place: int) -> Quadrant | None:
        """Where an option lies; None of a strength, or if there is nothing to compare."""
        near, far = self.density[place], self.pci[place]
        if not self.diversity or self.strong[place] or np.isnan(near) or np.isnan(far):
            return None
        related = near >= np.nanmean(self.density[~self.strong])
        if related:
            return Quadrant.RELATED_COMPLEX if far >= 0 else Quadrant.RELATED_SIMPLE
        return Quadrant.UNRELATED_COMPLEX if far >= 0 else Quadrant.UNRELATED_SIMPLE


def next_segments(
    tables: Tables, question: NextSegmentsQuestion, district: int, chain: int | None
) -> NextSegments:
    """Rank the segments that a district is not strong in by how near they are to its strengths.

    Parameters
    ----------
    tables : Tables
        See `analytics.chains.provisions.provisions_of`; with ``LOCATED_IN`` and ``District``.
    question : NextSegmentsQuestion
    district : int
        Node index.
    chain : int or None
        Node index of the chain; None for all segments.
    """
    segments = _segments(tables, chain)
    districts, counts = _counts(tables, segments, question.window)
    row = int(np.flatnonzero(districts == district)[0])
    rca = advantage(counts)
    strong = (np.nan_to_num(rca) >= 1) & (counts >= question.min_count)
    near = density(strong, proximity(strong))[row]
    known = complexity(strong)
    own, theirs = strong[row], np.nan_to_num(near, nan=-1.0)
    complex_ = np.nan_to_num(known.pci, nan=-np.inf)
    # Segments are in the order of their ids, and sorting is stable.
    order = np.lexsort(
        (
            -np.where(own, 0.0, complex_),
            -np.where(own, np.nan_to_num(rca[row]), theirs),
            own,
        )
    )
    return NextSegments(
        segments,
        counts[row].astype(np.int64),
        rca[row],
        shrunk_advantage(counts, question.prior)[row],
        near,
        known.pci,
        own,
        float(known.eci[row]),
        int(own.sum()),
        int((counts.sum(axis=1) > 0).sum()),
        order.astype(np.int64),
        known.reason,
    )


def next_segments_evidence(
    tables: Tables,
    question: NextSegmentsQuestion,
    district: int,
    chain: int | None,
    *,
    segment: int,
    part: Part,
) -> list[Counted]:
    """List the organisations of a district that count in a segment, each with its links.

    Parameters
    ----------
    tables : Tables
    question : NextSegmentsQuestion
    district : int
        Node index.
    chain : int or None
        Node index of the chain; None for all segments.
    segment : int
        Node index.
    part : Part
        `Part.NUMERATOR` lists those of the district, `Part.DENOMINATOR` each organisation of a
        segment in each district: the total of the segment; `Part.EXCLUDED` those of no district.
    """
    segments = _segments(tables, chain)
    if segment not in segments:
        return []
    provisions = provisions_of(tables, segments, question.window)
    here = (provisions.segment == segment) & provisions.placed
    who = np.unique(provisions.organization[here])
    located = links_of(tables, LOCATED_IN)
    if part is Part.NUMERATOR:
        who = who[np.isin(who, located.source[located.target == district])]
        return listed_providers(tables, provisions, who, here)
    if part is Part.EXCLUDED:
        who = who[~np.isin(who, located.source)]
        return listed_providers(tables, provisions, who, here)
    left, right = joined(who, located.source)
    pairs = np.unique(who[left] * tables.size + located.target[right])
    listed = []
    for pair in pairs.tolist():
        unit, place = (tables.id_of(index) for index in divmod(pair, tables.size))
        listed.append(Counted(unit, place, 1.0, None, (CountedLink(LOCATED_IN, unit, place),)))
    return sorted(listed, key=lambda thing: thing.position)


def _segments(tables: Tables, chain: int | None) -> _Ints:
    if chain is not None:
        segments = segments_of(tables, chain)
    else:
        table = tables.nodes.get(SEGMENT)
        size, start = (0, 0) if table is None else (len(table.ids), table.start)
        segments = np.arange(start, start + size, dtype=np.int64)
    return segments[tables.order_by_id(segments)]


def _counts(tables: Tables, segments: _Ints, window: Window | None) -> tuple[_Ints, _Floats]:
    """All districts, and the organisations of each in each segment."""
    table = tables.nodes.get(DISTRICT)
    size, start = (0, 0) if table is None else (len(table.ids), table.start)
    districts = np.arange(start, start + size, dtype=np.int64)
    provisions = provisions_of(tables, segments, window)
    width = max(tables.size, 1)
    pairs = np.unique(_stages(provisions, width))
    column_of = np.full(width, -1, dtype=np.int64)
    column_of[segments] = np.arange(len(segments))
    column, who = column_of[pairs // width], pairs % width
    located = links_of(tables, LOCATED_IN)
    left, right = joined(who, located.source)
    cells = np.unique(
        ((located.target[right].astype(np.int64) - start) * width + who[left]) * width
        + column[left]
    )
    counts = np.zeros((size, len(segments)))
    np.add.at(counts, (cells // width // width, cells % width), 1.0)
    return districts, counts


def _stages(provisions: Provisions, width: int) -> _Ints:
    """Each segment (times the width) plus an organisation that provides it."""
    here = (provisions.segment >= 0) & provisions.placed
    return provisions.segment[here] * width + provisions.organization[here]

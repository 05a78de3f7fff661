"""Candidates: who is nearest to filling a gap of an industry chain."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.cells import COLUMNS, Cells, cells_of
from analytics.chains.coverage import ChainCoverage, ChainQuestion
from analytics.chains.findings import ChainFinding
from analytics.chains.positions import Positions, positions_of
from analytics.chains.provisions import ChainColumn, provisions_of
from analytics.chains.segments import segments_of
from analytics.counted import Counted
from analytics.definition import Definition
from analytics.networks.edges import edges_of
from analytics.region import places_of
from analytics.shown import as_shown
from analytics.tables import Tables
from analytics.ties.kinds import KINDS, with_data
from analytics.ties.participation import mask_of
from analytics.ties.projection import project
from analytics.window import Window
from schema.stages import STAGES

__all__ = [
    "DEFINITION",
    "REACH",
    "Candidate",
    "CandidateReason",
    "Gap",
    "candidate_evidence",
    "candidates_of",
    "gaps_of",
]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Floats: TypeAlias = npt.NDArray[np.float64]
_Flags: TypeAlias = npt.NDArray[np.bool_]

REACH: Final = 3
"""Steps of the longest way in the collaboration network that brings a candidate nearer."""
_FARTHEST: Final = 2
"""Steps from the gap to what a candidate does."""
_PLATFORM: Final = "Platform"

DEFINITION: Final = Definition(
    "Candidates for a gap are organisations that do something next to it and are not among its "
    "local providers. Steps: segments up or down the chain, plus stages earlier or later; to serve "
    "a segment is one step from each of its stages. Relatedness = 1/2^steps of the nearest thing "
    "they do: 1 for the very cell (elsewhere, or one side of a handover), 1/2 for the next stage or segment, 1/4 for two "
    "steps; who is farther is no candidate. For a segment that nobody serves candidates are "
    "platforms: to serve the next segment is one step, to provide a stage of the segment one more. "
    "For finance and talent: who funds, trains or has a talent team elsewhere; relatedness 1/2. "
    "Nearness = 1/(1 + d), d the links between partners (any kind of tie in the window) on the "
    "shortest way to who provides it now, 0 if it is one of them: local providers of the cell, else those elsewhere, else "
    "the local ones of the segment; of finance and talent those of the chain; 0 beyond 3 links or "
    "without any. For a broken handover the mean nearness to the providers of both stages. "
    "Locality: 1 in the region, 1/2 where the district is not known, 0 elsewhere. Score = (2 "
    "relatedness + nearness + locality) / 4, ties in the order of ids. Works: the different "
    "things, nearest to the gap, that give the relatedness.",
    "1",
)


class CandidateReason(enum.StrEnum):
    """What speaks for a candidate."""

    PROVIDES_IT = "PROVIDES_IT"
    NEIGHBOURING_STAGE = "NEIGHBOURING_STAGE"
    NEIGHBOURING_SEGMENT = "NEIGHBOURING_SEGMENT"
    SERVES = "SERVES"
    SUPPORTS_OTHERS = "SUPPORTS_OTHERS"
    WORKS_WITH_PROVIDERS = "WORKS_WITH_PROVIDERS"
    LOCAL = "LOCAL"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that nobody, or hardly anybody, does.

    Attributes
    ----------
    row : int
        Place of the segment; the number of segments for a support of the whole chain.
    column : ChainColumn or None
        The stage or support, or the earlier stage of a handover; None if nobody serves the
        segment.
    then : ChainColumn or None
        The later stage of a broken handover.
    """

    row: int
    column: ChainColumn | None
    then: ChainColumn | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who could fill a gap.

    Attributes
    ----------
    node : int
        Node index.
    score, relatedness, nearness : float
    distance : int or None
        Links to the nearest provider, 0 if it is one; of a handover to those of both stages
        together; None beyond `REACH` or without any.
    local : bool or None
        None where the district is not known.
    works : int
        How many things give the relatedness.
    reasons : tuple of CandidateReason
    """

    node: int
    score: float
    relatedness: float
    nearness: float
    distance: int | None
    local: bool | None
    works: int
    reasons: tuple[CandidateReason, ...]


def gaps_of(coverage: ChainCoverage) -> list[Gap]:
    """List the gaps of a chain: cells that are not covered, broken handovers, unserved segments."""
    rows = len(coverage.segments)
    gaps = []
    for row in range(rows + 1):
        for column in COLUMNS:
            here = (row == rows) is not (column.value in STAGES)
            if here and coverage.cell(row, column)[0] is not ChainFinding.COVERED:
                gaps.append(Gap(row, column))
    gaps += [Gap(h.row, h.stage, h.then) for h in coverage.handovers if h.distance is None]
    return gaps + [
        Gap(row, None)
        for row, found in enumerate(coverage.findings)
        if ChainFinding.UNSERVED in found
    ]


def candidates_of(
    tables: Tables, question: ChainQuestion, chain: int, gaps: Sequence[Gap], most: int
) -> list[tuple[Candidate, ...]]:
    """Rank the organisations that are nearest to each of some gaps.

    Parameters
    ----------
    tables : Tables
        See `analytics.chains.provisions.provisions_of` and `analytics.ties.kinds`.
    question : ChainQuestion
    chain : int
        Node index of the chain.
    gaps : sequence of Gap
    most : int
        How many are returned of each.
    """
    search = _Search(tables, question, chain)
    return [search.nearest(gap, most) for gap in gaps]


def candidate_evidence(
    tables: Tables, question: ChainQuestion, chain: int, gap: Gap, candidate: int
) -> list[Counted]:
    """List the things that make an organisation a candidate; as many as its works."""
    segments = segments_of(tables, chain)
    positions = positions_of(tables, segments, question.window)
    here = positions.organization == candidate
    steps = positions.steps(gap.row, gap.column, gap.then)
    here &= (steps <= _FARTHEST) & (steps == steps[here].min(initial=_FARTHEST + 1))
    return positions.listed(tables, segments, here)


class _Search:
    """All that the gaps of one chain are compared with."""

    def __init__(self, tables: Tables, question: ChainQuestion, chain: int) -> None:
        self._tables = tables
        segments = segments_of(tables, chain)
        self._rows = len(segments)
        self._places = places_of(tables, question.region)
        self._cells = cells_of(
            provisions_of(tables, segments, question.window), segments, self._places
        )
        self._positions = positions_of(tables, segments, question.window)
        self._ties = _ties(tables, question.window)
        self._platforms = mask_of(tables, (_PLATFORM,))

    def nearest(self, gap: Gap, most: int) -> tuple[Candidate, ...]:
        """The best candidates, the best first."""
        tables, positions = self._tables, self._positions
        steps = positions.steps(gap.row, gap.column, gap.then)
        least = np.full(tables.size, _FARTHEST + 1, dtype=np.int64)
        np.minimum.at(least, positions.organization, steps)
        near = least <= _FARTHEST
        near[self._excluded(gap)] = False
        if gap.column is None:
            near &= self._platforms
        who = np.flatnonzero(near)
        if not len(who):
            return ()
        nearness, distance = self._nearness(gap, who)
        locality = np.where(self._places.local[who], 1.0, self._places.unknown[who] / 2)
        relatedness = 0.5 ** least[who]
        score = np.round((2 * relatedness + nearness + locality) / 4, 12)
        # Only those that tie with the last one need their ids compared.
        bar = np.sort(score)[::-1][min(most, len(who)) - 1] if most else np.inf
        kept = np.flatnonzero(score >= bar)
        kept = kept[tables.order_by_id(who[kept])]
        kept = kept[np.argsort(-score[kept], kind="stable")][:most]
        return tuple(
            self._candidate(
                gap,
                steps,
                int(who[at]),
                (float(score[at]), float(relatedness[at]), float(nearness[at])),
                int(distance[at]),
            )
            for at in kept.tolist()
        )

    def _candidate(
        self,
        gap: Gap,
        steps: _Ints,
        node: int,
        numbers: tuple[float, float, float],
        distance: int,
    ) -> Candidate:
        positions, places = self._positions, self._places
        mine = positions.organization == node
        mine &= steps == steps[mine].min()
        local = bool(places.local[node])
        reasons = _reasons(positions, mine, gap)
        if distance > 0:
            reasons.append(CandidateReason.WORKS_WITH_PROVIDERS)
        if local:
            reasons.append(CandidateReason.LOCAL)
        score, relatedness, nearness = map(as_shown, numbers)
        return Candidate(
            node,
            score,
            relatedness,
            nearness,
            distance if distance >= 0 else None,
            None if places.unknown[node] and not local else local,
            len(np.unique(positions.through[mine])),
            tuple(reasons),
        )

    def _excluded(self, gap: Gap) -> _Ints:
        """Who does it already."""
        if gap.then is not None or gap.column is None:
            return np.zeros(0, dtype=np.int64)
        return self._members(self._cells.local, gap.row, gap.column)

    def _nearness(self, gap: Gap, who: _Ints) -> tuple[_Floats, _Ints]:
        """How near organisations are to who provides it now, and the links; -1 beyond reach."""
        if gap.then is not None and gap.column is not None:
            sides = [
                self._distances(self._members(self._cells.local, gap.row, column))[who]
                for column in (gap.column, gap.then)
            ]
            near = sum(np.where(side >= 0, 1 / (1 + np.maximum(side, 0)), 0.0) for side in sides)
            both = np.where((sides[0] >= 0) & (sides[1] >= 0), sides[0] + sides[1], -1)
            return np.asarray(near) / 2, both
        distance = self._distances(self._present(gap))[who]
        return np.where(distance >= 0, 1 / (1 + np.maximum(distance, 0)), 0.0), distance

    def _present(self, gap: Gap) -> _Ints:
        cells, column = self._cells, gap.column
        if column is not None and column.value in STAGES:
            for which in (cells.local, cells.anywhere):
                members = self._members(which, gap.row, column)
                if len(members):
                    return members
        rows = range(self._rows) if gap.row == self._rows else (gap.row,)
        stages = [ChainColumn(stage) for stage in STAGES]
        found = [self._members(cells.local, row, stage) for row in rows for stage in stages]
        return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *found]))

    def _members(self, which: tuple[_Ints, _Ints], row: int, column: ChainColumn) -> _Ints:
        cells: Cells = self._cells
        return cells.members(which, row, COLUMNS.index(column))

    def _distances(self, begin: _Ints) -> _Ints:
        """Links from the nearest of some nodes to each; -1 beyond reach."""
        source, target = self._ties
        distance = np.full(self._tables.size, -1, dtype=np.int64)
        distance[begin] = 0
        for links in range(1, REACH + 1):
            there = target[(distance == links - 1)[source]]
            distance[there[distance[there] < 0]] = links
        return distance


def _reasons(positions: Positions, mine: _Flags, gap: Gap) -> list[CandidateReason]:
    """What the things are that give the relatedness."""
    row, column = positions.row[mine], positions.column[mine]
    if gap.column is not None and gap.column.value not in STAGES:
        return [CandidateReason.SUPPORTS_OTHERS]
    wanted = [COLUMNS.index(one) for one in (gap.column, gap.then) if one is not None]
    stage, same = column >= 0, row == gap.row
    told = {
        CandidateReason.PROVIDES_IT: stage & same & np.isin(column, wanted),
        CandidateReason.NEIGHBOURING_STAGE: stage & same & ~np.isin(column, wanted),
        CandidateReason.NEIGHBOURING_SEGMENT: stage & ~same,
        CandidateReason.SERVES: ~stage,
    }
    return [reason for reason, holds in told.items() if holds.any()]


def _ties(tables: Tables, window: Window | None) -> tuple[_Ints, _Ints]:
    """All pairs of organisations that share something, both ways round."""
    kinds, _ = with_data(tables, KINDS)
    everybody, rank = np.ones(tables.size, dtype=np.bool_), np.arange(tables.size)
    parts = [project(tables, kind, window, everybody) for kind in kinds]
    edges = edges_of(parts, rank, tables.size, counted=True)
    return np.concatenate((edges.source, edges.target)), np.concatenate(
        (edges.target, edges.source)
    )

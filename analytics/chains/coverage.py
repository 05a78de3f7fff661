"""Chain coverage: which stage of which segment of an industry chain nobody, or hardly anybody, provides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.cells import COLUMNS, Cells, cells_of
from analytics.chains.findings import ChainFinding, findings_of
from analytics.chains.handover import Ways
from analytics.chains.provisions import WORKS, ChainColumn, provisions_of
from analytics.chains.segments import last_downstream, segments_of, served
from analytics.chains.stages import stages_of
from analytics.definition import Definition
from analytics.joins import links_of
from analytics.region import places_of
from analytics.tables import Tables
from analytics.ties.participation import select_activities
from analytics.window import Window
from schema.stages import STAGES

__all__ = ["DEFINITION", "ChainCoverage", "ChainQuestion", "Handover", "chain_coverage"]

_Ints: TypeAlias = npt.NDArray[np.int64]

_MOST_THETA: Final = 1_000
_MOST_HOPS: Final = 6

DEFINITION: Final = Definition(
    "A row is a segment of the chain, a column a stage. A cell counts the different "
    "organisations that have, in the window, a project (take part), an achievement (own), a "
    "patent (own or applied for) or a technology contract (party to) of that stage that serves "
    "the segment; INDUSTRIALISATION counts those that operate in it as well. The stage is the "
    "one given, else that of the level of technology readiness (1-2 BASIC, 3-4 APPLIED, 5-6 "
    "TACKLING, 7 PILOT, 8-9 INDUSTRIALISATION: levels 4 and 6 touch two stages, the earlier one "
    "is taken). Local providers count: those in a district whose code begins with region, all "
    "without a region. Supports count for the whole chain. FINANCE: who funds a funding event "
    "of the window that goes to a project serving the chain or to a provider of any cell. "
    "TALENT: providers of any cell, and who serves a segment, that train people or have a talent "
    "team. Findings of a cell: MISSING (no provider anywhere), ONLY_OUTSIDE_REGION (none known "
    "to be local), SINGLE_PROVIDER (one), WEAK (2 to theta - 1), COVERED (theta or more). "
    "BROKEN_HANDOVER: two consecutive stages of a segment both have local providers, and no path "
    "of at most hops links leads from one's to the other's; taking part in the same project is "
    "two links. Links of any time count that join organisations with projects, contracts, "
    "patents, achievements, platforms, and these with each other, or an organisation with the "
    "one it belongs to. UNSERVED: a segment with local providers that no local platform, no "
    "project of the window with a local participant and no carrier of a local host serves. "
    "LAST_SEGMENT_ABSENT: the last downstream segment has no local provider. Missing: "
    "organisations that are not counted and may belong to the cell, because stage, date or "
    "district is not known, out of these and those counted.",
    "1",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainQuestion:
    """What is asked.

    Attributes
    ----------
    chain : str
        Id of the industry chain.
    region : str or None
        Prefix of the local district codes.
    window : Window or None
        Which records count.
    theta : int
        So many providers cover a cell.
    hops : int
        Links of the longest path that is a handover.

    Raises
    ------
    ValueError
        If a number is outside of its range.
    """

    chain: str
    region: str | None = None
    window: Window | None = None
    theta: int = 3
    hops: int = 2

    def __post_init__(self) -> None:
        if not 1 <= self.theta <= _MOST_THETA:
            raise ValueError(f"theta is {self.theta}; it must be from 1 to {_MOST_THETA}.")
        if not 0 <= self.hops <= _MOST_HOPS:
            raise ValueError(f"hops is {self.hops}; it must be from 0 to {_MOST_HOPS}.")


@dataclass(frozen=True, slots=True)
class Handover:
    """Two consecutive stages of a segment that both have local providers.

    Attributes
    ----------
    row : int
        That of the segment.
    stage : ChainColumn
        The earlier one.
    then : ChainColumn
    distance : int or None
        Links of the shortest path between their providers; None if it is broken.
    """

    row: int
    stage: ChainColumn
    then: ChainColumn
    distance: int | None


@dataclass(frozen=True, slots=True)
class ChainCoverage:
    """The answer; the last row of arrays is that of the supports.

    Attributes
    ----------
    segments : ndarray of int64, shape (n,)
        Node indices, in the order of the chain.
    local, anywhere, untold : ndarray of int64, shape (n + 1, 7)
        Providers in the region, in all, and those who may be local providers too.
    findings : tuple of tuples of ChainFinding
        Of each segment as a whole.
    handovers : tuple of Handover
    derived, unstaged, undated : int
        Records that serve the chain: whose stage is derived from their level, whose stage is
        not known, and whose date is missing or too rough for the window.
    theta : int
    """

    segments: _Ints
    local: _Ints
    anywhere: _Ints
    untold: _Ints
    findings: tuple[tuple[ChainFinding, ...], ...]
    handovers: tuple[Handover, ...]
    derived: int
    unstaged: int
    undated: int
    theta: int

    def cell(self, row: int, column: ChainColumn) -> tuple[ChainFinding, ...]:
        """What one cell amounts to, the worst first."""
        at = row, COLUMNS.index(column)
        return findings_of(int(self.local[at]), int(self.anywhere[at]), self.theta)


def chain_coverage(tables: Tables, question: ChainQuestion, chain: int) -> ChainCoverage:
    """Find the gaps of an industry chain.

    For a cell with local providers L and providers A: `MISSING` is ``A = 0``,
    `ONLY_OUTSIDE_REGION` is ``L = 0 < A``, `SINGLE_PROVIDER` is ``L = 1``, `WEAK` is
    ``2 <= L < theta`` and `COVERED` is ``L >= theta``. An added actor never makes the worst
    finding of a cell worse.

    Parameters
    ----------
    tables : Tables
        See `analytics.chains.provisions.provisions_of`, and `analytics.chains.segments`.
    question : ChainQuestion
    chain : int
        Node index of the chain.

    Returns
    -------
    ChainCoverage
    """
    segments = segments_of(tables, chain)
    places = places_of(tables, question.region)
    cells = cells_of(provisions_of(tables, segments, question.window), segments, places)
    local = cells.numbers(cells.local)
    populated = local[:-1].sum(axis=1) > 0
    unserved = populated & ~served(tables, places, question.window)[segments]
    last = last_downstream(tables, segments)
    derived, unstaged, undated = _quality(tables, segments, question.window)
    return ChainCoverage(
        segments=segments,
        local=local,
        anywhere=cells.numbers(cells.anywhere),
        untold=cells.numbers(cells.untold),
        findings=tuple(
            (
                *((ChainFinding.UNSERVED,) if unserved[row] else ()),
                *((ChainFinding.LAST_SEGMENT_ABSENT,) if row == last and not there else ()),
            )
            for row, there in enumerate(populated.tolist())
        ),
        handovers=_handovers(tables, cells, question.hops),
        derived=derived,
        unstaged=unstaged,
        undated=undated,
        theta=question.theta,
    )


def _handovers(tables: Tables, cells: Cells, hops: int) -> tuple[Handover, ...]:
    ways, found = Ways(tables), []
    for row in range(cells.rows - 1):
        actors = [cells.members(cells.local, row, column) for column in range(len(STAGES))]
        for column in range(len(STAGES) - 1):
            left, right = actors[column : column + 2]
            if len(left) and len(right):
                stages = COLUMNS[column], COLUMNS[column + 1]
                found.append(Handover(row, *stages, ways.distance(left, right, hops)))
    return tuple(found)


def _quality(tables: Tables, segments: _Ints, window: Window | None) -> tuple[int, int, int]:
    """Records that serve the chain: of a derived stage, of none, and undated."""
    here = np.zeros(tables.size, dtype=np.bool_)
    here[segments] = True
    derived = unstaged = undated = 0
    for work in WORKS:
        group, links = work.groups[0], links_of(tables, work.serves)
        records = np.unique(links.source[here[links.target]])
        stages, placed = stages_of(tables, group.type), select_activities(tables, group, window)
        undated += int(placed.missing[records].sum())
        records = records[placed.chosen[records]]
        derived += int(stages.derived[records].sum())
        unstaged += int((stages.code[records] < 0).sum())
    return derived, unstaged, undated

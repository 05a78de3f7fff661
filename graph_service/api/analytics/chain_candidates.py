"""Candidates for the gaps that ``chainCoverage`` finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from strawberry import Info

from analytics.chains.candidates import (
    Candidate,
    Gap,
    candidate_evidence,
    candidates_of,
    gaps_of,
)
from analytics.chains.coverage import ChainCoverage, ChainQuestion
from analytics.chains.provisions import ChainColumn
from analytics.counted import Counted, Part
from graph_service.api.analytics.answer import Question, ref_of
from graph_service.api.analytics.chain_index import chain_index
from graph_service.api.analytics.chain_types import ChainCandidate
from graph_service.api.analytics.refs import ScoreRef, asked_of
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.selected import read_nodes, selects

__all__ = ["ANALYTIC", "MOST_CANDIDATES", "Near", "candidates_for", "list_candidate"]

ANALYTIC: Final = "chainCandidates/1"
"""Its name in refs."""

MOST_CANDIDATES: Final = 20

_PATHS: Final = tuple(
    f"{where}.candidates" for where in ("rows", "rows.cells", "rows.handovers", "supports")
)
_WORKS: Final = "WORKS"


@dataclass(frozen=True, slots=True)
class _Asked:
    """The gap that a candidate is for."""

    coverage: ChainQuestion
    gap: Gap


@dataclass(frozen=True, slots=True)
class Near:
    """The candidates for each gap; nobody where there is none, or nobody asks."""

    found: Mapping[Gap, Sequence[ChainCandidate]]

    def __call__(
        self, row: int, column: ChainColumn | None, then: ChainColumn | None = None
    ) -> list[ChainCandidate]:
        """Those for one gap."""
        return list(self.found.get(Gap(row, column, then), ()))


async def candidates_for(  # noqa: PLR0917 - all of one question
    info: Info[Any, None],
    question: Question,
    asked: ChainQuestion,
    coverage: ChainCoverage,
    most: int,
    limit: int,
) -> Near:
    """Find the candidates for the gaps of the rows that are shown, if the query wants them."""
    if not most or not any(selects(info, path) for path in _PATHS):
        return Near({})
    rows = len(coverage.segments)
    gaps = [gap for gap in gaps_of(coverage) if gap.row < limit or gap.row == rows]
    tables = question.tables
    found = await question.compute(
        ("chainCandidates", asked, most, limit),
        partial(candidates_of, tables, asked, chain_index(tables, asked.chain), gaps, most),
    )
    ids = [tables.id_of(one.node) for candidates in found for one in candidates]
    paths = [f"{path}.organization" for path in _PATHS]
    read = iter(await read_nodes(info, ids, field=paths, as_of=question.as_of))
    return Near(
        {
            gap: [_candidate(question, asked, gap, one, next(read)) for one in candidates]
            for gap, candidates in zip(gaps, found, strict=True)
        }
    )


async def list_candidate(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List the things that make an organisation a candidate.

    Raises
    ------
    ApiError
        If it is not there any more.
    """
    asked, tables = asked_of(_Asked, ref), question.tables
    candidate = tables.index_of(ref.subject)
    if candidate is None:
        raise ApiError(f"There is no organisation {ref.subject!r} any more.", ErrorCode.NOT_FOUND)
    if part is not Part.NUMERATOR:
        return []
    listing = partial(
        candidate_evidence,
        tables,
        asked.coverage,
        chain_index(tables, asked.coverage.chain),
        asked.gap,
        candidate,
    )
    return await question.compute(("evidence", ref, part), listing)


def _candidate(
    question: Question, asked: ChainQuestion, gap: Gap, found: Candidate, row: object
) -> ChainCandidate:
    tables = question.tables
    return ChainCandidate(
        row=row,
        score=found.score,
        relatedness=found.relatedness,
        nearness=found.nearness,
        distance=found.distance,
        local=found.local,
        reasons=list(found.reasons),
        works=found.works,
        ref=ref_of(question, ANALYTIC, tables.id_of(found.node), _WORKS, _Asked(asked, gap)),
    )

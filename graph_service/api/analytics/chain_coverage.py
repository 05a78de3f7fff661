"""``analytics { chainCoverage }``: which stages of an industry chain have gaps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from strawberry import Info

from analytics.chains.cells import COLUMNS
from analytics.chains.coverage import (
    DEFINITION,
    ChainCoverage,
    ChainQuestion,
    Handover,
    chain_coverage,
)
from analytics.chains.findings import VERBS, ChainFinding
from analytics.chains.provisions import ChainColumn
from analytics.shown import as_shown
from graph_service.api.analytics.about import about
from graph_service.api.analytics.answer import Question, begin, checked_first
from graph_service.api.analytics.chain_candidates import MOST_CANDIDATES, Near, candidates_for
from graph_service.api.analytics.chain_index import chain_index
from graph_service.api.analytics.chain_types import (
    ChainCell,
    ChainCoverageAnswer,
    ChainHandover,
    ChainSegmentCoverage,
)
from graph_service.api.analytics.refs import CellRef, encode_ref
from graph_service.api.errors import ApiError
from graph_service.api.selected import read_nodes
from schema.stages import STAGES
from schema.time import PartialDate

__all__ = ["MOST_CANDIDATES", "answer_chain_coverage"]

_SEVERITY = list(ChainFinding)


async def answer_chain_coverage(
    info: Info[Any, None],
    asked: ChainQuestion,
    *,
    candidates: int,
    first: int,
    as_of: PartialDate | None,
    region: str | None,
) -> ChainCoverageAnswer:
    """Answer the field; see its arguments."""
    limit = checked_first(first)
    if not 0 <= candidates <= MOST_CANDIDATES:
        raise ApiError(f"candidates is {candidates}; it must be from 0 to {MOST_CANDIDATES}.")
    question = await begin(info, as_of, region)
    asked = replace(asked, region=question.region)
    chain = chain_index(question.tables, asked.chain)
    found = await question.compute(
        ("chainCoverage", asked), partial(chain_coverage, question.tables, asked, chain)
    )
    near = await candidates_for(info, question, asked, found, candidates, limit)
    return await _Matrix(question, asked, found, near).served(info, limit)


@dataclass(frozen=True, slots=True)
class _Matrix:
    question: Question
    asked: ChainQuestion
    found: ChainCoverage
    near: Near

    async def served(self, info: Info[Any, None], limit: int) -> ChainCoverageAnswer:
        """Serve the first rows, and the supports."""
        question, asked, found = self.question, self.asked, self.found
        ids = question.tables.ids_of(found.segments[:limit])
        segments = await read_nodes(info, ids, field="rows.segment", as_of=question.as_of)
        chains = await read_nodes(info, [asked.chain], field="chain", as_of=question.as_of)
        supports = [column for column in COLUMNS if column.value not in STAGES]
        return ChainCoverageAnswer(
            row=chains[0],
            **about(
                question,
                DEFINITION,
                asked=asked,
                n=len(found.segments),
                warnings=self._warnings(),
            ),
            theta=asked.theta,
            hops=asked.hops,
            rows=[
                self._row(at, id_, segment)
                for at, (id_, segment) in enumerate(zip(ids, segments, strict=True))
            ],
            supports=[self._cell(len(found.segments), None, column) for column in supports],
            truncated=len(found.segments) > limit,
        )

    def _row(self, at: int, id_: str, segment: object) -> ChainSegmentCoverage:
        cells = [self._cell(at, id_, ChainColumn(stage)) for stage in STAGES]
        findings = self.found.findings[at]
        everything = [finding for cell in cells for finding in cell.findings]
        verbs = [VERBS[finding] for finding in (*everything, *findings) if finding in VERBS]
        return ChainSegmentCoverage(
            row=segment,
            cells=cells,
            worst=min(everything, key=_SEVERITY.index),
            findings=list(findings),
            verbs=list(dict.fromkeys(verbs)),
            handovers=[self._handover(one) for one in self.found.handovers if one.row == at],
            candidates=self.near(at, None),
        )

    def _cell(self, at: int, segment: str | None, column: ChainColumn) -> ChainCell:
        found, place = self.found, (at, COLUMNS.index(column))
        local, untold = int(found.local[place]), int(found.untold[place])
        findings = found.cell(at, column)
        ref = CellRef(
            self.asked,
            self.question.tables.version,
            self.question.as_of.text,
            segment,
            column,
        )
        return ChainCell(
            column=column,
            providers=local,
            outside=int(found.anywhere[place]) - local,
            findings=list(findings),
            worst=findings[0],
            verb=VERBS.get(findings[0]),
            missing_share=as_shown(untold / (local + untold)) if local + untold else None,
            ref=encode_ref(ref),
            candidates=self.near(at, column),
        )

    def _handover(self, handover: Handover) -> ChainHandover:
        broken = handover.distance is None
        return ChainHandover(
            from_=handover.stage,
            to=handover.then,
            distance=handover.distance,
            finding=ChainFinding.BROKEN_HANDOVER if broken else None,
            candidates=self.near(handover.row, handover.stage, handover.then),
        )

    def _warnings(self) -> list[str]:
        found, warnings = self.found, []
        if found.undated:
            warnings.append(
                f"{found.undated} records are left out: their date is missing or too rough for "
                "the window."
            )
        if found.unstaged:
            warnings.append(
                f"{found.unstaged} records count in no cell: neither their stage nor their level "
                "of technology readiness is known."
            )
        if found.derived:
            warnings.append(
                f"The stage of {found.derived} records is derived from their level of technology "
                "readiness."
            )
        if self.question.region is None:
            warnings.append("No region was given: all providers count, wherever they are.")
        return warnings

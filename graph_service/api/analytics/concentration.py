"""``analytics { concentration }``: how many real suppliers the segments of a chain have."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final

import strawberry
from strawberry import Info

from analytics.chains.concentration import (
    DEFINITION,
    LEVELS_2010,
    LEVELS_2023,
    Concentration,
    ConcentrationQuestion,
    band_of,
    concentration,
)
from analytics.chains.concentration_evidence import concentration_evidence
from analytics.chains.volumes import ShareBy
from analytics.counted import Counted, Part
from analytics.shown import as_shown
from analytics.window import WindowBy
from graph_service.api.analytics.about import AnalyticAnswer, about
from graph_service.api.analytics.answer import (
    Question,
    begin,
    checked_first,
    present,
    ref_of,
    window_of,
)
from graph_service.api.analytics.arguments import AsOf, First, From, Region, To, WindowedBy
from graph_service.api.analytics.chain_index import chain_index
from graph_service.api.analytics.chokepoints import ChainArgument
from graph_service.api.analytics.enums import ConcentrationBand
from graph_service.api.analytics.refs import ScoreRef, asked_of
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.selected import interface_type, object_type, read_nodes

__all__ = ["ANALYTIC", "ConcentrationField", "list_concentration"]

ANALYTIC: Final = "concentration/1"
"""Its name in refs."""

_ORGANIZATION = interface_type("Organization")
_CHAIN, _SEGMENT = object_type("IndustryChain"), object_type("ChainSegment")
_INDEX, _TOTAL = "HHI", "TOTAL"


@strawberry.type(description="How concentrated the supply of a segment, or of a whole chain, is.")
class SupplyConcentration:
    """One row of `analytics.chains.concentration.Concentration`."""

    rows: strawberry.Private[tuple[object, object]]
    flags: strawberry.Private[tuple[bool, bool]]
    hhi: float | None = strawberry.field(
        description="Herfindahl-Hirschman index, to 10,000; null where it is not defined."
    )
    reason: str | None = strawberry.field(description="Why it is not; null where it is.")
    band: ConcentrationBand | None = strawberry.field(
        description="By the US Merger Guidelines of 2023: 1,000 and 1,800."
    )
    band_2010: ConcentrationBand | None = strawberry.field(
        name="band2010", description="By those of 2010: 1,500 and 2,500."
    )
    effective_providers: float | None = strawberry.field(
        description="So many equal providers would be as concentrated."
    )
    providers: int = strawberry.field(description="Local organisations with a share.")
    total: float = strawberry.field(
        description="What they provide in all: things, or money in units of the currency."
    )
    largest_share: float | None = strawberry.field(description="Share of who has most.")
    missing: int = strawberry.field(
        description="Things that may belong here and cannot be counted for want of data."
    )
    ref: str = strawberry.field(
        description="For `evidence`: each provider with the points that it adds to the index; as "
        "EXCLUDED what is missing."
    )
    total_ref: str = strawberry.field(
        description="For `evidence`: each thing of a provider with what it adds to the total."
    )

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="The segment; null for the whole chain.", graphql_type=_SEGMENT | None
    )
    def segment(self) -> Any:
        """The row read for it."""
        return present(self.rows[0]) if self.flags[0] else None

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Who has most, the first by id; null without providers.",
        graphql_type=_ORGANIZATION | None,
    )
    def largest(self) -> Any:
        """The row read for it."""
        return present(self.rows[1]) if self.flags[1] else None


@strawberry.type(
    name="Concentration", description="How many real suppliers the segments of a chain have."
)
class ConcentrationAnswer(AnalyticAnswer):
    """The answer."""

    row: strawberry.Private[object]
    rows: list[SupplyConcentration] = strawberry.field(
        description="The segments in the order of the chain; `first` of them."
    )
    whole: SupplyConcentration = strawberry.field(description="The whole chain.")
    currency: str | None = strawberry.field(
        description="Of the amounts; null if shares are of works, or there is no one currency."
    )
    truncated: bool = strawberry.field(description="Whether there are more segments.")

    @strawberry.field(description="The chain.", graphql_type=_CHAIN)  # type: ignore[untyped-decorator]
    def chain(self) -> Any:
        """The row read for it."""
        return present(self.row)


@strawberry.type
class ConcentrationField:
    """Mixed into ``Analytics``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="How many real suppliers the segments of an industry chain have."
    )
    async def concentration(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Any, None],
        chain: ChainArgument,
        by: Annotated[
            ShareBy, strawberry.argument(description="By what shares are measured.")
        ] = ShareBy.WORKS,
        from_: From = None,
        to: To = None,
        window_by: WindowedBy = WindowBy.START,
        first: First = 100,
        as_of: AsOf = None,
        region: Region = None,
    ) -> ConcentrationAnswer | None:
        """Measure it."""
        limit = checked_first(first)
        question = await begin(info, as_of, region)
        asked = ConcentrationQuestion(
            chain=str(chain),
            region=question.region,
            window=window_of(from_, to, window_by),
            by=by,
        )
        index = chain_index(question.tables, asked.chain)
        found = await question.compute(
            ("concentration", asked), partial(concentration, question.tables, asked, index)
        )
        return await _Answer(question, asked, found).served(info, limit)


async def list_concentration(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List what an index or a total is made of.

    Raises
    ------
    ApiError
        If what it is of is not there any more.
    """
    asked, tables = asked_of(ConcentrationQuestion, ref), question.tables
    segment = None
    if ref.subject != asked.chain:
        segment = tables.index_of(ref.subject)
        if segment is None:
            raise ApiError(f"There is no segment {ref.subject!r} any more.", ErrorCode.NOT_FOUND)
    if part is Part.DENOMINATOR:
        return []
    if ref.measure == _TOTAL and part is Part.NUMERATOR:
        part = Part.DENOMINATOR
    listing = partial(
        concentration_evidence,
        tables,
        asked,
        chain_index(tables, asked.chain),
        segment=segment,
        part=part,
    )
    return await question.compute(("evidence", ref, part), listing)


@dataclass(frozen=True, slots=True)
class _Answer:
    question: Question
    asked: ConcentrationQuestion
    found: Concentration

    async def served(self, info: Info[Any, None], limit: int) -> ConcentrationAnswer:
        """Serve the first rows, and the whole."""
        question, found, asked = self.question, self.found, self.asked
        tables, read = question.tables, partial(read_nodes, info, as_of=question.as_of)
        ids = tables.ids_of(found.segments[:limit])
        places = [*range(len(ids)), len(found.segments)]
        largest = [int(found.largest[at]) for at in places]
        # Without providers a segment's own id, or the chain's, keeps the place.
        subjects = [*ids, asked.chain]
        who = [
            tables.id_of(one) if one >= 0 else id_
            for one, id_ in zip(largest, subjects, strict=True)
        ]
        segments = await read(ids, field="rows.segment")
        firms = await read(who, field=("rows.largest", "whole.largest"))
        chains = await read([asked.chain], field="chain")
        rows = [
            self._row(at, subject, (segment, firm))
            for at, subject, segment, firm in zip(
                places, subjects, [*segments, None], firms, strict=True
            )
        ]
        return ConcentrationAnswer(
            **about(
                question,
                DEFINITION,
                asked=asked,
                n=int(found.providers[-1]),
                warnings=self._warnings(),
            ),
            row=chains[0],
            rows=rows[:-1],
            whole=rows[-1],
            currency=found.currencies[0] if len(found.currencies) == 1 else None,
            truncated=len(found.segments) > limit,
        )

    def _row(self, at: int, subject: str, rows: tuple[object, object]) -> SupplyConcentration:
        found = self.found
        hhi = float(found.hhi[at])
        known = not math.isnan(hhi)
        return SupplyConcentration(
            rows=rows,
            flags=(at < len(found.segments), int(found.largest[at]) >= 0),
            hhi=hhi if known else None,
            reason=None if known else self._reason(),
            band=band_of(hhi, LEVELS_2023) if known else None,
            band_2010=band_of(hhi, LEVELS_2010) if known else None,
            effective_providers=float(found.effective[at]) if known else None,
            providers=int(found.providers[at]),
            total=as_shown(float(found.total[at])),
            largest_share=float(found.largest_share[at]) if known else None,
            missing=int(found.missing[at]),
            ref=self._ref(subject, _INDEX),
            total_ref=self._ref(subject, _TOTAL),
        )

    def _reason(self) -> str:
        if len(self.found.currencies) > 1:
            return "Amounts of different currencies cannot be added up."
        if self.asked.by is ShareBy.CONTRACT_VALUE:
            return "No local organisation sold anything by a contract with a price."
        return "No local organisation provides anything."

    def _ref(self, subject: str, measure: str) -> str:
        question = self.question
        return ref_of(question, ANALYTIC, subject, measure, self.asked)

    def _warnings(self) -> list[str]:
        warnings = []
        if self.found.missing[-1]:
            warnings.append(
                f"{int(self.found.missing[-1])} things are left out: the district, the date, the "
                "price or the seller is not known."
            )
        if self.asked.by is ShareBy.WORKS:
            warnings.append(
                "Shares are of the number of works, not of turnover, which the data do not tell."
            )
        if self.question.region is None:
            warnings.append("No region was given: all organisations are local.")
        return warnings

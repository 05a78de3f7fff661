"""``analytics { nextSegments }``: what a district could grow into."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final

import strawberry
from strawberry import Info

from analytics.chains.next_segments import (
    DEFINITION,
    FEW_REGIONS,
    NextSegments,
    NextSegmentsQuestion,
    next_segments,
    next_segments_evidence,
)
from analytics.counted import Counted, Part
from analytics.region import DISTRICT
from analytics.shown import as_shown
from analytics.tables import Tables
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
from graph_service.api.analytics.arguments import AsOf, First, From, To, WindowedBy
from graph_service.api.analytics.chain_index import chain_index
from graph_service.api.analytics.enums import Quadrant
from graph_service.api.analytics.refs import ScoreRef, asked_of
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.selected import object_type, read_nodes

__all__ = ["ANALYTIC", "NextSegmentsField", "list_next_segments"]

ANALYTIC: Final = "nextSegments/1"
"""Its name in refs."""

_DISTRICT, _SEGMENT = object_type("District"), object_type("ChainSegment")
_COUNT = "ORGANIZATIONS"


@strawberry.type(description="A segment seen from a district.")
class NextSegment:
    """One row."""

    row: strawberry.Private[object]
    organizations: int = strawberry.field(
        description="Different organisations of the district that provide something of it."
    )
    rca: float | None = strawberry.field(
        description="Revealed comparative advantage; null if the district or the segment has "
        "nobody."
    )
    shrunk_rca: float | None = strawberry.field(
        description="The same drawn towards 1 where little is to be expected."
    )
    strong: bool = strawberry.field(
        description="Whether the district is strong in it: rca at least 1, and enough "
        "organisations. If not, it is an option."
    )
    density: float | None = strawberry.field(
        description="Relatedness density, to 1; null if nothing is near to the segment."
    )
    complexity: float | None = strawberry.field(
        description="Product complexity index, standardised; null where it is not defined."
    )
    quadrant: Quadrant | None = strawberry.field(
        description="Of an option; null of a strength, or where a number is wanting."
    )
    ref: str = strawberry.field(
        description="For `evidence`: the organisations of the district as NUMERATOR, those of all "
        "districts as DENOMINATOR, those of no district as EXCLUDED."
    )

    @strawberry.field(description="The segment.", graphql_type=_SEGMENT)  # type: ignore[untyped-decorator]
    def segment(self) -> Any:
        """The row read for it."""
        return present(self.row)


@strawberry.type(name="NextSegments", description="What a district could grow into.")
class NextSegmentsAnswer(AnalyticAnswer):
    """The answer."""

    row: strawberry.Private[object]
    rows: list[NextSegment] = strawberry.field(
        description="Options first, the nearest of them before others, then strengths; `first` "
        "of them."
    )
    total: int = strawberry.field(description="How many segments there are.")
    diversity: int = strawberry.field(description="Segments in which the district is strong.")
    complexity: float | None = strawberry.field(
        description="Economic complexity index of the district, standardised; null where it is not "
        "defined."
    )
    complexity_reason: str | None = strawberry.field(
        description="Why there is no complexity; null where there is."
    )
    districts: int = strawberry.field(description="Districts that are compared.")

    @strawberry.field(description="The district.", graphql_type=_DISTRICT)  # type: ignore[untyped-decorator]
    def district(self) -> Any:
        """The row read for it."""
        return present(self.row)


@strawberry.type
class NextSegmentsField:
    """Mixed into ``Analytics``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Which segments a district could grow into from what it is strong in."
    )
    async def next_segments(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Any, None],
        district: Annotated[strawberry.ID, strawberry.argument(description="Id of the district.")],
        chain: Annotated[
            strawberry.ID | None,
            strawberry.argument(
                description="Id of an industry chain: only its segments; all if left out."
            ),
        ] = None,
        min_count: Annotated[
            int,
            strawberry.argument(
                description="With fewer organisations a district is not strong in a segment."
            ),
        ] = 2,
        prior: Annotated[
            float, strawberry.argument(description="How much the shrunk RCA is drawn towards 1.")
        ] = 2.0,
        from_: From = None,
        to: To = None,
        window_by: WindowedBy = WindowBy.START,
        first: First = 100,
        as_of: AsOf = None,
    ) -> NextSegmentsAnswer | None:
        """Rank them."""
        limit = checked_first(first)
        try:
            asked = NextSegmentsQuestion(
                district=str(district),
                chain=None if chain is None else str(chain),
                window=window_of(from_, to, window_by),
                min_count=min_count,
                prior=prior,
            )
        except ValueError as error:
            raise ApiError(str(error)) from error
        question = await begin(info, as_of, None)
        ends = _ends(question.tables, asked)
        found = await question.compute(
            ("nextSegments", asked), partial(next_segments, question.tables, asked, *ends)
        )
        return await _Answer(question, asked, found).served(info, limit)


async def list_next_segments(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List the organisations behind a number.

    Raises
    ------
    ApiError
        If what it is of is not there any more.
    """
    asked, tables = asked_of(NextSegmentsQuestion, ref), question.tables
    segment = tables.index_of(ref.subject)
    if segment is None:
        raise ApiError(f"There is no segment {ref.subject!r} any more.", ErrorCode.NOT_FOUND)
    listing = partial(
        next_segments_evidence,
        tables,
        asked,
        *_ends(tables, asked),
        segment=segment,
        part=part,
    )
    return await question.compute(("evidence", ref, part), listing)


def _ends(tables: Tables, asked: NextSegmentsQuestion) -> tuple[int, int | None]:
    """Node indices of the district and of the chain."""
    table = tables.nodes.get(DISTRICT)
    if table is None or asked.district not in table.ids:
        raise ApiError(f"There is no district {asked.district!r}.", ErrorCode.NOT_FOUND)
    district = table.start + table.ids.index(asked.district)
    return district, None if asked.chain is None else chain_index(tables, asked.chain)


@dataclass(frozen=True, slots=True)
class _Answer:
    question: Question
    asked: NextSegmentsQuestion
    found: NextSegments

    async def served(self, info: Info[Any, None], limit: int) -> NextSegmentsAnswer:
        """Serve the first rows."""
        question, found = self.question, self.found
        places = found.order[:limit].tolist()
        ids = question.tables.ids_of(found.segments[places])
        read = partial(read_nodes, info, as_of=question.as_of)
        segments = await read(ids, field="rows.segment")
        districts = await read([self.asked.district], field="district")
        return NextSegmentsAnswer(
            **about(
                question,
                DEFINITION,
                asked=self.asked,
                n=int(found.number.sum()),
                warnings=self._warnings(),
            ),
            row=districts[0],
            rows=[
                self._row(at, id_, segment)
                for at, id_, segment in zip(places, ids, segments, strict=True)
            ],
            total=len(found.segments),
            diversity=found.diversity,
            complexity=_number(found.eci),
            complexity_reason=found.no_complexity
            or ("The district is strong in nothing." if math.isnan(found.eci) else None),
            districts=found.regions,
        )

    def _row(self, at: int, id_: str, segment: object) -> NextSegment:
        found, question = self.found, self.question
        return NextSegment(
            row=segment,
            organizations=int(found.number[at]),
            rca=_number(found.rca[at]),
            shrunk_rca=_number(found.shrunk[at]),
            strong=bool(found.strong[at]),
            density=_number(found.density[at]),
            complexity=_number(found.pci[at]),
            quadrant=found.quadrant(at),
            ref=ref_of(question, ANALYTIC, id_, _COUNT, self.asked),
        )

    def _warnings(self) -> list[str]:
        warnings = []
        if self.found.regions < FEW_REGIONS:
            warnings.append(
                f"Complexity rests on {self.found.regions} districts: with fewer than "
                f"{FEW_REGIONS} it describes them and is not to be ranked by."
            )
        if not self.found.diversity:
            warnings.append("The district is strong in nothing, so nothing is near to it.")
        return warnings


def _number(value: float) -> float | None:
    return None if math.isnan(value) else as_shown(float(value))

"""``analytics { chokepoints }``: on what an industry chain hangs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any

import strawberry
from strawberry import Info

from analytics.chains.chokepoints import DEFINITION, Chokepoint, Chokepoints, chokepoints
from analytics.chains.chokepoints_evidence import chokepoint_evidence
from analytics.chains.suppliers import SupplyQuestion
from analytics.counted import Counted, Part
from analytics.shown import as_shown
from analytics.window import WindowBy
from graph_service.api.analytics.about import about
from graph_service.api.analytics.answer import Question, begin, checked_first, ref_of, window_of
from graph_service.api.analytics.arguments import AsOf, First, From, Region, To, WindowedBy
from graph_service.api.analytics.chain_index import chain_index
from graph_service.api.analytics.chokepoint_types import (
    ChokepointRow,
    ChokepointsAnswer,
    SegmentSupply,
)
from graph_service.api.analytics.enums import ChainColumn, ChokepointKind
from graph_service.api.analytics.refs import ScoreRef, asked_of
from graph_service.api.analytics.weak_link_types import NotEvaluated
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.selected import read_nodes

__all__ = ["ChainArgument", "ChokepointsField", "list_chokepoint", "supply_question"]

ANALYTIC = "chokepoints/1"
"""Its name in refs."""

_SUPPLIERS = "SUPPLIERS"
"""The measure in the ref of a segment."""

ChainArgument = Annotated[
    strawberry.ID, strawberry.argument(description="Id of the industry chain.")
]


@strawberry.type
class ChokepointsField:
    """Mixed into ``Analytics``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="On which segments, products and organisations an industry chain hangs."
    )
    async def chokepoints(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Any, None],
        chain: ChainArgument,
        stages: Annotated[
            list[ChainColumn] | None,
            strawberry.argument(
                description="Whose providers supply a segment; INDUSTRIALISATION if left out."
            ),
        ] = None,
        kinds: Annotated[
            list[ChokepointKind] | None,
            strawberry.argument(description="Kinds that are listed; all if left out."),
        ] = None,
        from_: From = None,
        to: To = None,
        window_by: WindowedBy = WindowBy.START,
        first: First = 100,
        as_of: AsOf = None,
        region: Region = None,
    ) -> ChokepointsAnswer | None:
        """Find them."""
        limit = checked_first(first)
        given = (ChainColumn.INDUSTRIALISATION,) if stages is None else tuple(stages)
        asked = supply_question(str(chain), given, window_of(from_, to, window_by))
        question = await begin(info, as_of, region)
        question.need_kernels()
        asked = replace(asked, region=question.region)
        index = chain_index(question.tables, asked.chain)
        found = await question.compute(
            ("chokepoints", asked),
            partial(chokepoints, question.tables, asked, index, check=question.check()),
        )
        wanted = set(ChokepointKind if kinds is None else kinds)
        rows = [one for one in found.found if one.kind in wanted]
        return await _Answer(question, asked, found).served(info, rows[:limit], len(rows), limit)


def supply_question(chain: str, stages: tuple[ChainColumn, ...], window: Any) -> SupplyQuestion:
    """Return the question that the arguments mean.

    Raises
    ------
    ApiError
        If there is no stage, or one is none.
    """
    try:
        return SupplyQuestion(chain=chain, window=window, stages=tuple(dict.fromkeys(stages)))
    except ValueError as error:
        raise ApiError(str(error)) from error


async def list_chokepoint(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List what a chokepoint, or a segment's number of suppliers, counts.

    Raises
    ------
    ApiError
        If what it is of is not there any more.
    """
    asked, tables = asked_of(SupplyQuestion, ref), question.tables
    indices = [tables.index_of(id_) for id_ in ref.subject.split("\n")]
    if None in indices:
        raise ApiError("What this number is of is not there any more.", ErrorCode.NOT_FOUND)
    node, other = (*(index for index in indices if index is not None), -1)[:2]
    try:
        kind = (
            ChokepointKind.SINGLE_PROVIDER
            if ref.measure == _SUPPLIERS
            else ChokepointKind(ref.measure)
        )
    except ValueError as error:
        raise ApiError("ref is not a ref of this version of the service.") from error
    listing = partial(
        chokepoint_evidence,
        tables,
        asked,
        chain_index(tables, asked.chain),
        kind=kind,
        node=node,
        other=other,
        part=part,
        check=question.check(),
    )
    return await question.compute(("evidence", ref, part), listing)


@dataclass(frozen=True, slots=True)
class _Answer:
    question: Question
    asked: SupplyQuestion
    found: Chokepoints

    async def served(
        self, info: Info[Any, None], shown: list[Chokepoint], total: int, limit: int
    ) -> ChokepointsAnswer:
        """Serve some chokepoints, and the first segments."""
        question, found, way = self.question, self.found, self.found.redundancy
        tables, read = question.tables, partial(read_nodes, info, as_of=question.as_of)
        chains = await read([self.asked.chain], field="chain")
        last = [tables.id_of(way.segment)] if way.segment >= 0 else []
        ends = await read(last, field="toSegment")
        return ChokepointsAnswer(
            **about(
                question,
                DEFINITION,
                asked=self.asked,
                n=found.providers,
                warnings=_warnings(question, found),
            ),
            rows_read=(chains[0], ends[0] if ends else None),
            rows=await self._rows(read, shown),
            total=total,
            segments=await self._segments(read, limit),
            providers=found.providers,
            ties=found.ties,
            redundancy=len(way.cut) if way.stage is not None and way.segment >= 0 else None,
            from_stage=way.stage,
            tiers=found.tiers,
            products=found.products,
            final_products=found.finals,
            not_evaluated=[
                NotEvaluated(name=one.name, reason=one.reason) for one in found.not_evaluated
            ],
        )

    async def _rows(self, read: Callable[..., Any], shown: list[Chokepoint]) -> list[ChokepointRow]:
        ids = [self.question.tables.id_of(one.node) for one in shown]
        # What has no other end is asked for by its own id: rows keep their places.
        ends = [
            self.question.tables.id_of(one.other) if one.other >= 0 else id_
            for one, id_ in zip(shown, ids, strict=True)
        ]
        nodes, others = await read(ids, field="rows.node"), await read(ends, field="rows.other")
        return [
            ChokepointRow(
                rows=(nodes[at], others[at]),
                has_other=one.other >= 0,
                kind=one.kind,
                number=one.number,
                of=one.of,
                reason=_reason(one),
                ref=self._ref(
                    ids[at] if one.other < 0 else f"{ids[at]}\n{ends[at]}", one.kind.value
                ),
            )
            for at, one in enumerate(shown)
        ]

    async def _segments(self, read: Callable[..., Any], limit: int) -> list[SegmentSupply]:
        found = self.found
        ids = self.question.tables.ids_of(found.segments[:limit])
        rows = await read(ids, field="segments.segment")
        return [
            SegmentSupply(
                row=rows[at],
                suppliers=local,
                outside=anywhere - local,
                external_share=as_shown((anywhere - local) / anywhere) if anywhere else None,
                missing_share=as_shown(untold / (untold + local)) if untold + local else None,
                ref=self._ref(id_, _SUPPLIERS),
            )
            for at, (id_, local, anywhere, untold) in enumerate(
                zip(
                    ids,
                    *(n[:limit].tolist() for n in (found.local, found.anywhere, found.untold)),
                    strict=True,
                )
            )
        ]

    def _ref(self, subject: str, measure: str) -> str:
        question = self.question
        return ref_of(question, ANALYTIC, subject, measure, self.asked)


def _reason(one: Chokepoint) -> str:
    return {
        ChokepointKind.NO_LOCAL_PROVIDER: f"No local organisation supplies it; {one.of} elsewhere.",
        ChokepointKind.SINGLE_PROVIDER: f"1 local organisation supplies it, of {one.of} in all.",
        ChokepointKind.DOMINATOR: f"Without it no recorded supply line reaches {one.number} of "
        f"{one.of} final products.",
        ChokepointKind.CUT_VERTEX: f"Without it {one.number} of the {one.of} providers around it "
        "are cut off from the rest.",
        ChokepointKind.BRIDGE: f"Without this tie {one.number} of the {one.of} providers around "
        "it are cut off from the rest.",
        ChokepointKind.MINIMUM_CUT: f"It is one of {one.number} providers that all ways from the "
        "first stage to the last segment pass.",
    }[one.kind]


def _warnings(question: Question, found: Chokepoints) -> list[str]:
    warnings = ["Signs with reasons, not verdicts: each rests on what the data record."]
    if found.tiers:
        warnings.append(
            f"Supply lines are known for {found.tiers} tiers; what lies further up is not seen."
        )
    if question.region is None:
        warnings.append("No region was given: all organisations are local.")
    return warnings

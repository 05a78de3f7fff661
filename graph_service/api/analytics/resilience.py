"""``analytics { resilience }``: what is left of a chain when its providers leave."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any, Final

import strawberry
from strawberry import Info

from analytics.chains.resilience import (
    DEFINITION,
    Curve,
    Resilience,
    ResilienceQuestion,
    resilience,
)
from analytics.chains.resilience_evidence import Left, resilience_evidence
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
from graph_service.api.analytics.chokepoints import ChainArgument, supply_question
from graph_service.api.analytics.enums import ChainColumn, RemovalOrder
from graph_service.api.analytics.refs import ScoreRef, asked_of
from graph_service.api.errors import ApiError
from graph_service.api.selected import interface_type, object_type, read_nodes
from schema.stages import STAGES

__all__ = ["ANALYTIC", "ResilienceField", "list_resilience"]

ANALYTIC: Final = "resilience/1"
"""Its name in refs."""

_ORGANIZATION, _CHAIN = interface_type("Organization"), object_type("IndustryChain")
_RANDOM = RemovalOrder.RANDOM


@strawberry.type(description="A share that is left; with its interval where the order is random.")
class ShareLeft:
    """A value of `analytics.chains.resilience.Curve`."""

    value: float = strawberry.field(description="The share; the mean of the runs at random.")
    low: float | None = strawberry.field(
        description="5th percentile of the runs; null if nothing is random."
    )
    high: float | None = strawberry.field(description="95th percentile of the runs.")
    ref: str | None = strawberry.field(
        description="For `evidence`: what is left as NUMERATOR, all as DENOMINATOR; null of a mean."
    )


@strawberry.type(description="A chain after some of its providers have left.")
class RemovalPoint:
    """One point."""

    row: strawberry.Private[object]
    has_row: strawberry.Private[bool]
    removed: int = strawberry.field(description="How many have left.")
    lost: int | None = strawberry.field(
        description="Segments whose last provider left with this one; null at random and at first."
    )
    served: ShareLeft = strawberry.field(
        description="Segments with a provider left, out of all segments of the chain."
    )
    largest: ShareLeft = strawberry.field(
        description="Providers in the largest component, out of all at first."
    )

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Who left last; null at random and at first.",
        graphql_type=_ORGANIZATION | None,
    )
    def organization(self) -> Any:
        """The row read for it."""
        return present(self.row) if self.has_row else None


@strawberry.type(
    name="Resilience", description="What is left of a chain when its providers leave in turn."
)
class ResilienceAnswer(AnalyticAnswer):
    """The answer."""

    row: strawberry.Private[object]
    points: list[RemovalPoint] = strawberry.field(
        description="The whole chain, then after each removal; `first` of them."
    )
    providers: int = strawberry.field(description="Organisations that can leave.")
    segments: int = strawberry.field(description="Segments of the chain.")
    served_auc: float | None = strawberry.field(
        description="Area under the curve of segments served; null without providers."
    )
    largest_auc: float | None = strawberry.field(
        description="Area under the curve of the largest component; 0.5 of a complete network."
    )
    truncated: bool = strawberry.field(description="Whether there are more points.")

    @strawberry.field(description="The chain.", graphql_type=_CHAIN)  # type: ignore[untyped-decorator]
    def chain(self) -> Any:
        """The row read for it."""
        return present(self.row)


@strawberry.type
class ResilienceField:
    """Mixed into ``Analytics``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="What is left of an industry chain when its providers leave one by one."
    )
    async def resilience(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Any, None],
        chain: ChainArgument,
        order: Annotated[
            RemovalOrder, strawberry.argument(description="Who leaves first.")
        ] = RemovalOrder.BETWEENNESS,
        runs: Annotated[
            int, strawberry.argument(description="How many random orders, if it is random.")
        ] = 100,
        seed: Annotated[int, strawberry.argument(description="Of random orders.")] = 0,
        stages: Annotated[
            list[ChainColumn] | None,
            strawberry.argument(description="Whose providers serve a segment; any if left out."),
        ] = None,
        from_: From = None,
        to: To = None,
        window_by: WindowedBy = WindowBy.START,
        first: First = 100,
        as_of: AsOf = None,
        region: Region = None,
    ) -> ResilienceAnswer | None:
        """Take them away."""
        limit = checked_first(first)
        given = tuple(map(ChainColumn, STAGES)) if stages is None else tuple(stages)
        supply = supply_question(str(chain), given, window_of(from_, to, window_by))
        question = await begin(info, as_of, region)
        question.need_kernels()
        try:
            asked = ResilienceQuestion(
                supply=replace(supply, region=question.region), order=order, runs=runs, seed=seed
            )
        except ValueError as error:
            raise ApiError(str(error)) from error
        index = chain_index(question.tables, supply.chain)
        found = await question.compute(
            ("resilience", asked),
            partial(resilience, question.tables, asked, index, check=question.check()),
        )
        return await _Answer(question, asked, found).served(info, limit)


async def list_resilience(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List what is left at a point of a curve.

    Raises
    ------
    ApiError
        If the chain is not there any more, or kernels are being compiled.
    """
    question.need_kernels()
    asked = asked_of(ResilienceQuestion, ref)
    try:
        removed, which = int(ref.subject), Left(ref.measure)
    except ValueError as error:
        raise ApiError("ref is not a ref of this version of the service.") from error
    listing = partial(
        resilience_evidence,
        question.tables,
        asked,
        chain_index(question.tables, asked.supply.chain),
        removed=removed,
        which=which,
        part=part,
        check=question.check(),
    )
    return await question.compute(("evidence", ref, part), listing)


@dataclass(frozen=True, slots=True)
class _Answer:
    question: Question
    asked: ResilienceQuestion
    found: Resilience

    async def served(self, info: Info[Any, None], limit: int) -> ResilienceAnswer:
        """Serve the first points."""
        question, found, asked = self.question, self.found, self.asked
        read = partial(read_nodes, info, as_of=question.as_of)
        chains = await read([asked.supply.chain], field="chain")
        number = min(limit, len(found.curves[0].share))
        ids = question.tables.ids_of(found.order[: max(number - 1, 0)])
        rows = [None, *await read(ids, field="points.organization")]
        at_random = asked.order is _RANDOM
        served, largest = found.curves
        return ResilienceAnswer(
            **about(
                question,
                DEFINITION,
                asked=asked,
                n=len(found.network.nodes),
                seed=asked.seed if at_random else None,
                warnings=self._warnings(),
            ),
            row=chains[0],
            points=[
                RemovalPoint(
                    row=None if at_random else rows[at],
                    has_row=at > 0 and not at_random,
                    removed=at,
                    lost=int(found.lost[at - 1]) if at and not at_random else None,
                    served=self._share(served, at, Left.SERVED),
                    largest=self._share(largest, at, Left.LARGEST),
                )
                for at in range(number)
            ],
            providers=len(found.network.nodes),
            segments=found.segments,
            served_auc=_number(served.auc),
            largest_auc=_number(largest.auc),
            truncated=number < len(served.share),
        )

    def _share(self, curve: Curve, at: int, which: Left) -> ShareLeft:
        question, at_random = self.question, self.asked.order is _RANDOM
        return ShareLeft(
            value=as_shown(float(curve.share[at])),
            low=as_shown(float(curve.low[at])) if at_random else None,
            high=as_shown(float(curve.high[at])) if at_random else None,
            ref=None if at_random else ref_of(question, ANALYTIC, str(at), which.value, self.asked),
        )

    def _warnings(self) -> list[str]:
        found = self.found
        warnings = [f"{one.name} is not evaluated: {one.reason}" for one in found.not_evaluated]
        if found.served < found.segments:
            warnings.append(
                f"{found.segments - found.served} segments have no local provider from the first."
            )
        if self.question.region is None:
            warnings.append("No region was given: all organisations are local.")
        return warnings


def _number(value: float) -> float | None:
    return None if math.isnan(value) else as_shown(value)

"""``analytics { changes }``: what changed between two days, and which ties moved whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final

import numpy as np
import numpy.typing as npt
import strawberry
from strawberry import Info

from analytics.counted import Counted, Part
from analytics.networks.changes import DEFINITION, Changes, changes
from analytics.networks.changes_evidence import (
    WHOLE_NUMBERS,
    counted_change,
    move_evidence,
    passed_evidence,
    tie_evidence,
)
from analytics.networks.network import Network
from analytics.networks.on_a_day import DayQuestion, network_on_its_day
from analytics.networks.rank_moves import Causes, Measure, causes_of
from analytics.shown import as_shown
from analytics.window import WindowBy
from graph_service.api.analytics.about import about, network_warnings
from graph_service.api.analytics.answer import Question, begin, checked_first, ref_of
from graph_service.api.analytics.arguments import (
    First,
    NetworkArgument,
    Region,
    WindowedBy,
    network_question,
)
from graph_service.api.analytics.change_types import ChangesAnswer, RankMove, TieChange
from graph_service.api.analytics.enums import ChangeMeasure
from graph_service.api.analytics.number_refs import number_refs
from graph_service.api.analytics.refs import ScoreRef, asked_of
from graph_service.api.errors import ApiError
from graph_service.api.selected import read_nodes
from schema.time import PartialDate

__all__ = ["ANALYTIC", "ChangesField", "list_change"]

ANALYTIC: Final = "changes/1"
"""Its name in refs."""
_WEIGHT: Final = "WEIGHT"
_MOST_CAUSES: Final = 50
_PASSED: Final = ("leftBehind", "leftBehindBy")


@dataclass(frozen=True, slots=True)
class _Asked:
    from_: str
    to: str
    day: DayQuestion
    measure: Measure


@dataclass(frozen=True, slots=True)
class _TieAsked:
    """What a ref of a tie names beside its first end."""

    target: str
    whole: _Asked


@strawberry.type
class ChangesField:
    """Mixed into ``Analytics``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Ties gained and lost between two days, who moved in rank, and which ties did "
        "it. Nothing changes from a day to itself."
    )
    async def changes(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Any, None],
        from_: Annotated[
            PartialDate,
            strawberry.argument(name="from", description="The earlier day: the last day of this."),
        ],
        to: Annotated[
            PartialDate, strawberry.argument(description="The later day: the last day of this.")
        ],
        network: NetworkArgument = None,
        by: WindowedBy = WindowBy.START,
        months: Annotated[
            int | None,
            strawberry.argument(
                description="Only what began within so many months before each day; all if left "
                "out."
            ),
        ] = None,
        measure: Annotated[
            ChangeMeasure, strawberry.argument(description="By which number ranks are.")
        ] = Measure.DEGREE,
        causes: Annotated[
            int,
            strawberry.argument(description=f"How many causes a move; at most {_MOST_CAUSES}."),
        ] = 5,
        first: First = 20,
        region: Region = None,
    ) -> ChangesAnswer | None:
        """Compare them."""
        limit = checked_first(first)
        if not 0 <= causes <= _MOST_CAUSES:
            raise ApiError(f"causes is {causes}; it must be from 0 to {_MOST_CAUSES}.")
        if to.last < from_.last:
            raise ApiError(f"from ({from_.last}) is after to ({to.last}); change their places.")
        earlier, later = [await begin(info, day, region) for day in (from_, to)]
        try:
            day = DayQuestion(
                network=network_question(info, network, later.region), by=by, months=months
            )
        except ValueError as error:
            raise ApiError(str(error)) from error
        asked = _Asked(from_.last, to.last, day, measure)
        answer = _Answer(info, later, asked, await _compared(earlier, later, asked), limit, causes)
        return await answer.served([await _network(one, day) for one in (earlier, later)])


async def list_change(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List the activities or ties behind a change."""
    if part is not Part.NUMERATOR:
        return []
    tie = asked_of(_TieAsked, ref) if ref.measure == _WEIGHT else None
    asked = tie.whole if tie else asked_of(_Asked, ref)
    earlier = await begin(_Requested(question.context), PartialDate(asked.from_), question.region)
    days = earlier.tables, question.tables
    if tie is not None:
        listing = partial(tie_evidence, days, asked.day, ref.subject, tie.target)
        return await question.compute(("evidence", ref, part), listing)
    found = await _compared(earlier, question, asked)
    moves = found.moves[asked.measure]
    if not ref.subject:
        listing = partial(counted_change, found, moves, ref.measure)
        return await question.compute(("evidence", ref, part), listing)
    if ref.measure in _PASSED:
        listing = partial(
            passed_evidence, found, moves, ref.subject, ahead=ref.measure == _PASSED[1]
        )
        return await question.compute(("evidence", ref, part), listing)
    listing = partial(
        move_evidence, days, asked.day, found, asked.measure, ref.subject, check=question.check()
    )
    return await question.compute(("evidence", ref, part), listing)


@dataclass(frozen=True, slots=True)
class _Requested:
    """As much of ``strawberry.Info`` as `begin` needs."""

    context: Any


async def _network(question: Question, day: DayQuestion) -> Network:
    return await question.compute(
        ("networkOnDay", day), partial(network_on_its_day, question.tables, day)
    )


async def _compared(earlier: Question, later: Question, asked: _Asked) -> Changes:
    networks = [await _network(one, asked.day) for one in (earlier, later)]
    key = ("changes", earlier.as_of.text, earlier.tables.version, asked.day)
    return await later.compute(key, partial(changes, *networks, check=later.check()))


@dataclass(frozen=True, slots=True)
class _Answer:
    info: Info[Any, None]
    question: Question
    asked: _Asked
    found: Changes
    limit: int
    causes: int

    async def served(self, networks: Sequence[Network]) -> ChangesAnswer:
        """Serve the first rows of each list."""
        found, question = self.found, self.question
        moves = found.moves[self.asked.measure]
        nodes = moves.moved[: self.limit]
        key = ("causes", self.asked, tuple(nodes.tolist()))
        whys: list[Causes] = await question.compute(
            key,
            partial(
                causes_of,
                (found.source, found.target),
                (found.before, found.after),
                self.asked.measure,
                nodes,
                len(found.ids),
                check=question.check(),
            ),
        )
        organizations = await self._read("moves.organization", [found.ids[n] for n in nodes])
        gained, lost = found.gained, found.lost
        listed = [
            await self._ties(edges[: self.limit], None, name)
            for edges, name in ((gained, "gained"), (lost, "lost"))
        ]
        first = [why.edge[: self.causes] for why in whys]
        every = np.concatenate([np.zeros(0, dtype=np.int64), *first])
        adds = [float(add) for why in whys for add in why.contribution[: self.causes]]
        causes = iter(await self._ties(every, adds, "moves.causes"))
        return ChangesAnswer(
            **about(
                question,
                DEFINITION,
                asked=self.asked,
                n=len(found.ids),
                warnings=dict.fromkeys(
                    sentence for network in networks for sentence in network_warnings(network)
                ),
            ),
            from_=self.asked.from_,
            to=self.asked.to,
            gained_count=len(gained),
            lost_count=len(lost),
            kept_count=len(found.kept),
            gained=listed[0],
            lost=listed[1],
            moved_count=len(moves.moved),
            refs=number_refs(question, ANALYTIC, "", WHOLE_NUMBERS, self.asked),
            moves=[
                self._move(int(node), row, why, causes)
                for node, row, why in zip(nodes, organizations, whys, strict=True)
            ],
        )

    def _move(self, node: int, row: object, why: Causes, causes: Iterator[TieChange]) -> RankMove:
        moves = self.found.moves[self.asked.measure]
        behind, ahead = moves.passed(node)
        return RankMove(
            row=row,
            measure=self.asked.measure,
            before=as_shown(float(moves.before[node])),
            after=as_shown(float(moves.after[node])),
            rank_before=int(moves.rank_before[node]),
            rank_after=int(moves.rank_after[node]),
            left_behind=len(behind),
            left_behind_by=len(ahead),
            causes=[next(causes) for _ in range(min(self.causes, len(why.edge)))],
            causes_count=len(why.edge),
            refs=number_refs(self.question, ANALYTIC, self.found.ids[node], _PASSED, self.asked),
            ref=self._ref(self.found.ids[node], self.asked.measure.value, self.asked),
        )

    async def _ties(
        self, edges: npt.NDArray[np.int64], adds: list[float] | None, field: str
    ) -> list[TieChange]:
        found = self.found
        ids = [[found.ids[end] for end in ends[edges]] for ends in (found.source, found.target)]
        sources = await self._read(f"{field}.source", ids[0])
        targets = await self._read(f"{field}.target", ids[1])
        return [
            TieChange(
                rows=rows,
                before=_weight(found.before[edge], found.shared_before[edge]),
                after=_weight(found.after[edge], found.shared_after[edge]),
                shared_before=int(found.shared_before[edge]),
                shared_after=int(found.shared_after[edge]),
                adds=None if adds is None else as_shown(adds[place]),
                ref=self._ref(ids[0][place], _WEIGHT, _TieAsked(ids[1][place], self.asked)),
            )
            for place, (edge, rows) in enumerate(
                zip(edges.tolist(), zip(sources, targets, strict=True), strict=True)
            )
        ]

    async def _read(self, field: str, ids: Sequence[str]) -> list[Any]:
        return await read_nodes(self.info, ids, field=field, as_of=self.question.as_of)

    def _ref(self, subject: str, measure: str, asked: object) -> str:
        question = self.question
        return ref_of(question, ANALYTIC, subject, measure, asked)


def _weight(weight: float, shared: int) -> float | None:
    return as_shown(float(weight)) if shared else None

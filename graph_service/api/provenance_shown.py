"""What was said about a record or link as GraphQL shows it: sources, and conflicts between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

import strawberry
from strawberry import Info

from graph_service.api.acts import CorrectedBy, corrected_by
from graph_service.api.context import Context
from graph_service.api.enum_descriptions import describe
from graph_service.api.source_rows import SourceRow
from graph_service.store.contests import Contest, Reason, contests
from graph_service.store.standing import NO_CLOSINGS, Closings
from graph_service.value_text import value_text
from schema.declarations import Property
from schema.packs import MANUAL
from schema.statements import Run, Statement
from schema.time import PartialDate

__all__ = ["CONTESTED", "Conflict", "SaidValue", "SourceList", "contested", "source_list"]

_Said: TypeAlias = Sequence[tuple[Run, Statement, int]]

CONTESTED: Final = 20
"""Offers of one property that are shown."""

describe(
    Reason,
    "ConflictReason",
    "Why one value is shown, not another.",
    {
        "PRIORITY": "Its source is believed more: the pack gives it a greater priority.",
        "PERIOD": "It speaks of a later period.",
        "ROW": "It stands further down in its file.",
        "NAME": "Nothing else tells them apart; names of sources decide, always alike.",
        "FIRST": "A type is settled by the first source that states one.",
    },
)


@strawberry.type(description="A value that was said of a property.")
class SaidValue:
    """A property and its value as text."""

    property: str = strawberry.field(description="Name of the field.")
    label: str = strawberry.field(description="Its Chinese label.")
    value: str = strawberry.field(
        description="As text: an ISO date, a number, a code, an amount with its currency; empty where "
        "people say that it is not known."
    )


@strawberry.type(description="One thing that an import said about a record or link.")
class Source:
    """What one run said, however many of its rows said it."""

    run: strawberry.ID = strawberry.field(description="Id of the import.")
    source: str = strawberry.field(description="Who says it.")
    period: PartialDate | None = strawberry.field(description="Of when it speaks, if it says so.")
    priority: int = strawberry.field(description="How much the source is believed; larger wins.")
    type: str = strawberry.field(description="The type that it states; empty if none.")
    values: list[SaidValue] = strawberry.field(description="What it says.")
    rows: int = strawberry.field(description="How many of its rows say it.")
    ordinal: strawberry.Private[int]

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="The last row that says it; null if it was not kept."
    )
    async def row(self, info: Info[Any, None]) -> SourceRow | None:
        """Find it among the rows that imports keep."""
        context: Context = info.context
        kept = await context.in_time(context.said.row(str(self.run), self.ordinal))
        return (
            None
            if kept is None
            else SourceRow(
                file=kept.file, sheet=kept.sheet, number=kept.number, kept=kept, run=str(self.run)
            )
        )

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Who says it, when and why, where people correct the sources; null of imports."
    )
    async def correction(self, info: Info[Any, None]) -> CorrectedBy | None:
        """Find it in the ledger."""
        context: Context = info.context
        if self.source != MANUAL:
            return None
        return corrected_by(await context.in_time(context.said.act(str(self.run))))


@strawberry.type(description="What was said about a record or link.")
class SourceList:
    """The first sources, and how many there are."""

    total_count: int = strawberry.field(description="How many there are.")
    nodes: list[Source] = strawberry.field(description="In the order in which they arrived.")


@strawberry.type(description="A value of a property, and who believes it.")
class Offer:
    """A value in a conflict."""

    value: str = strawberry.field(
        description="As text; empty where people say that it is not known."
    )
    source: Source = strawberry.field(description="Who says it; of several, the most believed.")
    reason: Reason | None = strawberry.field(
        description="Why the value before it is believed more; null for the first."
    )


@strawberry.type(description="A property about which the sources of a record or link disagree.")
class Conflict:
    """GraphQL's view of `graph_service.store.contests.Contest`."""

    property: str = strawberry.field(description="Name of the field; `type` for a record's type.")
    label: str = strawberry.field(description="Its Chinese label.")
    total_count: int = strawberry.field(description="How many values there are.")
    offers: list[Offer] = strawberry.field(
        description=f"At most {CONTESTED} values: the one that is shown, then by belief."
    )


def source_list(said: _Said, first: int, public: Mapping[str, Property]) -> SourceList:
    """Show the first that said something, as far as it is of public properties."""
    return SourceList(
        total_count=len(said), nodes=[_source(*one, public=public) for one in said[:first]]
    )


def contested(
    context: Context,
    said: _Said,
    public: Mapping[str, Property],
    closings: Closings = NO_CLOSINGS,
) -> list[Conflict]:
    """Show the properties about which sources disagree, as far as they are public."""
    return [
        _conflict(said, contest, public)
        for contest in contests(said, context.catalogue.unclassified, closings)
        if contest.property in public or contest.property == "type"
    ]


def _conflict(said: _Said, contest: Contest, public: Mapping[str, Property]) -> Conflict:
    declared = public.get(contest.property)
    return Conflict(
        property=contest.property,
        label=declared.label if declared else "类型",
        total_count=len(contest.offers),
        offers=[
            Offer(
                value=value_text(offer.value),
                source=_source(*said[offer.statement], public=public),
                reason=reason,
            )
            for offer, reason in zip(
                contest.offers[:CONTESTED], (None, *contest.reasons), strict=False
            )
        ],
    )


def _source(run: Run, said: Statement, count: int, *, public: Mapping[str, Property]) -> Source:
    return Source(
        run=strawberry.ID(run.id),
        source=run.source,
        period=PartialDate(run.period) if run.period else None,
        priority=run.priority,
        type=said.type,
        values=[
            SaidValue(property=name, label=public[name].label, value=value_text(value))
            for name, value in said.values.items()
            if name in public
        ],
        rows=count,
        ordinal=said.row,
    )

"""The root fields ``dataQuality`` and ``qualityFindings``: what is wrong in the graph, and where."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any, Final

import strawberry
from strawberry import Info

from graph_service.api.analytics.answer import Definition, definition_of, stale_field
from graph_service.api.context import Context
from graph_service.api.cursors import decode, digest_of, encode
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.page_arguments import DEFAULT_LENGTH, First, check_length
from graph_service.api.selected import interface_type, read_nodes
from graph_service.quality.duplicates import duplicates
from graph_service.quality.figures import (
    STALE_MONTHS,
    Finding,
    Group,
    Measure,
    Place,
    Question,
)
from graph_service.quality.kinds import KINDS, Kind
from graph_service.quality.measures import listed, measures
from graph_service.quality.surveys import RecentSurvey
from graph_service.store.port import DeadlineExceeded
from schema.time import PartialDate

__all__ = ["DataQualityQuery"]

_GROUPS: Final = 1_000
"""Groups of one measure that are shown."""
_LONGEST: Final = 1_200
"""Months after which a saying may be called old."""

strawberry.enum(Kind, name="QualityKind", description="What can be wrong with data.")
for _value in Kind.__strawberry_definition__.values:  # type: ignore[attr-defined]
    _value.description = f"{KINDS[Kind[_value.name]].label}."


@strawberry.type(description="Findings of one kind, of one type, property or source.")
class QualityGroup:
    """GraphQL's view of `graph_service.quality.measures.Group`."""

    type: str | None = strawberry.field(description="Type of record or link, if it is of one.")
    type_label: str | None = strawberry.field(description="Its Chinese label.")
    property: str | None = strawberry.field(
        description="Property, if it is of one; `type` for what a record is."
    )
    property_label: str | None = strawberry.field(description="Its Chinese label.")
    source: str | None = strawberry.field(description="Source, if it is of one.")
    newest_period: str | None = strawberry.field(
        description="Of a source: the last day of its newest period."
    )
    count: int = strawberry.field(description="How many findings.")
    out_of: int | None = strawberry.field(description="Of how many.")
    share: float | None = strawberry.field(description="count of outOf; null if that is 0.")
    missing_share: float | None = strawberry.field(
        description="Share of outOf of which it cannot be told, because values are missing."
    )


@strawberry.type(description="All findings of one kind.")
class QualityMeasure:
    """GraphQL's view of `graph_service.quality.measures.Measure`."""

    kind: Kind = strawberry.field(description="Which kind.")
    label: str = strawberry.field(description="Its Chinese label.")
    definition: Definition = strawberry.field(description="What is counted.")
    count: int = strawberry.field(description="How many findings: the sum over the groups.")
    out_of: int | None = strawberry.field(
        description="Of how many; null for pairs, which are part of nothing."
    )
    share: float | None = strawberry.field(description="count of outOf; null if that is 0.")
    missing_share: float | None = strawberry.field(
        description="Share of outOf of which it cannot be told, because values are missing."
    )
    groups: list[QualityGroup] = strawberry.field(
        description=f"By type, property and source; at most {_GROUPS}, the largest shares first."
    )


@strawberry.type(description="What is wrong in the graph, by kind. 数据质量")
class DataQuality:
    """The answer."""

    graph_version: str = strawberry.field(description="Version of the graph that was looked at.")
    stale: bool = stale_field()
    as_of: str = strawberry.field(description="The day it speaks of.")
    records: int = strawberry.field(description="How many records there are.")
    links: int = strawberry.field(description="How many links are shown.")
    measures: list[QualityMeasure] = strawberry.field(description="One for each kind asked for.")


@strawberry.type(description="One finding.")
class QualityFinding:
    """GraphQL's view of `graph_service.quality.measures.Finding`."""

    type: str | None = strawberry.field(description="Type of record or link of its group.")
    property: str | None = strawberry.field(description="Property of its group.")
    source: str | None = strawberry.field(description="Source of its group.")
    node_id: strawberry.ID = strawberry.field(description="Id of the record it is about.")
    other_id: strawberry.ID | None = strawberry.field(
        description="Id of the other record, of a pair or link."
    )
    detail: str = strawberry.field(
        description="What else tells it: the code, the period's last day, the link, the reason of a pair."
    )
    node: Any = strawberry.field(
        description="The record it is about; null if it is not in the graph.",
        graphql_type=interface_type("Node") | None,
    )
    other: Any = strawberry.field(
        description="The other record; null if there is none in the graph.",
        graphql_type=interface_type("Node") | None,
    )
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of findings.")
class QualityFindingList:
    """The answer."""

    graph_version: str = strawberry.field(description="Version of the graph that was looked at.")
    stale: bool = stale_field()
    total_count: int = strawberry.field(description="How many there are: the number shown.")
    items: list[QualityFinding] = strawberry.field(
        description="By type, property and source, then by ids."
    )
    has_next_page: bool = strawberry.field(description="Whether it goes on.")


_AsOf = Annotated[
    PartialDate | None,
    strawberry.argument(description="The day; that of the request if left out. A month ends it."),
]
_StaleMonths = Annotated[
    int, strawberry.argument(description="After how many months a saying is old.")
]


@strawberry.type
class DataQualityQuery:
    """Mixed into ``Query``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="What is missing, contradictory, old or doubtful, counted by kind. 数据质量"
    )
    async def data_quality(
        self,
        info: Info[Context, None],
        kinds: Annotated[
            list[Kind] | None, strawberry.argument(description="Which; all if left out.")
        ] = None,
        as_of: _AsOf = None,
        stale_months: _StaleMonths = STALE_MONTHS,
    ) -> DataQuality | None:
        """Count it."""
        context = info.context
        chosen = tuple(Kind) if kinds is None else tuple(dict.fromkeys(kinds))
        question = _question(context, as_of, stale_months)
        recent = await _recent(context)
        survey = recent.survey
        found = await asyncio.to_thread(measures, survey, question, chosen)
        by_kind = {measure.kind: measure for measure in found}
        if Kind.DUPLICATE in chosen:
            by_kind[Kind.DUPLICATE] = await context.in_time(duplicates(context.store))
        return DataQuality(
            graph_version=survey.version,
            stale=recent.stale,
            as_of=question.as_of,
            records=sum(len(records.ids) for records in survey.records.values()),
            links=sum(survey.links.values()),
            measures=[_measure(context, by_kind[kind]) for kind in chosen],
        )

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="The findings that a figure of dataQuality counts, with their records. 数据质量明细"
    )
    async def quality_findings(
        self,
        info: Info[Context, None],
        *,
        kind: Annotated[Kind, strawberry.argument(description="Of which kind.")],
        type: Annotated[  # noqa: A002 - the argument's name
            str | None, strawberry.argument(description="Of this type of record or link only.")
        ] = None,
        property: Annotated[  # noqa: A002 - the argument's name
            str | None, strawberry.argument(description="Of this property only.")
        ] = None,
        source: Annotated[
            str | None, strawberry.argument(description="Of this source only.")
        ] = None,
        first: First = DEFAULT_LENGTH,
        after: Annotated[
            str | None, strawberry.argument(description="Those behind this cursor.")
        ] = None,
        as_of: _AsOf = None,
        stale_months: _StaleMonths = STALE_MONTHS,
    ) -> QualityFindingList | None:
        """List a page of them."""
        check_length(first)
        context = info.context
        question = _question(context, as_of, stale_months)
        digest = digest_of("qualityFindings", [kind.value, type, property, source])
        place = None if after is None else _place(after, digest)
        recent = await _recent(context)
        if kind is Kind.DUPLICATE:
            measure = await context.in_time(duplicates(context.store))
        else:
            (measure,) = await asyncio.to_thread(measures, recent.survey, question, [kind])

        def wanted(group: Group) -> bool:
            asked = zip((type, property, source), group.key(), strict=True)
            return all(name is None or name == own for name, own in asked)

        total, page, more = await asyncio.to_thread(
            listed, measure, after=place, limit=first, wanted=wanted
        )
        day = PartialDate(question.as_of)
        ids = [f.node for _, f in page] + [f.other or f.node for _, f in page]
        rows = await read_nodes(info, ids, field=("items.node", "items.other"), as_of=day)
        return QualityFindingList(
            graph_version=recent.survey.version,
            stale=recent.stale,
            total_count=total,
            items=[
                _finding(one, node, other, digest)
                for one, node, other in zip(page, rows[: len(page)], rows[len(page) :], strict=True)
            ],
            has_next_page=more,
        )


def _question(context: Context, as_of: PartialDate | None, stale_months: int) -> Question:
    if not 0 <= stale_months <= _LONGEST:
        raise ApiError(f"staleMonths is {stale_months}; it must be from 0 to {_LONGEST}.")
    return Question(context.catalogue, as_of.last if as_of else context.as_of, stale_months)


async def _recent(context: Context) -> RecentSurvey:
    await context.begin_elsewhere()
    try:
        recent = await context.in_time(context.surveys.recent())
    except DeadlineExceeded:
        # It goes on being made and is kept for the next request.
        raise ApiError(
            "Going through the graph takes longer than a request may; ask again in a moment.",
            ErrorCode.TIMEOUT,
        ) from None
    context.stale = context.stale or recent.stale
    return recent


def _place(after: str, digest: str) -> Place:
    type_, name, source, *finding = (str(key) for key in decode(after, digest, (), 6))
    return Place((type_, name, source), Finding(*finding))


def _measure(context: Context, measure: Measure) -> QualityMeasure:
    told = KINDS[measure.kind]
    pairs = measure.kind is Kind.DUPLICATE
    out_of = None if pairs else measure.out_of
    shown = sorted(measure.groups, key=lambda g: -(g.count / g.out_of if g.out_of else 0))
    return QualityMeasure(
        kind=measure.kind,
        label=told.label,
        definition=definition_of(told.definition),
        count=measure.count,
        out_of=out_of,
        share=_share(measure.count, out_of),
        missing_share=_share(measure.unknown, out_of),
        groups=[_group(context, group, pairs=pairs) for group in shown[:_GROUPS]],
    )


def _group(context: Context, group: Group, *, pairs: bool) -> QualityGroup:
    catalogue = context.catalogue
    declared = catalogue.by_name.get(group.type) or catalogue.links.get(group.type)
    properties: Sequence[Any] = declared.properties if declared else ()
    labels = {p.name: p.label for p in properties} | {"type": "类型"}
    out_of = None if pairs else group.out_of
    return QualityGroup(
        type=group.type or None,
        type_label=declared.label if declared else None,
        property=group.property or None,
        property_label=labels.get(group.property),
        source=group.source or None,
        newest_period=group.period or None,
        count=group.count,
        out_of=out_of,
        share=_share(group.count, out_of),
        missing_share=_share(group.unknown, out_of),
    )


def _finding(place: Place, node: Any, other: Any, digest: str) -> QualityFinding:
    (type_, name, source), finding = place
    return QualityFinding(
        type=type_ or None,
        property=name or None,
        source=source or None,
        node_id=strawberry.ID(finding.node),
        other_id=strawberry.ID(finding.other) if finding.other else None,
        detail=finding.detail,
        node=node,
        other=other if finding.other else None,
        cursor=encode(digest, (type_, name, source, *finding)),
    )


def _share(count: int, out_of: int | None) -> float | None:
    return count / out_of if out_of else None

"""The root fields ``dataQuality`` and ``qualityFindings``: what is wrong in the graph, and where."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

import strawberry
from strawberry import Info

from graph_service.api.analytics.answer import definition_of
from graph_service.api.analytics.refs import ScoreRef, encode_ref
from graph_service.api.context import Context
from graph_service.api.cursors import decode, digest_of, encode
from graph_service.api.data_quality_types import (
    MOST_GROUPS,
    DataQuality,
    QualityFinding,
    QualityFindingList,
    QualityGroup,
    QualityMeasure,
)
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.page_arguments import DEFAULT_LENGTH, First, check_length
from graph_service.api.selected import read_nodes
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

__all__ = ["ANALYTIC", "DataQualityQuery", "QualityAsked", "figures_of"]

ANALYTIC: Final = "dataQuality/1"
"""Its name in refs."""

_LONGEST: Final = 1_200
"""Months after which a saying may be called old."""


@dataclass(frozen=True, slots=True)
class QualityAsked:
    """Which findings of a kind a figure counts.

    Attributes
    ----------
    stale_months : int
    group : tuple of str or None
        Type, property and source of its group; None for all groups.
    """

    stale_months: int
    group: tuple[str, str, str] | None = None

    def means(self, group: Group) -> bool:
        """Say whether it counts the findings of a group."""
        return self.group is None or group.key() == self.group


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
            measures=[
                _measure(context, by_kind[kind], _Refs(kind, survey.version, question))
                for kind in chosen
            ],
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
        measure = await _measured(context, kind, recent, question)

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


async def figures_of(
    context: Context, kind: Kind, as_of: PartialDate, stale_months: int
) -> Measure:
    """Work out the figures of a kind.

    Raises
    ------
    ApiError
        If that takes too long.
    """
    question = _question(context, as_of, stale_months)
    return await _measured(context, kind, await _recent(context), question)


async def _measured(
    context: Context, kind: Kind, recent: RecentSurvey, question: Question
) -> Measure:
    if kind is Kind.DUPLICATE:
        return await context.in_time(duplicates(context.store))
    (measure,) = await asyncio.to_thread(measures, recent.survey, question, [kind])
    return measure


def _question(context: Context, as_of: PartialDate | None, stale_months: int) -> Question:
    if not 0 <= stale_months <= _LONGEST:
        raise ApiError(f"staleMonths is {stale_months}; it must be from 0 to {_LONGEST}.")
    return Question(
        context.served.public.catalogue, as_of.last if as_of else context.as_of, stale_months
    )


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


@dataclass(frozen=True, slots=True)
class _Refs:
    """The refs of the figures of a kind."""

    kind: Kind
    version: str
    question: Question

    def of(self, group: Group | None) -> str | None:
        """Return the ref of a group's figure, or of that of all."""
        if self.kind is Kind.MISSING_END:
            return None
        asked = QualityAsked(self.question.stale_months, None if group is None else group.key())
        day, kind = self.question.as_of, self.kind.value
        return encode_ref(ScoreRef(ANALYTIC, self.version, day, None, "", kind, asked))


def _measure(context: Context, measure: Measure, refs: _Refs) -> QualityMeasure:
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
        ref=refs.of(None),
        groups=[
            _group(context, group, refs.of(group), pairs=pairs) for group in shown[:MOST_GROUPS]
        ],
    )


def _group(context: Context, group: Group, ref: str | None, *, pairs: bool) -> QualityGroup:
    catalogue = context.served.public.catalogue
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
        ref=ref,
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

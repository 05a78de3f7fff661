"""``analytics { evidence }``: the nodes and links behind a number."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import strawberry
from strawberry import Info

import analytics.definition
from analytics.chains.coverage import DEFINITION as COVERAGE
from analytics.chains.evidence import chain_evidence
from analytics.chains.provisions import ChainColumn
from analytics.counted import Counted, Part
from analytics.industry_links.evidence import evidence
from analytics.industry_links.industry_ties import INDICATORS, Indicator
from analytics.shown import as_shown
from analytics.tables import Tables
from graph_service.api.analytics.answer import (
    Definition,
    Question,
    begin,
    checked_first,
    definition_of,
    present,
    stale_field,
)
from graph_service.api.analytics.chain_index import chain_index
from graph_service.api.analytics.refs import CellRef, IndicatorRef, ScoreRef, decode_ref
from graph_service.api.analytics.score_evidence import SCORES
from graph_service.api.context import Context
from graph_service.api.cursors import decode, digest_of, encode
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.selected import interface_type, read_nodes, selects
from schema.time import PartialDate

__all__ = ["Evidence", "answer_evidence"]

_NODE = interface_type("Node")


@strawberry.type(description="A link that was counted.")
class EvidenceLink:
    """One link."""

    type: str = strawberry.field(description="Type of the link.")
    source: strawberry.ID = strawberry.field(description="Id of its source.")
    target: strawberry.ID = strawberry.field(description="Id of its target.")


@strawberry.type(description="A source that says something of a node.")
class EvidenceSource:
    """GraphQL's view of `schema.statements.Run`."""

    name: str = strawberry.field(description="Name of the source, such as a file or a register.")
    period: str | None = strawberry.field(
        description="The day, month or year that its issue speaks of; null if it does not say."
    )
    run: strawberry.ID = strawberry.field(description="The reading that brought it.")


@strawberry.type(description="One thing that was counted.")
class EvidenceItem:
    """GraphQL's view of `analytics.counted.Counted`."""

    rows: strawberry.Private[tuple[object, object]]
    has_activity: strawberry.Private[bool]
    weight: float = strawberry.field(description="What it adds to the number shown.")
    day: str | None = strawberry.field(
        description="The latest day on which a single tie may have begun; null if nobody says."
    )
    links: list[EvidenceLink] = strawberry.field(description="The links that make it count.")
    sources: list[EvidenceSource] = strawberry.field(
        description="Who says something of `node`, in the order of arrival."
    )
    cursor: str = strawberry.field(description="Its place, for `after`.")

    @strawberry.field(description="The partner, the segment, or the activity.", graphql_type=_NODE)  # type: ignore[untyped-decorator]
    def node(self) -> Any:
        """The row read for it."""
        return present(self.rows[0])

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="The project, contract, patent, achievement or platform of a single tie; "
        "null where something counts once.",
        graphql_type=_NODE | None,
    )
    def activity(self) -> Any:
        """The row read for it."""
        return present(self.rows[1]) if self.has_activity else None


@strawberry.type(description="What was counted for a number.")
class Evidence:
    """The answer."""

    graph_version: str = strawberry.field(description="Version of the graph it is of.")
    stale: bool = stale_field()
    as_of: str = strawberry.field(description="The day it speaks of.")
    region: str | None = strawberry.field(description="Prefix of the local district codes.")
    indicator: Indicator | None = strawberry.field(
        description="Which number of an organisation it is of; null for a cell."
    )
    column: ChainColumn | None = strawberry.field(
        description="Which cell of a chain it is of; null for an indicator."
    )
    measure: str | None = strawberry.field(
        description="Which score it is of; null for an indicator and a cell."
    )
    part: Part = strawberry.field(description="Which part of the number.")
    definition: Definition = strawberry.field(description="What was counted.")
    warnings: list[str] = strawberry.field(description="What a reader must know.")
    count: int = strawberry.field(description="Length of the whole list.")
    weight: float = strawberry.field(
        description="Sum of its weights: the number shown, to nine digits after the point."
    )
    items: list[EvidenceItem] = strawberry.field(description="A page of it, by ids.")
    has_next_page: bool = strawberry.field(description="Whether it goes on.")


async def answer_evidence(
    info: Info[Any, None], *, ref: str, part: Part, first: int, after: str | None
) -> Evidence:
    """Answer the field; see its arguments."""
    limit = checked_first(first)
    asked = decode_ref(ref)
    digest = digest_of("evidence", [ref, part.value])
    day = PartialDate(asked.as_of)
    region = asked.region if isinstance(asked, ScoreRef) else asked.question.region
    question = await begin(info, day, region)
    number = _Number.of(question, asked, part)
    counted = await number.list_it()
    begin_at = 0
    if after is not None:
        place = tuple(str(key) for key in decode(after, digest, (), 3))
        begin_at = bisect_right(counted, place, key=lambda thing: thing.position)
    page = counted[begin_at : begin_at + limit]
    nodes = await read_nodes(info, [thing.node for thing in page], field="items.node", as_of=day)
    # A thing without an activity is asked for by its own id: rows keep their places.
    activities = await read_nodes(
        info, [thing.activity or thing.node for thing in page], field="items.activity", as_of=day
    )
    sources = await _sources(info, [thing.node for thing in page])
    changed = asked.version != question.tables.version
    return Evidence(
        graph_version=question.tables.version,
        stale=question.stale,
        as_of=day.text,
        region=number.region,
        indicator=number.indicator,
        column=number.column,
        measure=number.measure,
        part=part,
        definition=definition_of(number.definition),
        warnings=["The graph has changed since the number was shown."] if changed else [],
        count=len(counted),
        weight=as_shown(math.fsum(thing.weight for thing in counted)),
        items=[
            EvidenceItem(
                rows=rows,
                has_activity=thing.activity is not None,
                weight=thing.weight,
                day=thing.day,
                links=[
                    EvidenceLink(
                        type=link.type,
                        source=strawberry.ID(link.source),
                        target=strawberry.ID(link.target),
                    )
                    for link in thing.links
                ],
                sources=sources.get(thing.node, []),
                cursor=encode(digest, thing.position),
            )
            for thing, rows in zip(page, zip(nodes, activities, strict=True), strict=True)
        ],
        has_next_page=begin_at + limit < len(counted),
    )


async def _sources(info: Info[Any, None], ids: list[str]) -> dict[str, list[EvidenceSource]]:
    """Ask the store once for all nodes; not at all if the query does not want to know."""
    if not selects(info, "items.sources"):
        return {}
    context: Context = info.context
    distinct = tuple(dict.fromkeys(ids))
    found = await context.in_time(context.store.describe(distinct))
    return {
        id_: [
            EvidenceSource(name=run.source, period=run.period or None, run=strawberry.ID(run.id))
            for run in dict.fromkeys(run for run, _, _ in said.statements)
        ]
        for id_, said in zip(distinct, found, strict=True)
        if said is not None
    }


@dataclass(frozen=True, slots=True)
class _Number:
    """What a ref stands for, found in the graph as it is now."""

    region: str | None
    definition: analytics.definition.Definition
    list_it: Callable[[], Awaitable[list[Counted]]]
    indicator: Indicator | None = None
    column: ChainColumn | None = None
    measure: str | None = None

    @classmethod
    def of(cls, question: Question, ref: IndicatorRef | CellRef | ScoreRef, part: Part) -> _Number:
        """Find it; raise `ApiError` if what it is of is not there any more."""
        tables = question.tables
        if isinstance(ref, ScoreRef):
            if ref.analytic not in SCORES:
                raise ApiError("ref is not a ref of this version of the service.")
            score = SCORES[ref.analytic]
            return cls(
                ref.region,
                score.definition(ref.measure),
                partial(score.listing, question, ref, part),
                measure=ref.measure,
            )
        listing: Callable[[], list[Counted]]
        if isinstance(ref, CellRef):
            chain = chain_index(tables, ref.question.chain)
            segment = None if ref.segment is None else _found(tables, "segment", ref.segment)
            listing = partial(
                chain_evidence,
                tables,
                ref.question,
                chain,
                segment=segment,
                column=ref.column,
                part=part,
            )
            listed = partial(question.compute, ("evidence", ref, part), listing)
            return cls(ref.question.region, COVERAGE, listed, column=ref.column)
        unit = _found(tables, "organisation", ref.unit)
        listing = partial(evidence, tables, ref.question, unit, ref.indicator, part)
        listed = partial(question.compute, ("evidence", ref, part), listing)
        return cls(ref.region, INDICATORS[ref.indicator], listed, indicator=ref.indicator)


def _found(tables: Tables, what: str, id_: str) -> int:
    index = tables.index_of(id_)
    if index is None:
        raise ApiError(f"There is no {what} {id_!r} any more.", ErrorCode.NOT_FOUND)
    return index

"""``weakIndustryLinks { rows { introductions } }``: whom a weak organisation should meet, by whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

import numpy as np
import strawberry
from strawberry import Info

from analytics.counted import Counted, Part
from analytics.industry_links.acquaintances import links_along
from analytics.industry_links.introductions import LONGEST, Introducer, Introduction
from analytics.industry_links.introductions_evidence import Closeness, introduction_evidence
from analytics.industry_links.weak_links import WeakLinksQuestion
from graph_service.api.analytics.answer import Question, present, ref_of
from graph_service.api.analytics.enums import Locality
from graph_service.api.analytics.refs import ScoreRef, asked_of
from graph_service.api.analytics.scores import Score
from graph_service.api.context import Context
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.selected import interface_type, object_type, read_nodes
from graph_service.api.walks import GraphLink, GraphPath
from schema.catalogue import Catalogue

__all__ = ["ANALYTIC", "MOST", "ProposedIntroduction", "introductions_of", "list_introduction"]

T = TypeVar("T")

ANALYTIC: Final = "introductions/1"
"""Its name in refs."""
MOST: Final = 20
"""How many are proposed to one organisation at most."""

_ORGANIZATION, _SEGMENT = interface_type("Organization"), object_type("ChainSegment")
_FIELD = "rows.introductions"


@strawberry.type(description="An enterprise that the organisation should meet, and the way there.")
class ProposedIntroduction:
    """GraphQL's view of `analytics.industry_links.introductions.Introduction`."""

    rows: strawberry.Private[tuple[object, list[object]]]
    scores: list[Score] = strawberry.field(
        description="SHARED_SEGMENTS, RELATEDNESS (0 to 1) and DISTANCE (ties between the two)."
    )
    locality: Locality = strawberry.field(description="How near the enterprise is.")
    path: GraphPath | None = strawberry.field(
        description="The shortest way over people and organisations that are known to each other; "
        "null where there is none."
    )
    path_reason: str | None = strawberry.field(
        description="Why there is no path; null where there is one."
    )

    @strawberry.field(description="The enterprise.", graphql_type=_ORGANIZATION)  # type: ignore[untyped-decorator]
    def enterprise(self) -> Any:
        """The row read for it."""
        return present(self.rows[0])

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="The segments of industry chains that both are in, by id.",
        graphql_type=list[_SEGMENT],  # type: ignore[valid-type]
    )
    def shared_segments(self) -> Any:
        """The rows read for them."""
        return [present(row) for row in self.rows[1]]


@dataclass(frozen=True, slots=True)
class _Pair:
    """What a ref of a closeness names beside the organisation."""

    enterprise: str


async def introductions_of(
    info: Info[Any, None], question: Question, asked: WeakLinksQuestion, units: Any, first: int
) -> list[list[ProposedIntroduction]]:
    """Propose enterprises to the organisations of a page.

    Parameters
    ----------
    info : strawberry.Info
    question : Question
    asked : WeakLinksQuestion
    units : ndarray of int64
        Node indices.
    first : int
        How many for each.
    """
    context: Context = info.context
    tables, check = question.tables, question.check()
    every = context.served.public.catalogue.members("Organization")

    key = ("introductions", asked, tuple(units.tolist()), first)
    proposed: list[tuple[Introduction, ...]] = await question.compute(
        key,
        lambda: Introducer(tables, asked, every).introduce(units, first, check=check),
    )
    flat = [one for row in proposed for one in row]
    read = partial(read_nodes, info, as_of=question.as_of)
    nodes = [
        iter(
            await read(
                tables.ids_of(np.array(indices, dtype=np.int64)),
                field=f"{_FIELD}.{field}",
            )
        )
        for field, indices in (
            ("enterprise", [one.enterprise for one in flat]),
            ("sharedSegments", [node for one in flat for node in one.shared]),
            ("path.nodes", [node for one in flat for node in one.way]),
        )
    ]
    served = iter(
        [
            _served(question, context.catalogue, unit, one, nodes)
            for unit, row in zip(tables.ids_of(units), proposed, strict=True)
            for one in row
        ]
    )
    return [_taken(served, len(row)) for row in proposed]


async def list_introduction(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List what was counted for a closeness.

    Raises
    ------
    ApiError
        If one of the two is not there any more.
    """
    unit, enterprise = (
        _found(question, id_) for id_ in (ref.subject, asked_of(_Pair, ref).enterprise)
    )
    if ref.measure not in {*Closeness}:
        raise ApiError("ref is not a ref of this version of the service.")
    listing = partial(
        introduction_evidence, question.tables, unit, enterprise, Closeness(ref.measure), part
    )
    return await question.compute(("evidence", ref, part), listing)


def _found(question: Question, id_: str) -> int:
    index = question.tables.index_of(id_)
    if index is None:
        raise ApiError(f"There is no organisation {id_!r} any more.", ErrorCode.NOT_FOUND)
    return index


def _served(
    question: Question,
    catalogue: Catalogue,
    unit: str,
    one: Introduction,
    nodes: Sequence[Iterator[object]],
) -> ProposedIntroduction:
    tables = question.tables
    enterprises, segments, path = nodes
    enterprise = tables.id_of(one.enterprise)

    def score(closeness: Closeness, value: float | None, reason: str) -> Score:
        return Score(
            measure=closeness.value,
            value=value,
            reason=None if value is not None else reason,
            ref=None
            if value is None or closeness is Closeness.DISTANCE
            else ref_of(question, ANALYTIC, unit, closeness.value, _Pair(enterprise)),
        )

    way = None
    if one.way:
        way = GraphPath(
            nodes=_taken(path, len(one.way)),
            links=[
                GraphLink(
                    type=link.type,
                    label=catalogue.links[link.type].label,
                    source=strawberry.ID(link.source),
                    target=strawberry.ID(link.target),
                    key="",
                )
                for step in links_along(tables, one.way)
                for link in step
            ],
        )
    return ProposedIntroduction(
        rows=(next(enterprises), _taken(segments, len(one.shared))),
        scores=[
            score(Closeness.SHARED_SEGMENTS, float(len(one.shared)), ""),
            score(
                Closeness.RELATEDNESS,
                one.relatedness,
                "One of the two is in no segment of an industry chain.",
            ),
            score(
                Closeness.DISTANCE,
                None if one.distance is None else float(one.distance),
                "No ties of the kinds and the window asked for lead from one to the other.",
            ),
        ],
        locality=one.locality,
        path=way,
        path_reason=None
        if way
        else f"No way of at most {LONGEST} links over people and organisations leads there.",
    )


def _taken(values: Iterator[T], number: int) -> list[T]:
    return [next(values) for _ in range(number)]

"""What adds up to the numbers of ``ecosystemMap``: neighbours, links, activities, records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import orjson

import analytics.definition
from analytics.counted import Counted, Part
from analytics.maps.districts import DEFINITIONS, DistrictMeasure
from analytics.maps.ecosystem_map import DEFINITION
from analytics.maps.evidence import district_things, flow_things, link_things, neighbours_met
from analytics.maps.flows import DEFINITION as FLOWS
from analytics.maps.flows import FlowsQuestion
from analytics.maps.question import MapQuestion
from graph_service.api.analytics.answer import Question
from graph_service.api.analytics.refs import ScoreRef, asked_of
from graph_service.api.ecosystem_map.charted import charted
from graph_service.api.errors import ApiError

__all__ = [
    "ANALYTIC",
    "DEGREE",
    "DISTRICT",
    "FLOW_LINKS",
    "FLOW_WEIGHT",
    "LINK_WEIGHT",
    "WEIGHT",
    "MapAsked",
    "map_meaning",
    "map_things",
]

ANALYTIC: Final = "ecosystemMap/1"
DEGREE: Final = "DEGREE"
WEIGHT: Final = "WEIGHT"
LINK_WEIGHT: Final = "LINK_WEIGHT"
FLOW_LINKS: Final = "FLOW_LINKS"
FLOW_WEIGHT: Final = "FLOW_WEIGHT"
DISTRICT: Final = "DISTRICT_"
"""What the name of a measure of districts begins with."""

_NO_REF: Final = "ref is not a ref; use the ref of a number of the map."


@dataclass(frozen=True, slots=True)
class MapAsked:
    """What is asked.

    Attributes
    ----------
    map : MapQuestion
    flows : FlowsQuestion or None
        Of a flow its columns.
    """

    map: MapQuestion
    flows: FlowsQuestion | None = None


def map_meaning(measure: str) -> analytics.definition.Definition:
    """Say what a number of a map means."""
    if measure in {FLOW_LINKS, FLOW_WEIGHT}:
        return FLOWS
    if measure.startswith(DISTRICT):
        return DEFINITIONS[_measure(measure)]
    return DEFINITION


async def map_things(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List what a number of a map is the sum of."""
    asked = asked_of(MapAsked, ref)
    of_district = ref.measure.startswith(DISTRICT)
    if part is Part.EXCLUDED or (part is Part.DENOMINATOR and not of_district):
        return []
    map_ = await charted(question, asked.map)
    tables, chart, of = question.tables, map_.chart, asked.map
    listing: Callable[[], list[Counted]]
    if of_district:
        listing = partial(
            district_things,
            tables,
            chart,
            of,
            ref.subject,
            _measure(ref.measure),
            divisor=part is Part.DENOMINATOR,
        )
    elif ref.measure in {DEGREE, WEIGHT}:
        weighted = ref.measure == WEIGHT
        listing = partial(neighbours_met, tables, chart, of, ref.subject, weighted=weighted)
    elif ref.measure == LINK_WEIGHT:
        listing = partial(link_things, tables, of, *_named(ref, 3))
    elif ref.measure in {FLOW_LINKS, FLOW_WEIGHT} and asked.flows is not None:
        step, source, target, type_ = _named(ref, 4)
        flow, weighted = (step, source, target, type_), ref.measure == FLOW_WEIGHT
        listing = partial(flow_things, tables, chart, of, asked.flows, flow, weighted=weighted)
    else:
        raise ApiError(_NO_REF)
    return await question.compute(("evidence", ref, part), listing)


def _named(ref: ScoreRef, number: int) -> Any:
    try:
        names = orjson.loads(ref.subject)
    except ValueError as error:
        raise ApiError(_NO_REF) from error
    if not isinstance(names, list) or len(names) != number:
        raise ApiError(_NO_REF)
    return names


def _measure(name: str) -> DistrictMeasure:
    try:
        return DistrictMeasure(name.removeprefix(DISTRICT))
    except ValueError as error:
        raise ApiError(_NO_REF) from error

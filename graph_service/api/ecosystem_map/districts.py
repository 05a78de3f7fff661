"""``ecosystemMap { byDistrict }``: a number for each district."""

from __future__ import annotations

import math
from functools import partial
from typing import Annotated, Final

import strawberry

from analytics.maps.districts import DEFINITIONS, DistrictMeasure, districts_of
from analytics.region import codes_of_districts
from analytics.shown import as_shown
from graph_service.api.analytics.answer import Definition, definition_of, refs_of
from graph_service.api.analytics.network_scores import label_of
from graph_service.api.ecosystem_map.charted import Charted
from graph_service.api.ecosystem_map.evidence import ANALYTIC, DISTRICT, MapAsked
from graph_service.api.enum_descriptions import describe

__all__ = ["DistrictsBy", "MapDistricts", "answer_districts"]

DistrictsBy = Annotated[DistrictMeasure, strawberry.argument(description="What is counted.")]

_NAMES: Final = {
    DistrictMeasure.RECORDS: ("主体数量", "Records"),
    DistrictMeasure.LINKED_RECORDS: ("有关联的主体数量", "Records with links"),
    DistrictMeasure.LINKS: ("关联数量", "Links"),
    DistrictMeasure.INSIDE_LINKS: ("区内关联数量", "Links inside"),
    DistrictMeasure.WEIGHT: ("关联强度", "Weight of links"),
    DistrictMeasure.INSIDE_SHARE: ("区内关联占比", "Share of weight inside"),
    DistrictMeasure.MEAN_DEGREE: ("平均关联主体数", "Mean degree"),
}

describe(
    DistrictMeasure,
    "MapDistrictMeasure",
    "A number of a district on a map.",
    {measure.name: f"{english}." for measure, (_, english) in _NAMES.items()},
)


@strawberry.type(description="A district, or what is in none, with its number.")
class MapDistrict:
    """One value of `analytics.maps.districts.Districts`."""

    id: strawberry.ID | None = strawberry.field(
        description="Id of the district; null of what is located in none that is known."
    )
    code: str | None = strawberry.field(description="Its code, as on boundary maps.")
    label: str | None = strawberry.field(description="Its name, if the region's pack has it.")
    value: float | None = strawberry.field(
        description="The number, to nine digits after the point; null where there is nothing to "
        "divide by."
    )
    records: int = strawberry.field(description="Records located there, shown or not.")
    ref: str | None = strawberry.field(
        description="For `evidence`: what adds up to the number; null where there is none."
    )


@strawberry.type(description="A number for each district: a choropleth.")
class MapDistricts:
    """The answer."""

    measure: DistrictMeasure = strawberry.field(description="Which number.")
    label: str = strawberry.field(description="Its Chinese name.")
    english: str = strawberry.field(description="Its English name.")
    definition: Definition = strawberry.field(description="What it means.")
    districts: list[MapDistrict] = strawberry.field(
        description="By code, then id: those in which a record is located."
    )
    unknown: MapDistrict = strawberry.field(
        description="What is located in no known district: on no map, and part of no value above."
    )
    missing_share: float | None = strawberry.field(
        description="Which share of all records is located in no known district."
    )
    whole: float | None = strawberry.field(
        description="The number of all together, counting what is in several districts once."
    )
    records: int = strawberry.field(description="All records, each once.")


async def answer_districts(map_: Charted, measure: DistrictMeasure) -> MapDistricts:
    """Answer the field; see its argument."""
    question, asked = map_.question, map_.asked.whole
    context = question.context
    found = await question.compute(
        ("ecosystemMap districts", asked, measure),
        partial(districts_of, question.tables, map_.chart, asked, measure),
    )
    ids = (*found.ids, "")
    refs = refs_of(question, ANALYTIC, ids, DISTRICT + measure, MapAsked(asked, None))
    codes = codes_of_districts(question.tables)
    rows = []
    for id_, value, records, ref in zip(
        ids, found.values.tolist(), found.records.tolist(), refs, strict=True
    ):
        code = codes.get(id_)
        number = _shown(value)
        rows.append(
            MapDistrict(
                id=strawberry.ID(id_) if id_ else None,
                code=code,
                label=None if code is None else label_of(context, code),
                value=number,
                records=records,
                ref=None if number is None else ref,
            )
        )
    label, english = _NAMES[measure]
    return MapDistricts(
        measure=measure,
        label=label,
        english=english,
        definition=definition_of(DEFINITIONS[measure]),
        districts=rows[:-1],
        unknown=rows[-1],
        missing_share=_shown(rows[-1].records / found.all_records) if found.all_records else None,
        whole=_shown(found.whole),
        records=found.all_records,
    )


def _shown(value: float) -> float | None:
    return as_shown(value) if math.isfinite(value) else None

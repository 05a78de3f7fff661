"""Districts: what of a map is located in each, as a choropleth colours them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.definition import Definition
from analytics.joins import joined
from analytics.maps.chart import Chart
from analytics.maps.groups import GroupedBy, Groups, groups_of
from analytics.maps.question import MapQuestion
from analytics.maps.relations import Relations
from analytics.tables import Tables

__all__ = [
    "DEFINITIONS",
    "DIVISORS",
    "DistrictMeasure",
    "DistrictRows",
    "Districts",
    "district_rows",
    "districts_of",
]

_Ints: TypeAlias = npt.NDArray[np.int64]

_ALL: Final = (
    "Of the records and links of the map, shown or not, without links that are too light and what "
    "is too far away; what is located in several districts counts in each, and what is in none "
    "that is known apart. "
)


class DistrictMeasure(enum.StrEnum):
    """What is summed up of a district."""

    RECORDS = "RECORDS"
    LINKED_RECORDS = "LINKED_RECORDS"
    LINKS = "LINKS"
    INSIDE_LINKS = "INSIDE_LINKS"
    WEIGHT = "WEIGHT"
    INSIDE_SHARE = "INSIDE_SHARE"
    MEAN_DEGREE = "MEAN_DEGREE"


DEFINITIONS: Final[Mapping[DistrictMeasure, Definition]] = MappingProxyType(
    {
        measure: Definition(_ALL + text, "1")
        for measure, text in {
            DistrictMeasure.RECORDS: "The number of records located there.",
            DistrictMeasure.LINKED_RECORDS: "The number of records located there that are joined "
            "to another, wherever that is.",
            DistrictMeasure.LINKS: "The number of links with an end there.",
            DistrictMeasure.INSIDE_LINKS: "The number of links with both ends there.",
            DistrictMeasure.WEIGHT: "The sum of the weights of the links with an end there.",
            DistrictMeasure.INSIDE_SHARE: "The sum of the weights of the links with both ends "
            "there over that of all with an end there.",
            DistrictMeasure.MEAN_DEGREE: "The sum of the degrees of the records located there "
            "over their number.",
        }.items()
    }
)

DIVISORS: Final[Mapping[DistrictMeasure, DistrictMeasure]] = MappingProxyType(
    {
        DistrictMeasure.INSIDE_SHARE: DistrictMeasure.WEIGHT,
        DistrictMeasure.MEAN_DEGREE: DistrictMeasure.RECORDS,
    }
)
"""What quotients are divided by."""
_OF_RECORDS: Final = frozenset(
    (DistrictMeasure.RECORDS, DistrictMeasure.LINKED_RECORDS, DistrictMeasure.MEAN_DEGREE)
)


@dataclass(frozen=True, eq=False, slots=True)
class DistrictRows:
    """What is counted in which district: one row a thing and a district.

    Attributes
    ----------
    district : ndarray of int64, shape (r,)
        Place in `Groups.names`; behind the last of what is in none.
    thing : ndarray of int64, shape (r,)
        Node index of a record, or place of a link in `links`.
    weight : ndarray of int64, shape (r,)
    links : Relations or None
        None if records are counted.
    """

    district: _Ints
    thing: _Ints
    weight: _Ints
    links: Relations | None


@dataclass(frozen=True, eq=False, slots=True)
class Districts:
    """A number for each district in which a record is located.

    Attributes
    ----------
    ids : tuple of str
        By code, then id.
    values : ndarray of float64, shape (d + 1,)
        The last one is of what is in no known district; NaN where there is nothing to divide by.
    records : ndarray of int64, shape (d + 1,)
        How many records are located there.
    whole : float
        The number for all districts and none together, everything counted once.
    all_records : int
    """

    ids: tuple[str, ...]
    values: npt.NDArray[np.float64]
    records: _Ints
    whole: float
    all_records: int


def districts_of(
    tables: Tables, chart: Chart, question: MapQuestion, measure: DistrictMeasure
) -> Districts:
    """Sum up a measure by district.

    Parameters
    ----------
    tables : Tables
        With ``District`` (``code``) and ``LOCATED_IN``.
    chart : Chart
        That of `question.whole`.
    question : MapQuestion
        How many nodes and links are drawn does not matter, nor does their least degree.
    measure : DistrictMeasure
    """
    places = groups_of(tables, question, chart.near, GroupedBy.DISTRICT)
    width = len(places.names) + 1
    records = np.bincount(places.group, minlength=width)
    over = district_rows(chart, places, measure)
    values, whole = _summed(over, width), _once(over)
    if measure in DIVISORS:
        under = district_rows(chart, places, DIVISORS[measure])
        values = _divided(values, _summed(under, width))
        whole = float(_divided(np.array([whole]), np.array([_once(under)]))[0])
    shown = np.flatnonzero(records[:-1] > 0)
    kept = np.append(shown, width - 1)
    return Districts(
        tuple(places.names[place] for place in shown.tolist()),
        values[kept],
        records[kept].astype(np.int64),
        whole,
        int(chart.near.sum()),
    )


def district_rows(chart: Chart, places: Groups, measure: DistrictMeasure) -> DistrictRows:
    """List what a measure counts; of a quotient, what is divided.

    Parameters
    ----------
    chart : Chart
    places : Groups
        The records of the chart that are not too far away, by district.
    measure : DistrictMeasure
    """
    record, group = places.record, places.group
    if measure in _OF_RECORDS:
        degree = chart.degree[record]
        weight = {
            DistrictMeasure.RECORDS: np.ones_like(degree),
            DistrictMeasure.LINKED_RECORDS: np.minimum(degree, 1),
            DistrictMeasure.MEAN_DEGREE: degree,
        }[measure]
        counted = weight > 0
        return DistrictRows(group[counted], record[counted], weight[counted], None)
    links = chart.near_links
    left, right = joined(np.concatenate((links.source, links.target)), record)
    # One row for each end and each of its districts, then one for each link and district.
    width = len(places.names) + 1
    number = left % max(len(links), 1)
    met, ends = np.unique(number * width + group[right], return_counts=True)
    link, district = np.divmod(met, width)
    weighed = measure in {DistrictMeasure.WEIGHT, DistrictMeasure.INSIDE_SHARE}
    weight = links.weight[link] if weighed else np.ones(len(link), dtype=np.int64)
    if measure in {DistrictMeasure.INSIDE_LINKS, DistrictMeasure.INSIDE_SHARE}:
        link, district, weight = (column[ends > 1] for column in (link, district, weight))
    return DistrictRows(district, link, weight, links)


def _summed(rows: DistrictRows, width: int) -> npt.NDArray[np.float64]:
    return np.bincount(rows.district, rows.weight, width).astype(np.float64)


def _once(rows: DistrictRows) -> float:
    _, first = np.unique(rows.thing, return_index=True)
    return float(rows.weight[first].sum())


def _divided(
    over: npt.NDArray[np.float64], under: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    shares = np.full(len(over), np.nan)
    np.divide(over, under, out=shares, where=under > 0)
    return shares

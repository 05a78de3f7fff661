"""Evidence of a map: the records and links that a number of it is the sum of."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.counted import Counted, CountedLink
from analytics.joins import links_of
from analytics.maps.chart import Chart
from analytics.maps.districts import DIVISORS, DistrictMeasure, district_rows
from analytics.maps.flows import FlowsQuestion, flow_rows
from analytics.maps.groups import GroupedBy, groups_of
from analytics.maps.question import MapQuestion, tie_of
from analytics.maps.relations import Relations
from analytics.networks.shared import shared_evidence
from analytics.tables import Tables

__all__ = ["district_things", "flow_things", "link_things", "neighbours_met"]

_Ints: TypeAlias = npt.NDArray[np.int64]


def neighbours_met(
    tables: Tables, chart: Chart, question: MapQuestion, record: str, *, weighted: bool
) -> list[Counted]:
    """List the neighbours of a record, or with their weights the links to them.

    Parameters
    ----------
    tables : Tables
    chart : Chart
    question : MapQuestion
    record : str
        Its id.
    weighted : bool
        Whether each link is listed with its weight, instead of each neighbour once.
    """
    index, links = tables.index_of(record), chart.links
    if index is None:
        return []
    mine = np.flatnonzero((links.source == index) | (links.target == index))
    far = np.where(links.source[mine] == index, links.target[mine], links.source[mine])
    if weighted:
        return _listed(tables, question, links, which=mine, node=far, weight=links.weight[mine])
    told: dict[str, list[CountedLink]] = {}
    for id_, link in zip(tables.ids_of(far), _links(tables, question, links, mine), strict=True):
        told.setdefault(id_, []).append(link)
    return [Counted(id_, None, 1.0, None, tuple(found)) for id_, found in sorted(told.items())]


def link_things(
    tables: Tables, question: MapQuestion, source: str, target: str, type_: str
) -> list[Counted]:
    """List what a link weighs: the activities that two share, or the links that are recorded.

    Parameters
    ----------
    tables : Tables
    question : MapQuestion
    source, target : str
        Ids of its ends.
    type_ : str
        Kind of tie, or type of recorded links.
    """
    tie = tie_of(type_)
    if tie is not None:
        return shared_evidence(tables, replace(question.network, ties=(tie,)), source, target)
    links = links_of(tables, type_)
    ends = (tables.index_of(source), tables.index_of(target))
    if None in ends:
        return []
    number = int(((links.source == ends[0]) & (links.target == ends[1])).sum())
    link = CountedLink(type_, source, target)
    return [Counted(target, None, 1.0, None, (link,), f"{place:06}") for place in range(number)]


def flow_things(
    tables: Tables,
    chart: Chart,
    question: MapQuestion,
    asked: FlowsQuestion,
    flow: tuple[int, str | None, str | None, str],
    *,
    weighted: bool,
) -> list[Counted]:
    """List the links of a flow.

    Parameters
    ----------
    tables : Tables
    chart : Chart
    question : MapQuestion
    asked : FlowsQuestion
    flow : tuple
        Column from which it leads, names of the groups from and to which, type of the links.
    weighted : bool
        Whether links count with their weights.
    """
    rows = flow_rows(tables, chart, question, asked)
    step, source, target, type_ = flow
    names = (*rows.groups.names, None)
    if source not in names or target not in names or type_ not in question.link_types:
        return []
    mine = np.flatnonzero(
        (rows.step == step)
        & (rows.source == names.index(source))
        & (rows.target == names.index(target))
        & (rows.links.type[rows.link] == question.link_types.index(type_))
    )
    link = rows.link[mine]
    weight = rows.links.weight[link] if weighted else np.ones(len(link), dtype=np.int64)
    return _listed(tables, question, rows.links, which=link, node=rows.near[mine], weight=weight)


def district_things(
    tables: Tables,
    chart: Chart,
    question: MapQuestion,
    district: str,
    measure: DistrictMeasure,
    *,
    divisor: bool,
) -> list[Counted]:
    """List what is counted of a district.

    Parameters
    ----------
    tables : Tables
    chart : Chart
    question : MapQuestion
    district : str
        Its id; nothing for what is in no known district.
    measure : DistrictMeasure
    divisor : bool
        Whether that is listed by which it is divided; nothing if there is none.
    """
    if divisor and measure not in DIVISORS:
        return []
    places = groups_of(tables, question, chart.near, GroupedBy.DISTRICT)
    if district and district not in places.names:
        return []
    rows = district_rows(chart, places, DIVISORS[measure] if divisor else measure)
    place = places.names.index(district) if district else len(places.names)
    mine = np.flatnonzero(rows.district == place)
    thing, weight = rows.thing[mine], rows.weight[mine]
    if rows.links is not None:
        return _listed(
            tables, question, rows.links, which=thing, node=rows.links.source[thing], weight=weight
        )
    ids = tables.ids_of(thing)
    return sorted(
        (
            Counted(id_, None, float(w), None, ())
            for id_, w in zip(ids, weight.tolist(), strict=True)
        ),
        key=lambda counted: counted.position,
    )


def _listed(
    tables: Tables,
    question: MapQuestion,
    links: Relations,
    *,
    which: _Ints,
    node: _Ints,
    weight: _Ints,
) -> list[Counted]:
    """Links, each at one of its ends; two at one end are told apart by the other and the type."""
    found = [
        Counted(
            id_, None, float(w), None, (link,), f"{link.type}\x1f{link.source}\x1f{link.target}"
        )
        for id_, link, w in zip(
            tables.ids_of(node),
            _links(tables, question, links, which),
            weight.tolist(),
            strict=True,
        )
    ]
    return sorted(found, key=lambda counted: counted.position)


def _links(
    tables: Tables, question: MapQuestion, links: Relations, which: _Ints
) -> list[CountedLink]:
    return [
        CountedLink(question.link_types[kind], source, target)
        for kind, source, target in zip(
            links.type[which].tolist(),
            tables.ids_of(links.source[which]),
            tables.ids_of(links.target[which]),
            strict=True,
        )
    ]

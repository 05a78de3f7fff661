"""All links of a map, shown or not, summed up: between types, and by district."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.joins import joined, links_of
from analytics.maps.ecosystem_map import types_of
from analytics.maps.question import MapQuestion, tie_of
from analytics.maps.relations import relations_of
from analytics.networks.network import Network, organizations_of
from analytics.region import DISTRICT, LOCATED_IN
from analytics.tables import Coded, Tables

__all__ = ["NOWHERE", "Flow", "InDistrict", "districts_of", "flows_of"]

_Ints: TypeAlias = npt.NDArray[np.int64]

NOWHERE: Final = ""
"""The id of no district: of what is located in none."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Links of one type from records of one type to those of another.

    Attributes
    ----------
    source, target : str
        Types of the records; of a tie, which has no direction, in the order of the question.
    type : str
    links, weight : int
        How many links, and the sum of their weights.
    """

    source: str
    target: str
    type: str
    links: int
    weight: int


@dataclass(frozen=True, slots=True)
class InDistrict:
    """What is located in a district.

    Attributes
    ----------
    id : str
        Id of the district; `NOWHERE` of what is located in none.
    code : str or None
    records : int
        How many of the records are located there.
    links, inside, weight : int
        Links with an end there, those of them with both ends there, and the sum of the weights
        of the links with an end there.
    """

    id: str
    code: str | None
    records: int
    links: int
    inside: int
    weight: int


def flows_of(tables: Tables, network: Network, question: MapQuestion) -> tuple[Flow, ...]:
    """Sum up the links between each two types of records.

    Parameters
    ----------
    tables : Tables
    network : Network
        That of `question.network`.
    question : MapQuestion
        How many nodes and links are drawn does not matter, nor does their least degree.

    Returns
    -------
    tuple of Flow
        In the order of the types of links, then of records; none without a link.
    """
    chosen = organizations_of(tables, question.network)
    links = relations_of(tables, network, question, chosen)
    links = links.take(links.weight >= question.min_weight)
    types = types_of(tables, question)
    source, target = types[links.source], types[links.target]
    undirected = np.array([tie_of(name) is not None for name in question.link_types], dtype=bool)
    turned = undirected[links.type] & (source > target) if len(links) else source > target
    source, target = np.where(turned, target, source), np.where(turned, source, target)
    width = max(len(question.types), 1)
    keys, place, number = np.unique(
        (links.type * width + source) * width + target, return_inverse=True, return_counts=True
    )
    weight = np.bincount(place, links.weight, len(keys)).astype(np.int64)
    pairs, targets = np.divmod(keys, width)
    kinds, sources = np.divmod(pairs, width)
    rows = zip(*(a.tolist() for a in (kinds, sources, targets, number, weight)), strict=True)
    return tuple(
        Flow(question.types[s], question.types[t], question.link_types[kind], many, heavy)
        for kind, s, t, many, heavy in rows
    )


def districts_of(tables: Tables, network: Network, question: MapQuestion) -> tuple[InDistrict, ...]:
    """Sum up records and links by the districts in which records are located.

    What is located in several districts counts in each.

    Parameters
    ----------
    tables : Tables
        With ``District`` (``code``) and ``LOCATED_IN``.
    network : Network
        That of `question.network`.
    question : MapQuestion
        As for `flows_of`.

    Returns
    -------
    tuple of InDistrict
        By code, then id; those in which something is located, and `NOWHERE` at the end if
        something is in none.
    """
    chosen = organizations_of(tables, question.network)
    links = relations_of(tables, network, question, chosen)
    links = links.take(links.weight >= question.min_weight)
    width = tables.size + 1  # A place behind all nodes stands for no district.
    records, districts = _located(tables, chosen)
    ends = np.concatenate((links.source, links.target))
    left, right = joined(ends, records)
    number = np.tile(np.arange(len(links)), 2)
    # One row for each end and each of its districts, then one for each link and district.
    met, both = np.unique(number[left] * width + districts[right], return_counts=True)
    link, district = np.divmod(met, width)

    def total(values: npt.NDArray[np.generic]) -> _Ints:
        return np.bincount(district, values, width).astype(np.int64)

    counts = np.bincount(districts, minlength=width)
    columns = (counts, total(np.ones(len(met))), total(both > 1), total(links.weight[link]))
    codes = _codes(tables)
    found = [
        InDistrict(NOWHERE, None, *numbers)
        if place == tables.size
        else InDistrict(tables.id_of(place), codes.get(place), *numbers)
        for place, *numbers in zip(
            np.flatnonzero(counts).tolist(),
            *(column[counts > 0].tolist() for column in columns),
            strict=True,
        )
    ]
    return tuple(sorted(found, key=lambda row: (row.id == NOWHERE, row.code or "", row.id)))


def _located(tables: Tables, chosen: npt.NDArray[np.bool_]) -> tuple[_Ints, _Ints]:
    """Pairs of a chosen record and its district; who has none is in the place behind all nodes."""
    links, width = links_of(tables, LOCATED_IN), tables.size + 1
    inside = chosen[links.source]
    pairs = np.unique(links.source[inside].astype(np.int64) * width + links.target[inside])
    records, districts = np.divmod(pairs, width)
    somewhere = np.zeros(tables.size, dtype=np.bool_)
    somewhere[records] = True
    nowhere = np.flatnonzero(chosen & ~somewhere)
    return (
        np.concatenate((records, nowhere)),
        np.concatenate((districts, np.full(len(nowhere), tables.size))),
    )


def _codes(tables: Tables) -> dict[int, str]:
    table = tables.nodes.get(DISTRICT)
    codes = None if table is None else table.columns.get("code")
    if table is None or not isinstance(codes, Coded):
        return {}
    return {
        table.start + place: codes.values[code]
        for place, code in enumerate(codes.codes.tolist())
        if code >= 0
    }

"""Segments of industry chains that organisations serve, and whether an enterprise is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from analytics.counted import Counted, CountedLink, Part
from analytics.industry_links.industry_ties import ENTERPRISE, UNSTATED, Measured
from analytics.joins import has_links, joined, links_of, no_links
from analytics.region import LOCATED_IN, places_of
from analytics.tables import Tables
from analytics.ties.participation import mask_of

__all__ = [
    "CARRIER",
    "CARRIER_SERVES",
    "HOSTS",
    "OPERATES_IN",
    "SEGMENT",
    "SERVES",
    "Served",
    "measure_segments",
    "segment_evidence",
    "served_segments",
    "why_not",
]

SEGMENT: Final = "ChainSegment"
CARRIER: Final = "Carrier"
SERVES: Final = "SERVES"
HOSTS: Final = "HOSTS"
CARRIER_SERVES: Final = "CARRIER_SERVES"
OPERATES_IN: Final = "OPERATES_IN"


@dataclass(frozen=True, slots=True)
class Served:
    """One row a unit and different segment, by unit and then by segment.

    Attributes
    ----------
    unit, segment : ndarray of int64, shape (s,)
        Node indices.
    without : ndarray of bool, shape (s,)
        Whether no enterprise that is known to be local operates in it.
    untold : ndarray of bool, shape (s,)
        Whether one may all the same: its district or its type is not known.
    """

    unit: npt.NDArray[np.int64]
    segment: npt.NDArray[np.int64]
    without: npt.NDArray[np.bool_]
    untold: npt.NDArray[np.bool_]


def why_not(tables: Tables, region: str | None) -> str | None:
    """Say why nothing can be said of local enterprises in served segments; None if it can."""
    if region is None:
        return "No region was given, so no enterprise is local."
    if not (has_links(tables, SERVES) or has_links(tables, CARRIER_SERVES)):
        return no_links(SERVES, CARRIER_SERVES)
    absent = [link for link in (OPERATES_IN, LOCATED_IN) if not has_links(tables, link)]
    return no_links(*absent) if absent else None


def served_segments(tables: Tables, region: str, units: npt.NDArray[np.bool_]) -> Served:
    """Find the segments that organisations serve, themselves or by a carrier that they host.

    Parameters
    ----------
    tables : Tables
        With ``SERVES``, ``HOSTS``, ``CARRIER_SERVES``, ``OPERATES_IN``, ``LOCATED_IN``,
        ``ChainSegment``, ``Carrier`` and ``District`` (``code``).
    region : str
        Prefix of the local district codes.
    units : ndarray of bool, shape (tables.size,)
        The organisations looked at.
    """
    own, hosting, carried = (links_of(tables, type_) for type_ in (SERVES, HOSTS, CARRIER_SERVES))
    # Each carrier of a unit with each segment that the carrier serves.
    left, right = joined(hosting.target, carried.source)
    unit = np.concatenate((own.source, hosting.source[left])).astype(np.int64)
    segment = np.concatenate((own.target, carried.target[right])).astype(np.int64)
    width = max(tables.size, 1)
    theirs = units[unit]
    unit, segment = np.divmod(np.unique(unit[theirs] * width + segment[theirs]), width)

    local, perhaps = _enterprises(tables, region)
    operating = links_of(tables, OPERATES_IN)
    there, maybe = (np.zeros(tables.size, dtype=np.bool_) for _ in range(2))
    there[operating.target[local[operating.source]]] = True
    maybe[operating.target[perhaps[operating.source]]] = True
    without = ~there[segment]
    return Served(unit, segment, without, without & maybe[segment])


def measure_segments(
    tables: Tables, region: str, units: npt.NDArray[np.bool_], row_of: npt.NDArray[np.int64]
) -> Measured:
    """Count the served segments without a local enterprise, out of all served segments.

    Parameters
    ----------
    tables : Tables
    region : str
    units : ndarray of bool, shape (tables.size,)
    row_of : ndarray of int64, shape (tables.size,)
        Row of each unit's node.
    """
    served, rows = served_segments(tables, region, units), int(units.sum())
    row = row_of[served.unit]
    number, without, untold = (
        np.bincount(row[flags], minlength=rows).astype(np.float64)
        for flags in (np.ones_like(served.without), served.without, served.untold)
    )
    return Measured(without, number, untold, number)


def segment_evidence(tables: Tables, region: str, unit: int, part: Part) -> list[Counted]:
    """List the segments behind the number of one organisation.

    Parameters
    ----------
    tables : Tables
    region : str
    unit : int
        Node index.
    part : Part
        Of what is excluded, the links of those who may be local enterprises are told too.
    """
    units = np.zeros(tables.size, dtype=np.bool_)
    units[unit] = True
    served = served_segments(tables, region, units)
    flags = {
        Part.NUMERATOR: served.without,
        Part.DENOMINATOR: np.ones_like(served.without),
        Part.EXCLUDED: served.untold,
    }[part]
    _, perhaps = _enterprises(tables, region)
    hosting, carriers = links_of(tables, HOSTS), np.zeros(tables.size, dtype=np.bool_)
    carriers[hosting.target[units[hosting.source]]] = True
    listed = []
    for segment in served.segment[flags].tolist():
        links = _to(tables, SERVES, units, segment)
        carried = _to(tables, CARRIER_SERVES, carriers, segment)
        hosted = [CountedLink(HOSTS, tables.id_of(unit), link.source) for link in carried]
        if part is Part.EXCLUDED:
            links += _to(tables, OPERATES_IN, perhaps, segment)
        listed.append(Counted(tables.id_of(segment), None, 1.0, None, (*links, *hosted, *carried)))
    return listed


def _enterprises(
    tables: Tables, region: str
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Enterprises known to be local, and organisations that may be local enterprises."""
    places = places_of(tables, region)
    enterprise, unstated = mask_of(tables, (ENTERPRISE,)), mask_of(tables, (UNSTATED,))
    local = enterprise & places.local
    return local, (enterprise | unstated) & (places.local | places.unknown) & ~local


def _to(
    tables: Tables, type_: str, sources: npt.NDArray[np.bool_], target: int
) -> list[CountedLink]:
    """The links of a type from some nodes to one."""
    links = links_of(tables, type_)
    here = links.source[sources[links.source] & (links.target == target)]
    end = tables.id_of(target)
    return [CountedLink(type_, id_, end) for id_ in dict.fromkeys(tables.ids_of(here))]

"""Proposed introductions: which enterprises a weak organisation should meet, and by whom."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.segment_presence import Near, Presence, near_of, presence_of, proximity
from analytics.chains.served_segments import SEGMENT
from analytics.definition import Definition
from analytics.graph import Graph
from analytics.industry_links.acquaintances import Ways, acquaintances, ways_from
from analytics.industry_links.industry_ties import ENTERPRISE
from analytics.industry_links.question import WeakLinksQuestion, evaluated
from analytics.joins import links_of
from analytics.networks.network import Network, NetworkQuestion, network_of
from analytics.patience import Check, patient
from analytics.region import LOCATED_IN, places_of
from analytics.shown import DIGITS, as_shown
from analytics.tables import Tables
from analytics.ties.participation import mask_of

__all__ = ["DEFINITION", "LONGEST", "Introducer", "Introduction", "Locality"]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Floats: TypeAlias = npt.NDArray[np.float64]

LONGEST: Final = 8
"""Links of the longest way that is told."""

_FAR: Final = np.iinfo(np.int64).max

DEFINITION: Final = Definition(
    "Enterprises that are not yet partners in the window: those with most shared segments first "
    "(the organisation serves them, itself or by a carrier that it hosts, or operates in them; "
    "the enterprise likewise), then the greatest relatedness, then the least distance, then the "
    "nearest locality (same district, region, elsewhere, unknown), then by id; only who has a "
    "relatedness above 0 or a distance. Relatedness: the mean, over the segments of the "
    "organisation, of the proximity of the nearest segment of the enterprise; the proximity of "
    "two segments is the number of organisations in both / the greater of the numbers in each, "
    "and 1 of a segment to itself. Distance: least number of ties between the two in the network "
    "of all organisations by the kinds of tie and the window of the question. The path is the "
    f"shortest way of at most {LONGEST} links over people, teams, organisations and what they "
    "do together (projects, contracts, patents, achievements) on the day asked about, whichever "
    "way links point; of equally short ones that whose middle records have the fewest links.",
    "1",
)


class Locality(enum.StrEnum):
    """How near an enterprise is, the nearest first."""

    SAME_DISTRICT = "SAME_DISTRICT"
    REGION = "REGION"
    ELSEWHERE = "ELSEWHERE"
    UNKNOWN = "UNKNOWN"


_LOCALITIES: Final = tuple(Locality)


@dataclass(frozen=True, slots=True)
class Introduction:
    """An enterprise that an organisation should meet.

    Attributes
    ----------
    enterprise : int
        Node index, as all that follow.
    shared : tuple of int
        Segments that both are in.
    near : tuple of Near
        One for each segment of the organisation; their mean proximity is the relatedness.
    relatedness : float or None
        None if one of the two is in no segment.
    distance : int or None
        None if no ties lead there.
    locality : Locality
    way : tuple of int
        From the organisation to the enterprise; empty if no way is known.
    """

    enterprise: int
    shared: tuple[int, ...]
    near: tuple[Near, ...]
    relatedness: float | None
    distance: int | None
    locality: Locality
    way: tuple[int, ...]


class Introducer:
    """All that it takes to introduce organisations of one graph to enterprises.

    Parameters
    ----------
    tables : Tables
        With what `weak_links`, `analytics.chains.segment_presence` and `analytics.industry_links.acquaintances` name.
    question : WeakLinksQuestion
        Its ties and window say who is a partner, its region who is local.
    organizations : tuple of str
        All concrete organisation types.
    """

    def __init__(
        self, tables: Tables, question: WeakLinksQuestion, organizations: tuple[str, ...]
    ) -> None:
        self._tables = tables
        kinds, _ = evaluated(tables, question)
        self._network: Network = network_of(
            tables, NetworkQuestion(types=organizations, ties=kinds, window=question.window)
        )
        self._known: Graph = acquaintances(tables)
        self._presence: Presence = presence_of(tables)
        self._proximity: _Floats = proximity(tables, self._presence)
        segments = tables.nodes.get(SEGMENT)
        self._first_segment = 0 if segments is None else segments.start
        self._enterprises: _Ints = np.flatnonzero(mask_of(tables, (ENTERPRISE,)))
        self._order: _Ints = np.empty(tables.size, dtype=np.int64)
        self._order[tables.order_by_id(np.arange(tables.size))] = np.arange(tables.size)
        self._located = links_of(tables, LOCATED_IN)
        self._region = question.region
        self._local = places_of(tables, question.region).local

    def introduce(
        self, units: _Ints, first: int, *, check: Check = patient
    ) -> list[tuple[Introduction, ...]]:
        """Propose enterprises to organisations.

        Parameters
        ----------
        units : ndarray of int64
            Node indices of the organisations.
        first : int
            How many enterprises for each.
        check : callable
            Called between organisations.

        Returns
        -------
        list of tuple of Introduction
            In the order of `units`, the best first.
        """
        found = []
        for unit in units.tolist():
            check()
            found.append(self._proposed(unit, first))
        return found

    def _proposed(self, unit: int, first: int) -> tuple[Introduction, ...]:
        candidates = self._enterprises
        distance = self._distances(unit)[candidates]
        segments = self._presence.of(unit)
        shared, relatedness = self._related(segments, candidates)
        locality = self._localities(unit)[candidates]
        proposed = (candidates != unit) & (distance != 1) & ((relatedness > 0) | (distance > 0))
        keys = (
            self._order[candidates],
            locality,
            np.where(distance < 0, _FAR, distance),
            -np.round(relatedness, DIGITS),
            -shared,
        )
        order = np.lexsort(keys)
        chosen = order[proposed[order]][:first]
        ways = ways_from(self._known, unit, self._order, LONGEST) if len(chosen) else None
        return tuple(
            self._introduction(int(candidates[row]), segments, int(distance[row]),
                               _LOCALITIES[locality[row]], ways)
            for row in chosen.tolist()
        )  # fmt: skip

    def _introduction(
        self, enterprise: int, segments: _Ints, distance: int, locality: Locality, ways: Ways | None
    ) -> Introduction:
        near = near_of(self._tables, self._proximity, segments, self._presence.of(enterprise))
        mean = sum(one.proximity for one in near) / len(near) if near else None
        return Introduction(
            enterprise,
            tuple(one.segment for one in near if one.segment == one.nearest),
            near,
            None if mean is None else as_shown(mean),
            distance if distance > 0 else None,
            locality,
            () if ways is None else ways.to(enterprise),
        )

    def _distances(self, unit: int) -> _Ints:
        """Least number of ties to each node of the tables; -1 where there is no way."""
        network, distances = self._network, np.full(self._tables.size, -1, dtype=np.int64)
        (here,) = np.nonzero(network.nodes == unit)
        if len(here):
            order = np.arange(len(network.nodes))
            ways = ways_from(network.graph, int(here[0]), order, len(network.nodes))
            distances[network.nodes] = ways.distance
        return distances

    def _related(self, segments: _Ints, candidates: _Ints) -> tuple[_Ints, _Floats]:
        """How many segments each candidate shares, and its mean proximity to all of them."""
        size = self._tables.size
        shared, total = np.zeros(size, dtype=np.int64), np.zeros(size)
        organization, at = self._presence.organization, self._presence.segment
        begins = np.flatnonzero(np.diff(organization, prepend=-1))
        for segment in segments.tolist() if len(begins) else ():
            near = self._proximity[segment - self._first_segment][at - self._first_segment]
            total[organization[begins]] += np.maximum.reduceat(near, begins)
            shared[organization[at == segment]] += 1
        return shared[candidates], total[candidates] / max(len(segments), 1)

    def _localities(self, unit: int) -> _Ints:
        located = self._located
        nearest = np.full(self._tables.size, _LOCALITIES.index(Locality.UNKNOWN), dtype=np.int64)
        nearest[located.source] = _LOCALITIES.index(Locality.ELSEWHERE)
        if self._region is not None:
            nearest[self._local] = _LOCALITIES.index(Locality.REGION)
        districts = np.zeros(self._tables.size, dtype=np.bool_)
        districts[located.target[located.source == unit]] = True
        nearest[located.source[districts[located.target]]] = _LOCALITIES.index(
            Locality.SAME_DISTRICT
        )
        return nearest

"""Concentration: how many real suppliers the segments of an industry chain have."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.segments import segments_of
from analytics.chains.volumes import ShareBy, Volumes, volumes_of
from analytics.definition import Definition
from analytics.region import places_of
from analytics.shown import as_shown
from analytics.tables import Tables
from analytics.window import Window

__all__ = [
    "DEFINITION",
    "LEVELS_2010",
    "LEVELS_2023",
    "Concentration",
    "ConcentrationBand",
    "ConcentrationQuestion",
    "Holding",
    "band_of",
    "concentration",
    "herfindahl",
    "holdings_of",
]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Floats: TypeAlias = npt.NDArray[np.float64]

LEVELS_2023: Final = (1_000.0, 1_800.0)
"""US Merger Guidelines of 2023: moderately concentrated from the first, highly above the second."""
LEVELS_2010: Final = (1_500.0, 2_500.0)
"""The same in the Horizontal Merger Guidelines of 2010."""

DEFINITION: Final = Definition(
    "HHI = 10,000 times the sum of s^2 over the organisations that provide a segment, s the share "
    "of one: 10,000 with one provider, 10,000/n with n equal ones. Effective number of providers "
    "= 1 / sum of s^2. Shares by WORKS: the number of different projects (takes part), "
    "achievements (owns), patents (owns or applied for) and technology contracts (party to) of "
    "the window that serve the segment, and 1 more if it operates in it. Shares by "
    "CONTRACT_VALUE: the price of the technology contracts of the window that serve the segment, "
    "in equal parts to the sellers of each. Nothing that the data have tells revenue. For the "
    "whole chain a thing counts once an organisation however many segments it serves, and "
    "operating once a segment. Local organisations count: those in a district whose code begins "
    "with region, all without a region. Missing: things of local organisations, or of those of "
    "no known district, that cannot be counted, because the district, the date, the price or the "
    "seller is not known. Bands of 2023 (US Merger Guidelines 2023): below 1,000 UNCONCENTRATED, "
    "to 1,800 MODERATE, above HIGH; of 2010 (Horizontal Merger Guidelines 2010): below 1,500, to "
    "2,500, above. They were made for markets; here they are a scale, not a verdict.",
    "1",
)


class ConcentrationBand(enum.StrEnum):
    """Where an index lies between two levels."""

    UNCONCENTRATED = "UNCONCENTRATED"
    MODERATE = "MODERATE"
    HIGH = "HIGH"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcentrationQuestion:
    """What is asked.

    Attributes
    ----------
    chain : str
        Id of the industry chain.
    region : str or None
        Prefix of the local district codes.
    window : Window or None
        Which records count.
    by : ShareBy
    """

    chain: str
    region: str | None = None
    window: Window | None = None
    by: ShareBy = ShareBy.WORKS


@dataclass(frozen=True, slots=True)
class Holding:
    """What the organisations of one segment, or of the whole chain, provide.

    Attributes
    ----------
    organization, through : ndarray of int64, shape (v,)
        Node indices, by organisation and then by thing; each pair once.
    volume : ndarray of float64, shape (v,)
    untold : tuple of two ndarrays of int64
        Organisation and thing of what may count as well.
    """

    organization: _Ints
    through: _Ints
    volume: _Floats
    untold: tuple[_Ints, _Ints]

    def shares(self) -> tuple[_Ints, _Floats]:
        """The organisations with something, by node index, and their volumes."""
        who, at = np.unique(self.organization, return_inverse=True)
        total = np.bincount(at, self.volume, len(who)).astype(np.float64)
        return who[total > 0], total[total > 0]


@dataclass(frozen=True, slots=True)
class Concentration:
    """The answer; the last row of arrays is that of the whole chain.

    Attributes
    ----------
    segments : ndarray of int64, shape (s,)
        Node indices, in the order of the chain.
    hhi, effective : ndarray of float64, shape (s + 1,)
        NaN where nobody provides anything, or the amounts cannot be added.
    providers, missing : ndarray of int64, shape (s + 1,)
    total : ndarray of float64, shape (s + 1,)
    largest : ndarray of int64, shape (s + 1,)
        Node index of who has most, the first by id; -1 without anybody.
    largest_share : ndarray of float64, shape (s + 1,)
    currencies : tuple of str
        Of the amounts; with more than one nothing is added up.
    """

    segments: _Ints
    hhi: _Floats
    effective: _Floats
    providers: _Ints
    missing: _Ints
    total: _Floats
    largest: _Ints
    largest_share: _Floats
    currencies: tuple[str, ...]


def herfindahl(volumes: _Floats) -> tuple[float, float]:
    r"""Return the Herfindahl-Hirschman index and the effective number of providers.

    .. math:: H = 10{,}000 \sum_i s_i^2, \qquad n_\text{eff} = 1 / \sum_i s_i^2

    Parameters
    ----------
    volumes : ndarray of float64
        Above zero, in any unit.

    Returns
    -------
    tuple of two floats
        NaN if there are none.

    Examples
    --------
    >>> herfindahl(np.array([30.0, 30.0, 20.0, 20.0]))[0]
    2600.0
    """
    if not len(volumes):
        return float("nan"), float("nan")
    squares = float(np.square(volumes).sum() / np.square(volumes.sum()))
    return as_shown(10_000 * squares), as_shown(1 / squares)


def band_of(hhi: float, levels: tuple[float, float]) -> ConcentrationBand:
    """Say where an index lies: both levels are of the middle band.

    Examples
    --------
    >>> band_of(1_800.0, LEVELS_2023).value
    'MODERATE'
    """
    if hhi < levels[0]:
        return ConcentrationBand.UNCONCENTRATED
    return ConcentrationBand.MODERATE if hhi <= levels[1] else ConcentrationBand.HIGH


def concentration(tables: Tables, question: ConcentrationQuestion, chain: int) -> Concentration:
    """Measure how concentrated the supply of a chain is.

    Parameters
    ----------
    tables : Tables
        See `analytics.chains.volumes.volumes_of`.
    question : ConcentrationQuestion
    chain : int
        Node index of the chain.
    """
    segments = segments_of(tables, chain)
    volumes = volumes_of(tables, segments, question.window, question.by)
    rows = len(segments) + 1
    hhi, effective, largest_share = (np.full(rows, np.nan) for _ in range(3))
    total, largest = np.zeros(rows), np.full(rows, -1, dtype=np.int64)
    providers, missing = (np.zeros(rows, dtype=np.int64) for _ in range(2))
    for row in range(rows):
        segment = int(segments[row]) if row < len(segments) else None
        holding = holdings_of(tables, question, volumes, segment)
        who, volume = holding.shares()
        missing[row], providers[row] = len(holding.untold[0]), len(who)
        if len(who) and len(volumes.currencies) <= 1:
            hhi[row], effective[row] = herfindahl(volume)
            total[row] = volume.sum()
            most = who[volume == volume.max()]
            largest[row] = most[tables.order_by_id(most)[0]]
            largest_share[row] = as_shown(float(volume.max() / volume.sum()))
    return Concentration(
        segments,
        hhi,
        effective,
        providers,
        missing,
        total,
        largest,
        largest_share,
        volumes.currencies,
    )


def holdings_of(
    tables: Tables, question: ConcentrationQuestion, volumes: Volumes, segment: int | None
) -> Holding:
    """Take what counts for one segment, or for the whole chain.

    Parameters
    ----------
    tables : Tables
    question : ConcentrationQuestion
    volumes : Volumes
    segment : int or None
        Node index; None for the whole chain.
    """
    places = places_of(tables, question.region)
    here = np.ones(len(volumes.volume), dtype=np.bool_)
    if segment is not None:
        here = volumes.segment == segment
    pairs = volumes.organization * max(tables.size, 1) + volumes.through
    told = here & ~np.isnan(volumes.volume) & places.local[volumes.organization]
    near = (places.local | places.unknown)[volumes.organization]
    _, counted = np.unique(pairs[told], return_index=True)
    counted = np.flatnonzero(told)[counted]
    untold = np.unique(pairs[here & ~told & near])
    return Holding(
        volumes.organization[counted],
        volumes.through[counted],
        volumes.volume[counted],
        (untold // max(tables.size, 1), untold % max(tables.size, 1)),
    )

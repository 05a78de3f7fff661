"""Ties to industry in numbers: how many, which share, how strong, how recent, how well known."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.definition import Definition
from analytics.shown import DIGITS, as_shown
from analytics.tables import MISSING_DAY, Tables
from analytics.ties.gathering import Ties
from analytics.ties.participation import mask_of

__all__ = [
    "ENTERPRISE",
    "EXACT",
    "INDICATORS",
    "UNSTATED",
    "Indicator",
    "Measured",
    "Partners",
    "measure",
    "partners_of",
    "strongest",
]

ENTERPRISE: Final = "Enterprise"
UNSTATED: Final = "UnclassifiedOrganization"
"""The type of organisations that are named somewhere but whose type nobody stated."""

EXACT: Final = 10.0**-DIGITS
"""Sums of fractions are compared up to this: their last bits depend on the order."""

_Floats: TypeAlias = npt.NDArray[np.float64]
_Ints: TypeAlias = npt.NDArray[np.int64]


class Indicator(enum.StrEnum):
    """A number behind the rules."""

    ACTIVITY = "ACTIVITY"
    ENTERPRISE_PARTNERS = "ENTERPRISE_PARTNERS"
    ENTERPRISE_SHARE = "ENTERPRISE_SHARE"
    ENTERPRISE_STRENGTH = "ENTERPRISE_STRENGTH"
    LARGEST_ENTERPRISE = "LARGEST_ENTERPRISE"
    RECENT_TIES = "RECENT_TIES"
    SEGMENTS_WITHOUT_ENTERPRISE = "SEGMENTS_WITHOUT_ENTERPRISE"


INDICATORS: Final[Mapping[Indicator, Definition]] = {
    Indicator.ACTIVITY: Definition(
        "Activities in the window: projects, or all contracts, patents, conversions, co-buildings "
        "and incubations looked at where ties leave PROJECT out. Missing: activities without the "
        "date that the window needs.",
        "2",
    ),
    Indicator.ENTERPRISE_PARTNERS: Definition(
        "Different enterprises among the partners. Missing: partners whose type nobody stated, "
        "out of all partners.",
        "1",
    ),
    Indicator.ENTERPRISE_SHARE: Definition(
        "Different enterprises / different partner organisations. Missing: partners whose type "
        "nobody stated, out of all partners.",
        "1",
    ),
    Indicator.ENTERPRISE_STRENGTH: Definition(
        "Strength of the ties to enterprises / strength of all ties. Missing: strength of the "
        "ties to partners whose type nobody stated.",
        "1",
    ),
    Indicator.LARGEST_ENTERPRISE: Definition(
        "Strength of the ties to the strongest enterprise / strength of the ties to all "
        "enterprises. Missing: strength of the ties to partners whose type nobody stated, out "
        "of that of all ties.",
        "1",
    ),
    Indicator.RECENT_TIES: Definition(
        "Dated ties to enterprises that began within staleMonths before asOf / all dated ties "
        "to enterprises. Missing: undated ones, out of all ties to enterprises.",
        "1",
    ),
    Indicator.SEGMENTS_WITHOUT_ENTERPRISE: Definition(
        "Served segments of industry chains in which no local enterprise operates / all served "
        "segments, served by the organisation itself or by a carrier that it hosts. Local is who "
        "is in a district whose code begins with region. Missing: segments without one in which "
        "an enterprise of no known district operates, or an organisation whose type nobody "
        "stated, out of all served segments.",
        "1",
    ),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator of every unit.

    Attributes
    ----------
    numerator : ndarray of float64, shape (n,)
    denominator : ndarray of float64, shape (n,), or None
        None for a plain count.
    excluded, population : ndarray of float64, shape (n,)
        What could not be told, and out of how much.
    """

    numerator: _Floats
    denominator: _Floats | None
    excluded: _Floats
    population: _Floats

    def value(self, row: int) -> float | None:
        """The number shown; None where the denominator is zero."""
        if self.denominator is None:
            return as_shown(float(self.numerator[row]))
        return _ratio(self.numerator[row], self.denominator[row])

    def missing_share(self, row: int) -> float | None:
        """The share that could not be told; None where there is nothing."""
        return _ratio(self.excluded[row], self.population[row])

    def share(self, otherwise: float) -> _Floats:
        """The numbers shown, with something else where the denominator is zero."""
        result = np.full(len(self.numerator), otherwise)
        if self.denominator is not None:
            np.divide(self.numerator, self.denominator, out=result, where=self.denominator > 0)
        return result

    def take(self, rows: _Ints) -> Measured:
        """The indicator of some units, in this order."""
        denominator = None if self.denominator is None else self.denominator[rows]
        return Measured(
            self.numerator[rows], denominator, self.excluded[rows], self.population[rows]
        )


@dataclass(frozen=True, slots=True)
class Partners:
    """One row a unit and different partner.

    Attributes
    ----------
    row, partner : ndarray of int64, shape (p,)
        Row of the unit, node index of the partner.
    strength : ndarray of float64, shape (p,)
        Sum of the weights of their ties.
    """

    row: _Ints
    partner: _Ints
    strength: _Floats

    def where(self, kept: npt.NDArray[np.bool_]) -> Partners:
        """Only some of them."""
        return Partners(self.row[kept], self.partner[kept], self.strength[kept])

    def count(self, rows: int) -> _Floats:
        """How many partners each unit has."""
        return _count(self.row, rows)

    def total(self, rows: int) -> _Floats:
        """How strong the ties of each unit are together."""
        return np.bincount(self.row, self.strength, rows).astype(np.float64)


def partners_of(ties: Ties, row_of: _Ints) -> Partners:
    """Unite the ties of each unit and partner.

    Parameters
    ----------
    ties : Ties
    row_of : ndarray of int64
        Row by node index.
    """
    begins = np.flatnonzero(
        (np.diff(ties.unit, prepend=-1) != 0) | (np.diff(ties.partner, prepend=-1) != 0)
    )
    strength = np.add.reduceat(ties.weight, begins) if len(begins) else np.zeros(0)
    return Partners(row_of[ties.unit[begins]], ties.partner[begins], strength)


def measure(
    tables: Tables, ties: Ties, row_of: _Ints, rows: int, stale_before: int
) -> tuple[dict[Indicator, Measured], _Ints, _Ints]:
    """Compute every indicator of partners for all units at once.

    Parameters
    ----------
    tables : Tables
    ties : Ties
    row_of : ndarray of int64, shape (tables.size,)
        Row of each unit's node.
    rows : int
        Number of units.
    stale_before : int
        Ties that began on this day or later are recent.

    Returns
    -------
    indicators : dict of Indicator to Measured
    newest : ndarray of int64, shape (rows,)
        Day of the newest enterprise tie; `MISSING_DAY` where none has a date.
    largest : ndarray of int64, shape (rows,)
        Node index of the strongest enterprise; -1 where there is none.
    """
    is_enterprise = mask_of(tables, (ENTERPRISE,))
    partners = partners_of(ties, row_of)
    enterprises = partners.where(is_enterprise[partners.partner])
    unstated = partners.where(mask_of(tables, (UNSTATED,))[partners.partner])
    top, largest = strongest(tables, enterprises, rows)

    theirs = is_enterprise[ties.partner]
    row, day = row_of[ties.unit[theirs]], ties.day[theirs]
    newest = np.full(rows, MISSING_DAY, dtype=np.int64)
    np.maximum.at(newest, row, day)
    recent = _count(row[day >= stale_before], rows)
    undated = _count(row[day == MISSING_DAY], rows)
    every = _count(row, rows)

    number, of_all = partners.count(rows), partners.total(rows)
    firms, of_firms = enterprises.count(rows), enterprises.total(rows)
    nameless, of_nameless = unstated.count(rows), unstated.total(rows)
    return (
        {
            Indicator.ENTERPRISE_PARTNERS: Measured(firms, None, nameless, number),
            Indicator.ENTERPRISE_SHARE: Measured(firms, number, nameless, number),
            Indicator.ENTERPRISE_STRENGTH: Measured(of_firms, of_all, of_nameless, of_all),
            Indicator.LARGEST_ENTERPRISE: Measured(top, of_firms, of_nameless, of_all),
            Indicator.RECENT_TIES: Measured(recent, every - undated, undated, every),
        },
        newest,
        largest,
    )


def strongest(tables: Tables, partners: Partners, rows: int) -> tuple[_Floats, _Ints]:
    """The strength and node index of each unit's strongest partner, of equals the least id."""
    best = np.zeros(rows)
    np.maximum.at(best, partners.row, partners.strength)
    equal = partners.where(partners.strength >= best[partners.row] - EXACT)
    distinct, inverse = np.unique(equal.partner, return_inverse=True)
    by_id = tables.order_by_id(distinct)
    rank = np.empty(len(distinct), dtype=np.int64)
    rank[by_id] = np.arange(len(distinct))
    least = np.full(rows, len(distinct), dtype=np.int64)
    np.minimum.at(least, equal.row, rank[inverse])
    return best, np.append(distinct[by_id], -1)[least]


def _count(rows: _Ints, length: int) -> _Floats:
    return np.bincount(rows, minlength=length).astype(np.float64)


def _ratio(numerator: float, denominator: float) -> float | None:
    return as_shown(float(numerator / denominator)) if denominator else None

"""Positions on the ground: about the seats of the districts in which records are located."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.joins import links_of
from analytics.maps.positions import Positions
from analytics.maps.spread import spread
from analytics.region import DISTRICT, LOCATED_IN
from analytics.tables import Coded, Column, Numbers, Tables

__all__ = ["Seat", "positions_on_the_ground"]

_Floats: TypeAlias = npt.NDArray[np.float64]
_Ints: TypeAlias = npt.NDArray[np.int64]

Seat: TypeAlias = tuple[float, float, str]
"""Longitude, latitude and datum of a seat of government."""

_SHARE: Final = 0.35
"""How far about a seat records are drawn, in distances to the next seat: none overlap."""
_WIDEST: Final = 0.1
"""The same in degrees at most, and where there is no other seat."""


def positions_on_the_ground(
    tables: Tables, nodes: _Ints, seats: Mapping[str, Seat] | None = None
) -> Positions:
    """Place nodes by the coordinates of districts, in degrees.

    A district is at its seat. What is located in a district is in a disc about the seat, where
    its id says; in several, about that of the least code. What is in no district of known
    coordinates has no position: none is guessed.

    Parameters
    ----------
    tables : Tables
        With ``District`` (``code``, ``longitude``, ``latitude``, ``datum``) and ``LOCATED_IN``.
    nodes : ndarray of int64
        Node indices.
    seats : mapping of str to Seat, optional
        By district code, for districts whose records have no coordinates.
    """
    east, north, datum = _seats(tables, seats or {})
    known = np.flatnonzero(~np.isnan(east))
    radius = np.zeros(tables.size)
    radius[known] = _radii(east[known], north[known])
    district = _district_of(tables, known)
    table = tables.nodes.get(DISTRICT)
    if table is not None:
        itself = np.arange(table.start, table.start + len(table.ids))
        district[itself] = itself
    at = district[nodes]
    x, y = np.where(at >= 0, east[at], np.nan), np.where(at >= 0, north[at], np.nan)
    high = np.where((at >= 0) & (at != nodes), radius[at], 0.0)
    wide = high / np.cos(np.radians(np.where(np.isnan(y), 0.0, y)))
    x, y = spread(tables.ids_of(nodes), x, y, wide, high)
    used = sorted({datum[place] for place in at.tolist() if place >= 0 and place in datum})
    return Positions(x, y, _notes(used, len(known)))


def _notes(datums: list[str], known: int) -> tuple[str, ...]:
    if not known:
        return ("No district with longitude and latitude has been loaded.",)
    if len(datums) > 1:
        return (f"Coordinates are in {' and '.join(datums)}: they differ by some hundred metres.",)
    return tuple(f"Coordinates are in {datum}." for datum in datums)


def _seats(tables: Tables, given: Mapping[str, Seat]) -> tuple[_Floats, _Floats, dict[int, str]]:
    """Longitude and latitude of districts over all nodes, NaN where not known, and the datum."""
    east, north = np.full(tables.size, np.nan), np.full(tables.size, np.nan)
    datums: dict[int, str] = {}
    table = tables.nodes.get(DISTRICT)
    if table is None:
        return east, north, datums
    size = len(table.ids)
    codes = _texts(table.columns.get("code"), size)
    told = _texts(table.columns.get("datum"), size)
    longitude = _numbers(table.columns.get("longitude"), size)
    latitude = _numbers(table.columns.get("latitude"), size)
    for place in range(size):
        seat: tuple[float, float, str | None] | None = (
            longitude[place],
            latitude[place],
            told[place],
        )
        if np.isnan(longitude[place]) or np.isnan(latitude[place]):
            seat = given.get(codes[place] or "")
        if seat is not None:
            east[table.start + place], north[table.start + place], datum = seat
            if datum:
                datums[table.start + place] = datum
    return east, north, datums


def _district_of(tables: Tables, known: _Ints) -> _Ints:
    """The district of known coordinates in which each node is, the least code first; -1 if none."""
    found = np.full(tables.size, -1, dtype=np.int64)
    table, links = tables.nodes.get(DISTRICT), links_of(tables, LOCATED_IN)
    if table is None:
        return found
    codes = _texts(table.columns.get("code"), len(table.ids))
    # A code that is not known comes last; equal ones by id.
    keys = [(code is None, code or "", id_) for code, id_ in zip(codes, table.ids, strict=True)]
    rank = np.empty(len(keys), dtype=np.int64)
    rank[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    which = np.isin(links.target, known)
    source, target = links.source[which], links.target[which].astype(np.int64)
    order = np.argsort(-rank[target - table.start], kind="stable")
    found[source[order]] = target[order]  # The last one written is that of the least code.
    return found


def _radii(east: _Floats, north: _Floats) -> _Floats:
    """A share of the distance to the next seat elsewhere, in degrees of latitude."""
    along = (east[:, None] - east[None, :]) * np.cos(np.radians(north))[:, None]
    far = np.hypot(along, north[:, None] - north[None, :])
    far[far == 0.0] = np.inf
    nearest: _Floats = far.min(axis=1, initial=np.inf)
    return (_SHARE * nearest).clip(max=_WIDEST)


def _texts(column: Column | None, size: int) -> list[str | None]:
    if not isinstance(column, Coded):
        return [None] * size
    return [column.values[code] if code >= 0 else None for code in column.codes.tolist()]


def _numbers(column: Column | None, size: int) -> _Floats:
    return column.values if isinstance(column, Numbers) else np.full(size, np.nan)

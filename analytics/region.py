"""Who is local: organisations in a district whose code begins with that of the region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from analytics.joins import links_of
from analytics.tables import Coded, Tables

__all__ = ["DISTRICT", "LOCATED_IN", "Places", "codes_of_districts", "places_of"]

DISTRICT: Final = "District"
LOCATED_IN: Final = "LOCATED_IN"


@dataclass(frozen=True, slots=True)
class Places:
    """Where organisations are, as masks over all nodes.

    Attributes
    ----------
    local : ndarray of bool
        In the region; everybody if there is no region.
    unknown : ndarray of bool
        Of no known district, so perhaps local; nobody if there is no region.
    """

    local: npt.NDArray[np.bool_]
    unknown: npt.NDArray[np.bool_]


def places_of(tables: Tables, region: str | None) -> Places:
    """Say who is local.

    Parameters
    ----------
    tables : Tables
        With ``District`` (``code``) and ``LOCATED_IN``.
    region : str or None
        Prefix of district codes. Who is in several districts is local if one of them is.
    """
    everybody = np.ones(tables.size, dtype=np.bool_)
    if region is None:
        return Places(everybody, ~everybody)
    inside, coded = ~everybody, ~everybody
    table = tables.nodes.get(DISTRICT)
    codes = None if table is None else table.columns.get("code")
    if table is not None and isinstance(codes, Coded):
        here = slice(table.start, table.start + len(table.ids))
        begins = np.array([*(code.startswith(region) for code in codes.values), False])
        inside[here], coded[here] = begins[codes.codes], codes.codes >= 0
    local, located = ~everybody, ~everybody
    links = links_of(tables, LOCATED_IN)
    local[links.source[inside[links.target]]] = True
    located[links.source[coded[links.target]]] = True
    return Places(local, ~located)


def codes_of_districts(tables: Tables) -> dict[str, str]:
    """The code of each district that has one, by id.

    Parameters
    ----------
    tables : Tables
        With ``District`` (``code``).
    """
    table = tables.nodes.get(DISTRICT)
    codes = None if table is None else table.columns.get("code")
    if table is None or not isinstance(codes, Coded):
        return {}
    return {
        id_: codes.values[code]
        for id_, code in zip(table.ids, codes.codes.tolist(), strict=True)
        if code >= 0
    }

"""Weighted lists, which headers of negotiation are (RFC 9110, 12.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = ["Choice", "weighted"]

_WEIGHT: Final = re.compile(r"0(\.\d*)?|1(\.0*)?", re.ASCII)
_MOST: Final = 50
"""Choices of a header that are looked at; none needs as many."""


class Choice(NamedTuple):
    """What a client would take.

    Attributes
    ----------
    name : str
        In small letters.
    parameters : Mapping
        What it says of it, but its weight; names in small letters, values as they stand.
    weight : float
        From 0, never, to 1.
    """

    name: str
    parameters: Mapping[str, str]
    weight: float


def weighted(header: str) -> list[Choice]:
    """Read a header; choices whose weight is none are left out.

    Examples
    --------
    >>> weighted("gzip;q=0.5, zstd")
    [Choice(name='gzip', parameters={}, weight=0.5), Choice(name='zstd', parameters={}, weight=1.0)]
    >>> weighted("a;q=2, , b ; Q=0.1;Level=1")
    [Choice(name='b', parameters={'level': '1'}, weight=0.1)]
    """
    found = []
    for part in header.split(",", _MOST)[:_MOST]:
        name, *said = (piece.strip() for piece in part.split(";"))
        parameters = {
            key.strip().lower(): value.strip().strip('"')
            for key, _, value in (pair.partition("=") for pair in said if pair)
        }
        weight = parameters.pop("q", "1")
        if name and _WEIGHT.fullmatch(weight):
            found.append(Choice(name.lower(), parameters, float(weight)))
    return found

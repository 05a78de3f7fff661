"""Links as arrays: all of a type, and those of two types that meet."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from analytics.tables import LinkTable, Tables

__all__ = ["has_links", "joined", "links_of", "no_links", "spans"]


def links_of(tables: Tables, type_: str) -> LinkTable:
    """Return the links of a type; none if the tables do not have it."""
    none = np.zeros(0, dtype=np.int32)
    return tables.links.get(type_) or LinkTable(type_, none, none)


def has_links(tables: Tables, type_: str) -> bool:
    """Say whether there is a link of a type."""
    return len(links_of(tables, type_).source) > 0


def no_links(*types: str) -> str:
    """Return the sentence that says that links of some types are wanting."""
    return f"No {' or '.join(types)} link has been loaded."


def joined(
    left: npt.NDArray[np.integer[Any]], right: npt.NDArray[np.integer[Any]]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the places of all pairs of equal values, by the left place and then by the right.

    Examples
    --------
    >>> left, right = joined(np.array([7, 5]), np.array([5, 7, 5]))
    >>> left.tolist(), right.tolist()
    ([0, 1, 1], [1, 0, 2])
    """
    order = np.argsort(right, kind="stable")
    begin = np.searchsorted(right, left, sorter=order)
    number = np.searchsorted(right, left, side="right", sorter=order) - begin
    return np.repeat(np.arange(len(left)), number), order[spans(begin, number)]


def spans(begin: npt.NDArray[np.int64], length: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Concatenate the ranges from `begin` of the given lengths.

    Examples
    --------
    >>> spans(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    ends = np.cumsum(length)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) - np.repeat(ends - length - begin, length)

"""Tables: the graph as columns, what every analytic starts from.

One index space over all nodes of the request; links hold the indices of their ends. Every column
is expressible as a Parquet column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = [
    "MISSING_DAY",
    "Coded",
    "CodedLists",
    "Column",
    "Dates",
    "LinkTable",
    "Money",
    "NodeTable",
    "Numbers",
    "Tables",
]

MISSING_DAY: Final = np.iinfo(np.int32).min
"""The day number of a missing date."""


@dataclass(frozen=True, slots=True)
class Coded:
    """Text, enum or term values, dictionary-coded.

    Attributes
    ----------
    codes : ndarray of int32, shape (n,)
        Index into `values`; -1 where missing.
    values : tuple of str
        Distinct values.
    """

    codes: npt.NDArray[np.int32]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodedLists:
    """Lists of text, as offsets into one coded column.

    Attributes
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    items : Coded
    """

    offsets: npt.NDArray[np.int64]
    items: Coded


@dataclass(frozen=True, slots=True)
class Dates:
    """Partial dates as first and last day, in days since 1970-01-01; `MISSING_DAY` where missing."""

    first: npt.NDArray[np.int32]
    last: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Money:
    """Amounts: minor units (0 where missing) and currency (-1 where missing)."""

    minor: npt.NDArray[np.int64]
    currency: Coded


@dataclass(frozen=True, slots=True)
class Numbers:
    """Integers, floats and booleans; NaN where missing."""

    values: npt.NDArray[np.float64]


Column: TypeAlias = Coded | CodedLists | Dates | Money | Numbers


@dataclass(frozen=True, slots=True)
class NodeTable:
    """Nodes of one concrete type: the indices `start` to `start + len(ids) - 1`."""

    type: str
    start: int
    ids: tuple[str, ...]
    columns: Mapping[str, Column] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkTable:
    """Links of one type.

    Attributes
    ----------
    type : str
    source, target : ndarray of int32, shape (m,)
        Node indices of the ends.
    columns : mapping of str to Column
    """

    type: str
    source: npt.NDArray[np.int32]
    target: npt.NDArray[np.int32]
    columns: Mapping[str, Column] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tables:
    """Columns of one graph version.

    Attributes
    ----------
    version : str
        Graph version.
    as_of : str
        ISO day on which the links with validity are true.
    nodes : mapping of str to NodeTable
        By concrete type, in index order.
    links : mapping of str to LinkTable
        By link type.
    """

    version: str
    as_of: str
    nodes: Mapping[str, NodeTable]
    links: Mapping[str, LinkTable]

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return sum(len(table.ids) for table in self.nodes.values())

    def id_of(self, index: int) -> str:
        """The id of the node with this index."""
        return self.ids_of(np.array([index]))[0]

    def ids_of(self, indices: npt.NDArray[np.integer[Any]]) -> list[str]:
        """The ids of the nodes with these indices."""
        tables = list(self.nodes.values())
        starts = np.array([table.start for table in tables])
        owners = np.searchsorted(starts, indices, side="right") - 1
        return [
            tables[owner].ids[index - tables[owner].start]
            for owner, index in zip(owners.tolist(), indices.tolist(), strict=True)
        ]

    def order_by_id(self, indices: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int64]:
        """The positions that put these nodes in the order of their ids."""
        ids = self.ids_of(indices)
        return np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int64)

    def index_of(self, id_: str) -> int | None:
        """The index of the node with this id; None if it is not here."""
        for table in self.nodes.values():
            if id_ in table.ids:
                return table.start + table.ids.index(id_)
        return None

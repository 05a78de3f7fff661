"""Stored values as the columns of tables: how each kind of property becomes arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias

import numpy as np

from analytics.tables import (
    MISSING_DAY,
    Coded,
    CodedLists,
    Column,
    Dates,
    Money,
    Numbers,
)
from graph_service.store.port import SnapshotColumns, SnapshotRequest, StoreError
from schema.catalogue import Catalogue
from schema.declarations import EntityType, Kind, LinkType, Property

__all__ = ["Stored", "as_column", "check_request", "needed"]

Stored: TypeAlias = Callable[[str], Sequence[Any]]
"""Gives the values of a stored column (`schema.columns`), None where missing."""

_EPOCH: Final = date(1970, 1, 1).toordinal()


def check_request(catalogue: Catalogue, request: SnapshotRequest) -> None:
    """Refuse a request that names what the catalogue does not have, or one type twice.

    Raises
    ------
    StoreError
    """
    for asked in (request.nodes, request.links):
        names = [columns.type for columns in asked]
        for name in names:
            if names.count(name) > 1:
                raise StoreError(f"A snapshot lists {name!r} twice: name its columns together.")
    for columns in request.nodes:
        node = catalogue.by_name.get(columns.type)
        if node is None or node.abstract:
            raise StoreError(f"A snapshot cannot list {columns.type!r}: it is no concrete type.")
        _check_columns(columns, node)
    for columns in request.links:
        link = catalogue.links.get(columns.type)
        if link is None:
            raise StoreError(f"A snapshot cannot list {columns.type!r}: it is no link type.")
        _check_columns(columns, link)


def needed(declared: Property) -> tuple[str, ...]:
    """Name the stored columns that `as_column` reads of a property."""
    match declared.kind:
        case Kind.DATE:
            return (f"{declared.name}First", f"{declared.name}Last")
        case Kind.MONEY:
            return (f"{declared.name}Minor", f"{declared.name}Currency")
    return (declared.name,)


def as_column(declared: Property, stored: Stored) -> Column:
    """Return a property's values as arrays; distinct values are numbered as they first appear."""
    return _BUILDERS[declared.kind](*map(stored, needed(declared)))


def _check_columns(asked: SnapshotColumns, declared: EntityType | LinkType) -> None:
    known = {p.name for p in declared.properties}
    for name in asked.columns:
        if name not in known:
            raise StoreError(f"A snapshot cannot list {asked.type}.{name}: no such property.")


def _coded(values: Iterable[Any]) -> Coded:
    code: dict[str, int] = {}
    codes = [-1 if v is None else code.setdefault(v, len(code)) for v in values]
    return Coded(np.array(codes, dtype=np.int32), tuple(code))


def _coded_lists(values: Sequence[Any]) -> CodedLists:
    offsets = np.zeros(len(values) + 1, dtype=np.int64)
    np.cumsum([len(items or ()) for items in values], out=offsets[1:])
    return CodedLists(offsets, _coded(item for items in values for item in items or ()))


def _dates(first: Sequence[Any], last: Sequence[Any]) -> Dates:
    days: dict[Any, int] = {None: MISSING_DAY}

    def number(day: Any) -> int:
        known = days.get(day)
        if known is None:
            known = days[day] = date.fromisoformat(day).toordinal() - _EPOCH
        return known

    return Dates(
        *(np.array([number(day) for day in ends], dtype=np.int32) for ends in (first, last))
    )


def _money(minor: Sequence[Any], currency: Sequence[Any]) -> Money:
    return Money(np.array([value or 0 for value in minor], dtype=np.int64), _coded(currency))


def _numbers(values: Sequence[Any]) -> Numbers:
    # None becomes NaN.
    return Numbers(np.array(values, dtype=np.float64))


_BUILDERS: Final[Mapping[Kind, Callable[..., Column]]] = {
    Kind.STRING: _coded,
    Kind.ENUM: _coded,
    Kind.TERM: _coded,
    Kind.STRINGS: _coded_lists,
    Kind.TERMS: _coded_lists,
    Kind.DATE: _dates,
    Kind.MONEY: _money,
    Kind.INTEGER: _numbers,
    Kind.FLOAT: _numbers,
    Kind.BOOLEAN: _numbers,
}

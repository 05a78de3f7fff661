"""How values of each kind are laid out in a store: plain scalars that compare natively.

A date is stored as written and, beside it, as the first and the last day it may mean; money as
whole minor units and a currency code. A store compares columns only, so both stores agree.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from schema.declarations import Kind, LinkType, Property
from schema.money import Money
from schema.time import FIRST_DAY, LAST_DAY, PartialDate

__all__ = [
    "VALID_FIRST",
    "VALID_LAST",
    "Scalar",
    "Sort",
    "Stated",
    "Value",
    "columns_of",
    "sorts_of",
    "store_link",
    "store_values",
    "stored_columns",
]

Scalar: TypeAlias = str | int | float | bool | tuple[str, ...]
"""What one column holds."""

Value: TypeAlias = str | int | float | bool | tuple[str, ...] | Money
"""What is known of one property. Dates are ISO text; enums and terms are codes."""

Stated: TypeAlias = Value | None
"""What a statement says of one property: None where people say that the value is not known."""

VALID_FIRST = "validFirst"
"""Column with the first day on which a link of a type with validity is true."""

VALID_LAST = "validLast"
"""Column with the last such day."""


def columns_of(declared: Property) -> tuple[str, ...]:
    """Name the columns that together hold the values of a property, as they are read back."""
    if declared.kind is Kind.MONEY:
        return (f"{declared.name}Minor", f"{declared.name}Currency")
    return (declared.name,)


class Sort(enum.IntEnum):
    """What the values of one column are alike in; values of different sorts stand in this order."""

    LIST = 0
    TEXT = 1
    BOOLEAN = 2
    NUMBER = 3


def sorts_of(declared: Property) -> dict[str, Sort]:
    """Name all columns that `store_values` writes for a property, with what each of them holds."""
    name = declared.name
    match declared.kind:
        case Kind.STRINGS | Kind.TERMS:
            return {name: Sort.LIST}
        case Kind.MONEY:
            minor, currency = columns_of(declared)
            return {minor: Sort.NUMBER, currency: Sort.TEXT}
        case Kind.DATE:
            return dict.fromkeys((name, f"{name}First", f"{name}Last"), Sort.TEXT)
        case Kind.INTEGER | Kind.FLOAT:
            return {name: Sort.NUMBER}
        case Kind.BOOLEAN:
            return {name: Sort.BOOLEAN}
        case _:
            return {name: Sort.TEXT}


def stored_columns(properties: Iterable[Property]) -> tuple[str, ...]:
    """Name all columns in which `store_values` lays out values of some properties."""
    names: list[str] = []
    for declared in properties:
        names += columns_of(declared)
        if declared.kind is Kind.DATE:
            names += (f"{declared.name}First", f"{declared.name}Last")
    return tuple(names)


def store_values(properties: Iterable[Property], values: Mapping[str, Value]) -> dict[str, Scalar]:
    """Lay out the values of a node or link as columns.

    Parameters
    ----------
    properties : iterable of Property
        The properties of its type; values of others are left out.
    values : mapping of str to Value

    Returns
    -------
    dict of str to Scalar

    Examples
    --------
    >>> begun = Property(name="begun", kind=Kind.DATE, description="Begun.", label="开始")
    >>> store_values([begun], {"begun": "2021-09"})
    {'begun': '2021-09', 'begunFirst': '2021-09-01', 'begunLast': '2021-09-30'}
    """
    stored: dict[str, Scalar] = {}
    for declared in properties:
        value = values.get(declared.name)
        if value is None:
            continue
        if isinstance(value, Money):
            stored[f"{declared.name}Minor"] = value.minor
            stored[f"{declared.name}Currency"] = value.currency
            continue
        stored[declared.name] = value
        if declared.kind is Kind.DATE:
            day = PartialDate(str(value))
            stored[f"{declared.name}First"] = day.first
            stored[f"{declared.name}Last"] = day.last
    return stored


def store_link(declared: LinkType, values: Mapping[str, Value]) -> dict[str, Scalar]:
    """Lay out the values of a link as columns, with its days of validity if its type has any."""
    stored = store_values(declared.properties, values)
    if declared.validity:
        stored[VALID_FIRST] = stored.get("validFromFirst", FIRST_DAY)
        stored[VALID_LAST] = stored.get("validToLast", LAST_DAY)
    return stored

"""What an exported file calls the values of a record or link: flat columns, alike in all formats."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias

from graph_service.store.plan import Field
from schema.columns import columns_of
from schema.declarations import Kind, Property
from schema.money import Money

__all__ = ["RESERVED", "Column", "Form", "Value", "columns_for", "fields_for", "values_of"]

Value: TypeAlias = str | int | float | bool | Decimal | tuple[str, ...]

RESERVED: Final = frozenset({"id", "type", "source", "target"})
"""Columns that every file has; a property of such a name gets an underscore behind it."""


class Form(enum.Enum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of nodes or links.

    Attributes
    ----------
    name : str
    form : Form
    """

    name: str
    form: Form = Form.TEXT


_FORMS: Final = {
    Kind.INTEGER: Form.INTEGER,
    Kind.FLOAT: Form.NUMBER,
    Kind.BOOLEAN: Form.BOOLEAN,
    Kind.MONEY: Form.NUMBER,
    Kind.STRINGS: Form.TEXTS,
    Kind.TERMS: Form.TEXTS,
}


def columns_for(properties: Iterable[Property]) -> tuple[Column, ...]:
    """Return the columns of some properties, each name once.

    Money has two: the amount in major units and, with ``Currency`` behind its name, the code. What
    one type writes as text and another as a number is text.

    Examples
    --------
    >>> paid = Property(name="paid", kind=Kind.MONEY, description="Paid.", label="支付")
    >>> [column.name for column in columns_for([paid])]
    ['paid', 'paidCurrency']
    """
    found: dict[str, Form] = {}
    for declared in properties:
        name, form = _name(declared), _FORMS.get(declared.kind, Form.TEXT)
        found[name] = form if found.get(name, form) is form else Form.TEXT
        if declared.kind is Kind.MONEY:
            found[f"{name}Currency"] = Form.TEXT
    return tuple(Column(name, form) for name, form in found.items())


def fields_for(properties: Iterable[Property]) -> tuple[Field, ...]:
    """Return what a read plan must ask for; `values_of` reads the answer."""
    return tuple(Field(p.name, columns_of(p)) for p in properties)


def values_of(properties: Iterable[Property], row: dict[str, Any]) -> dict[str, Value]:
    """Return the values of a row of a read plan by column, without those that are missing."""
    found: dict[str, Value] = {}
    for declared in properties:
        held = row[declared.name]
        if held is None or held == ():
            continue
        name = _name(declared)
        if declared.kind is Kind.MONEY:
            minor, currency = held
            found[name] = Decimal(Money(minor, currency).amount)
            found[f"{name}Currency"] = currency
        elif declared.kind.plural:
            found[name] = tuple(held)
        else:
            found[name] = held
    return found


def _name(declared: Property) -> str:
    return f"{declared.name}_" if declared.name in RESERVED else declared.name

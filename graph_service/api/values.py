"""Values of properties: their GraphQL types, and how stored values become served ones."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any

import strawberry
from strawberry.types.scalar import ScalarDefinition

from graph_service.api.errors import ApiError
from graph_service.api.registry import Registry
from schema.declarations import Kind, Property
from schema.money import Money
from schema.packs import Pack
from schema.time import PartialDate
from schema.vocabularies import Vocabulary

__all__ = ["SCALARS", "Direction", "MoneyValue", "TermValue", "annotation_of", "served_by"]


@strawberry.enum(name="Direction", description="Which way a list is ordered.")
class Direction(enum.Enum):
    """Which way a list is ordered; nulls come last ascending and first descending."""

    ASC = strawberry.enum_value(
        "ASC", description="From small to large, what is missing at the end."
    )
    DESC = strawberry.enum_value(
        "DESC", description="From large to small, what is missing at the beginning."
    )


@strawberry.type(name="Money", description="An amount of money in one currency.")
class MoneyValue:
    """GraphQL's view of `schema.money.Money`."""

    amount: str = strawberry.field(description="Decimal number of major units, such as 1200000.00.")
    currency: str = strawberry.field(description="ISO 4217 code, such as CNY.")


@strawberry.type(name="Term", description="A value of a list, such as one of the region's own.")
class TermValue:
    """GraphQL's view of `schema.packs.PackTerm`, and of the values of structural lists."""

    code: str = strawberry.field(description="Code, by which filters know it.")
    label: str = strawberry.field(description="Chinese label; the code if the pack has none.")
    description: str = strawberry.field(description="English meaning; empty if the pack has none.")
    synonyms: list[str] = strawberry.field(
        description="Other spellings that are read in tables as this value."
    )


def parse_date(value: object) -> PartialDate:
    """Read a date that a client wrote."""
    try:
        return PartialDate(str(value))
    except ValueError as error:
        raise ApiError(str(error)) from None


SCALARS: dict[object, ScalarDefinition] = {
    PartialDate: strawberry.scalar(
        name="PartialDate",
        description="A day, a month or a year, as precise as it is known: 2021-09-03, 2021-09, 2021.",
        serialize=str,
        parse_value=parse_date,
    )
}

_PLAIN: dict[Kind, Any] = {
    Kind.STRING: str,
    Kind.INTEGER: int,
    Kind.FLOAT: float,
    Kind.BOOLEAN: bool,
    Kind.DATE: PartialDate,
    Kind.MONEY: MoneyValue,
    Kind.TERM: TermValue,
    Kind.STRINGS: list[str],
    Kind.TERMS: list[TermValue],
}


def annotation_of(declared: Property, registry: Registry, *, guarded: bool = False) -> Any:
    """Return the annotation of an output field; only lists are never null, unless guarded."""
    annotation = (
        registry[vocabulary_of(declared).__name__]
        if declared.kind is Kind.ENUM
        else _PLAIN[declared.kind]
    )
    return annotation if declared.kind.plural and not guarded else annotation | None


def vocabulary_of(declared: Property) -> type[Vocabulary]:
    """The vocabulary of an enum property."""
    vocabulary = declared.vocabulary
    if isinstance(vocabulary, type):
        return vocabulary
    raise TypeError(f"{declared.name} has no vocabulary.")


def served_by(declared: Property, pack: Pack) -> Callable[[Any], Any] | None:
    """Return the function from a stored value to a served one; None if they are the same."""
    match declared.kind:
        case Kind.MONEY:
            return lambda held: None if held is None else Money(*held)
        case Kind.STRINGS:
            return lambda held: held or ()
        case Kind.TERM:
            name = str(declared.vocabulary)
            return lambda code: None if code is None else pack.term(name, code)
        case Kind.TERMS:
            name = str(declared.vocabulary)
            return lambda codes: [pack.term(name, code) for code in codes or ()]
        case _:
            return None

"""Filters on single values: one input type for each kind of value."""

from __future__ import annotations

from typing import Any

import strawberry

from graph_service.api.registry import Registry, input_field
from graph_service.api.values import vocabulary_of
from schema.declarations import Kind, Property
from schema.time import PartialDate

__all__ = ["declare_value_filters", "filter_of"]

_EQ = "Equal to it."
_IN = "Equal to one of them, at most 500."
_IS_NULL = "Whether the value is missing."
_ORDERED = {
    "gt": "Greater than it.",
    "gte": "Greater than or equal to it.",
    "lt": "Less than it.",
    "lte": "Less than or equal to it.",
}
_DATES = {
    "eq": "Known exactly so: 2021 equals neither 2021-09 nor a day of it.",
    "gt": "Begins after the last day of it.",
    "gte": "Begins on the first day of it or later.",
    "lt": "Ends before the first day of it.",
    "lte": "Ends on the last day of it or earlier.",
}

_NAMES = {
    Kind.STRING: "StringFilter",
    Kind.INTEGER: "IntFilter",
    Kind.FLOAT: "FloatFilter",
    Kind.BOOLEAN: "BooleanFilter",
    Kind.DATE: "DateFilter",
    Kind.MONEY: "MoneyFilter",
    Kind.TERM: "TermFilter",
    Kind.STRINGS: "ListFilter",
    Kind.TERMS: "ListFilter",
}


def filter_of(declared: Property) -> str:
    """Name of the filter on a property."""
    if declared.kind is Kind.ENUM:
        return f"{vocabulary_of(declared).__name__}Filter"
    return _NAMES[declared.kind]


def declare_value_filters(registry: Registry, vocabularies: list[str]) -> None:
    """Declare the filters on values, and one for each vocabulary."""
    _declare(registry, "IDFilter", "on an id", strawberry.ID, is_null=False)
    text = {
        "contains": "Contains it; letter case counts.",
        "startsWith": "Starts with it; letter case counts.",
        "endsWith": "Ends with it; letter case counts.",
    }
    _declare(registry, "StringFilter", "on text", str, text)
    _declare(registry, "IntFilter", "on a whole number", int, _ORDERED)
    _declare(registry, "FloatFilter", "on a number", float, _ORDERED)
    _declare(registry, "BooleanFilter", "on yes or no", bool, among=False)
    dates = "on a date, which may mean several days"
    _declare(registry, "DateFilter", dates, PartialDate, _DATES, among=False)
    _declare(registry, "TermFilter", "on the code of a value from a regional list", str)
    for name in vocabularies:
        _declare(registry, f"{name}Filter", f"on {name}", registry[name])
    registry.declare_input(
        "MoneyFilter",
        "A condition on an amount; amounts in other currencies do not meet it.",
        lambda: [
            input_field("currency", str, "ISO 4217 code; the region's own if left out."),
            *(
                input_field(name, str, f"{text} A decimal number of major units.")
                for name, text in {"eq": _EQ, **_ORDERED}.items()
            ),
            input_field("isNull", bool, _IS_NULL),
        ],
    )
    registry.declare_input(
        "ListFilter",
        "A condition on a list of text or of codes.",
        lambda: [
            input_field("has", str, "Holds it."),
            input_field("hasAny", list[str], "Holds one of them, at most 500."),
            input_field("hasAll", list[str], "Holds all of them, at most 500."),
            input_field("isEmpty", bool, "Whether it holds nothing."),
        ],
    )


def _declare(
    registry: Registry,
    name: str,
    what: str,
    annotation: Any,
    operators: dict[str, str] | None = None,
    *,
    among: bool = True,
    is_null: bool = True,
) -> None:
    texts = {"eq": _EQ, **(operators or {})}
    registry.declare_input(
        name,
        f"A condition {what}. All operators given must hold; with a missing value none does.",
        lambda: [
            *([input_field("in", list[annotation], _IN)] if among else []),
            *(input_field(op, annotation, text) for op, text in texts.items()),
            *([input_field("isNull", bool, _IS_NULL)] if is_null else []),
        ],
    )

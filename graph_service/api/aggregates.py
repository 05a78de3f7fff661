"""Aggregates: what the numbers, amounts and dates of a whole list come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import strawberry

from graph_service.api.context import ResolveInfo
from graph_service.api.errors import ApiError
from graph_service.api.executor.reading import Pure
from graph_service.api.guards import forbidden
from graph_service.api.registry import GeneratedField, Registry, described
from graph_service.api.values import MoneyValue
from graph_service.store.summaries import Aggregate, Total, Totals
from schema.columns import columns_of
from schema.declarations import Kind, Property
from schema.money import Money
from schema.time import PartialDate

__all__ = [
    "CurrencyAggregate",
    "DateAggregate",
    "MoneyAggregate",
    "NumberAggregate",
    "aggregatable",
    "aggregate_field",
    "aggregates_asked",
    "declare_aggregate",
    "result_of",
]

_COUNT: Final = "How many entries have a value."
_MISSING: Final = "How many entries have none."


@strawberry.type(name="NumberAggregate", description="What the numbers in a whole list come to.")
class NumberAggregate:
    """Of a property that holds numbers."""

    sum: str = strawberry.field(
        description="Decimal number; exact for whole numbers, of whatever size."
    )
    min: float | None = strawberry.field(description="The least; null if there is none.")
    max: float | None = strawberry.field(description="The greatest; null if there is none.")
    mean: float | None = strawberry.field(description="Sum by count; null if there is none.")
    count: int = strawberry.field(description=_COUNT)
    missing: int = strawberry.field(description=_MISSING)


@strawberry.type(
    name="CurrencyAggregate", description="What the amounts of one currency in a list come to."
)
class CurrencyAggregate:
    """Of a property that holds money, in one currency."""

    currency: str = strawberry.field(description="ISO 4217 code.")
    sum: MoneyValue = strawberry.field(description="Exact.")
    min: MoneyValue = strawberry.field(description="The least.")
    max: MoneyValue = strawberry.field(description="The greatest.")
    mean: MoneyValue = strawberry.field(description="Rounded half to even to the smallest unit.")
    count: int = strawberry.field(description="How many entries have an amount in it.")


@strawberry.type(
    name="MoneyAggregate",
    description="What the amounts in a whole list come to. Amounts of several currencies are "
    "neither added nor compared: then sum, min, max and mean are null, and byCurrency has them "
    "for each currency.",
)
class MoneyAggregate:
    """Of a property that holds money."""

    sum: MoneyValue | None = strawberry.field(
        description="Exact; null without amounts, or with several currencies."
    )
    min: MoneyValue | None = strawberry.field(description="The least; null as sum is.")
    max: MoneyValue | None = strawberry.field(description="The greatest; null as sum is.")
    mean: MoneyValue | None = strawberry.field(
        description="Rounded half to even to the smallest unit; null as sum is."
    )
    count: int = strawberry.field(description=_COUNT)
    missing: int = strawberry.field(description=_MISSING)
    by_currency: list[CurrencyAggregate] = strawberry.field(
        description="The same for each currency, in the order of their codes."
    )


@strawberry.type(name="DateAggregate", description="Between which days the dates of a list lie.")
class DateAggregate:
    """Of a property that holds dates."""

    min: PartialDate | None = strawberry.field(
        description="The earliest day that any of them may mean; null if there is none."
    )
    max: PartialDate | None = strawberry.field(
        description="The latest day that any of them may mean; null if there is none."
    )
    count: int = strawberry.field(description=_COUNT)
    missing: int = strawberry.field(description=_MISSING)


_TYPES: Final[Mapping[Kind, type]] = {
    Kind.INTEGER: NumberAggregate,
    Kind.FLOAT: NumberAggregate,
    Kind.MONEY: MoneyAggregate,
    Kind.DATE: DateAggregate,
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """The summaries of a page, and the field of a connection that asked for some of them."""

    summaries: Mapping[str, Totals]
    key: str


def aggregatable(properties: Iterable[Property]) -> tuple[Property, ...]:
    """The properties that have aggregates: numbers, amounts and dates."""
    return tuple(p for p in properties if p.kind in _TYPES)


def result_of(declared: Property) -> type | None:
    """The type of a property's aggregates; None if it has none."""
    return _TYPES.get(declared.kind)


def declare_aggregate(
    registry: Registry, name: str, properties: Iterable[Property], text: str
) -> None:
    """Declare the object of the aggregates of some properties."""
    fields = [_of_property(p) for p in properties]
    registry.declare_object(name, text, lambda: fields)


def aggregates_asked(
    key: str,
    names: Iterable[str],
    declared: Mapping[str, Property],
    *,
    of_link: bool,
    guarded: Mapping[str, str],
) -> list[Aggregate]:
    """Return what a field of aggregates asks of a list.

    Parameters
    ----------
    key : str
        The field's response key.
    names : iterable of str
        The properties selected below it.
    declared : mapping of str to Property
        The properties there are for who asks.
    of_link : bool
        Whether they are those of the links.
    guarded : mapping of str to str
        What else there is for others, and how the schema calls it.

    Raises
    ------
    ApiError
        If it asks for a property that these links lack, or for one that is not for everybody.
    """
    found = []
    for name in dict.fromkeys(names):
        p = declared.get(name)
        if name in guarded:
            raise forbidden(guarded[name])
        if p is None:
            has = ", ".join(declared) or "none"
            raise ApiError(f"These links have no property {name!r}; they have {has}.")
        match p.kind:
            case Kind.MONEY:
                minor, currency = columns_of(p)
                found.append(Aggregate(f"{key}.{name}", minor, currency, of_link))
            case Kind.DATE:
                found += [
                    Aggregate(f"{key}.{name}{end}", f"{name}{end}", None, of_link)
                    for end in ("First", "Last")
                ]
            case _:
                found.append(Aggregate(f"{key}.{name}", name, None, of_link))
    return found


def aggregate_field(name: str, annotation: Any) -> GeneratedField:
    """Make the field of a connection that shows aggregates."""
    of = "the links" if name.startswith("edge") else "the nodes"
    return GeneratedField(
        name,
        annotation,
        f"What the numbers, amounts and dates of {of} come to in the whole list.",
        lambda found, info: _Asked(found.page.summaries or {}, str(info.path.key)),
        reading=Pure(alone=True),
    )


def _of_property(declared: Property) -> GeneratedField:
    name = declared.name

    def resolve(asked: _Asked, _info: ResolveInfo) -> Any:
        found, key = asked.summaries, f"{asked.key}.{name}"
        match declared.kind:
            case Kind.MONEY:
                return _amounts(found[key])
            case Kind.DATE:
                return _days(found[f"{key}First"], found[f"{key}Last"])
            case _:
                return _numbers(found[key])

    text = described(declared.description, declared.label, declared.unit)
    return GeneratedField(name, _TYPES[declared.kind], text, resolve, reading=Pure(alone=True))


def _numbers(totals: Totals) -> NumberAggregate:
    if not totals.groups:
        return NumberAggregate(
            sum="0", min=None, max=None, mean=None, count=0, missing=totals.missing
        )
    (total,) = totals.groups
    added = _added(total)
    return NumberAggregate(
        sum=_decimal(added),
        min=float(total.least),  # type: ignore[arg-type]
        max=float(total.greatest),  # type: ignore[arg-type]
        mean=float(added / total.count),
        count=total.count,
        missing=totals.missing,
    )


def _amounts(totals: Totals) -> MoneyAggregate:
    each = [_currency(total) for total in totals.groups]
    only = each[0] if len(each) == 1 else None
    return MoneyAggregate(
        sum=only.sum if only else None,
        min=only.min if only else None,
        max=only.max if only else None,
        mean=only.mean if only else None,
        count=sum(one.count for one in each),
        missing=totals.missing,
        by_currency=each,
    )


def _currency(total: Total) -> CurrencyAggregate:
    currency, added = str(total.by), _added(total)

    def shown(minor: Any) -> MoneyValue:
        return MoneyValue(amount=Money(round(minor), currency).amount, currency=currency)

    return CurrencyAggregate(
        currency=currency,
        sum=shown(added),
        min=shown(total.least),
        max=shown(total.greatest),
        mean=shown(added / total.count),
        count=total.count,
    )


def _days(first: Totals, last: Totals) -> DateAggregate:
    begin, end = (one.groups[0] if one.groups else None for one in (first, last))
    return DateAggregate(
        min=PartialDate(str(begin.least)) if begin else None,
        max=PartialDate(str(end.greatest)) if end else None,
        count=begin.count if begin else 0,
        missing=first.missing,
    )


def _added(total: Total) -> Fraction:
    if total.sum is None:
        raise TypeError(f"Text has no sum: {total}")
    return total.sum


def _decimal(number: Fraction) -> str:
    """A whole number with all its digits, any other as the nearest float, without an exponent."""
    if number.denominator == 1:
        return str(number.numerator)
    return f"{Decimal(repr(float(number))):f}"

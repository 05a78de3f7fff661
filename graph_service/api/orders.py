"""Orders of lists: their input types, and the order keys of the read plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from strawberry.types.field import StrawberryField

from graph_service.api.errors import ApiError
from graph_service.api.guards import forbidden
from graph_service.api.registry import Registry, described, input_field
from graph_service.api.shapes import Shape, hop_of
from graph_service.api.values import Direction
from graph_service.store.plan import Column, LinkCount, OrderKey
from schema.columns import columns_of
from schema.declarations import Kind, Property

__all__ = ["MAX_KEYS", "declare_order", "order_keys", "value_kinds"]

MAX_KEYS = 5
"""How many keys an order may have."""

Given = Iterable[Mapping[str, Direction]]


def declare_order(registry: Registry, shape: Shape) -> None:
    """Declare the ``Order`` of an entity type: its single-valued properties and link counts."""

    def fields() -> Iterable[StrawberryField]:
        for p in shape.properties.values():
            if not p.kind.plural:
                yield input_field(p.name, Direction, described(p.description, p.label, p.unit))
        for name, end in shape.counts.items():
            yield input_field(name, Direction, f"The number of links of {end.name}.")

    text = f"One key of an order of {shape.name}. Every order is completed by the id."
    registry.declare_input(f"{shape.name}Order", text, fields, one_of=True)


def order_keys(shape: Shape, given: Given) -> tuple[OrderKey, ...]:
    """Translate an order as a client wrote it.

    Raises
    ------
    ApiError
        If it has too many keys, or names what is not for everybody.
    """
    keys: list[OrderKey] = []
    for name, direction in _single(given):
        descending = direction is Direction.DESC
        if name in shape.counts:
            keys.append(OrderKey(LinkCount(hop_of(shape.counts[name])), descending))
        else:
            keys += [OrderKey(Column(c), descending) for c in _columns(_property(shape, name))]
    return tuple(keys)


def value_kinds(shape: Shape, given: Given) -> tuple[type[Any], ...]:
    """The Python types of the values that `order_keys` of the same order compares."""
    kinds: list[type[Any]] = []
    for name, _ in _single(given):
        if name in shape.counts:
            kinds.append(int)
        else:
            kinds += _value_types(_property(shape, name))
    return tuple(kinds)


def _single(given: Given) -> list[tuple[str, Direction]]:
    pairs = [pair for key in given for pair in key.items()]
    if len(pairs) > MAX_KEYS:
        raise ApiError(f"orderBy has {len(pairs)} keys; the limit is {MAX_KEYS}.")
    return pairs


def _property(shape: Shape, name: str) -> Property:
    declared = shape.properties.get(name)
    if declared is None:
        raise forbidden(f"{shape.name}.{name}")
    return declared


def _columns(declared: Property) -> tuple[str, ...]:
    # Amounts compare within a currency, so the currency comes first.
    return tuple(reversed(columns_of(declared)))


def _value_types(declared: Property) -> list[type[Any]]:
    match declared.kind:
        case Kind.INTEGER:
            return [int]
        case Kind.FLOAT:
            return [float]
        case Kind.BOOLEAN:
            return [bool]
        case Kind.MONEY:
            return [str, int]
        case _:
            return [str]

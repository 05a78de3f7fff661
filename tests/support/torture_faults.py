"""Values that are not what they should be, for every kind of type."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLUnionType,
    Undefined,
)
from torture_resolvers import Listed, Raises
from torture_types import Colour

NEAR: dict[str, tuple[Any, ...]] = {
    "Int": (2**31, -(2**31) - 1, True, 3.0, 1.5, "12", "x"),
    "Float": (math.nan, math.inf, -math.inf, True, "1.5", 2**53 + 1, Decimal("1.5")),
    "String": (1, True, 1.5, math.nan, Colour.GREEN, b"bytes"),
    "ID": (7, 2**40, True, 1.5, 2.0, Colour.GREEN),
    "Boolean": (1, 0, 1, 0, 1.5, math.nan, "true"),
    "Even": (3, "x", True, 2.0),
    "Blank": ("", "", "", 5),
    "enum": ("RED", "CITY", "g", 1, 2.5, True, Colour.GREEN, "city", "GREEN", [1]),
}
"""Values that are nearly right, or wrong for one reason, by scalar."""

ODD = (
    "text",
    "12",
    "RED",
    "CITY",
    "",
    1,
    3,
    2**31,
    -(2**31) - 1,
    2**53 + 1,
    2**70,
    True,
    False,
    1.0,
    1.5,
    -0.0,
    math.nan,
    math.inf,
    -math.inf,
    Decimal("1.5"),
    b"bytes",
    (),
    {"a": 1},
    [1],
    1j,
)
"""Values for leaves, most of them wrong for most."""


class Promise:
    """An awaitable that is nobody's coroutine: it may be left alone."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"promise of {self.value!r}"

    def __await__(self) -> Any:
        if isinstance(self.value, Exception):
            raise self.value
        return self.value
        yield


class Later:
    """Gives its items asynchronously."""

    def __init__(self, items: Any) -> None:
        self.items = iter(items)

    def __repr__(self) -> str:
        return "later"

    def __aiter__(self) -> Later:
        return self

    async def __anext__(self) -> Any:
        for item in self.items:
            return item
        raise StopAsyncIteration


class Nameless:
    """Has no attribute at all."""

    def __init__(self, made: Any = None) -> None:
        self.made = {} if made is None else made

    def __repr__(self) -> str:
        return "nameless"


def failing(items: Any) -> Any:
    """Fail after the items."""
    yield from items
    raise ValueError("no more")


def faults_of(
    type_: Any,
    good: Callable[[], Any],
    another: Callable[[], Any],
    *,
    raising: bool,
    awaited: bool,
) -> list[list[Callable[[], Any]]]:
    """What may be wrong with a value, by the kind of fault.

    Parameters
    ----------
    type_ : GraphQL type
        Of the value, not non-null.
    good, another : callable
        Make a value as it should be, and an object of another type.
    raising : bool
        Whether reading the value may raise.
    awaited : bool
        Whether it may be awaitable.
    """
    kinds: list[list[Any]] = [
        [lambda: None, lambda: None, lambda: None, lambda: Undefined],
        [
            lambda: ValueError("as a value"),
            lambda: GraphQLError("with extensions", extensions={"code": "ODD"}),
        ],
    ]
    if raising:
        kinds.append(RAISING)
    if awaited:
        kinds.append(
            [
                lambda: Promise(good()),
                lambda: Promise(good()),
                lambda: Promise(None),
                lambda: Promise(ValueError("awaited")),
            ]
        )
    if isinstance(type_, GraphQLList):
        kinds += [_not_lists(good), _wrong_items(good)]
        if awaited:
            kinds.append(_awaited_lists(good))
    elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType):
        kinds += [[another], _misnamed(good), _no_objects(good)]
    else:
        near = NEAR["enum" if isinstance(type_, GraphQLEnumType) else type_.name]
        kinds += [_each(near), _each(near), [*_each(ODD), lambda: [good()], Nameless]]
    return kinds


RAISING = [
    lambda: Raises(ValueError("raised")),
    lambda: Raises(GraphQLError("raised", extensions={"code": "EVEN"})),
    lambda: Raises(KeyError("key")),
    lambda: Raises(AttributeError("none")),
]


def _each(values: Any) -> list[Any]:
    return [lambda value=value: value for value in values]


def _not_lists(good: Any) -> list[Any]:
    return [
        lambda: "not a list",
        lambda: 5,
        lambda: b"bytes",
        lambda: iter(good()),
        lambda: (item for item in good()),
        lambda: failing(good()),
        lambda: {"k": 1},
        lambda: {"one"},
        lambda: range(2),
    ]


def _wrong_items(good: Any) -> list[Any]:
    return [
        lambda: [*good(), None],
        lambda: [*good(), Undefined],
        lambda: [*good(), ValueError("an item")],
        lambda: [good()],
    ]


def _awaited_lists(good: Any) -> list[Any]:
    return [
        lambda: Later(good()),
        lambda: Later(failing(good())),
        lambda: [*good(), Promise(None)],
        lambda: [Promise(item) for item in good()],
        lambda: [Promise(ValueError("an awaited item")), *good()],
    ]


def _misnamed(good: Any) -> list[Any]:
    return [
        *(
            lambda name=name: {**row(good()), "@type": name}
            for name in ("Nobody", "Node", "Point", "Lab", "Firm", "Place", 5, None)
        ),
        lambda: {k: v for k, v in row(good()).items() if k != "@type"},
        lambda: dict(list(row(good()).items())[:2]),
    ]


def _no_objects(good: Any) -> list[Any]:
    return [
        dict,
        lambda: [good()],
        lambda: "text",
        Nameless,
        lambda: Nameless({}),
        lambda: Listed({}),
    ]


def row(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {"id": "odd"}

"""Values that are not what they should be, for every kind of type."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLUnionType,
    Undefined,
)
from torture_resolvers import Listed, Raises
from torture_schema import Colour

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
) -> list[Callable[[], Any]]:
    """What may be wrong with a value.

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
    choices: list[Any] = [
        lambda: None,
        lambda: None,
        lambda: Undefined,
        lambda: ValueError("as a value"),
        lambda: GraphQLError("with extensions", extensions={"code": "ODD"}),
    ]
    if raising:
        choices += [
            lambda: Raises(ValueError("raised")),
            lambda: Raises(GraphQLError("raised", extensions={"code": "EVEN"})),
            lambda: Raises(KeyError("key")),
            lambda: Raises(AttributeError("none")),
        ]
    if awaited:
        choices += [
            lambda: Promise(good()),
            lambda: Promise(good()),
            lambda: Promise(None),
            lambda: Promise(ValueError("awaited")),
            lambda: Promise(TypeError("awaited")),
        ]
    if isinstance(type_, GraphQLList):
        choices += [
            lambda: "not a list",
            lambda: 5,
            lambda: b"bytes",
            lambda: iter(good()),
            lambda: (item for item in good()),
            lambda: failing(good()),
            lambda: {"k": 1},
            lambda: {"one"},
            lambda: [*good(), None],
            lambda: [*good(), Undefined],
            lambda: [*good(), ValueError("an item")],
            lambda: [good()],
            lambda: range(2),
        ]
        if awaited:
            choices += [
                lambda: Later(good()),
                lambda: Later(failing(good())),
                lambda: [*good(), Promise(None)],
                lambda: [Promise(item) for item in good()],
                lambda: [Promise(ValueError("an awaited item")), *good()],
            ]
    elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType):
        choices += [
            another,
            another,
            another,
            dict,
            lambda: [good()],
            lambda: "text",
            Nameless,
            lambda: Nameless({}),
            lambda: {**row(good()), "@type": "Nobody"},
            lambda: {**row(good()), "@type": "Node"},
            lambda: {**row(good()), "@type": "Point"},
            lambda: {**row(good()), "@type": 5},
            lambda: {**row(good()), "@type": None},
            lambda: {k: v for k, v in row(good()).items() if k != "@type"},
            lambda: dict(list(row(good()).items())[:2]),
            lambda: Listed({}),
        ]
    else:
        choices += [
            *(lambda value=value: value for value in ODD),
            lambda: [good()],
            Nameless,
            lambda: Colour.GREEN,
        ]
    return choices


def row(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {"id": "odd"}

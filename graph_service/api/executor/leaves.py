"""Completion of scalars and enums: text of Python expressions."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
)

from graph_service.api.executor.checks import Classes, coercer
from graph_service.api.executor.source import Names

__all__ = ["leaf"]

_EXACT: Final = (
    (GraphQLString, "type({v}) is str"),
    (GraphQLID, "type({v}) is str"),
    (GraphQLBoolean, "type({v}) is bool"),
    (GraphQLInt, "type({v}) is int and -2147483648 <= v <= 2147483647"),
    # What is not finite leaves a rest that is no number.
    (GraphQLFloat, "type({v}) is float and v - v == 0.0"),
)
"""Built-in scalars, and the test of the values that they leave as they are."""


def leaf(
    names: Names, classes: Classes, type_: GraphQLLeafType, read: str, *, nullable: bool
) -> str:
    """Return the expression of a completed leaf.

    Parameters
    ----------
    names : Names
    classes : Classes
    type_ : GraphQLScalarType or GraphQLEnumType
    read : str
        Expression of its value; evaluated once.
    nullable : bool
    """
    cases = _members(names, type_) if isinstance(type_, GraphQLEnumType) else _exact(type_)
    if nullable:
        cases.append(("None", "{v} is None"))
    complete = names.keep(coercer(type_.coerce_output_value, classes, nullable=nullable))
    if not cases:
        return f"{complete}({read})"
    tests = [f"{result} if {test.format(v='v')}" for result, test in cases[1:]]
    result, test = cases[0]
    tests.insert(0, f"{result} if {test.format(v=f'(v := {read})')}")
    return f"({' else '.join((*tests, f'{complete}(v)'))})"


def _exact(type_: GraphQLLeafType) -> list[tuple[str, str]]:
    coerce: object = type_.coerce_output_value
    if coerce is str:
        return [("v", "type({v}) is str")]
    return [("v", test) for scalar, test in _EXACT if coerce is scalar.coerce_output_value]


def _members(names: Names, type_: GraphQLEnumType) -> list[tuple[str, str]]:
    # Members are found by their names: hashing an enum's member is slow, and equal to its value's.
    words: dict[str, Any] = {}
    for value in type_.values.values():
        if isinstance(value.value, str):
            word = str.__str__(value.value)
            with suppress(Exception):
                words[word] = type_.coerce_output_value(word)
    members: dict[str, Any] = {}
    wrapped: Any = getattr(type_, "wrapped_cls", None)
    of_enum: Iterable[Any] = wrapped if isinstance(wrapped, enum.EnumMeta) else ()
    for member in of_enum:
        with suppress(Exception):
            members[member._name_] = type_.coerce_output_value(member)
    cases = []
    if words:
        cases.append((f"{names.keep(words)}[v]", "type({v}) is str"))
    if members:
        test = "type({v}) is " + names.keep(wrapped)
        cases.append((f"{names.keep(members)}[v._name_]", test))
    return cases

"""How long lists can be: as long as an argument says, or as was declared for their field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from graphql import (
    ArgumentNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
)

__all__ = [
    "LENGTH",
    "UNSAID",
    "WEIGHT",
    "By",
    "Given",
    "Variable",
    "chosen",
    "given_lengths",
    "is_list",
    "length_of",
    "written_length",
]

LENGTH: Final = "length"
"""Extension of a list field: an integer, or a `By`."""
WEIGHT: Final = "weight"
"""Extension of a field: how much itself costs; 1 if nothing is said."""

UNSAID: Final = 20
"""How long a list is taken to be of which nothing was declared."""

_FIRST, _LAST = "first", "last"


@dataclass(frozen=True, slots=True)
class By:
    """As long as an argument of the field, or of the nearest field above that has it, says.

    Attributes
    ----------
    argument : str
        An integer, or a list, of which the length counts.
    otherwise : int
        Where it is not given and has no default.
    """

    argument: str
    otherwise: int


@dataclass(frozen=True, slots=True)
class Variable:
    """A length that a variable says.

    Attributes
    ----------
    name : str
    absent : int or None
        The argument's default, for a variable that has no value.
    """

    name: str
    absent: int | None


Given: TypeAlias = tuple["int | Variable", ...]
"""Where an argument's length is found: the first of them that is not null."""


def is_list(type_: Any) -> bool:
    """Whether values of a type are lists."""
    return isinstance(type_.of_type if isinstance(type_, GraphQLNonNull) else type_, GraphQLList)


def given_lengths(field: GraphQLField, nodes: tuple[ArgumentNode, ...]) -> dict[str, Given]:
    """Return the lengths that a field's arguments say, by their names.

    A list of which both ends can be asked for is as long as `first` or, without it, `last`.
    """
    written = {node.name.value: node.value for node in nodes}
    given = {
        name: _given(argument, written.get(name))
        for name, argument in field.args.items()
        if is_list(argument.type) or get_named_type(argument.type).name == "Int"
    }
    if _LAST in given:
        given[_FIRST] = given.get(_FIRST, ()) + given[_LAST]
    return given


def chosen(given: Given, variables: Mapping[str, int | None]) -> int | None:
    """Return the length that is said; None if none is."""
    for one in given:
        length = variables.get(one.name, one.absent) if isinstance(one, Variable) else one
        if length is not None:
            return length
    return None


def length_of(value: Any) -> int | None:
    """Return the length that an argument's value says; None for null."""
    if value is None:
        return None
    if isinstance(value, list | tuple):
        return len(value)
    # What is no integer is a list's only entry, or refused when it is coerced.
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return max(0, int(value)) if number else 1


def written_length(node: ValueNode) -> int | None:
    """Return the length that a written value says; None for null."""
    match node:
        case NullValueNode():
            return None
        case IntValueNode():
            return max(0, int(node.value[:12]))
        case ListValueNode():
            return len(node.values)
    return 1


def _given(argument: GraphQLArgument, node: ValueNode | None) -> Given:
    default = _default(argument)
    if isinstance(node, VariableNode):
        return (Variable(node.name.value, default),)
    length = default if node is None else written_length(node)
    return () if length is None else (length,)


def _default(argument: GraphQLArgument) -> int | None:
    if argument.default is not None:
        literal = argument.default.literal
        return length_of(argument.default.value) if literal is None else written_length(literal)
    return None if argument.default_value is Undefined else length_of(argument.default_value)

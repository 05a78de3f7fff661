"""Concrete types of abstract values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from graphql import GraphQLAbstractType, GraphQLObjectType, GraphQLSchema, default_type_resolver

from graph_service.api.executor.checks import doubt
from graph_service.api.executor.reading import TYPE_KEY
from graph_service.api.executor.running import Doubt
from graph_service.api.executor.source import Names, Source, literal

__all__ = ["Kinds", "kind_of", "type_test"]

Function: TypeAlias = Callable[[Any, Any], Any]


class Kinds(dict[str, Function]):
    """The functions of the concrete types of a value, each compiled when its type is first met.

    Parameters
    ----------
    schema : GraphQLSchema
    type_ : GraphQLInterfaceType or GraphQLUnionType
    function : callable
        Compiles for a type; None if not all of it can be.
    """

    __slots__ = ("_function", "_schema", "_type")

    def __init__(
        self,
        schema: GraphQLSchema,
        type_: GraphQLAbstractType,
        function: Callable[[GraphQLObjectType], Function | None],
    ) -> None:
        super().__init__()
        self._schema = schema
        self._type = type_
        self._function = function

    def __missing__(self, name: Any) -> Function:
        found = self._schema.get_type(name) if type(name) is str else None
        if not isinstance(found, GraphQLObjectType) or not self._schema.is_sub_type(
            self._type, found
        ):
            return doubt(name)  # type: ignore[no-any-return]
        made = self._function(found)
        if made is None:
            raise Doubt
        self[name] = made
        return made


def kind_of(names: Names, type_: GraphQLAbstractType, u: str, at: tuple[Source, int]) -> str:
    """Return the expression of the name of a value's concrete type."""
    key = type_.extensions.get(TYPE_KEY)
    if key is not None:
        return f"{u}[{names.keep(key)}]"
    resolve = names.keep(type_.resolve_type or default_type_resolver)
    return f"{resolve}({u}, {_info(at)}, {names.keep(type_)})"


def type_test(
    names: Names,
    type_: GraphQLObjectType,
    u: str,
    at: tuple[Source, int],
    above: GraphQLAbstractType | None = None,
) -> str:
    """Return the expression that doubts of an object that its type does not know as its own.

    Parameters
    ----------
    names : Names
    type_ : GraphQLObjectType
    u : str
        The object's name.
    at : tuple of Source and int
        The function in which the expression stands, and the place of the object.
    above : GraphQLInterfaceType or GraphQLUnionType or None
        The abstract type that told the type.
    """
    if type_.is_type_of is None:
        return ""
    key = type_.extensions.get(TYPE_KEY)
    if key is not None:
        if above is not None and above.extensions.get(TYPE_KEY) == key:
            return ""
        return f"({u}[{names.keep(key)}] == {literal(type_.name)} or {names.keep(doubt)}())"
    check = names.keep(type_.is_type_of)
    return f"((v := {check}({u}, {_info(at)})) is True or {names.keep(doubt)}(v))"


def _info(at: tuple[Source, int]) -> str:
    function, place = at
    return function.info(place)

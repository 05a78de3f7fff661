"""GraphQL types by name: first the types, then their fields, so that none is a forward reference."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from strawberry.annotation import StrawberryAnnotation
from strawberry.schema_directives import OneOf
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.enum import EnumValue, StrawberryEnumDefinition
from strawberry.types.field import StrawberryField
from strawberry.types.unset import UNSET

from graph_service.api.executor.reading import Pure, Reading, Stored

__all__ = ["GeneratedField", "Registry", "argument", "described", "input_field", "stored_field"]

Fields = Callable[[], Iterable[StrawberryField]]


class GeneratedField(StrawberryField):
    """A field whose resolver is called by the executor itself, with graphql-core's info.

    Parameters
    ----------
    name : str
        Name in the schema.
    annotation : object
        Python annotation of its type.
    description : str
    resolve : callable
        ``(source, info, **arguments) -> value``.
    arguments : sequence of StrawberryArgument
    reading : Reading or None
        How its value is read; None if only `resolve` knows.
    """

    def __init__(
        self,
        name: str,
        annotation: object,
        description: str,
        resolve: Callable[..., Any],
        arguments: Sequence[StrawberryArgument] = (),
        *,
        reading: Reading | None,
    ) -> None:
        super().__init__(
            python_name=name,
            graphql_name=name,
            type_annotation=StrawberryAnnotation(annotation),
            description=description,
        )
        self.arguments = list(arguments)
        self.resolve = resolve
        self.reading = reading


class Registry:
    """The generated types of one schema.

    A type is declared with a function that makes its fields. `complete` calls these functions
    when all types are there.
    """

    def __init__(self) -> None:
        self._types: dict[str, Any] = {}
        self._pending: list[tuple[StrawberryObjectDefinition, Fields]] = []
        self._rows: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        return self._types[name]

    def __contains__(self, name: str) -> bool:
        return name in self._types

    @property
    def types(self) -> tuple[Any, ...]:
        """All types, in the order of their declaration."""
        return tuple(self._types.values())

    @property
    def rows(self) -> frozenset[str]:
        """Names of the types whose values are rows that name their type."""
        return frozenset(self._rows)

    def declare_object(
        self, name: str, description: str, fields: Fields, *, interfaces: Sequence[str] = ()
    ) -> None:
        """Declare an object type; its values are rows that name their type, if it has interfaces."""
        if interfaces:
            self._rows.add(name)
        check = (lambda row, _info: row["@type"] == name) if interfaces else None
        self._declare(name, description, fields, interfaces=interfaces, is_type_of=check)

    def declare_interface(
        self, name: str, description: str, fields: Fields, *, interfaces: Sequence[str] = ()
    ) -> None:
        """Declare an interface; its values are rows that name their type."""
        self._rows.add(name)
        self._declare(
            name,
            description,
            fields,
            interfaces=interfaces,
            is_interface=True,
            resolve_type=lambda row, _info, _type: row["@type"],
        )

    def declare_input(
        self, name: str, description: str, fields: Fields, *, one_of: bool = False
    ) -> None:
        """Declare an input type, of which exactly one field is given if `one_of`."""
        directives = (OneOf(),) if one_of else ()
        self._declare(name, description, fields, is_input=True, directives=directives)

    def declare_enum(
        self, name: str, description: str, values: Iterable[tuple[str, str, str]]
    ) -> None:
        """Declare an enum by the name, the value and the description of its members."""
        members = tuple(values)
        wrapped = enum.StrEnum(name, [(code, value) for code, value, _ in members])  # type: ignore[misc]
        wrapped.__strawberry_definition__ = StrawberryEnumDefinition(  # type: ignore[attr-defined]
            wrapped_cls=wrapped,
            name=name,
            values=[EnumValue(code, value, description=text) for code, value, text in members],
            description=description,
        )
        self._keep(name, wrapped)

    def complete(self) -> None:
        """Make the fields of all declared types.

        Raises
        ------
        ValueError
            If a type has two fields of one name.
        """
        while self._pending:
            definition, fields = self._pending.pop(0)
            definition.fields = list(fields())
            names = [field.python_name for field in definition.fields]
            for name in names:
                if names.count(name) > 1:
                    raise ValueError(f"The API would have two fields {definition.name}.{name}.")

    def _declare(
        self,
        name: str,
        description: str,
        fields: Fields,
        *,
        interfaces: Sequence[str] = (),
        is_input: bool = False,
        is_interface: bool = False,
        directives: Sequence[object] = (),
        is_type_of: Callable[..., bool] | None = None,
        resolve_type: Callable[..., str] | None = None,
    ) -> None:
        origin = type(name, (), {})
        definition = StrawberryObjectDefinition(
            name=name,
            is_input=is_input,
            is_interface=is_interface,
            origin=origin,
            description=description,
            interfaces=[self[i].__strawberry_definition__ for i in interfaces],
            extend=False,
            directives=directives,
            is_type_of=is_type_of,
            resolve_type=resolve_type,
            fields=[],
        )
        origin.__strawberry_definition__ = definition  # type: ignore[attr-defined]
        self._keep(name, origin)
        self._pending.append((definition, fields))

    def _keep(self, name: str, declared: Any) -> None:
        if name in self._types:
            raise ValueError(f"The API would have two types {name}.")
        self._types[name] = declared


def stored_field(
    name: str,
    annotation: object,
    description: str,
    convert: Callable[[Any], Any] | None = None,
    *,
    guarded: bool = False,
) -> GeneratedField:
    """Declare a field that a row has under its response key.

    Parameters
    ----------
    name : str
    annotation : object
    description : str
    convert : callable or None
        From what is stored to what is shown; None if they are the same.
    guarded : bool
        Whether rows lack it where who asks may not read it; then it is null.
    """
    if guarded:
        shown = _if_there(convert or _same)
        return GeneratedField(name, annotation, description, shown, reading=Pure())
    resolve = _stored if convert is None else _converted(convert)
    return GeneratedField(name, annotation, description, resolve, reading=Stored(convert))


def _stored(row: Any, info: Any) -> Any:
    return row[info.path.key]


def _if_there(convert: Callable[[Any], Any]) -> Callable[..., Any]:
    def resolve(row: Any, info: Any) -> Any:
        key = info.path.key
        return convert(row[key]) if key in row else None

    return resolve


def _same(value: Any) -> Any:
    return value


def _converted(convert: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda row, info: convert(row[info.path.key])


def argument(
    name: str, annotation: object, description: str, default: object = UNSET
) -> StrawberryArgument:
    """Declare an argument of a `GeneratedField`."""
    return StrawberryArgument(
        python_name=name,
        graphql_name=name,
        type_annotation=StrawberryAnnotation(annotation),
        description=description,
        default=default,
    )


def input_field(name: str, annotation: object, description: str) -> StrawberryField:
    """Declare a field of an input type that may be left out."""
    return StrawberryField(
        python_name=name,
        graphql_name=name,
        type_annotation=StrawberryAnnotation(annotation | None),  # type: ignore[operator]
        description=description,
    )


def described(description: str, label: str, unit: str | None = None) -> str:
    """Join an English description, a Chinese label and a unit."""
    return f"{description} {label}" + (f" ({unit})" if unit else "")

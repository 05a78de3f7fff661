"""How a field's value is read, as far as that is declared: ``GraphQLField.extensions["reading"]``.

A field of which nothing is declared is read as an attribute if strawberry would read it so; else
graphql-core calls its resolver. An abstract type may name the key of its rows that holds the
name of their concrete type: ``extensions["type_key"]``; an object type that has this may also name
a class of rows that keep what was made of them: ``extensions["shared_rows"]``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeAlias

from graphql import GraphQLField

__all__ = [
    "READING",
    "SHARED_ROWS",
    "TYPE_KEY",
    "Batch",
    "Long",
    "Pure",
    "Reading",
    "SharesRows",
    "Stored",
    "declare",
]

READING: Final = "reading"
"""Key of the declaration among a field's extensions."""
TYPE_KEY: Final = "type_key"
"""Key, among an abstract type's extensions, of the key that holds a row's type."""
SHARED_ROWS: Final = "shared_rows"
"""Key, among an object type's extensions, of the class of rows that many requests are given."""


class SharesRows(Protocol):
    """A row that is never changed, and is given to all that ask the same.

    Attributes
    ----------
    made : mapping of hashable to object
        What is shown of it, by the name of what is selected.
    """

    made: Mapping[Hashable, Any]

    def keep(self, name: Hashable, shown: dict[str, Any]) -> Any:
        """Keep what is shown of it; return what stands for that in the result."""
        ...


@dataclass(frozen=True, slots=True)
class Stored:
    """The value is ``source[response key]``, converted if there is a conversion.

    Parameters
    ----------
    convert : callable or None
        From what is stored to what is completed; the same value for the same value.
    """

    convert: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class Pure:
    """The field's own resolver may be called as often as one likes, and is never awaited.

    It depends on the source, the arguments, ``info.context`` and the response keys of
    ``info.path`` alone. Where a path goes through lists, it has an index at that place, but
    which one is not said.

    Parameters
    ----------
    alone : bool
        Whether it depends on the source, the arguments and its own response key alone.
    """

    alone: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """The values of many sources can be asked for in one call; the resolver answers of one alone.

    Parameters
    ----------
    resolve : callable
        ``async (sources, info, **arguments) -> values``: one value, or one exception, for each
        source. What ``info`` may be asked is as for `Pure`.
    """

    resolve: Callable[..., Awaitable[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Long:
    """The value may be a list of thousands: graphql-core asks for it, and it is completed in slices.

    Between two slices others have their turn.
    """


Reading: TypeAlias = Stored | Pure | Batch | Long


def declare(field: GraphQLField, reading: Reading) -> None:
    """Declare how a field is read.

    Parameters
    ----------
    field : GraphQLField
        Its resolver must answer the same of one source.
    reading : Stored, Pure, Batch or Long
    """
    field.extensions = {**field.extensions, READING: reading}

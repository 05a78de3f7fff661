"""What of a selection depends on the row alone, and by what name its result is kept with the row."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graphql import (
    FieldNode,
    GraphQLObjectType,
    Node,
    VariableNode,
    get_named_type,
    is_abstract_type,
    print_ast,
)
from graphql.execution.collect_fields import FieldDetailsList

from graph_service.api.executor.reading import SHARED_ROWS, TYPE_KEY, Pure, Stored
from graph_service.api.executor.ways import Attribute, way_of

if TYPE_CHECKING:
    from graph_service.api.executor.program import Program

__all__ = ["SharedNames", "Sharing", "hashable", "sharing_of"]

_MOST: Final = 200
"""How many selections are looked through, those counted apart that differ by the types above them."""
_UNGIVEN: Final = object()


@dataclass(frozen=True, slots=True)
class Sharing:
    """What names a selection whose result depends on the row alone.

    Attributes
    ----------
    base : tuple of hashable
        The schema, and the text of what is selected.
    variables : tuple of str
        Those that are in the arguments.
    """

    base: tuple[Hashable, ...]
    variables: tuple[str, ...]

    def name(self, values: Mapping[str, Any]) -> Hashable:
        """Return the name for coerced values of variables."""
        if not self.variables:
            return self.base
        given = (hashable(values.get(name, _UNGIVEN)) for name in self.variables)
        return (*self.base, *given)


class SharedNames(dict[int, Hashable]):
    """The names of the selections of a unit in one request, each made when it is first asked for.

    Parameters
    ----------
    sharings : sequence of Sharing
        It may grow.
    values : mapping
        Coerced variables.
    """

    __slots__ = ("_sharings", "_values")

    def __init__(self, sharings: Sequence[Sharing], values: Mapping[str, Any]) -> None:
        super().__init__()
        self._sharings = sharings
        self._values = values

    def __missing__(self, number: int) -> Hashable:
        name = self[number] = self._sharings[number].name(self._values)
        return name


def sharing_of(
    program: Program, type_: GraphQLObjectType, details: FieldDetailsList
) -> Sharing | None:
    """Return what names the selection of objects of a type; None if it must be completed each time.

    Parameters
    ----------
    program : Program
    type_ : GraphQLObjectType
    details : list of FieldDetails
        The field whose value they are.
    """
    if SHARED_ROWS not in type_.extensions or TYPE_KEY not in type_.extensions:
        return None
    looked = _Looked(program)
    try:
        text = looked.text(type_, details)
    except _NotAlone:
        return None
    return Sharing((program.schema, text), tuple(dict.fromkeys(looked.variables)))


def hashable(value: Any) -> Hashable:
    """What two coerced values have in common only if they are the same; true is not 1 here."""
    if type(value) is str:
        return value
    if isinstance(value, Mapping):
        return (dict, *((name, hashable(one)) for name, one in value.items()))
    if isinstance(value, list | tuple):
        return (list, *map(hashable, value))
    return (type(value), value)


class _NotAlone(Exception):
    """Something depends on more than the row, or there is too much to look through."""


class _Looked:
    def __init__(self, program: Program) -> None:
        self._program = program
        self._left = _MOST
        self.variables: list[str] = []

    def text(self, type_: GraphQLObjectType, details: FieldDetailsList) -> str:
        self._left -= 1
        if self._left < 0:
            raise _NotAlone
        fields = self._program.collected(type_, details).grouped_field_set
        parts = [f"{key}:{self._field(type_, below)}" for key, below in fields.items()]
        return f"{type_.name}{{{' '.join(parts)}}}"

    def _field(self, parent: GraphQLObjectType, details: FieldDetailsList) -> str:
        node, field = details[0].node, self._program.field(parent, details)
        if field is None:
            return node.name.value
        way = way_of(field)
        if not isinstance(way, Attribute | Stored) and way != Pure(alone=True):
            raise _NotAlone
        self.variables += _variables(node)
        given = "".join(f" {print_ast(one)}" for one in node.arguments or ())
        named = get_named_type(field.type)
        if isinstance(named, GraphQLObjectType):
            if named.is_type_of is not None and TYPE_KEY not in named.extensions:
                raise _NotAlone
            below = [named]
        elif not is_abstract_type(named):
            below = []
        elif TYPE_KEY in named.extensions:
            below = list(self._program.schema.get_possible_types(named))
        else:
            raise _NotAlone
        texts = [self.text(one, details) for one in below]
        return f"{node.name.value}({given})[{' '.join(texts)}]"


def _variables(node: FieldNode) -> Iterator[str]:
    pending: list[Node] = list(node.arguments or ())
    while pending:
        one = pending.pop()
        if isinstance(one, VariableNode):
            yield one.name.value
            continue
        for key in one.keys:
            below = getattr(one, key)
            if isinstance(below, Node):
                pending.append(below)
            elif isinstance(below, tuple | list):
                pending += [each for each in below if isinstance(each, Node)]

"""Sizes and costs of operations, in one pass that visits every fragment once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    introspection_types,
)

from graph_service.api.documents.cost import ENOUGH, Cost, asked, together
from graph_service.api.documents.lengths import LENGTH, UNSAID, WEIGHT, given_lengths, is_list
from graph_service.api.documents.limits import Size
from graph_service.api.documents.spreading import inmost_first

__all__ = ["Measure", "Measured"]

_REPEATED = 10
_REFLECTING = frozenset({"__schema", "__type"})
_REFLECTED = 3
"""How long lists of the schema itself are that are not counted."""
_WRAPPED = 4
"""How many values are shown of what a type wraps: most wrap nothing, some another or two."""


class Measured(NamedTuple):
    """A selection's size, and what it can cost."""

    size: Size = Size()
    cost: Cost = 0


class _Fragment(NamedTuple):
    measured: Measured = Measured()
    condition: str = ""


class Measure:
    """Measures documents for a schema.

    Parameters
    ----------
    schema : GraphQLSchema
        Its fields say in the extensions `LENGTH` and `WEIGHT` how long lists are and what is dear.
    """

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._members: dict[str, frozenset[str]] = {}
        self._reflected = _lengths_of(schema)

    def operations(
        self, document: DocumentNode
    ) -> Iterator[tuple[OperationDefinitionNode, Measured]]:
        """Measure the operations of a document, valid or not.

        Below ``__schema`` and ``__type`` nothing has depth or cost: what is shown there is counted
        apart, as long as the lists of this schema are on average, and aliases count tenfold. Every
        fragment is measured once, so the time is linear in the document; the numbers are those of
        the document with all fragments written out, and stop growing at a billion. What ``@skip``
        or ``@include`` can leave out counts.
        """
        known: dict[str, _Fragment] = {}
        for fragment in inmost_first(document):
            condition = fragment.type_condition.name.value
            type_ = self._schema.get_type(condition)
            known[fragment.name.value] = _Fragment(
                self._measured(fragment.selection_set, type_, known), condition
            )
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                root = self._schema.get_root_type(definition.operation)
                yield definition, self._measured(definition.selection_set, root, known)

    def _measured(
        self,
        selections: SelectionSetNode,
        type_: GraphQLNamedType | None,
        known: dict[str, _Fragment],
    ) -> Measured:
        sizes: list[Size] = []
        plain: list[Cost] = []
        narrowed: list[tuple[str, Cost]] = []
        directives = 0
        for node in selections.selections:
            directives += len(node.directives or ())
            condition = ""
            if isinstance(node, FieldNode):
                size, cost = self._field(node, type_, known)
            elif isinstance(node, FragmentSpreadNode):
                (size, cost), condition = known.get(node.name.value, _Fragment())
            elif isinstance(node, InlineFragmentNode):
                inner = type_
                if node.type_condition:
                    condition = node.type_condition.name.value
                    inner = self._schema.get_type(condition)
                size, cost = self._measured(node.selection_set, inner, known)
            sizes.append(size)
            if cost and condition and type_ and condition != type_.name:
                narrowed.append((condition, cost))
            else:
                plain.append(cost)
        depths, *numbers = zip(*sizes, strict=True)
        fields, aliases, own, *others = (min(ENOUGH, sum(each)) for each in numbers)
        size = Size(max(depths), fields, aliases, min(ENOUGH, own + directives), *others)
        return Measured(size, together(plain, self._cases(type_, narrowed)))

    def _field(
        self, node: FieldNode, type_: GraphQLNamedType | None, known: dict[str, _Fragment]
    ) -> Measured:
        name = node.name.value
        field = None
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType):
            field = self._schema.get_field(type_, name)
        size, below = Measured()
        if node.selection_set:
            inner = get_named_type(field.type) if field else None
            size, below = self._measured(node.selection_set, inner, known)
        alias = 1 if node.alias else 0
        if name == "ofType" and isinstance(below, int):
            below = min(below, _WRAPPED)
        reflects = field is not None and name in _REFLECTING
        size = Size(
            0 if reflects else 1 + size.depth,
            min(ENOUGH, 1 + size.fields),
            min(ENOUGH, alias + size.aliases * (_REPEATED if reflects else 1)),
            size.directives,
            top=1,
            reflecting=1 if field is not None and name.startswith("__") else 0,
            reflected=below if reflects and isinstance(below, int) else size.reflected,
        )
        if reflects:
            return Measured(size, 1)
        if field is None:
            return Measured(size, together([1, below]))
        extensions = field.extensions
        length = None
        if is_list(field.type):
            length = extensions.get(LENGTH) or self._reflected.get(f"{type_}.{name}", UNSAID)
        given = given_lengths(field, node.arguments or ()) if field.args else {}
        cost = asked(
            extensions.get(WEIGHT, 1), given, length, below, is_leaf=node.selection_set is None
        )
        return Measured(size, cost)

    def _cases(
        self, type_: GraphQLNamedType | None, narrowed: list[tuple[str, Cost]]
    ) -> list[list[Cost]]:
        """Sort what is selected of narrower types by the types that an object can have."""
        if not narrowed or type_ is None:
            return []
        return [
            [cost for condition, cost in narrowed if member in self._members_of(condition)]
            for member in self._members_of(type_.name)
        ]

    def _members_of(self, name: str) -> frozenset[str]:
        if name not in self._members:
            type_ = self._schema.get_type(name)
            if type_ is None:
                return frozenset()
            members = frozenset([name])
            if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
                members = frozenset(t.name for t in self._schema.get_possible_types(type_))
            self._members[name] = members
        return self._members[name]


def _lengths_of(schema: GraphQLSchema) -> dict[str, int]:
    """Return how long the lists of a schema itself are on average."""
    types = list(schema.type_map.values())
    fields = [f for t in types for f in getattr(t, "fields", {}).values()]
    arguments = [a for f in fields for a in getattr(f, "args", ())]
    inputs = [t for t in types if isinstance(t, GraphQLInputObjectType)]
    input_fields = sum(len(t.fields) for t in inputs)
    values = sum(len(t.values) for t in types if isinstance(t, GraphQLEnumType))
    reflected = {
        f"{name}.{field}": _REFLECTED
        for name, type_ in introspection_types.items()
        for field, shown in getattr(type_, "fields", {}).items()
        if is_list(shown.type)
    }
    return reflected | {
        "__Schema.types": len(types),
        "__Type.fields": -(-(len(fields) - input_fields) // len(types)),
        "__Type.inputFields": -(-input_fields // len(types)),
        "__Type.enumValues": -(-values // len(types)),
        "__Field.args": -(-len(arguments) // max(1, len(fields) - input_fields)),
        "__Directive.args": 1,
    }

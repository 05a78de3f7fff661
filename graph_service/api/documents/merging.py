"""Whether fields of one name can be merged, seen without comparing every two of them.

The rule of the specification compares all fields of one response name with each other, which a
few kilobytes can make a second's work. Nearly always they are the same field with the same
arguments; that is seen in one pass.
"""

from __future__ import annotations

from typing import NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    print_ast,
)

__all__ = ["Merging", "merging"]


class Merging(NamedTuple):
    """What is known of a document's fields.

    Attributes
    ----------
    same : bool
        Whether all fields of one name in one place are the same field with the same arguments and
        type: then they can be merged.
    pairs : int
        How many comparisons the rule of the specification makes, about.
    """

    same: bool
    pairs: int


class _Selected(NamedTuple):
    node: FieldNode
    field: GraphQLField | None


Selections = list[tuple[SelectionSetNode, GraphQLNamedType | None]]


def merging(document: DocumentNode, schema: GraphQLSchema) -> Merging:
    """Look at a document whose fields, fragments written out, are not too many.

    Parameters
    ----------
    document : DocumentNode
        Valid or not.
    schema : GraphQLSchema
    """
    fragments = {
        d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
    }
    same, pairs = True, 0
    waiting: list[Selections] = [
        [(d.selection_set, schema.get_root_type(d.operation))]
        for d in document.definitions
        if isinstance(d, OperationDefinitionNode)
    ]
    while waiting:
        groups, spread = _by_name(waiting.pop(), schema, fragments)
        pairs += spread * (spread - 1) // 2
        for group in groups.values():
            pairs += len(group) * (len(group) - 1) // 2
            same = same and all(_is_same(group[0], other) for other in group[1:])
            below: Selections = [
                (one.node.selection_set, get_named_type(one.field.type) if one.field else None)
                for one in group
                if one.node.selection_set
            ]
            if below:
                waiting.append(below)
    return Merging(same, pairs)


def _by_name(
    selections: Selections, schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode]
) -> tuple[dict[str, list[_Selected]], int]:
    """Collect the fields in one place by their response names; count the fragments spread there."""
    groups: dict[str, list[_Selected]] = {}
    spread: set[str] = set()
    stack = selections[::-1]
    while stack:
        selection_set, type_ = stack.pop()
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                name = node.name.value
                field = None
                if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType):
                    field = schema.get_field(type_, name)
                key = node.alias.value if node.alias else name
                groups.setdefault(key, []).append(_Selected(node, field))
            elif isinstance(node, FragmentSpreadNode):
                fragment = fragments.get(node.name.value)
                if fragment and node.name.value not in spread:
                    spread.add(node.name.value)
                    condition = schema.get_type(fragment.type_condition.name.value)
                    stack.append((fragment.selection_set, condition))
            elif isinstance(node, InlineFragmentNode):
                inner = type_
                if node.type_condition:
                    inner = schema.get_type(node.type_condition.name.value)
                stack.append((node.selection_set, inner))
    return groups, len(spread)


def _is_same(one: _Selected, other: _Selected) -> bool:
    return (
        one.node.name.value == other.node.name.value
        and one.field is not None
        and other.field is not None
        and (one.field is other.field or str(one.field.type) == str(other.field.type))
        and _arguments(one.node) == _arguments(other.node)
    )


def _arguments(node: FieldNode) -> dict[str, str]:
    return {one.name.value: print_ast(one.value) for one in node.arguments or ()}

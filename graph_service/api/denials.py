"""What a query selects that who asks may not read: found in the query, whatever there is to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    is_abstract_type,
)
from graphql.execution.values import VariableValues

from graph_service.api.context import Context
from graph_service.api.documents.document import Document, Operation
from graph_service.api.guards import forbidden
from graph_service.api.selection import Selected
from schema.declarations import Access

__all__ = ["denials"]


class _Place(NamedTuple):
    """Fields of one response key, below which is looked."""

    type: str
    nodes: Sequence[Any]
    path: tuple[str, ...]
    listed: bool


class _Denied(NamedTuple):
    """A selection that is null, wherever it stands."""

    nodes: Sequence[FieldNode]
    path: tuple[str, ...]
    listed: bool
    field: str
    access: Access


def denials(
    schema: GraphQLSchema,
    document: Document,
    operation: Operation,
    context: Context,
    variables: VariableValues,
) -> list[GraphQLError]:
    """Return an error for each selection that is null because of who asks.

    There is one for each selection and not for each record: what stands in the graph, and how
    much, cannot be told from them. One in a list has no path: it is true of all that is listed.

    Parameters
    ----------
    schema : GraphQLSchema
    document : Document
    operation : Operation
    context : Context
    variables : VariableValues
        Coerced values.
    """
    guarded = context.served.guards.hidden[context.clearance]
    if document.ast is None or guarded.isdisjoint(_names(document)):
        return []
    fragments = {
        node.name.value: node
        for node in document.ast.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    selected = Selected(schema, fragments, variables)
    found: dict[tuple[int, ...], _Denied] = {}
    for denied in _denied(selected, operation.node, context):
        found.setdefault(tuple(map(id, denied.nodes)), denied)
    return [_error(denied) for denied in found.values()]


def _names(document: Document) -> frozenset[str]:
    """Name the fields that a document selects."""
    kept: frozenset[str] | None = document.memo.get(_names)
    if kept is None:
        kept = document.memo[_names] = frozenset(_fields(document.ast))
    return kept


def _fields(ast: DocumentNode | None) -> Iterator[str]:
    pending: list[Any] = list(ast.definitions) if ast else []
    while pending:
        node = pending.pop()
        if isinstance(node, FieldNode):
            yield node.name.value
        below = getattr(node, "selection_set", None)
        pending += below.selections if below else ()


def _denied(
    selected: Selected, operation: OperationDefinitionNode, context: Context
) -> Iterator[_Denied]:
    schema, guards, clearance = selected.schema, context.served.guards, context.clearance
    root = schema.get_root_type(operation.operation)
    seen: set[tuple[object, ...]] = set()
    pending = [_Place(root.name, (operation,), (), listed=False)] if root else []
    while pending:
        place = pending.pop()
        identity = (place.type, *map(id, place.nodes))
        type_ = schema.type_map[place.type]
        if identity in seen or not isinstance(type_, GraphQLObjectType):
            continue
        seen.add(identity)
        for key, nodes in selected.fields(place.type, place.nodes).items():
            name = nodes[0].name.value
            field = type_.fields.get(name)
            if field is None:
                continue
            path = (*place.path, key)
            access = guards.of(place.type, name)
            if access is not None and not clearance.covers(access):
                yield _Denied(nodes, path, place.listed, f"{place.type}.{name}", access)
                continue
            below: Any = get_named_type(field.type)
            listed = place.listed or "[" in str(field.type)
            members = schema.get_possible_types(below) if is_abstract_type(below) else (below,)
            pending += [_Place(one.name, nodes, path, listed) for one in reversed(members)]


def _error(denied: _Denied) -> GraphQLError:
    refused = forbidden(denied.field, denied.access)
    return GraphQLError(
        refused.message,
        nodes=denied.nodes,
        path=None if denied.listed else denied.path,
        original_error=refused,
    )

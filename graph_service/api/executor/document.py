"""What of a document decides how its selections are compiled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graphql import (
    GraphQLDeferDirective,
    GraphQLIncludeDirective,
    GraphQLSkipDirective,
    GraphQLStreamDirective,
)
from graphql.language import (
    DocumentNode,
    FragmentDefinitionNode,
    Node,
    OperationDefinitionNode,
    VariableNode,
)

__all__ = ["Switches", "switches_of"]

_INCREMENTAL: Final = (GraphQLDeferDirective.name, GraphQLStreamDirective.name)
_SWITCHES: Final = (GraphQLIncludeDirective.name, GraphQLSkipDirective.name)


@dataclass(frozen=True, slots=True)
class Switches:
    """The variables in ``@include`` and ``@skip``, by which selections change from one execution to another."""

    variables: tuple[str, ...]


def switches_of(document: DocumentNode) -> Switches | None:
    """Return the switches of a document; None if it cannot be compiled.

    That is so where answers come in parts, and where fragments have variables.
    """
    names: dict[str, None] = {}
    stack: list[Node] = []
    for definition in document.definitions:
        if isinstance(definition, FragmentDefinitionNode) and definition.variable_definitions:
            return None
        if isinstance(definition, FragmentDefinitionNode | OperationDefinitionNode):
            stack.append(definition.selection_set)
    while stack:
        node = stack.pop()
        for directive in getattr(node, "directives", None) or ():
            if directive.name.value in _INCREMENTAL:
                return None
            if directive.name.value in _SWITCHES:
                names.update(
                    (argument.value.name.value, None)
                    for argument in directive.arguments or ()
                    if isinstance(argument.value, VariableNode)
                )
        stack.extend(getattr(node, "selections", None) or ())
        below = getattr(node, "selection_set", None)
        if below is not None:
            stack.append(below)
    return Switches(tuple(sorted(names)))

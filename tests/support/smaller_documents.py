"""What can be left out of a document, so that a failing one becomes short enough to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from graphql import (
    REMOVE,
    SKIP,
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    parse,
    print_ast,
    validate,
    visit,
)

LEFT_OUT = (FieldNode, InlineFragmentNode, FragmentSpreadNode, DirectiveNode, ArgumentNode)


class _Without(Visitor):
    """Leaves out the part with a number."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number, self.seen = number, -1

    def enter(self, node: Any, *_: Any) -> Any:
        if isinstance(node, LEFT_OUT):
            self.seen += 1
            if self.seen == self.number:
                return REMOVE
        return None


class _Used(Visitor):
    """Notes the fragments and variables that are used."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter(self, node: Any, *_: Any) -> Any:
        if isinstance(node, VariableDefinitionNode):
            return SKIP
        if isinstance(node, FragmentSpreadNode | VariableNode):
            self.names.add(f"{type(node).__name__}{node.name.value}")
        return None


def smallest(
    schema: GraphQLSchema, text: str, fails: Callable[[DocumentNode], bool], tries: int = 400
) -> str:
    """Leave out parts of a valid document as long as it fails and something can be left out."""
    shrunk = True
    while shrunk and tries > 0:
        shrunk = False
        for candidate in _smaller(schema, text):
            tries -= 1
            if fails(parse(candidate)):
                text, shrunk = candidate, True
                break
            if tries <= 0:
                break
    return text


def _smaller(schema: GraphQLSchema, text: str) -> Iterator[str]:
    document, number = parse(text), 0
    while True:
        without = _Without(number)
        changed = visit(document, without)
        if without.seen < number:
            return
        number += 1
        candidate = print_ast(_pruned(changed))
        try:
            if "{}" not in candidate and not validate(schema, parse(candidate), max_errors=1):
                yield candidate
        except GraphQLError:
            continue


def _pruned(document: Any) -> Any:
    while True:
        used = _Used()
        visit(document, used)

        class Prune(Visitor):
            changed = False

            def enter(self, node: Any, *_: Any) -> Any:
                name = None
                if isinstance(node, FragmentDefinitionNode):
                    name = f"FragmentSpreadNode{node.name.value}"
                elif isinstance(node, VariableDefinitionNode):
                    name = f"VariableNode{node.variable.name.value}"
                if name and name not in used.names:  # noqa: B023 - used before it is made anew
                    Prune.changed = True
                    return REMOVE
                return None

        document = visit(document, Prune())
        if not Prune.changed:
            return document

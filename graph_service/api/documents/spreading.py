"""In which order a document's fragments can be measured: each behind those that it spreads."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
)

__all__ = ["inmost_first"]


def inmost_first(document: DocumentNode) -> Iterator[FragmentDefinitionNode]:
    """Iterate over a document's fragments, each behind those that it spreads.

    Those that spread themselves come in some order: validation refuses them. The walk keeps its
    own stack, for a chain of fragments can be longer than the interpreter's.
    """
    fragments = {
        d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
    }
    begun: set[str] = set()
    for outer in fragments.values():
        stack = [(outer, _spread_in(outer.selection_set))] if _new(outer, begun) else []
        while stack:
            fragment, spread = stack[-1]
            for name in spread:
                inner = fragments.get(name)
                if inner is not None and _new(inner, begun):
                    stack.append((inner, _spread_in(inner.selection_set)))
                    break
            else:
                stack.pop()
                yield fragment


def _new(fragment: FragmentDefinitionNode, begun: set[str]) -> bool:
    number = len(begun)
    begun.add(fragment.name.value)
    return len(begun) > number


def _spread_in(selections: SelectionSetNode) -> Iterator[str]:
    stack = [selections]
    while stack:
        for node in stack.pop().selections:
            if isinstance(node, FragmentSpreadNode):
                yield node.name.value
            elif isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set:
                stack.append(node.selection_set)

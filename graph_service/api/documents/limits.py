"""Limits on documents, measured in one pass that visits every fragment once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from graph_service.api.errors import ApiError, ErrorCode

__all__ = ["Limits", "Size", "check_size", "measure"]

_ENOUGH = 1_000_000_000
_REPEATED = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a document may be.

    Attributes
    ----------
    tokens, depth, fields, aliases, directives, root_fields : int
    cost : int
        How much one operation may return, its lists as long as it asks for.
    """

    tokens: int = 2_000
    depth: int = 20
    fields: int = 2_000
    aliases: int = 200
    directives: int = 200
    root_fields: int = 50
    cost: int = 300_000


class Size(NamedTuple):
    """How large a selection is with all fragments written out."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0


def measure(document: DocumentNode) -> Iterator[tuple[OperationDefinitionNode, Size]]:
    """Measure the operations of a document.

    Introspection has no depth, its own rules bound it; but aliases in it count tenfold: each
    repeats its answer for all the types of the schema. Every fragment is measured once, so the
    time is linear in the document; the numbers are those of the document with all fragments
    written out, and stop growing at a billion.
    """
    fragments = {
        d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
    }
    known: dict[str, Size] = {}
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            yield definition, _selections(definition.selection_set, fragments, known, frozenset())


def _selections(
    selections: SelectionSetNode,
    fragments: dict[str, FragmentDefinitionNode],
    known: dict[str, Size],
    above: frozenset[str],
) -> Size:
    total = Size()
    for node in selections.selections:
        own = Size(directives=len(node.directives or ()))
        below: SelectionSetNode | None = getattr(node, "selection_set", None)
        inner = Size()
        if isinstance(node, FragmentSpreadNode):
            name = node.name.value
            if name in fragments and name not in above:
                if name not in known:
                    body = fragments[name].selection_set
                    known[name] = _selections(body, fragments, known, above | {name})
                inner = known[name]
        elif isinstance(node, FieldNode):
            own = own._replace(depth=1, fields=1, aliases=1 if node.alias else 0)
        if below:
            inner = _selections(below, fragments, known, above)
        if isinstance(node, FieldNode) and node.name.value.startswith("__"):
            own = own._replace(depth=0)
            inner = inner._replace(depth=0, aliases=inner.aliases * _REPEATED)
        total = Size(
            max(total.depth, own.depth + inner.depth),
            *(
                min(_ENOUGH, a + b + c)
                for a, b, c in zip(total[1:], own[1:], inner[1:], strict=True)
            ),
        )
    return total


def check_size(operation: OperationDefinitionNode, size: Size, limits: Limits) -> None:
    """Refuse an operation that is too large.

    Raises
    ------
    ApiError
    """
    own = len(operation.selection_set.selections)
    for what, number, limit in (
        ("levels", size.depth, limits.depth),
        ("fields", size.fields, limits.fields),
        ("aliases", size.aliases, limits.aliases),
        ("directives", size.directives, limits.directives),
        ("root fields", own, limits.root_fields),
    ):
        if number > limit:
            many = f"at least {number}" if number >= _ENOUGH else str(number)
            raise ApiError(
                f"The query has {many} {what}, fragments written out; the limit is {limit}.",
                ErrorCode.LIMIT_EXCEEDED,
            )

"""Plans of one document, made once for all requests that ask the same of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    Node,
    VariableNode,
)

from graph_service.api.context import Context, ResolveInfo
from graph_service.api.executor.sharing import hashable

__all__ = ["MOST_PLANS", "PlanMemo", "planned", "variables_in"]

T = TypeVar("T")

MOST_PLANS: Final = 16
"""How many plans of one document are kept; what was used longest ago goes first."""

_UNGIVEN: Final = object()


class PlanMemo:
    """What was planned for the fields of one document.

    Nothing of it may be changed: requests share it.
    """

    def __init__(self) -> None:
        self._names: dict[Hashable, tuple[str, ...]] = {}
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def names(self, what: Hashable, find: Callable[[], Iterable[str]]) -> tuple[str, ...]:
        """Return the variables that a part of the document uses, looked for once."""
        names = self._names.get(what)
        if names is None:
            names = self._names[what] = tuple(sorted(find()))
        return names

    def get(self, key: Hashable, plan: Callable[[], T]) -> T:
        """Return what is kept under a key, planned now if it is not there."""
        kept: T | None = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        made = self._kept[key] = plan()
        if len(self._kept) > MOST_PLANS:
            self._kept.popitem(last=False)
        return made


def planned(
    info: ResolveInfo,
    kind: Hashable,
    as_of: str,
    plan: Callable[[], T],
    *,
    with_arguments: bool,
) -> T:
    """Plan something for the current field, or find it planned.

    Parameters
    ----------
    info : ResolveInfo
    kind : hashable
        What is planned; plans of two kinds are kept apart.
    as_of : str
        The ISO day that it is for.
    plan : callable
        Plans it. What it makes depends on the schema, the field's selections, the variables in
        them, `kind`, `as_of` and the clearance of who asks alone, is not None and is never changed.
    with_arguments : bool
        Whether it depends on the arguments of the field itself, too.
    """
    context: Context = info.context
    document = context.document
    if document is None or not document.hot:
        return plan()
    memo = document.memo.get(PlanMemo)
    if memo is None:
        memo = document.memo[PlanMemo] = PlanMemo()
    nodes = tuple(map(id, info.field_nodes))
    names = memo.names(
        (nodes, with_arguments),
        lambda: variables_in(info.field_nodes, info.fragments, with_arguments=with_arguments),
    )
    # Strawberry gives resolvers the plain values only.
    values: Any = info.variable_values
    given = (hashable(values.get(name, _UNGIVEN)) for name in names)
    key = (kind, nodes, as_of, context.clearance, *given)
    return memo.get(key, plan)


def variables_in(
    fields: Sequence[FieldNode],
    fragments: Mapping[str, FragmentDefinitionNode],
    *,
    with_arguments: bool,
) -> set[str]:
    """Name the variables that are used below fields, in fragments too.

    Parameters
    ----------
    fields : sequence of FieldNode
    fragments : mapping of str to FragmentDefinitionNode
    with_arguments : bool
        Whether the fields' own arguments count.
    """
    names: set[str] = set()
    spread: set[str] = set()
    pending: list[Node] = [field.selection_set for field in fields if field.selection_set]
    if with_arguments:
        pending += [given for field in fields for given in field.arguments or ()]
    while pending:
        node = pending.pop()
        if isinstance(node, VariableNode):
            names.add(node.name.value)
            continue
        if isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
            spread.add(node.name.value)
            pending += [fragments[node.name.value]] if node.name.value in fragments else []
        for key in node.keys:
            below = getattr(node, key)
            if isinstance(below, Node):
                pending.append(below)
            elif isinstance(below, tuple | list):
                pending += [one for one in below if isinstance(one, Node)]
    return names

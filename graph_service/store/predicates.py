"""Filters compiled to functions that say yes or no.

Logic is two-valued: a comparison with a missing value, or of values of different types, is false
and its negation true.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final, TypeAlias, TypeVar, cast

from graph_service.store.hops import far_end, link_counter, link_lister
from graph_service.store.memory import Link, Node
from graph_service.store.plan import (
    And,
    Compare,
    Counted,
    Filter,
    Hop,
    LinkFilter,
    Not,
    Op,
    Or,
    Quantified,
    Quantifier,
)
from graph_service.store.reading import Reading
from schema.columns import Scalar

__all__ = ["column_reader", "comparison", "link_column_reader", "link_predicate", "node_predicate"]

S = TypeVar("S", Node, Link)
Test: TypeAlias = Callable[[Any], bool]

_ORDERED: Final[dict[Op, Callable[[Any, Any], bool]]] = {
    Op.GT: operator.gt,
    Op.GTE: operator.ge,
    Op.LT: operator.lt,
    Op.LTE: operator.le,
}
_TEXT: Final[dict[Op, Callable[[str, str], bool]]] = {
    Op.CONTAINS: operator.contains,
    Op.STARTS_WITH: str.startswith,
    Op.ENDS_WITH: str.endswith,
}


def node_predicate(condition: Filter, reading: Reading) -> Callable[[Node], bool]:
    """Compile a condition on nodes."""
    return _compiled(condition, column_reader, lambda part: _over_links(part, reading))


def link_predicate(
    where: LinkFilter | None, hop: Hop, reading: Reading
) -> Callable[[Link], bool] | None:
    """Compile a condition on a link of `hop` and its far end; None if there is no condition."""
    if where is None or (where.edge is None and where.node is None):
        return None
    far = far_end(hop)
    if where.edge is None:
        node = _far_predicate(cast("Filter", where.node), reading)
        return lambda link: node(far(link))
    edge = _compiled(where.edge, link_column_reader, _refuse)
    if where.node is None:
        return edge
    node = _far_predicate(where.node, reading)
    return lambda link: edge(link) and node(far(link))


def _far_predicate(condition: Filter, reading: Reading) -> Callable[[Node], bool]:
    """Compile a condition on far ends: many links lead to one, whose own links are walked once."""
    test = node_predicate(condition, reading)
    if not _walks(condition):
        return test
    known: dict[str, bool] = {}

    def remembered(node: Node) -> bool:
        met = known.get(node.id)
        if met is None:
            met = known[node.id] = test(node)
        return met

    return remembered


def _walks(condition: Filter) -> bool:
    match condition:
        case And(parts) | Or(parts):
            return any(map(_walks, parts))
        case Not(part):
            return _walks(part)
        case _:
            return isinstance(condition, Quantified | Counted)


def column_reader(column: str) -> Callable[[Node], Scalar | None]:
    """Return a function from a node to what a column holds, None if nothing."""
    if column == "id":
        return lambda node: node.id
    if column == "@type":
        return lambda node: node.type
    return lambda node: node.stored.get(column)


def link_column_reader(column: str) -> Callable[[Link], Scalar | None]:
    """Return a function from a link to what a column holds, None if nothing."""
    return lambda link: link.stored.get(column)


def comparison(op: Op, value: Any) -> Test:
    """Compile ``op value`` to a function of the value that is compared with it."""
    if op is Op.IS_NULL:
        return (lambda held: held is None) if value else (lambda held: held is not None)
    if op is Op.EQ:
        return _equal(value)
    if op is Op.IN:
        return _among(value)
    if op in _ORDERED:
        return _ordered(_ORDERED[op], value)
    if op in _TEXT:
        return _text(_TEXT[op], value)
    return _listed(op, value)


def _compiled(
    condition: Filter,
    reader: Callable[[str], Callable[[S], Scalar | None]],
    over_links: Callable[[Quantified | Counted], Callable[[S], bool]],
) -> Callable[[S], bool]:
    match condition:
        case Compare(column, op, value):
            read, test = reader(column), comparison(op, value)
            return lambda subject: test(read(subject))
        case And(parts):
            tests = [_compiled(part, reader, over_links) for part in parts]
            return lambda subject: all(test(subject) for test in tests)
        case Or(parts):
            tests = [_compiled(part, reader, over_links) for part in parts]
            return lambda subject: any(test(subject) for test in tests)
        case Not(part):
            negated = _compiled(part, reader, over_links)
            return lambda subject: not negated(subject)
        case _:
            return over_links(condition)


def _over_links(condition: Quantified | Counted, reading: Reading) -> Callable[[Node], bool]:
    if isinstance(condition, Counted):
        count = link_counter(condition.hop, reading)
        test = comparison(condition.op, condition.value)
        return lambda node: test(count(node))
    links = link_lister(condition.hop, reading)
    meets = link_predicate(condition.where, condition.hop, reading)
    if meets is None:
        meets = _always
    match condition.quantifier:
        case Quantifier.SOME:
            return lambda node: any(map(meets, links(node)))
        case Quantifier.NONE:
            return lambda node: not any(map(meets, links(node)))
        case Quantifier.ALL:
            return lambda node: all(map(meets, links(node)))


def _always(_: Link) -> bool:
    return True


def _refuse(condition: Quantified | Counted) -> Callable[[Link], bool]:
    raise TypeError(f"A link has no links of its own: {condition}")


def _kind(value: object) -> type | None:
    """What a value may be compared with: a bool is no number, whole or not numbers are alike."""
    if isinstance(value, bool):
        return bool
    if isinstance(value, int | float):
        return float
    for kind in (str, tuple):
        if isinstance(value, kind):
            return kind
    return None


def _equal(value: Any) -> Test:
    if isinstance(value, str):
        return lambda held: bool(held == value)
    kind = _kind(value)
    return lambda held: held is not None and held == value and _kind(held) is kind


def _among(values: tuple[Any, ...]) -> Test:
    if all(isinstance(value, str) for value in values):
        texts = frozenset(values)
        return lambda held: held in texts
    allowed = frozenset((_kind(value), value) for value in values if value is not None)
    return lambda held: (_kind(held), held) in allowed


def _ordered(holds: Callable[[Any, Any], bool], value: Any) -> Test:
    if isinstance(value, str):
        return lambda held: isinstance(held, str) and holds(held, value)
    kind = _kind(value)
    return lambda held: held is not None and _kind(held) is kind and holds(held, value)


def _text(holds: Callable[[str, str], bool], value: Any) -> Test:
    if not isinstance(value, str):
        return lambda _: False
    return lambda held: isinstance(held, str) and holds(held, value)


def _listed(op: Op, value: Any) -> Test:
    if op is Op.HAS:
        return lambda held: isinstance(held, tuple) and value in held
    if op is Op.HAS_ANY:
        wanted = frozenset(value)
        return lambda held: isinstance(held, tuple) and not wanted.isdisjoint(held)
    if op is Op.HAS_ALL:
        wanted = frozenset(value)
        return lambda held: (
            (held is None or isinstance(held, tuple)) and wanted.issubset(held or ())
        )
    return lambda held: (held is None or isinstance(held, tuple)) and (not held) is bool(value)

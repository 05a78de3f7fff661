"""Comparisons as Cypher conditions that are false, or null, where they are false.

Values of different sorts are told apart here, so the server never compares them: it would
refuse some such comparisons.
"""

from __future__ import annotations

import re
from typing import Any, Final

from graph_service.store.neo4j.cypher import FALSE, TRUE, Draft
from graph_service.store.neo4j.held import Held, sort_of
from graph_service.store.neo4j.layout import TYPE
from graph_service.store.neo4j.texts import agreed_bound, is_agreed, text_compared
from graph_service.store.plan import Op
from schema.columns import Sort

__all__ = ["absent", "bound", "compared", "of_types", "present", "storable", "walked"]

_ORDERED: Final = {Op.GT: ">", Op.GTE: ">=", Op.LT: "<", Op.LTE: "<="}
_TEXT: Final = {
    Op.CONTAINS: "CONTAINS",
    Op.STARTS_WITH: "STARTS WITH",
    Op.ENDS_WITH: "ENDS WITH",
}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LARGEST: Final = 2**63 - 1


def compared(  # noqa: PLR0911 - a case each
    draft: Draft, held: Held, op: Op, value: Any
) -> str:
    """Return the condition ``held op value``; a missing value may make it null instead of false."""
    if op is Op.IS_NULL:
        return absent(held) if value else present(held)
    if op is Op.EQ:
        return _equal(draft, held, value)
    if op is Op.IN:
        return _among(draft, held, value)
    if op in _ORDERED:
        return _ordered(draft, held, op, value)
    if op in _TEXT:
        if Sort.TEXT not in held.sorts or not isinstance(value, str) or not storable(value):
            return FALSE
        return f"{held.text} {_TEXT[op]} {draft.parameter(value)}"
    return _listed(draft, held, op, value)


def absent(held: Held) -> str:
    """Return the condition that there is nothing."""
    if not held.sorts:
        return TRUE
    return f"{held.text} IS NULL" if held.missing else FALSE


def present(held: Held) -> str:
    """Return the condition that there is something."""
    if not held.sorts:
        return FALSE
    return f"{held.text} IS NOT NULL" if held.missing else TRUE


def bound(draft: Draft, held: Held, op: Op, value: Any) -> str:
    """Return a condition, implied by ``held op value``, by which an index is walked from there on."""
    if isinstance(value, str):
        agreed = agreed_bound(op, value)
        if agreed is None:
            return f"{held.text} IS NOT NULL"
        op, value = agreed
    return compared(draft, held, op, value)


def walked(draft: Draft, held: Held, op: Op, value: Any) -> tuple[str, ...]:
    """Return conditions that together are ``held op value``, the first one for an index."""
    exact = compared(draft, held, op, value)
    if not is_agreed(value):
        return bound(draft, held, op, value), exact
    return (exact,)


def of_types(draft: Draft, node: str, types: tuple[str, ...]) -> str:
    """Return the condition that a node is of one of some types."""
    return f"{node}.{TYPE} IN {draft.parameter(types)}"


def storable(value: Any) -> bool:
    """Whether any record can hold a value at all."""
    if isinstance(value, str):
        return _SURROGATE.search(value) is None
    if isinstance(value, tuple):
        return all(map(storable, value))
    return not isinstance(value, int) or -_LARGEST - 1 <= value <= _LARGEST


def _equal(draft: Draft, held: Held, value: Any) -> str:
    if sort_of(value) not in held.sorts or not storable(value):
        return FALSE
    return f"{held.text} = {draft.parameter(value)}"


def _among(draft: Draft, held: Held, values: tuple[Any, ...]) -> str:
    alike = tuple(v for v in values if sort_of(v) in held.sorts and storable(v))
    return f"{held.text} IN {draft.parameter(alike)}" if alike else FALSE


def _ordered(draft: Draft, held: Held, op: Op, value: Any) -> str:
    sort = sort_of(value)
    if sort not in held.sorts:
        return FALSE
    if not is_agreed(value):
        test = text_compared(draft, held.text, op, value)
        if held.sort is None:
            types = of_types(draft, held.node, held.sorts[Sort.TEXT])
            return f"CASE WHEN {types} THEN {test} ELSE false END"
        return test
    if not storable(value):
        value = float(value)
    return f"{held.text} {_ORDERED[op]} {draft.parameter(value)}"


def _listed(draft: Draft, held: Held, op: Op, value: Any) -> str:
    if held.sorts.keys() <= {Sort.LIST}:
        return _of_list(draft, held, op, value)
    # What is no list is compared as if it were missing if it is missing, else it is false.
    empty = (op is Op.HAS_ALL and value == ()) or (op is Op.IS_EMPTY and bool(value))
    other = absent(held) if empty else FALSE
    if Sort.LIST not in held.sorts:
        return other
    types = of_types(draft, held.node, held.sorts[Sort.LIST])
    test = _of_list(draft, held, op, value)
    return f"CASE WHEN {types} THEN {test} ELSE {other} END"


def _of_list(  # noqa: PLR0911 - a case each
    draft: Draft, held: Held, op: Op, value: Any
) -> str:
    if op is Op.IS_EMPTY:
        if not held.sorts:
            return TRUE if value else FALSE
        return f"coalesce(size({held.text}), 0) {'=' if value else '>'} 0"
    if op is Op.HAS:
        return _has(draft, held, (value,)) if _is_item(value) else FALSE
    if op is Op.HAS_ANY:
        items = tuple(filter(_is_item, value))
        return _has(draft, held, items) if items else FALSE
    if not value:
        return TRUE
    if not all(map(_is_item, value)) or not held.sorts:
        return FALSE
    return f"all(item IN {draft.parameter(value)} WHERE item IN {held.text})"


def _has(draft: Draft, held: Held, items: tuple[str, ...]) -> str:
    if not held.sorts:
        return FALSE
    if len(items) == 1:
        return f"{draft.parameter(items[0])} IN {held.text}"
    return f"any(item IN {draft.parameter(items)} WHERE item IN {held.text})"


def _is_item(value: Any) -> bool:
    return isinstance(value, str) and storable(value)

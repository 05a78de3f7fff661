"""From a filter as a client wrote it to a filter of the read plan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.guards import forbidden
from graph_service.api.shapes import Shape, hop_of
from graph_service.store.plan import (
    And,
    Compare,
    Counted,
    Filter,
    LinkFilter,
    Not,
    Op,
    Or,
    Quantified,
    Quantifier,
)
from schema.columns import columns_of
from schema.declarations import Kind, LinkEnd, Property
from schema.money import Money
from schema.packs import Pack

__all__ = ["MAX_CONDITIONS", "MAX_NESTING", "MAX_PARTS", "MAX_VALUES", "Conditions"]

MAX_NESTING = 5
"""How deep conditions on nodes may stand in one another."""
MAX_PARTS = 50
"""How many conditions ``AND`` and ``OR`` may join."""
MAX_CONDITIONS = 500
"""How many conditions one ``where`` may have, all levels together."""
MAX_VALUES = 500
"""How many values ``in``, ``hasAny`` and ``hasAll`` may list."""

_AMOUNT = re.compile(r"-?\d{1,15}(\.\d{1,6})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_PARTIAL = {
    Op.GTE: ("First", Op.GTE, "first"),
    Op.LTE: ("Last", Op.LTE, "last"),
    Op.GT: ("First", Op.GT, "last"),
    Op.LT: ("Last", Op.LT, "first"),
}

Given = Mapping[str, Any]


class Conditions:
    """Translates filters.

    Parameters
    ----------
    shapes : mapping of str to Shape
    pack : Pack
        Names the currency of amounts that name none.
    declared : mapping of str to Shape
        Those of which the schema is made: what of them `shapes` lacks is refused.
    """

    def __init__(
        self, shapes: Mapping[str, Shape], pack: Pack, declared: Mapping[str, Shape]
    ) -> None:
        self._shapes = shapes
        self._pack = pack
        self._declared = declared

    def node(self, type_: str, given: Given, depth: int = 1) -> Filter:
        """Translate a condition on nodes of a type.

        Parameters
        ----------
        type_ : str
            Concrete or abstract.
        given : mapping
            The coerced value of a ``Where``.
        depth : int
            How deep it stands in others.

        Raises
        ------
        ApiError
            If it is too large, says something that cannot be meant, or asks for what is not for
            everybody.
        """
        if depth == 1:
            _check_number(given)
        if depth > MAX_NESTING:
            raise _too_large(f"Conditions are nested deeper than {MAX_NESTING} levels.")
        shape = self._shapes[type_]
        return And(
            tuple(
                self._part(shape, name, _some(name, value), depth) for name, value in given.items()
            )
        )

    def link(self, end: LinkEnd, given: Given, depth: int = 0) -> LinkFilter:
        """Translate a condition on the links of a field and their far ends."""
        if depth == 0:
            _check_number(given)
        edge, node = given.get("edge", {}), given.get("node", {})
        return LinkFilter(
            edge=self._edge(end, _some("edge", edge)) if edge != {} else None,
            node=self.node(end.far, _some("node", node), depth + 1) if node != {} else None,
        )

    def _part(self, shape: Shape, name: str, value: Any, depth: int) -> Filter:
        if name in ("AND", "OR"):
            if len(value) > MAX_PARTS:
                raise _too_large(f"{name} joins {len(value)} conditions; the limit is {MAX_PARTS}.")
            parts = tuple(self.node(shape.name, part, depth + 1) for part in value)
            return And(parts) if name == "AND" else Or(parts)
        if name == "NOT":
            return Not(self.node(shape.name, value, depth + 1))
        if name in shape.links:
            return self._quantified(shape.links[name], value, depth)
        if name in shape.counts:
            hop = hop_of(shape.counts[name])
            return And(
                tuple(
                    _absent_count(operand) if op is Op.IS_NULL else Counted(hop, op, operand)
                    for op, operand in _operators(name, value)
                )
            )
        if name == "id":
            return _compared(name, "id", value)
        if name not in shape.properties:
            raise forbidden(f"{shape.name}.{name}")
        return self._property(shape.properties[name], value)

    def _quantified(self, end: LinkEnd, given: Given, depth: int) -> Filter:
        return And(
            tuple(
                Quantified(hop_of(end), Quantifier(word), self.link(end, _some(word, match), depth))
                for word, match in given.items()
            )
        )

    def _edge(self, end: LinkEnd, given: Given) -> Filter:
        own = {p.name: p for p in end.link.properties}
        declared = self._declared[end.near].links[end.name].link.properties
        for name in given:
            if name not in own:
                if any(p.name == name for p in declared):
                    raise forbidden(f"{end.near}.{end.name}.{name}")
                has = ", ".join(own) or "none"
                raise ApiError(f"Links {end.name} have no property {name!r}; they have {has}.")
        return And(
            tuple(self._property(own[name], _some(name, value)) for name, value in given.items())
        )

    def _property(self, declared: Property, given: Given) -> Filter:
        match declared.kind:
            case Kind.DATE:
                return And(
                    tuple(
                        _date(declared.name, op, operand)
                        for op, operand in _operators(declared.name, given)
                    )
                )
            case Kind.MONEY:
                return self._money(declared, given)
            case _:
                return _compared(declared.name, declared.name, given)

    def _money(self, declared: Property, given: Given) -> Filter:
        minor, held_currency = columns_of(declared)
        currency = _some("currency", given.get("currency", self._pack.currency))
        if not _CURRENCY.fullmatch(currency):
            raise ApiError(f"{currency!r} is not a currency code of three capital letters.")
        operators = {name: value for name, value in given.items() if name != "currency"}
        parts: list[Filter] = []
        amounts = "currency" in given
        for op, operand in _operators(declared.name, operators):
            if op is Op.IS_NULL:
                parts.append(Compare(minor, op, operand))
            else:
                amounts = True
                parts.append(Compare(minor, op, _minor_units(operand, currency)))
        if amounts:
            parts.append(Compare(held_currency, Op.EQ, currency))
        return And(tuple(parts))


def _check_number(given: Given) -> None:
    number, pending = 0, [given]
    while pending:
        for value in pending.pop().values():
            below = value if isinstance(value, list) else [value]
            found = [part for part in below if isinstance(part, dict)]
            number += max(1, len(found))
            pending += found
    if number > MAX_CONDITIONS:
        raise _too_large(f"where has {number} parts; the limit is {MAX_CONDITIONS}.")


def _too_large(sentence: str) -> ApiError:
    return ApiError(sentence, ErrorCode.LIMIT_EXCEEDED)


def _compared(name: str, column: str, given: Given) -> Filter:
    return And(tuple(Compare(column, op, operand) for op, operand in _operators(name, given)))


def _operators(name: str, given: Given) -> list[tuple[Op, Any]]:
    found = []
    for word, value in given.items():
        operand = _some(f"{name}.{word}", value)
        if isinstance(operand, list):
            if len(operand) > MAX_VALUES:
                raise _too_large(
                    f"{name}.{word} lists {len(operand)} values; the limit is {MAX_VALUES}."
                )
            operand = tuple(map(_plain, operand))
        found.append((Op(word), _plain(operand)))
    return found


def _plain(operand: Any) -> Any:
    # Members of enums come as text that is also a member; stores know plain text only.
    return str(operand) if isinstance(operand, str) else operand


def _some(name: str, value: Any) -> Any:
    if value is None:
        raise ApiError(f"{name} is null; use isNull to ask for what is missing.")
    return value


def _absent_count(wanted: bool) -> Filter:  # noqa: FBT001 - an operand
    # A number of links is never missing.
    return Or(()) if wanted else And(())


def _date(name: str, op: Op, operand: Any) -> Filter:
    if op is Op.IS_NULL:
        return Compare(name, op, operand)
    if op is Op.EQ:
        return Compare(name, op, operand.text)
    column, comparison, bound = _PARTIAL[op]
    return Compare(f"{name}{column}", comparison, getattr(operand, bound))


def _minor_units(amount: str, currency: str) -> int:
    if not _AMOUNT.fullmatch(amount):
        raise ApiError(f"{amount!r} is not an amount such as 1200000 or 0.50.")
    money = Money.of(amount, currency)
    if Decimal(money.amount) != Decimal(amount):
        raise ApiError(f"{amount!r} is finer than the smallest unit of {currency}.")
    return money.minor

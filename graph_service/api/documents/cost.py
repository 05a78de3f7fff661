"""What an operation can cost: a number, or an expression over the lengths that variables say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from graph_service.api.documents.lengths import By, Given, Variable, chosen

__all__ = ["ENOUGH", "Asked", "Cost", "Either", "Together", "asked", "evaluate", "together"]

ENOUGH: Final = 1_000_000_000
"""Where numbers stop growing."""
_ENTRY: Final = 5
"""What an entry of a list of objects costs beside its fields: it is a row that is read."""


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """The costs of fields that are selected together."""

    constant: int
    parts: tuple[Cost, ...]
    needs: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Either:
    """The costs of what is selected of the types that an object can have: the largest counts."""

    cases: tuple[Cost, ...]
    needs: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """The cost of a field.

    Attributes
    ----------
    weight : int
    given : dict of str to Given
        The lengths that its arguments say.
    length : int or By
        1 if it is no list.
    entry : int
        What an entry costs beside what lies below it.
    below : Cost
    needs : frozenset of str
        The arguments of fields above and, with a dollar sign, the variables that it depends on.
    """

    weight: int
    given: dict[str, Given]
    length: int | By
    entry: int
    below: Cost
    needs: frozenset[str]


Cost: TypeAlias = int | Together | Either | Asked


def together(parts: Iterable[Cost], cases: Sequence[Sequence[Cost]] = ()) -> Cost:
    """Add costs, and the largest of some cases."""
    constant, open_ = 0, []
    for part in (*parts, *([_either(cases)] if cases else [])):
        if isinstance(part, int):
            constant += part
        else:
            open_.append(part)
    constant = min(ENOUGH, constant)
    if not open_:
        return constant
    if len(open_) == 1 and not constant:
        return open_[0]
    return Together(constant, tuple(open_), _needs(open_))


def asked(
    weight: int, given: dict[str, Given], length: int | By | None, below: Cost, *, is_leaf: bool
) -> Cost:
    """Return the cost of a field.

    Parameters
    ----------
    weight : int
    given : dict of str to Given
    length : int, By or None
        None if it is no list.
    below : Cost
        Of what is selected of the object, or of one entry.
    is_leaf : bool
        Whether nothing can be selected of it.
    """
    entry = 0 if length is None else 1 if is_leaf else _ENTRY
    needs = _needs([below])
    if isinstance(length, By):
        needs |= {length.argument}
    used = {name: how for name, how in given.items() if name in needs}
    variables = {
        f"${one.name}" for how in used.values() for one in how if isinstance(one, Variable)
    }
    needs = (needs - used.keys()) | variables
    field = Asked(weight, used, 1 if length is None else length, entry, below, needs)
    return field if needs else evaluate(field, {})


def evaluate(
    cost: Cost, variables: Mapping[str, int | None], lengths: Mapping[str, int | None] | None = None
) -> int:
    """Return the number that a cost is.

    Parameters
    ----------
    cost : Cost
    variables : mapping of str to int or None
        The lengths that variables say, by their names; those without a value are left out.
    lengths : mapping of str to int or None
        The lengths that arguments of fields above say.
    """
    if isinstance(cost, int):
        return cost
    known = lengths or {}
    if isinstance(cost, Together):
        total = cost.constant + sum(evaluate(part, variables, known) for part in cost.parts)
    elif isinstance(cost, Either):
        total = max(evaluate(case, variables, known) for case in cost.cases)
    else:
        if cost.given:
            own = {name: chosen(given, variables) for name, given in cost.given.items()}
            known = {**known, **own}
        length = cost.length
        if isinstance(length, By):
            said = known.get(length.argument)
            length = length.otherwise if said is None else said
        each = cost.entry + evaluate(cost.below, variables, known) if length else 0
        total = cost.weight + length * each
    return min(ENOUGH, total)


def _either(cases: Sequence[Sequence[Cost]]) -> Cost:
    sums = tuple(dict.fromkeys(map(together, cases)))
    numbers = [case for case in sums if isinstance(case, int)]
    open_: list[Cost] = [case for case in sums if not isinstance(case, int)]
    if numbers:
        open_.append(max(numbers))
    return Either(tuple(open_), _needs(open_)) if len(open_) > 1 else open_[0]


def _needs(costs: Iterable[Cost]) -> frozenset[str]:
    return frozenset().union(*(cost.needs for cost in costs if not isinstance(cost, int)))

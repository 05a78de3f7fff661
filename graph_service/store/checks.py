"""What a store refuses to be told: types, properties and values that the catalogue does not know."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from graph_service.store.port import StoreError
from schema.catalogue import Catalogue
from schema.columns import Stated, Value
from schema.declarations import Kind, Property
from schema.money import Money
from schema.packs import MANUAL
from schema.statements import UNTYPED, WITHDRAWN, NodeStatement, Run, Statement
from schema.time import PartialDate

__all__ = ["Checks", "is_special"]

_Test: TypeAlias = type | Callable[[Stated], bool]
"""The class that a value must be of, or what says whether it is of its kind."""
_LARGEST: Final = 2**63 - 1


def is_special(said: Statement) -> bool:
    """Say whether only people can say it: a correction, a withdrawal, a value that is not known."""
    return said.type == UNTYPED or None in said.values.values() or WITHDRAWN in said.values


class Checks:
    """The catalogue's rules, laid out to be applied to many statements.

    Parameters
    ----------
    catalogue : Catalogue
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._days: set[str] = set()
        self._types = {t.name: self._tests(t.properties) for t in catalogue.concrete}
        self._links = {name: self._tests(t.properties) for name, t in catalogue.links.items()}
        self._ending = frozenset(t.type for t in catalogue.links.values() if t.validity)
        self._any: dict[str, list[_Test]] = {}
        for tests in self._types.values():
            for name, test in tests.items():
                self._any.setdefault(name, []).append(test)

    def run(self, run: Run) -> None:
        """Refuse a run whose period is not a partial date.

        Raises
        ------
        StoreError
        """
        self.closing(run.closes)
        if run.period and not self._is_date(run.period):
            raise StoreError(
                f"Run {run.id}: its period {run.period!r} is not of the form 2021, 2021-09 or"
                " 2021-09-03."
            )

    def closing(self, types: Iterable[str]) -> None:
        """Refuse link types that nothing can end.

        Raises
        ------
        StoreError
        """
        for type_ in types:
            if type_ not in self._ending:
                raise StoreError(f"{type_!r} is no link type with an end: it cannot be closed.")

    def statements(self, statements: Iterable[Statement], run: Run | None = None) -> None:
        """Refuse what the catalogue does not know, and what only people can say.

        Parameters
        ----------
        statements : iterable of Statement
        run : Run or None
            Who says it; if that is not given, it is taken for people.

        Raises
        ------
        StoreError
            Naming the first such type, property or value, and its row.
        """
        types, links = self._types, self._links
        by_hand = run is None or run.source == MANUAL
        for said in statements:
            if by_hand and is_special(said):
                self._special(said)
                continue
            tests = (types if said.__class__ is NodeStatement else links).get(said.type)
            if tests is None:
                what = "type" if isinstance(said, NodeStatement) else "link type"
                raise StoreError(
                    f"Row {said.row} speaks of the {what} {said.type!r}, which the catalogue"
                    " does not have."
                )
            for name, value in said.values.items():
                test = tests.get(name)
                if value.__class__ is test:
                    continue
                if test is None:
                    raise StoreError(
                        f"Row {said.row} speaks of {said.type}.{name}, which the catalogue does"
                        " not have."
                    )
                if isinstance(test, type) or not test(value):
                    raise StoreError(
                        f"Row {said.row} gives {said.type}.{name} the value {value!r}, which is"
                        " not of its kind."
                    )

    def _special(self, said: Statement) -> None:
        """Refuse what people say too, if the catalogue does not have it."""
        if WITHDRAWN in said.values:
            if said.values != {WITHDRAWN: True} or (said.type and said.type not in self._links):
                raise StoreError(f"Row {said.row} withdraws something and says more beside it.")
            return
        typed = (self._types if isinstance(said, NodeStatement) else self._links).get(said.type)
        if typed is None and (said.type != UNTYPED or not isinstance(said, NodeStatement)):
            raise StoreError(
                f"Row {said.row} speaks of the type {said.type!r}, which the catalogue does not"
                " have."
            )
        place = f"{said.type}." if typed is not None else "the property "
        for name, value in said.values.items():
            tests = (
                self._any.get(name, []) if typed is None else [typed[name]] if name in typed else []
            )
            if not tests:
                raise StoreError(
                    f"Row {said.row} speaks of {place}{name}, which the catalogue does not have."
                )
            if value is not None and not any(_passes(test, value) for test in tests):
                raise StoreError(
                    f"Row {said.row} gives {place}{name} the value {value!r}, which is not of its"
                    " kind."
                )

    def _tests(self, properties: Iterable[Property]) -> Mapping[str, _Test]:
        return {declared.name: self._test(declared) for declared in properties}

    def _test(self, declared: Property) -> _Test:
        kind, vocabulary = declared.kind, declared.vocabulary
        if kind is Kind.DATE:
            return self._is_date
        if kind is Kind.ENUM and isinstance(vocabulary, type):
            codes = frozenset(vocabulary.__members__)
            return lambda value: value.__class__ is str and value in codes
        return _TESTS.get(kind, str)

    def _is_date(self, value: Stated) -> bool:
        if value in self._days:
            return True
        if not isinstance(value, str):
            return False
        try:
            PartialDate(value)
        except ValueError:
            return False
        self._days.add(value)
        return True


def _passes(test: _Test, value: Value) -> bool:
    return value.__class__ is test if isinstance(test, type) else test(value)


def _is_integer(value: Stated) -> bool:
    return value.__class__ is int and -_LARGEST <= value <= _LARGEST


def _is_number(value: Stated) -> bool:
    return (isinstance(value, float) and math.isfinite(value)) or _is_integer(value)


def _is_money(value: Stated) -> bool:
    return isinstance(value, Money) and _is_integer(value.minor)


def _is_list(value: Stated) -> bool:
    return isinstance(value, tuple) and all(item.__class__ is str for item in value)


_TESTS: Final[Mapping[Kind, _Test]] = {
    Kind.INTEGER: _is_integer,
    Kind.FLOAT: _is_number,
    Kind.BOOLEAN: bool,
    Kind.MONEY: _is_money,
    Kind.STRINGS: _is_list,
    Kind.TERMS: _is_list,
}

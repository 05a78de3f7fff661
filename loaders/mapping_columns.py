"""The columns of a mapping file: where a property is read from, and which values count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from loaders.amounts import MoneyUnit, money_unit, number_scale
from loaders.layout import ENDS, Choice, Condition, Field, Part, PeriodEnd
from loaders.mapping_checks import Checks
from loaders.missing import PLACEHOLDERS
from loaders.names import fold
from loaders.toml_lines import KeyPath
from schema.declarations import Kind, Property

__all__ = ["COLUMN_KEYS", "ColumnParser"]

COLUMN_KEYS = (
    *("column", "identifier", "words", "unit", "missing"),
    *("where", "separator", "part", "first", "period"),
)
"""What a table about a column can say."""

_NUMBERS = (Kind.INTEGER, Kind.FLOAT)
_FROM = re.compile(r"([1-9][0-9]*)-")


@dataclass(slots=True)
class ColumnParser:
    """Reads columns of a file.

    Attributes
    ----------
    checks : Checks
    money : MoneyUnit or None
        Unit of amounts of which the column says none.
    """

    checks: Checks
    money: MoneyUnit | None = None

    def fields(
        self, declared: Property, stated: object, where: KeyPath, each: str = ""
    ) -> tuple[Field, ...]:
        """The columns of a property: one, or several that are tried in turn.

        Parameters
        ----------
        declared : Property
        stated : object
            A column's name, a table about it, or a list of such.
        where : KeyPath
            Place in the file.
        each : str
            What the columns' names begin with.
        """
        if not isinstance(stated, list):
            return (self._field(declared, stated, where, each),)
        if not stated:
            raise self.checks.error(where, "a column is needed here", "Name one")
        fields: list[Field] = []
        for number, one in enumerate(stated):
            place = (*where, number)
            found = self._field(declared, one, place, each)
            if any((f.header, f.choice) == (found.header, found.choice) for f in fields):
                raise self.checks.error(
                    place, f"the column {found.header} is named twice", "Leave it out here"
                )
            fields.append(found)
        return tuple(fields)

    def properties(
        self, stated: object, properties: Sequence[Property], where: KeyPath, each: str = ""
    ) -> tuple[Field, ...]:
        """The columns of all properties of a record or link, in the order of these."""
        place = (*where, "properties")
        found: dict[str, tuple[Field, ...]] = {}
        with self.checks.going_on():
            declared = {p.name: p for p in properties}
            for name, column in self.checks.table(stated, place).items():
                with self.checks.going_on():
                    self.checks.known(name, declared, (*place, name), "property")
                    found[name] = self.fields(declared[name], column, (*place, name), each)
        return tuple(field for p in properties for field in found.get(p.name, ()))

    def constants(
        self, table: dict[str, Any], properties: Sequence[Property], where: KeyPath
    ) -> dict[str, str]:
        """What holds for every row."""
        found: dict[str, str] = {}
        with self.checks.going_on():
            place = (*where, "constants")
            for name, text in self.checks.table(table.get("constants", {}), place).items():
                with self.checks.going_on():
                    names = [p.name for p in properties]
                    self.checks.known(name, names, (*place, name), "property")
                    found[name] = str(text)
        return found

    def conditions(self, stated: object, where: KeyPath, each: str = "") -> tuple[Condition, ...]:
        """What other columns must say."""
        return tuple(
            Condition(
                self.checks.column(_within(each, column), (*where, column)),
                frozenset(map(fold, self.checks.texts(texts, where))),
            )
            for column, texts in self.checks.table(stated, where).items()
        )

    def conditioned(self, field: Field, conditions: Sequence[Condition]) -> Field:
        """A field of which only those values count for which conditions hold too."""
        choice = field.choice or Choice(field.header)
        return replace(field, choice=replace(choice, where=(*choice.where, *conditions)))

    def money_unit(self, unit: object, where: KeyPath) -> MoneyUnit | None:
        """The unit of amounts that a file says."""
        if unit is None:
            return self.money
        if isinstance(unit, int) and unit > 0:
            return MoneyUnit(unit, None)
        found = money_unit(str(unit))
        if found is None:
            raise self.checks.error(
                where, f"{unit!r} is no unit of money, such as 1, 10000 or 万元", "Write one"
            )
        return found

    def _field(self, declared: Property, stated: object, where: KeyPath, each: str) -> Field:
        money = declared.kind is Kind.MONEY
        if isinstance(stated, str):
            header = self.checks.column(_within(each, self.checks.text(stated, where)), where)
            return Field(
                property=declared,
                header=header,
                scheme=declared.identifier,
                money=self.money if money else None,
            )
        table = self.checks.table(stated, where)
        self.checks.only(table, COLUMN_KEYS, where)
        missing = table.get("missing")
        column = (*where, "column")
        header = self.checks.column(
            _within(each, self.checks.text(table.get("column"), column)), column
        )
        unit = (*where, "unit")
        return Field(
            property=declared,
            header=header,
            scheme=table.get("identifier", declared.identifier),
            words=self.checks.table(table.get("words", {}), (*where, "words")),
            unit="" if money else self._number_unit(declared, table.get("unit"), unit),
            money=self.money_unit(table.get("unit"), unit) if money else None,
            placeholders=None
            if missing is None
            else PLACEHOLDERS | {fold(text) for text in missing},
            choice=self._choice(header, table, where, each),
            first=self.checks.flag(table.get("first", False), (*where, "first")),
            period=self._period(declared, table.get("period"), (*where, "period")),
        )

    def _period(self, declared: Property, stated: object, where: KeyPath) -> PeriodEnd:
        if stated is None:
            return ""
        if declared.kind is not Kind.DATE:
            reason = f"{declared.name} is no date and ends no period"
            raise self.checks.error(where, reason, "Leave the period out")
        for end in ENDS:
            if stated == end:
                return end
        reason = f"{stated!r} is no end of a period"
        raise self.checks.error(where, reason, 'Write "start" or "end"')

    def _number_unit(self, declared: Property, unit: object, where: KeyPath) -> str:
        if unit is None:
            return ""
        text = str(unit)
        if declared.kind not in _NUMBERS:
            reason = f"{declared.name} is neither an amount of money nor a number"
            raise self.checks.error(where, reason, "Leave the unit out")
        if number_scale(declared.unit, text) is None:
            of = declared.unit or "a number without unit"
            reason = f"the unit {text} does not fit {declared.name}, which is {of}"
            raise self.checks.error(where, reason, "Write a unit of it, or leave it out")
        return text

    def _choice(
        self, header: str, table: dict[str, Any], where: KeyPath, each: str
    ) -> Choice | None:
        conditions = self.conditions(table.get("where", {}), (*where, "where"), each)
        part = None
        if "part" in table or "separator" in table:
            separators = self.checks.texts(table.get("separator"), (*where, "separator"))
            part = self._part(tuple(separators), table.get("part", "1-"), (*where, "part"))
        return Choice(header, conditions, part) if conditions or part else None

    def _part(self, separators: tuple[str, ...], stated: object, where: KeyPath) -> Part:
        if isinstance(stated, str) and (found := _FROM.fullmatch(stated)):
            return Part(separators, int(found[1]), open=True)
        return Part(separators, self.checks.number(stated, where))


def _within(each: str, column: str) -> str:
    return f"{each}.{column}" if each else column

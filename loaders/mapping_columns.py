"""The columns of a mapping file: where a property is read from, and which values count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from loaders.amounts import MoneyUnit, money_unit
from loaders.layout import ENDS, Choice, Condition, Field, PeriodEnd
from loaders.mapping_checks import Checks
from loaders.missing import PLACEHOLDERS
from loaders.names import fold
from schema.declarations import Kind, Property

__all__ = ["COLUMN_KEYS", "ColumnParser"]

COLUMN_KEYS = (
    *("column", "identifier", "words", "unit", "missing"),
    *("where", "separator", "part", "first", "period"),
)
"""What a table about a column can say."""


@dataclass(frozen=True, slots=True)
class ColumnParser:
    """Reads columns of a file.

    Attributes
    ----------
    checks : Checks
    """

    checks: Checks

    def fields(
        self, declared: Property, stated: object, where: str, each: str = ""
    ) -> tuple[Field, ...]:
        """The columns of a property: one, or several that are tried in turn.

        Parameters
        ----------
        declared : Property
        stated : object
            A column's name, a table about it, or a list of such.
        where : str
            Place in the file.
        each : str
            What the columns' names begin with.
        """
        several = stated if isinstance(stated, list) else [stated]
        if not several:
            raise self.checks.error(where, "a column is needed here")
        return tuple(self._field(declared, one, where, each) for one in several)

    def conditions(self, stated: object, where: str, each: str = "") -> tuple[Condition, ...]:
        """What other columns must say."""
        return tuple(
            Condition(_within(each, column), frozenset(map(fold, self.checks.texts(texts, where))))
            for column, texts in self.checks.table(stated, where).items()
        )

    def conditioned(self, field: Field, conditions: Sequence[Condition]) -> Field:
        """A field of which only those values count for which conditions hold too."""
        choice = field.choice or Choice(field.header)
        return replace(field, choice=replace(choice, where=(*choice.where, *conditions)))

    def _field(self, declared: Property, stated: object, where: str, each: str) -> Field:
        if isinstance(stated, str):
            return Field(
                property=declared, header=_within(each, stated), scheme=declared.identifier
            )
        table = self.checks.table(stated, where)
        self.checks.only(table, COLUMN_KEYS, where)
        missing = table.get("missing")
        header = _within(each, self.checks.text(table.get("column"), f"{where}.column"))
        return Field(
            property=declared,
            header=header,
            scheme=table.get("identifier", declared.identifier),
            words=self.checks.table(table.get("words", {}), f"{where}.words"),
            unit="" if declared.kind is Kind.MONEY else str(table.get("unit", "")),
            money=self._money(table.get("unit"), where) if declared.kind is Kind.MONEY else None,
            placeholders=None
            if missing is None
            else PLACEHOLDERS | {fold(text) for text in missing},
            choice=self._choice(header, table, where, each),
            first=self.checks.flag(table.get("first", False), f"{where}.first"),
            period=self._period(declared, table.get("period"), f"{where}.period"),
        )

    def _choice(self, header: str, table: dict[str, Any], where: str, each: str) -> Choice | None:
        conditions = self.conditions(table.get("where", {}), f"{where}.where", each)
        part = None
        if "part" in table or "separator" in table:
            part = (
                self.checks.text(table.get("separator"), f"{where}.separator"),
                self.checks.number(table.get("part"), f"{where}.part"),
            )
        return Choice(header, conditions, part) if conditions or part else None

    def _period(self, declared: Property, stated: object, where: str) -> PeriodEnd:
        if stated is None:
            return ""
        if declared.kind is not Kind.DATE:
            raise self.checks.error(where, f"{declared.name} is no date and ends no period")
        for end in ENDS:
            if stated == end:
                return end
        raise self.checks.error(where, f"{stated!r} is no end of a period: start or end")

    def _money(self, unit: object, where: str) -> MoneyUnit | None:
        if unit is None:
            return None
        if isinstance(unit, int) and unit > 0:
            return MoneyUnit(unit, None)
        found = money_unit(str(unit))
        if found is None:
            raise self.checks.error(
                where, f"{unit!r} is no unit of money, such as 1, 10000 or 万元"
            )
        return found


def _within(each: str, column: str) -> str:
    return f"{each}.{column}" if each else column

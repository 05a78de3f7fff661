"""Totals under a table, compared with the sum of what was read above them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from loaders.amounts import number_scale
from loaders.drafts import CellFlaw
from loaders.fields import Column
from loaders.flaws import Flaw
from loaders.footers import TotalOf, total_of
from loaders.layout import Field
from loaders.rows import Cell, cell_text
from schema.columns import Value
from schema.declarations import Kind
from schema.money import Money

__all__ = ["Totals"]

_SUMMED = (Kind.INTEGER, Kind.FLOAT, Kind.MONEY)
_NAMED = 5
_NEARLY = 1e-9
_NO_UNIT = "UNIT_MISSING"


class Totals:
    """Adds up the columns of a table and compares the totals written in it.

    Parameters
    ----------
    columns : iterable of Column
        Those of a table; the ones that hold numbers or amounts are added up.
    """

    def __init__(self, columns: Iterable[Column]) -> None:
        self._columns = [_Summed(c) for c in columns if _is_summed(c.field)]
        self._ahead: tuple[int, Sequence[Cell]] | None = None
        self._since: list[_Sum] = [_Sum() for _ in self._columns]

    def add(self, number: int, cells: Sequence[Cell]) -> None:
        """Count a row of data."""
        length = len(cells)
        for column in self._columns:
            place = column.place
            column.add(number, cells[place] if place < length else None)

    def check(self, number: int, cells: Sequence[Cell]) -> list[CellFlaw]:
        """Compare the total that a row of the file states, if it states one.

        A subtotal adds up the rows since the last one; a total all rows, or those since the last
        total. A total above all rows is compared by `finish`.
        """
        which = total_of(cells)
        if which is None or not self._columns:
            return []
        if not self._columns[0].part.rows and not self._columns[0].all.rows:
            if which is TotalOf.ALL:
                self._ahead = (number, cells)
            return []
        flaws: list[CellFlaw] = []
        for column, since in zip(self._columns, self._since, strict=True):
            part = column.close_part()
            since.add(part)
            cell = cells[column.place] if column.place < len(cells) else None
            sums = [part] if which is TotalOf.PART else [column.all, since]
            flaw = column.check(cell, sums, which) if _is_written(cell) else None
            if flaw is not None:
                flaws.append(flaw)
        if which is TotalOf.ALL:
            self._since = [_Sum() for _ in self._columns]
        return flaws

    def finish(self) -> list[tuple[int, CellFlaw]]:
        """Compare the total that stands above all rows; the row it stands in, and what is wrong."""
        if self._ahead is None:
            return []
        number, cells = self._ahead
        flaws: list[tuple[int, CellFlaw]] = []
        for column in self._columns:
            column.close_part()
            cell = cells[column.place] if column.place < len(cells) else None
            flaw = column.check(cell, [column.all], TotalOf.ALL) if _is_written(cell) else None
            if flaw is not None:
                flaws.append((number, flaw))
        return flaws


@dataclass(slots=True)
class _Rows:
    """How many rows, and the numbers of the first of them."""

    count: int = 0
    first: list[int] = field(default_factory=list)

    def note(self, number: int) -> None:
        self.count += 1
        if self.count <= _NAMED:
            self.first.append(number)

    def add(self, other: _Rows) -> None:
        self.count += other.count
        self.first = (self.first + other.first)[:_NAMED]

    def told(self, what: str) -> str:
        """A sentence that names them, if there are any."""
        if not self.count:
            return ""
        more = f" and {self.count - _NAMED} more" if self.count > _NAMED else ""
        return f" Rows that {what}: {', '.join(map(str, self.first))}{more}."


@dataclass(slots=True)
class _Sum:
    """What some rows of a column add up to, by currency; numbers have none."""

    by_currency: dict[str, float] = field(default_factory=dict)
    rows: int = 0
    empty: _Rows = field(default_factory=_Rows)
    unread: _Rows = field(default_factory=_Rows)

    def add(self, other: _Sum) -> None:
        for currency, value in other.by_currency.items():
            self.by_currency[currency] = self.by_currency.get(currency, 0) + value
        self.rows += other.rows
        self.empty.add(other.empty)
        self.unread.add(other.unread)


class _Summed:
    """A column of numbers or amounts, and what it has added up to so far.

    Parameters
    ----------
    column : Column
        With the converter that the rows were read with: it remembers them.
    """

    __slots__ = ("_convert", "_scale", "all", "header", "part", "place")

    def __init__(self, column: Column) -> None:
        declared = column.field
        self.header = declared.header
        self.place = column.place
        self._convert = column.convert
        unit = declared.property.unit
        scale = number_scale(unit, declared.unit) if declared.unit else None
        self._scale = Decimal(declared.money.scale) if declared.money else scale or Decimal(1)
        self.part = _Sum()
        self.all = _Sum()

    def add(self, number: int, cell: Cell) -> None:
        """Count a row."""
        part = self.part
        part.rows += 1
        value, flaws = self._convert(cell)
        if type(value) is Money:
            sums = part.by_currency
            sums[value.currency] = sums.get(value.currency, 0) + value.minor
        elif type(value) is int or type(value) is float:
            part.by_currency[""] = part.by_currency.get("", 0) + value
        else:
            (part.unread if flaws else part.empty).note(number)

    def close_part(self) -> _Sum:
        """What the rows since the last total add up to; the next part begins."""
        closed, self.part = self.part, _Sum()
        self.all.add(closed)
        return closed

    def check(self, cell: Cell, sums: Iterable[_Sum], which: TotalOf) -> CellFlaw | None:
        """Compare a written total with sums, one of which it must be."""
        value, flaws = self._convert(cell)
        if value is None:
            if not flaws or flaws[0].code == _NO_UNIT:
                return None
            return CellFlaw(self.header, cell, _unreadable(cell, "it is no number"))
        tried = list(sums)
        if any(len(sum_.by_currency) > 1 for sum_ in tried):
            reason = "the rows above are in several currencies"
            return CellFlaw(self.header, cell, _unreadable(cell, reason))
        if any(_agree(value, sum_) for sum_ in tried):
            return None
        return CellFlaw(self.header, cell, self._mismatch(value, tried[0], which))

    def _mismatch(self, value: Value, sum_: _Sum, which: TotalOf) -> Flaw:
        currency, written = _split(value)
        summed = sum_.by_currency.get(currency, 0)
        if sum_.by_currency and currency not in sum_.by_currency:
            other = next(iter(sum_.by_currency))
            said = f"The total is in {currency}, the rows above are in {other}."
        else:
            said = (
                f"{self.header}: {self._show(written, currency)} is written; {which.value},"
                f" {sum_.rows}, add up to {self._show(summed, currency)}; the difference is"
                f" {self._show(written - summed, currency)}."
            )
        missing = sum_.unread.told("could not be read") + sum_.empty.told("have no value")
        return Flaw(
            "TOTAL_MISMATCH",
            said + missing,
            "Look for rows that are missing or twice, and for values that were not taken.",
        )

    def _show(self, amount: float, currency: str) -> str:
        """An amount in the unit of the column."""
        exact = Decimal(Money(int(amount), currency).amount if currency else str(amount))
        text = f"{exact / self._scale:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


def _is_summed(declared: Field) -> bool:
    return declared.property.kind in _SUMMED and declared.choice is None


def _is_written(cell: Cell) -> bool:
    return cell is not None and not (isinstance(cell, str) and total_of((cell,)) is not None)


def _split(value: Value) -> tuple[str, float]:
    if isinstance(value, Money):
        return value.currency, value.minor
    assert isinstance(value, (int, float))  # noqa: S101 - the kinds that are summed
    return "", value


def _agree(value: Value, sum_: _Sum) -> bool:
    currency, written = _split(value)
    if sum_.by_currency and currency not in sum_.by_currency:
        return False
    summed = sum_.by_currency.get(currency, 0)
    if isinstance(written, int) and isinstance(summed, int):
        return written == summed
    return math.isclose(written, summed, rel_tol=_NEARLY, abs_tol=_NEARLY)


def _unreadable(cell: Cell, reason: str) -> Flaw:
    return Flaw(
        "TOTAL_UNCHECKED",
        f"The total {cell_text(cell)} cannot be compared: {reason}.",
        "Write the sum of the rows above in their unit, in digits.",
    )

"""Cells to values, by the kind of the property."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from loaders.amounts import number_scale, parse_money, parse_number
from loaders.characters import private_characters
from loaders.dates import parse_date
from loaders.districts import DISTRICT_SCHEME, code_reader
from loaders.flaws import Flaw
from loaders.identifiers import InvalidIdentifier, read_identifier
from loaders.layout import Field, Layout
from loaders.listed import list_reader
from loaders.missing import PLACEHOLDERS
from loaders.names import fold
from loaders.periods import parse_period
from loaders.readings import Converter, Reading, one_flaw, refused
from loaders.rows import Cell, cell_text, scalars
from loaders.several import split_texts
from schema.columns import Value
from schema.declarations import Kind
from schema.packs import Pack

__all__ = ["converter"]

_ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!)")
_REMEMBERED = 50_000
_YES = frozenset({"是", "有", "true", "yes", "y", "1", "√", "✓", "对"})
_NO = frozenset({"否", "没有", "false", "no", "n", "0", "×", "✗", "x"})
_COUNTS = (Kind.INTEGER, Kind.FLOAT, Kind.MONEY, Kind.BOOLEAN, Kind.DATE)
_MISSING: Reading = (None, ())
_LONGEST_NAME = 2_000
"""Characters of what is looked up or ordered by: no store's index takes much more."""
_LARGE = "Look whether a unit or a decimal point is missing."
_IDENTIFIER_HINTS = {
    "ID_DAMAGED": "Format the column as text and enter the identifier again.",
    "ID_INVALID": "Compare it with the certificate and enter it again.",
}
_LARGEST = 2**63 - 1


def converter(field: Field, layout: Layout, pack: Pack) -> Converter:
    """Make the converter of a column; it remembers repeated cells.

    Parameters
    ----------
    field : Field
    layout : Layout
        For its currency and placeholders.
    pack : Pack
        For terms and the region's currency.

    Returns
    -------
    Converter
    """
    return _Column(field, layout, pack)


class _Column:
    """The converter of one column."""

    __slots__ = (
        "_convert",
        "_first",
        "_listed",
        "_missing",
        "_plural",
        "_remembered",
        "_telling",
        "_texts",
        "_words",
    )

    def __init__(self, field: Field, layout: Layout, pack: Pack) -> None:
        self._convert = _by_kind(field, layout, pack)
        self._listed = field.property.vocabulary is not None
        self._plural = field.property.kind.plural
        self._first = field.first
        self._texts = field.property.kind is Kind.STRINGS and not field.property.notation
        self._words = {fold(word): meaning for word, meaning in field.words.items()}
        self._missing = field.placeholders
        if self._missing is None:
            self._missing = PLACEHOLDERS | layout.placeholders
            if field.property.kind not in _COUNTS:
                self._missing |= {"0"}
        texts = (*self._missing, *self._words)
        self._telling = {"#", " ", "\t", "\n", "\r", *(text[:1] for text in texts)}
        self._remembered: dict[Cell, Reading] = {}

    def __call__(self, cell: Cell) -> Reading:
        found = self._remembered.get(cell)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            found = self._remembered[cell] = self._read(cell)
        return found

    def _read(self, cell: Cell) -> Reading:
        if cell is None:
            return _MISSING
        return self._several(scalars(cell)) if isinstance(cell, tuple) else self._single(cell)

    def _single(self, cell: Cell) -> Reading:
        text = str(cell)
        first = text[:1]
        if (
            text.isascii() or "\u4e00" <= first <= "\u9fff"
        ) and first.casefold() not in self._telling:
            # Nothing that is folded into something else begins so.
            return self._convert(cell)
        folded = fold(text)
        if folded in self._words:
            return self._convert(self._words[folded])
        if _ERROR.fullmatch(text.strip()):
            return refused("CELL_ERROR", f"The cell shows the error {text}.", "Repair the formula.")
        if self._missing is not None and folded in self._missing:
            # A list may know a placeholder as one of its values: 其他 as a kind.
            value = self._convert(cell)[0] if self._listed and folded else None
            return (value, ())
        return self._convert(cell)

    def _several(self, cells: Sequence[Cell]) -> Reading:
        """Read a list: all of it for a property that has several values, else its first."""
        found: list[Value] = []
        flaws: list[Flaw] = []
        for cell in cells:
            value, wrong = self._one(cell)
            flaws.extend(wrong)
            if value is not None:
                found.append(value)
        if self._plural:
            values = dict.fromkeys(v for value in found if isinstance(value, tuple) for v in value)
            return tuple(values) or None, tuple(flaws)
        if len(set(found)) > 1 and not self._first:
            flaws.append(
                Flaw(
                    "SEVERAL_VALUES",
                    f"{cell_text(tuple(cells))} are several values; the first was taken.",
                    "Leave only one of them.",
                )
            )
        return found[0] if found else None, tuple(flaws)

    def _one(self, cell: Cell) -> Reading:
        value, flaws = self(cell)
        # What stands in a list of its own is not split: it may have the signs that separate.
        if self._texts and value is not None:
            return (str(cell).strip(),), flaws
        return value, flaws


def _by_kind(field: Field, layout: Layout, pack: Pack) -> Converter:
    declared = field.property
    match declared.kind:
        case Kind.STRING | Kind.STRINGS:
            return _text(field, pack)
        case Kind.INTEGER | Kind.FLOAT:
            return _number(field)
        case Kind.MONEY:
            return _money(field, layout.currency or pack.currency)
        case Kind.DATE if field.period:
            return _end_of_period(field.period)
        case Kind.ENUM | Kind.TERM | Kind.TERMS:
            return list_reader(declared, pack)
        case plain:
            return _PLAIN[plain]


def _text(field: Field, pack: Pack) -> Converter:
    declared = field.property
    scheme = field.scheme or declared.notation
    if declared.kind is Kind.STRINGS:
        return _codes(scheme) if scheme else _strings
    if scheme == DISTRICT_SCHEME:
        return code_reader(pack)
    if scheme:
        return _identifier(scheme)
    return _short_string if declared.naming or declared.indexed else _string


def _string(cell: Cell) -> Reading:
    text = str(cell).strip()
    return text or None, private_characters(text)


def _short_string(cell: Cell) -> Reading:
    length = len(str(cell).strip())
    if length > _LONGEST_NAME:
        return refused(
            "TOO_LONG",
            f"The text has {length} characters; here it may have {_LONGEST_NAME}.",
            "Shorten it, or move it to a column for remarks.",
        )
    return _string(cell)


def _strings(cell: Cell) -> Reading:
    text = str(cell)
    return split_texts(text) or None, private_characters(text)


def _identifier(scheme: str) -> Converter:
    def convert(cell: Cell) -> Reading:
        try:
            value, flaw = read_identifier(scheme, cell)
        except InvalidIdentifier as error:
            return refused(error.code, str(error), error.hint or _IDENTIFIER_HINTS[error.code])
        return one_flaw(value or None, flaw)

    return convert


def _codes(notation: str) -> Converter:
    read = _identifier(notation)

    def convert(cell: Cell) -> Reading:
        parts = split_texts(cell) if isinstance(cell, str) else (cell,)
        readings = [read(part) for part in parts]
        codes = dict.fromkeys(str(value) for value, _ in readings if value is not None)
        return tuple(codes) or None, tuple(flaw for _, flaws in readings for flaw in flaws)

    return convert


def _number(field: Field) -> Converter:
    unit = field.property.unit
    scale = number_scale(unit, field.unit) if field.unit else Decimal(1)
    whole = field.property.kind is Kind.INTEGER

    def convert(cell: Cell) -> Reading:
        number, flaw = parse_number(cell, unit, scale or Decimal(1))
        if number is None:
            return one_flaw(None, flaw)
        if abs(number) > _LARGEST:
            return refused("BAD_NUMBER", f"{cell} is larger than a number can be.", _LARGE)
        if not whole:
            return float(number), ()
        if number != number.to_integral_value():
            return refused(
                "BAD_NUMBER", f"{cell} is not a whole number.", "Write it without a fraction."
            )
        return int(number), ()

    return convert


def _money(field: Field, currency: str) -> Converter:
    def convert(cell: Cell) -> Reading:
        amount, flaw = parse_money(cell, field.money, currency)
        if amount is not None and abs(amount.minor) > _LARGEST:
            return refused("BAD_NUMBER", f"{cell} is larger than an amount can be.", _LARGE)
        return one_flaw(amount, flaw)

    return convert


def _date(cell: Cell) -> Reading:
    value, flaw = parse_date(cell)
    if flaw and value is None and parse_period(cell)[1] is None:
        return refused(
            "BAD_DATE",
            f"{cell} is a period where one date is expected.",
            "Name the column 起止年月, or write start and end into columns of their own.",
        )
    return one_flaw(value, flaw)


def _end_of_period(which: Literal["start", "end"]) -> Converter:
    def convert(cell: Cell) -> Reading:
        period, flaw = parse_period(cell)
        return one_flaw(period.start if which == "start" else period.end, flaw)

    return convert


def _boolean(cell: Cell) -> Reading:
    folded = fold(str(cell))
    if folded in _YES:
        return True, ()
    if folded in _NO:
        return False, ()
    return refused("BAD_BOOLEAN", f"{cell} is neither yes nor no.", "Write 是 or 否.")


_PLAIN: dict[Kind, Converter] = {
    Kind.DATE: _date,
    Kind.BOOLEAN: _boolean,
}

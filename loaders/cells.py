"""Cells to values, by the kind of the property."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TypeAlias

from loaders.amounts import number_scale, parse_money, parse_number
from loaders.dates import parse_date
from loaders.flaws import Flaw
from loaders.identifiers import InvalidIdentifier, normalise_identifier
from loaders.layout import Field, Layout
from loaders.names import fold, split_texts
from loaders.rows import Cell
from schema.columns import Value
from schema.declarations import Kind, Property
from schema.packs import Pack
from schema.vocabularies import Vocabulary

__all__ = ["PLACEHOLDERS", "Converter", "Reading", "converter", "is_missing"]

Reading: TypeAlias = tuple[Value | None, tuple[Flaw, ...]]
"""A value, or None where it is missing or refused, and what is wrong with the cell."""

Converter: TypeAlias = Callable[[Cell], Reading]
"""What turns a cell into a value."""

PLACEHOLDERS = frozenset(
    {"", "无", "/", "\\", "-", "--", "—", "——", "暂无", "不详", "未知", "其他", "其它", "无数据"}
    | {"n/a", "null", "none", "non renseigné"}
)
"""What offices write where they know nothing, folded."""

_ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!)")
_REMEMBERED = 50_000
_YES = frozenset({"是", "有", "true", "yes", "y", "1", "√", "✓", "对"})
_NO = frozenset({"否", "没有", "false", "no", "n", "0", "×", "✗", "x"})
_COUNTS = (Kind.INTEGER, Kind.FLOAT, Kind.MONEY, Kind.BOOLEAN, Kind.DATE)
_MISSING: Reading = (None, ())


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
    convert = _by_kind(field, layout, pack)
    placeholders = field.placeholders
    if placeholders is None:
        placeholders = PLACEHOLDERS | layout.placeholders
        if field.property.kind not in _COUNTS:
            placeholders |= {"0"}
    known = field.property.vocabulary
    words = {fold(word): meaning for word, meaning in field.words.items()}
    remembered: dict[Cell, Reading] = {}

    def read(cell: Cell) -> Reading:
        found = remembered.get(cell)
        if found is None:
            if len(remembered) >= _REMEMBERED:
                remembered.clear()
            found = remembered[cell] = fresh(cell)
        return found

    def fresh(cell: Cell) -> Reading:
        if cell is None:
            return _MISSING
        text = str(cell)
        folded = fold(text)
        if folded in words:
            return convert(words[folded])
        if _ERROR.fullmatch(text.strip()):
            return _refused(
                "CELL_ERROR", f"The cell shows the error {text}.", "Repair the formula."
            )
        if folded in placeholders:
            # A list may know a placeholder as one of its values: 其他 as a kind.
            value = convert(cell)[0] if known and folded else None
            return (value, ())
        return convert(cell)

    return read


def is_missing(cell: Cell, extra: frozenset[str] = frozenset()) -> bool:
    """Say whether a cell that should name something says that nothing is known."""
    if cell is None:
        return True
    folded = fold(str(cell))
    return folded in PLACEHOLDERS or folded == "0" or folded in extra


def _by_kind(field: Field, layout: Layout, pack: Pack) -> Converter:
    declared = field.property
    match declared.kind:
        case Kind.STRING:
            return _identifier(field.scheme) if field.scheme else _string
        case Kind.STRINGS:
            return _strings
        case Kind.INTEGER | Kind.FLOAT:
            return _number(field)
        case Kind.MONEY:
            return _money(field, layout.currency or pack.currency)
        case Kind.DATE:
            return lambda cell: _one(*parse_date(cell))
        case Kind.BOOLEAN:
            return _boolean
        case Kind.ENUM:
            return _enum(declared)
        case Kind.TERM | Kind.TERMS:
            return _terms(declared, pack)


def _string(cell: Cell) -> Reading:
    text = str(cell).strip()
    if any("\ue000" <= c <= "\uf8ff" for c in text):
        return text, (
            Flaw("PUA_CHAR", f"{text} has a character that only its author's font can show."),
        )
    return text or None, ()


def _strings(cell: Cell) -> Reading:
    return split_texts(str(cell)) or None, ()


def _identifier(scheme: str) -> Converter:
    def convert(cell: Cell) -> Reading:
        try:
            return normalise_identifier(scheme, cell) or None, ()
        except InvalidIdentifier as error:
            hint = "Format the column as text and enter the identifier again."
            return _refused(error.code, str(error), hint if error.code == "ID_DAMAGED" else "")

    return convert


def _number(field: Field) -> Converter:
    unit = field.property.unit
    scale = number_scale(unit, field.unit) if field.unit else Decimal(1)
    whole = field.property.kind is Kind.INTEGER

    def convert(cell: Cell) -> Reading:
        number, flaw = parse_number(cell, unit, scale or Decimal(1))
        if number is None:
            return _one(None, flaw)
        if not whole:
            return float(number), ()
        if number != number.to_integral_value():
            return _refused("BAD_NUMBER", f"{cell} is not a whole number.")
        return int(number), ()

    return convert


def _money(field: Field, currency: str) -> Converter:
    return lambda cell: _one(*parse_money(cell, field.money, currency))


def _boolean(cell: Cell) -> Reading:
    folded = fold(str(cell))
    if folded in _YES:
        return True, ()
    if folded in _NO:
        return False, ()
    return _refused("BAD_BOOLEAN", f"{cell} is neither yes nor no.", "Write 是 or 否.")


def _enum(declared: Property) -> Converter:
    assert isinstance(declared.vocabulary, type)  # noqa: S101 - a rule of the declaration language
    vocabulary: type[Vocabulary] = declared.vocabulary
    codes = {
        fold(spelling): member.name
        for member in vocabulary
        for spelling in (member.name, member.word.label, *member.word.synonyms)
    }

    def convert(cell: Cell) -> Reading:
        code = codes.get(fold(str(cell)))
        return (code, ()) if code else _unknown(declared, str(cell), codes)

    return convert


def _terms(declared: Property, pack: Pack) -> Converter:
    name = str(declared.vocabulary)
    listed = pack.lists.get(name, ())
    # The pack knows its spellings; here compatibility forms and brackets are folded too.
    codes = {fold(s): t.code for t in listed for s in (t.code, t.label, *t.synonyms)}

    def find(text: str) -> str | None:
        return codes.get(fold(text))

    def one(cell: Cell) -> Reading:
        code = find(str(cell))
        return (code, ()) if code else _unknown(declared, str(cell), codes)

    def several(cell: Cell) -> Reading:
        if (whole := find(str(cell))) is not None:
            return (whole,), ()
        found: dict[str, None] = {}
        flaws: list[Flaw] = []
        for text in split_texts(str(cell)):
            if (code := find(text)) is not None:
                found[code] = None
            elif not is_missing(text):
                flaws.extend(_unknown(declared, text, codes)[1])
        return tuple(found) or None, tuple(flaws)

    return several if declared.kind.plural else one


def _unknown(declared: Property, text: str, known: Iterable[str]) -> Reading:
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    nearest = difflib.get_close_matches(folded, list(known), n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(nearest)}?" if nearest else f"Known are {_some(known)}."
    return _refused("UNKNOWN_TERM", f"{text} is no value of {declared.label}.", hint)


def _some(known: Iterable[str], most: int = 12) -> str:
    listed = list(known)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return (", ".join(listed[:most]) or "none") + more


def _one(value: Value | None, flaw: Flaw | None) -> Reading:
    return value, (flaw,) if flaw else ()


def _refused(code: str, message: str, hint: str = "") -> Reading:
    return None, (Flaw(code, message, hint),)

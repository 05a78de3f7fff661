"""Numbers and money as offices write them, with the units of headers and cells."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from loaders.flaws import Flaw
from loaders.rows import Cell
from schema.money import Money

__all__ = [
    "MoneyUnit",
    "is_unit",
    "money_unit",
    "number_scale",
    "parse_money",
    "parse_number",
    "stated_unit",
]

_MULTIPLES = {
    "": 1, "十": 10, "百": 100, "千": 1_000, "万": 10_000, "十万": 100_000, "百万": 1_000_000,
    "千万": 10_000_000, "亿": 100_000_000, "万亿": 1_000_000_000_000,
}  # fmt: skip
_CURRENCIES = {
    "元": None, "圆": None, "块": None, "元人民币": "CNY", "人民币": "CNY", "cny": "CNY",
    "rmb": "CNY", "美元": "USD", "usd": "USD", "欧元": "EUR", "eur": "EUR", "euro": "EUR",
    "港元": "HKD", "港币": "HKD", "hkd": "HKD", "日元": "JPY", "jpy": "JPY", "英镑": "GBP",
    "gbp": "GBP",
}  # fmt: skip
_NUMBER = re.compile(
    r"(¥|\$|€|£|人民币)?\s*([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(\D*)", re.ASCII
)
_SIGNS = {"¥": "", "人民币": "CNY", "$": "USD", "€": "EUR", "£": "GBP"}
_NEGATIVE = re.compile(r"\(([¥$€£]?\s*\d[\d.,]*)\)\s*([^()]*)", re.ASCII)
"""How accountants write what is less than nothing."""

_STATED = re.compile(r"单位:\s*([^\s、,;:()]+)")
_RANGE = re.compile(r"[\d.,]+\D{0,3}(?:[-–—~至到]+)\s*[\d.,]+\D{0,3}", re.ASCII)
_ROUGH = re.compile(
    r"(?:约|近|大约|不足|不到|超过?|逾|>|<|≥|≤)=?\s*\d.*|\d[\d.,]*\D{0,3}(?:余|多|左右|上下|以上|以下|\+).*"
)
_LOOKED_AT = 40
_SHORTENED = re.compile(r"[+-]?\d+(?:\.\d+)?e[+-]?\d+", re.ASCII | re.IGNORECASE)
_MULTIPLE = re.compile(r"(万亿|千万|百万|十万|亿|万|千|百|十|)(.*)")
_SCALES: dict[str, dict[str, Decimal]] = {
    "m2": {
        **dict.fromkeys(("m2", "平方米", "平米", "平方", "sqm", "sq m"), Decimal(1)),
        "亩": Decimal(2000) / 3,
        "公顷": Decimal(10_000),
        "平方公里": Decimal(1_000_000),
    },
    "person": dict.fromkeys(("person", "人", "名", "位", "persons", "people"), Decimal(1)),
    "degree": dict.fromkeys(("degree", "度", "°", "degrees"), Decimal(1)),
}


class MoneyUnit(NamedTuple):
    """What one unit of a column of money is worth.

    Attributes
    ----------
    scale : int
        Major units of the currency: 10,000 for 万元.
    currency : str or None
        ISO code; None where only 元 was written.
    """

    scale: int
    currency: str | None


def money_unit(text: str) -> MoneyUnit | None:
    """Read a unit of money, such as ``万元``, ``百万美元``, ``EUR`` or ``万``.

    Examples
    --------
    >>> money_unit("万元"), money_unit("亿美元"), money_unit("平方米")
    (MoneyUnit(scale=10000, currency=None), MoneyUnit(scale=100000000, currency='USD'), None)
    """
    folded = _compact(text).removeprefix("单位:").removesuffix("整")
    multiple, currency = _split_multiple(folded)
    if not multiple and not currency:
        return None
    if currency and currency not in _CURRENCIES:
        return None
    return MoneyUnit(_MULTIPLES[multiple], _CURRENCIES.get(currency))


def stated_unit(titles: Iterable[str]) -> MoneyUnit | None:
    """The unit of money that the texts above a table state, such as ``单位：万元``.

    Examples
    --------
    >>> stated_unit(["2021年项目表", "金额单位：万元"]), stated_unit(["填报单位：市科技局"])
    (MoneyUnit(scale=10000, currency=None), None)
    """
    found = {
        unit
        for title in titles
        for match in _STATED.finditer(unicodedata.normalize("NFKC", title))
        if (unit := money_unit(match[1])) is not None
    }
    return found.pop() if len(found) == 1 else None


def parse_money(
    cell: Cell, unit: MoneyUnit | None, currency: str
) -> tuple[Money | None, Flaw | None]:
    """Read an amount of money. A unit in the cell goes before the column's.

    Parameters
    ----------
    cell : Cell
    unit : MoneyUnit or None
        The column's unit.
    currency : str
        ISO code where neither names one.

    Returns
    -------
    value : Money or None
    flaw : Flaw or None
        ``UNIT_MISSING`` if neither the cell nor the column has a unit.

    Examples
    --------
    >>> parse_money("120万元", MoneyUnit(10_000, None), "CNY")[0]
    Money(minor=120000000, currency='CNY')
    """
    parsed = _split_number(cell)
    if parsed is None:
        return None, _no_number(cell)
    number, written, sign = parsed
    if written:
        unit = money_unit(written)
        if unit is None:
            return None, _no_number(cell)
    elif unit is None and sign is not None:
        # A sign of a currency is its unit.
        unit = MoneyUnit(1, None)
    currency = sign or currency
    if unit is None:
        return None, Flaw(
            "UNIT_MISSING",
            "Neither the header nor the cells say the unit of these amounts.",
            "Name it in the header, such as 经费(万元).",
        )
    return Money.of(number, unit.currency or currency, unit.scale), None


def number_scale(unit: str | None, text: str) -> Decimal | None:
    """Say how many of `unit` one `text` is, such as 10,000 for ``万平方米`` in ``m2``.

    Examples
    --------
    >>> number_scale("m2", "万平方米"), number_scale("m2", "万元")
    (Decimal('10000'), None)
    """
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    scales = _SCALES.get(unit or "", {})
    if folded in scales:
        return scales[folded]
    multiple, rest = _split_multiple(folded)
    if rest in scales or (multiple and not rest):
        return _MULTIPLES[multiple] * scales.get(rest, Decimal(1))
    return None


def is_unit(text: str) -> bool:
    """Say whether a text is a unit of money, area, people or angle.

    Examples
    --------
    >>> is_unit("万元"), is_unit("m2"), is_unit("财政")
    (True, True, False)
    """
    return money_unit(text) is not None or any(
        number_scale(unit, text) is not None for unit in _SCALES
    )


def parse_number(
    cell: Cell, unit: str | None, scale: Decimal
) -> tuple[Decimal | None, Flaw | None]:
    """Read a number in the property's unit.

    Parameters
    ----------
    cell : Cell
    unit : str or None
        The property's unit, for units written in the cell.
    scale : Decimal
        The column's: what one of its units is in the property's.

    Examples
    --------
    >>> parse_number("１,２３４.５", None, Decimal(1))[0]
    Decimal('1234.5')
    """
    parsed = _split_number(cell)
    if parsed is None:
        return None, _no_number(cell)
    number, written, sign = parsed
    if sign is not None:
        return None, _no_number(cell)
    own = number_scale(unit, written) if written else scale
    if own is None:
        return None, _no_number(cell)
    return number * own, None


def _split_number(cell: Cell) -> tuple[Decimal, str, str | None] | None:
    """The number in a cell, its unit and what its sign of a currency says; None if there is none."""
    if isinstance(cell, float) and math.isfinite(cell):
        # Not as text: that of large and small ones is shortened.
        return Decimal(str(cell)), "", None
    text = str(cell).strip()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("\u2212", "-")
    negative = _NEGATIVE.fullmatch(text)
    match = _NUMBER.fullmatch("".join(negative.groups()) if negative else text)
    if match is None:
        return None
    number = Decimal(match[2].replace(",", ""))
    sign = None if match[1] is None else _SIGNS[match[1]]
    return -number if negative else number, match[3].strip(), sign


def _split_multiple(text: str) -> tuple[str, str]:
    match = _MULTIPLE.fullmatch(text)
    return (match[1], match[2]) if match else ("", text)


def _compact(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _no_number(cell: Cell) -> Flaw:
    text = _compact(str(cell)[:_LOOKED_AT])
    if _SHORTENED.fullmatch(text):
        return Flaw(
            "BAD_NUMBER",
            f"{cell} was shortened by a spreadsheet.",
            "Format the column as a number and save it again.",
        )
    if _RANGE.fullmatch(text):
        return Flaw("BAD_NUMBER", f"{cell} is a range.", "Write one number, such as 1234.5.")
    if _ROUGH.fullmatch(text):
        return Flaw("BAD_NUMBER", f"{cell} is not exact.", "Write the number itself.")
    if text.endswith("%"):
        return Flaw("BAD_NUMBER", f"{cell} is a share.", "Write the number that it is a share of.")
    return Flaw("BAD_NUMBER", f"{cell} is not a number.", "Write digits only, such as 1234.5.")

"""Dates as offices write them, to the precision they wrote."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from loaders.flaws import Flaw
from loaders.rows import Cell
from schema.time import PartialDate

__all__ = ["OPEN_END", "date_text", "iso_date", "parse_date"]

OPEN_END = frozenset({"至今", "现在", "今", "长期", "长期有效", "永久", "无固定期限", "present"})
"""What is written for an end that has not come, folded."""

_TIME = r"(?:[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)?"
_WRITTEN = re.compile(
    r"(\d{4})\s*(?:"
    r"年\s*(\d{1,2})\s*(?:月\s*(?:(\d{1,2})\s*[日号]?)?)?"
    r"|([./\-])\s*(\d{1,2})\s*月?(?:\s*\4\s*(\d{1,2})\s*日?)?[./]?"
    rf"){_TIME}",
    re.ASCII | re.IGNORECASE,
)
_YEAR = re.compile(r"(\d{4})\s*(?:年度?|\.0)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_DOTTED_TEN = re.compile(r"\d{4}\.1", re.ASCII)
_EPOCH = dt.date(1899, 12, 30)
_SERIALS = range(29_952, 55_153)  # the days of 1982 to 2050
_YEARS = range(1800, 2200)
_WHOLE_YEARS = range(1000, 2200)
"""Universities are older than any calendar by which offices write their days."""
_HAN_DIGITS = "〇一二三四五六七八九"
_HAN_YEAR = re.compile(r"[〇一二三四五六七八九]{4}(?=年)")
_HAN_COUNT = re.compile(r"([一二三])?(十)?([一二三四五六七八九])?(?=[月日号])")
_SHORT_YEAR = re.compile(r"'?\d{2}[年./\-]\d{1,2}(?:[月./\-]\d{0,2}日?)?", re.ASCII)
_OTHER_CALENDAR = re.compile(
    r"(民国|农历|阴历|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年).*"
)


def parse_date(cell: Cell) -> tuple[str | None, Flaw | None]:
    """Read a date.

    Parameters
    ----------
    cell : Cell
        A date, or text or a number that spells one.

    Returns
    -------
    value : str or None
        Partial date in ISO form; None for an open end or what is no date.
    flaw : Flaw or None

    Examples
    --------
    >>> [parse_date(text)[0] for text in ("2021年9月", "2021.9.3", "20210903", "44442", "至今")]
    ['2021-09', '2021-09-03', '2021-09-03', '2021-09-03', None]
    """
    if isinstance(cell, PartialDate):
        return cell.text, None
    text = date_text(cell)
    if text.casefold() in OPEN_END:
        return None, None
    if _DOTTED_TEN.fullmatch(text):
        return text[:4], Flaw(
            "AMBIGUOUS_MONTH",
            f"{text} may be January or October; only the year was taken.",
            "Write the month with two digits, such as 2021-10.",
        )
    iso = iso_date(text)
    return iso, None if iso else _no_date(text)


def date_text(cell: Cell) -> str:
    """A cell as the text that the forms of dates are looked for in."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    return _digits(text) if "年" in text and not text[0].isdigit() else text


def iso_date(text: str) -> str | None:
    """The partial date that a text spells, or None.

    Examples
    --------
    >>> iso_date("2021/9"), iso_date("2021.02.30"), iso_date("2021.9-3")
    ('2021-09', None, None)
    """
    serial = _SERIAL.fullmatch(text)
    if serial is not None:
        days = int(serial[1])
        return (_EPOCH + dt.timedelta(days)).isoformat() if days in _SERIALS else None
    match = _YEAR.fullmatch(text) or _COMPACT.fullmatch(text) or _WRITTEN.fullmatch(text)
    if match is None:
        return None
    year, *rest = (int(part) for part in match.groups() if part and part.isdigit())
    if year not in (_YEARS if rest else _WHOLE_YEARS):
        return None
    try:
        return PartialDate("-".join((f"{year:04}", *(f"{part:02}" for part in rest)))).text
    except ValueError:
        return None


def _digits(text: str) -> str:
    """Text with the numbers of a date in digits: 二〇二一年十二月."""
    plain = text.translate(str.maketrans("○Ο零", "〇〇〇"))
    year = _HAN_YEAR.match(plain)
    if year is None:
        return text
    rest = _HAN_COUNT.sub(_counted, plain[4:])
    return "".join(str(_HAN_DIGITS.index(c)) for c in year[0]) + rest


def _counted(match: re.Match[str]) -> str:
    tens, ten, ones = match.groups()
    if not match[0]:
        return ""
    if not ten:
        return str(_HAN_DIGITS.index(ones or tens)) if bool(ones) != bool(tens) else match[0]
    high = _HAN_DIGITS.index(tens) if tens else 1
    return str(10 * high + (_HAN_DIGITS.index(ones) if ones else 0))


def _no_date(text: str) -> Flaw:
    hint = "Write 2021, 2021-09 or 2021-09-03."
    if _SHORT_YEAR.fullmatch(text):
        return Flaw("BAD_DATE", f"{text} does not say the century.", f"{hint[:-1]}, all digits.")
    if _OTHER_CALENDAR.fullmatch(text):
        return Flaw("BAD_DATE", f"{text} is not a date of the Gregorian calendar.", hint)
    return Flaw("BAD_DATE", f"{text} is not a date.", hint)

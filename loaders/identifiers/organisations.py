"""Codes that Chinese offices give to bodies: registers, schools, stock exchanges."""

from __future__ import annotations

import re

from loaders.flaws import Flaw
from loaders.identifiers.form import (
    InvalidIdentifier,
    Normaliser,
    Reading,
    compact,
    damaged,
    invalid,
    repaired,
)

__all__ = ["ORGANISATIONS", "also_known_by"]

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_USCC = re.compile(f"[{_ALPHABET}]{{18}}", re.ASCII)
_USCC_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_DEPARTMENTS = {
    "1": "1239", "2": "19", "3": "123459", "4": "19", "5": "1239", "6": "129", "7": "129",
    "8": "19", "9": "123", "A": "19", "N": "1239", "Y": "1",
}  # fmt: skip
"""Which classes of bodies each registering office registers (GB 32100-2015)."""
_ORGANISATION = re.compile(r"[0-9A-Z]{8}[0-9X]", re.ASCII)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_REGISTRATION = re.compile(r"\d{13}|\d{15}", re.ASCII)
_SCHOOL = re.compile(r"\d{10}", re.ASCII)
_COLLEGE = re.compile(r"\d{5}", re.ASCII)
_SCHOOL_KINDS = frozenset({"36", "41", "42"})
_STOCK = re.compile(r"(\d{6})(?:\.?(?:SH|SZ|BJ|SS|XSHG|XSHE))?|(?:SH|SZ|BJ)\.?(\d{6})", re.ASCII)
_STOCK_ABROAD = re.compile(r"\d{1,5}\.HK|[A-Z]{1,5}\.(?:N|O|US|NYSE|NASDAQ)", re.ASCII)
_HONG_KONG = ".HK"
_CERTIFICATE = re.compile(r"(?:GR|GF)\d+", re.ASCII)
_CERTIFICATE_LENGTH = 14
_PROVINCES = frozenset([
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
    "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
])  # fmt: skip
"""The provinces' first two digits in codes of districts (GB/T 2260)."""


def also_known_by(scheme: str, value: str) -> tuple[tuple[str, str], ...]:
    """Other identifiers that a valid one holds: ``(scheme, value)``.

    Examples
    --------
    >>> also_known_by("uscc", "91330000142944445H")
    (('organization-code', '14294444-5'),)
    """
    if scheme == "uscc":
        return (("organization-code", f"{value[8:16]}-{value[16]}"),)
    if scheme == "school-code":
        return (("college-code", value[5:]),)
    return ()


def _uscc(text: str) -> Reading:
    code = compact(text)
    if _is_uscc(code):
        return code, None
    mended = repaired(text, code, _is_uscc)
    if mended is not None:
        return mended
    raise _no_uscc(text, code)


def _no_uscc(text: str, code: str) -> InvalidIdentifier:
    if _REGISTRATION.fullmatch(code):
        return invalid(
            f"{text} has {len(code)} digits, as registration numbers had before social credit codes.",
            "Move it to a column 工商注册号 and enter the 18 characters of the code here.",
        )
    if _is_organisation_code(code):
        return invalid(
            f"{text} is an organisation code, not a social credit code.",
            "Move it to a column 组织机构代码 and enter the 18 characters of the code here.",
        )
    if not _USCC.fullmatch(code):
        return invalid(
            f"{text} is not a social credit code: 18 digits and capital letters without I O S V Z.",
        )
    if code[1] not in _DEPARTMENTS.get(code[0], ""):
        return invalid(f"{text} begins with {code[:2]}, which no registering office gives.")
    return invalid(f"{text} has a wrong check digit.")


def _is_uscc(code: str) -> bool:
    return (
        _USCC.fullmatch(code) is not None
        and code[1] in _DEPARTMENTS.get(code[0], "")
        and _uscc_check(code) == code[17]
        and _organisation_check(code[8:16]) == code[16]
    )


def _uscc_check(code: str) -> str:
    total = sum(_VALUES[c] * w for c, w in zip(code, _USCC_WEIGHTS, strict=False))
    return _ALPHABET[-total % 31]


def _organisation_code(text: str) -> Reading:
    code = compact(text)
    if _is_organisation_code(code):
        return f"{code[:8]}-{code[8]}", None
    mended = repaired(text, code, _is_organisation_code)
    if mended is not None:
        return f"{mended[0][:8]}-{mended[0][8]}", mended[1]
    if _is_uscc(code):
        raise invalid(
            f"{text} is a social credit code, not an organisation code.",
            "Move it to a column 统一社会信用代码.",
        )
    if not _ORGANISATION.fullmatch(code):
        raise invalid(
            f"{text} is not an organisation code: 8 digits or capital letters and a check digit.",
        )
    raise invalid(f"{text} has a wrong check digit.")


def _is_organisation_code(code: str) -> bool:
    return _ORGANISATION.fullmatch(code) is not None and _organisation_check(code[:8]) == code[8]


def _organisation_check(code: str) -> str:
    total = sum(int(c, 36) * w for c, w in zip(code, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def _registration_number(text: str) -> Reading:
    code = compact(text)
    if _is_uscc(code):
        raise invalid(
            f"{text} is a social credit code, not a registration number.",
            "Move it to a column 统一社会信用代码.",
        )
    if not _REGISTRATION.fullmatch(code):
        raise invalid(f"{text} is not a registration number: 15 digits, or 13 in old ones.")
    return code, None


def _school_code(text: str) -> Reading:
    code = compact(text)
    if _COLLEGE.fullmatch(code):
        raise invalid(
            f"{text} has 5 digits; the national code of a school has 10.",
            "Move it to a column 院校代码.",
        )
    if not _SCHOOL.fullmatch(code):
        raise invalid(f"{text} is not the national code of a school: 10 digits.")
    if code[:2] not in _SCHOOL_KINDS or code[2:4] not in _PROVINCES:
        return code, Flaw(
            "UNKNOWN_CODE",
            f"{text} begins with {code[:4]}, a kind of school or a province that is not listed.",
            "Compare it with the ministry's list of schools.",
        )
    return code, None


def _college_code(text: str) -> Reading:
    code = compact(text)
    if _SCHOOL.fullmatch(code):
        raise invalid(
            f"{text} has 10 digits; the code of a college has 5.",
            "Move it to a column 学校标识码.",
        )
    if not _COLLEGE.fullmatch(code):
        raise invalid(f"{text} is not the code of a college: 5 digits.")
    return code, None


def _stock_code(text: str) -> Reading:
    code = "".join(text.split()).upper()
    match = _STOCK.fullmatch(code)
    if match is not None:
        return match[1] or match[2], None
    if _STOCK_ABROAD.fullmatch(code):
        number, _, place = code.rpartition(".")
        return (f"{number.zfill(5)}{_HONG_KONG}" if place == "HK" else code), None
    if re.fullmatch(r"\d{1,5}", code, re.ASCII):
        raise damaged(f"{text} has {len(code)} digits; zeros at its beginning may be lost.")
    raise invalid(
        f"{text} is not the code of a stock: 6 digits, or with the exchange: 00700.HK.",
    )


def _certificate(text: str) -> Reading:
    code = "".join(text.split())
    capital = compact(text)
    if not _CERTIFICATE.fullmatch(capital):
        return code, None
    if len(capital) != _CERTIFICATE_LENGTH:
        raise invalid(
            f"{text} is no number of a high-tech certificate: GR, the year, two digits of the "
            "province and six more.",
        )
    if capital[6:8] not in _PROVINCES:
        return capital, Flaw(
            "UNKNOWN_CODE",
            f"{text} has {capital[6:8]} for the province, which is not listed.",
            "Compare it with the certificate.",
        )
    return capital, None


ORGANISATIONS: dict[str, Normaliser] = {
    "uscc": _uscc,
    "organization-code": _organisation_code,
    "registration-number": _registration_number,
    "school-code": _school_code,
    "college-code": _college_code,
    "stock-code": _stock_code,
    "certificate": _certificate,
}
"""Normal forms by scheme."""

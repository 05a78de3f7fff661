"""Numbers of patents."""

from __future__ import annotations

import re

from loaders.identifiers.form import Normaliser, Reading, compact, invalid, repaired

__all__ = ["PATENTS"]

_CHINESE = re.compile(r"(\d{12}|\d{8})\.?([\dX])", re.ASCII)
_OFFICE = re.compile(r"^(?:CN|ZL)(?=[\dOI])")
_FOREIGN = re.compile(r"(?:PCT/)?(?!CN|ZL)[A-Z]{2}[\d/.,]*\d{4,}[A-Z]?\d?", re.ASCII)
"""Numbers of other offices begin with their code and have no check digit that all of them share."""
_PUBLICATION = re.compile(r"(?:CN)?\d{7,9}[ABCSUY]\d?", re.ASCII)
_KINDS = frozenset("12389")
"""Invention, utility model, design, and the first two by an international application."""


def _application(text: str) -> Reading:
    code = _OFFICE.sub("", compact(text))
    if _FOREIGN.fullmatch(code):
        return code, None
    if _is_chinese(code):
        return _dotted(code), None
    mended = repaired(text, code, _is_chinese)
    if mended is not None:
        return _dotted(mended[0]), mended[1]
    if _PUBLICATION.fullmatch(compact(text)):
        raise invalid(
            f"{text} is no application number but the number of a publication.",
            "Move it to a column 公开号.",
        )
    match = _CHINESE.fullmatch(code)
    if match is None:
        raise invalid(
            f"{text} is no application number: 12 digits, or 8 before 2003, a dot and a check digit.",
        )
    if _check(match[1]) == match[2]:
        raise invalid(
            f"{text} has {_kind(match[1])} for the kind of patent, which is none of 1, 2, 3, 8, 9.",
        )
    raise invalid(f"{text} has a wrong check digit.")


def _is_chinese(code: str) -> bool:
    match = _CHINESE.fullmatch(code)
    return match is not None and _kind(match[1]) in _KINDS and _check(match[1]) == match[2]


def _kind(number: str) -> str:
    """The digit after the year, which had two digits before October 2003."""
    return number[4] if len(number) == 12 else number[2]  # noqa: PLR2004 - as the pattern says


def _check(number: str) -> str:
    # The weights begin again after 9: 2 to 9, then 2 to 5.
    return "0123456789X"[sum(int(digit) * (2 + i % 8) for i, digit in enumerate(number)) % 11]


def _dotted(code: str) -> str:
    return code if code[-2] == "." else f"{code[:-1]}.{code[-1]}"


PATENTS: dict[str, Normaliser] = {"patent-application": _application}
"""Normal forms by scheme."""

"""Codes of the national classification of industries, GB/T 4754."""

from __future__ import annotations

import re

from loaders.flaws import Flaw
from loaders.identifiers.form import Normaliser, Reading, invalid
from schema.reference import industry_editions

__all__ = ["INDUSTRIES"]

_CODE = re.compile(r"([A-T])?(\d{2,4})?", re.ASCII | re.IGNORECASE)
_NAMED = re.compile(r"([A-T]?\d{2,4}|[A-T](?=[\s、.,,])|[A-T]$)[\s、.,,]*(?:\D.*)?", re.ASCII)
"""A code, and what it stands for behind it."""


def _industry(text: str) -> Reading:
    named = _NAMED.fullmatch(text[:1].upper() + text[1:])
    code = _CODE.fullmatch(named[1]) if named else None
    if code is None:
        raise invalid(f"{text} is no code of GB/T 4754: a letter A to T and two to four digits.")
    letter, digits = code[1] or "", code[2] or ""
    if not digits:
        return letter, None
    editions = {
        edition: section.letter
        for edition, sections in industry_editions().items()
        for section in sections
        if int(digits[:2]) in section.divisions
    }
    letters = set(editions.values())
    if not letters:
        return letter + digits, Flaw(
            "UNKNOWN_CODE",
            f"{text} begins with {digits[:2]}, a division that no edition of GB/T 4754 has.",
            "Compare it with the classification.",
        )
    newest = next(iter(industry_editions()))
    if not letter:
        return _lettered(text, digits, letters)
    if letter not in letters:
        raise invalid(
            f"{text} contradicts itself: {digits[:2]} belongs to {' or '.join(sorted(letters))}.",
        )
    if letter != editions.get(newest):
        edition = next(e for e, found in editions.items() if found == letter)
        return letter + digits, Flaw(
            "UNKNOWN_CODE",
            f"{text} is a code of the edition of {edition}; that of {newest} numbers it otherwise.",
            f"Write the code of the edition of {newest}.",
        )
    return letter + digits, None


def _lettered(text: str, digits: str, letters: set[str]) -> Reading:
    if len(letters) == 1:
        return letters.pop() + digits, None
    return digits, Flaw(
        "UNKNOWN_CODE",
        f"{text} means other industries in other editions of GB/T 4754.",
        f"Write the letter before it: {' or '.join(f'{x}{digits}' for x in sorted(letters))}.",
    )


INDUSTRIES: dict[str, Normaliser] = {"gbt4754": _industry}
"""Normal forms by scheme."""

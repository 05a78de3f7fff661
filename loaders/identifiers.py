"""Identifiers: one normal form per scheme, or the reason why a text is none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from loaders.rows import Cell
from schema.time import PartialDate

__all__ = ["CHECKED", "InvalidIdentifier", "normalise_identifier"]

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_LENGTH = 18
_USCC_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_DEPARTMENTS = {
    "1": "1239", "2": "19", "3": "123459", "4": "19", "5": "1239", "6": "129", "7": "129",
    "8": "19", "9": "123", "A": "19", "N": "1239", "Y": "1",
}  # fmt: skip
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")
_EXACT_DIGITS = 15
_CHINESE_APPLICATION = re.compile(r"(\d{12}|\d{8})\.?([\dX])", re.ASCII)
_FOREIGN_APPLICATION = re.compile(r"(?:PCT/)?(?!CN|ZL)[A-Z]{2}[\d/.,]*\d{4,}[A-Z]?\d?", re.ASCII)
"""Numbers of other offices begin with their code and have no check digit that all of them share."""


class InvalidIdentifier(ValueError):
    """A text is not an identifier of its scheme.

    Attributes
    ----------
    code : str
        ``ID_DAMAGED`` if a spreadsheet changed it, ``ID_INVALID`` otherwise.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def normalise_identifier(scheme: str, cell: Cell) -> str:
    """Bring a cell into the normal form of an identifier scheme.

    Parameters
    ----------
    scheme : str
        ``uscc``, ``orcid``, ...; schemes without a normaliser are only trimmed.
    cell : Cell
        What the cell holds; numbers with more digits than a spreadsheet keeps are damaged.

    Returns
    -------
    str

    Raises
    ------
    InvalidIdentifier
        If it is damaged or breaks the rules of the scheme.

    Examples
    --------
    >>> normalise_identifier("uscc", " 91330000 142944445h ")
    '91330000142944445H'
    """
    if isinstance(cell, PartialDate):
        raise InvalidIdentifier("ID_DAMAGED", f"{cell} is a date, not an identifier.")
    if isinstance(cell, float) or (isinstance(cell, int) and cell >= 10**_EXACT_DIGITS):
        raise InvalidIdentifier(
            "ID_DAMAGED", f"{cell} is a number whose last digits the spreadsheet lost."
        )
    return _normalise_text(scheme, str(cell))


def _normalise_text(scheme: str, cell: str) -> str:
    text = unicodedata.normalize("NFKC", cell).strip()
    if _SCIENTIFIC.fullmatch(text):
        raise InvalidIdentifier("ID_DAMAGED", f"{text} was turned into a number; digits are lost.")
    normaliser = _NORMALISERS.get(scheme)
    return normaliser(text) if normaliser else "".join(text.split())


def _uscc(text: str) -> str:
    code = re.sub(r"[\s\-–—]", "", text).upper()
    if len(code) != _USCC_LENGTH or any(c not in _USCC_ALPHABET for c in code):
        raise InvalidIdentifier(
            "ID_INVALID",
            f"{text} is not a social credit code: 18 digits and capital letters without I O S V Z.",
        )
    if code[1] not in _DEPARTMENTS.get(code[0], ""):
        raise InvalidIdentifier(
            "ID_INVALID", f"{text} begins with {code[:2]}, which no registering office gives."
        )
    if _uscc_check(code) != code[17] or _organisation_check(code[8:16]) != code[16]:
        raise InvalidIdentifier("ID_INVALID", f"{text} has a wrong check digit.")
    return code


def _uscc_check(code: str) -> str:
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(code, _USCC_WEIGHTS, strict=False))
    return _USCC_ALPHABET[-total % 31]


def _organisation_check(code: str) -> str:
    total = sum(int(c, 36) * w for c, w in zip(code, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def _orcid(text: str) -> str:
    code = _sixteen(text, r"^(?:https?://)?(?:www\.)?orcid\.org/", "an ORCID")
    return "https://orcid.org/" + "-".join(_blocks(code))


def _isni(text: str) -> str:
    return " ".join(
        _blocks(_sixteen(text, r"^(?:https?://)?(?:www\.)?isni\.org/(?:isni/)?", "an ISNI"))
    )


def _sixteen(text: str, site: str, what: str) -> str:
    """Sixteen digits whose last one checks the others (ISO 7064, mod 11-2)."""
    code = re.sub(r"[\s\-–—]", "", re.sub(site, "", text, flags=re.IGNORECASE)).upper()
    if not re.fullmatch(r"\d{15}[\dX]", code, re.ASCII):
        raise InvalidIdentifier("ID_INVALID", f"{text} is not {what}: 16 digits.")
    total = 0
    for digit in code[:15]:
        total = (total + int(digit)) * 2
    if "0123456789X"[(12 - total % 11) % 11] != code[15]:
        raise InvalidIdentifier("ID_INVALID", f"{text} has a wrong check digit.")
    return code


def _patent_application(text: str) -> str:
    code = re.sub(r"[\s\-–—]", "", text).upper()
    code = re.sub(r"^(?:CN|ZL)(?=\d)", "", code)
    if _FOREIGN_APPLICATION.fullmatch(code):
        return code
    match = _CHINESE_APPLICATION.fullmatch(code)
    if match is None:
        raise InvalidIdentifier(
            "ID_INVALID",
            f"{text} is no application number: 12 digits, or 8 before 2003, a dot and a check digit.",
        )
    # The weights begin again after 9: 2 to 9, then 2 to 5.
    total = sum(int(digit) * (2 + i % 8) for i, digit in enumerate(match[1]))
    if "0123456789X"[total % 11] != match[2]:
        raise InvalidIdentifier("ID_INVALID", f"{text} has a wrong check digit.")
    return f"{match[1]}.{match[2]}"


def _blocks(code: str) -> list[str]:
    return [code[i : i + 4] for i in range(0, 16, 4)]


def _ror(text: str) -> str:
    code = re.sub(r"^(?:https?://)?(?:www\.)?ror\.org/", "", text, flags=re.IGNORECASE).lower()
    if not re.fullmatch(r"0[a-hj-km-np-tv-z0-9]{6}\d{2}", code, re.ASCII):
        raise InvalidIdentifier(
            "ID_INVALID", f"{text} is not a ROR id: 0, six letters or digits, two digits."
        )
    number = 0
    for character in code[:7]:
        number = number * 32 + _CROCKFORD.index(character)
    if 98 - number * 100 % 97 != int(code[7:]):
        raise InvalidIdentifier("ID_INVALID", f"{text} has wrong check digits.")
    return f"https://ror.org/{code}"


def _wikidata(text: str) -> str:
    code = re.sub(r"^(?:https?://)?(?:www\.)?wikidata\.org/(?:wiki|entity)/", "", text).upper()
    if not re.fullmatch(r"Q[1-9]\d*", code, re.ASCII):
        raise InvalidIdentifier("ID_INVALID", f"{text} is not a Wikidata item: Q and a number.")
    return code


_NORMALISERS: dict[str, Callable[[str], str]] = {
    "uscc": _uscc,
    "orcid": _orcid,
    "isni": _isni,
    "ror": _ror,
    "wikidata": _wikidata,
    "patent-application": _patent_application,
}
"""Normal forms by scheme; identifiers of other schemes lose their white space and no more."""

CHECKED = frozenset({"uscc", "orcid", "isni", "ror", "patent-application"})
"""Schemes whose identifiers prove by their check digits that they are some."""

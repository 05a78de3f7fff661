"""Identifiers of international registries: of people, organisations and publications."""

from __future__ import annotations

import re
from urllib.parse import unquote

from loaders.identifiers.form import Normaliser, Reading, compact, invalid

__all__ = ["REGISTRIES"]

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_DOI = re.compile(r"10\.\d{4,9}/\S+", re.ASCII)
_DOI_BEFORE = re.compile(r"^(?:doi:\s*|(?:https?://)?(?:dx\.|www\.)?doi\.org/)+", re.IGNORECASE)
_OPENALEX = re.compile(r"[WASICPFTK][1-9]\d*", re.ASCII)
"""A letter for the kind: work, author, source, institution, concept, publisher, funder, topic."""


def _site(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:https?://)?(?:www\.)?{pattern}", re.IGNORECASE)


_ORCID_SITE = _site(r"orcid\.org/")
_ISNI_SITE = _site(r"isni\.org/(?:isni/|page/)?")
_ISNI_WORD = re.compile(r"^(?:ISNI|ORCID(?: ?iD)?)\s*[::]?\s*", re.IGNORECASE)
_ROR_SITE = _site(r"ror\.org/")
_WIKIDATA_SITE = _site(r"wikidata\.org/(?:wiki|entity)/")
_OPENALEX_SITE = _site(r"(?:api\.|explore\.)?openalex\.org/(?:[a-z]+/)?")


def _orcid(text: str) -> Reading:
    code = _sixteen(text, _ORCID_SITE, "an ORCID")
    return "https://orcid.org/" + "-".join(_blocks(code)), None


def _isni(text: str) -> Reading:
    return " ".join(_blocks(_sixteen(text, _ISNI_SITE, "an ISNI"))), None


def _sixteen(text: str, site: re.Pattern[str], what: str) -> str:
    """Sixteen digits whose last one checks the others (ISO 7064, mod 11-2)."""
    code = compact(site.sub("", _ISNI_WORD.sub("", text)))
    if not re.fullmatch(r"\d{15}[\dX]", code, re.ASCII):
        raise invalid(f"{text} is not {what}: 16 digits.")
    total = 0
    for digit in code[:15]:
        total = (total + int(digit)) * 2
    if "0123456789X"[(12 - total % 11) % 11] != code[15]:
        raise invalid(f"{text} has a wrong check digit.")
    return code


def _blocks(code: str) -> list[str]:
    return [code[i : i + 4] for i in range(0, 16, 4)]


def _ror(text: str) -> Reading:
    code = _ROR_SITE.sub("", text).lower()
    if not re.fullmatch(r"0[a-hj-km-np-tv-z0-9]{6}\d{2}", code, re.ASCII):
        raise invalid(f"{text} is not a ROR id: 0, six letters or digits, two digits.")
    number = 0
    for character in code[:7]:
        number = number * 32 + _CROCKFORD.index(character)
    if 98 - number * 100 % 97 != int(code[7:]):
        raise invalid(f"{text} has wrong check digits.")
    return f"https://ror.org/{code}", None


def _wikidata(text: str) -> Reading:
    code = _WIKIDATA_SITE.sub("", text).upper()
    if not re.fullmatch(r"Q[1-9]\d*", code, re.ASCII):
        raise invalid(f"{text} is not a Wikidata item: Q and a number.")
    return code, None


def _openalex(text: str) -> Reading:
    code = _OPENALEX_SITE.sub("", text).upper()
    if not _OPENALEX.fullmatch(code):
        raise invalid(f"{text} is not an OpenAlex id: a letter such as I or A, and a number.")
    return f"https://openalex.org/{code}", None


def _doi(text: str) -> Reading:
    code = _DOI_BEFORE.sub("", text)
    if code != text and "doi.org" in text.lower():
        # Addresses write some signs as %28.
        code = unquote(code)
    code = code.lower()
    if not _DOI.fullmatch(code):
        raise invalid(f"{text} is not a DOI: 10., four to nine digits, a slash and a suffix.")
    return code, None


REGISTRIES: dict[str, Normaliser] = {
    "orcid": _orcid,
    "isni": _isni,
    "ror": _ror,
    "wikidata": _wikidata,
    "openalex": _openalex,
    "doi": _doi,
}
"""Normal forms by scheme."""

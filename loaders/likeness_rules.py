"""When two names may be one body's, and why: rules that two people would agree on."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from loaders.likeness_sounds import sounds
from loaders.likeness_words import KINDS, Words, kind_of
from loaders.names import core_name

__all__ = ["Alike", "alike", "has_han", "numerals", "plain", "tokens"]

_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_NUMERALS: Final = re.compile(r"\d+|[一二三四五六七八九十百]+")
_TELLING: Final = frozenset("东西南北中上下前后左右内外甲乙丙丁省市区县镇乡村女男")
"""Characters that are never a slip for each other: they tell one body from another."""
_BRACKETED: Final = re.compile(r"\(([^()]*)\)")
_COMPANY: Final = re.compile(r"(?:公司|集团|厂)$")
_GROUP: Final = re.compile(r"集团$")
_ALNUM: Final = re.compile(r"[^\W_]+")
_FILLING: Final = frozenset(
    ("the", "of", "and", "for", "de", "der", "di", "la", "le", "du", "des", "et", "und", "a", "e")
)
_DIGIT: Final = re.compile(r"\d")
_SLIPPED: Final = 6
"""Letters that a word must have before a slip in it is taken for one."""
_LONG_WORD: Final = 12
_SHORTEST: Final = 4
_ABBREVIATED: Final = 3


class Alike(NamedTuple):
    """How two names are alike.

    Attributes
    ----------
    reason : str
        ``SAME_NAME``, ``LEGAL_FORM``, ``SHORT_NAME`` or ``LIKE_NAME``.
    score : float
    """

    reason: str
    score: float


def alike(one: str, other: str, words: Words) -> Alike | None:
    """Say how the match keys of two names are alike; None if they need no look.

    Parameters
    ----------
    one, other : str
    words : Words
        Places and kinds of the country that they are of.

    Examples
    --------
    >>> alike("acme widgets ltd", "acme widgets", Words({}, frozenset()))
    Alike(reason='LEGAL_FORM', score=0.85)
    """
    if one == other:
        # A record that was known by a code alone got the name of another one; letters that many
        # are called for short tell nobody.
        telling = len(one) >= _SHORTEST if has_han(one) else len(tokens(one)) > 1
        return Alike("SAME_NAME", 0.8) if telling else None
    if has_han(one) != has_han(other):
        return None
    return _han(one, other, words) if has_han(one) else _latin(one, other)


def has_han(text: str) -> bool:
    """Say whether a text has Chinese characters."""
    return not text.isascii() and _HAN.search(text) is not None


def numerals(text: str) -> list[str]:
    """The numbers in a name, which tell it apart."""
    return _NUMERALS.findall(text)


def _han(one: str, other: str, words: Words) -> Alike | None:
    if _told_apart(one, other, words):
        return None
    core, its_core = core_name(one), core_name(other)
    if core == its_core:
        return Alike("LEGAL_FORM", 0.85)
    if _is_brand(one, other, words):
        return Alike("SHORT_NAME", 0.55)
    if (score := _slip(one, other)) is not None:
        return Alike("LIKE_NAME", score)
    short, long = sorted((core, its_core), key=len)
    if len(short) < len(long) and _shortens(short, long, words):
        return Alike("SHORT_NAME", 0.7 if len(short) > _ABBREVIATED else 0.6)
    return None


def _told_apart(one: str, other: str, words: Words) -> bool:
    """Say whether numbers, what stands in brackets, or places differ."""
    if numerals(one) != numerals(other):
        return True
    if _BRACKETED.findall(one) != _BRACKETED.findall(other):
        return True
    mine, its = words.places_in(one), words.places_in(other)
    lacks, has = sorted((mine, its), key=len)
    # A place that one of them leaves out or shortens tells nothing.
    left = iter(has)
    return not all(place in left for place in lacks)


def _is_brand(one: str, other: str, words: Words) -> bool:
    """Say whether one firm is the other without its place, or without saying that it is a group."""
    if not (_COMPANY.search(one) or _COMPANY.search(other)):
        return False
    short, long = sorted((_GROUP.sub("", core_name(n)) for n in (one, other)), key=len)
    if len(short) < 2:  # noqa: PLR2004 - one sign is no name
        return False
    if short == long:
        return True
    place = long[: len(long) - len(short)]
    return (
        len(short) >= _ABBREVIATED
        and long.endswith(short)
        and place in words.places
        and not words.places_in(short)
    )


def _slip(one: str, other: str) -> float | None:
    """How likely a slip of the pen made one name of the other; None if it did not."""
    if min(len(one), len(other)) < _SHORTEST:
        return None
    if len(one) == len(other):
        return _changed(one, other)
    short, long = sorted((one, other), key=len)
    return _added(short, long) if len(long) == len(short) + 1 else None


def _changed(one: str, other: str) -> float | None:
    differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if any(a in _TELLING or b in _TELLING for a, b in differing):
        return None
    if sounds(one) == sounds(other):
        return 0.75 if len(differing) == 1 else 0.65
    return 0.8 if sorted(one) == sorted(other) and OSA.distance(one, other) == 1 else None


def _added(short: str, long: str) -> float | None:
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if long[:at] + long[at + 1 :] != short:
        return None
    more = long[at]
    if at and long[at - 1] == more and more not in _TELLING and _HAN.match(more):
        return 0.85
    return 0.6 if more in "省市" and at > 1 else None


def _shortens(short: str, long: str, words: Words) -> bool:
    """Say whether a name is another's, word by word shortened to the first sign or left whole.

    A word that is left out makes another body: 温州大学 is not short for 温州医科大学.
    """
    kind, its_kind = kind_of(short), kind_of(long)
    if kind != its_kind and not (kind and KINDS.get(its_kind, "").endswith(kind)):
        return False
    short, long = short.replace("第", ""), long.replace("第", "")
    return _fits(short, tuple(words.cut(long)), words)


def _fits(short: str, parts: tuple[str, ...], words: Words, *, cut: bool = False) -> bool:
    """Say whether a short name is made of the beginnings of words; `cut`: the last one was cut.

    Who cuts the words before a kind cuts that too: 武汉工学院 is not short for 武汉工商学院.
    """
    if not parts:
        return not short
    first, rest = parts[0], parts[1:]
    forms = {first: False}
    if first in words.short:
        if cut and first in KINDS:
            forms = {}
        if first.endswith(("省", "市")):
            forms[first[:-1]] = False
        forms[words.short[first]] = True
    elif rest and first.endswith("大") and len(first) > 2:  # noqa: PLR2004 - 国科 for 国科大
        forms[first[:-1]] = False
    return any(
        short.startswith(form) and _fits(short[len(form) :], rest, words, cut=is_cut)
        for form, is_cut in forms.items()
    )


def _latin(one: str, other: str) -> Alike | None:
    core, its_core = core_name(one), core_name(other)
    if core == its_core:
        return Alike("LEGAL_FORM", 0.85) if len(core) >= _SHORTEST else None
    mine, its = tokens(core), tokens(its_core)
    if mine and "".join(mine) == "".join(its):
        return Alike("LIKE_NAME", 0.85)
    if len(mine) != len(its) or len(mine) < 2:  # noqa: PLR2004 - one word is all that tells
        return None
    if sorted(mine) == sorted(its):
        return Alike("LIKE_NAME", 0.75)
    differing = [(a, b) for a, b in zip(mine, its, strict=True) if a != b]
    return Alike("LIKE_NAME", 0.7) if len(differing) == 1 and _misspelt(*differing[0]) else None


def _misspelt(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    if shorter < _SLIPPED or _DIGIT.search(one + other) or one[0] != other[0]:
        return False
    allowed = 1 if shorter < _LONG_WORD else 2
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed


@lru_cache(maxsize=4_096)
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name that tell something, without accents.

    Examples
    --------
    >>> tokens("the university of málaga"), tokens("max-planck institut")
    (('university', 'malaga'), ('max', 'planck', 'institut'))
    """
    return tuple(t for t in _ALNUM.findall(plain(name)) if t not in _FILLING)


def plain(text: str) -> str:
    """A text without accents."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))

"""What a record is found by, and what a text looks for: the same for every store.

Text is folded (NFKC, letter case). Chinese, Japanese and Korean become characters and pairs of
neighbours; everything else words; Chinese also its pinyin and the initials of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from graph_service.store.pinyin import spelled
from schema.catalogue import Catalogue
from schema.columns import Scalar
from schema.declarations import Access, Kind, Property

__all__ = [
    "LONGEST_NAME",
    "LONGEST_WORD",
    "NAMELESS",
    "RUNS",
    "Sought",
    "Terms",
    "bare",
    "folded",
    "sought_by",
    "terms_by_type",
    "terms_of",
]

NAMELESS: Final = 999
"""The length of the name of a record that has none; longer names count as long as that."""

LONGEST_WORD: Final = 24
"""Letters of a word that count."""

LONGEST_NAME: Final = 100
"""Letters and digits of a name that count where whole names are compared."""

_CJK: Final = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
RUNS: Final = re.compile(rf"([{_CJK}]+)|((?:(?![{_CJK}])[^\W_])+)")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a record is found by.

    Attributes
    ----------
    length : int
        Letters and digits of the name that is shown; if there is none, of the first other one.
    names : tuple of str
        Its names and identifiers, folded, without what is neither letter nor digit.
    tokens : tuple of str
        Characters and pairs of them, words, spellings; each once.
    """

    length: int
    names: tuple[str, ...]
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """What a text looks for: all of its parts.

    Attributes
    ----------
    name : str
        The text as a name, as in `Terms.names`.
    whole : tuple of str
        Tokens that a record must have.
    begun : tuple of str
        Of each, a record must have a token that begins with it.
    """

    name: str
    whole: tuple[str, ...]
    begun: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether the text has neither letters nor digits."""
        return not self.whole and not self.begun


def terms_by_type(catalogue: Catalogue) -> Mapping[str, Callable[[Mapping[str, Scalar]], Terms]]:
    """Return for each concrete type the function from a record's columns to what it is found by.

    Names and identifiers count, of those that everybody may read.
    """
    return {t.name: _reader(t.properties) for t in catalogue.concrete}


def terms_of(names: Iterable[str], identifiers: Iterable[str] = ()) -> Terms:
    """Return what a record of some names, the shown one first, and identifiers is found by.

    Examples
    --------
    >>> terms_of(["ABC 大学"])
    Terms(length=5, names=('abc大学',), tokens=('abc', '大', '学', '大学', 'daxue', 'xue', 'dx'))
    """
    wholes: dict[str, None] = {}
    tokens: dict[str, None] = {}
    length = NAMELESS
    for at, name in enumerate(names):
        runs = list(_runs(name))
        whole = _joined(runs)
        if whole and not at:
            length = min(len(whole), NAMELESS)
        wholes[whole[:LONGEST_NAME]] = None
        for cjk, word in runs:
            tokens.update(dict.fromkeys(_of_text(cjk) if cjk else _of_word(word)))
    for identifier in identifiers:
        runs = list(_runs(identifier))
        whole = _joined(runs)
        wholes[whole[:LONGEST_NAME]] = None
        tokens[whole[:LONGEST_WORD]] = None
        tokens.update(dict.fromkeys((cjk or word)[:LONGEST_WORD] for cjk, word in runs))
    wholes.pop("", None)
    tokens.pop("", None)
    return Terms(length, tuple(wholes), tuple(tokens))


def sought_by(text: str) -> Sought:
    """Return what a text looks for.

    A character of Chinese text that stands alone, and a single letter, are looked for as they are;
    of longer words it is enough that something begins with them.

    Examples
    --------
    >>> sought_by("ABC 大学")
    Sought(name='abc大学', whole=('大学',), begun=('abc',))
    """
    whole: dict[str, None] = {}
    begun: dict[str, None] = {}
    runs = list(_runs(text))
    for cjk, word in runs:
        if cjk:
            whole.update(dict.fromkeys(_pairs(cjk) if len(cjk) > 1 else cjk))
        elif len(word) > 1:
            begun[word[:LONGEST_WORD]] = None
        else:
            whole[word] = None
    return Sought(_joined(runs)[:LONGEST_NAME], tuple(whole), tuple(begun))


def folded(text: str) -> str:
    """Write a text as it is compared: NFKC, letter case folded."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def bare(word: str) -> str:
    """Write a word without accents."""
    letters = unicodedata.normalize("NFD", word)
    return unicodedata.normalize(
        "NFC", "".join([c for c in letters if unicodedata.category(c) != "Mn"])
    )


def _reader(properties: Iterable[Property]) -> Callable[[Mapping[str, Scalar]], Terms]:
    public = [p for p in properties if p.access is Access.PUBLIC]
    texts = [p for p in public if p.kind in (Kind.STRING, Kind.STRINGS)]
    naming = [p.name for p in texts if p.naming]
    identifying = [p.name for p in texts if p.identifier and not p.naming]

    def read(stored: Mapping[str, Scalar]) -> Terms:
        return terms_of(_held(stored, naming), _held(stored, identifying))

    return read


def _held(stored: Mapping[str, Scalar], columns: Iterable[str]) -> Iterator[str]:
    for column in columns:
        value = stored.get(column)
        if isinstance(value, tuple):
            yield from value
        elif value is not None:
            yield str(value)


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a folded text: each CJK text or another word, the other of the two empty."""
    for match in RUNS.finditer(folded(text)):
        yield match[1] or "", match[2] or ""


def _joined(runs: Iterable[tuple[str, str]]) -> str:
    return "".join([cjk or word for cjk, word in runs])


def _of_text(cjk: str) -> Iterator[str]:
    yield from cjk
    yield from _pairs(cjk)
    yield from spelled(cjk, LONGEST_WORD)


def _pairs(cjk: str) -> Iterator[str]:
    return map("".join, pairwise(cjk))


def _of_word(word: str) -> Iterator[str]:
    yield word[:LONGEST_WORD]
    if not word.isascii():
        # Who writes without accents finds it too.
        yield bare(word)[:LONGEST_WORD]

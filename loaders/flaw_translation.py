"""Sentences about flaws, translated into Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from loaders.flaw_sentences import ADDED, SENTENCES, WORDS

__all__ = ["in_chinese"]

_HOLE: Final = re.compile(r"\{(,?)\}")
_LONGEST: Final = 2_000
"""Letters of a sentence that is translated."""
_MORE: Final = re.compile(r"(?: and |,? ?)(\d+) more$")


class _Pattern(NamedTuple):
    """A sentence with holes.

    Attributes
    ----------
    pieces : tuple of str
        What stands before, between and after the holes.
    own : tuple of bool
        Of each hole whether the code's own words fill it.
    chinese : str
    """

    pieces: tuple[str, ...]
    own: tuple[bool, ...]
    chinese: str

    def holes(self, sentence: str) -> list[str]:
        """What fills the holes in a sentence; nothing if it is another one.

        Each piece is taken where it first stands: what the sender wrote may be long, and hostile.
        """
        first, *others, last = self.pieces
        if not (sentence.startswith(first) and sentence.endswith(last)):
            return []
        at, end = len(first), len(sentence) - len(last)
        found = []
        for piece in others:
            begin = sentence.find(piece, at + 1, end)
            if begin < 0:
                return []
            found.append(sentence[at:begin])
            at = begin + len(piece)
        return [*found, sentence[at:end]] if at < end else []

    def said(self, filled: Sequence[str]) -> str:
        """The sentence in Chinese."""
        holes = zip(filled, self.own, strict=True)
        return self.chinese.format(*(_word(text) if own else text for text, own in holes))


def in_chinese(sentence: str) -> str:
    """Translate a sentence about a flaw; empty if there is no translation.

    Examples
    --------
    >>> in_chinese("someday is not a date."), in_chinese("No such sentence.")
    ('“someday”不是日期。', '')
    """
    told = _whole().get(sentence)
    if told is not None or len(sentence) > _LONGEST:
        return told or ""
    for pattern in _added():
        found = pattern.holes(sentence)
        before = in_chinese(found[0]) if found else ""
        if before:
            return pattern.said([before, *found[1:]])
    for pattern in _with_holes():
        found = pattern.holes(sentence)
        if found:
            return pattern.said(found)
    return ""


@lru_cache(maxsize=1)
def _whole() -> dict[str, str]:
    return {english: chinese for english, chinese in SENTENCES if not _HOLE.search(english)}


@lru_cache(maxsize=1)
def _with_holes() -> list[_Pattern]:
    """Those that leave the least open come first."""
    pairs = [pair for pair in SENTENCES if _HOLE.search(pair[0])]
    return [_pattern(*pair) for pair in sorted(pairs, key=lambda pair: -len(pair[0]))]


@lru_cache(maxsize=1)
def _added() -> list[_Pattern]:
    return [_pattern(*pair) for pair in ADDED]


def _pattern(english: str, chinese: str) -> _Pattern:
    pieces = _HOLE.split(english)
    pieces, own = pieces[::2], tuple(map(bool, pieces[1::2]))
    return _Pattern(tuple(pieces), own, chinese)


def _word(text: str) -> str:
    """What the code says in a hole, in Chinese."""
    known = WORDS.get(text) or in_chinese(text)
    return known or _MORE.sub(r" 等，另有 \1 项", text.replace(" or ", " 或 "))

"""Descriptions of the schema in either language.

What the catalogue declares has its Chinese label behind the English sentence. All else is written
in English, and its Chinese stands in ``chinese.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from graph_service.http.languages import Language

__all__ = ["Sentences", "read_sentences"]

_LABEL: Final = re.compile(r"(?s)(.*?)\s*((?:[A-Z0-9]*[\u3400-\u9fff]).*)")
_SENTENCE: Final = re.compile(r"(?<=[.!?]) +(?=[A-Z0-9`])")


@dataclass(frozen=True, slots=True)
class Sentences:
    """Chinese of English descriptions.

    Attributes
    ----------
    exact : mapping of str to str
    patterns : sequence of (regular expression, str)
        Sentences with names in them, and their Chinese with ``{}`` for each.
    """

    exact: Mapping[str, str]
    patterns: Sequence[tuple[re.Pattern[str], str]]

    def chinese(self, text: str) -> str | None:
        """Translate an English description; None if nobody has.

        Parameters
        ----------
        text : str

        Examples
        --------
        >>> read_sentences().chinese("How many there are.")
        '总数。'
        >>> read_sentences().chinese("A page of Platform.")
        'Platform 的一页。'
        """
        known = self.exact.get(text)
        if known is not None:
            return known
        for pattern, chinese in self.patterns:
            found = pattern.fullmatch(text)
            if found:
                return chinese.format(*found.groups())
        return None

    def told(self, text: str | None, language: Language) -> str:
        """Return a description in a language; in English where there is no Chinese.

        Parameters
        ----------
        text : str or None
        language : Language
        """
        english, label = _split(text or "")
        if language is Language.ENGLISH:
            return english or label
        if not label:
            return self.chinese(english) or english
        # What stands before the label says it in English, but for what is said of many.
        known = [self.chinese(sentence) for sentence in _SENTENCE.split(english)]
        return "".join([*(sentence for sentence in known if sentence), label])

    def lacks(self, text: str | None) -> bool:
        """Say whether a description has no Chinese."""
        english, label = _split(text or "")
        return bool(english) and not label and self.chinese(english) is None


def read_sentences() -> Sentences:
    """Read the Chinese of the descriptions."""
    read = tomllib.loads(files(__package__).joinpath("chinese.toml").read_text("utf-8"))
    patterns = [
        (re.compile("(.+)".join(map(re.escape, english.split("{}"))), re.DOTALL), chinese)
        for english, chinese in read["patterns"].items()
    ]
    return Sentences(read["sentences"], patterns)


def _split(text: str) -> tuple[str, str]:
    """Part an English description from the Chinese label behind it."""
    found = _LABEL.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")

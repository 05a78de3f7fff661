"""Where in a record's names and identifiers a text was found: worked out for the few that are shown.

It is worked out of the values alone, so every store says the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph_service.store.exploring import Match
from graph_service.store.pinyin import heard_in
from graph_service.store.search_terms import LONGEST_NAME, LONGEST_WORD, RUNS, bare, folded

__all__ = ["FoundName", "Span", "found_among"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Part of a text: from a character on, up to another that is no part of it."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class FoundName:
    """The name by which a record was found.

    Attributes
    ----------
    place : int
        Which of the names.
    spans : tuple of Span
        What of it was looked for, in order; neighbours are one.
    heard : bool
        Whether nothing of it is written as in the text: it sounds so.
    """

    place: int
    spans: tuple[Span, ...]
    heard: bool


def found_among(text: str, names: Sequence[str]) -> FoundName | None:
    """Say which of some names a text was found in.

    Parameters
    ----------
    text : str
        What was looked for.
    names : sequence of str
        Names and identifiers, the one that is shown first.

    Returns
    -------
    FoundName or None
        The name that is the text, or begins with it, or has most of its parts; of equals one in
        which they are written rather than heard, then the first. None if none has a part.

    Examples
    --------
    >>> found_among("大学", ["ABC", "温州大学"])
    FoundName(place=1, spans=(Span(begin=2, end=4),), heard=False)
    >>> found_among("wzdx", ["温州大学"])
    FoundName(place=0, spans=(Span(begin=0, end=4),), heard=True)
    """
    sought = _Name.of(text)
    if not sought.whole:
        return None
    best: tuple[tuple[int, int, int, int], FoundName] | None = None
    for place, name in enumerate(names):
        found = _found_in(sought, _Name.of(name))
        if found is not None:
            match, held, heard, spans = found
            rank = (match, -held, heard, place)
            if best is None or rank < best[0]:
                best = rank, FoundName(place, _united(spans), heard == held)
    return best[1] if best else None


@dataclass(frozen=True, slots=True)
class _Run:
    """A part of a folded name: Chinese, Japanese or Korean text, or another word."""

    text: str
    cjk: bool
    places: tuple[Span, ...]

    def span(self, begin: int, length: int) -> Span:
        """Where some of its letters stand in the name as it is written."""
        return Span(self.places[begin].begin, self.places[begin + length - 1].end)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name taken apart, as the index does it, each letter with its place."""

    runs: tuple[_Run, ...]
    whole: str

    @classmethod
    def of(cls, name: str) -> _Name:
        """Take a name apart."""
        letters, places = [], []
        for span in _clusters(name):
            one = folded(name[span.begin : span.end])
            letters.append(one)
            places += [span] * len(one)
        runs = [
            _Run(match[0], match[1] is not None, tuple(places[match.start() : match.end()]))
            for match in RUNS.finditer("".join(letters))
        ]
        return cls(tuple(runs), "".join(run.text for run in runs))

    def beginning(self, length: int) -> list[Span]:
        """Where its first letters stand."""
        spans = []
        for run in self.runs:
            if length > 0:
                spans.append(run.span(0, min(length, len(run.text))))
                length -= len(run.text)
        return spans


def _clusters(name: str) -> Iterator[Span]:
    """Yield each character with the accents behind it: they are folded together."""
    begin = 0
    for at in range(1, len(name) + 1):
        if at == len(name) or not unicodedata.combining(name[at]):
            yield Span(begin, at)
            begin = at


def _found_in(sought: _Name, name: _Name) -> tuple[Match, int, int, list[Span]] | None:
    """How well a name matches, how many parts it has, how many of them by sound, and where."""
    looked_for = sought.whole[:LONGEST_NAME]
    if name.whole[:LONGEST_NAME].startswith(looked_for):
        exact = name.whole[:LONGEST_NAME] == looked_for
        spans = name.beginning(len(name.whole) if exact else len(looked_for))
        return Match.EXACT if exact else Match.PREFIX, len(sought.runs), 0, spans
    held, heard, spans = 0, 0, []
    for part in sought.runs:
        written = _written(part, name)
        sounds = [] if written or part.cjk else _sounding(part.text, name)
        held += bool(written or sounds)
        heard += bool(sounds)
        spans += written or sounds
    return (Match.PARTS, held, heard, spans) if held else None


def _written(part: _Run, name: _Name) -> list[Span]:
    """Where a part of the text is written in a name; nowhere if not all of it is."""
    if not part.cjk:
        return _word(part.text[:LONGEST_WORD], name)
    whole = _first(part.text, name)
    if whole is not None:
        return [whole]
    pairs = [_first("".join(pair), name) for pair in pairwise(part.text)]
    return [pair for pair in pairs if pair is not None] if pairs and None not in pairs else []


def _first(cjk: str, name: _Name) -> Span | None:
    for run in name.runs:
        at = run.text.find(cjk) if run.cjk else -1
        if at >= 0:
            return run.span(at, len(cjk))
    return None


def _word(word: str, name: _Name) -> list[Span]:
    """Where a word begins, or is if it is one letter; also across the signs of an identifier."""
    for run in name.runs:
        if run.cjk:
            continue
        for written in (run.text, bare(run.text)):
            if written == word or (len(word) > 1 and written.startswith(word)):
                # Without its accents a word may have other letters, but as many.
                return [run.span(0, min(len(word), len(run.text)))]
    if len(word) > 1 and name.whole.startswith(word):
        return name.beginning(len(word))
    return []


def _sounding(word: str, name: _Name) -> list[Span]:
    if len(word) == 1:
        return []
    for run in name.runs:
        found = heard_in(run.text, word[:LONGEST_WORD]) if run.cjk else None
        if found is not None:
            begin, end = found
            return [run.span(begin, end - begin)]
    return []


def _united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Put spans in order and unite those that touch."""
    united: list[Span] = []
    for span in sorted(spans):
        if united and span.begin <= united[-1].end:
            united[-1] = Span(united[-1].begin, max(united[-1].end, span.end))
        else:
            united.append(span)
    return tuple(united)

"""Chinese text spelled in Latin letters, character by character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

__all__ = ["heard_in", "spelled"]

_HAN: Final = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")

_HEARD_TWICE: Final = frozenset(
    "长行重乐会都厦六单调解曾查翟尉仇区盖种朝降藏蚌埔莘番浒洞柏泊涡浚筠荥蔚覃宿盛召率铅缪"
)
"""Characters of names whose second reading is as good as the first; that of others is rare."""


def spelled(text: str, longest: int) -> Iterator[str]:
    """Yield the spellings of the Chinese parts of a text, from every character on.

    Whole syllables first, then their initials. Where a character is read in two ways, so is the
    text around it, one such character at a time.

    Parameters
    ----------
    text : str
    longest : int
        Number of letters after which a spelling is cut.

    Examples
    --------
    >>> list(spelled("乐清", 24))
    ['leqing', 'qing', 'lq', 'yueqing', 'yq']
    """
    for run in _HAN.findall(text):
        ways = [way for character in run if (way := _readings(character))]
        first = [way[0] for way in ways]
        yield from _from_each(first, 0, len(first), longest)
        for at, way in enumerate(ways):
            for other in way[1:]:
                # A spelling that begins long before it ends before it.
                begin = max(0, at - longest)
                yield from _from_each(
                    [*first[:at], other, *first[at + 1 :]], begin, at + 1, longest
                )


def heard_in(text: str, letters: str) -> tuple[int, int] | None:
    """Say which characters of a text some letters spell, whole or by their initials.

    Parameters
    ----------
    text : str
    letters : str
        At least two; the last syllable need not be complete.

    Returns
    -------
    tuple of int, or None
        The first character, and the one behind the last; None if it does not sound so.

    Examples
    --------
    >>> heard_in("温州大学", "daxu"), heard_in("温州大学", "zd"), heard_in("温州大学", "b")
    ((2, 4), (1, 3), None)
    """
    for run in _HAN.finditer(text):
        ways = [
            (run.start() + at, way)
            for at, character in enumerate(run[0])
            if (way := _readings(character))
        ]
        for begin in range(len(ways)):
            for end in (_syllables(ways, begin, letters), _initials(ways, begin, letters)):
                if end is not None:
                    return ways[begin][0], ways[end - 1][0] + 1
    return None


def _syllables(ways: Sequence[tuple[int, tuple[str, ...]]], at: int, letters: str) -> int | None:
    if not letters:
        return at
    if at == len(ways):
        return None
    for syllable in ways[at][1]:
        if syllable.startswith(letters):
            return at + 1
        if letters.startswith(syllable):
            end = _syllables(ways, at + 1, letters[len(syllable) :])
            if end is not None:
                return end
    return None


def _initials(ways: Sequence[tuple[int, tuple[str, ...]]], at: int, letters: str) -> int | None:
    end = at + len(letters)
    if len(letters) < 2 or end > len(ways):  # noqa: PLR2004 - one letter is no abbreviation
        return None
    heard = all(
        any(syllable[0] == letter for syllable in way)
        for letter, (_, way) in zip(letters, ways[at:end], strict=True)
    )
    return end if heard else None


def _from_each(syllables: list[str], begin: int, end: int, longest: int) -> Iterator[str]:
    """Join what follows from each of some syllables on."""
    whole = "".join(syllables)
    start = sum(map(len, syllables[:begin]))
    for syllable in syllables[begin:end]:
        yield whole[start : start + longest]
        start += len(syllable)
    initials = "".join([syllable[0] for syllable in syllables])
    for at in range(begin, min(end, len(initials) - 1)):
        yield initials[at : at + longest]


@lru_cache(maxsize=None)  # noqa: UP033 - there are not more characters
def _readings(character: str) -> tuple[str, ...]:
    """The readings of a character that count."""
    # Its dictionaries take a while to load and are not needed where there is no Chinese.
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    readings = tuple(dict.fromkeys(found[0])) if found else ()
    return readings[:2] if character in _HEARD_TWICE else readings[:1]

"""Chinese text spelled in Latin letters, character by character."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

__all__ = ["spelled"]

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

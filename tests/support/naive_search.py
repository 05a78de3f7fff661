"""Search written from its rules: every record is looked at for every text, nothing is indexed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from pypinyin import Style, pinyin

HAN = "[\u4e00-\u9fff]"
TWICE = "长乐重行"


def folded(text):
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def squeezed(text):
    return "".join(c for c in folded(text) if c.isalnum())


def is_han(text):
    return re.match(HAN, text) is not None


def runs(text):
    """Chinese text and other words, each as long as it goes on."""
    found = [""]
    for c in folded(text):
        if not c.isalnum():
            found.append("")
        elif found[-1] and is_han(found[-1]) != is_han(c):
            found.append(c)
        else:
            found[-1] += c
    return [run for run in found if run]


def spellings(run):
    """Pinyin and initials of a Chinese text, with at most one character read the second way."""
    every = [
        list(dict.fromkeys(pinyin(c, style=Style.NORMAL, heteronym=True)[0]))[: 1 + (c in TWICE)]
        for c in run
    ]
    usual = [way[0] for way in every]
    ways = [usual]
    for at, way in enumerate(every):
        ways += [[*usual[:at], other, *usual[at + 1 :]] for other in way[1:]]
    for syllables in ways:
        for at in range(len(syllables)):
            yield "".join(syllables[at:])
            if at < len(syllables) - 1:
                yield "".join(s[0] for s in syllables[at:])


def has(part, names):
    """Whether some names have a part of a text."""
    written, words, said = words_of(tuple(names))
    if is_han(part):
        pairs = [part[i : i + 2] for i in range(len(part) - 1)] or [part]
        return all(any(pair in run for run in written) for pair in pairs)
    if len(part) == 1:
        return part in words
    return any(word.startswith(part) for word in [*words, *said])


@lru_cache(maxsize=100_000)
def words_of(names):
    """Chinese texts; other words, also without accents; what the Chinese ones sound like."""
    every = [run for name in names for run in runs(name)]
    written = [run for run in every if is_han(run)]
    words = [run for run in every if not is_han(run)]
    bare = [
        "".join(c for c in unicodedata.normalize("NFD", w) if not unicodedata.combining(c))
        for w in words
    ]
    return written, words + bare, [s for run in written for s in spellings(run)]


def search(records: dict[str, tuple[str, Sequence[str]]], text: str, types: Sequence[str]):
    """Ids and matches (0 exact, 1 prefix, 2 parts) in order; records are (type, names) by id."""
    parts, whole = runs(text), squeezed(text)
    found = []
    for id_, (type_, names) in records.items():
        if type_ not in types or not parts or not all(has(part, names) for part in parts):
            continue
        squeezes = [squeezed(name) for name in names]
        match = 0 if whole in squeezes else 1 if any(s.startswith(whole) for s in squeezes) else 2
        length = len(squeezes[0]) or 999
        found.append((match, length, id_))
    return [(id_, match) for match, _, id_ in sorted(found)]

"""Names that may be one body's, found among a million without comparing each with each.

Two names are compared where they share a sign: something that every rule of `likeness_rules`
leaves the same. Signs of new names are held, known names stream by. Nothing here merges anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from loaders.likeness_rules import Alike, alike, has_han, numerals, tokens
from loaders.likeness_sounds import sounds
from loaders.likeness_words import Words
from loaders.names import core_name

__all__ = ["LikeNames", "Likeness"]

_CROWD: Final = 30
"""Of a sign that more known names share nothing is said: it tells nobody apart."""
_EACH: Final = 5
_LEFT_OUT: Final = str.maketrans("", "", "省市第大 ")
_SHORTEST: Final = 2
_DIVIDED: Final = 6
"""Letters of the shortest name of which two thirds tell something."""


class Likeness(NamedTuple):
    """Two names that may be one body's.

    Attributes
    ----------
    new, known : int
        The numbers they were given.
    name : str
        Of the known one.
    alike : Alike
    """

    new: int
    known: int
    name: str
    alike: Alike


class LikeNames:
    """New names, with the signs by which others, new or known, are found that are like them.

    Parameters
    ----------
    names : sequence of (int, str)
        Number of a record and match key; a record may have several names.
    words : Words
    """

    def __init__(self, names: Sequence[tuple[int, str]], words: Words) -> None:
        self._words = words
        self._names = names
        self._at: dict[str, list[int]] = {}
        for at, (_, name) in enumerate(names):
            for sign in signs(name, words, new=True):
                self._at.setdefault(sign, []).append(at)
        self._hits: dict[str, list[tuple[int, str]] | None] = {}

    def look_at(self, known: Iterable[tuple[int, str]]) -> None:
        """Note which of some known names share a sign with a new one."""
        at, hits, words = self._at, self._hits, self._words
        for number, name in known:
            for sign in signs(name, words):
                if sign in at:
                    found = hits.setdefault(sign, [])
                    if found is not None:
                        if len(found) < _CROWD:
                            found.append((number, name))
                        else:
                            hits[sign] = None

    def pairs(self) -> list[Likeness]:
        """Return those that are alike, each pair of records once, the likest of each new name."""
        best: dict[tuple[int, int], Likeness] = {}
        compared: set[tuple[int, str, int]] = set()
        for sign, new in self._at.items():
            found = self._hits.get(sign, [])
            if found is None or not 1 < len(new) + len(found) <= _CROWD:
                continue
            bearers = [*found, *(self._names[at] for at in new)]
            for at in new:
                number, name = self._names[at]
                for other, its_name in bearers:
                    if other == number or (at, its_name, other) in compared:
                        continue
                    compared.add((at, its_name, other))
                    how = alike(name, its_name, self._words)
                    pair = (min(number, other), max(number, other))
                    if how is not None and (pair not in best or best[pair].alike.score < how.score):
                        best[pair] = Likeness(number, other, its_name, how)
        return list(_likest(best.values()))


def signs(name: str, words: Words, *, new: bool = False) -> Iterator[str]:
    """Yield what a name shares with every one that it is like by some rule.

    Parameters
    ----------
    name : str
        A match key.
    words : Words
    new : bool
        Whether to find names that are one letter longer or shorter too; one side of a comparison
        is enough for that.
    """
    core = core_name(name)
    if not has_han(name):
        if core != name:
            yield "f" + core
        elif new:
            yield "f" + name
        told = tokens(core)
        yield "t" + " ".join(sorted(told))
        yield from _thirds("".join(told), new=new)
        return
    # 集团 and a place before the name of a firm may be left out.
    firm = core.removesuffix("集团")
    yield "c" + firm
    if firm != name and (place := words.place_before(firm)):
        yield "c" + firm[len(place) :]
    if len(name) > _SHORTEST:
        # Neither order, nor doubling, nor which character of one sound is the same; numbers are.
        heard = "".join(sorted(set(sounds(name.translate(_LEFT_OUT)))))
        yield f"s{heard} {' '.join(numerals(name))}"
    short = words.short
    shortened = "".join([short.get(part, part) for part in words.cut(core)])
    yield "a" + shortened.translate(_LEFT_OUT)


def _thirds(text: str, *, new: bool) -> Iterator[str]:
    """A slip is in one of three parts of a name; the other two stay, counted from its ends."""
    length = len(text)
    if length < _DIVIDED:
        return
    for whole in (length - 1, length, length + 1) if new else (length,):
        a, b = whole // 3, 2 * whole // 3
        yield f"1{whole} {text[:b]}"
        yield f"2{whole} {text[length - (whole - a) :]}"
        yield f"3{whole} {text[:a]} {text[length - (whole - b) :]}"


def _likest(found: Iterable[Likeness]) -> Iterator[Likeness]:
    by_new: dict[int, list[Likeness]] = {}
    for one in found:
        by_new.setdefault(one.new, []).append(one)
    for ones in by_new.values():
        ones.sort(key=lambda one: (-one.alike.score, one.name, one.known))
        yield from ones[:_EACH]

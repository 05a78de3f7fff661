"""Cells whose names have labels: who leads, who takes part.

A label stands before names and a colon (``牵头：温州大学；参与：正泰电器``), or in brackets behind or
before one name (``温州大学（牵头）、正泰电器（参与）``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from typing import NamedTuple, TypeAlias

from loaders.flaws import Flaw

__all__ = [
    "LabelledNames",
    "NameSplitter",
    "ambiguous_list",
    "label_splitter",
    "unlabelled_name",
]

NameSplitter: TypeAlias = Callable[[str], tuple[tuple[str, ...], bool]]
"""Splits a text into names, and says whether there may be more."""

_SIGNS = "；;、，,/\n\r"
_OUTER = " \t\u3000" + _SIGNS
_BETWEEN = re.compile(r"[；;\n\r]")


class LabelledNames(NamedTuple):
    """The names in a cell.

    Attributes
    ----------
    names : tuple of str
        In their order.
    labels : tuple of (str or None)
        One for each name, as it is written there; None of a name that has none.
    doubtful : bool
        Whether there may be other names.
    """

    names: tuple[str, ...]
    labels: tuple[str | None, ...]
    doubtful: bool


def label_splitter(labels: Iterable[str], split: NameSplitter) -> Callable[[str], LabelledNames]:
    """Make a function that splits a text into names with their labels.

    A label before a colon counts up to the next ``；`` or label: whether it holds for names after
    that is not known.

    Parameters
    ----------
    labels : iterable of str
        Words that are labels; other words in brackets belong to the name.
    split : callable
        Splits what has no label.

    Examples
    --------
    >>> from loaders.several import split_names
    >>> cut = label_splitter(("牵头", "参与"), split_names)
    >>> cut("牵头：温州大学；参与：正泰电器、温大")[:2]
    (('温州大学', '正泰电器', '温大'), ('牵头', '参与', '参与'))
    >>> cut("华北电力大学（北京）（牵头）、正泰电器")[:2]
    (('华北电力大学（北京）', '正泰电器'), ('牵头', None))
    """
    return _Splitter(labels, split)


def ambiguous_list(text: str, names: Sequence[str]) -> Flaw:
    """A cell that may name others than were read."""
    return Flaw(
        "AMBIGUOUS_LIST",
        f"{text} may name others than {'；'.join(names)}, as which it was read.",
        "Separate names with ；, and write all of them.",
    )


def unlabelled_name(text: str, name: str) -> Flaw:
    """A name without label among names that have one."""
    return Flaw(
        "NO_LABEL",
        f"{name} has no label in {text}, where others have one: what it does was left open.",
        "Write the label behind each name, such as 甲大学（牵头）；乙公司（参与）.",
    )


class _Splitter:
    """Splits texts by labels, and what stands between these into names."""

    def __init__(self, labels: Iterable[str], split: NameSplitter) -> None:
        word = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
        start, end = rf"(?:^|(?<=[\s{_SIGNS}]))", rf"(?=\s*(?:[{_SIGNS}]|$))"
        bracketed = rf"[(（\[［【]\s*({word})\s*[)）\]］】]"
        before = rf"{start}({word})\s*[:：]|{start}{bracketed}(?!{end})"
        self._split = split
        self._before = re.compile(before, re.IGNORECASE)
        self._behind = re.compile(rf"\s*{bracketed}{end}", re.IGNORECASE)

    def __call__(self, text: str) -> LabelledNames:
        if not self._before.search(text) and not self._behind.search(text):
            names, doubtful = self._split(text)
            return LabelledNames(names, (None,) * len(names), doubtful)
        found = [one for label, part in self._sections(text) for one in self._named(part, label)]
        pairs = dict.fromkeys((one.name, one.label) for one in found)
        return LabelledNames(
            tuple(name for name, _ in pairs),
            tuple(label for _, label in pairs),
            any(one.doubtful for one in found),
        )

    def _sections(self, text: str) -> Iterator[tuple[str | None, str]]:
        """Labels that stand before names, each with the text up to the next one."""
        label: str | None = None
        at = 0
        for match in self._before.finditer(text):
            yield label, text[at : match.start()]
            label, at = match[1] or match[2], match.end()
        yield label, text[at:]

    def _named(self, section: str, label: str | None) -> Iterator[_Named]:
        section = section.strip(_OUTER)
        at = 0
        for match in self._behind.finditer(section):
            # What stands behind a name is its own label; names before it have what was before.
            named = [*self._pieces(section[at : match.start()], label)]
            yield from named[:-1]
            yield from (last._replace(label=match[1]) for last in named[-1:])
            at = match.end()
            if _BETWEEN.search(section[:at]) or _BETWEEN.match(section, at):
                label = None
        yield from self._pieces(section[at:], label)

    def _pieces(self, text: str, label: str | None) -> Iterator[_Named]:
        for piece in map(str.strip, _BETWEEN.split(text), repeat(_OUTER)):
            if piece:
                names, doubtful = self._split(piece)
                yield from (_Named(name, label, doubtful) for name in names)
                label = None


class _Named(NamedTuple):
    name: str
    label: str | None
    doubtful: bool

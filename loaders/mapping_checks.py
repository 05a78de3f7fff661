"""What a mapping file must be like, and the sentence that says where it is not."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from loaders.layout import LayoutError
from loaders.toml_lines import KeyPath

__all__ = ["Checks", "MappingProblem", "Wrong", "near", "place_text"]


class MappingProblem(NamedTuple):
    """Something wrong in a mapping.

    Attributes
    ----------
    path : KeyPath
        Where in the file.
    reason, remedy : str
        What is wrong, and what to do: sentences.
    doubt : bool
        Whether it may be meant.
    """

    path: KeyPath
    reason: str
    remedy: str
    doubt: bool = False


class Wrong(LayoutError):
    """A part of a mapping cannot be understood.

    Attributes
    ----------
    problem : MappingProblem
    """

    def __init__(self, problem: MappingProblem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


@dataclass(slots=True)
class Checks:
    """Checks of one file; every complaint names the place in it.

    Attributes
    ----------
    problems : list of MappingProblem
        Those that were found while going on.
    columns : list of (str, KeyPath)
        The columns that are named, and where.
    """

    problems: list[MappingProblem] = field(default_factory=list)
    columns: list[tuple[str, KeyPath]] = field(default_factory=list)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Keep what is wrong in the block, and go on after it."""
        try:
            yield
        except Wrong as wrong:
            self.problems.append(wrong.problem)

    def doubt(self, where: KeyPath, reason: str, remedy: str) -> None:
        """Keep what may be meant but is probably not."""
        self.problems.append(MappingProblem(where, reason, remedy, doubt=True))

    def column(self, header: str, where: KeyPath) -> str:
        """Note that a column is read."""
        self.columns.append((header, where))
        return header

    def table(self, value: object, where: KeyPath) -> dict[str, Any]:
        """A table of keys and values."""
        if not isinstance(value, dict):
            raise self.error(where, "a table of keys and values is needed here", "Write { ... }")
        return value

    def text(self, value: object, where: KeyPath) -> str:
        """A text that is not empty."""
        if not isinstance(value, str) or not value:
            raise self.error(where, "a text is needed here", 'Write "..."')
        return value

    def texts(self, value: object, where: KeyPath) -> list[str]:
        """A text, or a list of them."""
        parts = value if isinstance(value, list) and value else [value]
        return [self.text(part, where) for part in parts]

    def flag(self, value: object, where: KeyPath) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            raise self.error(where, "true or false is needed here", "Write it without quotes")
        return value

    def number(self, value: object, where: KeyPath) -> int:
        """A whole number from 1."""
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.error(where, "a whole number from 1 is needed here", "Write it so")
        return value

    def only(self, table: dict[str, Any], allowed: Sequence[str], where: KeyPath) -> None:
        """No keys but these."""
        for key in table:
            if key not in allowed:
                with self.going_on():
                    raise self.error(
                        (*where, key), f"unknown key {key!r}", _known(near(key, allowed), allowed)
                    )

    def known(self, value: object, known: Collection[str], where: KeyPath, what: str) -> None:
        """One of these."""
        if value not in known:
            remedy = _known(near(str(value), known), known)
            raise self.error(where, f"{value!r} is no {what}", remedy)

    def error(self, where: KeyPath, reason: str, remedy: str) -> Wrong:
        """The complaint about a place."""
        return Wrong(MappingProblem(where, reason, remedy))


def near(word: str, known: Collection[str]) -> str:
    """The known word that is spelled most like another; empty if none is."""
    folded = {k.casefold(): k for k in known}
    found = difflib.get_close_matches(word.casefold(), folded, 1, 0.6)
    return folded[found[0]] if found else ""


def place_text(path: KeyPath) -> str:
    """Name a place of the file to people.

    Examples
    --------
    >>> place_text(("links", 0, "properties", "role"))
    'links, number 1.properties.role'
    """
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f", number {part + 1}"
        else:
            text += f".{part}" if text else part
    return text or "the file"


def _known(likely: str, known: Collection[str]) -> str:
    listed = ", ".join(known) or "none"
    return f"Did you mean {likely}? Known are {listed}" if likely else f"Known are {listed}"

"""What a mapping file must be like, and the sentence that says where it is not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from loaders.layout import LayoutError

__all__ = ["Checks"]


@dataclass(frozen=True, slots=True)
class Checks:
    """Checks of one file; every complaint names the place in it.

    Attributes
    ----------
    file : str
        Its name.
    """

    file: str

    def table(self, value: object, where: str) -> dict[str, Any]:
        """A table of keys and values."""
        if not isinstance(value, dict):
            raise self.error(where, "a table of keys and values is needed here")
        return value

    def text(self, value: object, where: str) -> str:
        """A text that is not empty."""
        if not isinstance(value, str) or not value:
            raise self.error(where, "a text is needed here")
        return value

    def texts(self, value: object, where: str) -> list[str]:
        """A text, or a list of them."""
        parts = value if isinstance(value, list) and value else [value]
        return [self.text(part, where) for part in parts]

    def flag(self, value: object, where: str) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            raise self.error(where, "true or false is needed here")
        return value

    def number(self, value: object, where: str) -> int:
        """A whole number from 1."""
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.error(where, "a whole number from 1 is needed here")
        return value

    def only(self, table: dict[str, Any], allowed: Sequence[str], where: str) -> None:
        """No keys but these."""
        for key in table:
            if key not in allowed:
                raise self.error(where, f"unknown key {key!r}; known are {', '.join(allowed)}")

    def known(self, value: object, known: Collection[str], where: str, what: str) -> None:
        """One of these."""
        if value not in known:
            listed = ", ".join(known) or "none"
            raise self.error(where, f"{value!r} is no {what}; known are {listed}")

    def error(self, where: str, reason: str) -> LayoutError:
        """The complaint about a place."""
        return LayoutError(f"{self.file}, {where}: {reason}.")

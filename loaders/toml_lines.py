"""In which line of a TOML text each key stands; `tomllib` does not say."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final, TypeAlias

__all__ = ["KeyPath", "key_lines"]

KeyPath: TypeAlias = tuple[str | int, ...]
"""Keys, and places in lists from 0, from the top of the file to a value."""

_ESCAPES: Final = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}
_HEX: Final = {"x": 2, "u": 4, "U": 8}


def key_lines(text: str) -> dict[KeyPath, int]:
    r"""Return the line of every key, from 1: for tables the first that names them.

    Parameters
    ----------
    text : str
        What `tomllib` reads without complaint.

    Examples
    --------
    >>> key_lines("[a]\nb = 1\n[[c]]\nd = [\n  { e = 2 },\n]")[("c", 0, "d", 0, "e")]
    5
    """
    scanner = _Scanner(text)
    scanner.read()
    return scanner.lines


class _Scanner:
    """Goes through a valid text once."""

    def __init__(self, text: str) -> None:
        self.lines: dict[KeyPath, int] = {}
        self._text = text
        self._at = 0
        self._starts = [0, *(i + 1 for i, sign in enumerate(text) if sign == "\n")]
        self._lengths: dict[KeyPath, int] = {}

    def read(self) -> None:
        table: KeyPath = ()
        while self._rest():
            line = self._line()
            if self._ahead("[["):
                self._at += 2
                table = self._listed(self._keys())
                self._at += 2
            elif self._ahead("["):
                self._at += 1
                table = self._within((), self._keys())
                self._at += 1
            else:
                self._pair(table)
                continue
            self._note(table, line)

    def _pair(self, table: KeyPath) -> None:
        line = self._line()
        path = (*table, *self._keys())
        self._note(path, line)
        self._at += 1  # the sign of equality
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        self._blanks()
        sign = self._text[self._at]
        if sign in "\"'":
            self._string()
        elif sign == "[":
            self._at += 1
            place = 0
            while self._rest() and not self._ahead("]"):
                self._note((*path, place), self._line())
                self._value((*path, place))
                place += 1
                self._comma()
            self._at += 1
        elif sign == "{":
            self._at += 1
            while self._rest() and not self._ahead("}"):
                self._pair(path)
                self._comma()
            self._at += 1
        else:
            while self._at < len(self._text) and self._text[self._at] not in ",]}#\n":
                self._at += 1

    def _keys(self) -> tuple[str, ...]:
        """A key, or several with dots between."""
        keys: list[str] = []
        while True:
            self._blanks()
            if self._text[self._at] in "\"'":
                keys.append(self._string())
            else:
                start = self._at
                while self._text[self._at] not in " \t.=]":
                    self._at += 1
                keys.append(self._text[start : self._at])
            self._blanks()
            if not self._ahead("."):
                return tuple(keys)
            self._at += 1

    def _string(self) -> str:
        text, quote = self._text, self._text[self._at]
        mark = quote * 3 if text.startswith(quote * 3, self._at) else quote
        self._at += len(mark)
        parts: list[str] = []
        while not text.startswith(mark, self._at):
            if quote == '"' and text[self._at] == "\\":
                parts.append(self._escape())
            else:
                parts.append(text[self._at])
                self._at += 1
        self._at += len(mark)
        if len(mark) > 1:
            # Up to two quotes may stand before the closing three.
            while self._ahead(quote):
                self._at += 1
        return "".join(parts)

    def _escape(self) -> str:
        sign = self._text[self._at + 1]
        self._at += 2
        if sign in _HEX:
            digits = self._text[self._at : self._at + _HEX[sign]]
            self._at += _HEX[sign]
            return chr(int(digits, 16))
        return _ESCAPES.get(sign, sign)

    def _listed(self, keys: tuple[str, ...]) -> KeyPath:
        """The path of one more table of a list."""
        path = (*self._within((), keys[:-1]), keys[-1])
        place = self._lengths.get(path, 0)
        self._lengths[path] = place + 1
        return (*path, place)

    def _within(self, path: KeyPath, keys: tuple[str, ...]) -> KeyPath:
        """The path to a table; of lists on the way the last table is meant."""
        for key in keys:
            path = (*path, key)
            if path in self._lengths:
                path = (*path, self._lengths[path] - 1)
        return path

    def _note(self, path: KeyPath, line: int) -> None:
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def _comma(self) -> None:
        if self._rest() and self._ahead(","):
            self._at += 1

    def _rest(self) -> bool:
        """Go on to what is neither blank nor comment; say whether there is any."""
        text = self._text
        while self._at < len(text):
            if text[self._at] == "#":
                end = text.find("\n", self._at)
                self._at = len(text) if end < 0 else end
            elif text[self._at] in " \t\r\n":
                self._at += 1
            else:
                return True
        return False

    def _blanks(self) -> None:
        while self._text[self._at] in " \t":
            self._at += 1

    def _ahead(self, mark: str) -> bool:
        return self._text.startswith(mark, self._at)

    def _line(self) -> int:
        return bisect_right(self._starts, self._at)

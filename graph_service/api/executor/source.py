"""Python source of compiled functions, in which nothing stands that was not looked at."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable
from typing import Any, Final

__all__ = ["Names", "Source", "literal"]

_NAME: Final = re.compile(r"[_A-Za-z][_0-9A-Za-z]*", re.ASCII)


def literal(name: str) -> str:
    """Return a GraphQL name as a Python literal.

    Raises
    ------
    ValueError
        If it is no GraphQL name.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name.")
    return repr(str(name))


class Names:
    """The names that compiled functions know, beside their own."""

    def __init__(self) -> None:
        self.globals: dict[str, Any] = {
            # Python looks for it where it is interrupted to warn of a coroutine left alone.
            "__builtins__": {"__import__": __import__},
            "type": type,
            "list": list,
            "tuple": tuple,
            "str": str,
            "int": int,
            "float": float,
            "bool": bool,
            "hasattr": hasattr,
            "getattr": getattr,
        }
        self._constants: dict[int, str] = {}
        self._count = 0

    def number(self) -> int:
        """Return a number that no name has."""
        self._count += 1
        return self._count

    def keep(self, value: Any) -> str:
        """Return the name of an object."""
        name = self._constants.get(id(value))
        if name is None:
            name = f"C{self.number()}"
            self._constants[id(value)] = name
            self.globals[name] = value
        return name

    def attribute(self, source: str, name: str) -> str:
        """Return the source text that reads an attribute."""
        if _NAME.fullmatch(name) and not keyword.iskeyword(name):
            return f"{source}.{name}"
        return f"getattr({source}, {self.keep(name)})"


class Source:
    """One compiled function in the making.

    Parameters
    ----------
    name : str
    argument : str
        Name of its first argument; the second is the run.
    """

    def __init__(self, name: str, argument: str) -> None:
        self.name = name
        self.argument = argument
        self.places: dict[int, None] = {}
        self._values = 0

    def value(self) -> str:
        """Return a new local name."""
        self._values += 1
        return f"u{self._values}"

    def info(self, place: int) -> str:
        """Return the local name of what resolvers are told at a place."""
        self.places[place] = None
        return f"i{place}"

    def arguments(self, place: int) -> str:
        """Return the local name of a place's arguments."""
        self.places[place] = None
        return f"a{place}"

    def text(self, result: str, before: Iterable[str] = (), after: Iterable[str] = ()) -> str:
        """Return the function's text.

        Parameters
        ----------
        result : str
            Expression of what it returns.
        before, after : iterable of str
            Statements before the infos are made, and between the result and its return.
        """
        lines = [f"def {self.name}({self.argument}, q):", *before]
        if self.places:
            lines.append("I = q.infos")
        lines += [f"i{place}, a{place} = I[{place}]" for place in self.places]
        later = list(after)
        lines += [f"d = {result}", *later, "return d"] if later else [f"return {result}"]
        return "\n    ".join(lines) + "\n"

"""Tables, code and links of a Markdown page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ["anchor", "code", "table"]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Write a table.

    Examples
    --------
    >>> print(table(("a", "b"), [("1", "x|y")]))
    | a | b |
    | --- | --- |
    | 1 | x\|y |
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def code(text: str) -> str:
    """Write a name as it stands in code."""
    return f"`{text}`"


def anchor(heading: str) -> str:
    """Return the link to a heading of the same page.

    Examples
    --------
    >>> anchor("Platform 创新平台"), anchor("PARTY_TO")
    ('#platform-创新平台', '#party_to')
    """
    return "#" + re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")

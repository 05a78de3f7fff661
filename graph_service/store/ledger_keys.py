"""Keys of appended documents: each sorts after all earlier ones by code point."""

from __future__ import annotations

from typing import Final

__all__ = ["key_after"]

_DIGITS: Final = 12


def key_after(last: str) -> str:
    """Return a key that sorts after `last` by code point: the next number, or one appended.

    Examples
    --------
    >>> key_after(""), key_after("000000000009"), key_after("zebra")
    ('000000000001', '000000000010', 'zebra~000000000001')
    """
    head, _, tail = last.rpartition("~")
    if len(tail) == _DIGITS and tail.isascii() and tail.isdigit():
        number = f"{int(tail) + 1:0{_DIGITS}}"
        return f"{head}~{number}" if head else number
    return f"{last}~{1:0{_DIGITS}}" if last else f"{1:0{_DIGITS}}"

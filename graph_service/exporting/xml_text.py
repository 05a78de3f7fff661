"""Texts in XML: what would be markup is escaped, what XML cannot hold is replaced."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from graph_service.exporting.columns import Form, Value

__all__ = ["JOINED", "escaped", "shown"]

JOINED: Final = "; "
"""Between the texts of a list, where a format has no lists."""

_IMPOSSIBLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKUP: Final = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        # A reader would turn them into spaces or other ends of lines.
        "\t": "&#9;",
        "\n": "&#10;",
        "\r": "&#13;",
    }
)


def escaped(text: str) -> str:
    r"""Write a text for an element or for an attribute in double quotes.

    Examples
    --------
    >>> escaped('A & "B"\x00')
    'A &amp; &quot;B&quot;\ufffd'
    """
    return _IMPOSSIBLE.sub("\ufffd", text).translate(_MARKUP)


def shown(value: Value | Any, form: Form) -> str:
    """Write a value of a column as XML.

    Examples
    --------
    >>> shown(True, Form.BOOLEAN), shown(("a", "b"), Form.TEXTS)
    ('true', 'a; b')
    """
    match value:
        case bool():
            return "true" if value else "false"
        case tuple():
            return escaped(JOINED.join(value))
        case Decimal():
            return str(value)
        case float() if form is Form.NUMBER:
            return repr(value)
    return escaped(str(value))

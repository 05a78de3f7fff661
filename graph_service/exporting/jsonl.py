"""JSON lines: what the file is about, a line for each node and link, and how it ended."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson

from graph_service.exporting.parts import End, Head, Part

__all__ = ["JsonLines"]


class JsonLines:
    """Writes JSON lines. Without the last line, ``end``, the file was broken off.

    Parameters
    ----------
    head : Head
    """

    def __init__(self, head: Head) -> None:
        self._head = head

    def begin(self) -> bytes:
        """Write the line that says what the file is about."""
        return _line({"head": self._head.told})

    def write(self, part: Part) -> bytes:
        """Write a line for each node and link."""
        lines = [
            _line({"node": {"id": node.id, "type": node.type, **node.values}})
            for node in part.nodes
        ]
        for link in part.links:
            of = {"type": link.type} if link.type else {}
            ends = {"source": link.source, "target": link.target}
            lines.append(_line({"link": {**of, **ends, **link.values}}))
        return b"".join(lines)

    def end(self, end: End) -> bytes:
        """Write the last line."""
        return _line({"end": end.told})


def _line(document: dict[str, Any]) -> bytes:
    return orjson.dumps(document, default=_number, option=orjson.OPT_APPEND_NEWLINE)


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{value!r} is not a value.")

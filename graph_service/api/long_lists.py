"""Long lists of answers as JSON texts, written slice by slice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

__all__ = ["LongLists"]


class LongLists:
    """Writes them, as executors ask for it."""

    def part(self, completed: list[Any]) -> bytes:
        """Write some values without the brackets around them."""
        return orjson.dumps(completed)[1:-1]

    def whole(self, parts: Sequence[bytes]) -> orjson.Fragment:
        """Put the texts together."""
        return orjson.Fragment(b"[" + b",".join(parts) + b"]")

"""Answers that depend on the graph alone, kept as bytes for as long as it stays as it is."""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import orjson

from schema.declarations import Access

__all__ = ["Answers", "Asking", "Kept", "canonical"]

_BESIDE: Final = 1_000
"""Bytes that an answer costs beside its text."""
_FORMS: Final = 2
"""Compressed forms take at most as much again."""
_LARGEST: Final = 4
"""An answer may take at most such a part of what there is."""


class Asking(NamedTuple):
    """All that an answer which depends on the graph alone can depend on.

    Attributes
    ----------
    version : str
        Of the graph.
    document, operation : str
        The document's digest and the name of the operation.
    variables : bytes
        As JSON, keys in order.
    clearance : Access
        What who asks may read.
    as_of, region : str
        Of which day, and what is local.
    """

    version: str
    document: str
    operation: str
    variables: bytes
    clearance: Access
    as_of: str
    region: str


@dataclass(slots=True)
class Kept:
    """An answer as it is sent.

    Attributes
    ----------
    body : bytes
        JSON text.
    etag : str
        Differs where any of what the answer depends on differs; without quotes.
    forms : dict of str to bytes
        Compressed, by the name of the encoding.
    """

    body: bytes
    etag: str
    forms: dict[str, bytes] = field(default_factory=dict)


class Answers:
    """Keeps the answers asked for last, as many as there is room for.

    Parameters
    ----------
    max_bytes : int
        How much they may take together; none are kept if 0.
    edition : str
        Whatever else an answer depends on: the edition of the service and its schema.
    """

    def __init__(self, max_bytes: int, edition: str) -> None:
        self._max_bytes = max_bytes
        self._edition = edition
        self._kept: OrderedDict[Asking, Kept] = OrderedDict()
        self._of_any_version: Counter[tuple[object, ...]] = Counter()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """How many bytes are taken, compressed forms included."""
        return self._bytes

    @property
    def keeps(self) -> bool:
        """Whether there is room for any."""
        return self._max_bytes > 0

    def holds(self, asking: Asking) -> bool:
        """Say whether an answer of any version is kept: only then it is worth while to ask for the version."""
        return asking[1:] in self._of_any_version

    def get(self, asking: Asking) -> Kept | None:
        """Return the answer that is kept; None if there is none."""
        kept = self._kept.get(asking)
        if kept is not None:
            self._kept.move_to_end(asking)
        return kept

    def keep(self, asking: Asking, body: bytes) -> Kept:
        """Keep an answer if it is not too long, and give it its name.

        Returns
        -------
        Kept
            Of the answer, also if it is too long to be kept.
        """
        kept = Kept(body, self.etag(asking))
        weight = _weight(kept)
        self._forget(asking)
        if weight * _LARGEST > self._max_bytes:
            return kept
        self._bytes += weight
        self._kept[asking] = kept
        self._of_any_version[asking[1:]] += 1
        while self._bytes > self._max_bytes:
            self._forget(next(iter(self._kept)))
        return kept

    def _forget(self, asking: Asking) -> None:
        kept = self._kept.pop(asking, None)
        if kept is not None:
            self._bytes -= _weight(kept)
            self._of_any_version[asking[1:]] -= 1
            if not self._of_any_version[asking[1:]]:
                del self._of_any_version[asking[1:]]

    def etag(self, asking: Asking) -> str:
        """Return the name of an answer, without having it."""
        # Each part is written with its quotes, so different ones are different texts.
        return hashlib.blake2b(f"{self._edition}{asking!r}".encode(), digest_size=16).hexdigest()


def canonical(variables: Mapping[str, Any] | None) -> bytes | None:
    """Write variables as JSON that is the same for equal ones; None if they are not JSON."""
    if not variables:
        return b"{}"
    try:
        return orjson.dumps(variables, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return None


def _weight(kept: Kept) -> int:
    return _FORMS * len(kept.body) + _BESIDE

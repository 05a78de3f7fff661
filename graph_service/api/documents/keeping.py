"""What is kept of what came, the longest unused going first; what came once goes before the rest."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from graph_service.api.documents.document import Document

__all__ = ["Kept", "held_by"]

_ON_TRIAL = 4
"""What came once may have one part in so many."""


class _Bound(NamedTuple):
    most: int
    max_bytes: int


class Kept:
    """Documents by their text.

    A document that came once is kept on trial; one that came again is kept with the others that
    did. So a flood of documents that never come again pushes out nothing but each other. Refused
    documents stay on trial.

    Parameters
    ----------
    most : int
        How many are kept.
    max_bytes : int
        How much they may hold together, estimated.
    """

    def __init__(self, most: int, max_bytes: int) -> None:
        trial = _Bound(max(1, most // _ON_TRIAL), max_bytes // _ON_TRIAL)
        self._on_trial = _Part(trial)
        self._proven = _Part(_Bound(max(0, most - trial.most), max_bytes - trial.max_bytes))

    def get(self, text: str) -> Document | None:
        """Return a document that is kept; it came again."""
        document = self._proven.get(text)
        if document is not None:
            return document
        document = self._on_trial.get(text)
        if document is not None and document.fault is None:
            document.hot = True
            self._on_trial.remove(document)
            for pushed_out in self._proven.add(document):
                self._on_trial.add(pushed_out)
        return document

    def add(self, document: Document) -> None:
        """Keep a document that came for the first time."""
        self._on_trial.add(document)


def held_by(document: Document) -> int:
    """Estimate how many bytes a document holds: its nodes are much more than its text."""
    length = len(document.text)
    if document.fault is not None:
        return 5_000 + 2 * length + 3_000 * len(document.fault.errors)
    return 25_000 + 2 * length + 600 * min(length, 2_500)


class _Part:
    def __init__(self, bound: _Bound) -> None:
        self._bound = bound
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._bytes = 0

    def get(self, text: str) -> Document | None:
        document = self._documents.get(text)
        if document is not None:
            self._documents.move_to_end(text)
        return document

    def add(self, document: Document) -> list[Document]:
        """Keep a document; return those that went for it."""
        self._documents[document.text] = document
        self._bytes += held_by(document)
        gone = []
        while len(self._documents) > self._bound.most or self._bytes > self._bound.max_bytes:
            text = next(iter(self._documents))
            gone.append(self._documents[text])
            self.remove(gone[-1])
        return gone

    def remove(self, document: Document) -> None:
        del self._documents[document.text]
        self._bytes -= held_by(document)

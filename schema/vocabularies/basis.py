"""Whether a value was given or worked out."""

from __future__ import annotations

from schema.vocabularies.vocabulary import Vocabulary, word

__all__ = ["Basis"]


class Basis(Vocabulary):
    """Where a value comes from."""

    GIVEN = word("给定", "A source gives it.")
    DERIVED = word("推导", "It is worked out from other values.")

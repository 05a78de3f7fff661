"""The values of vocabularies and of a pack's lists, as rows of the data dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph_service.dictionary_tables import code
from schema.packs import Pack, PackTerm
from schema.vocabularies import Vocabulary

__all__ = ["VOCABULARY_HEAD", "lists_of", "term_row", "word_row"]

VOCABULARY_HEAD = ("code", "名称", "meaning", "also written")
"""Heads of the columns of `word_row` and `term_row`."""


def word_row(member: Vocabulary) -> Sequence[str]:
    """Describe a value of a structural vocabulary."""
    said = member.word
    return code(member.name), said.label, said.description, "、".join(said.synonyms)


def term_row(term: PackTerm) -> Sequence[str]:
    """Describe a value of a pack's list."""
    meaning = f" The service takes it for {term.means}." if term.means else ""
    edition = f" Edition {code(term.edition)}." if term.edition else ""
    return (
        code(term.code),
        term.label,
        term.description + meaning + edition,
        "、".join(term.synonyms),
    )


def lists_of(pack: Pack) -> Iterable[tuple[str, Sequence[PackTerm]]]:
    """Return the lists of a pack by name; the order of their values is kept, it may count."""
    return sorted(pack.lists.items())

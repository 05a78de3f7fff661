"""Cells whose values come from a list: a closed one, or one of the pack."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from loaders.flaws import Flaw
from loaders.missing import is_missing
from loaders.names import fold
from loaders.readings import Converter, Reading, refused
from loaders.rows import Cell
from loaders.several import split_texts
from schema.declarations import Property
from schema.packs import Pack
from schema.vocabularies import Vocabulary

__all__ = ["codes_of", "list_reader"]


def list_reader(declared: Property, pack: Pack) -> Converter:
    """Make the converter of a closed list or one of the pack, for one value or several."""
    known = (
        _closed(declared.vocabulary, pack)
        if isinstance(declared.vocabulary, type)
        else {
            t.code: (t.label, t.code, *t.synonyms)
            for t in pack.lists.get(str(declared.vocabulary), ())
        }
    )
    return (_several_of if declared.kind.plural else _one_of)(declared, known)


def codes_of(vocabulary: type[Vocabulary], pack: Pack | None) -> dict[str, str]:
    """The codes of a closed list by all words for them, folded."""
    return _by_word(_closed(vocabulary, pack))


def _closed(vocabulary: type[Vocabulary], pack: Pack | None) -> dict[str, tuple[str, ...]]:
    regional = pack.spellings.get(vocabulary.__name__, {}) if pack else {}
    return {
        member.name: (
            *(member.word.label, member.name),
            *(*member.word.synonyms, *regional.get(member.name, ())),
        )
        for member in vocabulary
    }


def _by_word(spellings: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {fold(word): code for code, words in spellings.items() for word in words}


def _one_of(declared: Property, spellings: Mapping[str, Sequence[str]]) -> Converter:
    codes = _by_word(spellings)

    def convert(cell: Cell) -> Reading:
        code = codes.get(fold(str(cell)))
        return (code, ()) if code else _unknown(declared, str(cell), spellings)

    return convert


def _several_of(declared: Property, spellings: Mapping[str, Sequence[str]]) -> Converter:
    codes = _by_word(spellings)

    def convert(cell: Cell) -> Reading:
        # A label may itself have the signs that separate values.
        whole = codes.get(fold(str(cell)))
        if whole is not None:
            return (whole,), ()
        found: dict[str, None] = {}
        flaws: list[Flaw] = []
        for text in split_texts(str(cell)):
            code = codes.get(fold(text))
            if code is not None:
                found[code] = None
            elif not is_missing(text):
                flaws.extend(_unknown(declared, text, spellings)[1])
        return tuple(found) or None, tuple(flaws)

    return convert


def _unknown(declared: Property, text: str, spellings: Mapping[str, Sequence[str]]) -> Reading:
    words = {fold(word): word for known in spellings.values() for word in known}
    close = difflib.get_close_matches(fold(text), list(words), n=2, cutoff=0.5)
    nearest = " or ".join(words[word] for word in close)
    labels = _some([known[0] for known in spellings.values()])
    hint = f"Did you mean {nearest}?" if nearest else f"Known are {labels}."
    return refused("UNKNOWN_TERM", f"{text} is no value of {declared.label}.", hint)


def _some(listed: Sequence[str], most: int = 12) -> str:
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return (", ".join(listed[:most]) or "none") + more

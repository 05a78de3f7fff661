"""How a region spells values of the structural vocabularies."""

from __future__ import annotations

from typing import Any

from schema import vocabularies

__all__ = ["PackError", "regional_spellings"]


class PackError(ValueError):
    """A pack is missing or says something that a pack cannot say."""


def regional_spellings(where: str, tables: Any) -> dict[str, dict[str, tuple[str, ...]]]:
    """Check the region's words for values of structural vocabularies against these.

    Parameters
    ----------
    where : str
        Place in the pack.
    tables : object
        Spellings by vocabulary and code, as the pack has them.

    Raises
    ------
    PackError
        If there is no such value, or a spelling means another one.
    """
    if not isinstance(tables, dict):
        raise PackError(f"{where}: tables are expected, written [spellings.ProjectLevel].")
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, words in tables.items():
        vocabulary = getattr(vocabularies, name, None) if name in vocabularies.__all__ else None
        if not (isinstance(vocabulary, type) and issubclass(vocabulary, vocabularies.Vocabulary)):
            raise PackError(f"{where}: there is no vocabulary {name!r}.")
        owners = {
            spelling.casefold(): member.name
            for member in vocabulary
            for spelling in (member.name, member.word.label, *member.word.synonyms)
        }
        for code, spelled in words.items() if isinstance(words, dict) else ((name, words),):
            if code not in vocabulary.__members__:
                known = ", ".join(vocabulary.__members__)
                raise PackError(f"{where}, {name}: {code!r} is no value of it; known are {known}.")
            if not (isinstance(spelled, list) and all(isinstance(s, str) for s in spelled)):
                raise PackError(f"{where}, {name}: {code} cannot be {spelled!r}.")
            for spelling in spelled:
                other = owners.setdefault(spelling.casefold(), code)
                if other != code:
                    raise PackError(f"{where}, {name}: {spelling!r} means {other} already.")
            found.setdefault(name, {})[code] = tuple(spelled)
    return found

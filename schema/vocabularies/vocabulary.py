"""What a structural vocabulary is: a closed list whose values have labels and synonyms."""

from __future__ import annotations

import enum
from dataclasses import dataclass

__all__ = ["Vocabulary", "Word", "word"]


@dataclass(frozen=True, slots=True)
class Word:
    """The labels of one value of a vocabulary.

    Attributes
    ----------
    label : str
        Chinese label.
    description : str
        English meaning.
    synonyms : tuple of str
        Other spellings that offices use.
    """

    label: str
    description: str
    synonyms: tuple[str, ...] = ()


def word(label: str, description: str, *synonyms: str) -> Word:
    """Declare a value of a vocabulary."""
    return Word(label, description, synonyms)


class Vocabulary(enum.Enum):
    """A closed list; the name of a member is its code in files, stores and the API."""

    @property
    def word(self) -> Word:
        """The member's labels."""
        value = self.value
        assert isinstance(value, Word)  # noqa: S101 - narrows the enum's value for mypy
        return value

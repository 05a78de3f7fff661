"""What a link column says of each of the names in its cells: who leads, who takes part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from loaders.flaws import Flaw
from loaders.labelled import LabelledNames, NameSplitter, label_splitter, unlabelled_name
from loaders.listed import codes_of
from loaders.names import fold
from schema.columns import Value
from schema.declarations import LinkEnd, Property
from schema.packs import Pack

__all__ = ["NamedRoles", "first_stated", "role_of"]

_FIRST = re.compile(r"(?:排名)?第一(?:个|家|位|名)?(?:单位|名称)?(?:为|是|系)(.+)")


class NamedRoles:
    """Reads the words that stand beside names, where a link has a closed list of them.

    Parameters
    ----------
    declared : Property
        Of the link.
    pack : Pack
    stated : mapping of str to str
        What the column itself states.
    first : mapping of str to str
        What it states of the first name.
    split : callable
        Splits what has no such words.
    """

    def __init__(
        self,
        declared: Property,
        pack: Pack,
        *,
        stated: Mapping[str, str],
        first: Mapping[str, str],
        split: NameSplitter,
    ) -> None:
        self._name = declared.name
        self._codes = _codes(declared, pack)
        self._stated = stated.get(declared.name)
        self._first = dict(first) or None
        self.cut = label_splitter(self._codes, split)

    def of(
        self, text: str, found: LabelledNames, flaws: list[Flaw]
    ) -> Sequence[Mapping[str, Value | None] | None]:
        """For each name what differs from what the column states; None if nothing does.

        A name without a word, among names that have one, is not taken for what one of these is.
        """
        labels = found.labels
        if not any(labels):
            return (self._first, *[None] * (len(labels) - 1)) if labels else ()
        codes = [self._codes[fold(label)] if label else None for label in labels]
        told: list[Mapping[str, Value | None] | None] = []
        for name, code in zip(found.names, codes, strict=True):
            if code is None and (self._stated is None or self._stated in codes):
                flaws.append(unlabelled_name(text, name))
                told.append({self._name: None})
            else:
                told.append({self._name: code} if code else None)
        return told


def role_of(end: LinkEnd) -> Property | None:
    """The property of a link that columns state of it, where its values are a closed list."""
    stated = {name for column in end.columns for name, _ in column.values}
    declared = (p for p in end.link.properties if p.name in stated and p.name != end.link.key)
    return next((p for p in declared if isinstance(p.vocabulary, type)), None)


def first_stated(note: str, end: LinkEnd, pack: Pack | None = None) -> dict[str, str]:
    """What a note in a header says of the first of several names: 第一为牵头.

    Empty if it says nothing of it.
    """
    declared = role_of(end)
    found = _FIRST.fullmatch(note)
    if declared is None or found is None:
        return {}
    code = _codes(declared, pack).get(fold(found[1]))
    return {declared.name: code} if code else {}


def _codes(declared: Property, pack: Pack | None) -> dict[str, str]:
    """The codes of a closed list by all words for them, folded."""
    vocabulary = declared.vocabulary
    assert isinstance(vocabulary, type)  # noqa: S101 - asked before
    return codes_of(vocabulary, pack)

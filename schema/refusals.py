"""What the declaration language refuses, each with a sentence that names the declaration."""

from __future__ import annotations

import re
from typing import Any

from schema.declarations import EntityType, LinkColumn, Property

__all__ = [
    "DeclarationError",
    "check_columns",
    "check_form",
    "check_known",
    "check_stated",
    "check_tuples",
    "check_words",
]

_HAN = re.compile(r"[㐀-鿿豈-﫿]")


class DeclarationError(ValueError):
    """A declaration breaks a rule of the language."""


def check_known(where: str, keywords: dict[str, Any], known: frozenset[str]) -> None:
    """Refuse keywords that the language does not know."""
    for keyword in keywords:
        if keyword not in known:
            raise DeclarationError(
                f"{where}: unknown keyword {keyword!r}; known are {', '.join(sorted(known))}."
            )


def check_words(where: str, label: str, description: str | None) -> None:
    """Refuse a label or description that is missing or in the wrong script."""
    if not label:
        raise DeclarationError(f"{where}: the Chinese label is missing.")
    if not _HAN.search(label):
        raise DeclarationError(f"{where}: the Chinese label {label!r} has no Han character.")
    if not description or not description.strip():
        raise DeclarationError(f"{where}: the English description is missing.")
    if _HAN.search(description):
        raise DeclarationError(f"{where}: the English description has Han characters.")


def check_form(where: str, what: str, text: str, form: re.Pattern[str]) -> None:
    """Refuse a name that is not of its form."""
    if not form.fullmatch(text):
        raise DeclarationError(f"{where}: the {what} {text!r} is not of the form {form.pattern}.")


def check_tuples(where: str, keywords: dict[str, Any]) -> None:
    """Refuse a list keyword that is a plain text: a tuple of one without its comma."""
    for keyword in ("columns", "inverse_columns", "opens", "closes", "synonyms", "found_by"):
        if not isinstance(keywords.get(keyword, ()), tuple):
            raise DeclarationError(f"{where}: {keyword} must be a tuple; a comma may be missing.")


def check_stated(where: str, stating: LinkColumn, properties: dict[str, Property]) -> None:
    """Refuse a column that states what its link cannot hold."""
    for name, value in stating.values:
        if name not in properties:
            raise DeclarationError(f"{where}: a column states {name!r}, no property of it.")
        known = properties[name].vocabulary
        if isinstance(known, type) and value not in known.__members__:
            raise DeclarationError(
                f"{where}: a column states {name} {value!r}; known are "
                f"{', '.join(known.__members__)}."
            )


def check_columns(declared: EntityType) -> None:
    """Refuse two properties that claim one column header."""
    owners: dict[str, str] = {}
    for p in declared.properties:
        for header in dict.fromkeys((p.name, p.label, *p.columns)):
            other = owners.setdefault(header.casefold(), p.name)
            if other != p.name:
                raise DeclarationError(
                    f"{declared.name}: column {header!r} is claimed by {other} and {p.name}."
                )

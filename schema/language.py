"""The language in which entity types are declared, one class a type.

Every declaration is checked when its module is imported; a bad one is refused with a sentence
that names it.
"""

from __future__ import annotations

import functools
import re
import typing
from collections.abc import Callable
from typing import Any, TypedDict, TypeVar, Unpack

from schema.declarations import Access, EntityType, LinkColumn, LinkType, Property
from schema.derived import Derived, Rule
from schema.members import (
    Declared,
    LinkWords,
    Term,
    build_derived,
    build_link,
    build_property,
    members_of,
)
from schema.refusals import (
    DeclarationError,
    check_columns,
    check_form,
    check_known,
    check_tuples,
    check_words,
)

__all__ = [
    "DeclarationError",
    "Entity",
    "Term",
    "column",
    "derived",
    "entity",
    "link",
    "link_from",
    "prop",
]

_PascalCase = re.compile(r"[A-Z][A-Za-z0-9]*", re.ASCII)
_CAMEL_CASE = re.compile(r"[a-z][A-Za-z0-9]*", re.ASCII)

E = TypeVar("E", bound="type[Entity]")


class Entity:
    """What a class must inherit to be declared an entity type."""

    __entity__: typing.ClassVar[EntityType]


class PropertyKeywords(TypedDict, total=False):
    """Keywords that `prop` knows."""

    columns: tuple[str, ...]
    opens: tuple[str, ...]
    closes: tuple[str, ...]
    vocabulary: str
    unit: str
    access: Access
    identifier: str
    notation: str
    naming: bool
    indexed: bool


class DerivedKeywords(TypedDict, total=False):
    """Keywords that `derived` knows beside its own."""

    vocabulary: str


class LinkKeywords(TypedDict, total=False):
    """Keywords that `link` knows."""

    properties: type[object]
    key: str
    validity: bool
    names_target: bool
    columns: tuple[LinkColumn, ...]
    inverse_columns: tuple[LinkColumn, ...]
    access: Access


class EntityKeywords(TypedDict, total=False):
    """Keywords that `entity` knows."""

    synonyms: tuple[str, ...]
    abstract: bool
    unclassified: bool
    found_by: tuple[str, ...]
    common_names: bool
    access: Access


def prop(description: str, label: str = "", /, **keywords: Unpack[PropertyKeywords]) -> Any:
    """Declare a property; its annotation gives the kind of value.

    Parameters
    ----------
    description, label : str
        English sentence and Chinese label. The label is also a column header.
    **keywords
        See `schema.declarations.Property`.
    """
    words = {"description": description, "label": label}
    return Declared(build_property, words, dict(keywords), PropertyKeywords.__optional_keys__)


def derived(
    description: str,
    label: str = "",
    /,
    *,
    rule: Rule,
    based: bool = False,
    **keywords: Unpack[DerivedKeywords],
) -> Any:
    """Declare a field that is worked out when a record is read; its annotation gives the kind.

    Parameters
    ----------
    description, label : str
        English sentence and Chinese label.
    rule, based
        See `schema.derived.Derived`.
    **keywords
        `vocabulary`, the pack's list, of a `Term`.
    """
    words = {"description": description, "label": label, "rule": rule, "based": based}
    return Declared(build_derived, words, dict(keywords), DerivedKeywords.__optional_keys__)


def link(
    type_: str,
    target: str,
    /,
    *,
    label: str = "",
    description: str,
    inverse: str,
    inverse_label: str = "",
    inverse_description: str,
    **keywords: Unpack[LinkKeywords],
) -> Any:
    """Declare a type of link from the class it stands in to `target`.

    Parameters
    ----------
    type_, target : str
        Name of the link type in the store, and name of the far end's type.
    label, description : str
        Chinese label and English sentence of the field on the near end.
    inverse, inverse_label, inverse_description : str
        The field on the far end.
    **keywords
        See `schema.declarations.LinkType`; `properties` is a class of `prop` attributes.
    """
    words: LinkWords = {
        "type": type_,
        "far": target,
        "label": label,
        "description": description,
        "inverse": inverse,
        "inverse_label": inverse_label,
        "inverse_description": inverse_description,
    }
    return Declared(build_link, words, dict(keywords), LinkKeywords.__optional_keys__)


def link_from(
    type_: str,
    source: str,
    /,
    *,
    label: str = "",
    description: str,
    inverse: str,
    inverse_label: str = "",
    inverse_description: str,
    **keywords: Unpack[LinkKeywords],
) -> Any:
    """Declare a type of link from `source` to the class it stands in.

    A new type thus brings its links to those that are there, whichever way they go.

    Parameters
    ----------
    type_, source : str
        Name of the link type in the store, and name of the type where it begins.
    label, description : str
        Chinese label and English sentence of the field on the class it stands in.
    inverse, inverse_label, inverse_description : str
        The field on the source.
    **keywords
        As for `link`; `columns` are those of tables of the class it stands in.
    """
    words: LinkWords = {
        "type": type_,
        "far": source,
        "label": label,
        "description": description,
        "inverse": inverse,
        "inverse_label": inverse_label,
        "inverse_description": inverse_description,
    }
    build = functools.partial(build_link, incoming=True)
    return Declared(build, words, dict(keywords), LinkKeywords.__optional_keys__)


def column(*headers: str, **values: str) -> LinkColumn:
    """Declare a column that names the far end of a link, and what the column itself states.

    Examples
    --------
    >>> column("牵头单位", "承担单位", role="LEAD").values
    (('role', 'LEAD'),)
    """
    return LinkColumn(headers, tuple(values.items()))


def entity(
    label: str = "", /, *, plural: str, **keywords: Unpack[EntityKeywords]
) -> Callable[[E], E]:
    """Declare the decorated class an entity type.

    Parameters
    ----------
    label : str
        Chinese label.
    plural : str
        camelCase plural: the name of the root field.
    **keywords
        See `schema.declarations.EntityType`.

    Raises
    ------
    DeclarationError
        If the declaration breaks a rule.
    """

    def declare(cls: E) -> E:
        owner = cls.__name__
        given: dict[str, Any] = dict(keywords)
        check_known(owner, given, EntityKeywords.__optional_keys__)
        check_form(owner, "type name", owner, _PascalCase)
        check_form(owner, "plural", plural, _CAMEL_CASE)
        check_words(owner, label, cls.__doc__)
        check_tuples(owner, given)
        parent = _parent(cls)
        if parent is not None and not parent.abstract:
            raise DeclarationError(f"{owner}: its parent {parent.name} is not abstract.")
        members = members_of(cls, owner)
        own = tuple(m for m in members if isinstance(m, Property))
        cls.__entity__ = EntityType(
            name=owner,
            plural=plural,
            label=label,
            description=_sentence(cls.__doc__),
            synonyms=given.get("synonyms", ()),
            abstract=given.get("abstract", False),
            parent=parent.name if parent else None,
            standing="unclassified" if given.get("unclassified") else "stated",
            found_by=given.get("found_by", ()),
            common_names=given.get("common_names", False),
            properties=(parent.properties if parent else ()) + own,
            derived=(
                *(parent.derived if parent else ()),
                *(m for m in members if isinstance(m, Derived)),
            ),
            links=tuple(m for m in members if isinstance(m, LinkType)),
            access=given.get("access", Access.PUBLIC),
        )
        check_columns(cls.__entity__)
        return cls

    return declare


def _parent(cls: type) -> EntityType | None:
    for base in cls.__mro__[1:]:
        declared = vars(base).get("__entity__")
        if isinstance(declared, EntityType):
            return declared
    return None


def _sentence(doc: str | None) -> str:
    return " ".join((doc or "").split())

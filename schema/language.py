"""The language in which entity types are declared, one class a type.

Every declaration is checked when its module is imported; a bad one is refused with a sentence
that names it.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypedDict, TypeVar, Unpack

from schema.declarations import Access, EntityType, Kind, LinkColumn, LinkType, Property
from schema.money import Money
from schema.refusals import (
    DeclarationError,
    check_columns,
    check_form,
    check_known,
    check_stated,
    check_tuples,
    check_words,
)
from schema.time import PartialDate
from schema.vocabularies import Vocabulary

__all__ = ["DeclarationError", "Entity", "Term", "column", "entity", "link", "prop"]

VALID_FROM = Property(
    name="validFrom",
    kind=Kind.DATE,
    label="生效日期",
    description="First day it is true.",
    columns=("起始日期", "开始时间"),
)
VALID_TO = Property(
    name="validTo",
    kind=Kind.DATE,
    label="失效日期",
    description="Last day it is true.",
    columns=("终止日期", "结束时间"),
)

_PascalCase = re.compile(r"[A-Z][A-Za-z0-9]*", re.ASCII)
_CAMEL_CASE = re.compile(r"[a-z][A-Za-z0-9]*", re.ASCII)
_SCREAMING_CASE = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)

E = TypeVar("E", bound="type[Entity]")


class Entity:
    """What a class must inherit to be declared an entity type."""

    __entity__: typing.ClassVar[EntityType]


class Term(str):
    """Annotation of a property whose values come from a list of the regional pack."""

    __slots__ = ()


class PropertyKeywords(TypedDict, total=False):
    """Keywords that `prop` knows."""

    columns: tuple[str, ...]
    vocabulary: str
    unit: str
    access: Access
    identifier: str
    naming: bool
    indexed: bool


class LinkKeywords(TypedDict, total=False):
    """Keywords that `link` knows."""

    properties: type[object]
    key: str
    validity: bool
    columns: tuple[LinkColumn, ...]
    inverse_columns: tuple[LinkColumn, ...]
    access: Access


class EntityKeywords(TypedDict, total=False):
    """Keywords that `entity` knows."""

    synonyms: tuple[str, ...]
    abstract: bool
    unclassified: bool
    found_by: tuple[str, ...]
    access: Access


@dataclass(frozen=True, slots=True)
class _Declared:
    """A property or link before its owner is known."""

    build: Callable[..., Any]
    words: dict[str, Any]
    keywords: dict[str, Any]
    known: frozenset[str]


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
    return _Declared(_property, words, dict(keywords), PropertyKeywords.__optional_keys__)


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
    words = {
        "type": type_,
        "target": target,
        "label": label,
        "description": description,
        "inverse": inverse,
        "inverse_label": inverse_label,
        "inverse_description": inverse_description,
    }
    return _Declared(_link, words, dict(keywords), LinkKeywords.__optional_keys__)


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
        members = _members(cls, owner)
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
            properties=(parent.properties if parent else ()) + own,
            links=tuple(m for m in members if isinstance(m, LinkType)),
            access=given.get("access", Access.PUBLIC),
        )
        check_columns(cls.__entity__)
        return cls

    return declare


def _members(cls: type, owner: str) -> list[Property | LinkType]:
    hints = typing.get_type_hints(cls)
    return [
        _build(owner, name, declared, hints.get(name))
        for name, declared in vars(cls).items()
        if isinstance(declared, _Declared)
    ]


def _build(owner: str, name: str, declared: _Declared, hint: object) -> Property | LinkType:
    where = f"{owner}.{name}"
    check_known(where, declared.keywords, declared.known)
    check_words(where, declared.words["label"], declared.words["description"])
    check_tuples(where, declared.keywords)
    built: Property | LinkType = declared.build(where, _camel(name), hint, declared)
    return built


def _property(where: str, name: str, hint: object, declared: _Declared) -> Property:
    kind, enumeration = _kind(where, hint)
    keywords = dict(declared.keywords)
    if kind in (Kind.TERM, Kind.TERMS) and "vocabulary" not in keywords:
        raise DeclarationError(f"{where}: a Term needs vocabulary=, the name of a pack's list.")
    if kind not in (Kind.TERM, Kind.TERMS) and "vocabulary" in keywords:
        raise DeclarationError(f"{where}: vocabulary= belongs to a Term.")
    if enumeration is not None:
        keywords["vocabulary"] = enumeration
    return Property(name=name, kind=kind, **declared.words, **keywords)


def _link(where: str, name: str, _hint: object, declared: _Declared) -> LinkType:
    words, keywords = dict(declared.words), dict(declared.keywords)
    check_form(where, "link type", words["type"], _SCREAMING_CASE)
    check_form(where, "inverse", words["inverse"], _CAMEL_CASE)
    check_words(f"{where}, inverse", words["inverse_label"], words["inverse_description"])
    shape = keywords.pop("properties", None)
    members = () if shape is None else _members(shape, where)
    properties = tuple(m for m in members if isinstance(m, Property))
    if keywords.get("validity"):
        properties = (*properties, VALID_FROM, VALID_TO)
    by_name = {p.name: p for p in properties}
    key = keywords.get("key")
    if key is not None and key not in by_name:
        raise DeclarationError(f"{where}: key {key!r} is not a property of the link.")
    for declared_column in (*keywords.get("columns", ()), *keywords.get("inverse_columns", ())):
        check_stated(where, declared_column, by_name)
    return LinkType(
        source=where.partition(".")[0], name=name, properties=properties, **words, **keywords
    )


def _kind(where: str, hint: object) -> tuple[Kind, type[Vocabulary] | None]:
    if isinstance(hint, types.UnionType):
        hint = next(a for a in typing.get_args(hint) if a is not type(None))
    plain: dict[object, Kind] = {
        str: Kind.STRING,
        int: Kind.INTEGER,
        float: Kind.FLOAT,
        bool: Kind.BOOLEAN,
        PartialDate: Kind.DATE,
        Money: Kind.MONEY,
        Term: Kind.TERM,
        tuple[str, ...]: Kind.STRINGS,
        tuple[Term, ...]: Kind.TERMS,
    }
    if isinstance(hint, type) and issubclass(hint, Vocabulary):
        return Kind.ENUM, hint
    if hint not in plain:
        raise DeclarationError(f"{where}: no kind of value is annotated {hint!r}.")
    return plain[hint], None


def _parent(cls: type) -> EntityType | None:
    for base in cls.__mro__[1:]:
        declared = vars(base).get("__entity__")
        if isinstance(declared, EntityType):
            return declared
    return None


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def _sentence(doc: str | None) -> str:
    return " ".join((doc or "").split())

"""From what a class of an entity declares to properties and link types."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from schema.declarations import Kind, LinkType, Property
from schema.derived import Derived
from schema.money import Money
from schema.refusals import (
    DeclarationError,
    check_form,
    check_known,
    check_stated,
    check_tuples,
    check_words,
)
from schema.time import PartialDate
from schema.vocabularies import Vocabulary

__all__ = [
    "Declared",
    "LinkWords",
    "Term",
    "build_derived",
    "build_link",
    "build_property",
    "members_of",
]

VALID_FROM = Property(
    name="validFrom",
    kind=Kind.DATE,
    label="生效日期",
    description="First day it is true.",
    columns=("起始日期", "开始时间"),
    opens=("起止年月", "起止时间", "起止日期", "有效期限", "任职期限", "聘期", "合作期限"),
)
VALID_TO = Property(
    name="validTo",
    kind=Kind.DATE,
    label="失效日期",
    description="Last day it is true.",
    columns=("终止日期", "结束时间"),
    closes=VALID_FROM.opens,
)

_CAMEL_CASE = re.compile(r"[a-z][A-Za-z0-9]*", re.ASCII)
_SCREAMING_CASE = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)


class Term(str):
    """Annotation of a property whose values come from a list of the regional pack."""

    __slots__ = ()


class LinkWords(TypedDict):
    """What is said of a link type and of its two fields."""

    type: str
    far: str
    label: str
    description: str
    inverse: str
    inverse_label: str
    inverse_description: str


@dataclass(frozen=True, slots=True)
class Declared:
    """A property or link before its owner is known.

    Attributes
    ----------
    build : callable
        Makes it, from where it stands, its name, its annotation and this.
    words : mapping
        What is said of it.
    keywords : dict
        What else is given, and not checked yet.
    known : frozenset of str
        The keywords that there are.
    """

    build: Callable[..., Any]
    words: Mapping[str, Any]
    keywords: dict[str, Any]
    known: frozenset[str]


def members_of(cls: type, owner: str) -> list[Property | LinkType | Derived]:
    """Build what a class declares, in the order in which it does.

    Raises
    ------
    DeclarationError
        If a declaration breaks a rule.
    """
    hints = typing.get_type_hints(cls)
    return [
        _build(owner, name, declared, hints.get(name))
        for name, declared in vars(cls).items()
        if isinstance(declared, Declared)
    ]


def _build(
    owner: str, name: str, declared: Declared, hint: object
) -> Property | LinkType | Derived:
    where = f"{owner}.{name}"
    check_known(where, declared.keywords, declared.known)
    check_words(where, declared.words["label"], declared.words["description"])
    check_tuples(where, declared.keywords)
    built: Property | LinkType | Derived = declared.build(where, _camel(name), hint, declared)
    return built


def build_property(where: str, name: str, hint: object, declared: Declared) -> Property:
    """Build a property."""
    kind, enumeration = _kind(where, hint)
    keywords = dict(declared.keywords)
    if kind in (Kind.TERM, Kind.TERMS) and "vocabulary" not in keywords:
        raise DeclarationError(f"{where}: a Term needs vocabulary=, the name of a pack's list.")
    if kind not in (Kind.TERM, Kind.TERMS) and "vocabulary" in keywords:
        raise DeclarationError(f"{where}: vocabulary= belongs to a Term.")
    if enumeration is not None:
        keywords["vocabulary"] = enumeration
    return Property(name=name, kind=kind, **declared.words, **keywords)


def build_derived(where: str, name: str, hint: object, declared: Declared) -> Derived:
    """Build a derived field; its annotation gives the kind of value, as that of a property does."""
    words = dict(declared.words)
    rule, based = words.pop("rule"), words.pop("based")
    shown = Declared(build_property, words, declared.keywords, declared.known)
    return Derived(shown=build_property(where, name, hint, shown), rule=rule, based=based)


def build_link(
    where: str, name: str, _hint: object, declared: Declared, *, incoming: bool = False
) -> LinkType:
    """Build a link type; it ends at the class it is declared in if it is `incoming`."""
    words, keywords = dict(declared.words), dict(declared.keywords)
    far, inverse = words.pop("far"), words.pop("inverse")
    check_form(where, "link type", words["type"], _SCREAMING_CASE)
    check_form(where, "inverse", inverse, _CAMEL_CASE)
    check_words(f"{where}, inverse", words["inverse_label"], words["inverse_description"])
    shape = keywords.pop("properties", None)
    members = () if shape is None else members_of(shape, where)
    properties = tuple(m for m in members if isinstance(m, Property))
    if keywords.get("validity"):
        properties = (*properties, VALID_FROM, VALID_TO)
    by_name = {p.name: p for p in properties}
    key = keywords.get("key")
    if key is not None and key not in by_name:
        raise DeclarationError(f"{where}: key {key!r} is not a property of the link.")
    for declared_column in (*keywords.get("columns", ()), *keywords.get("inverse_columns", ())):
        check_stated(where, declared_column, by_name)
    near = where.partition(".")[0]
    source, target, out, back = near, far, name, inverse
    if incoming:
        source, target, out, back = far, near, inverse, name
        for kind in ("label", "description", "columns"):
            owner = keywords if kind == "columns" else words
            empty = () if kind == "columns" else ""
            own, other = owner.get(kind, empty), owner.get(f"inverse_{kind}", empty)
            owner[kind], owner[f"inverse_{kind}"] = other, own
    return LinkType(
        source=source,
        target=target,
        name=out,
        inverse=back,
        properties=properties,
        **words,
        **keywords,
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


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)

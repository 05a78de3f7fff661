"""What a catalogue is made of once declared: entity types, properties, link types."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from schema.derived import Derived
    from schema.vocabularies import Vocabulary

__all__ = [
    "Access",
    "Direction",
    "EntityType",
    "Kind",
    "LinkColumn",
    "LinkEnd",
    "LinkType",
    "Property",
]


class Kind(enum.Enum):
    """The kind of value a property holds."""

    STRING = "string"
    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATE = "date"
    MONEY = "money"
    ENUM = "enum"
    TERM = "term"
    STRINGS = "strings"
    TERMS = "terms"

    @property
    def plural(self) -> bool:
        """Whether a value is a list."""
        return self in (Kind.STRINGS, Kind.TERMS)


class Access(enum.Enum):
    """Who may read a type, property or link; ordered from everybody to few."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"

    def covers(self, asked: Access) -> bool:
        """Say whether who may read what is of this access may read what is of another."""
        order = tuple(Access)
        return order.index(asked) <= order.index(self)


class Direction(enum.Enum):
    """Which way a link is followed."""

    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One property of an entity or link type.

    Attributes
    ----------
    name : str
        camelCase name in the API, in statements and in the store.
    kind : Kind
        Kind of value.
    description, label : str
        English sentence and Chinese label.
    columns : tuple of str
        Headers accepted in tables beside the label and the name.
    opens, closes : tuple of str
        Headers of columns of periods that begin, or end, with a value.
    vocabulary : type of Vocabulary, str or None
        An enum class for `Kind.ENUM`, the name of a pack's list for `Kind.TERM`.
    unit : str or None
        Unit of a number: ``m2``, ``person``.
    access : Access
        Who may read it.
    identifier : str or None
        Scheme, when a value identifies the record (``uscc``, ``pic``).
    notation : str or None
        Scheme of codes that classify the record and do not identify it (``gbt4754``).
    naming : bool
        Whether a value is a name or alias by which the record is found.
    indexed : bool
        Whether lists are often filtered or ordered by it.
    """

    name: str
    kind: Kind
    description: str
    label: str
    columns: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    vocabulary: type[Vocabulary] | str | None = None
    unit: str | None = None
    access: Access = Access.PUBLIC
    identifier: str | None = None
    notation: str | None = None
    naming: bool = False
    indexed: bool = False


@dataclass(frozen=True, slots=True)
class LinkColumn:
    """A column of a table whose cells name the other end of a link.

    Attributes
    ----------
    headers : tuple of str
        Accepted headers, the preferred one first.
    values : tuple of (str, str)
        Properties that the column itself states, such as ``("role", "LEAD")``.
    """

    headers: tuple[str, ...]
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkType:
    """A type of link between two entity types, concrete or abstract.

    Attributes
    ----------
    type : str
        ``SCREAMING_CASE`` name in the store.
    source, target : str
        Type names.
    name, inverse : str
        Field on the source and on the target.
    label, inverse_label, description, inverse_description : str
        Chinese labels and English sentences of the two fields.
    properties : tuple of Property
        Properties of the link itself.
    key : str or None
        The property that tells parallel links apart, if there can be any.
    validity : bool
        Whether a link is true only from ``validFrom`` to ``validTo``.
    names_target : bool
        Whether the source's name is one that the target has or had, and finds it too.
    columns, inverse_columns : tuple of LinkColumn
        Columns in the tables of the source and of the target.
    access : Access
        Who may read it.
    """

    type: str
    source: str
    target: str
    name: str
    inverse: str
    label: str
    inverse_label: str
    description: str
    inverse_description: str
    properties: tuple[Property, ...] = ()
    key: str | None = None
    validity: bool = False
    names_target: bool = False
    columns: tuple[LinkColumn, ...] = ()
    inverse_columns: tuple[LinkColumn, ...] = ()
    access: Access = Access.PUBLIC


@dataclass(frozen=True, slots=True)
class LinkEnd:
    """A link type seen from one of its ends.

    Attributes
    ----------
    link : LinkType
        The link type.
    direction : Direction
        `OUT` seen from the source.
    """

    link: LinkType
    direction: Direction

    @property
    def name(self) -> str:
        """The field's name on the near end."""
        return self.link.name if self.direction is Direction.OUT else self.link.inverse

    @property
    def near(self) -> str:
        """The near end's type."""
        return self.link.source if self.direction is Direction.OUT else self.link.target

    @property
    def far(self) -> str:
        """The far end's type."""
        return self.link.target if self.direction is Direction.OUT else self.link.source

    @property
    def label(self) -> str:
        """The field's Chinese label."""
        return self.link.label if self.direction is Direction.OUT else self.link.inverse_label

    @property
    def description(self) -> str:
        """The field's English description."""
        out = self.direction is Direction.OUT
        return self.link.description if out else self.link.inverse_description

    @property
    def columns(self) -> tuple[LinkColumn, ...]:
        """Columns for it in the near end's tables."""
        out = self.direction is Direction.OUT
        return self.link.columns if out else self.link.inverse_columns


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityType:
    """A type of node.

    Attributes
    ----------
    name, plural : str
        ``Platform`` and the root field ``platforms``.
    label, description : str
        Chinese label and English sentence.
    synonyms : tuple of str
        Other names of the type, for files and sheets.
    abstract : bool
        Whether it only groups other types.
    parent : str or None
        The abstract type it belongs to.
    standing : {"stated", "unclassified"}
        ``unclassified`` for the type of records that are named but whose type nobody stated.
    found_by : tuple of str
        What tells two records of one name apart: property names, or the name of a link
        field whose far end must be the same (a person's organisation).
    common_names : bool
        Whether many records share one name, so that a namesake is no reason to doubt.
    properties : tuple of Property
        Its own and inherited properties.
    derived : tuple of Derived
        Its own and inherited derived fields.
    links : tuple of LinkType
        Links declared on it; it is their source or their target.
    access : Access
        Who may read it.
    """

    name: str
    plural: str
    label: str
    description: str
    synonyms: tuple[str, ...] = ()
    abstract: bool = False
    parent: str | None = None
    standing: Literal["stated", "unclassified"] = "stated"
    found_by: tuple[str, ...] = ()
    common_names: bool = False
    properties: tuple[Property, ...] = ()
    derived: tuple[Derived, ...] = ()
    links: tuple[LinkType, ...] = ()
    access: Access = Access.PUBLIC

    def property(self, name: str) -> Property:
        """Return the property called `name`.

        Raises
        ------
        KeyError
            If there is none.
        """
        for declared in self.properties:
            if declared.name == name:
                return declared
        raise KeyError(f"{self.name} has no property {name!r}.")

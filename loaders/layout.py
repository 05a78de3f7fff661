"""Layouts: which column of a table means what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from loaders.amounts import MoneyUnit
from schema.declarations import LinkEnd, LinkType, Property

__all__ = [
    "ENDS",
    "Bond",
    "Choice",
    "Condition",
    "Field",
    "Layout",
    "LayoutError",
    "Mention",
    "Part",
    "PeriodEnd",
    "Subject",
    "TypeColumn",
    "headers_of",
    "source_of",
]


PeriodEnd: TypeAlias = Literal["", "start", "end"]
"""Which end of a period a value is; empty where the cells hold no periods."""

ENDS: tuple[PeriodEnd, ...] = ("start", "end")


class LayoutError(Exception):
    """A table does not fit, or fits more than one way; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What another column must say so that a value counts.

    Attributes
    ----------
    header : str
    texts : frozenset of str
        One of which it must say, folded.
    """

    header: str
    texts: frozenset[str]


class Part(NamedTuple):
    """Which of the parts of a cell are meant.

    Attributes
    ----------
    separators : tuple of str
        What stands between them.
    first : int
        From 1.
    open : bool
        Whether all from this one on are meant, as a list.
    """

    separators: tuple[str, ...]
    first: int
    open: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Which values of a column count.

    Attributes
    ----------
    header : str
    where : tuple of Condition
        All of which must hold. For a list they are asked of each of its values, where the other
        column is a list as long, value by value.
    part : Part or None
        Which parts of each value count; all of it if None.
    """

    header: str
    where: tuple[Condition, ...] = ()
    part: Part | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """All columns that it reads."""
        return (self.header, *(condition.header for condition in self.where))


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column that holds a property.

    Attributes
    ----------
    property : Property
    header : str
        The column as the table spells it.
    scheme : str or None
        Identifier scheme of the values, if they identify the record.
    words : mapping of str to str
        What the table's own words mean, before they are converted.
    unit : str
        Unit written in the header; empty if there is none.
    money : MoneyUnit or None
        Unit of amounts of money.
    placeholders : frozenset of str or None
        Texts that mean "missing", instead of the usual ones.
    choice : Choice or None
        Which of the column's values count; all if None.
    first : bool
        Whether only the first of several values is meant.
    period : {"", "start", "end"}
        Which end of a period the value is, where the cells hold periods.
    """

    property: Property
    header: str
    scheme: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    money: MoneyUnit | None = None
    placeholders: frozenset[str] | None = None
    choice: Choice | None = None
    first: bool = False
    period: PeriodEnd = ""


@dataclass(frozen=True, slots=True)
class TypeColumn:
    """A column that says of what type a record is.

    Attributes
    ----------
    header : str
    types : mapping of str to str
        Type names by what the cells say. Of a cell that says several things the one counts that
        stands first here.
    otherwise : str or None
        The type of records of which the cells say something else, or nothing.
    """

    header: str
    types: Mapping[str, str]
    otherwise: str | None = None

    @property
    def all(self) -> tuple[str, ...]:
        """The types that it can say."""
        others = (self.otherwise,) if self.otherwise else ()
        return tuple(dict.fromkeys((*self.types.values(), *others)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A record that every row states, or several of a kind.

    Attributes
    ----------
    name : str
        By which the layout refers to it.
    type : str or TypeColumn
        A concrete type, or the column that says it.
    fields : tuple of Field
        Several of one property are tried in turn; those of a list are put together.
    constants : mapping of str to str
        Texts by property, the same for all rows.
    each : bool
        Whether a row states as many of them as there are values in the columns, which are lists
        of one length.
    mention : bool
        Whether a row only names it.
    """

    name: str
    type: str | TypeColumn
    fields: tuple[Field, ...]
    constants: Mapping[str, str] = field(default_factory=dict)
    each: bool = False
    mention: bool = False

    @property
    def types(self) -> tuple[str, ...]:
        """The types it can be of."""
        return (self.type,) if isinstance(self.type, str) else self.type.all


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """A link between two records that every row states.

    Attributes
    ----------
    link : LinkType
    source, target : str
        Names of subjects.
    fields : tuple of Field
        Properties of the link.
    constants : mapping of str to str
        Texts by property, the same for all rows.
    """

    link: LinkType
    source: str
    target: str
    fields: tuple[Field, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A column whose cells name the far ends of links.

    Attributes
    ----------
    subject : str
        Name of the subject at the near end.
    end : LinkEnd
    header : str
    values : mapping of str to str
        What the column itself states of the links, such as the role.
    fields : tuple of Field
        Columns with properties of the links.
    """

    subject: str
    end: LinkEnd
    header: str
    values: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What the columns of a table mean.

    Attributes
    ----------
    name : str
        A mapping's name, or the type's.
    subjects : tuple of Subject
    bonds : tuple of Bond
    mentions : tuple of Mention
    unknown : tuple of str
        Headers that mean nothing to us.
    currency : str or None
        ISO code of amounts that name none; the pack's if None.
    placeholders : frozenset of str
        Texts that mean "missing", beside the usual ones.
    sparse : bool
        Whether tables may lack columns, as records do that leave out what they do not know.
    spellings : mapping of str to (tuple of str)
        Other headers that columns may have.
    sheets : tuple of str
        Names of the sheets that are read, folded; all if empty.
    header_row : int
        Number of the header's row; 0 if it is to be found.
    skip : tuple of Condition
        Rows of which any holds are no data.
    """

    name: str
    subjects: tuple[Subject, ...]
    bonds: tuple[Bond, ...] = ()
    mentions: tuple[Mention, ...] = ()
    unknown: tuple[str, ...] = ()
    currency: str | None = None
    placeholders: frozenset[str] = frozenset()
    sparse: bool = False
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    header_row: int = 0
    skip: tuple[Condition, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns it reads."""
        types = [s.type.header for s in self.subjects if isinstance(s.type, TypeColumn)]
        owners: tuple[Subject | Bond | Mention, ...]
        owners = (*self.subjects, *self.bonds, *self.mentions)
        fields = [header for owner in owners for f in owner.fields for header in headers_of(f)]
        others = (*(m.header for m in self.mentions), *(c.header for c in self.skip))
        return tuple(dict.fromkeys((*types, *fields, *others)))

    @property
    def digest_text(self) -> str:
        """What tells it from other layouts, as text."""
        parts: list[object] = [self.name, self.currency, sorted(self.placeholders)]
        for s in self.subjects:
            parts += [s.name, s.type, s.each, sorted(s.constants.items()), *map(_told, s.fields)]
        for b in self.bonds:
            parts += [b.link.type, b.source, b.target, sorted(b.constants.items())]
            parts += map(_told, b.fields)
        for m in self.mentions:
            parts += [m.header, m.end.link.type, m.end.direction, sorted(m.values.items())]
            parts += map(_told, m.fields)
        return repr(parts)


def source_of(declared: Field) -> str | Choice:
    """Where the cells of a column come from: the column, or what counts of it."""
    return declared.choice or declared.header


def headers_of(declared: Field) -> tuple[str, ...]:
    """All columns that a column of a property reads: its own, and those of its conditions."""
    return declared.choice.headers if declared.choice else (declared.header,)


def _told(f: Field) -> object:
    missing = None if f.placeholders is None else sorted(f.placeholders)
    where = [(c.header, sorted(c.texts)) for c in f.choice.where] if f.choice else []
    part = f.choice.part if f.choice else None
    words = sorted(f.words.items())
    return (
        f.header,
        f.property.name,
        f.scheme,
        words,
        f.unit,
        f.money,
        missing,
        where,
        part,
        f.period,
    )

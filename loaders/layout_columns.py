"""Columns of a table as a layout reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from loaders.amounts import MoneyUnit
from schema.declarations import Property

__all__ = [
    "ENDS",
    "Choice",
    "Condition",
    "Field",
    "LabelledCells",
    "Part",
    "PeriodEnd",
    "TypeColumn",
    "headers_of",
    "source_of",
    "told",
]

PeriodEnd: TypeAlias = Literal["", "start", "end"]
"""Which end of a period a value is; empty where the cells hold no periods."""

ENDS: tuple[PeriodEnd, ...] = ("start", "end")


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
    each : bool
        Of a property of links: whether a cell is a list with one value for each record at the
        end of which a row states several.
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
    each: bool = False


@dataclass(frozen=True, slots=True)
class LabelledCells:
    """A column whose cells name several, each with a label: it is read as two lists.

    Attributes
    ----------
    name : str
        What the columns of the lists begin with.
    header : str
        The column as the table spells it.
    labels : tuple of str
    first, others : str or None
        The labels of the first name and of the others in cells without any; the second also of
        names without one in cells that have some.
    separators : tuple of str
        What stands between names; if there are none, whatever stands between whole names.
    people : bool
        Whether they are people.
    """

    name: str
    header: str
    labels: tuple[str, ...]
    first: str | None = None
    others: str | None = None
    separators: tuple[str, ...] = ()
    people: bool = False

    @property
    def columns(self) -> tuple[str, str]:
        """The columns of the names and of their labels."""
        return f"{self.name}[].name", f"{self.name}[].label"


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


def source_of(declared: Field) -> str | Choice:
    """Where the cells of a column come from: the column, or what counts of it."""
    return declared.choice or declared.header


def headers_of(declared: Field) -> tuple[str, ...]:
    """All columns that a column of a property reads: its own, and those of its conditions."""
    return declared.choice.headers if declared.choice else (declared.header,)


def told(f: Field) -> object:
    """What tells a column of a property from others."""
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

"""Layouts: which column of a table means what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from loaders.layout_columns import (
    ENDS,
    Choice,
    Condition,
    Field,
    LabelledCells,
    Part,
    PeriodEnd,
    TypeColumn,
    headers_of,
    source_of,
    told,
)
from schema.declarations import LinkEnd, LinkType

__all__ = [
    "ENDS",
    "Bond",
    "BondEnd",
    "Choice",
    "Condition",
    "Field",
    "LabelledCells",
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


BondEnd: TypeAlias = Literal["", "source", "target", "both"]
"""The ends of a link of which a row states several, one beside the other."""


class LayoutError(Exception):
    """A table does not fit, or fits more than one way; the message says which and what to do."""


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
    each : {"", "source", "target", "both"}
        The end whose records, one by one, go with the values of lists; both if the records of
        the two ends stand side by side.
    """

    link: LinkType
    source: str
    target: str
    fields: tuple[Field, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    each: BondEnd = ""


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
    first : mapping of str to str
        What it states of the first of several names, in place of `values`.
    """

    subject: str
    end: LinkEnd
    header: str
    values: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    first: Mapping[str, str] = field(default_factory=dict)


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
    labelled : tuple of LabelledCells
    down : tuple of str
        Columns whose cells hold for the rows below in which all of them are empty.
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
    labelled: tuple[LabelledCells, ...] = ()
    down: tuple[str, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns of the table that it reads."""
        types = [s.type.header for s in self.subjects if isinstance(s.type, TypeColumn)]
        owners: tuple[Subject | Bond | Mention, ...]
        owners = (*self.subjects, *self.bonds, *self.mentions)
        fields = [header for owner in owners for f in owner.fields for header in headers_of(f)]
        others = (*(m.header for m in self.mentions), *(c.header for c in self.skip))
        cells = tuple(labelled.header for labelled in self.labelled)
        made = {column for labelled in self.labelled for column in labelled.columns}
        read = dict.fromkeys((*types, *fields, *others, *cells, *self.down))
        return tuple(header for header in read if header not in made)

    @property
    def digest_text(self) -> str:
        """What tells it from other layouts, as text."""
        parts: list[object] = [self.name, self.currency, sorted(self.placeholders)]
        for s in self.subjects:
            parts += [s.name, s.type, s.each, sorted(s.constants.items()), *map(told, s.fields)]
        for b in self.bonds:
            parts += [b.link.type, b.source, b.target, sorted(b.constants.items())]
            parts += map(told, b.fields)
        for m in self.mentions:
            parts += [m.header, m.end.link.type, m.end.direction, sorted(m.values.items())]
            parts += sorted(m.first.items())
            parts += map(told, m.fields)
        return repr(parts)

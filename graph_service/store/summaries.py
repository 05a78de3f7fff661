"""What a read plan can ask of a whole list besides its page, and the answers.

All of it speaks of the list that the connection's filter leaves, whatever page is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from schema.columns import Scalar

__all__ = ["Aggregate", "Facet", "Summary", "Tally", "Total", "Totals", "exact_sum"]


@dataclass(frozen=True, slots=True)
class Facet:
    """How often each value of a column occurs; of a column of lists, how often each element does.

    Attributes
    ----------
    key : str
        Under which the `Tally` is returned.
    column : str
        One that holds text, whole numbers, yes or no, or lists of text.
    top : int
        How many values to name.
    of_link : bool
        Whether the column is one of the link instead of the node.
    begin : int or None
        So many first characters of a text are its value; all if None.
    """

    key: str
    column: str
    top: int
    of_link: bool = False
    begin: int | None = None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """Number, least, greatest and sum of the values of a column.

    Attributes
    ----------
    key : str
        Under which the `Totals` are returned.
    column : str
        One that holds numbers, or text: then there is no sum.
    by : str or None
        Separately for each value of this column, which is there wherever `column` is.
    of_link : bool
        Whether the columns are those of the link instead of the node.
    """

    key: str
    column: str
    by: str | None = None
    of_link: bool = False


Summary: TypeAlias = Facet | Aggregate


@dataclass(frozen=True, slots=True)
class Tally:
    """Values and how often they occur, the most frequent first, equally frequent ones in order.

    Attributes
    ----------
    values : tuple of (value, int)
    other : int
        How often all values occur that are not named.
    missing : int
        How many entries have no value, or an empty list.
    """

    values: tuple[tuple[Scalar, int], ...]
    other: int
    missing: int


@dataclass(frozen=True, slots=True)
class Total:
    """What is known of some values.

    Attributes
    ----------
    by : value or None
        What they have in common.
    count : int
        At least one.
    least, greatest : value
    sum : Fraction or None
        Exact, in whatever order the values come; None of text.
    """

    by: Scalar | None
    count: int
    least: Scalar
    greatest: Scalar
    sum: Fraction | None


@dataclass(frozen=True, slots=True)
class Totals:
    """What is known of the values of a column.

    Attributes
    ----------
    groups : tuple of Total
        In the order of what each has in common.
    missing : int
        How many entries have no value.
    """

    groups: tuple[Total, ...]
    missing: int


_BITS = 1074
"""No float has finer binary places."""


def exact_sum(values: Iterable[float]) -> Fraction:
    """Add whole numbers and floats without any rounding."""
    whole, fine = 0, 0
    for value in values:
        if isinstance(value, int):
            whole += value
        else:
            above, below = value.as_integer_ratio()
            fine += above << (_BITS - below.bit_length() + 1)
    return whole + Fraction(fine, 1 << _BITS)

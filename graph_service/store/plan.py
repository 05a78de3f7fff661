"""The read plan: what to read, as a small tree of values that every store can answer.

A plan speaks of stored columns (`schema.columns`) and of response keys chosen by its author. A
store returns rows as plain dicts under these keys; it never needs to know GraphQL.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from graph_service.store.summaries import Summary
from schema.columns import Scalar
from schema.declarations import Direction

__all__ = [
    "And",
    "Branch",
    "Column",
    "Compare",
    "Connection",
    "Counted",
    "Field",
    "Filter",
    "Follow",
    "Hop",
    "LinkCount",
    "LinkFilter",
    "Lookup",
    "NodeView",
    "Not",
    "Op",
    "Or",
    "OrderKey",
    "Plan",
    "Position",
    "Quantified",
    "Quantifier",
    "Scan",
    "Selection",
]


class Op(enum.Enum):
    """Comparisons. Each with a missing value is false, but `IS_NULL` asks for absence."""

    EQ = "eq"
    IN = "in"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    CONTAINS = "contains"
    STARTS_WITH = "startsWith"
    ENDS_WITH = "endsWith"
    IS_NULL = "isNull"
    HAS = "has"
    HAS_ANY = "hasAny"
    HAS_ALL = "hasAll"
    IS_EMPTY = "isEmpty"


@dataclass(frozen=True, slots=True)
class Compare:
    """``column op value``. `IN`, `HAS_ANY` and `HAS_ALL` take a tuple; `IS_NULL` and `IS_EMPTY` a bool.

    A missing list is empty: `IS_EMPTY` is true of it and `HAS_ALL` of no values is true.
    """

    column: str
    op: Op
    value: Scalar


@dataclass(frozen=True, slots=True)
class And:
    """All of `parts`; true if there are none."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of `parts`; false if there are none."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """`part` is not true; logic is two-valued."""

    part: Filter


@dataclass(frozen=True, slots=True)
class Hop:
    """A step over links of one type.

    Attributes
    ----------
    link : str
        Link type.
    direction : Direction
        Which way.
    target : str
        Concrete or abstract type of the far end; links to others do not count.
    validity : bool
        Whether links of this type are true only for some days: then only those that cover
        `ReadContext.as_of` count.
    """

    link: str
    direction: Direction
    target: str
    validity: bool = False


@dataclass(frozen=True, slots=True)
class LinkFilter:
    """A condition on a link and its far end; a missing part is true."""

    edge: Filter | None = None
    node: Filter | None = None


class Quantifier(enum.Enum):
    """How many links must meet a condition; all of none is true."""

    SOME = "some"
    NONE = "none"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Quantified:
    """Some, none or all of the links of a hop meet `where`."""

    hop: Hop
    quantifier: Quantifier
    where: LinkFilter


@dataclass(frozen=True, slots=True)
class Counted:
    """The number of links of a hop compares with a number."""

    hop: Hop
    op: Op
    value: int | tuple[int, ...]


Filter: TypeAlias = And | Or | Not | Compare | Quantified | Counted


@dataclass(frozen=True, slots=True)
class Column:
    """Order by a column of the node."""

    name: str


@dataclass(frozen=True, slots=True)
class LinkCount:
    """Order by the number of links of a hop."""

    hop: Hop


@dataclass(frozen=True, slots=True)
class OrderKey:
    """One key of an order: nulls last ascending and first descending, text by code point.

    Every order is completed by the node's id, then the link's key, both ascending.
    """

    by: Column | LinkCount
    descending: bool = False


Position: TypeAlias = tuple[Scalar | None, ...]
"""A place in an order: the values of its keys, then the node's id, then the link's key.

In a scan of nodes the link's key is left out.
"""


@dataclass(frozen=True, slots=True)
class Field:
    """A value to return: one column as it is, several as a tuple, or None if the first is missing.

    The column ``id`` is the node's id, ``@type`` its concrete type.
    """

    key: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """What to return besides if the node is of one concrete type."""

    type: str
    selection: Selection


@dataclass(frozen=True, slots=True)
class Selection:
    """What to return of a node.

    A row is a dict with ``@type`` and ``@id``, the keys of `fields` and `follows`, and those of
    the branch of its type. A follow gives a `Page`.
    """

    fields: tuple[Field, ...] = ()
    follows: tuple[Follow, ...] = ()
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class NodeView:
    """A selection of the far node, returned under `key` of each entry of a page.

    There are several when a query asks for the nodes of one connection in several ways.
    """

    key: str
    selection: Selection


@dataclass(frozen=True, slots=True)
class Connection:
    """Which entries of a list to return, and what of each.

    Attributes
    ----------
    nodes : tuple of NodeView
        What to return of the far node.
    edges : tuple of Field
        What to return of the link (its columns).
    where : LinkFilter or None
        Which entries are in the list; a scan of nodes uses its `node` part only.
    order : tuple of OrderKey
    after : Position or None
        Begin after this place; end before it if `backward`.
    backward : bool
        Whether the page is taken from the end of the list instead of its beginning. Its entries
        stand in the list's order all the same.
    limit : int or None
        Length of the page; None reads no page.
    count : bool
        Whether to count the list.
    summaries : tuple of Summary
        What else to tell of the whole list.
    """

    nodes: tuple[NodeView, ...] = ()
    edges: tuple[Field, ...] = ()
    where: LinkFilter | None = None
    order: tuple[OrderKey, ...] = ()
    after: Position | None = None
    backward: bool = False
    limit: int | None = None
    count: bool = False
    summaries: tuple[Summary, ...] = ()


@dataclass(frozen=True, slots=True)
class Follow:
    """A connection over the links of a hop, returned under `key`."""

    key: str
    hop: Hop
    connection: Connection


@dataclass(frozen=True, slots=True)
class Scan:
    """A connection over the nodes of some concrete types."""

    types: tuple[str, ...]
    connection: Connection


@dataclass(frozen=True, slots=True)
class Lookup:
    """The nodes with these ids, in this order; a retired id answers the survivor, an unknown one None."""

    ids: tuple[str, ...]
    selection: Selection = field(default_factory=Selection)


Plan: TypeAlias = Scan | Lookup

Row: TypeAlias = Mapping[str, object]

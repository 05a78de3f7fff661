"""Drafts: what a row says of its records and links, before their ids are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from loaders.flaws import Flaw
from loaders.records import Record
from loaders.rows import Cell
from schema.columns import Value

__all__ = ["CellFlaw", "DraftLink", "DraftNode", "DraftRow"]


class CellFlaw(NamedTuple):
    """A flaw and the cell that has it.

    Attributes
    ----------
    column : str
        Header; empty if the whole row is meant.
    value : Cell
    flaw : Flaw
    """

    column: str
    value: Cell
    flaw: Flaw


@dataclass(slots=True, eq=False, weakref_slot=True)
class DraftNode:
    """What rows with the same cells say of one record; they share one draft.

    Attributes
    ----------
    type : str
        The type it is given.
    family : str
        Within which it is searched.
    values : mapping of str to Value
    identified : bool
        Whether the row says enough to find the record again.
    identifiers : tuple of str
        Lookup keys by identifier.
    name_keys : tuple of str
        Lookup keys by name, the name before the aliases.
    traits : tuple of str
        For each name key the one that adds what tells records of one name apart; empty if the
        type has no such properties or the row does not say them.
    lent_keys : tuple of str
        Lookup keys by names that another record of the row says it has or had.
    mention : bool
        Whether the row only names the record.
    bound : bool
        Whether a name finds it only together with one of the records in `near`.
    near : tuple of DraftNode
        Records beside which a name is searched.
    home : tuple of DraftNode
        Records beside which a new one will be found again.
    flaws : tuple of CellFlaw
    keys : tuple of str
        All its lookup keys; set by matching.
    record : Record or None
        The record it speaks of; set by matching, None if there can be none.
    rivals : tuple of Record
        The records that a mention may speak of, if they are several; set by matching.
    contested : bool
        Whether only its content tells it apart; set by matching.
    parts : tuple of DraftNode
        Those whom the name may name instead: it has signs that may separate names.
    doubt : CellFlaw or None
        That the name may be several; matching takes it away if the name is known.
    divided : bool
        Whether the row speaks of the parts, who are all known; set by matching.
    settled : bool
        Whether matching is through with it.
    """

    type: str
    family: str
    values: Mapping[str, Value]
    identified: bool = True
    identifiers: tuple[str, ...] = ()
    name_keys: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    lent_keys: tuple[str, ...] = ()
    mention: bool = False
    bound: bool = False
    near: tuple[DraftNode, ...] = ()
    home: tuple[DraftNode, ...] = ()
    flaws: tuple[CellFlaw, ...] = ()
    keys: tuple[str, ...] = ()
    record: Record | None = None
    rivals: tuple[Record, ...] = ()
    contested: bool = False
    parts: tuple[DraftNode, ...] = ()
    doubt: CellFlaw | None = None
    divided: bool = False
    settled: bool = False


class DraftLink(NamedTuple):
    """What a row says of a link.

    Attributes
    ----------
    type : str
    source, target : DraftNode
    key : str
    values : mapping of str to Value
    column : str
    cell : Cell
        Header and content of the cell that names the far end, if one does.
    """

    type: str
    source: DraftNode
    target: DraftNode
    key: str
    values: Mapping[str, Value]
    column: str = ""
    cell: Cell = None


@dataclass(slots=True)
class DraftRow:
    """What a row says.

    Attributes
    ----------
    nodes : sequence of DraftNode
        Records it states or names; none if it says nothing.
    links : sequence of DraftLink
    flaws : list of CellFlaw
    """

    nodes: Sequence[DraftNode]
    links: Sequence[DraftLink]
    flaws: list[CellFlaw] = field(default_factory=list)

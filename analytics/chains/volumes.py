"""How much each organisation provides to each segment of a chain, thing by thing."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.provisions import WORKS, Work
from analytics.chains.served_segments import OPERATES_IN
from analytics.joins import joined, links_of
from analytics.tables import Coded, Money, Tables
from analytics.ties.kinds import GROUPS, Tie
from analytics.ties.participation import select_activities
from analytics.window import Window

__all__ = [
    "AMOUNT",
    "CONTRACT",
    "CONTRACT_GROUP",
    "SIDE",
    "ShareBy",
    "Volumes",
    "volumes_of",
]

CONTRACT_GROUP: Final = GROUPS[Tie.CONTRACT]
CONTRACT: Final = CONTRACT_GROUP.type
AMOUNT: Final = "amount"
SIDE: Final = "side"
_SELLER: Final = "SELLER"
_MINOR: Final = 100.0

_Ints: TypeAlias = npt.NDArray[np.int64]
_Floats: TypeAlias = npt.NDArray[np.float64]
_Rows: TypeAlias = list[npt.NDArray[Any]]


class ShareBy(enum.StrEnum):
    """By what shares are measured."""

    WORKS = "WORKS"
    CONTRACT_VALUE = "CONTRACT_VALUE"


@dataclass(frozen=True, slots=True)
class Volumes:
    """One row an organisation, a segment and a thing by which it provides it; each once.

    Attributes
    ----------
    organization, segment, through : ndarray of int64, shape (v,)
        Node indices; through the segment itself where it operates in it.
    volume : ndarray of float64, shape (v,)
        NaN where it cannot be told: the date, the amount or the seller is missing.
    currencies : tuple of str
        Of the amounts; more than one cannot be added up.
    """

    organization: _Ints
    segment: _Ints
    through: _Ints
    volume: _Floats
    currencies: tuple[str, ...]


def volumes_of(tables: Tables, segments: _Ints, window: Window | None, by: ShareBy) -> Volumes:
    """Collect what organisations provide, wherever they are.

    Parameters
    ----------
    tables : Tables
        As for `analytics.chains.provisions.provisions_of`; for values ``amount`` of contracts and
        ``side`` of their parties.
    segments : ndarray of int64
        Node indices of the segments of one chain.
    window : Window or None
        Which records count.
    by : ShareBy
        `WORKS`: each project, achievement, patent and contract counts 1, and so does operating
        in the segment. `CONTRACT_VALUE`: the price of a contract, in equal parts to its sellers.
    """
    here = np.zeros(tables.size, dtype=np.bool_)
    here[segments] = True
    if by is ShareBy.CONTRACT_VALUE:
        worth, currencies = _values(tables)
        rows = [_of(tables, here, work, window) for work in WORKS if _is_of_contracts(work)]
        sold = _sold(tables, worth)
    else:
        rows, currencies, sold = [_of(tables, here, work, window) for work in WORKS], (), None
        links = links_of(tables, OPERATES_IN)
        kept = here[links.target]
        target = links.target[kept]
        rows.append([links.source[kept], target, target, np.ones(len(target))])
    organization, segment, through, volume = (
        np.concatenate(column) for column in zip(*rows, strict=True)
    )
    size = max(tables.size, 1)
    keys = (segment.astype(np.int64) * size + organization) * size + through
    _, first = np.unique(keys, return_index=True)
    organization, segment, through, volume = (
        column[first] for column in (organization, segment, through, volume)
    )
    if sold is not None:
        pairs, each = sold
        wanted = through.astype(np.int64) * size + organization
        at = np.minimum(np.searchsorted(pairs, wanted), max(len(pairs) - 1, 0))
        is_seller = (pairs[at] == wanted) if len(pairs) else np.zeros(len(wanted), dtype=np.bool_)
        unsold = ~np.isin(through, pairs // size)
        volume = volume * np.where(is_seller, each[at] if len(each) else 0.0, np.nan)
        kept = is_seller | unsold
        organization, segment, through, volume = (
            column[kept] for column in (organization, segment, through, volume)
        )
    organization, segment, through = (
        column.astype(np.int64) for column in (organization, segment, through)
    )
    return Volumes(organization, segment, through, volume, currencies)


def _is_of_contracts(work: Work) -> bool:
    return work.groups[0].type == CONTRACT


def _of(tables: Tables, here: npt.NDArray[np.bool_], work: Work, window: Window | None) -> _Rows:
    """Who has which records of a type; 1, or NaN if the window cannot place the record."""
    selected = select_activities(tables, work.groups[0], window)
    serves = links_of(tables, work.serves)
    known = here[serves.target] & (selected.chosen | selected.missing)[serves.source]
    records, served = serves.source[known], serves.target[known]
    found: list[_Rows] = []
    for group in work.groups:
        links = links_of(tables, group.link)
        left, right = joined(records, links.target)
        volume = np.where(selected.chosen[records[left]], 1.0, np.nan)
        found.append([links.source[right], served[left], records[left], volume])
    return [np.concatenate(column) for column in zip(*found, strict=True)]


def _values(tables: Tables) -> tuple[_Floats, tuple[str, ...]]:
    """The price of each node, NaN without one; and the currencies there are."""
    worth = np.full(tables.size, np.nan)
    table = tables.nodes.get(CONTRACT)
    column = None if table is None else table.columns.get(AMOUNT)
    if table is None or not isinstance(column, Money):
        return worth, ()
    known = column.currency.codes >= 0
    here = slice(table.start, table.start + len(table.ids))
    worth[here] = np.where(known, column.minor / _MINOR, np.nan)
    used = np.unique(column.currency.codes[known]).tolist()
    return worth, tuple(column.currency.values[code] for code in used)


def _sold(tables: Tables, worth: _Floats) -> tuple[_Ints, _Floats]:
    """Each contract (times the size) plus a seller of it, ascending, and the seller's part."""
    links, size = links_of(tables, CONTRACT_GROUP.link), max(tables.size, 1)
    side = links.columns.get(SIDE)
    if not isinstance(side, Coded) or _SELLER not in side.values:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    selling = side.codes == side.values.index(_SELLER)
    pairs = np.unique(links.target[selling].astype(np.int64) * size + links.source[selling])
    contract = pairs // size
    _, at, sellers = np.unique(contract, return_inverse=True, return_counts=True)
    return pairs, worth[contract] / sellers[at]

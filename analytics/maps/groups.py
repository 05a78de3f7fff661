"""Groups of the records of a map: by type, stage, position in a chain, district, or one by one."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.segments import segments_of
from analytics.chains.served_segments import CARRIER_SERVES, HOSTS, OPERATES_IN, SEGMENT, SERVES
from analytics.chains.stages import stages_of
from analytics.joins import joined, links_of
from analytics.maps.chart import types_of
from analytics.maps.question import MapQuestion
from analytics.region import DISTRICT, LOCATED_IN
from analytics.tables import Coded, Tables
from analytics.ties.kinds import GROUPS
from schema.stages import STAGES

__all__ = ["POSITIONS", "GroupedBy", "Groups", "groups_of"]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Flags: TypeAlias = npt.NDArray[np.bool_]

POSITIONS: Final = ("UPSTREAM", "MIDSTREAM", "DOWNSTREAM")
"""Codes of the positions in a chain, in its order."""
_STAGED: Final = (*(group.type for group in GROUPS.values()), "Achievement")
_WORKED_ON: Final = (*(group.link for group in GROUPS.values()), "OWNS", "OWNS_PATENT")


class GroupedBy(enum.StrEnum):
    """What divides the records of a map into groups."""

    TYPE = "TYPE"
    STAGE = "STAGE"
    POSITION = "POSITION"
    DISTRICT = "DISTRICT"
    RECORD = "RECORD"


@dataclass(frozen=True, eq=False, slots=True)
class Groups:
    """Which record is in which group; in several, there is a row for each.

    Attributes
    ----------
    record, group : ndarray of int64, shape (p,)
        Node indices, and places in `names`; each pair once. Who is in none is in the place
        behind the last.
    names : tuple of str
        Types, codes of stages or positions, or ids of districts or records; in their order.
    """

    record: _Ints
    group: _Ints
    names: tuple[str, ...]


def groups_of(tables: Tables, question: MapQuestion, chosen: _Flags, by: GroupedBy) -> Groups:
    """Divide records.

    Parameters
    ----------
    tables : Tables
    question : MapQuestion
        Of what types they are, and which chain is looked at.
    chosen : ndarray of bool
        The records, over all nodes.
    by : GroupedBy
    """
    present = np.flatnonzero(chosen)
    if by is GroupedBy.TYPE:
        return Groups(present, types_of(tables, question)[present], question.types)
    if by is GroupedBy.RECORD:
        nodes = present[tables.order_by_id(present)]
        return Groups(nodes, np.arange(len(nodes)), tuple(tables.ids_of(nodes)))
    if by is GroupedBy.STAGE:
        return _with_none(chosen, *_staged(tables), STAGES)
    if by is GroupedBy.POSITION:
        return _with_none(chosen, *_positioned(tables, question.chain), POSITIONS)
    return _located(tables, chosen)


def _staged(tables: Tables) -> tuple[_Ints, _Ints]:
    """What has a stage, and who works on it."""
    stage = np.full(tables.size, -1, dtype=np.int64)
    for type_ in dict.fromkeys(_STAGED):
        code = stages_of(tables, type_).code
        stage = np.where(code >= 0, code, stage)
    own = np.flatnonzero(stage >= 0)
    return _together([(own, stage[own]), *(_sources(tables, stage, t) for t in _WORKED_ON)])


def _sources(tables: Tables, group: _Ints, type_: str) -> tuple[_Ints, _Ints]:
    """Where links of a type begin that lead to what has a group, and that group."""
    links = links_of(tables, type_)
    known = group[links.target] >= 0
    return links.source[known].astype(np.int64), group[links.target[known]]


def _together(parts: Sequence[tuple[_Ints, _Ints]]) -> tuple[_Ints, _Ints]:
    records, groups = zip(*parts, strict=True)
    return np.concatenate(records), np.concatenate(groups)


def _positioned(tables: Tables, chain: str | None) -> tuple[_Ints, _Ints]:
    """Segments, of one chain or all, who serves or operates in one, and who hosts what does."""
    position = np.full(tables.size, -1, dtype=np.int64)
    table = tables.nodes.get(SEGMENT)
    given = None if table is None else table.columns.get("position")
    if table is not None and isinstance(given, Coded):
        known = [POSITIONS.index(v) if v in POSITIONS else -1 for v in given.values]
        here = slice(table.start, table.start + len(table.ids))
        position[here] = np.array([*known, -1], dtype=np.int64)[given.codes]
    index = None if chain is None else tables.index_of(chain)
    if index is not None:
        others = np.ones(tables.size, dtype=np.bool_)
        others[segments_of(tables, index)] = False
        position[others] = -1
    own = np.flatnonzero(position >= 0)
    carriers, places = _sources(tables, position, CARRIER_SERVES)
    hosting = links_of(tables, HOSTS)
    left, right = joined(hosting.target, carriers)
    return _together(
        [
            (own, position[own]),
            *(_sources(tables, position, t) for t in (SERVES, OPERATES_IN)),
            (carriers, places),
            (hosting.source[left].astype(np.int64), places[right]),
        ]
    )


def _located(tables: Tables, chosen: _Flags) -> Groups:
    table, links = tables.nodes.get(DISTRICT), links_of(tables, LOCATED_IN)
    if table is None:
        none = np.zeros(0, dtype=np.int64)
        return _with_none(chosen, none, none, ())
    codes = table.columns.get("code")
    code = np.full(len(table.ids), -1) if not isinstance(codes, Coded) else codes.codes
    texts = codes.values if isinstance(codes, Coded) else ()
    order = sorted(
        range(len(table.ids)),
        key=lambda at: (texts[code[at]] if code[at] >= 0 else "", table.ids[at]),
    )
    place = np.zeros(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    names = tuple(table.ids[at] for at in order)
    return _with_none(
        chosen, links.source.astype(np.int64), place[links.target - table.start], names
    )


def _with_none(chosen: _Flags, record: _Ints, group: _Ints, names: tuple[str, ...]) -> Groups:
    """Each pair of a chosen record once, and who is in no group behind the last."""
    width = len(names) + 1
    inside = chosen[record]
    record, group = np.divmod(np.unique(record[inside] * width + group[inside]), width)
    left = chosen.copy()
    left[record] = False
    nowhere = np.flatnonzero(left)
    return Groups(
        np.concatenate((record, nowhere)),
        np.concatenate((group, np.full(len(nowhere), len(names)))),
        names,
    )

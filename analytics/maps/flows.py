"""Flows: the links of a map summed up from column to column, as a Sankey diagram draws them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.definition import Definition
from analytics.joins import joined
from analytics.maps.chart import Chart, types_of
from analytics.maps.groups import GroupedBy, Groups, groups_of
from analytics.maps.question import MapQuestion, tie_of
from analytics.maps.relations import Relations
from analytics.tables import Tables

__all__ = ["DEFINITION", "FlowNode", "FlowRows", "Flows", "FlowsQuestion", "flow_rows", "flows_of"]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Flags: TypeAlias = npt.NDArray[np.bool_]

DEFINITION: Final = Definition(
    "Flows sum up the links of the map that are not too light and have no end that is too far "
    "away, shown or not, from each group of one column to each of the next. The columns are the "
    "records of the types in from, via and to; without via a link joins one of from with one of "
    "to. It counts whichever way it points if only one way leads from column to column; if both "
    "do, recorded links count as they point, and ties, which have no direction, towards the later "
    "group. Through via only what is passed on is counted: a link from a record of from if the "
    "record of via to which it leads is also joined to another record, of to; likewise onward. "
    "Groups: types; stages of research and development, of records by their stage or level of "
    "technology readiness, of organisations by those of the projects, contracts, patents and "
    "achievements that they take part in, applied for or own; positions in the chain of the "
    "scope, or in any, of segments, of who serves or operates in one, and of who hosts what "
    "serves one; districts; or each record for itself. What is in several groups counts in each, "
    "a link once from one to another; what is in none is a group of its own.",
    "1",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowsQuestion:
    """Which columns.

    Attributes
    ----------
    sources, targets : tuple of str
        Types of the first and the last column; nothing for all of the map.
    via : tuple of str
        Types of the column between them; nothing if there is none.
    by : GroupedBy

    Raises
    ------
    ValueError
        If the column in the middle has a type of another.
    """

    sources: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    by: GroupedBy = GroupedBy.TYPE

    def __post_init__(self) -> None:
        twice = sorted({*self.via} & {*self.sources, *self.targets})
        if twice:
            raise ValueError(f"via names {twice[0]}, which from or to names too.")

    def columns(self, every: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """The types of each column, of a map of these types.

        Without a say the first and last column have all but those between them.
        """
        others = tuple(name for name in every if name not in self.via)
        between = (self.via,) if self.via else ()
        return (self.sources or others, *between, self.targets or others)


@dataclass(frozen=True, eq=False, slots=True)
class FlowRows:
    """One row a link and a pair of groups that it leads from and to.

    Attributes
    ----------
    links : Relations
        Those of the map; `link` tells places in it.
    groups : Groups
    step : ndarray of int64, shape (r,)
        From which column it leads to the next.
    link, near, far : ndarray of int64, shape (r,)
        Place of the link, and the node indices of its ends.
    source, target : ndarray of int64, shape (r,)
        Places of the groups.
    """

    links: Relations
    groups: Groups
    step: _Ints
    link: _Ints
    near: _Ints
    far: _Ints
    source: _Ints
    target: _Ints


@dataclass(frozen=True, slots=True)
class FlowNode:
    """A group in a column.

    Attributes
    ----------
    column : int
        From 0.
    name : str or None
        As in `Groups.names`; None for what is in no group.
    records : int
        How many of its records a counted link joins to the column before or after.
    """

    column: int
    name: str | None
    records: int


@dataclass(frozen=True, eq=False, slots=True)
class Flows:
    """All flows, the heaviest first, equal ones by column, groups and type of links.

    Attributes
    ----------
    nodes : tuple of FlowNode
        By column and group; each with a flow.
    source, target : ndarray of int64, shape (f,)
        Places in `nodes`.
    type : ndarray of int64, shape (f,)
        Place in `MapQuestion.link_types`.
    links, weight : ndarray of int64, shape (f,)
        How many links, and the sum of their weights.
    """

    nodes: tuple[FlowNode, ...]
    source: _Ints
    target: _Ints
    type: _Ints
    links: _Ints
    weight: _Ints


def flows_of(tables: Tables, chart: Chart, question: MapQuestion, asked: FlowsQuestion) -> Flows:
    """Sum up the links of a chart.

    Parameters
    ----------
    tables : Tables
    chart : Chart
        That of `question.whole`.
    question : MapQuestion
        How many nodes and links are drawn does not matter, nor does their least degree.
    asked : FlowsQuestion
    """
    rows = flow_rows(tables, chart, question, asked)
    width = len(rows.groups.names) + 1
    kinds = max(len(question.link_types), 1)
    begins, ends = rows.step * width + rows.source, (rows.step + 1) * width + rows.target
    slots = width * len(asked.columns(question.types))
    keys, place, links = np.unique(
        (begins * slots + ends) * kinds + rows.links.type[rows.link],
        return_inverse=True,
        return_counts=True,
    )
    weight = np.bincount(place, rows.links.weight[rows.link], len(keys)).astype(np.int64)
    pairs, types = np.divmod(keys, kinds)
    sources, targets = np.divmod(pairs, slots)
    met = np.concatenate((begins, ends)) * max(tables.size, 1)
    met = np.unique(met + np.concatenate((rows.near, rows.far))) // max(tables.size, 1)
    used, records = np.unique(met, return_counts=True)
    order = np.lexsort((types, targets, sources, -weight))
    return Flows(
        nodes=tuple(
            FlowNode(slot // width, _name(rows.groups, slot % width), number)
            for slot, number in zip(used.tolist(), records.tolist(), strict=True)
        ),
        source=np.searchsorted(used, sources)[order],
        target=np.searchsorted(used, targets)[order],
        type=types[order],
        links=links[order].astype(np.int64),
        weight=weight[order],
    )


def flow_rows(
    tables: Tables, chart: Chart, question: MapQuestion, asked: FlowsQuestion
) -> FlowRows:
    """Say which link leads from which groups to which; see `flows_of` for the parameters."""
    links, types = chart.links, types_of(tables, question)
    groups = groups_of(tables, question, chart.near, asked.by)
    inside = [
        np.isin(types, [question.types.index(name) for name in column if name in question.types])
        & chart.near
        for column in asked.columns(question.types)
    ]
    ties = np.array([tie_of(name) is not None for name in question.link_types], dtype=np.bool_)
    steps = [_step(links, left, right) for left, right in pairwise(inside)]
    if asked.via:
        first, second = steps
        steps = [
            first.take(_passed_on(first.far, first.near, second.near, second.far, tables.size)),
            second.take(_passed_on(second.near, second.far, first.far, first.near, tables.size)),
        ]
    order = np.argsort(groups.record, kind="stable")
    groups = Groups(groups.record[order], groups.group[order], groups.names)
    parts = [
        _grouped(step, number, groups, step.either & ties[links.type[step.link]])
        for number, step in enumerate(steps)
    ]
    return FlowRows(links, groups, *(np.concatenate(c) for c in zip(*parts, strict=True)))


@dataclass(frozen=True, eq=False, slots=True)
class _Step:
    """Links from one column to the next; `either` where both ways lead there."""

    link: _Ints
    near: _Ints
    far: _Ints
    either: _Flags

    def take(self, which: _Flags) -> _Step:
        return _Step(self.link[which], self.near[which], self.far[which], self.either[which])


def _step(links: Relations, left: _Flags, right: _Flags) -> _Step:
    forward = left[links.source] & right[links.target]
    backward = left[links.target] & right[links.source]
    link = np.flatnonzero(forward | backward)
    along = forward[link]
    source, target = links.source[link], links.target[link]
    return _Step(
        link,
        np.where(along, source, target),
        np.where(along, target, source),
        along & backward[link],
    )


def _passed_on(middle: _Ints, end: _Ints, others: _Ints, beyond: _Ints, size: int) -> _Flags:
    """Whether each middle is joined to something beyond it that is not the end it came from."""
    width = max(size, 1)
    pairs = np.unique(others * width + beyond)
    number = np.bincount(pairs // width, minlength=width)
    return np.asarray(number[middle] - np.isin(middle * width + end, pairs) > 0, dtype=np.bool_)


def _grouped(step: _Step, number: int, groups: Groups, undirected: _Flags) -> tuple[_Ints, ...]:
    """Rows of step, link, ends and groups; a link once from one group to another."""
    left, near = joined(step.near, groups.record)
    right, far = joined(step.far[left], groups.record)
    rows, source, target = left[right], groups.group[near[right]], groups.group[far]
    turned = undirected[rows] & (source > target)
    source, target = np.where(turned, target, source), np.where(turned, source, target)
    ends = np.where(turned, step.far[rows], step.near[rows])
    others = np.where(turned, step.near[rows], step.far[rows])
    width = len(groups.names) + 1
    _, once = np.unique((rows * width + source) * width + target, return_index=True)
    columns = (np.full(len(rows), number), step.link[rows], ends, others, source, target)
    return tuple(column[once] for column in columns)


def _name(groups: Groups, place: int) -> str | None:
    return groups.names[place] if place < len(groups.names) else None

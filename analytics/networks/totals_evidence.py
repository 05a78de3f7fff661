"""What the totals of a collaboration network count: organisations, edges, activities, participations."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.counted import Counted, CountedLink
from analytics.networks.collaboration import CollaborationNetwork
from analytics.networks.evidence import COLLABORATES
from analytics.networks.network import Network, NetworkQuestion, organizations_of
from analytics.tables import Tables
from analytics.ties.gathering import Activities, gather
from analytics.ties.kinds import GROUPS, KINDS, Tie, with_data
from analytics.ties.links import activity_links
from analytics.ties.participation import select_activities

__all__ = ["Total", "total_evidence"]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Flags: TypeAlias = npt.NDArray[np.bool_]


class Total(enum.StrEnum):
    """A number of a network as a whole, or of one kind of tie."""

    NODES = "nodes"
    ISOLATES = "isolates"
    COMPONENTS = "components"
    LARGEST_COMPONENT = "largestComponent"
    EDGES = "edges"
    WEIGHT = "weight"
    ACTIVITIES = "activities"
    PROJECTS = "projects"
    PARTICIPATIONS = "participations"
    MISSING = "missing"
    OPEN = "open"
    TOO_LARGE = "tooLarge"


_OF_ORGANIZATIONS: Final = (
    Total.NODES,
    Total.ISOLATES,
    Total.COMPONENTS,
    Total.LARGEST_COMPONENT,
)


def total_evidence(
    tables: Tables,
    question: NetworkQuestion,
    network: Network,
    shown: CollaborationNetwork,
    *,
    total: Total,
    kind: Tie | None,
) -> list[Counted]:
    """List what a total counts; the weights add up to it.

    Parameters
    ----------
    tables : Tables
    question : NetworkQuestion
    network : Network
        Of the question.
    shown : CollaborationNetwork
        Of the network.
    total : Total
    kind : Tie or None
        Of this kind of tie alone; None for all.

    Returns
    -------
    list of Counted
        By position. A component is told by its member of the least id.
    """
    if total in _OF_ORGANIZATIONS:
        counted = [
            Counted(id_, None, 1.0, None, ())
            for id_ in tables.ids_of(_members(tables, shown, total))
        ]
    elif total in (Total.EDGES, Total.WEIGHT):
        counted = _edges(tables, network, shown, kind, weighted=total is Total.WEIGHT)
    else:
        counted = _taking_part(tables, question, total, kind)
    return sorted(counted, key=lambda thing: thing.position)


def _members(tables: Tables, shown: CollaborationNetwork, total: Total) -> _Ints:
    if total is Total.NODES or not len(shown.nodes):
        return shown.nodes
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    nodes: _Ints = shown.nodes[tables.order_by_id(shown.nodes)]
    place = np.zeros(tables.size, dtype=np.int64)
    place[nodes] = np.arange(len(nodes))
    ends = place[shown.source], place[shown.target]
    ones, size = np.ones(len(shown.source), dtype=np.int8), len(nodes)
    label: _Ints = connected_components(
        coo_array((ones, ends), shape=(size, size)), directed=False
    )[1]
    sizes = np.bincount(label)
    _, least = np.unique(label, return_index=True)
    largest = np.flatnonzero(sizes == sizes.max())
    chosen: dict[Total, _Ints] = {
        Total.ISOLATES: np.flatnonzero(sizes[label] == 1),
        Total.COMPONENTS: least,
        Total.LARGEST_COMPONENT: np.flatnonzero(label == largest[np.argmin(least[largest])]),
    }
    members: _Ints = nodes[chosen[total]]
    return members


def _edges(
    tables: Tables,
    network: Network,
    shown: CollaborationNetwork,
    kind: Tie | None,
    *,
    weighted: bool,
) -> list[Counted]:
    edges, nodes = network.edges, network.nodes
    keys = nodes[edges.source] * tables.size + nodes[edges.target]
    kept = np.isin(keys, shown.source * tables.size + shown.target)
    weights = edges.total
    if kind is not None:
        column = network.ties.index(kind)
        kept &= edges.shared[:, column] > 0
        weights = edges.weight[:, column]
    rows = np.flatnonzero(kept)
    lesser, greater = (tables.ids_of(nodes[ends[rows]]) for ends in (edges.source, edges.target))
    return [
        Counted(
            one,
            None,
            weight if weighted else 1.0,
            None,
            (CountedLink(COLLABORATES, one, other),),
            other,
        )
        for one, other, weight in zip(lesser, greater, weights[rows].tolist(), strict=True)
    ]


def _taking_part(
    tables: Tables, question: NetworkQuestion, total: Total, kind: Tie | None
) -> list[Counted]:
    kinds, _ = with_data(tables, tuple(dict.fromkeys(question.ties)))
    wanted = Tie.PROJECT if total is Total.PROJECTS else kind
    _, taken = gather(
        tables,
        [one for one in kinds if wanted in (None, one)],
        question.window,
        organizations_of(tables, question),
    )
    which: Callable[[], _Flags] = {
        Total.MISSING: lambda: ~taken.selected,
        Total.OPEN: lambda: taken.selected & _open(tables, question, taken),
        Total.TOO_LARGE: lambda: taken.selected & _too_large(question, taken),
    }.get(total, lambda: taken.selected)
    rows = np.flatnonzero(which())
    each = total is Total.PARTICIPATIONS
    if not each:
        numbers = np.stack((taken.kind[rows], taken.number[rows]))
        rows = rows[np.unique(numbers, axis=1, return_index=True)[1]]
    return [_counted(tables, taken, row, each=each) for row in rows.tolist()]


def _counted(tables: Tables, taken: Activities, row: int, *, each: bool) -> Counted:
    node, activity, links = activity_links(tables, taken, row)
    # Two of one kind between the same records are told apart by their numbers.
    side = f"{KINDS[taken.kind[row]].value} {taken.number[row]}"
    who = tables.id_of(int(taken.unit[row])) if each else node
    return Counted(who, activity, 1.0, None, links, side)


def _open(tables: Tables, question: NetworkQuestion, taken: Activities) -> _Flags:
    found = np.zeros(len(taken.kind), dtype=np.bool_)
    for kind, group in GROUPS.items():
        here = taken.kind == KINDS.index(kind)
        opened = select_activities(tables, group, question.window).open
        found[here] = opened[taken.activity[here]]
    return found


def _too_large(question: NetworkQuestion, taken: Activities) -> _Flags:
    """Which are of groups that more organisations share than the cap."""
    found = np.zeros(len(taken.kind), dtype=np.bool_)
    if question.max_consortium is None:
        return found
    for kind in GROUPS:
        here = np.flatnonzero((taken.kind == KINDS.index(kind)) & taken.selected)
        _, inverse, size = np.unique(taken.activity[here], return_inverse=True, return_counts=True)
        found[here] = size[inverse] > question.max_consortium
    return found

"""Through whom a region reaches the world outside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.definition import Definition
from analytics.graph import Graph
from analytics.patience import Check, patient

__all__ = ["DEFINITION", "Gatekeepers", "carried_shares", "gatekeepers"]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Floats: TypeAlias = npt.NDArray[np.float64]
_Mask: TypeAlias = npt.NDArray[np.bool_]

DEFINITION: Final = Definition(
    "A local organisation reaches each organisation outside the region with 1/d, where d is the "
    "number of links between them; its external reach is the sum. Each 1/d is shared out equally "
    "among the shortest paths, and each path credits the last local organisation before its "
    "first outsider: direct reach if that is where it begins, else reach carried by a gatekeeper. "
    "Gatekeepers are the local organisations that carry reach for others. averageReach: external "
    "reach per local organisation. shareCarried: reach that gatekeepers carry for others, out of "
    "all; shareDirect: their own direct reach, out of all; shareOfGatekeepers: both. triads: "
    "ordered pairs of an outsider and a local organisation, without a link of their own, that "
    "the gatekeeper links (Gould and Fernandez). Links count once, whatever they weigh. "
    "Organisations of no known district are taken to be outside, or left out, as asked.",
    "1",
    "Breschi and Lenzi, in Knowledge and Networks (2017), ch. 14; Gould and Fernandez (1989).",
)

_CHUNK: Final = 20_000_000
"""Arcs that are followed between two checks, about."""


@dataclass(frozen=True, eq=False, slots=True)
class Gatekeepers:
    """How far local nodes reach and who carries that.

    Attributes
    ----------
    nodes : ndarray of int64, shape (l,)
        Numbers of the local nodes in the graph.
    reach, direct, carried : ndarray of float64, shape (l,)
        External reach of each, what it reaches by ties of its own, and what it carries for
        other local nodes.
    inner, outer : ndarray of int64, shape (l,)
        Ties within the region, and ties that leave it.
    triads : ndarray of int64, shape (l,)
        Gould and Fernandez's count of gatekeeping.
    is_gatekeeper : ndarray of bool, shape (l,)
    average_reach : float
        NaN without local nodes.
    share_of_gatekeepers, share_direct, share_carried : float
        NaN if nobody reaches anybody outside.
    outsiders : int
    """

    nodes: _Ints
    reach: _Floats
    direct: _Floats
    carried: _Floats
    inner: _Ints
    outer: _Ints
    triads: _Ints
    is_gatekeeper: _Mask
    average_reach: float
    share_of_gatekeepers: float
    share_direct: float
    share_carried: float
    outsiders: int


def gatekeepers(
    graph: Graph, local: _Mask, *, named: _Mask | None = None, check: Check = patient
) -> Gatekeepers:
    r"""Measure external reach and who carries it.

    .. math:: \text{reach}(i) = \sum_{j \notin R} \frac{1}{d_{ij}}

    Parameters
    ----------
    graph : Graph
        Undirected.
    local : ndarray of bool, shape (n,)
        The region.
    named : ndarray of bool, shape (n,), optional
        Whom to take for gatekeepers; by default all that carry reach for others.
    check : Check

    Returns
    -------
    Gatekeepers

    References
    ----------
    S. Breschi, C. Lenzi, in Knowledge and Networks (2017), expressions 14.1 to 14.6; H. Graf,
    Gatekeepers in regional networks of innovators, Camb. J. Econ. 35 (2011) 173.
    """
    nodes = np.flatnonzero(local)
    reach, direct, carried = _exits(graph, local, nodes, check)
    carried = carried[nodes]
    tails = np.repeat(np.arange(len(graph)), graph.degree)
    inside = local[graph.neighbours]
    inner = np.bincount(tails[inside], minlength=len(graph))[nodes]
    chosen = carried > 0 if named is None else named[nodes]
    total = float(reach.sum())
    share_direct = float(direct[chosen].sum()) / total if total else np.nan
    share_carried = float(carried[chosen].sum()) / total if total else np.nan
    return Gatekeepers(
        nodes=nodes,
        reach=reach,
        direct=direct,
        carried=carried,
        inner=inner,
        outer=graph.degree[nodes] - inner,
        triads=_triads(graph, local)[nodes],
        is_gatekeeper=chosen,
        average_reach=total / len(nodes) if len(nodes) else np.nan,
        share_of_gatekeepers=share_direct + share_carried,
        share_direct=share_direct,
        share_carried=share_carried,
        outsiders=len(graph) - len(nodes),
    )


def carried_shares(
    graph: Graph, local: _Mask, node: int, *, check: Check = patient
) -> tuple[_Ints, _Floats]:
    """Open what a local node carries to those for whom it does.

    Parameters
    ----------
    graph : Graph
    local : ndarray of bool, shape (n,)
    node : int
    check : Check

    Returns
    -------
    nodes : ndarray of int64
        Local nodes, ascending.
    share : ndarray of float64
        What it carries for each: their sum is what it carries.
    """
    nodes = np.flatnonzero(local)
    nodes = nodes[nodes != node]
    share = np.zeros(len(nodes))
    for place in range(len(nodes)):
        _, _, carried = _exits(graph, local, nodes[place : place + 1], check)
        share[place] = carried[node]
    return nodes[share > 0], share[share > 0]


def _exits(
    graph: Graph, local: _Mask, sources: _Ints, check: Check
) -> tuple[_Floats, _Floats, _Floats]:
    from analytics.kernels.exits import exits

    size = max(1, _CHUNK // (4 * (len(graph.neighbours) + len(graph)) + 1))
    carried, told = np.zeros(len(graph)), []
    for begin in range(0, len(sources), size):
        check()
        chunk = sources[begin : begin + size].copy()
        reach, direct, part = exits(graph.offsets, graph.neighbours, local, chunk)
        carried += part
        told.append((reach, direct))
    reach = np.concatenate([np.zeros(0), *(reach for reach, _ in told)])
    return reach, np.concatenate([np.zeros(0), *(direct for _, direct in told)]), carried


def _triads(graph: Graph, local: _Mask) -> _Ints:
    from analytics.kernels.brokerage import ROLES, brokerage

    groups = local.astype(np.int32)
    counts = brokerage(graph.offsets, graph.neighbours, groups, directed=False)
    return counts[:, ROLES.index("gatekeeper")]

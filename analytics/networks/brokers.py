"""Who spans structural holes, and between which groups brokers stand."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.definition import Definition
from analytics.graph import Graph
from analytics.networks.ranking import min_ranks
from analytics.patience import Check, patient

__all__ = [
    "DEFINITION",
    "ROLES",
    "ROLE_DEFINITION",
    "BrokerOrder",
    "Brokers",
    "Roles",
    "brokers",
    "cut_off_nodes",
    "roles",
    "triads",
]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Floats: TypeAlias = npt.NDArray[np.float64]

DEFINITION: Final = Definition(
    "Constraint (Burt): for each partner, the square of the share of an organisation's strength "
    "that goes to him directly or by common partners, summed up; low constraint is much room to "
    "broker. Effective size: partners less their redundancy, which is what of a partner's ties, "
    "measured by his strongest, goes to the organisation's other partners, by their shares. "
    "Efficiency: effective size per partner. Hierarchy (Coleman and Theil): how unevenly the "
    "constraint comes from the partners, from 0 to 1. Undefined without partners; hierarchy "
    "also with one. Cuts off: how many organisations would have no way left to the largest part "
    "of those connected to the broker, without it. perActivity divides effective size by the "
    "organisation's activities. Equals share the best place.",
    "1",
    "Burt, Structural Holes (1992), ch. 2.",
)

ROLE_DEFINITION: Final = Definition(
    "Gould and Fernandez: an organisation brokers between two others that it is tied to and that "
    "are not tied to each other. Coordinator: all three of one group. Itinerant: the two of one "
    "group, the broker of another. Representative and gatekeeper: the broker speaks for his "
    "group, or opens it. Liaison: three groups. Each pair counts in both directions, so that "
    "representatives are as many as gatekeepers. Expected: the same in a random network of this "
    "density with groups of these sizes, d^2 (1 - d) of all ordered pairs. Organisations without "
    "a group are left out with their ties, and counted.",
    "1",
    "Gould and Fernandez, Sociological Methodology 19 (1989) 89.",
)


ROLES: Final = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison")
"""In the order of columns."""


class BrokerOrder(enum.StrEnum):
    """By what brokers are ranked."""

    CONSTRAINT = "CONSTRAINT"
    EFFECTIVE_SIZE = "EFFECTIVE_SIZE"
    CUTS_OFF = "CUTS_OFF"


@dataclass(frozen=True, eq=False, slots=True)
class Brokers:
    """Structural holes around all nodes.

    Attributes
    ----------
    constraint, effective_size, efficiency, hierarchy : ndarray of float64, shape (n,)
        NaN where undefined.
    cut_off : ndarray of int64, shape (n,)
        Nodes outside the largest part into which a node's component falls without it.
    rank : ndarray of int64, shape (n,)
        By constraint, the lowest first; equals share the best; 0 where undefined.
    size_rank, cut_rank : ndarray of int64, shape (n,)
        By effective size and by whom it cuts off, the highest first.
    per_activity : ndarray of float64, shape (n,)
        Effective size by activities.
    """

    constraint: _Floats
    effective_size: _Floats
    efficiency: _Floats
    hierarchy: _Floats
    cut_off: _Ints
    rank: _Ints
    size_rank: _Ints
    cut_rank: _Ints
    per_activity: _Floats


@dataclass(frozen=True, eq=False, slots=True)
class Roles:
    """Between which groups nodes broker.

    Attributes
    ----------
    counts : ndarray of int64, shape (n, 5)
        Ordered pairs: coordinator, itinerant, representative, gatekeeper, liaison.
    expected : ndarray of float64, shape (n, 5)
    left_out : int
        Nodes without a group.
    """

    counts: _Ints
    expected: _Floats
    left_out: int


def brokers(graph: Graph, activities: _Ints, *, check: Check = patient) -> Brokers:
    r"""Measure structural holes.

    .. math::

        H(u) = \frac{\sum_v r_v \ln r_v}{k \ln k}, \qquad r_v = \frac{c_{uv}}{c_u / k}

    Parameters
    ----------
    graph : Graph
        Undirected.
    activities : ndarray of int64, shape (n,)
    check : Check

    Returns
    -------
    Brokers

    Notes
    -----
    Constraint and effective size are those of `analytics.kernels.holes`.

    References
    ----------
    R. S. Burt, Structural Holes (1992), ch. 2.

    Examples
    --------
    >>> path = Graph.from_edges("abc", np.array([0, 1]), np.array([1, 2]))
    >>> found = brokers(path, np.array([1, 1, 1]))
    >>> found.constraint.tolist(), found.hierarchy.tolist(), found.rank.tolist()
    ([1.0, 0.5, 1.0], [nan, 0.0, nan], [2, 1, 2])
    """
    from analytics.kernels.cuts import cuts
    from analytics.kernels.holes import holes

    found = holes(graph.offsets, graph.neighbours, graph.weights, check=check)
    lost = cuts(graph.offsets, graph.neighbours).lost.astype(np.int64)
    degree = graph.degree
    tails = np.repeat(np.arange(len(graph)), degree)
    many = degree > 1
    # A partner's constraint over the mean of all partners, and Theil's measure of these.
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = found.local_constraint * (degree / found.constraint)[tails]
        uneven = np.bincount(tails, ratio * np.log(ratio), len(graph))
        hierarchy = np.where(many, uneven / (degree * np.log(degree)), np.nan)
        efficiency = found.effective_size / degree
    per_activity = np.full(len(graph), np.nan)
    np.divide(found.effective_size, activities, out=per_activity, where=activities > 0)
    return Brokers(
        constraint=found.constraint,
        effective_size=found.effective_size,
        efficiency=efficiency,
        hierarchy=hierarchy,
        cut_off=lost,
        rank=min_ranks(found.constraint, ascending=True),
        size_rank=min_ranks(found.effective_size),
        cut_rank=min_ranks(lost.astype(np.float64)),
        per_activity=per_activity,
    )


def roles(graph: Graph, groups: _Ints, *, check: Check = patient) -> Roles:
    """Count the roles of brokers between groups.

    Parameters
    ----------
    graph : Graph
        Undirected.
    groups : ndarray of int64, shape (n,)
        From 0; -1 for none.
    check : Check

    Returns
    -------
    Roles

    References
    ----------
    R. V. Gould, R. M. Fernandez, Structures of mediation, Sociological Methodology 19 (1989) 89;
    the counts and expectations of ``brokerage`` of R's *sna*.

    Examples
    --------
    >>> path = Graph.from_edges("abc", np.array([0, 1]), np.array([1, 2]))
    >>> roles(path, np.array([0, 0, 1])).counts[1].tolist()
    [0, 0, 1, 1, 0]
    """
    from analytics.kernels.brokerage import brokerage, possible_pairs

    labels = groups.astype(np.int32)
    known = groups >= 0
    tails = np.repeat(np.arange(len(graph)), graph.degree)
    arcs = int((known[tails] & known[graph.neighbours]).sum())
    members = int(known.sum())
    density = arcs / max(members * (members - 1), 1)
    return Roles(
        counts=brokerage(graph.offsets, graph.neighbours, labels, directed=False, check=check),
        expected=possible_pairs(labels).astype(np.float64) * (density**2 * (1 - density)),
        left_out=len(groups) - members,
    )


def cut_off_nodes(graph: Graph, node: int) -> _Ints:
    """Name those that a broker would cut off; of parts of equal size the first one stays.

    Parameters
    ----------
    graph : Graph
        Undirected.
    node : int

    Returns
    -------
    ndarray of int64
        Ascending; as many as `Brokers.cut_off`.

    Examples
    --------
    >>> path = Graph.from_edges("abcd", np.array([0, 1, 2]), np.array([1, 2, 3]))
    >>> cut_off_nodes(path, 1).tolist()
    [0]
    """
    from analytics.kernels.components import components, components_among

    rows = (graph.offsets, graph.neighbours)
    whole = components(*rows)
    rest = whole == whole[node]
    rest[node] = False
    parts = components_among(*rows, rest)
    if not rest.any():
        return np.zeros(0, dtype=np.int64)
    largest = int(np.bincount(parts[rest]).argmax())
    return np.flatnonzero(rest & (parts != largest))


def triads(graph: Graph, groups: _Ints, node: int, role: int, *, most: int) -> _Ints:
    """Open a role to the pairs that a node stands between.

    Parameters
    ----------
    graph : Graph
    groups : ndarray of int64, shape (n,)
    node : int
    role : int
        Column of `Roles.counts`.
    most : int
        How many to list at most.

    Returns
    -------
    ndarray of int64, shape (p, 2)
        From whom, to whom; ascending. Without a limit their number is the count.
    """
    from analytics.kernels.brokerage import brokered_pairs

    labels = groups.astype(np.int32)
    pairs = brokered_pairs(graph.offsets, graph.neighbours, labels, node, role=role, most=most)
    return pairs.astype(np.int64)

"""Gould and Fernandez' brokerage: who stands between whom, by the groups they belong to."""

from __future__ import annotations

from typing import Final

import numpy as np

from analytics.kernels.arrays import Ints, Nodes, Places, Ways
from analytics.kernels.compiled import compiled
from analytics.kernels.rows import either_way
from analytics.kernels.triples import oriented, triples
from analytics.patience import Check, patient

__all__ = ["ROLES", "brokerage", "brokered_pairs", "possible_pairs", "warm"]

ROLES: Final = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison")
"""Of a broker b between i and j: all in one group; i and j in another one than b; only i in b's
group; only j in b's group; all in different groups. Itinerants are also called consultants."""

_BY_SAMENESS: Final = np.array([4, 2, 3, -1, 1, -1, -1, 0])
"""Which role it is by whether first and own, last and own, first and last group are the same."""

THERE: Final = 1
BACK: Final = 2


def brokerage(
    offsets: Ints, neighbours: Nodes, groups: Nodes, *, directed: bool, check: Check = patient
) -> Ints:
    """Count the pairs that each node stands between, by role.

    A node b brokers between i and j if arcs lead from i to b and from b to j, and none from i to
    j. In an undirected graph each pair counts in both directions, so that representatives are
    as many as gatekeepers.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
    groups : ndarray of int32, shape (n,)
        From 0; triads with a node of group -1 are left out.
    directed : bool
    check : Check

    Returns
    -------
    ndarray of int64, shape (n, 5)
        In the order of `ROLES`.

    Notes
    -----
    Pairs of neighbours are counted by their groups, closed ones too, and what triangles close is
    taken away. The same counts as ``brokerage`` of R's *sna*.

    References
    ----------
    Gould, Fernandez, "Structures of Mediation" (1989).

    Examples
    --------
    >>> path = np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1], dtype=np.int32)
    >>> brokerage(*path, np.array([0, 0, 1], dtype=np.int32), directed=False)[1].tolist()
    [0, 0, 1, 1, 0]
    """
    ways = np.full(len(neighbours), THERE | BACK, dtype=np.int8)
    if directed:
        offsets, neighbours, there, back = either_way(offsets, neighbours)
        for array in (offsets, neighbours):
            array.setflags(write=False)
        ways = ((there >= 0) * THERE + (back >= 0) * BACK).astype(np.int8)
    pairs = _pairs(offsets, neighbours, ways, groups, int(groups.max(initial=-1)) + 1)
    edges = oriented(offsets, neighbours)
    closed = np.zeros_like(pairs)
    for part in triples(edges, check):
        _close(part, edges.tails, edges.heads, ways[edges.arcs], groups[edges.nodes], closed)
    pairs[edges.nodes] -= closed
    return pairs


def possible_pairs(groups: Nodes) -> Ints:
    """Count the pairs for which each node could stand in each role, whatever the ties.

    If n nodes have a group, ``(n - 1) (n - 2)`` in all. As shares of that they are the roles to
    expect of a broker whose pairs are of random groups; times ``d^2 (1 - d)`` they are the pairs
    to expect in a random graph of density d, as *sna* has them.

    Parameters
    ----------
    groups : ndarray of int32, shape (n,)

    Returns
    -------
    ndarray of int64, shape (n, 5)
        In the order of `ROLES`; zero for group -1.

    Examples
    --------
    >>> possible_pairs(np.array([0, 0, 1, 1, 2])).tolist()[0]
    [0, 2, 3, 3, 4]
    """
    known = groups >= 0
    sizes = np.bincount(groups[known])
    own = np.where(known, sizes[groups], 0) if len(sizes) else np.zeros(len(groups), dtype=np.int64)
    others = int(known.sum()) - own
    itinerant = int((sizes * (sizes - 1)).sum()) - own * (own - 1)
    mixed = (own - 1) * others
    liaison = others * (others - 1) - itinerant
    found = np.column_stack(((own - 1) * (own - 2), itinerant, mixed, mixed, liaison))
    found[~known] = 0
    return found


def brokered_pairs(
    offsets: Ints, neighbours: Nodes, groups: Nodes, broker: int, *, role: int, most: int
) -> Nodes:
    """List pairs that a node of an undirected graph stands between in one role.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
    groups : ndarray of int32, shape (n,)
    broker : int
    role : int
        Place in `ROLES`.
    most : int
        How many pairs to list at most.

    Returns
    -------
    ndarray of int32, shape (p, 2)
        From whom, to whom; ascending.

    Examples
    --------
    >>> path = np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1], dtype=np.int32)
    >>> brokered_pairs(*path, np.array([0, 0, 1], dtype=np.int32), 1, role=3, most=10).tolist()
    [[2, 0]]
    """
    return _between(offsets, neighbours, groups, int(broker), int(role), int(most))


def warm() -> None:
    """Compile these kernels for the arrays they get in practice."""
    from analytics.kernels.tiny import tiny

    groups = np.arange(6, dtype=np.int32) % 2
    for directed in (False, True):
        graph = tiny(directed=directed)
        brokerage(graph.offsets, graph.neighbours, groups, directed=directed)
    graph = tiny()
    brokered_pairs(graph.offsets, graph.neighbours, groups, 2, role=0, most=1)


@compiled
def _role(first: int, own: int, last: int) -> int:
    role: int = _BY_SAMENESS[4 * (first == last) + 2 * (last == own) + (first == own)]
    return role


@compiled
def _pairs(offsets: Ints, neighbours: Nodes, ways: Ways, groups: Nodes, count: int) -> Ints:
    """Count ordered pairs of different neighbours, from whom an arc comes and to whom one goes."""
    size = len(offsets) - 1
    found = np.zeros((size, 5), dtype=np.int64)
    tally = np.zeros((count, 3), dtype=np.int64)
    for node in range(size):
        own = groups[node]
        if own < 0:
            continue
        into = out = 0
        for arc in range(offsets[node], offsets[node + 1]):
            group = groups[neighbours[arc]]
            if group >= 0:
                comes, goes = (ways[arc] >> 1) & 1, ways[arc] & 1
                tally[group, 0] += comes
                tally[group, 1] += goes
                tally[group, 2] += comes & goes
                into += comes
                out += goes
        own_into, own_out = tally[own, 0], tally[own, 1]
        found[node, 0] = own_into * own_out - tally[own, 2]
        found[node, 2] = own_into * (out - own_out)
        found[node, 3] = (into - own_into) * own_out
        found[node, 4] = (into - own_into) * (out - own_out)
        tally[own] = 0
        for arc in range(offsets[node], offsets[node + 1]):
            group = groups[neighbours[arc]]
            if group >= 0:
                found[node, 1] += tally[group, 0] * tally[group, 1] - tally[group, 2]
                found[node, 4] -= tally[group, 0] * tally[group, 1]
                tally[group] = 0
    return found


@compiled
def _close(
    part: Nodes, tails: Places, heads: Places, ways: Ways, groups: Nodes, closed: Ints
) -> None:
    """Count the pairs that triangles close: of each of three brokers, both ways past it."""
    for row in range(len(part)):
        edge, lead, arc = part[row, 0], part[row, 1], part[row, 2]
        one, two, three = tails[edge], heads[edge], heads[arc]
        first, second, third = groups[one], groups[two], groups[three]
        if first < 0 or second < 0 or third < 0:
            continue
        past_two = ways[edge] & ways[arc] & ways[lead]
        past_one = _turned(ways[edge]) & ways[lead] & ways[arc]
        past_three = ways[lead] & _turned(ways[arc]) & ways[edge]
        closed[one, _role(second, first, third)] += past_one & THERE
        closed[one, _role(third, first, second)] += past_one >> 1
        closed[two, _role(first, second, third)] += past_two & THERE
        closed[two, _role(third, second, first)] += past_two >> 1
        closed[three, _role(first, third, second)] += past_three & THERE
        closed[three, _role(second, third, first)] += past_three >> 1


@compiled
def _turned(way: int) -> int:
    return (way >> 1) | ((way & THERE) << 1)


@compiled
def _between(
    offsets: Ints, neighbours: Nodes, groups: Nodes, broker: int, role: int, most: int
) -> Nodes:
    found = np.empty((most, 2), dtype=np.int32)
    known = np.full(len(offsets) - 1, -1, dtype=np.int32)
    count = 0
    own = groups[broker]
    for first in range(offsets[broker], offsets[broker + 1]):
        one = neighbours[first]
        if own < 0 or groups[one] < 0:
            continue
        known[one] = one
        for arc in range(offsets[one], offsets[one + 1]):
            known[neighbours[arc]] = one
        for second in range(offsets[broker], offsets[broker + 1]):
            other = neighbours[second]
            if count == most:
                return found
            if (
                groups[other] >= 0
                and known[other] != one
                and _role(groups[one], own, groups[other]) == role
            ):
                found[count, 0], found[count, 1] = one, other
                count += 1
    return found[:count]

"""Projection: activities and who takes part in them become ties between those who do."""

from __future__ import annotations

import numpy as np

from analytics.kernels.arrays import Floats, Ints, Nodes
from analytics.kernels.compiled import compiled

__all__ = ["projected", "warm"]


def projected(
    activity: Ints, member: Ints, activities: int, members: int, largest: int
) -> tuple[Nodes, Nodes, Ints, Floats]:
    r"""Return each two members of a common activity, how many they share, and the shares.

    .. math:: c_{uv} = |K_u \cap K_v|, \qquad
              w_{uv} = \sum_{k \in K_u \cap K_v} \frac{1}{n_k - 1}

    where :math:`K_u` are the activities of u and :math:`n_k` the members of k. The sum of a
    member's w is the number of its activities in which it is not alone.

    Parameters
    ----------
    activity, member : ndarray of int64, shape (m,)
        Who takes part in what, as numbers from 0; each pair once, in any order.
    activities, members : int
        How many of each there are.
    largest : int
        Activities with more members are left out.

    Returns
    -------
    left, right : ndarray of int32, shape (p,)
        The lesser and the greater of each pair, in this order.
    shared : ndarray of int64, shape (p,)
        Common activities, c.
    weight : ndarray of float64, shape (p,)
        Newman's weight, w.

    Notes
    -----
    M. E. J. Newman, Scientific collaboration networks II, Phys. Rev. E 64 (2001) 016132;
    networkx's `collaboration_weighted_projected_graph`.

    Examples
    --------
    Members 0, 1 and 2 share activity 0; members 0 and 1 activity 1 too.

    >>> left, right, shared, weight = projected(
    ...     np.array([0, 0, 0, 1, 1]), np.array([0, 1, 2, 0, 1]), 2, 3, 10
    ... )
    >>> left.tolist(), right.tolist(), shared.tolist(), weight.tolist()
    ([0, 0, 1], [1, 2, 2], [2, 1, 1], [1.5, 0.5, 0.5])
    """
    activity, member = (np.array(one, dtype=np.int64) for one in (activity, member))
    return _projected(activity, member, int(activities), int(members), int(largest))


def warm() -> None:
    """Compile this kernel for the arrays it gets in practice."""
    numbers = np.zeros(1, dtype=np.int64)
    projected(numbers, numbers, 1, 1, 2)


@compiled
def _projected(
    activity: Ints, member: Ints, activities: int, members: int, largest: int
) -> tuple[Nodes, Nodes, Ints, Floats]:
    # Those of each activity in the order of the members; then those of each member.
    by_member, starts = _rows(member, activity, members)
    in_order = np.empty(len(activity), dtype=np.int64)
    for number in range(members):
        for place in range(starts[number], starts[number + 1]):
            in_order[place] = number
    by_activity, begins = _rows(by_member, in_order, activities)

    pairs = 0
    for number in range(activities):
        size = begins[number + 1] - begins[number]
        if size <= largest:
            pairs += size * (size - 1) // 2
    greater = np.empty(pairs, dtype=np.int32)
    lesser = np.empty(pairs, dtype=np.int32)
    number_of = np.empty(pairs, dtype=np.int64)
    weight_of = np.empty(pairs, dtype=np.float64)
    lengths = np.zeros(members + 1, dtype=np.int64)
    count = np.zeros(members, dtype=np.int64)
    sum_of = np.zeros(members, dtype=np.float64)
    found = 0
    for one in range(members):
        first = found
        for place in range(starts[one], starts[one + 1]):
            begin, end = begins[by_member[place]], begins[by_member[place] + 1]
            if end - begin > largest:
                continue
            for seat in range(begin, end):
                other = by_activity[seat]
                if other >= one:
                    break
                if count[other] == 0:
                    greater[found] = one
                    lesser[found] = other
                    found += 1
                count[other] += 1
                sum_of[other] += 1.0 / (end - begin - 1)
        for pair in range(first, found):
            other = lesser[pair]
            number_of[pair] = count[other]
            weight_of[pair] = sum_of[other]
            lengths[other + 1] += 1
            count[other] = 0
            sum_of[other] = 0.0

    # The greater ones ascend, so that they do so beside each lesser one too.
    places = np.cumsum(lengths)[:-1]
    left = np.empty(found, dtype=np.int32)
    right = np.empty(found, dtype=np.int32)
    shared = np.empty(found, dtype=np.int64)
    weight = np.empty(found, dtype=np.float64)
    for pair in range(found):
        place = places[lesser[pair]]
        places[lesser[pair]] += 1
        left[place] = lesser[pair]
        right[place] = greater[pair]
        shared[place] = number_of[pair]
        weight[place] = weight_of[pair]
    return left, right, shared, weight


@compiled
def _rows(row: Ints, column: Ints, rows: int) -> tuple[Ints, Ints]:
    # Columns by their rows, in the order given within one, and where each row begins.
    begins = np.zeros(rows + 1, dtype=np.int64)
    for number in row:
        begins[number + 1] += 1
    begins = np.cumsum(begins)
    places = begins.copy()
    found = np.empty(len(row), dtype=np.int64)
    for place in range(len(row)):
        found[places[row[place]]] = column[place]
        places[row[place]] += 1
    return found, begins

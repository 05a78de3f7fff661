"""Projection: activities and who takes part in them become ties between those who do."""

from __future__ import annotations

import numpy as np

from analytics.kernels.arrays import Floats, Ints, Nodes, Places
from analytics.kernels.compiled import compiled

__all__ = ["projected", "warm"]


def projected(
    activity: Ints, member: Ints, activities: int, members: int, largest: int
) -> tuple[Nodes, Nodes, Nodes, Floats]:
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
    shared : ndarray of int32, shape (p,)
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
    taken, taker = (np.array(one, dtype=np.uint32) for one in (activity, member))
    return _projected(taken, taker, int(activities), int(members), int(largest))


def warm() -> None:
    """Compile this kernel for the arrays it gets in practice."""
    numbers = np.zeros(1, dtype=np.int64)
    projected(numbers, numbers, 1, 1, 2)


@compiled
def _projected(
    activity: Places, member: Places, activities: int, members: int, largest: int
) -> tuple[Nodes, Nodes, Nodes, Floats]:
    # Those of each activity in the order of the members; then those of each member.
    by_member, starts = _rows(member, activity, members)
    in_order = np.empty(len(activity), dtype=np.uint32)
    for number in range(members):
        in_order[starts[number] : starts[number + 1]] = number
    by_activity, begins = _rows(by_member, in_order, activities)

    pairs = 0
    for number in range(activities):
        size = begins[number + 1] - begins[number]
        if size <= largest:
            pairs += size * (size - 1) // 2
    lesser = np.empty(pairs, dtype=np.uint32)
    number_of = np.empty(pairs, dtype=np.uint32)
    weight_of = np.empty(pairs, dtype=np.float64)
    # Where the pairs of each greater one begin, and those of each lesser one.
    heads = np.zeros(members + 1, dtype=np.int64)
    places = np.zeros(members + 1, dtype=np.int64)
    count = np.zeros(members, dtype=np.uint32)
    sum_of = np.zeros(members, dtype=np.float64)
    found = 0
    for one in range(members):
        for place in range(starts[one], starts[one + 1]):
            begin, end = begins[by_member[place]], begins[by_member[place] + 1]
            if end - begin > largest:
                continue
            for seat in range(begin, end):
                other = by_activity[seat]
                if other >= one:
                    break
                lesser[found] = other
                found += count[other] == 0
                count[other] += 1
                sum_of[other] += 1.0 / (end - begin - 1)
        for pair in range(heads[one], found):
            other = lesser[pair]
            number_of[pair] = count[other]
            weight_of[pair] = sum_of[other]
            places[other + 1] += 1
            count[other] = 0
            sum_of[other] = 0.0
        heads[one + 1] = found

    right = np.empty(found, dtype=np.int32)
    shared = np.empty(found, dtype=np.int32)
    weight = np.empty(found, dtype=np.float64)
    for one in range(members):
        places[one + 1] += places[one]
    # The greater ones ascend, so that they do so beside each lesser one too.
    for one in range(members):
        for pair in range(heads[one], heads[one + 1]):
            place = places[lesser[pair]]
            places[lesser[pair]] = place + 1
            right[place] = one
            shared[place] = number_of[pair]
            weight[place] = weight_of[pair]
    # In place of what was read: memory that is new costs more than all the sums.
    left = lesser[:found].view(np.int32)
    first = 0
    for one in range(members):
        left[first : places[one]] = one
        first = places[one]
    return left, right, shared, weight


@compiled
def _rows(row: Places, column: Places, rows: int) -> tuple[Places, Ints]:
    # Columns by their rows, in the order given within one, and where each row begins.
    begins = np.zeros(rows + 1, dtype=np.int64)
    for number in row:
        begins[number + 1] += 1
    begins = np.cumsum(begins)
    places = begins.copy()
    found = np.empty(len(row), dtype=np.uint32)
    for place in range(len(row)):
        found[places[row[place]]] = column[place]
        places[row[place]] += 1
    return found, begins

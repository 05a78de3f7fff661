"""Resilience: what is left of a chain when its providers leave one after the other."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.network import ProviderNetwork, provider_network
from analytics.chains.suppliers import Suppliers, SupplyQuestion, suppliers_of
from analytics.definition import Definition, NotEvaluated
from analytics.patience import Check, patient
from analytics.shown import DIGITS
from analytics.tables import Tables

__all__ = [
    "DEFINITION",
    "Curve",
    "RemovalOrder",
    "Resilience",
    "ResilienceQuestion",
    "area_under",
    "resilience",
]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Floats: TypeAlias = npt.NDArray[np.float64]

_MOST_RUNS: Final = 1_000
_MOST_SOURCES: Final = 2_000
"""Of more providers betweenness is estimated."""
_INTERVAL: Final = (5.0, 95.0)

DEFINITION: Final = Definition(
    "Providers are local organisations that have, in the window, a project, an achievement, a "
    "patent or a technology contract of one of the stages that serves a segment of the chain, or "
    "with INDUSTRIALISATION operate in one; they are tied by shared projects, contracts, patents, "
    "conversions, co-building and incubation in the window. They are taken away one by one: by "
    "BETWEENNESS or DEGREE (number of partners) in the network as it is at first, the highest "
    "first, ties in the order of ids (of more than 2,000 providers betweenness is estimated from "
    "2,000 sources drawn by the seed); or in RANDOM order, runs times. After each removal: served, "
    "the segments with a provider left out of all segments of the chain; largest, the providers in "
    "the largest component out of all providers at first. In RANDOM order both are means, with "
    "the 5th and 95th percentile of the runs. AUC is the area under a curve by the trapezoid "
    "rule, the share of providers removed from 0 to 1: 0.5 of a complete network's largest "
    "component in any order.",
    "1",
    "M. E. J. Newman and R. M. Ziff, Phys. Rev. Lett. 85 (2000) 4104; R. Albert, H. Jeong and "
    "A.-L. Barabasi, Nature 406 (2000) 378.",
)


class RemovalOrder(enum.StrEnum):
    """Who leaves first."""

    BETWEENNESS = "BETWEENNESS"
    DEGREE = "DEGREE"
    RANDOM = "RANDOM"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResilienceQuestion:
    """What is asked.

    Attributes
    ----------
    supply : SupplyQuestion
        Who provides.
    order : RemovalOrder
    runs : int
        How many random orders.
    seed : int
        Of the random orders.

    Raises
    ------
    ValueError
        If a number is out of range.
    """

    supply: SupplyQuestion
    order: RemovalOrder = RemovalOrder.BETWEENNESS
    runs: int = 100
    seed: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.runs <= _MOST_RUNS:
            raise ValueError(f"runs is {self.runs}; it must be from 1 to {_MOST_RUNS}.")
        if self.seed < 0:
            raise ValueError(f"seed is {self.seed}; it must not be negative.")


@dataclass(frozen=True, slots=True)
class Curve:
    """One share after each removal; the first value is that of the whole.

    Attributes
    ----------
    share, low, high : ndarray of float64, shape (n + 1,)
        The mean of the runs and their 5th and 95th percentile; all the same if nothing is random.
    auc : float
        NaN without providers.
    """

    share: _Floats
    low: _Floats
    high: _Floats
    auc: float


@dataclass(frozen=True, eq=False, slots=True)
class Resilience:
    """The answer.

    Attributes
    ----------
    network : ProviderNetwork
    order : ndarray of int64, shape (n,)
        Node indices in the order of removal; empty if that is random.
    lost : ndarray of int64, shape (n,)
        Segments without a provider from each removal on that had one before it; empty if the
        order is random.
    segments, served : int
        All segments, and those with a provider at first.
    curves : tuple of two Curve
        Of the segments served and of the largest component.
    not_evaluated : tuple of NotEvaluated
    """

    network: ProviderNetwork
    order: _Ints
    lost: _Ints
    segments: int
    served: int
    curves: tuple[Curve, Curve]
    not_evaluated: tuple[NotEvaluated, ...]


def area_under(curve: _Floats) -> float:
    """Return the area under a curve of equal steps from 0 to 1 by the trapezoid rule.

    Examples
    --------
    >>> area_under(np.array([1.0, 0.5, 0.0]))
    0.5
    """
    if len(curve) < 2:  # noqa: PLR2004 - no step
        return float("nan")
    return float((curve[:-1] + curve[1:]).mean() / 2)


def resilience(
    tables: Tables, question: ResilienceQuestion, chain: int, *, check: Check = patient
) -> Resilience:
    """Take the providers of a chain away and count what is left.

    Parameters
    ----------
    tables : Tables
        See `analytics.chains.provisions.provisions_of` and `analytics.ties.kinds`.
    question : ResilienceQuestion
    chain : int
        Node index of the chain.
    check : callable
        Called between two runs.
    """
    suppliers = suppliers_of(tables, question.supply, chain)
    network = provider_network(tables, suppliers.firms, question.supply.window)
    orders = _orders(network, question, check)
    rows, who = suppliers.local[0], network.number[suppliers.local[1]]
    nodes, segments = len(network.nodes), len(suppliers.segments)
    served = np.zeros((len(orders), nodes + 1))
    largest = np.zeros((len(orders), nodes + 1))
    for run, order in enumerate(orders):
        check()
        served[run] = _served(order, rows, who, segments) / max(segments, 1)
        largest[run] = _largest(network, order) / max(nodes, 1)
    settled = question.order is not RemovalOrder.RANDOM
    order = orders[0] if settled else np.zeros(0, dtype=np.int64)
    left = _served(order, rows, who, segments) if settled else np.zeros(1, dtype=np.int64)
    return Resilience(
        network,
        network.nodes[order],
        -np.diff(left),
        segments,
        _populated(suppliers),
        (_curve(served), _curve(largest)),
        network.not_evaluated,
    )


def _orders(network: ProviderNetwork, question: ResilienceQuestion, check: Check) -> list[_Ints]:
    """Places in the network, in the order of removal."""
    graph = network.graph
    if question.order is RemovalOrder.RANDOM:
        random = np.random.default_rng(question.seed)
        return [random.permutation(len(graph)).astype(np.int64) for _ in range(question.runs)]
    score = graph.degree.astype(np.float64)
    if question.order is RemovalOrder.BETWEENNESS:
        from analytics.kernels.brandes import betweenness, pivots_of

        pivots = None
        if len(graph) > _MOST_SOURCES:
            pivots = pivots_of(len(graph), _MOST_SOURCES, question.seed)
        found = betweenness(graph.offsets, graph.neighbours, pivots=pivots, check=check)
        score = np.round(np.nan_to_num(found.score), DIGITS).astype(np.float64)
    # Nodes are in the order of their ids: a stable sort keeps it among equals.
    return [np.argsort(-score, kind="stable").astype(np.int64)]


def _served(order: _Ints, rows: _Ints, who: _Ints, segments: int) -> _Ints:
    """How many segments have a provider after each removal."""
    leaves = np.zeros(len(order), dtype=np.int64)
    leaves[order] = np.arange(1, len(order) + 1)
    last = np.zeros(segments, dtype=np.int64)
    np.maximum.at(last, rows, leaves[who])
    gone = np.bincount(last[last > 0], minlength=len(order) + 1)
    return (int((last > 0).sum()) - np.cumsum(gone)).astype(np.int64)


def _largest(network: ProviderNetwork, order: _Ints) -> _Ints:
    from analytics.kernels.removal import largest_after_removals

    return largest_after_removals(network.graph.offsets, network.graph.neighbours, order)


def _populated(suppliers: Suppliers) -> int:
    return len(np.unique(suppliers.local[0]))


def _curve(runs: _Floats) -> Curve:
    low, high = np.percentile(runs, _INTERVAL, axis=0)
    mean = runs.mean(axis=0)
    return Curve(mean, low, high, area_under(mean))

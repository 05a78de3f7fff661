"""Which records are one: verdicts on pairs, joined into components."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TypeAlias

from graph_service.store.port import Contradiction, StoreError
from schema.statements import Decision, Verdict

__all__ = ["Pair", "chain", "components", "contradiction", "decided"]

Pair: TypeAlias = tuple[str, str]


def decided(verdicts: Mapping[Pair, Verdict], decision: Decision) -> dict[Pair, Verdict]:
    """Return the verdicts in force after a decision.

    Raises
    ------
    Contradiction
        If two records would be the same and different at once.
    """
    if decision.left == decision.right:
        raise StoreError(f"A decision needs two records; {decision.left} was given twice.")
    after = {pair: v for pair, v in verdicts.items() if pair != decision.pair}
    if decision.verdict is Verdict.UNDECIDED:
        return after
    after[decision.pair] = decision.verdict
    contradicted = contradiction(after)
    if contradicted is not None:
        left, right = contradicted
        links = chain(after, left, right)
        raise Contradiction(
            f"{decision.left} and {decision.right} cannot be decided"
            f" {decision.verdict.value}: {left} and {right} would be different by one decision"
            f" and the same by others ({' = '.join(links)}). Take one of these back first.",
            links,
        )
    return after


def contradiction(verdicts: Mapping[Pair, Verdict]) -> Pair | None:
    """Return a pair that is different by one verdict and the same by others, if there is one."""
    united = components(verdicts)
    for (left, right), verdict in verdicts.items():
        if verdict is Verdict.DIFFERENT and left in united and united[left] == united.get(right):
            return left, right
    return None


def chain(verdicts: Mapping[Pair, Verdict], left: str, right: str) -> tuple[str, ...]:
    """Return a shortest way from one record to another, each the same as the next by a verdict."""
    same: dict[str, list[str]] = {}
    for pair in sorted(pair for pair, v in verdicts.items() if v is Verdict.SAME):
        for one, other in (pair, pair[::-1]):
            same.setdefault(one, []).append(other)
    came_from = {left: left}
    waiting = deque([left])
    while waiting and right not in came_from:
        here = waiting.popleft()
        for there in same.get(here, ()):
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    way = [right]
    while way[-1] != left:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))


def components(verdicts: Mapping[Pair, Verdict]) -> dict[str, str]:
    """Return the canonical id of every record that is united with another.

    Sameness is transitive; the canonical id of a component is its smallest, whether or not
    anything was said about that record, so that it stays when runs come and go.
    """
    parent: dict[str, str] = {}

    def root(id_: str) -> str:
        while (up := parent.setdefault(id_, id_)) != id_:
            parent[id_] = parent[up]
            id_ = up
        return id_

    for (left, right), verdict in verdicts.items():
        if verdict is Verdict.SAME:
            low, high = sorted((root(left), root(right)))
            parent[high] = low
    return {id_: root(id_) for id_ in list(parent)}

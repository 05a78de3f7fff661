"""What of the review queue is still to be asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from graph_service.review.candidates import Pair, ReviewQueue, Standing
from graph_service.store.merging import components
from graph_service.store.port import Store
from schema.statements import Decision, Verdict

__all__ = ["QueuePage", "count_open_pairs", "open_pairs"]

_STEP: Final = 200
"""How many pairs are looked at together at most."""
_SHORTEST: Final = 40


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some pairs that nobody decided.

    Attributes
    ----------
    pairs : tuple of Standing
        Each with its place; the next page begins after the place of the last.
    has_next : bool
        Whether more are to be asked after them.
    """

    pairs: tuple[Standing, ...]
    has_next: bool


async def open_pairs(store: Store, *, after: str = "", limit: int = 20) -> QueuePage:
    """Return pairs to be asked, the best first.

    Left out are pairs whose ends are not both in the graph, that are united, or that are
    different by the verdicts in force and what follows from them.

    Parameters
    ----------
    store : Store
    after : str
        Place of the pair to go on after.
    limit : int
    """
    queue = ReviewQueue(store.ledger)
    settled = _Settled(await store.decisions())
    found: list[Standing] = []
    place, step = after, min(max(2 * limit, _SHORTEST), _STEP)
    while len(found) <= limit:
        standing = await queue.after(place, limit=step)
        if not standing:
            break
        found += await _asked(store, settled, standing)
        place = standing[-1].place
    return QueuePage(tuple(found[:limit]), len(found) > limit)


async def count_open_pairs(store: Store, *, most: int = 10_000) -> int:
    """Count the pairs to be asked; of more than `most` no more than that many are counted."""
    queue = ReviewQueue(store.ledger)
    settled = _Settled(await store.decisions())
    place, count = "", 0
    while count < most and (standing := await queue.after(place, limit=_STEP)):
        count += len(await _asked(store, settled, standing))
        place = standing[-1].place
    return min(count, most)


class _Settled:
    """What is decided, with all that follows from it: sameness is transitive.

    Parameters
    ----------
    decisions : sequence of Decision
        The verdicts in force.
    """

    def __init__(self, decisions: Sequence[Decision]) -> None:
        verdicts = {decision.pair: decision.verdict for decision in decisions}
        self._united = components(verdicts)
        self._different = {
            self._ends(pair) for pair, v in verdicts.items() if v is Verdict.DIFFERENT
        }

    def __contains__(self, pair: Pair) -> bool:
        ends = self._ends((pair.left, pair.right))
        return ends[0] == ends[1] or ends in self._different

    def _ends(self, pair: tuple[str, str]) -> tuple[str, str]:
        one, other = (self._united.get(id_, id_) for id_ in pair)
        return (one, other) if one < other else (other, one)


async def _asked(store: Store, settled: _Settled, standing: Sequence[Standing]) -> list[Standing]:
    undecided = [s for s in standing if s.pair not in settled]
    ids = sorted({id_ for s in undecided for id_ in (s.pair.left, s.pair.right)})
    there: Collection[str] = set()
    if ids:
        described = await store.describe(ids)
        there = {id_ for id_, record in zip(ids, described, strict=True) if record is not None}
    return [s for s in undecided if s.pair.left in there and s.pair.right in there]

"""What people decided about pairs of records, as the ledger keeps it: all of it, the newest first.

A decision is a document under its number; a pair has a document that names the decisions about it.
They are written in one transaction with the verdict that the store keeps (`Store.decide`), so
neither can be there without the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from typing import Any, Final, TypeAlias

from graph_service.store.ledger import Document, Entry, Ledger, Note
from schema.statements import Decision, Verdict

__all__ = ["DECIDED", "DECISION", "DecisionLog", "Judgement", "Pair", "PairLog", "ordered"]

DECISION: Final = "decision"
"""Kind of the documents that hold a decision each."""
DECIDED: Final = "decided"
"""Kind of the documents that hold the numbers of a pair's decisions."""

_NUMBERS: Final = 10**12
_REMEMBERED: Final = 50
"""Decisions about one pair that its document names; the others are found by their numbers."""

Pair: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody decided about two records, or that a decision was taken back.

    Attributes
    ----------
    number : int
        From 1, in order of time.
    left, right : str
        Record ids, in order.
    verdict : Verdict
        What holds from then on.
    by : str
        Who decided.
    at : str
        When: an ISO moment in UTC.
    reason : str
        Why.
    undoes : int
        The number of the decision that this one took back; 0 if it is a decision itself.
    ended : int
        The number of the one that took its place or took it back; 0 while it is in force.
    """

    number: int
    left: str
    right: str
    verdict: Verdict
    by: str
    at: str
    reason: str
    undoes: int = 0
    ended: int = 0

    @property
    def pair(self) -> Pair:
        """The ids in order."""
        return self.left, self.right

    @property
    def stands(self) -> bool:
        """Whether it is a decision that is in force."""
        return not self.undoes and not self.ended

    def __str__(self) -> str:
        """Name it for people."""
        why = f": {self.reason}" if self.reason else ""
        return f"{self.verdict.value}, {self.by}, {self.at}{why}"


@dataclass(frozen=True, slots=True)
class PairLog:
    """The decisions about a pair.

    Attributes
    ----------
    standing : tuple of int
        The last is in force; when it is taken back the one before it is.
    numbers : tuple of int
        All of them and what took them back, at most 50, the newest last.
    revision : int
        Of the document; 0 if there is none.
    """

    standing: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    revision: int = 0

    @property
    def in_force(self) -> int:
        """The number of the decision that is in force, or 0."""
        return self.standing[-1] if self.standing else 0


_NOTHING: Final = PairLog()


class DecisionLog:
    """Reads decisions, and says what must be written to add one.

    Parameters
    ----------
    ledger : Ledger
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def last(self) -> int:
        """Return the greatest number that is taken, or 0."""
        newest = await self._ledger.list(DECISION, limit=1)
        return _number(newest[0].key) if newest else 0

    async def pairs(self, pairs: Iterable[Pair]) -> dict[Pair, PairLog]:
        """Return what is known of pairs; pairs that nobody decided are left out."""
        keys = {_pair_key(pair): pair for pair in pairs}
        found = await self._ledger.get_many(DECIDED, list(keys)) if keys else {}
        return {keys[key]: _pair_log(entry) for key, entry in found.items()}

    async def pair(self, pair: Pair) -> PairLog:
        """Return what is known of one pair."""
        return (await self.pairs((pair,))).get(pair, _NOTHING)

    async def judgements(self, numbers: Iterable[int]) -> dict[int, Judgement]:
        """Return decisions by number; those that are not there are left out."""
        keys = [_key(number) for number in dict.fromkeys(numbers) if number]
        found = await self._ledger.get_many(DECISION, keys) if keys else {}
        read = map(_judgement, found.values())
        return {judgement.number: judgement for judgement in read}

    async def judgement(self, number: int) -> Judgement | None:
        """Return one decision, or None."""
        return (await self.judgements((number,))).get(number)

    async def in_force(self, pairs: Iterable[Pair]) -> dict[Pair, Judgement]:
        """Return the decisions in force; pairs without one are left out."""
        logs = await self.pairs(pairs)
        found = await self.judgements(log.in_force for log in logs.values())
        return {pair: found[log.in_force] for pair, log in logs.items() if log.in_force in found}

    async def history(self, pairs: Iterable[Pair]) -> dict[Pair, tuple[Judgement, ...]]:
        """Return what was ever decided about pairs, the newest first.

        Of each pair the last 50, and the decision in force.
        """
        logs = await self.pairs(pairs)
        numbers = {pair: sorted({*log.numbers, log.in_force}) for pair, log in logs.items()}
        found = await self.judgements(n for some in numbers.values() for n in some)
        return {
            pair: tuple(found[n] for n in reversed(some) if n in found)
            for pair, some in numbers.items()
        }

    async def page(self, *, before: int = 0, limit: int = 100) -> tuple[Judgement, ...]:
        """Return decisions, the newest first.

        Parameters
        ----------
        before : int
            Those with smaller numbers only; 0 for all.
        limit : int
        """
        after = _key(before) if before else ""
        return tuple(map(_judgement, await self._ledger.list(DECISION, after=after, limit=limit)))

    async def notes_of_decision(self, made: Judgement, log: PairLog) -> tuple[Note, ...]:
        """Return what to write for a decision over the one that is in force."""
        standing = (*log.standing, made.number)[-_REMEMBERED:]
        return await self._notes(made, log, standing, {log.in_force: made.number})

    async def notes_of_undoing(self, made: Judgement, log: PairLog) -> tuple[Note, ...]:
        """Return what to write so that the decision before the last one is in force again."""
        standing = log.standing[:-1]
        ends = {log.in_force: made.number, (standing[-1] if standing else 0): 0}
        return await self._notes(made, log, standing, ends)

    async def _notes(
        self, made: Judgement, log: PairLog, standing: Sequence[int], ends: Mapping[int, int]
    ) -> tuple[Note, ...]:
        """The decision, the ends of earlier ones, and the pair."""
        earlier = await self._ledger.get_many(DECISION, [_key(n) for n in ends if n])
        changed = [
            Note(
                DECISION, entry.key, _document(replace(was, ended=ends[was.number])), entry.revision
            )
            for entry, was in ((entry, _judgement(entry)) for entry in earlier.values())
        ]
        pair = {
            "left": made.left,
            "right": made.right,
            "standing": list(standing),
            "numbers": [*log.numbers, made.number][-_REMEMBERED:],
        }
        return (
            Note(DECIDED, _pair_key(made.pair), pair, log.revision),
            Note(DECISION, _key(made.number), _document(made), 0),
            *changed,
        )


def ordered(one: str, other: str) -> Pair:
    """Return two ids as a pair."""
    return Decision(one, other, Verdict.UNDECIDED).pair


def _document(made: Judgement) -> dict[str, Any]:
    return {**asdict(made), "verdict": made.verdict.value}


def _judgement(entry: Entry) -> Judgement:
    document: Document = entry.document
    return Judgement(**{**document, "verdict": Verdict(document["verdict"])})


def _pair_log(entry: Entry) -> PairLog:
    document = entry.document
    return PairLog(tuple(document["standing"]), tuple(document["numbers"]), entry.revision)


def _key(number: int) -> str:
    """The ledger lists keys upwards: the newest has the smallest."""
    return f"{_NUMBERS - number:013}"


def _number(key: str) -> int:
    return _NUMBERS - int(key)


def _pair_key(pair: Pair) -> str:
    left, right = pair
    # The length tells where the first ends, whatever signs ids are made of.
    return blake2b(f"{len(left)}:{left}{right}".encode(), digest_size=16).hexdigest()

"""Decisions by people on who is who: made, taken back, and refused with a sentence.

The store keeps the verdicts in force and makes the graph of them; who decided, when and why stands
in the ledger. Both are written in one transaction: a process that is killed leaves both or
neither. Who decides says which decision he believes to be in force; of two people who decide one
pair at once the second is told who was first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from itertools import pairwise
from typing import Final

from graph_service.clock import Clock, utc_now
from graph_service.review.decision_log import DecisionLog, Judgement, Pair, ordered
from graph_service.store.port import Contradiction, Overtaken, Store, StoreError
from schema.catalogue import Catalogue
from schema.statements import Decision, Verdict

__all__ = ["Decided", "DecidedOtherwise", "DecisionRefused", "decide", "undo_decision"]

_LONGEST_NAME: Final = 100
_LONGEST_REASON: Final = 1_000
_ATTEMPTS: Final = 200
"""Each attempt but the last fails because somebody else has decided something."""


class DecisionRefused(StoreError):
    """It cannot be decided so; the message is a sentence for who wanted to."""


class DecidedOtherwise(DecisionRefused):
    """Somebody else has decided what was believed to be open, or taken it back.

    Parameters
    ----------
    message : str
    in_force : Judgement or None
        What is decided now.
    """

    def __init__(self, message: str, in_force: Judgement | None) -> None:
        super().__init__(message)
        self.in_force = in_force


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a decision.

    Attributes
    ----------
    judgement : Judgement
        As it was written; if nothing was, the one that says the same already.
    in_force : Judgement or None
        What holds for the pair now.
    changed : bool
        Whether something was written.
    version : str
        Of the graph, afterwards.
    """

    judgement: Judgement
    in_force: Judgement | None
    changed: bool
    version: str


async def decide(
    store: Store,
    catalogue: Catalogue,
    left: str,
    right: str,
    verdict: Verdict,
    *,
    by: str,
    reason: str,
    expected: int = 0,
    clock: Clock = utc_now,
) -> Decided:
    """Decide whether two records are one.

    Parameters
    ----------
    store : Store
    catalogue : Catalogue
    left, right : str
        Ids of the records, in any order.
    verdict : Verdict
        `UNDECIDED` notes that somebody looked and could not tell.
    by : str
        Who decides.
    reason : str
        Why.
    expected : int
        Number of the decision that is believed to be in force; 0 if nothing was decided.
    clock : callable

    Raises
    ------
    DecidedOtherwise
        If another decision is in force.
    DecisionRefused
        If a record is not there, they are of different kinds, it contradicts other decisions, or
        nobody says who decides and why.
    """
    pair = ordered(left, right)
    who, why = _told(by, reason)
    await _check_records(store, catalogue, pair)
    log = DecisionLog(store.ledger)
    for _ in range(_ATTEMPTS):
        known = await log.pair(pair)
        standing = await log.judgement(known.in_force)
        if known.in_force != expected:
            raise _otherwise(pair, standing)
        if standing is not None and standing.verdict is verdict:
            return Decided(standing, standing, changed=False, version=await store.version())
        number = await log.last() + 1
        made = Judgement(number, *pair, verdict, by=who, at=_moment(clock), reason=why)
        try:
            version = await store.decide(
                Decision(*pair, verdict), await log.notes_of_decision(made, known)
            )
        except Overtaken:
            continue
        except Contradiction as error:
            raise await _contradicted(log, error) from error
        return Decided(made, made, changed=True, version=version)
    raise _crowded()


async def undo_decision(
    store: Store, number: int, *, by: str, reason: str, clock: Clock = utc_now
) -> Decided:
    """Take a decision back: what was decided before it is in force again.

    Parameters
    ----------
    store : Store
    number : int
        Of the decision; it must be in force.
    by : str
        Who takes it back.
    reason : str
        Why.
    clock : callable

    Raises
    ------
    DecidedOtherwise
        If it is not in force any more.
    DecisionRefused
        If there is none, or what was decided before it contradicts other decisions now.
    """
    who, why = _told(by, reason)
    log = DecisionLog(store.ledger)
    for _ in range(_ATTEMPTS):
        taken = await log.judgement(number)
        if taken is None or taken.undoes:
            raise DecisionRefused(f"There is no decision {number} that could be taken back.")
        known = await log.pair(taken.pair)
        found = await log.judgements((*known.standing[-2:], taken.ended))
        if known.in_force != number:
            raise _ended(taken, found.get(taken.ended), found.get(known.in_force))
        before = found.get(known.standing[-2]) if len(known.standing) > 1 else None
        verdict = before.verdict if before else Verdict.UNDECIDED
        made = Judgement(
            number=await log.last() + 1,
            left=taken.left,
            right=taken.right,
            verdict=verdict,
            by=who,
            at=_moment(clock),
            reason=why,
            undoes=number,
        )
        try:
            version = await store.decide(
                Decision(*taken.pair, verdict), await log.notes_of_undoing(made, known)
            )
        except Overtaken:
            continue
        except Contradiction as error:
            raise await _contradicted(log, error) from error
        return Decided(made, before, changed=True, version=version)
    raise _crowded()


async def _check_records(store: Store, catalogue: Catalogue, pair: Pair) -> None:
    left, right = pair
    if left == right:
        raise DecisionRefused(f"A decision needs two records; {left} was given twice.")
    described = await store.describe(pair)
    types = {}
    for id_, record in zip(pair, described, strict=True):
        if record is None:
            raise DecisionRefused(f"There is no record {id_} in the graph.")
        types[id_] = record.type
    if catalogue.family(types[left]) != catalogue.family(types[right]):
        raise DecisionRefused(
            f"{left} is of the type {_labelled(catalogue, types[left])} and {right} of the type"
            f" {_labelled(catalogue, types[right])}: they cannot be one."
        )


def _labelled(catalogue: Catalogue, type_: str) -> str:
    return f"{type_} ({catalogue.by_name[type_].label})"


def _told(by: str, reason: str) -> tuple[str, str]:
    who, why = " ".join(by.split()), reason.strip()
    if not who:
        raise DecisionRefused("Say who decides: a name.")
    if not why:
        raise DecisionRefused("Say why it is decided so.")
    if len(who) > _LONGEST_NAME:
        raise DecisionRefused(f"Who decides is named by at most {_LONGEST_NAME} characters.")
    if len(why) > _LONGEST_REASON:
        raise DecisionRefused(f"Why it is decided is said by at most {_LONGEST_REASON} characters.")
    return who, why


def _moment(clock: Clock) -> str:
    return clock().astimezone(UTC).isoformat(timespec="seconds")


def _otherwise(pair: Pair, standing: Judgement | None) -> DecidedOtherwise:
    left, right = pair
    if standing is None:
        return DecidedOtherwise(
            f"The decision on {left} and {right} that was believed to be in force was taken back."
            " Look again.",
            None,
        )
    return DecidedOtherwise(
        f"{left} and {right} were decided meanwhile: {standing}. Nothing was changed; to decide"
        f" otherwise, name this decision ({standing.number}) as the one that is in force.",
        standing,
    )


def _ended(taken: Judgement, by: Judgement | None, now: Judgement | None) -> DecidedOtherwise:
    how = "is no longer in force"
    if by is not None:
        how = ("was taken back" if by.undoes else "was replaced") + f" by {by.by}, {by.at}"
    return DecidedOtherwise(f"Decision {taken.number} {how}. Nothing was changed.", now)


async def _contradicted(log: DecisionLog, error: Contradiction) -> DecisionRefused:
    """Name who decided each link of the chain."""
    links = [ordered(*link) for link in pairwise(error.chain)]
    ends = ordered(error.chain[0], error.chain[-1])
    made = await log.in_force([*links, ends])
    told = [
        f"{left} {'≠' if (left, right) == ends else '='} {right} ({made[left, right]})"
        for left, right in (*links, ends)
        if (left, right) in made
    ]
    return DecisionRefused(" ".join((str(error), "; ".join(told))).rstrip())


def _crowded() -> StoreError:
    return StoreError("Too many decide at once. Decide again in a moment.")
